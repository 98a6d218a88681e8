"""My assessments beside what was published, on the page and as data: for each kind of viewer only what is public."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from factdb.domain.enums import PolicyName
from factdb.services.actor import find_actor
from factdb.services.desk import desk_policy
from factdb.store import sessions
from factdb.web.pages.work import mine
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from factdb.web.site import Site

HERS, HIS, REASON = "As Rita reads it.", "As Ed reads it.", "The minutes say so."
RATED = {"truth_rating": "false", "because": REASON, "pages": "refutes:https://example.org/p"}


@pytest.fixture
def visitors(site: Site) -> dict[str, Visitor]:
    """A blind desk under four eyes, on which Rita and Ed assessed a claim and Ed decided it."""
    with sessions.writing(site.database) as session:
        actor = find_actor(session, "ana", site.now)
        desk_policy.change(session, actor, PolicyName.FOUR_EYES, "on")
        desk_policy.change(session, actor, PolicyName.BLIND, "on")
    visitors = {handle: Visitor(site).sign_in(handle) for handle in ("rita", "ed", "ana", "rae")}
    visitors["rita"].post(19, "assess", truth_rating="true", because=HERS)
    visitors["ed"].post(19, "assess", truth_rating="false", because=HIS)
    return visitors


def test_nothing_of_others_and_nothing_unpublished_shows(visitors: dict[str, Visitor]) -> None:
    for is_decided in (False, True):
        if is_decided:
            assert "reviewed" in visitors["ed"].post(19, "rate", **RATED).text
        for handle, words in (("rita", HERS), ("ed", HIS), ("ana", None), ("rae", None)):
            for address in ("/mine", "/mine.json", "/mine?comparison=not-published"):
                page = visitors[handle].page(address)
                assert {text for text in (HERS, HIS, REASON) if text in page} == ({words} if words else set()), address
            for comparison in ("agrees", "differs"):
                assert visitors[handle].client.get(f"/mine.json?comparison={comparison}").json() == []


def test_what_is_published_stands_beside_mine_with_its_reason(visitors: dict[str, Visitor]) -> None:
    visitors["ed"].post(19, "rate", **RATED)
    assert "published" in visitors["ana"].post(19, "status", status="published", approved_version="1").text
    page = visitors["rita"].page("/mine")
    assert HERS in page
    assert REASON in page
    assert HIS not in page
    counts = re.findall(r'>([\w ]+) <span class="count">(\d+)</span></a>', page)
    assert counts == [("all", "1"), ("agrees", "0"), ("differs", "1"), ("not published", "0")]
    (row,) = visitors["ed"].client.get("/mine.json").json()
    assert (row["rating"], row["verdict"], row["comparison"], row["reason"]) == ("false", "false", "agrees", REASON)
    assert REASON not in visitors["ana"].page("/mine"), "she assessed nothing"


def test_filters_and_pages(visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    rita = visitors["rita"]
    rita.post(19, "assess", quote_rating="verbatim", because=HERS)
    rita.post(15, "assess", truth_rating="false", because=HERS)
    assert [row["on"] for row in rita.client.get("/mine.json?question=quote").json()] == ["quote"]
    assert rita.client.get("/mine?question=nowhere").status_code == 400
    assert "None of your assessments is like that." in rita.page("/mine?comparison=agrees")
    monkeypatch.setattr(mine, "PAGE", 2)
    page = rita.page("/mine")
    more = re.search(r'<a href="(\?after=[^"]+)" rel="next"', page)
    assert more
    rows = [re.findall(r"<b>(\d+)</b>", shown) for shown in (page, rita.page(f"/mine{more[1]}"))]
    assert rows == [["15", "19"], ["19"]]
    assert rita.client.get("/mine?after=rubbish").status_code == 200
