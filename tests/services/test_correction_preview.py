"""What a correction would do to the published page is shown before it is made, and leaves no trace."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from factdb.domain.enums import ChangeKind, PolicyName, Status
from factdb.errors import NotPermittedError
from factdb.errors.decisions import NothingToCorrectError
from factdb.errors.evidence import EvidenceNeededError
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import correcting, correction_preview, statuses
from factdb.services.decisions.correcting import Correction
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy
from factdb.services.reads import claim_page
from factdb.store.models import Evidence, History, ProposedChange, Verdict
from tests.services.conftest import PAGE, Desk

OTHER_PAGE = "https://example.org/later"


@pytest.fixture
def published(desk: Desk) -> int:
    """A published claim, rated true on one page."""
    claim = desk.new(speaker="Ada Lund", occasion="A speech")
    desk.cite(claim)
    desk.rate(claim, "true", actor=desk.ed, because=["The accounts say so."])
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    return claim.id


def correction(*ratings: str, note: str = "We counted again.", **changes: str) -> Correction:
    pages = [f"supports:{OTHER_PAGE}"] if ratings else []
    request = RatingRequest(ratings=ratings, because=["The accounts were wrong."] if ratings else [], evidence=pages)
    return Correction(note, request, ClaimChanges(**changes), ChangeKind.UPDATE)  # type: ignore[arg-type]


def rows(desk: Desk) -> list[int | None]:
    tables = (Evidence, History, ProposedChange, Verdict)
    return [desk.session.scalar(select(func.count()).select_from(table)) for table in tables]


@pytest.mark.parametrize("four_eyes", ["off", "on"])
def test_the_page_before_and_after_is_what_the_correction_then_does(desk: Desk, published: int, four_eyes: str) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, four_eyes)
    before, page = rows(desk), claim_page.page_of(desk.session, published, with_history=True)
    asked = correction("half-true", claim="The bridge cost 9 million.", occasion="")
    shown = correction_preview.preview(desk.session, desk.claim(published), desk.ed, asked)
    assert rows(desk) == before
    assert claim_page.page_of(desk.session, published, with_history=True) == page
    assert shown.waits is (four_eyes == "on")
    assert (shown.kind, shown.public_note) == ("update", "We counted again.")
    changed = {fact["what"]: (fact["was"], fact["now"]) for fact in shown.changed}
    assert changed["claim"] == ("The bridge cost 4 million.", "The bridge cost 9 million.")
    assert changed["truth: rating"] == ("true", "half-true")
    assert changed["truth: because"] == ("The accounts say so.", "The accounts were wrong.")
    assert changed["truth: evidence"][0] == PAGE
    assert OTHER_PAGE in str(changed["truth: evidence"][1])
    assert shown.facts[0]["what"] == "claim"
    same = {fact["what"]: fact["now"] for fact in shown.facts if fact["was"] == fact["now"]}
    assert same["speaker"] == "Ada Lund"

    correcting.correct(desk.session, desk.claim(published), desk.ed, asked)
    if shown.waits:
        statuses.set_status(desk.session, desk.claim(published), desk.ana, Status.PUBLISHED)
    after = claim_page.page_of(desk.session, published)
    verdict = after["verdicts"][0]
    now = {fact["what"]: fact["now"] for fact in shown.facts}
    assert (after["claim"], after["occasion"]) == (now["claim"], now.get("occasion"))
    assert (verdict["rating"], verdict["because"]) == (now["truth: rating"], now["truth: because"])


@pytest.mark.parametrize("four_eyes", ["off", "on"])
def test_facts_alone_can_change(desk: Desk, published: int, four_eyes: str) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, four_eyes)
    shown = correction_preview.preview(
        desk.session, desk.claim(published), desk.ed, correction(speaker="Boris Novak", source="Example Post")
    )
    assert [(fact["what"], fact["was"], fact["now"]) for fact in shown.changed] == [
        ("speaker", "Ada Lund", "Boris Novak"), ("source", None, "Example Post"),
    ]  # fmt: skip


def test_what_a_correction_refuses_its_preview_refuses(desk: Desk, published: int) -> None:
    before = rows(desk)
    claim = desk.claim(published)
    with pytest.raises(NotPermittedError):
        correction_preview.preview(desk.session, claim, desk.rita, correction("false"))
    with pytest.raises(NothingToCorrectError):
        correction_preview.preview(desk.session, claim, desk.ed, correction())
    with pytest.raises(EvidenceNeededError):
        correction_preview.preview(desk.session, claim, desk.ed, correction("false"))
    assert rows(desk) == before
    assert desk.claim(published).status is Status.PUBLISHED
