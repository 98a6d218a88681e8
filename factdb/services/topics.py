"""What claims are about: finds or adds a topic, and says which a claim has; a merged name means the living one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

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
    """Return a claim's topics, by name; those merged away as what they were merged into."""
    living = select(func.coalesce(Topic.merged_into_id, Topic.id)).join(ClaimTopic, ClaimTopic.topic_id == Topic.id)
    query = select(Topic).where(Topic.id.in_(living.where(ClaimTopic.claim_id == claim_id)))
    return list(session.scalars(query.order_by(Topic.name_key)))


def find(session: Session, name: str) -> Topic | None:
    """Return the topic of this name, also where it was merged away."""
    return session.scalar(select(Topic).where(Topic.name_key == names.name_key(name)))


def living(session: Session, topic: Topic) -> Topic:
    """Return the topic itself, or the one that it was merged into."""
    return topic if topic.merged_into_id is None else session.get_one(Topic, topic.merged_into_id)


def find_or_add(session: Session, act: Act, wanted: Iterable[str]) -> list[Topic]:
    """Return the topics of these names, each once, those that nobody has used yet added."""
    return list(dict.fromkeys(_find_or_add(session, act, name) for name in wanted))


def put_on(session: Session, claim: Claim, topics: Sequence[Topic]) -> None:
    """Give a claim topics that it hasn't; the caller writes the history."""
    has = {topic.id for topic in of_claim(session, claim.id)}
    for topic in {topic.id: topic for topic in topics if topic.id not in has}.values():
        session.add(ClaimTopic(claim_id=claim.id, topic_id=topic.id, sort_on=claim.sort_on))
    session.flush()


def tag(session: Session, claim: Claim, act: Act, add: Sequence[str], remove: Sequence[str]) -> list[str] | None:
    """Change a locked claim's topics; return them as they are now, or None where nothing changed."""
    act.may("claims tag")
    was = [topic.name for topic in of_claim(session, claim.id)]
    put_on(session, claim, find_or_add(session, act, add))
    for name in remove:
        for row in _on_claim(session, claim, name):
            session.delete(row)
        session.flush()
    now = [topic.name for topic in of_claim(session, claim.id)]
    if was == now:
        return None
    ledger.record(session, claim, act, "tagged", {"topics": {"was": was, "now": now}})
    return now


def clean_name(name: str) -> str:
    """Return a topic's name with single spaces, or refuse it."""
    name = names.clean_name(name, "topic")
    if "," in name:
        raise BadValueError("topic", name, "holds a comma: lists of topics are joined by them")
    return name


def add(session: Session, act: Act, name: str) -> Topic:
    """Add a topic of a clean name that nobody has used yet."""
    topic = Topic(name=name, name_key=names.name_key(name), merged_into_id=None)
    session.add(topic)
    session.flush()
    desk_ledger.record(session, act, "topic-added", {"name": name})
    return topic


def _find_or_add(session: Session, act: Act, name: str) -> Topic:
    name = clean_name(name)
    known = find(session, name)
    if known is None:
        desk_ledger.take_turn(session)
        known = find(session, name)
    return living(session, known) if known else add(session, act, name)


def _on_claim(session: Session, claim: Claim, name: str) -> list[ClaimTopic]:
    """Return the rows that put a topic on a claim: more than one where topics were merged."""
    topic = find(session, name)
    if topic is not None:
        same = living(session, topic).id
        query = select(ClaimTopic).join(ClaimTopic.topic).where(ClaimTopic.claim_id == claim.id)
        found = list(session.scalars(query.where(or_(Topic.id == same, Topic.merged_into_id == same))))
        if found:
            return found
    raise NoSuchError(f"topic on claim {claim.id}", name, [topic.name for topic in of_claim(session, claim.id)])
