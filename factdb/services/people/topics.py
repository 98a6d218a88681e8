"""Topics of claims: finds, adds, renames and merges topics; claims are never rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, text

from factdb.domain import ids, names
from factdb.domain.history import chain
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.domain.text import CONTROLS
from factdb.errors import BadValueError, NoSuchError
from factdb.errors.claims import NameTakenError
from factdb.errors.desk import MergedTopicError, NotMergedError, SameTopicError
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.store.base import count_by
from factdb.store.models import ClaimTopic, DeskHistory, Topic
from factdb.store.models.history import TOPIC_RENAMED
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim


def topics_of(session: Session, claim_id: int) -> list[Topic]:
    """Return a claim's topics, sorted by name; a merged topic appears as the topic that it was merged into."""
    living = select(living_id(Topic)).join(ClaimTopic, ClaimTopic.topic_id == Topic.id)
    query = select(Topic).where(Topic.id.in_(living.where(ClaimTopic.claim_id == claim_id)))
    return list(session.scalars(query.order_by(Topic.name_key)))


def topic_by_name(session: Session, name: str) -> Topic | None:
    """Return the topic with this name, even if it was merged."""
    return session.scalar(select(Topic).where(Topic.name_key == names.name_key(name)))


def living(session: Session, topic: Topic) -> Topic:
    """Return the current topic: itself, or the topic that it was merged into."""
    return topic if topic.merged_into_id is None else session.get_one(Topic, topic.merged_into_id)


def find_or_add(session: Session, actor: Actor, topic_names: Iterable[str], allowed: str = "") -> list[Topic]:
    """Return the topics with these names, each once; add new topics, without control characters but `allowed`."""
    return list(dict.fromkeys(_find_or_add(session, actor, name, allowed) for name in topic_names))


def add_to_claim(session: Session, claim: Claim, topics: Sequence[Topic]) -> None:
    """Add missing topics to a claim; the caller writes the history."""
    present = {topic.id for topic in topics_of(session, claim.id)}
    for topic in {topic.id: topic for topic in topics if topic.id not in present}.values():
        session.add(ClaimTopic(claim_id=claim.id, topic_id=topic.id, sort_on=claim.sort_on))
    session.flush()


def tag(
    session: Session, claim: Claim, actor: Actor, add: Sequence[str], remove: Sequence[str], allowed: str = ""
) -> list[str] | None:
    """Change a locked claim's topics; return the new list, or None if nothing changed."""
    actor.require("claims tag")
    before = [topic.name for topic in topics_of(session, claim.id)]
    add_to_claim(session, claim, find_or_add(session, actor, add, allowed))
    for name in remove:
        for row in _on_claim(session, claim, name):
            session.delete(row)
        session.flush()
    after = [topic.name for topic in topics_of(session, claim.id)]
    if before == after:
        return None
    # By name, because a topic has no uid, and its number can differ in another copy.
    claim_ledger.record(session, claim, actor, ClaimEvent.TAGGED, {"topics": {"was": before, "now": after}})
    return after


def split_names(typed: str) -> list[str]:
    """Return the names of topics that are typed with commas between them."""
    return [name.strip() for name in typed.split(",") if name.strip()]


def clean_name(name: str, allowed: str = "") -> str:
    """Return a topic's name with single spaces, or refuse it."""
    name = names.clean_name(name, "topic", allowed)
    if "," in name:
        raise BadValueError("topic", name, "has a comma, which separates the topics of a list")
    return name


def insert(session: Session, actor: Actor, name: str) -> Topic:
    """Add a topic with a new, clean name."""
    topic = Topic(name=name, name_key=names.name_key(name), merged_into_id=None)
    session.add(topic)
    session.flush()
    desk_ledger.record(session, actor, DeskEvent.TOPIC_ADDED, {"name": name})
    return topic


def _find_or_add(session: Session, actor: Actor, name: str, allowed: str) -> Topic:
    name = clean_name(name, CONTROLS)
    topic = topic_by_name(session, name)
    if topic is None:
        desk_ledger.take_turn(session)
        topic = topic_by_name(session, name)
    return living(session, topic) if topic else insert(session, actor, clean_name(name, allowed))


def _on_claim(session: Session, claim: Claim, name: str) -> list[ClaimTopic]:
    """Return the rows that link a claim to a topic: several if topics were merged."""
    topic = topic_by_name(session, name)
    if topic is not None:
        living_topic_id = living(session, topic).id
        query = select(ClaimTopic).join(ClaimTopic.topic).where(ClaimTopic.claim_id == claim.id)
        rows = list(
            session.scalars(query.where(or_(Topic.id == living_topic_id, Topic.merged_into_id == living_topic_id)))
        )
        if rows:
            return rows
    raise NoSuchError(
        "topic", name, [topic.name for topic in topics_of(session, claim.id)], where=f"on claim {claim.id}"
    )


COLUMNS = ("id", "name", "merged", "claims")


@dataclass(frozen=True, slots=True)
class MergedTopic:
    """A topic, the topic that it is (or was) merged into, and its number of claims."""

    name: str
    into: str
    claims: int


def add(session: Session, actor: Actor, name: str) -> Topic:
    """Add a topic; refuse an existing name."""
    actor.require("topics add")
    name = clean_name(name)
    desk_ledger.take_turn(session)
    topic = topic_by_name(session, name)
    if topic is not None:
        raise NameTakenError(f"topic {topic.id}", topic.name, "See all topics: factdb topics list")
    return insert(session, actor, name)


