"""What claims are about: finds or adds a topic, and says which topics a claim has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import names
from factdb.errors import BadValueError, NoSuchError
from factdb.services import desk_ledger, ledger
from factdb.store.models import ClaimTopic, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim


def of_claim(session: Session, claim_id: int) -> list[Topic]:
    """Return a claim's topics, by name."""
    query = select(Topic).join(ClaimTopic, ClaimTopic.topic_id == Topic.id).where(ClaimTopic.claim_id == claim_id)
    return list(session.scalars(query.order_by(Topic.name_key)))


def find_or_add(session: Session, act: Act, wanted: Iterable[str]) -> list[Topic]:
    """Return the topics of these names, each once, those that nobody has used yet added."""
    return list(dict.fromkeys(_find_or_add(session, act, name) for name in wanted))


def put_on(session: Session, claim: Claim, topics: Sequence[Topic]) -> None:
    """Give a claim topics that it hasn't; the caller writes the history."""
    has = {topic.id for topic in of_claim(session, claim.id)}
    for topic in {topic.id: topic for topic in topics if topic.id not in has}.values():
        session.add(ClaimTopic(claim_id=claim.id, topic_id=topic.id))
    session.flush()


def tag(session: Session, claim: Claim, act: Act, add: Sequence[str], remove: Sequence[str]) -> list[str] | None:
    """Change a locked claim's topics; return them as they are now, or None where nothing changed."""
    act.may("claims tag")
    was = [topic.name for topic in of_claim(session, claim.id)]
    put_on(session, claim, find_or_add(session, act, add))
    for name in remove:
        session.delete(_on_claim(session, claim, name))
        session.flush()
    now = [topic.name for topic in of_claim(session, claim.id)]
    if was == now:
        return None
    ledger.record(session, claim, act, "tagged", {"topics": {"was": was, "now": now}})
    return now


def _find_or_add(session: Session, act: Act, name: str) -> Topic:
    name = names.clean_name(name, "topic")
    if "," in name:
        raise BadValueError("topic", name, "holds a comma: lists of topics are joined by them")
    query = select(Topic).where(Topic.name_key == names.name_key(name))
    known = session.scalar(query)
    if known is None:
        desk_ledger.take_turn(session)
        known = session.scalar(query)
    if known is not None:
        return known
    topic = Topic(name=name, name_key=names.name_key(name))
    session.add(topic)
    desk_ledger.record(session, act, "topic-added", {"name": name})
    return topic


def _on_claim(session: Session, claim: Claim, name: str) -> ClaimTopic:
    query = select(ClaimTopic).join(ClaimTopic.topic).where(ClaimTopic.claim_id == claim.id)
    found = session.scalar(query.where(Topic.name_key == names.name_key(name)))
    if found is None:
        raise NoSuchError(f"topic on claim {claim.id}", name, [topic.name for topic in of_claim(session, claim.id)])
    return found
