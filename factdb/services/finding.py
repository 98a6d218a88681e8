"""Finds what names mean in a search: speakers, sources, topics, reviewers and ratings, with the near ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from factdb.domain import names
from factdb.domain.words import Question
from factdb.errors import NoSuchError, UnknownWordError
from factdb.services import reviewers, scales
from factdb.store.models import Source, SourceName, Speaker, SpeakerName, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.listing import Wanted
    from factdb.store.queries import ClaimFilter


def with_numbers(session: Session, wanted: Wanted, so_far: ClaimFilter) -> ClaimFilter:
    """Return the filter with what the names in `wanted` mean."""
    return replace(
        so_far,
        verdicts=_ratings(session, wanted.verdicts, Question.TRUTH),
        quote_verdicts=_ratings(session, wanted.quote_verdicts, Question.QUOTE),
        speaker_ids=[number for name in wanted.speakers for number in speaker_ids(session, name)],
        source_ids=[number for name in wanted.sources for number in source_ids(session, name)],
        topic_ids=[_topic_id(session, name) for name in wanted.topics],
        assignee_ids=[reviewers.named(session, handle).id for handle in wanted.assignees],
    )


def speaker_ids(session: Session, name: str) -> list[int]:
    """Return the ids of the speakers of this name, alias or part of one, those merged into them too."""
    return _ids(session, "speaker", name, Speaker, SpeakerName, SpeakerName.speaker_id)


def source_ids(session: Session, name: str) -> list[int]:
    """Return the ids of the sources of this name, alias or part of one, those merged into them too."""
    return _ids(session, "source", name, Source, SourceName, SourceName.source_id)


def _ids(session: Session, what: str, name: str, owner: Any, named: Any, key: Any) -> list[int]:  # noqa: ANN401 - two pairs of tables that are alike
    """A speaker or source whose own name it is wins over parts of names: "NPR" isn't "NPR Illinois"."""
    wanted = names.name_key(names.clean_name(name, what))
    living = select(func.coalesce(owner.merged_into_id, owner.id)).join(named, key == owner.id)
    part = named.name_key.contains(wanted, autoescape=True)
    own = and_(named.name_key == wanted, named.name == owner.name)
    found = list(session.scalars(living.where(own))) or list(session.scalars(living.where(part)))
    if not found:
        raise NoSuchError(what, name, names.near(name, session.scalars(select(named.name))))
    merged = or_(owner.id.in_(found), owner.merged_into_id.in_(found))
    return sorted(session.scalars(select(owner.id).where(merged)))


def _ratings(session: Session, codes: Sequence[str], question: Question) -> list[str]:
    known = scales.known_codes(session, question)
    for code in codes:
        if code not in known:
            raise UnknownWordError(f"rating on the {question}", code, scales.codes(session, question))
    return list(codes)


def _topic_id(session: Session, name: str) -> int:
    found = session.scalar(select(Topic.id).where(Topic.name_key == names.name_key(name)))
    if found is None:
        raise NoSuchError("topic", name, names.near(name, session.scalars(select(Topic.name))))
    return found
