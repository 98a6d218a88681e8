"""The assessments that reports are made of: of one question and round, as far as whoever looks may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, TypeVarTuple

from sqlalchemy import Select, case, func, not_, select

from factdb.domain.enums import Question
from factdb.store.blind_assessments import visible
from factdb.store.models import Assessment, Rating, Reviewer, Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and whether the desk is blind; a stranger has no number and has assessed nothing."""

    reviewer_id: int | None
    blind: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessments are compared: of a round, of those since a day in UTC, of some reviewers or of all.

    `round` counts each reviewer's own. By default everybody's first: blind ratings are what agreement measures.
    """

    question: Question = Question.TRUTH
    round: int = 1
    since: date | None = None
    reviewers: Sequence[str] = ()


def seen(wanted: Wanted, by: Viewer) -> Select[int, str, str, int | None, bool]:
    """Select claim, reviewer, rating, score and whether others could be seen, of all that somebody may see.

    A rating of another publisher's scale is named with its scale: the same word may mean something else there.
    """
    word = case((Scale.publisher.is_(None), Rating.code), else_=Scale.code + ":" + Rating.code)
    query = select(
        Assessment.claim_id,
        Reviewer.handle,
        word.label("rating"),
        Rating.score,
        Assessment.saw_others,
    )
    rated = query.join(Assessment.rating).join(Rating.scale)
    return _from_claims(rated, wanted).where(_open_to(by)).order_by(Assessment.claim_id, Reviewer.handle)


def hidden(wanted: Wanted, by: Viewer) -> Select[int]:
    """Count the claims whose assessments somebody may not see yet."""
    claims = select(func.count(Assessment.claim_id.distinct()))
    return _from_claims(claims, wanted).where(not_(_open_to(by)))


def count(session: Session, wanted: Wanted, by: Viewer) -> int:
    """Count the assessments that somebody may see."""
    found = select(func.count()).select_from(seen(wanted, by).order_by(None).subquery())
    return session.scalar(found) or 0


def _open_to(viewer: Viewer) -> ColumnElement[bool]:
    return visible(viewer.reviewer_id, blind=viewer.blind)


def _from_claims(query: Select[*Columns], wanted: Wanted) -> Select[*Columns]:
    kept = [Assessment.question == wanted.question, Assessment.round == wanted.round]
    kept += [Assessment.submitted_at >= datetime.combine(wanted.since, time(), UTC)] if wanted.since else []
    kept += [Reviewer.handle.in_(wanted.reviewers)] if wanted.reviewers else []
    return query.join(Assessment.claim).join(Assessment.reviewer).where(*kept)
