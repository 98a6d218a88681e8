"""Who may see whose assessments: while a desk is blind, nobody sees another's before their own or the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import aliased

from factdb.domain.words import PolicyName, Question
from factdb.store.models import Assessment, Claim, Policy, Reviewer

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def visible(viewer: str) -> ColumnElement[bool]:
    """Return the test on `Assessment`, joined with its `Claim`, that keeps what the reviewer of this handle may see.

    That is everything on a desk that isn't blind; else the questions that have a verdict in force, and those that the
    viewer has assessed in the same round. A stranger to the desk has assessed nothing.
    """
    own = aliased(Assessment)
    me = select(Reviewer.id).where(Reviewer.handle == viewer).scalar_subquery()
    sighted = exists().where(Policy.name == PolicyName.BLIND, Policy.value == "off")
    decided = case(
        (Assessment.question == Question.TRUTH, Claim.truth_rating_id.is_not(None)),
        else_=Claim.quote_rating_id.is_not(None),
    )
    did_so = exists().where(
        own.claim_id == Assessment.claim_id,
        own.question == Assessment.question,
        own.round == Assessment.round,
        own.reviewer_id == me,
    )
    return or_(sighted, decided, did_so)
