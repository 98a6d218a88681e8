"""How often a claim was said: its original, and everybody who said it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from factdb.store.models import Claim, Speaker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def of_claim(session: Session, claim: Claim) -> dict[str, Any] | None:
    """Return the original, how often it was said, by whom and since when; None where it was said once."""
    original = claim.repeats_id or claim.id
    family = or_(Claim.id == original, Claim.repeats_id == original)
    times, since = session.execute(select(func.count(), func.min(Claim.said_on)).where(family)).one()
    if times == 1:
        return None
    living = func.coalesce(Speaker.merged_into_id, Speaker.id)
    said = (
        select(living.label("speaker_id"), func.count().label("times"))
        .join(Claim, Claim.speaker_id == Speaker.id)
        .where(family)
        .group_by(living)
        .subquery()
    )
    query = select(Speaker.name, said.c.times).join(said, said.c.speaker_id == Speaker.id)
    speakers = session.execute(query.order_by(said.c.times.desc(), Speaker.name))
    return {
        "original": original,
        "times": times,
        "since": since,
        "speakers": [{"speaker": name, "times": count} for name, count in speakers],
    }
