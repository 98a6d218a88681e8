"""Edits the desk's topics: adds, renames and merges them, and lists them; no claim is ever rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import ids, names
from factdb.errors import NoSuchError
from factdb.errors.claims import TakenError
from factdb.errors.desk import MergedTopicError, NotMergedError, SameTopicError
from factdb.services import desk_ledger, tally, topics
from factdb.store.models import ClaimTopic, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act

COLUMNS = ("id", "name", "merged", "claims")


@dataclass(frozen=True, slots=True)
class Merged:
    """A topic, the one that it is (or was) merged into, and how many claims have it."""

    name: str
    into: str
    claims: int


def add(session: Session, act: Act, name: str) -> Topic:
    """Add a topic; a name that is taken is refused."""
    act.may("topics add")
    name = topics.clean_name(name)
    desk_ledger.take_turn(session)
    known = topics.find(session, name)
    if known is not None:
        raise TakenError(f"topic {known.id}", known.name, "see factdb topics list")
    return topics.add(session, act, name)


def rename(session: Session, act: Act, typed: str, name: str) -> Topic:
    """Give a topic another name; where another bears it, the two must be merged instead."""
    act.may("topics rename")
    name = topics.clean_name(name)
    desk_ledger.take_turn(session)
    topic = named(session, typed)
    if topic.merged_into_id is not None:
        raise MergedTopicError(topic.name, topics.living(session, topic).name)
    other = topics.find(session, name)
    if other is not None and other.merged_into_id == topic.id:
        raise MergedTopicError(other.name, topic.name)
    if other is not None and other is not topic:
        raise TakenError(f"topic {other.id}", other.name, f'merge them: factdb topics merge "{topic.name}" "{name}"')
    if topic.name != name:
        was, topic.name, topic.name_key = topic.name, name, names.name_key(name)
        desk_ledger.record(session, act, "topic-renamed", {"was": was, "now": name})
    return topic


def merge(session: Session, act: Act, typed: str, into: str) -> Merged:
    """Say that one topic is another; claims keep their own and show the living one.

    What was merged into the first goes along, so that a merged topic always points at a living one.
    """
    act.may("topics merge")
    desk_ledger.take_turn(session)
    topic, target = named(session, typed), topics.living(session, named(session, into))
    if topics.living(session, topic) is target:
        raise SameTopicError(typed, into)
    if topic.merged_into_id is not None:
        raise MergedTopicError(topic.name, topics.living(session, topic).name)
    along = session.scalars(select(Topic).where(Topic.merged_into_id == topic.id)).all()
    for each in (topic, *along):
        each.merged_into_id = target.id
    detail = {"name": topic.name, "into": target.name, "along": sorted(each.name for each in along)}
    desk_ledger.record(session, act, "topic-merged", detail)
    return Merged(topic.name, target.name, _claims(session, [topic, *along]))


def undo_merge(session: Session, act: Act, typed: str) -> Merged:
    """Let a merged topic stand on its own again."""
    act.may("topics merge")
    desk_ledger.take_turn(session)
    topic = named(session, typed)
    target = topics.living(session, topic)
    if target is topic:
        raise NotMergedError(topic.name)
    topic.merged_into_id = None
    desk_ledger.record(session, act, "topic-unmerged", {"name": topic.name, "from": target.name})
    return Merged(topic.name, target.name, _claims(session, [topic]))


def named(session: Session, typed: str) -> Topic:
    """Return the topic of this name, else of this number, merged or not; none has near names."""
    name = names.clean_name(typed, "topic")
    found = topics.find(session, name) or _numbered(session, name)
    if found is None:
        raise _no_such(session, typed)
    return found


def listed(session: Session, part: str | None = None) -> list[dict[str, Any]]:
    """Return the living topics, the one with most claims first, each with the names that were merged into it."""
    every = session.scalars(select(Topic)).all()
    merged: dict[int, list[Topic]] = {}
    for each in every:
        if each.merged_into_id is not None:
            merged.setdefault(each.merged_into_id, []).append(each)
    claims = tally.by(session, ClaimTopic.topic_id)
    living = [each for each in every if each.merged_into_id is None]
    rows = [_row(session, each, merged.get(each.id, []), claims.get(each.id, 0)) for each in living]
    found = [row for row in rows if _holds([row["name"], *row["merged"]], part)]
    if part and not found:
        raise _no_such(session, part)
    return sorted(found, key=lambda row: (-row["claims"], names.name_key(row["name"])))


def _row(session: Session, topic: Topic, merged: list[Topic], claims: int) -> dict[str, Any]:
    """Return a topic as it is listed; a claim with two that were merged counts once."""
    if merged:
        claims = _claims(session, [topic, *merged])
    also = sorted((each.name for each in merged), key=names.name_key)
    return {"id": topic.id, "name": topic.name, "merged": also, "claims": claims}


def _claims(session: Session, family: Sequence[Topic]) -> int:
    ids_of_topics = [each.id for each in family]
    query = select(func.count(ClaimTopic.claim_id.distinct())).where(ClaimTopic.topic_id.in_(ids_of_topics))
    return session.scalar(query) or 0


def _holds(found: list[str], part: str | None) -> bool:
    return part is None or any(names.name_key(part) in names.name_key(name) for name in found)


def _numbered(session: Session, typed: str) -> Topic | None:
    number = ids.number(typed)
    return session.get(Topic, number) if number else None


def _no_such(session: Session, typed: str) -> NoSuchError:
    near = names.near(typed, session.scalars(select(Topic.name)))
    return NoSuchError("topic", typed, near, "those that there are: factdb topics list")
