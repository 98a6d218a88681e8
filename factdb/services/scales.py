"""The rating scales in the database: loads them, and finds the rating that somebody typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import names
from factdb.domain.words import Category, Flag, Question
from factdb.errors import UnknownWordError
from factdb.errors.verdicts import SeveralScalesError
from factdb.services import desk_ledger
from factdb.store.models import Rating, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act


def load(session: Session, act: Act, scales: Sequence[Mapping[str, Any]]) -> list[str]:
    """Add the scales that aren't there yet, as version 1; return the codes of those that were added."""
    desk_ledger.take_turn(session)
    known = set(session.scalars(select(Scale.code)))
    missing = [scale for scale in scales if scale["code"] not in known]
    for scale in missing:
        _add(session, act, scale)
    return [scale["code"] for scale in missing]


def rating(session: Session, typed: str) -> tuple[Rating, Question]:
    """Return the rating that a bare code of the desk's own scales means, or SCALE:CODE of any scale."""
    scale, _, code = typed.rpartition(":")
    query = _newest().where(Rating.code == code)
    query = query.where(Scale.code == scale) if scale else query.where(Scale.publisher.is_(None))
    found = session.execute(query).all()
    if len(found) > 1:
        raise SeveralScalesError(code, [row.Scale.code for row in found])
    if not found:
        raise UnknownWordError("rating", typed, _near(session, scale, code))
    return found[0].Rating, found[0].Scale.question


def is_rating(session: Session, typed: str) -> bool:
    """Tell whether a word is a rating of any scale."""
    return session.scalar(select(func.count()).where(Rating.code == typed)) != 0


def codes(session: Session, question: Question | None = None) -> list[str]:
    """Return the codes of the desk's own ratings, in the order of the scales."""
    query = _newest().where(Scale.publisher.is_(None)).order_by(Scale.id, Rating.position)
    return [row.Rating.code for row in session.execute(query) if question in {None, row.Scale.question}]


def known_codes(session: Session, question: Question) -> set[str]:
    """Return the codes of every scale on a question, other publishers' too."""
    return set(session.scalars(select(Rating.code).join(Rating.scale).where(Scale.question == question)))


def _newest() -> Any:  # noqa: ANN401 - Select[tuple[Rating, Scale]], whose spelling mypy can't follow through aliases
    newest = select(Scale.code, func.max(Scale.version).label("version")).group_by(Scale.code).subquery()
    return (
        select(Rating, Scale)
        .join(Rating.scale)
        .join(newest, (newest.c.code == Scale.code) & (newest.c.version == Scale.version))
    )


def _near(session: Session, scale: str, code: str) -> list[str]:
    if scale:
        theirs = session.scalars(select(Rating.code).join(Rating.scale).where(Scale.code == scale))
        return [f"{scale}:{known}" for known in theirs] or sorted(set(session.scalars(select(Scale.code))))
    known = codes(session)
    return names.near(code, known) or known


def _add(session: Session, act: Act, given: Mapping[str, Any]) -> None:
    scale = Scale(
        code=given["code"],
        version=1,
        publisher=given.get("publisher"),
        question=Question(given["question"]),
        note=given.get("note"),
    )
    session.add(scale)
    session.flush()
    for position, value in enumerate(given["ratings"], start=1):
        session.add(_rating(scale, position, value))
    session.flush()
    desk_ledger.record(session, act, "scale-added", {"scale": dict(given), "version": 1})


def _rating(scale: Scale, position: int, given: Mapping[str, Any]) -> Rating:
    return Rating(
        scale_id=scale.id,
        code=given["code"],
        label=given["label"],
        definition=given.get("definition"),
        position=position,
        category=Category(given["category"]) if given.get("category") else None,
        score=given.get("score"),
        flags=tuple(Flag(flag) for flag in given.get("flags", ())),
        mapping_reason=given.get("mapping_reason"),
    )
