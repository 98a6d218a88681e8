"""Looks up the names in a request for claims: speakers, sources, topics, reviewers and ratings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from factdb.domain import names, text, workflow
from factdb.domain.claim_filter import NOBODY
from factdb.domain.enums import WAITING_STATUSES, Approver, Question, Status
from factdb.domain.text import CONTROLS
from factdb.errors import NoSuchError, NotPermittedError, TooManyError, UnknownWordError
from factdb.services import actor, claim_lookup
from factdb.services.decisions import scales
from factdb.services.desk import reviewers
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Claim, Document, Topic
from factdb.store.reading_cache import until_written
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ApprovalRequest, ClaimFilter, ClaimRequest
    from factdb.services.actor import Actor
    from factdb.services.people.namebook import NameBook

MOST_CLAIMS = 10_000
_AT_ONCE = 500  # claims to judge


def with_numbers(session: Session, request: ClaimRequest, claim_filter: ClaimFilter) -> ClaimFilter:
    """Return the filter with the numbers for the names in a request."""
    return replace(
        claim_filter,
        ids=_ids(session, request),
        verdicts=_ratings(session, request.verdicts, Question.TRUTH),
        quote_verdicts=_ratings(session, request.quote_verdicts, Question.QUOTE),
        speaker_ids=[number for name in request.speakers for number in numbers(session, SPEAKERS, name)],
        source_ids=[number for name in request.sources for number in numbers(session, SOURCES, name)],
        topic_ids=[number for name in request.topics for number in topic_ids(session, name)],
        assignee_ids=[_assignee_id(session, handle) for handle in request.assignees],
        document_ids=[_article_id(session, number) for number in request.articles],
    )


def _ids(session: Session, request: ClaimRequest) -> Sequence[int] | None:
    """Return the numbers of the named claims, of the claims that wait for an approval, or of both; None: all claims."""
    named = None if request.claims is None else claim_ids(session, request.claims)
    waiting = _waiting_ids(session, request.waits_for) if request.waits_for else None
    if named is None or waiting is None:
        return waiting if named is None else named
    return [number for number in named if number in waiting]


def claim_ids(session: Session, typed: Sequence[int | str]) -> list[int]:
    """Return the numbers of claims named by number or uid; raise an error for an unknown claim."""
    if len(typed) > MOST_CLAIMS:
        raise TooManyError(len(typed), MOST_CLAIMS)
    return claim_lookup.claim_numbers(session, typed)


def numbers(session: Session, book: NameBook[Any], name: str) -> list[int]:
    """Return the ids of the owners of a name, an alias or a part of one, and of the owners merged into them.

    A number has priority, then a full main name over parts of names: "NPR" does not mean "NPR Illinois".
    """
    numbered = book.numbered(session, name)
    if numbered is not None:
        return [owner.id for owner in book.family(session, numbered)]
    key = names.name_key(names.clean_name(name, book.word, CONTROLS))
    owner, named = book.owner, book.names
    living = select(living_id(owner)).join(named, getattr(named, book.key) == owner.id)
    part = named.name_key.contains(key, autoescape=True)
    own = and_(named.name_key == key, named.name == owner.name)
    bearers = list(session.scalars(living.where(own))) or list(session.scalars(living.where(part)))
    if not bearers:
        raise NoSuchError(book.word, name, book.near(session, name))
    merged = or_(owner.id.in_(bearers), owner.merged_into_id.in_(bearers))
    return sorted(session.scalars(select(owner.id).where(merged)))


def _assignee_id(session: Session, handle: str) -> int | None:
    """Return the number of a reviewer; None for claims that nobody has."""
    return None if handle == NOBODY else reviewers.find_reviewer(session, handle).id


def _article_id(session: Session, number: int) -> int:
    if session.scalar(select(Document.id).where(Document.id == number, Document.is_article)) is None:
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

    query = select(Claim).where(Claim.status.in_(WAITING_STATUSES)).order_by(Claim.id).limit(most)
    mine: list[int] = []
    others: list[int] = []
    for claims in session.scalars(query).partitions(_AT_ONCE):
        approvable = approving.approvable(session, claims, editor)
        for claim in claims:
            (mine if claim.id in approvable else others).append(claim.id)
    return mine, others


def _ratings(session: Session, typed: Sequence[str], question: Question) -> list[str]:
    all_codes = scales.codes_on_question(session, question) if typed else set()
    for name in typed:
        if text.word(name) not in all_codes:
            raise UnknownWordError(f"{question} rating", name, scales.own_codes(session, question))
    return [text.word(name) for name in typed]


def topic_ids(session: Session, name: str) -> list[int]:
    """Return the ids of the current topic with this name, and of the topics merged into it."""
    living = select(living_id(Topic)).where(Topic.name_key == names.name_key(name))
    topic_id = session.scalar(living)
    if topic_id is None:
        raise NoSuchError("topic", name, names.nearest_names(name, session.scalars(select(Topic.name))))
    family = or_(Topic.id == topic_id, Topic.merged_into_id == topic_id)
    return list(session.scalars(select(Topic.id).where(family).order_by(Topic.id)))
