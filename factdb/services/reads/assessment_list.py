"""Lists assessments for a viewer: those that the viewer may not see yet only exist, in lists and in histories."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from factdb.domain.history.events import ClaimEvent
from factdb.services.desk import desk_policy
from factdb.store import blind_assessments
from factdb.store.tables import ASSESSMENTS, RATINGS, REVIEWERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, ColumnElement, Select

    from factdb.services.reads.row_types import AssessmentRow
    from factdb.store.sessions import OpenDatabase

    HiddenAssessments = set[tuple[str, str, int]]

HIDDEN = "assessed, hidden until you have"
COLUMNS = (
    "claim", "on", "reviewer", "round", "rating", "because", "confidence", "submitted_at", "saw_others", "hidden",
)  # fmt: skip


def assessments_of(session: OpenDatabase, claim_id: int, viewer_id: int | None) -> list[AssessmentRow]:
    """Return the assessments of a claim, in order; for those that the viewer may not see yet, only that they exist."""
    query = _assessments(blind=desk_policy.current(session).blind, is_reviewer=viewer_id is not None)
    return [_row(row) for row in session.execute(query, {"claim": claim_id, "viewer": viewer_id})]


def hidden_by_claim(session: OpenDatabase, ids: Sequence[int], viewer_id: int | None) -> dict[int, HiddenAssessments]:
    """Return hidden assessments of several claims, by claim."""
    query = _unseen(blind=desk_policy.current(session).blind, is_reviewer=viewer_id is not None)
    hidden: dict[int, HiddenAssessments] = {claim_id: set() for claim_id in ids}
    for claim_id, question, its_round, uid in session.execute(query, {"ids": ids, "viewer": viewer_id}):
        hidden[claim_id].add((question, uid, its_round))
    return hidden


# Pages ask for these often, and to make a statement takes longer than to run it.
_VIEWER: BindParameter[int] = bindparam("viewer")


@cache
def _assessments(*, blind: bool, is_reviewer: bool) -> Select[Any]:
    is_visible = blind_assessments.visible(_VIEWER if is_reviewer else None, blind=blind).label("is_visible")
    query = select(ASSESSMENTS, RATINGS.c.code, REVIEWERS.c.handle, is_visible)
    query = query.join(RATINGS, RATINGS.c.id == ASSESSMENTS.c.rating_id).join(REVIEWERS, _by_reviewer())
    # Descending by its name, truth comes before quote.
    order = ASSESSMENTS.c.question.desc(), ASSESSMENTS.c.round, ASSESSMENTS.c.submitted_at, REVIEWERS.c.handle
    return query.where(ASSESSMENTS.c.claim_id == bindparam("claim")).order_by(*order)


@cache
def _unseen(*, blind: bool, is_reviewer: bool) -> Select[int, str, int, str]:
    unseen = ~blind_assessments.visible(_VIEWER if is_reviewer else None, blind=blind)
    query = select(ASSESSMENTS.c.claim_id, ASSESSMENTS.c.question, ASSESSMENTS.c.round, REVIEWERS.c.uid)
    query = query.join(REVIEWERS, _by_reviewer())
    return query.where(ASSESSMENTS.c.claim_id.in_(bindparam("ids", expanding=True)), unseen)


def _by_reviewer() -> ColumnElement[bool]:
    return REVIEWERS.c.id == ASSESSMENTS.c.reviewer_id


def hide_opinions(body: dict[str, Any], hidden: HiddenAssessments) -> dict[str, Any]:
    """Return a body of the history without hidden opinions; it still says that somebody assessed."""
    if body["kind"] != ClaimEvent.ASSESSED:
        return body
    assessments = {
        question: {"round": facts["round"], "hidden": HIDDEN}
        if (question, body["actor"], facts["round"]) in hidden
        else facts
        for question, facts in body["assessments"].items()
    }
    return {**body, "assessments": assessments}


def _row(assessment: Any) -> AssessmentRow:  # noqa: ANN401 - a row of the statement
    is_visible = assessment.is_visible
    return {
        "claim": assessment.claim_id,
        "on": assessment.question,
        "reviewer": assessment.handle,
        "round": assessment.round,
        "submitted_at": assessment.submitted_at,
        "hidden": not is_visible,
        "rating": assessment.code if is_visible else None,
        "because": assessment.rationale if is_visible else None,
        "confidence": assessment.confidence if is_visible else None,
        "saw_others": assessment.saw_others if is_visible else None,
    }
