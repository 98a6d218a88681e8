"""Corrections: what is due, what waits and what readers were told; and the published page before and after one."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from factdb.domain.enums import PolicyName
from factdb.reports import corrections as log
from factdb.services.actor import find_actor
from factdb.services.desk import desk_policy
from factdb.store import sessions
from factdb.web.pages.work import work_lists
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from factdb.web.site import Site

RATED = {"truth_rating": "half-true", "because": "Half of it.", "pages": "supports:https://example.org/p"}


@pytest.fixture
def four_eyes(site: Site) -> None:
    """Let corrections wait for a second editor."""
    with sessions.writing(site.database) as session:
        desk_policy.change(session, find_actor(session, "ana", site.now), PolicyName.FOUR_EYES, "on")


def part(page: str, title: str) -> str:
    """Return a part of the page."""
    return page.partition(f'aria-labelledby="{title}"')[2].partition("</section>")[0]


# -- the list ------------------------------------------------------------------------------------------------------


def test_a_correction_that_was_promised_is_due_until_somebody_makes_it(ana: Visitor, site: Site) -> None:
    for number in (7, 8, 10):
        ana.post(number, "contact", kind="complaint", who="Jane Doe", how="email", text="Wrong day.")
    for number, outcome in ((7, "corrected"), (8, "refused")):
        ana.post(number, "answer", n="1", outcome=outcome, answer="The transcript has it.")
    due = part(ana.page("/corrections"), "due")
    assert re.findall(r"<b>([\d.c]+)</b>", due) == ["7.c1"]
    assert "Jane Doe" in due
    reader = Visitor(site).sign_in("rae")
    for address in ("/corrections", "/corrections.json"):
        assert "7.c1" in reader.page(address)
        assert "Jane Doe" not in reader.page(address)
    ana.post(7, "correct", public_note="The day was wrong.", was_occasion="", occasion="A speech")
    assert "Due: 0" in part(ana.page("/corrections"), "due")
    assert ana.client.get("/corrections.json").json()["promised"] == []


@pytest.mark.usefixtures("four_eyes")
def test_what_waits_says_for_whom(ana: Visitor, site: Site) -> None:
    ed, rae = (Visitor(site).sign_in(handle) for handle in ("ed", "rae"))
    assert ana.post(8, "correct", public_note="New facts.", **RATED).status_code == 200
    assert ed.post(10, "retract", public_note="It should not have run.").status_code == 200
    for visitor, mine in ((ana, [10]), (ed, [8]), (rae, [])):
        rows = visitor.client.get("/corrections.json").json()["proposed"]
        assert [(row["claim"], row["kind"], row["proposed_by"], row["public_note"]) for row in rows] == [
            (8, "correction", "ana", "New facts."),
            (10, "retraction", "ed", "It should not have run."),
        ]
        assert [row["claim"] for row in rows if row["for_me"]] == mine
        assert part(visitor.page("/corrections"), "proposed").count("</span> you</span>") == len(mine)
    ed.post(8, "status", status="published", approved_version="2")
    ana.post(10, "withdraw-change")
    page = ana.page("/corrections")
    assert "Proposed: 0" in page
    assert "New facts." in part(page, "published")


def test_the_log_goes_on_and_has_what_the_command_lists(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    ana.post(8, "correct", public_note="First.", was_occasion="", occasion="A speech")
    ana.post(8, "correct", public_note="Second.", was_occasion="A speech", occasion="An interview")
    ana.post(10, "correct", public_note="New facts.", **RATED)
    ana.post(12, "retract", public_note="It should not have run.")
    page = part(ana.page("/corrections"), "published")
    assert "A <del>speech</del>" in page or "<del>A speech</del>" in page
    assert "interview</ins>" in page
    with sessions.reading(ana.site.database) as session:
        listed = [(row["claim"], row["note"]) for row in log.rows(session)]
    assert listed[0] == (12, "It should not have run.")
    assert len(listed) == 4
    monkeypatch.setattr(work_lists, "_LOGGED", 1)
    address, shown = "/corrections", list[tuple[int, str]]()
    while address:
        text = part(ana.page(address), "published")
        shown += [
            (int(n), unescape(note))
            for n, note in re.findall(r"<b>(\d+)</b>.*?<span dir=\"ltr\">(.*?)</span>", text, re.DOTALL)
        ]
        more = re.search(r'<a href="(\?after=[\d.]+)" rel="next"', text)
        address = f"/corrections{more[1]}" if more else ""
    assert shown == listed
    assert ana.client.get("/corrections?after=rubbish").status_code == 200


# -- before it is sent --------------------------------------------------------------------------------------------


def test_the_form_shows_the_page_before_and_after(ana: Visitor) -> None:
    version = ana.version(10)
    form = RATED | {"public_note": "New facts & more.", "change": "update", "was_occasion": "", "occasion": "A speech"}
    answer = ana.post(10, "correct", then="preview", truth_evidence="1", **form)
    assert answer.status_code == 200
    preview = part(answer.text, "preview")
    assert "<ins>half-true</ins>" in preview
    assert "<ins>A speech</ins>" in preview
    assert "<ins>New facts &amp; more.</ins>" in preview
    assert "<del>" in preview
    assert ana.version(10) == version, "nothing was sent"
    shown = answer.text.partition('id="decide-form"')[2].partition("</form>")[0]
    for letter in ('value="half-true" checked', ">Half of it.<", "New facts &amp; more.", "<option selected>update"):
        assert letter in shown
    assert 'name="occasion" value="A speech"' in shown
    sent = ana.post(10, "correct", **form)
    assert "Claim 10: update, version 2, published." in sent.text


def test_ticks_of_evidence_stay_as_they_were(ana: Visitor) -> None:
    ana.post(10, "evidence", url="https://example.org/second", stance="supports")
    numbers = re.findall(r'name="truth_evidence" value="(\d+)" checked', ana.page("/claims/10"))
    assert len(numbers) > 1
    form = RATED | {"public_note": "New.", "truth_evidence": numbers[0]}
    for then in ("preview", ""):  # a preview, and a refusal
        answer = ana.post(10, "correct", then=then, **form | ({} if then else {"public_note": ""}))
        assert re.findall(r'name="truth_evidence" value="(\d+)" checked', answer.text) == [numbers[0]]


@pytest.mark.usefixtures("four_eyes")
def test_a_preview_says_who_decides_and_refuses_what_the_rules_refuse(ana: Visitor, site: Site) -> None:
    answer = ana.post(10, "correct", then="preview", public_note="New facts.", **RATED)
    assert "Another editor must approve the correction" in part(answer.text, "preview")
    assert ana.client.get("/corrections.json").json()["proposed"] == []
    refused = ana.post(10, "correct", then="preview", public_note="", **RATED)
    assert refused.status_code == 400
    assert 'aria-labelledby="preview"' not in refused.text
    rita = Visitor(site).sign_in("rita")
    assert rita.post(10, "correct", then="preview", public_note="New facts.", **RATED).status_code == 403
    assert 'value="preview"' not in rita.page("/claims/10")
