"""Looks up the names in a request for claims: speakers, sources, topics, reviewers and ratings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, or_, select

from factdb.domain import ids, names, text, workflow
from factdb.domain.claim_filter import NOBODY
from factdb.domain.enums import WAITING_STATUSES, Approver, Question, Status
from factdb.domain.identities import Owners
from factdb.domain.text import CONTROLS
from factdb.errors import NoSuchError, NotPermittedError, TooManyError, UnknownWordError
from factdb.services import actor, claim_lookup
from factdb.store.reading_cache import until_written
from factdb.store.tables import (
    DOCUMENTS,
    RATINGS,
    REVIEWERS,
    SCALES,
    SOURCE_NAMES,
    SOURCES,
    SPEAKER_NAMES,
    SPEAKERS,
    TOPICS,
    living_id,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ApprovalRequest, ClaimFilter, ClaimRequest
    from factdb.services.actor import Actor
    from factdb.store.sessions import OpenDatabase

MOST_CLAIMS = 10_000
_AT_ONCE = 500  # claims to judge
# The owners of names, their names, and the owner of a name.
_TABLES = {
    Owners.SPEAKER: (SPEAKERS, SPEAKER_NAMES, SPEAKER_NAMES.c.speaker_id),
    Owners.SOURCE: (SOURCES, SOURCE_NAMES, SOURCE_NAMES.c.source_id),
}


def with_numbers(session: OpenDatabase, request: ClaimRequest, claim_filter: ClaimFilter) -> ClaimFilter:
    """Return the filter with the numbers for the names in a request."""
    return replace(
        claim_filter,
        ids=_ids(session, request),
        verdicts=_ratings(session, request.verdicts, Question.TRUTH),
        quote_verdicts=_ratings(session, request.quote_verdicts, Question.QUOTE),
        speaker_ids=[number for name in request.speakers for number in numbers(session, Owners.SPEAKER, name)],
        source_ids=[number for name in request.sources for number in numbers(session, Owners.SOURCE, name)],
        topic_ids=[number for name in request.topics for number in topic_ids(session, name)],
        assignee_ids=[_assignee_id(session, handle) for handle in request.assignees],
        document_ids=[_article_id(session, number) for number in request.articles],
    )


def _ids(session: OpenDatabase, request: ClaimRequest) -> Sequence[int] | None:
    """Return the numbers of the named claims, of the claims that wait for an approval, or of both; None: all claims."""
    named = None if request.claims is None else claim_ids(session, request.claims)
    waiting = _waiting_ids(cast("Session", session), request.waits_for) if request.waits_for else None
    if named is None or waiting is None:
        return waiting if named is None else named
    return [number for number in named if number in waiting]


def claim_ids(session: OpenDatabase, typed: Sequence[int | str]) -> list[int]:
    """Return the numbers of claims named by number or uid; raise an error for an unknown claim."""
    if len(typed) > MOST_CLAIMS:
        raise TooManyError(len(typed), MOST_CLAIMS)
    return claim_lookup.claim_numbers(session, typed)


def numbers(session: OpenDatabase, kind: Owners, name: str) -> list[int]:
    """Return the ids of the owners of a name, an alias or a part of one, and of the owners merged into them.

    A number has priority, then a full main name over parts of names: "NPR" does not mean "NPR Illinois".
    """
    owners, named, owner_id = _TABLES[kind]
    owner = owners.c
    bearers = _numbered(session, owner, name)
    if not bearers:
        key = names.name_key(names.clean_name(name, kind, CONTROLS))
        living = select(living_id(owner)).join(named, owner_id == owner.id)
        part = named.c.name_key.contains(key, autoescape=True)
        own = and_(named.c.name_key == key, named.c.name == owner.name)
        bearers = list(session.scalars(living.where(own))) or list(session.scalars(living.where(part)))
    if not bearers:
        raise NoSuchError(kind, name, names.nearest_names(name, session.scalars(select(named.c.name))))
    merged = or_(owner.id.in_(bearers), owner.merged_into_id.in_(bearers))
    return sorted(session.scalars(select(owner.id).where(merged)))


def _numbered(session: OpenDatabase, owner: Any, typed: str) -> list[int]:  # noqa: ANN401 - columns of a table
    """Return the id of the current owner with a number; nothing if there is none, because it can still be a name."""
    number = ids.number(typed)
    return list(session.scalars(select(living_id(owner)).where(owner.id == number))) if number else []


def _assignee_id(session: OpenDatabase, handle: str) -> int | None:
    """Return the number of a reviewer; None for claims that nobody has."""
    if handle == NOBODY:
        return None
    number = session.scalar(select(REVIEWERS.c.id).where(REVIEWERS.c.handle == handle.strip().lower()))
    if number is None:
        from factdb.services.desk import reviewers  # noqa: PLC0415 - only a refusal needs it, and the models

        raise reviewers.no_such_reviewer(session, handle)
    return cast("int", number)


def _article_id(session: OpenDatabase, number: int) -> int:
    if session.scalar(select(DOCUMENTS.c.id).where(DOCUMENTS.c.id == number, DOCUMENTS.c.is_article)) is None:
        raise NoSuchError("article", number, next_step="See all articles: factdb articles list")
    return number


def _waiting_ids(session: Session, request: ApprovalRequest) -> Sequence[int] | None:
    """Return the claims that a reviewer can approve now, or all others that wait; None: all that wait."""
    is_me = request.approver is Approver.ME
    judged = judge_waiting(session, request.handle, request.now, request.most)
    if judged is None:
        return [] if is_me else None
    return judged[0] if is_me else judged[1]


def judge_waiting(
    session: Session, handle: str, now: datetime, most: int | None = None
) -> tuple[Sequence[int], Sequence[int]] | None:
    """Return the claims that a reviewer can approve now, and all others that wait; None for who may approve nothing.

    With `most`, only the first so many that wait are judged.
    """
    needed = next(move.role for move in workflow.MOVES[Status.REVIEWED] if move.to is Status.PUBLISHED)
    try:
        editor = actor.find_actor(session, handle, now)
        editor.require_role(needed, "claims status published")
    except NotPermittedError:
        return None
    # The time is no part of the key: it decides nothing here.
    read = partial(_judge, session, editor, most)
    return until_written(session, (judge_waiting, editor.id, most), read)


def _judge(session: Session, editor: Actor, most: int | None) -> tuple[Sequence[int], Sequence[int]]:
    from factdb.services.decisions import approving  # noqa: PLC0415 - other lists do not wait for the rules of approval
    from factdb.store.models import Claim  # noqa: PLC0415 - the same

    query = select(Claim).where(Claim.status.in_(WAITING_STATUSES)).order_by(Claim.id).limit(most)
    mine: list[int] = []
    others: list[int] = []
    for claims in session.scalars(query).partitions(_AT_ONCE):
        approvable = approving.approvable(session, claims, editor)
        for claim in claims:
            (mine if claim.id in approvable else others).append(claim.id)
    return mine, others


def _ratings(session: OpenDatabase, typed: Sequence[str], question: Question) -> list[str]:
    codes = codes_on_question(session, question) if typed else set()
    for name in typed:
        if text.word(name) not in codes:
            from factdb.services.decisions import scales  # noqa: PLC0415 - only a refusal needs it, and the models

            raise UnknownWordError(f"{question} rating", name, scales.own_codes(session, question))
    return [text.word(name) for name in typed]


def codes_on_question(session: OpenDatabase, question: Question) -> set[str]:
    """Return the codes of all scales on a question, including other publishers' scales."""
    codes = select(RATINGS.c.code).join(SCALES, SCALES.c.id == RATINGS.c.scale_id)
    return set(session.scalars(codes.where(SCALES.c.question == question)))


def topic_ids(session: OpenDatabase, name: str) -> list[int]:
    """Return the ids of the current topic with this name, and of the topics merged into it."""
    topic = TOPICS.c
    living = select(living_id(topic)).where(topic.name_key == names.name_key(name))
    topic_id = session.scalar(living)
    if topic_id is None:
        raise NoSuchError("topic", name, names.nearest_names(name, session.scalars(select(topic.name))))
    family = or_(topic.id == topic_id, topic.merged_into_id == topic_id)
    return list(session.scalars(select(topic.id).where(family).order_by(topic.id)))