def rename(session: Session, actor: Actor, typed: str, name: str) -> Topic:
    """Rename a topic; refuse the name of another topic, because then the two must be merged."""
    actor.require("topics rename")
    name = clean_name(name)
    desk_ledger.take_turn(session)
    topic = find_topic(session, typed)
    if topic.merged_into_id is not None:
        raise MergedTopicError(topic.name, living(session, topic).name)
    bearer = topic_by_name(session, name)
    # The name of a merged topic stays reserved, because the merge can be undone.
    if bearer is not None and bearer.merged_into_id == topic.id:
        raise MergedTopicError(bearer.name, topic.name)
    if bearer is not None and bearer is not topic:
        raise NameTakenError(
            f"topic {bearer.id}", bearer.name, f'Merge the topics: factdb topics merge "{topic.name}" "{name}"'
        )
    if topic.name != name:
        former_name, topic.name, topic.name_key = topic.name, name, names.name_key(name)
        desk_ledger.record(session, actor, DeskEvent.TOPIC_RENAMED, {"was": former_name, "now": name})
    return topic


def renamed_since(session: Session, name: str, moment: datetime) -> str:
    """Return what the topic that had this name at a moment is called now."""
    current = name
    renames = select(DeskHistory.body).where(text(TOPIC_RENAMED), DeskHistory.at >= moment).order_by(DeskHistory.seq)
    for body in session.scalars(renames):
        rename = chain.read(body)
        if names.name_key(rename["was"]) == names.name_key(current):
            current = rename["now"]
    return current


def merge(session: Session, actor: Actor, typed: str, into: str) -> MergedTopic:
    """Merge a topic into another; claims keep their topic but show the target.

    Topics that were merged into the first follow, so that a merged topic always points to one that is not merged.
    """
    actor.require("topics merge")
    desk_ledger.take_turn(session)
    topic, target = find_topic(session, typed), living(session, find_topic(session, into))
    if living(session, topic) is target:
        raise SameTopicError(typed, into)
    if topic.merged_into_id is not None:
        raise MergedTopicError(topic.name, living(session, topic).name)
    along = session.scalars(select(Topic).where(Topic.merged_into_id == topic.id)).all()
    for member in (topic, *along):
        member.merged_into_id = target.id
    detail = {"name": topic.name, "into": target.name, "along": sorted(member.name for member in along)}
    desk_ledger.record(session, actor, DeskEvent.TOPIC_MERGED, detail)
    return MergedTopic(topic.name, target.name, _claims(session, [topic, *along]))


def undo_merge(session: Session, actor: Actor, typed: str) -> MergedTopic:
    """Undo the merge of a topic."""
    actor.require("topics merge")
    desk_ledger.take_turn(session)
    topic = find_topic(session, typed)
    target = living(session, topic)
    if target is topic:
        raise NotMergedError(topic.name)
    # Topics that followed stay with the target: it is not recorded which merge they came with.
    topic.merged_into_id = None
    desk_ledger.record(session, actor, DeskEvent.TOPIC_UNMERGED, {"name": topic.name, "from": target.name})
    return MergedTopic(topic.name, target.name, _claims(session, [topic]))


def find_topic(session: Session, typed: str) -> Topic:
    """Return the topic with this name, or else with this number, merged or not; an error suggests similar names."""
    name = names.clean_name(typed, "topic")
    # The name first, because a topic can be called 2024.
    topic = topic_by_name(session, name) or _numbered(session, name)
    if topic is None:
        raise _no_such(session, typed)
    return topic


def topic_rows(session: Session, part: str | None = None) -> list[dict[str, Any]]:
    """Return the topics that are not merged, most claims first, each with the names merged into it."""
    every = session.scalars(select(Topic)).all()
    merged: dict[int, list[Topic]] = {}
    for topic in every:
        if topic.merged_into_id is not None:
            merged.setdefault(topic.merged_into_id, []).append(topic)
    claims = dict(session.execute(count_by(ClaimTopic.topic_id)).all())
    living = [topic for topic in every if topic.merged_into_id is None]
    rows = [_row(session, topic, merged.get(topic.id, []), claims.get(topic.id, 0)) for topic in living]
    matching = [row for row in rows if _holds([row["name"], *row["merged"]], part)]
    if part and not matching:
        raise _no_such(session, part)
    return sorted(matching, key=lambda row: (-row["claims"], names.name_key(row["name"])))


def _row(session: Session, topic: Topic, merged: list[Topic], claims: int) -> dict[str, Any]:
    """Return a topic as a row of a list; a claim with several merged topics counts once."""
    if merged:
        claims = _claims(session, [topic, *merged])
    also = sorted((member.name for member in merged), key=names.name_key)
    return {"id": topic.id, "name": topic.name, "merged": also, "claims": claims}


def _claims(session: Session, family: Sequence[Topic]) -> int:
    ids_of_topics = [member.id for member in family]
    query = select(func.count(ClaimTopic.claim_id.distinct())).where(ClaimTopic.topic_id.in_(ids_of_topics))
    return session.scalar(query) or 0


def _holds(topic_names: list[str], part: str | None) -> bool:
    return part is None or any(names.name_key(part) in names.name_key(name) for name in topic_names)


def _numbered(session: Session, typed: str) -> Topic | None:
    number = ids.number(typed)
    return session.get(Topic, number) if number else None


def _no_such(session: Session, typed: str) -> NoSuchError:
    near = names.nearest_names(typed, session.scalars(select(Topic.name)))
    return NoSuchError("topic", typed, near, "See all topics: factdb topics list")
