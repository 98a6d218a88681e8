"""Which assessments a reviewer may see: on a blind desk, none of an undecided question before their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, or_, select, true

from factdb.domain.enums import Question
from factdb.store.tables import ASSESSMENTS, CLAIMS

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement


def visible(
    viewer_id: int | BindParameter[int] | None,
    *,
    blind: bool,
    assessments: Any = ASSESSMENTS,  # noqa: ANN401 - a table, of the models too
) -> ColumnElement[bool]:
    """Return a condition that keeps the assessments that a viewer may see; `viewer_id` is None if not a reviewer.

    Visible are the viewer's own assessments, those of a question with a verdict in force, and those of rounds that
    the viewer has already assessed. `assessments` is the table of the statement that the condition is for.
    """
    if not blind:
        return true()
    its = assessments.c
    decided = [
        and_(its.question == Question.TRUTH, CLAIMS.c.truth_rating_id.is_not(None)),
        and_(its.question == Question.QUOTE, CLAIMS.c.quote_rating_id.is_not(None)),
    ]
    is_its_claim = CLAIMS.c.id == its.claim_id, or_(*decided)
    is_decided = exists(select(CLAIMS.c.id).where(*is_its_claim).correlate(assessments))
    if viewer_id is None:
        return is_decided
    own = ASSESSMENTS.alias("own").c
    own_round = own.claim_id == its.claim_id, own.question == its.question, own.round >= its.round
    has_own = exists(select(own.claim_id).where(*own_round, own.reviewer_id == viewer_id).correlate(assessments))
    return or_(is_decided, has_own)
