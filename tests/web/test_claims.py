"""The list of claims and the page of a claim: what they show, and what their forms do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from factdb.formats.records.claim_record import CheckRecord
from factdb.services.actor import find_actor
from factdb.services.decisions import other_checks
from factdb.services.ledger import claim_ledger
from factdb.services.reads import claim_page
from factdb.store import sessions
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.web.conftest import Visitor


def test_a_filter_lives_in_the_address(ana: Visitor) -> None:
    page = ana.page("/claims?status=published&verdict=false")
    assert "/claims/2" not in page
    assert 'aria-current="true"' in page
    assert "claims with “<bdi>combat</bdi>”" in ana.page("/claims?q=combat")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/claims?status=nowhere", 400), ("/claims?speaker=Nobody+Known", 404), ("/claims/999", 404), ("/nowhere", 404)],
)
def test_what_is_not_there_is_said(ana: Visitor, path: str, status: int) -> None:
    answer = ana.client.get(path)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_a_typo_in_a_filter_costs_nothing_else_that_was_typed(ana: Visitor) -> None:
    page = ana.client.get("/claims?verdict=false&speaker=Joe+Bidden&topic=Iraq&since=2021").text
    for name, value in (("speaker", "Joe Bidden"), ("topic", "Iraq"), ("since", "2021")):
        assert re.search(f'name="{name}" value="{value}"', page), name
    assert '<input type="hidden" name="verdict" value="false">' in page
    assert "There is no speaker" in page
    assert "Joe Biden" in page.partition("There is no speaker")[2].partition("</div>")[0]
    assert "Save this search" not in page


def test_a_claim_stands_in_its_article(ana: Visitor) -> None:
    page = ana.page("/claims/4")
    assert '<mark class="current">' in page
    assert "Evidence" in page
    assert "History" in page


def test_a_claim_is_decided_and_published(ana: Visitor) -> None:
    answer = ana.post(19, "rate", truth_rating="true", because="Both say so.", pages="supports:https://example.org/p")
    assert "Claim 19: true, version 1, reviewed." in answer.text
    assert "reviewed → published." in ana.post(19, "status", status="published").text
    with sessions.reading(ana.site.database) as session:
        claim = claim_page.page_of(session, 19)
    assert (claim["status"], claim["verdict"]) == ("published", "true")
    assert claim["verdicts"][0]["because"] == "Both say so."


def test_a_save_of_an_old_page_keeps_every_letter(ana: Visitor) -> None:
    old = ana.version(19)
    ana.post(19, "note", note="Meanwhile.")
    answer = ana.post(
        19, "rate", version=old, truth_rating="true", because="Typed for <an> hour.", pages="supports:https://a.example"
    )
    assert answer.status_code == 409
    assert "has changed since you read it" in answer.text
    assert "Typed for &lt;an&gt; hour." in answer.text
    assert 'value="true" checked' in answer.text


@pytest.mark.parametrize(
    ("action", "fields", "message"),
    [
        ("assign", {"assignee": "rita"}, "Claim 19 is assigned to rita."),
        ("tag", {"topics": "roads, bridges"}, "Topics of claim 19 changed."),
        ("note", {"note": "Called the office."}, "Note 19.n1 added."),
        ("evidence", {"url": "https://example.org/e", "stance": "context"}, "Evidence 19.1 added."),
        ("status", {"status": "declined", "reason": "Not checkable."}, "Claim 19: new → declined."),
    ],
)
def test_forms_of_a_claim(ana: Visitor, action: str, fields: dict[str, str], message: str) -> None:
    assert message in ana.post(19, action, **fields).text


def test_a_refusal_of_the_rules_has_its_sentence(ana: Visitor) -> None:
    answer = ana.post(19, "rate", truth_rating="false", because="No.")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "No." in answer.text


def test_other_checks_say_which_scale_has_their_label(ana: Visitor) -> None:
    with sessions.writing(ana.site.database) as session:
        actor = find_actor(session, "ana", NOW)
        for n, (publisher, label) in enumerate((("PolitiFact", "Half-true."), ("Full Fact", "Not far off")), start=1):
            check = CheckRecord(publisher=publisher, label=label, url=f"https://example.org/{n}")
            other_checks.add(session, claim_ledger.lock_one(session, 19), actor, check)
    page = ana.page("/claims/19")
    assert re.search(r"<strong[^>]*>Half-true\.</strong> <span[^>]*>\(politifact\)</span>", page)
    assert re.search(r"<strong[^>]*>Not far off</strong> <span[^>]*>\(not mapped\)</span>", page)


def test_the_list_is_filtered_by_what_others_checked(ana: Visitor) -> None:
    with sessions.writing(ana.site.database) as session:
        actor = find_actor(session, "ana", NOW)
        for number, label in ((19, "True"), (18, "True"), (17, "Nobody knows")):
            check = CheckRecord(publisher="PolitiFact", label=label)
            other_checks.add(session, claim_ledger.lock_one(session, number), actor, check)
    listed = {
        name: set(re.findall(r'href="/claims/(\d+)"', ana.page(f"/claims?{name}=yes")))
        for name in ("checked_by_others", "disagrees")
    }
    # 18 is false to the desk, and 19 is open.
    assert listed == {"checked_by_others": {"19"}, "disagrees": {"18"}}
    assert 'name="disagrees" value="yes" checked' in ana.page("/claims?disagrees=yes")
