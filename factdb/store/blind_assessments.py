"""Which assessments a reviewer may see: on a blind desk, none of an undecided question before their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from factdb.domain.enums import Question
from factdb.store.models import Assessment, Claim

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement


def visible(viewer_id: int | BindParameter[int] | None, *, blind: bool) -> ColumnElement[bool]:
    """Return a condition that keeps the assessments that a viewer may see; `viewer_id` is None if not a reviewer.

    Visible are the viewer's own assessments, those of a question with a verdict in force, and those of rounds that
    the viewer has already assessed.
    """
    if not blind:
        return true()
    decided = [
        and_(Assessment.question == Question.TRUTH, Claim.truth_rating_id.is_not(None)),
        and_(Assessment.question == Question.QUOTE, Claim.quote_rating_id.is_not(None)),
    ]
    is_decided = exists(select(Claim.id).where(Claim.id == Assessment.claim_id, or_(*decided)).correlate(Assessment))
    if viewer_id is None:
        return is_decided
    own = aliased(Assessment)
    own_round = own.claim_id == Assessment.claim_id, own.question == Assessment.question, own.round >= Assessment.round
    has_own = exists(select(own.claim_id).where(*own_round, own.reviewer_id == viewer_id).correlate(Assessment))
    return or_(is_decided, has_own)
