"""The list of claims: facets, pages, exports, and changes of several claims with a preview."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import Status
from factdb.formats.tables import table_writer
from factdb.services.actor import find_actor
from factdb.services.decisions import statuses
from factdb.services.ledger import claim_ledger
from factdb.services.reads import claim_list
from factdb.store import sessions
from factdb.web import rendering
from factdb.web.pages.claims import claim_list as claims
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    import httpx2


def numbers(page: str) -> list[int]:
    """Return the numbers of the claims in a list."""
    return [int(number) for number in re.findall(r'<td class="words"><a href="/claims/(\d+)"', page)]


def change(visitor: Visitor, selected: list[int], **form: Any) -> httpx2.Response:  # noqa: ANN401 - what a form has
    return visitor.client.post("/claims/change", data={"claim": [str(number) for number in selected], **form})


def confirmed(visitor: Visitor, preview: str) -> httpx2.Response:
    """Send the form of a preview."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', preview):
        fields.setdefault(name, []).append(value)
    return visitor.client.post("/claims/change", data=fields)


def test_filters_with_counts(ana: Visitor) -> None:
    page = ana.page("/claims?verdict=false&verdict=mostly-false")
    assert "2 claims" in page
    assert re.search(r"published <span class=\"count\">2</span>", page)
    page = ana.page("/claims?q=troops&speaker=Joe+Biden&since=2021&until=2021-07")
    assert 0 < len(numbers(page)) < 22
    assert sorted(numbers(ana.page("/claims?undecided=yes&open=yes"))) == [9, 15, 19]


def test_pages_by_key(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "PAGE", 5)
    address, shown = "/claims", list[int]()
    while address:
        page = ana.page(address)
        shown += numbers(page)
        more = re.search(r'<a href="(\?[^"]*after=\d+)" rel="next"', page)
        address = f"/claims{more[1]}" if more else ""
    with sessions.reading(ana.site.database) as session:
        everything = claim_list.rows(session, ClaimFilter())
        assert shown == [row["id"] for row in everything]


def test_counts_of_many_are_rounded() -> None:
    assert rendering.shown_count(9_999) == "9,999"
    assert rendering.shown_count(10_001) == "10,000+"


def test_a_search_that_finds_much_on_a_large_desk_waits_for_no_counts(
    ana: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = facets_of(ana.page("/claims?q=iraq"))
    assert counted
    monkeypatch.setattr(claims, "MOST_FOUND_WITH_COUNTS", 1)
    assert facets_of(ana.page("/claims?q=iraq")) == counted  # a small desk is counted all the same
    monkeypatch.setattr(claim_list, "_SMALL_DESK", 1)
    page = ana.page("/claims?q=iraq&kind=promise")
    assert facets_of(page) == {}
    assert 'href="?q=iraq&amp;kind=promise&amp;counts=yes"' in page
    assert facets_of(ana.page("/claims?q=iraq&counts=yes")) == counted
    assert facets_of(ana.page("/claims")) != {}


def test_an_export_has_this_very_list(ana: Visitor) -> None:
    answer = ana.client.get("/claims/export.csv?verdict=false&verdict=mostly-false")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["verdict"] for row in rows} == {"false", "mostly-false"}
    assert answer.headers["content-disposition"] == 'attachment; filename="claims.csv"'
    assert len(ana.client.get("/claims.json?verdict=false").json()) == 1
    assert ana.client.get("/claims/export.exe").status_code == 400


def test_a_file_that_cannot_be_written_here_is_no_link(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "find_spec", lambda _name: None)
    page = ana.page("/claims?status=published")
    assert "XLSX (not here: The library for workbooks is not installed." in page
    assert re.findall(r'href="/claims/export\.(\w+)', page) == ["csv", "json"]


def test_a_change_of_several_claims_is_previewed(ana: Visitor) -> None:
    preview = change(ana, [9, 19, 8], change="move", status="on-hold", reason="Waiting.", query="status=new").text
    assert "in-review → on-hold" in preview
    assert preview.count("Left out:") == 2
    with sessions.reading(ana.site.database) as session:
        assert "on-hold" not in {row["status"] for row in claim_list.rows(session, ClaimFilter())}
    answer = confirmed(ana, preview)
    assert answer.url.query == b"status=new"
    assert "1 claim changed." in answer.text
    assert numbers(ana.page("/claims?status=on-hold")) == [9]


def test_a_claim_that_changed_since_the_preview_stops_all(ana: Visitor) -> None:
    preview = change(ana, [9, 19], change="tag", topics="roads", query="").text
    ana.post(19, "note", note="Meanwhile.")
    refused = confirmed(ana, preview)
    assert refused.status_code == 409
    assert "Claim 19 has changed since you read it" in refused.text
    with sessions.reading(ana.site.database) as session:
        assert all("roads" not in row["topics"] for row in claim_list.rows(session, ClaimFilter()))
    assert "2 claims changed." in confirmed(ana, refused.text).text  # the selection is still there, as it is now


def test_nothing_selected_says_so(ana: Visitor) -> None:
    page = change(ana, [], change="assign", assignee="rita", query="status=new").text
    assert "No claim was selected" in page
    assert 'href="/claims?status=new"' in page


@pytest.mark.parametrize(
    "form", [{"change": "erase"}, {"change": "move", "status": "nowhere"}, {"change": "assign", "assignee": "zed"}]
)
def test_a_change_that_is_none(ana: Visitor, form: dict[str, str]) -> None:
    assert change(ana, [9], **form).status_code in {400, 404}


def test_a_list_leads_back_to_its_own_pages_alone(ana: Visitor) -> None:
    preview = change(ana, [9], change="assign", assignee="rita", query="//elsewhere.example/x").text
    answer = confirmed(ana, preview)
    assert answer.url.host == "testserver"


def facets_of(page: str) -> dict[str, int]:
    """Return the number beside each choice of the list."""
    return {word: int(count) for word, count in re.findall(r'>([\w ]+) <span class="count">(\d+)</span></a>', page)}


def test_counts_are_right_after_a_change_of_somebody_else(ana: Visitor) -> None:
    before = facets_of(ana.page("/claims"))
    assert before == facets_of(ana.page("/claims"))
    with sessions.writing(replace(ana.site.database, engines=None)) as session:  # as another program
        actor = find_actor(session, "ana", ana.site.now)
        statuses.set_status(session, claim_ledger.lock_one(session, 9), actor, Status.ON_HOLD, reason="It can wait.")
    after = facets_of(ana.page("/claims"))
    assert after["on hold"] == before.get("on hold", 0) + 1
    assert after["in review"] == before["in review"] - 1
