"""A page of the list of topics, and the page of a topic with its claims and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import Integer, func, select, type_coerce
from sqlalchemy.orm import aliased

from factdb.domain import names
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.text import CONTROLS
from factdb.errors import NoSuchError
from factdb.services.people import topics
from factdb.services.reads import claim_list
from factdb.services.reads.people import verdict_shares
from factdb.services.reads.people.people_pages import page_after
from factdb.store.base import count_by
from factdb.store.models import ClaimTopic, Topic
from factdb.store.reading_cache import until_written
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.services.reads.people.verdict_shares import VerdictShares
    from factdb.services.reads.people_types import MergedName, TopicRow
    from factdb.services.reads.row_types import BriefRow

_SHOWN = 20  # claims on the page of a topic


class TopicView(TypedDict):
    """The page of a topic: the topics that were merged into it, its claims by verdict, and the newest of them."""

    id: int
    name: str
    merged: list[MergedName]
    verdicts: VerdictShares
    claims: list[BriefRow]


def count(session: Session, part: str | None) -> int:
    """Return the number of current topics with this text in their name, or in that of a topic merged into them."""
    return len(_ordered(session, part))


def list_page(session: Session, part: str | None, after: int | None, limit: int) -> list[TopicRow]:
    """Return a page of the list, most claims first; a claim with several merged topics counts once."""

    def read() -> list[TopicRow]:
        return _rows(session, page_after(_ordered(session, part), _claims(session), after, limit))

    return until_written(session, (list_page, part, after, limit), read)


def view(session: Session, number: int) -> TopicView:
    """Return what the page of a topic shows; a merged topic is shown as the topic that it was merged into."""
    topic = find(session, number)
    members = session.scalars(select(Topic).where(Topic.merged_into_id == topic.id).order_by(Topic.name_key)).all()
    claims = ClaimFilter(topic_ids=[topic.id, *(member.id for member in members)])
    return {
        "id": topic.id,
        "name": topic.name,
        "merged": [{"id": member.id, "name": member.name} for member in members],
        "verdicts": verdict_shares.of_claims(session, claims),
        "claims": claim_list.brief(session, claims, limit=_SHOWN),
    }


def find(session: Session, number: int) -> Topic:
    """Return the current topic with a number; a topic can be called 2024, so this is never a name."""
    topic = session.get(Topic, number)
    if topic is None:
        raise NoSuchError("topic", number, [], "See all topics: factdb topics list")
    return topics.living(session, topic)


def _matching(part: str | None) -> list[ColumnElement[bool]]:
    living: list[ColumnElement[bool]] = [Topic.merged_into_id.is_(None)]
    if not part:
        return living
    member = aliased(Topic)
    bearers = select(living_id(member)).where(
        # Escaped, because a typed % or _ is a character, not a wildcard.
        member.name_key.contains(names.name_key(names.clean_name(part, "topic", CONTROLS)), autoescape=True)
    )
    return [*living, Topic.id.in_(bearers)]


def _ordered(session: Session, part: str | None) -> Sequence[int]:
    """Return the numbers of the topics of a list in its order."""

    def read() -> list[int]:
        claims = _claims(session)
        numbers = session.scalars(select(Topic.id).where(*_matching(part)))
        return sorted(numbers, key=lambda number: (-claims.get(number, 0), number))

    return until_written(session, (_ordered, part), read)


def _claims(session: Session) -> Mapping[int, int]:
    """Return the number of claims of each current topic; a claim with several merged topics counts once."""

    def read() -> dict[int, int]:
        claims: dict[int, int] = dict(session.execute(count_by(ClaimTopic.topic_id)).all())
        into = select(Topic.merged_into_id).where(Topic.merged_into_id.is_not(None))
        family = select(living_id(Topic), func.count(ClaimTopic.claim_id.distinct()))
        joined = family.join(ClaimTopic, ClaimTopic.topic_id == Topic.id).where(living_id(Topic).in_(into))
        return claims | dict(session.execute(joined.group_by(living_id(Topic))).all())

    return until_written(session, _claims, read)


def _rows(session: Session, page: list[tuple[int, int]]) -> list[TopicRow]:
    numbers = [number for number, _ in page]
    names_by_topic: dict[int, str] = dict(
        session.execute(select(Topic.id, Topic.name).where(Topic.id.in_(numbers))).all()
    )
    merged: dict[int, list[str]] = {}
    of_page = select(type_coerce(Topic.merged_into_id, Integer), Topic.name).where(Topic.merged_into_id.in_(numbers))
    for into, name in session.execute(of_page.order_by(Topic.name_key)):
        merged.setdefault(into, []).append(name)
    return [
        {"id": number, "name": names_by_topic[number], "merged": merged.get(number, []), "claims": claims}
        for number, claims in page
    ]
