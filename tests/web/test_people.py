"""The lists and pages of speakers and sources, and the forms that edit them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from factdb.domain.enums import PolicyName
from factdb.services.actor import find_actor
from factdb.services.desk import desk_policy
from factdb.store import sessions
from factdb.web.pages.words import people
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    import httpx2

PSAKI, BURNS, EPOCH = 3, 4, 5


def send(visitor: Visitor, path: str, **form: str | list[str]) -> httpx2.Response:
    return visitor.client.post(path, data=form)


def add_speaker(visitor: Visitor, name: str, claim: str = "A bridge was opened.") -> int:
    """Add a claim of a new speaker; return the speaker's number."""
    form = {"text": f"“{claim}” {name} said on Tuesday.", "source": "Example Post", "published": "2026-11-18"}
    number = visitor.client.post("/articles/new/add", data=form).url.path.split("/")[2]
    facts = {"quote": claim, "claim": f"{name}: {claim}", "speaker": name, "anyway": "1"}
    assert visitor.client.post(f"/articles/{number}/claims", data=facts).status_code == 200
    rows = visitor.client.get("/speakers.json", params={"q": name}).json()
    return next(int(row["id"]) for row in rows if row["name"] == name)


def rows_of(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<td class="words"><a href="/\w+/(\d+)"', page)]


def shares(visitor: Visitor, path: str) -> dict[str, int]:
    """Return the claims by group that a page's data has."""
    return {
        share["group"]: share["claims"] for share in visitor.client.get(f"{path}.json").json()["verdicts"]["shares"]
    }


def waiting_forms(page: str) -> dict[str, tuple[str, str]]:
    """Return the form of each change of a name that a page offers to approve: its address, and its one field."""
    section = page.partition('aria-labelledby="waiting"')[2].partition("</section>")[0]
    forms = re.findall(r'action="([^"]+)"><input type="hidden" name="(\w+)" value="([^"]*)">', section)
    return {address: (name, value) for address, name, value in forms}


def four_eyes(visitor: Visitor) -> None:
    with sessions.writing(visitor.site.database) as session:
        actor = find_actor(session, "ana", visitor.site.now)
        desk_policy.change(session, actor, PolicyName.FOUR_EYES, "on")


# -- lists -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", ["speakers", "sources"])
def test_a_list_pages_by_number_of_claims(ana: Visitor, monkeypatch: pytest.MonkeyPatch, noun: str) -> None:
    monkeypatch.setattr(people, "PAGE", 2)
    address, shown = f"/{noun}", list[int]()
    while address:
        page = ana.page(address)
        shown += rows_of(page)
        more = re.search(r'<a href="(\?[^"]*after=\d+)" rel="next"', page)
        address = f"/{noun}{more[1]}" if more else ""
    monkeypatch.undo()
    rows = ana.client.get(f"/{noun}.json").json()
    assert shown == [row["id"] for row in rows]
    assert len(shown) == len(set(shown)) > 3
    assert [row["claims"] for row in rows] == sorted((row["claims"] for row in rows), reverse=True)


def test_a_list_is_filtered_by_a_part_of_a_name(ana: Visitor) -> None:
    assert rows_of(ana.page("/speakers?q=PSAKI")) == [PSAKI]
    assert "2 speakers" not in ana.page("/speakers?q=psaki")
    empty = ana.page("/sources?q=100%25")
    assert rows_of(empty) == []
    assert "See all sources" in empty


def test_the_data_has_the_keys_of_the_command_line(ana: Visitor) -> None:
    (row,) = ana.client.get("/speakers.json?q=psaki").json()
    assert list(row) == [
        "id", "uid", "name", "kind", "aliases", "wikidata", "claims", "title", "organization", "party",
    ]  # fmt: skip
    source = ana.client.get("/sources.json").json()[0]
    assert list(source) == ["id", "uid", "name", "aliases", "domains", "documents", "claims"]


# -- a page ----------------------------------------------------------------------------------------------------


def test_a_page_has_a_bar_whose_numbers_are_those_of_its_lists(ana: Visitor) -> None:
    page = ana.page("/speakers/2")
    claims = ana.client.get("/speakers/2.json").json()["verdicts"]["claims"]
    assert f"Verdicts, n = {claims}" in page
    assert re.search(rf'<svg class="bar" role="img"[^>]* aria-label="Verdicts, n = {claims}: [a-z\- ]+ \d', page)
    links = re.findall(r'<a href="(/claims\?speaker=2&amp;[^"]+)">(\d+)<span', page)
    assert links
    for address, size in links:
        assert re.search(rf"<h1>{size} claims?</h1>", ana.page(address.replace("&amp;", "&"))), address
    assert sum(shares(ana, "/speakers/2").values()) == claims


def test_words_that_an_outlet_changed_are_not_charged_to_the_speaker(ana: Visitor) -> None:
    assert shares(ana, f"/speakers/{PSAKI}") == {"true": 1, "undecided": 1}
    pages = "truth:refutes:https://example.org/p\nquote:refutes:https://example.org/q"
    ana.post(9, "withdraw-evidence", n="1", reason="It says nothing.")
    rated = {"truth_rating": "false", "quote_rating": "altered", "because": "Nobody said that.", "pages": pages}
    answer = ana.post(9, "rate", **rated)
    assert answer.status_code == 200, re.findall(r'role="alert".*?</div>', answer.text, re.DOTALL)
    assert shares(ana, f"/speakers/{PSAKI}") == {"true": 1, "disputed words": 1}
    quotations = ana.client.get(f"/speakers/{PSAKI}.json").json()["verdicts"]["quotations"]
    assert quotations == [{"group": "verbatim", "claims": 1}, {"group": "altered", "claims": 1}]


def test_a_verdict_that_waits_and_an_assessment_are_in_no_count(ana: Visitor) -> None:
    """Nobody may see yet what is not in force; the count must not tell either, to whoever reads."""
    paths = (f"/speakers/{PSAKI}", "/sources/2")
    visitors = [Visitor(ana.site).sign_in(handle) for handle in ("rae", "rita", "ed", "ana")]
    before = {path: [shares(visitor, path) for visitor in visitors] for path in paths}
    pages = [visitor.page(paths[0]) for visitor in visitors]
    with sessions.writing(ana.site.database) as session:
        actor = find_actor(session, "ana", ana.site.now)
        desk_policy.change(session, actor, PolicyName.FOUR_EYES, "on")
        desk_policy.change(session, actor, PolicyName.BLIND, "on")
    ana.post(9, "assess", truth_rating="false", because="As I read it.")
    ana.post(9, "rate", truth_rating="true", because="Both say so.", pages="supports:https://example.org/p")
    for path in paths:
        assert [shares(visitor, path) for visitor in visitors] == before[path]
    bars = [re.findall(r'aria-label="Verdicts[^"]*"', page) for page in pages]
    assert [re.findall(r'aria-label="Verdicts[^"]*"', visitor.page(paths[0])) for visitor in visitors] == bars
    assert Visitor(ana.site).sign_in("ed").post(9, "status", status="published").status_code == 200
    assert [shares(visitor, paths[0]) for visitor in visitors] != before[paths[0]]


@pytest.mark.parametrize("path", ["/speakers/999", "/sources/999", "/speakers/999.json", "/speakers/0/edit"])
def test_what_is_not_there_is_said(ana: Visitor, path: str) -> None:
    answer = send(ana, path, name="X") if path.endswith("edit") else ana.client.get(path)
    assert answer.status_code == 404


def test_the_unknown_one_has_no_form(ana: Visitor) -> None:
    unknown = next(row for row in ana.client.get("/speakers.json").json() if row["kind"] == "unknown")
    assert re.findall(r'<form method="post" action="/speakers', ana.page(f"/speakers/{unknown['id']}")) == []


# -- forms -----------------------------------------------------------------------------------------------------


def test_a_name_is_changed_and_the_old_one_stays_an_alias(ana: Visitor) -> None:
    answer = send(ana, f"/speakers/{PSAKI}/edit", name="Jennifer Psaki", kind="person", wikidata="q6179")
    assert "Speaker 3: name, wikidata changed." in answer.text
    data = ana.client.get(f"/speakers/{PSAKI}.json").json()
    assert (data["name"], data["wikidata"]) == ("Jennifer Psaki", "Q6179")
    assert "Jen Psaki" in data["aliases"]
    assert "The Times of Epochs" in send(ana, "/sources/2/edit", name="The Times of Epochs").text
    assert send(ana, f"/speakers/{PSAKI}/edit", name="William Burns", kind="person").status_code in {409, 422}


def test_a_refusal_keeps_what_was_typed(ana: Visitor) -> None:
    answer = send(ana, f"/speakers/{PSAKI}/office", title="Secretary", since="not a day", party="<None>")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'name="party" value="&lt;None&gt;"' in answer.text
    assert "<details open><summary" in answer.text


def test_aliases_offices_and_domains(ana: Visitor) -> None:
    assert "is an alias now" in send(ana, f"/speakers/{PSAKI}/alias", alias="Press Secretary Psaki").text
    assert "is no longer an alias" in send(ana, f"/speakers/{PSAKI}/remove-alias", alias="press secretary psaki").text
    assert send(ana, f"/speakers/{PSAKI}/remove-alias", alias="Jen Psaki").status_code == 422
    office = {"title": "Press Secretary", "organization": "White House", "since": "2021-01-20"}
    page = send(ana, f"/speakers/{PSAKI}/office", **office).text
    assert "Press Secretary, White House, since 2021-01-20" in page
    n = re.findall(r'name="n" value="(\d+)"', page)[-1]
    assert f"Office {n}: removed." in send(ana, f"/speakers/{PSAKI}/remove-office", n=n).text
    assert send(ana, f"/speakers/{PSAKI}/remove-office", n="").status_code == 400
    assert "epoch.example: added." in send(ana, "/sources/2/domain", domain="epoch.example").text
    assert "epoch.example" in ana.page("/sources")
    assert "epoch.example: removed." in send(ana, "/sources/2/remove-domain", domain="epoch.example").text


def test_a_merge_goes_to_the_name_that_is_kept_and_is_undone_there(ana: Visitor) -> None:
    double = add_speaker(ana, "Jennifer R. Psaki")
    answer = send(ana, f"/speakers/{double}/merge", into="Jen Psaki")
    assert answer.url.path == f"/speakers/{PSAKI}"
    assert f"Jennifer R. Psaki ({double}) is merged into Jen Psaki (3)." in answer.text
    assert ana.client.get(f"/speakers/{PSAKI}.json").json()["claims"] == 3
    assert '<title dir="auto">Jen Psaki' in ana.page(f"/speakers/{double}")
    assert "is separate again." in send(ana, f"/speakers/{PSAKI}/separate", member=str(double)).text
    assert ana.client.get(f"/speakers/{PSAKI}.json").json()["claims"] == 2


def test_two_are_marked_as_different_and_the_mark_is_removed(ana: Visitor) -> None:
    page = send(ana, f"/speakers/{PSAKI}/different", other="William Burns").text
    assert "are marked as different." in page
    for number, other in ((PSAKI, BURNS), (BURNS, PSAKI)):
        (row,) = ana.client.get(f"/speakers/{number}.json").json()["different"]
        assert row["id"] == other
    assert send(ana, f"/speakers/{PSAKI}/merge", into=str(BURNS)).status_code == 422
    assert "no longer marked" in send(ana, f"/speakers/{PSAKI}/forget-difference", other=str(BURNS)).text


def test_a_name_that_readers_see_waits_for_a_second_editor(ana: Visitor) -> None:
    four_eyes(ana)
    assert send(ana, f"/speakers/{PSAKI}/edit", name="Jennifer Psaki", kind="person").status_code == 400
    form = {"name": "Jennifer Psaki", "kind": "person", "reason": "Her own spelling."}
    assert "waits for a second editor" in send(ana, f"/speakers/{PSAKI}/edit", **form).text
    assert ana.client.get(f"/speakers/{PSAKI}.json").json()["name"] == "Jen Psaki"
    ed, rae = Visitor(ana.site).sign_in("ed"), Visitor(ana.site).sign_in("rae")
    for path in (f"/speakers/{PSAKI}", "/speakers"):
        assert "Another editor approves it." in ana.page(path)
        assert "Her own spelling." not in rae.page(path)
    # The second editor sees what waits, and types nothing.
    assert 'href="/speakers#waiting"' in ed.page("/")
    assert waiting_forms(ed.page("/speakers")) == {f"/speakers/{PSAKI}/edit": ("name", "Jennifer Psaki")}
    assert waiting_forms(ana.page("/speakers")) == {}
    assert "name changed." in send(ed, f"/speakers/{PSAKI}/edit", name="Jennifer Psaki").text
    assert "Waits for a second editor" not in ed.page("/speakers")
    assert "#waiting" not in ed.page("/")


def test_merges_and_separations_that_wait_are_shown(ana: Visitor) -> None:
    double, ed = str(add_speaker(ana, "Jennifer Psaki")), Visitor(ana.site).sign_in("ed")
    four_eyes(ana)
    assert "waits for" in send(ana, f"/speakers/{PSAKI}/merge", into=double, reason="The same.").text
    assert waiting_forms(ed.page(f"/speakers/{PSAKI}")) == {f"/speakers/{PSAKI}/merge": ("into", double)}
    assert "is merged into" in send(ed, f"/speakers/{PSAKI}/merge", into=double).text
    assert 'name="reason"' in send(ed, f"/speakers/{double}/separate", member=str(PSAKI)).text.partition("Separate")[0]
    assert "waits for" in send(ed, f"/speakers/{double}/separate", member=str(PSAKI), reason="No.").text
    assert waiting_forms(ana.page("/speakers")) == {f"/speakers/{double}/separate": ("member", str(PSAKI))}
    assert send(ana, f"/speakers/{double}/separate", member=str(PSAKI)).status_code == 200
    assert waiting_forms(ana.page("/speakers")) == {}


# -- adding and splitting ------------------------------------------------------------------------------------------


def test_speakers_and_sources_are_added_with_what_is_known(ana: Visitor) -> None:
    form = {"name": "Grace Holm", "aliases": "Captain Holm\nG. Holm", "kind": "person", "wikidata": "Q6279"}
    answer = send(ana, "/speakers/add", **form)
    assert "Grace Holm, added." in answer.text
    row = ana.client.get(f"{answer.url.path}.json").json()
    assert (row["name"], row["aliases"], row["wikidata"]) == ("Grace Holm", ["Captain Holm", "G. Holm"], "Q6279")
    answer = send(ana, "/sources/add", name="The Holm Post", domains="holm.example, post.example")
    assert ana.client.get(f"{answer.url.path}.json").json()["domains"] == ["holm.example", "post.example"]
    again = send(ana, "/speakers/add", **form | {"name": "grace holm"})
    assert again.status_code == 422
    assert "Captain Holm\nG. Holm</textarea>" in again.text
    assert "Similar name: Grace Holm" in send(ana, "/speakers/add", name="Grace Holme").text


def test_a_speaker_who_is_two_is_split(ana: Visitor) -> None:
    assert send(ana, f"/speakers/{PSAKI}/split", into="Ida Falk").status_code == 400
    for claims, status in (("10", 422), ("9 x", 400), ("1", 422)):  # a published one, no number, somebody else's
        refused = send(ana, f"/speakers/{PSAKI}/split", into="Ida Falk", claims=claims)
        assert (refused.status_code, f'value="{claims}"' in refused.text) == (status, True)
    page = ana.page(f"/speakers/{PSAKI}")
    assert re.findall(r'name="claim" value="(\d+)"', page) == ["9"]
    answer = send(ana, f"/speakers/{PSAKI}/split", into="Ida Falk", claim="9", alias="Psaki")
    assert re.search(
        r"Moved from Jen Psaki \(\d+\) to Ida Falk \(\d+\): claim 9, “Psaki”. The name is new", answer.text
    )
    assert ana.client.get("/claims/9.json").json()["speaker"] == "Ida Falk"
    assert "Split: this is really two" not in Visitor(ana.site).sign_in("rita").page(f"/speakers/{PSAKI}")
