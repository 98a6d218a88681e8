"""Adopts another publisher's check: it becomes a verdict of the desk, by whoever adopts it, on the publisher's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain.enums import Category, Question, Stance
from factdb.errors import NoSuchError
from factdb.errors.people import UnmappedLabelError
from factdb.services import rating, scales
from factdb.services.namebook import SOURCES
from factdb.store.models import OtherCheck, Rating, Scale, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim

_SUPPORTS, _REFUTES = 3, 1  # scores from here up, and down


def adopt(
    session: Session,
    claim: Claim,
    act: Act,
    n: int,
    because: str | None = None,
    evidence: Sequence[str] = (),
    stance: Stance | None = None,
    as_of: date | None = None,
) -> rating.Outcome:
    """Rate a locked claim as a publisher's check of it did; the page of the check is its evidence.

    The rating is the desk's own of the same category and score; where the desk has none, the publisher's. Without a
    reason the publisher's words are it. A label that nobody has mapped is refused.
    """
    act.may("claims adopt")
    check = session.get(OtherCheck, (claim.id, n))
    if check is None:
        raise NoSuchError("other check", f"{claim.id}.{n}", next_step=f"see factdb claims show {claim.id}")
    theirs = scales.of_label(session, check.scale_code, check.label) if check.scale_code and check.label else None
    if theirs is None or theirs.category is None:
        raise UnmappedLabelError(check.label, check.scale_code)
    wish = rating.Wish(
        ratings=[_own(session, theirs) or f"{check.scale_code}:{theirs.code}"],
        because=[because or _reason(session, check)],
        evidence=[*([check.url] if check.url else []), *evidence],
        flags=[str(flag) for flag in theirs.flags],
        as_of=as_of or check.reviewed_on,
        stance=stance or _stance(theirs),
    )
    return rating.rate(session, claim, act, wish)


def _own(session: Session, theirs: Rating) -> str | None:
    """Return the code of the desk's own rating of the same category and score; of several the one of the same code."""
    rows = [row.Rating for row in session.execute(scales.newest()) if _is_own(row.Scale, row.Rating, theirs)]
    same = [each for each in rows if each.code == theirs.code] or rows
    return same[0].code if len(same) == 1 else None


def _is_own(scale: Scale, own: Rating, theirs: Rating) -> bool:
    is_ours = scale.publisher is None and scale.question is Question.TRUTH
    return is_ours and (own.category, own.score) == (theirs.category, theirs.score)


def _stance(theirs: Rating) -> Stance | None:
    """Return how a page that says so bears on the claim; None where it must be said."""
    if theirs.score is None:
        return Stance.CONTEXT if theirs.category is not Category.CONFLICTING_EVIDENCE else None
    if theirs.score >= _SUPPORTS:
        return Stance.SUPPORTS
    return Stance.REFUTES if theirs.score <= _REFUTES else None


def _reason(session: Session, check: OtherCheck) -> str:
    living = select(SOURCES.living_id).where(Source.id == check.source_id).scalar_subquery()
    publisher = session.scalar(select(Source.name).where(Source.id == living))
    return f"Adopted from {publisher}: {check.label}."
