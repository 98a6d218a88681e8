"""What waits for a second editor stands on the page of the claim, in words, now and at an earlier time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from factdb.domain import dates
from factdb.domain.enums import PolicyName, Status
from factdb.services.actor import NOBODY
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import correcting, statuses
from factdb.services.decisions.correcting import Correction
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy
from factdb.services.reads import claim_page, claim_page_at
from factdb.services.reads.row_types import PendingChangeRow
from factdb.store.models import Claim
from tests.conftest import NOW
from tests.services.claim_files import import_file
from tests.services.conftest import Desk

KEPT = 4  # published: "kept"
NOTE = "Troops stayed."


@pytest.fixture
def strict(desk: Desk) -> Desk:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    return desk


def pending(desk: Desk, number: int = KEPT) -> PendingChangeRow | None:
    return claim_page.page_of(desk.session, number)["pending"]


def changes(row: PendingChangeRow) -> dict[str, tuple[object, object]]:
    return {change["what"]: (change["was"], change["now"]) for change in row["changes"]}


def test_a_correction_that_waits_shows_every_change_and_who_proposed_it(strict: Desk) -> None:
    claim = strict.claim(KEPT)
    replace(strict, rita=strict.ed).cite(claim)
    before = claim_page.page_of(strict.session, KEPT)
    fields = ClaimChanges(claim="Troops leave.", speaker="Ayman Saleh", said_on=dates.parse("2021-06"))
    request = RatingRequest(("compromise",), ("They left late.",))
    correction = Correction(NOTE, request, fields, drop_evidence=[(KEPT, len(before["evidence"]))])
    assert pending(strict) is None
    correcting.correct(strict.session, claim, strict.ed, correction)
    shown = pending(strict)
    assert shown is not None
    assert (shown["kind"], shown["version"], shown["proposed_by"]) == ("correction", 2, "ed")
    assert (shown["proposed_at"], shown["public_note"]) == (NOW, NOTE)
    assert shown["approve"] == f"factdb claims status {KEPT} published --version 2"
    assert shown["withdraw"] == f"factdb claims correct {KEPT} --withdraw"
    was_now = changes(shown)
    assert was_now["claim"] == (before["claim"], "Troops leave.")
    assert was_now["speaker"] == (before["speaker"], "Ayman Saleh")
    assert was_now["said_on"] == (before["said_on"], "2021-06")
    assert was_now["truth: rating"] == ("kept", "compromise")
    assert was_now["truth: because"][1] == "They left late."
    assert was_now["evidence to withdraw"] == (None, [f"{KEPT}.{len(before['evidence'])}"])
    assert not {"sort_on", "said_precision", "quote: rating"} & was_now.keys()
    statuses.set_status(strict.session, claim, strict.ana, Status.PUBLISHED, version=shown["version"])
    assert pending(strict) is None
    assert claim_page.page_of(strict.session, KEPT)["claim"] == "Troops leave."


def test_a_page_without_a_title_is_named_by_its_address(desk: Desk) -> None:
    """Such pages come from imports: "document: none -> none" said nothing."""
    sheet = "id,claim,url\n1,Fish fly.,https://t.example/1\n"
    import_file(desk, sheet, "csv")
    number = max(desk.session.scalars(select(Claim.id)))
    desk.cite(desk.claim(number))
    desk.rate(desk.claim(number), "true", actor=desk.ana, publish=True)
    import_file(desk, sheet.replace("/1", "/2"), "csv")
    shown = pending(desk, number)
    assert shown is not None
    assert changes(shown)["document"] == ("https://t.example/1", "https://t.example/2")


def test_a_retraction_that_waits_is_shown_with_its_note_until_it_is_withdrawn(strict: Desk) -> None:
    claim = strict.claim(KEPT)
    correcting.retract(strict.session, claim, strict.ed, NOTE)
    shown = pending(strict)
    assert shown is not None
    assert (shown["kind"], shown["version"], shown["proposed_by"]) == ("retraction", 2, "ed")
    assert shown["public_note"] == NOTE
    assert changes(shown) == {"status": ("published", "retracted")}
    assert shown["approve"] == f"factdb claims status {KEPT} retracted --version 2"
    later = NOW + timedelta(minutes=5)
    assert claim_page_at.page_of(strict.session, KEPT, later, NOBODY)["pending"] == shown
    correcting.withdraw(strict.session, claim, strict.ana)
    assert pending(strict) is None
