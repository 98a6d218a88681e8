"""What the public views show outsiders: published claims as last in force, and nobody of the desk by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from factdb.domain.enums import LinkKind, LinkState, PolicyName, Question, Stance, Status
from factdb.errors import BadValueError
from factdb.errors.desk import NothingToChangeError
from factdb.services.claims import claim_evidence, notes_and_links
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import correcting, statuses
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy, reviewers
from factdb.store.models import Claim
from factdb.store.views import PUBLIC_VIEWS
from tests.conftest import NOW
from tests.services.conftest import Desk, desk_on

OPEN = ("new", "in-review", "on-hold", "reviewed", "declined")


def rows(desk: Desk, query: str, **given: object) -> list[tuple[Any, ...]]:
    desk.session.flush()
    return [tuple(row) for row in desk.session.execute(text(query), given)]


def numbers(desk: Desk, view: str, column: str = "claim_id") -> set[int]:
    return {number for (number,) in rows(desk, f"SELECT {column} FROM {view}")}  # noqa: S608 - names from the test


def published(desk: Desk, words: str = "The bridge cost 4 million.", **given: Any) -> Claim:  # noqa: ANN401 - a draft's fields
    """Add a claim, and let ed publish it as true."""
    claim = desk.new(words, **given)
    desk.cite(claim, "https://example.org/accounts")
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    return claim


# -- published only ------------------------------------------------------------------------------------------


def test_no_view_shows_a_claim_that_is_not_published(desk: Desk) -> None:
    shown = {number for number, status in rows(desk, "SELECT id, status FROM v1_claims") if status not in OPEN}
    assert numbers(desk, "public1_claims", "id") == shown
    assert shown < numbers(desk, "v1_claims", "id")
    for view in PUBLIC_VIEWS:
        for column in ("claim_id", "repeats_id"):
            if column in {each.name for each in view.columns}:
                assert numbers(desk, view.name, column) - {None} <= shown, view.name


def test_people_and_documents_of_unpublished_work_are_not_shown(desk: Desk) -> None:
    claim = desk.new(
        speaker="Una Known", source="The Hidden Gazette", url="https://hidden.example/article", topics=["hidden topic"]
    )
    desk.cite(claim, "https://hidden.example/evidence")
    hidden = {
        "public1_speakers": "SELECT 1 FROM public1_speakers WHERE name = 'Una Known'",
        "public1_sources": "SELECT 1 FROM public1_sources WHERE name LIKE '%Hidden%'",
        "public1_documents": "SELECT 1 FROM public1_documents WHERE url LIKE '%hidden%'",
        "public1_claim_topics": "SELECT 1 FROM public1_claim_topics WHERE topic = 'hidden topic'",
    }
    assert {view: rows(desk, query) for view, query in hidden.items()} == {view: [] for view in hidden}
    desk.rate(claim, "true")
    assert {view: rows(desk, query) for view, query in hidden.items()} == {view: [] for view in hidden}
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    assert all(rows(desk, query) for query in hidden.values())


def test_every_join_of_a_public_view_leads_to_a_row(desk: Desk) -> None:
    ends = {
        "claim_id": ("public1_claims", "id"),
        "document_id": ("public1_documents", "id"),
        "speaker_id": ("public1_speakers", "id"),
        "source_id": ("public1_sources", "id"),
        "publisher_id": ("public1_sources", "id"),
    }
    for view in PUBLIC_VIEWS:
        for column in view.columns:
            if column.name in ends:
                there = numbers(desk, view.name, column.name) - {None}
                assert there <= numbers(desk, *ends[column.name]), (view.name, column.name)
    assert numbers(desk, "public1_documents", "source_id")


def test_a_repeat_of_an_unpublished_claim_names_no_original(desk: Desk) -> None:
    original, repeat = desk.new(), published(desk, "The bridge cost four million.")
    notes_and_links.link(desk.session, (repeat, original), desk.rita, LinkKind.REPEATS, LinkState.CONFIRMED)
    query = "SELECT repeats_id FROM {} WHERE id = :id"
    assert rows(desk, query.format("v1_claims"), id=repeat.id) == [(original.id,)]
    assert rows(desk, query.format("public1_claims"), id=repeat.id) == [(None,)]


# -- as last in force ----------------------------------------------------------------------------------------


def test_a_claim_in_correction_shows_the_version_last_in_force(desk: Desk) -> None:
    claim = published(desk)
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    before = everything(desk, claim)
    request = RatingRequest(
        ratings=["false"],
        because=["The accounts say 9."],
        evidence=["https://example.org/new"],
        stance=Stance.REFUTES,
        although="The other page is older.",
    )
    changes = ClaimChanges(claim="The bridge cost 9 million.", speaker="Somebody Else")
    correction = correcting.Correction("We had misread the accounts.", request, changes)
    correcting.correct(desk.session, desk.claim(claim.id), desk.ana, correction)
    assert claim.status == Status.CORRECTING
    assert len(rows(desk, "SELECT 1 FROM v1_verdicts WHERE claim_id = :id", id=claim.id)) == 2
    assert everything(desk, claim) == before

    later = desk_on(desk.session, NOW + timedelta(hours=1))
    statuses.set_status(desk.session, desk.claim(claim.id), later.ed, Status.PUBLISHED)
    verdicts = "SELECT version, rating, CASE WHEN in_force THEN 1 ELSE 0 END FROM public1_verdicts WHERE claim_id = :id"
    assert rows(desk, f"{verdicts} ORDER BY version", id=claim.id) == [(1, "true", 0), (2, "false", 1)]
    words = "SELECT claim, speaker, verdict FROM public1_claims WHERE id = :id"
    assert rows(desk, words, id=claim.id) == [("The bridge cost 9 million.", "Somebody Else", "false")]
    evidence = "SELECT n, CASE WHEN in_force THEN 1 ELSE 0 END FROM public1_evidence WHERE claim_id = :id ORDER BY n"
    assert rows(desk, evidence, id=claim.id) == [(1, 0), (2, 1)]
    stood = "SELECT version, n FROM public1_verdict_evidence WHERE claim_id = :id ORDER BY version"
    assert rows(desk, stood, id=claim.id) == [(1, 1), (2, 2)]


def everything(desk: Desk, claim: Claim) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of a claim in the public views."""
    named = {view.name: "id" if view.name == "public1_claims" else "claim_id" for view in PUBLIC_VIEWS}
    keyed = {view.name for view in PUBLIC_VIEWS if named[view.name] in {column.name for column in view.columns}}
    return {
        view: sorted(rows(desk, f"SELECT * FROM {view} WHERE {named[view]} = :id", id=claim.id), key=repr)  # noqa: S608
        for view in keyed
    }


def test_evidence_is_shown_once_a_published_verdict_rests_on_it_and_until_it_is_withdrawn(desk: Desk) -> None:
    claim = published(desk)
    lead = desk.cite(claim, "https://example.org/lead", question=Question.TRUTH, excerpt="A lead.")
    assert lead.evidence.n not in numbers_of_evidence(desk, claim)
    claim_evidence.withdraw(desk.session, claim, desk.rita, 1, "wrong page")
    assert numbers_of_evidence(desk, claim) == set()
    assert rows(desk, "SELECT evidence_count FROM public1_claims WHERE id = :id", id=claim.id) == [(0,)]
    assert rows(desk, "SELECT 1 FROM public1_documents WHERE url LIKE 'https://example.org/%'") == []


def numbers_of_evidence(desk: Desk, claim: Claim) -> set[int]:
    return {n for (n,) in rows(desk, "SELECT n FROM public1_evidence WHERE claim_id = :id", id=claim.id)}


def test_of_a_retracted_claim_only_the_retraction_is_shown(desk: Desk) -> None:
    claim = published(desk)
    correcting.retract(desk.session, claim, desk.ed, "We took it back.")
    shown = everything(desk, claim)
    (row,) = shown.pop("public1_corrections")
    assert row[:5] == (claim.id, claim.uid, None, "retraction", "We took it back.")
    assert all(left == [] for left in shown.values())


# -- pen names -----------------------------------------------------------------------------------------------


def test_a_reviewer_is_the_pen_name_or_the_desk_or_nobody(desk: Desk) -> None:
    claim = published(desk)

    def named() -> tuple[Any, ...]:
        query = "SELECT decided_by, published_by FROM public1_verdicts WHERE claim_id = :id"
        return rows(desk, query, id=claim.id)[0]

    assert named() == (None, None)
    assert desk_policy.change(desk.session, desk.ana, PolicyName.DESK_NAME, " The Example Desk ") == (
        "",
        "The Example Desk",
    )
    assert named() == ("The Example Desk", "The Example Desk")
    assert reviewers.edit(desk.session, desk.ana, "rita", None, None, "The science team") == ["pen_name"]
    assert named() == ("The science team", "The Example Desk")
    assert reviewers.edit(desk.session, desk.ana, "rita", None, None, "The science team") == []
    desk_policy.change(desk.session, desk.ana, PolicyName.DESK_NAME, "")
    assert named() == ("The science team", None)
    assert reviewers.edit(desk.session, desk.ana, "rita", None, None, "") == ["pen_name"]
    assert named() == (None, None)
    added, removed = (event["now"] for event in desk.desk_events("reviewer-edited"))
    assert (added, removed) == ({"pen_name": "The science team"}, {"pen_name": None})


def test_names_that_are_none_are_refused(desk: Desk) -> None:
    with pytest.raises(NothingToChangeError):
        reviewers.edit(desk.session, desk.ana, "rita", None, None, None)
    for bad in ("a\0b", "x" * 201):
        with pytest.raises(BadValueError):
            reviewers.edit(desk.session, desk.ana, "rita", None, None, bad)
        with pytest.raises(BadValueError):
            desk_policy.change(desk.session, desk.ana, PolicyName.DESK_NAME, bad)
