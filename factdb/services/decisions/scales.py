"""The rating scales in the database: loads them, and finds the rating that somebody typed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import names, ratings
from factdb.domain.enums import Category, Flag, Question
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError, UnknownWordError
from factdb.errors.decisions import SeveralScalesError
from factdb.services.ledger import desk_ledger
from factdb.store.claims import queries
from factdb.store.models import Claim, Rating, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor

COLUMNS = (
    "scale", "version", "publisher", "question", "code", "label", "category", "score", "flags", "definition",
    "mapping_reason", "claims",
)  # fmt: skip


def load(session: Session, actor: Actor, scales: Sequence[Mapping[str, Any]]) -> list[str]:
    """Add the scales that aren't there yet, as version 1; return the codes of those that were added."""
    desk_ledger.take_turn(session)
    known = set(session.scalars(select(Scale.code)))
    missing = [scale for scale in scales if scale["code"] not in known]
    for scale in missing:
        add(session, actor, scale)
    return [scale["code"] for scale in missing]


def add(session: Session, actor: Actor, given: Mapping[str, Any], version: int = 1) -> int:
    """Add a version of a scale, and return its number; the caller knows that it isn't there."""
    scale = Scale(
        code=given["code"],
        version=version,
        publisher=given.get("publisher"),
        question=Question(given["question"]),
        note=given.get("note"),
    )
    session.add(scale)
    session.flush()
    for position, value in enumerate(given["ratings"], start=1):
        session.add(_rating(scale, position, value))
    session.flush()
    desk_ledger.record(session, actor, DeskEvent.SCALE_ADDED, {"scale": dict(given), "version": version})
    return version


def facts(session: Session, scale: Scale) -> dict[str, Any]:
    """Return a version of a scale as it is given to `add`: what isn't known is left out."""
    rows = session.scalars(select(Rating).where(Rating.scale_id == scale.id).order_by(Rating.position))
    each = [_told(row, ("code", "label", "definition", "category", "score", "flags", "mapping_reason")) for row in rows]
    return {**_told(scale, ("code", "publisher", "question", "note")), "ratings": each}


def of_label(session: Session, code: str, label: str) -> Rating | None:
    """Return what a publisher's label is called in the newest version of its scale; None where that hasn't got it."""
    found = session.execute(newest().where(Scale.code == code, Rating.label_key == ratings.label_key(label)))
    return next((row.Rating for row in found), None)


def rating(session: Session, typed: str) -> tuple[Rating, Question]:
    """Return the rating that a bare code of the desk's own scales means, or SCALE:CODE of any scale."""
    found = _found(session, typed)
    if found is None:
        scale, _, code = typed.rpartition(":")
        raise UnknownWordError("rating", typed, _near(session, scale, code))
    return found.Rating, found.Scale.question


def list_ratings(session: Session, code: str | None = None, question: Question | None = None) -> list[dict[str, Any]]:
    """Return the ratings of every scale, or of one, in their order, with the number of claims that they decide."""
    query = newest().order_by(Scale.id, Rating.position)
    query = query.where(Scale.code == code) if code else query
    query = query.where(Scale.question == question) if question else query
    claims = _claims(session)
    rows = [_row(row.Rating, row.Scale, claims) for row in session.execute(query)]
    if code and not rows:
        raise NoSuchError("scale", code, names.nearest_names(code, known := _scales(session)) or known)
    return rows


def one(session: Session, typed: str) -> dict[str, Any]:
    """Return what is known of a rating: its definition, its place across scales, and its scale."""
    found = _found(session, typed)
    if found is None:
        others = [f"{row.Scale.code}:{row.Rating.code}" for row in session.execute(newest())]
        raise NoSuchError(
            "rating", typed, names.nearest_names(typed, [*codes(session), *others]), "factdb ratings list"
        )
    return {**_row(found.Rating, found.Scale, _claims(session)), "scale_note": found.Scale.note}


def is_rating(session: Session, typed: str) -> bool:
    """Tell whether a word is a rating of any scale."""
    return session.scalar(select(func.count()).where(Rating.code == typed)) != 0


def codes(session: Session, question: Question | None = None) -> list[str]:
    """Return the codes of the desk's own ratings, in the order of the scales."""
    query = newest().where(Scale.publisher.is_(None)).order_by(Scale.id, Rating.position)
    return [row.Rating.code for row in session.execute(query) if question in {None, row.Scale.question}]


def known_codes(session: Session, question: Question) -> set[str]:
    """Return the codes of every scale on a question, other publishers' too."""
    return set(session.scalars(select(Rating.code).join(Rating.scale).where(Scale.question == question)))


def newest() -> Any:  # noqa: ANN401 - Select[tuple[Rating, Scale]], whose spelling mypy can't follow through aliases
    """Select the ratings of the newest version of every scale; a label joins by Scale.code and Rating.label_key."""
    newest = select(Scale.code, func.max(Scale.version).label("version")).group_by(Scale.code).subquery()
    return (
        select(Rating, Scale)
        .join(Rating.scale)
        .join(newest, (newest.c.code == Scale.code) & (newest.c.version == Scale.version))
    )


def _found(session: Session, typed: str) -> Any:  # noqa: ANN401 - a row of `_newest`, or None
    scale, _, code = typed.rpartition(":")
    query = newest().where(Rating.code == code)
    query = query.where(Scale.code == scale) if scale else query.where(Scale.publisher.is_(None))
    found = session.execute(query).all()
    if len(found) > 1:
        raise SeveralScalesError(code, [row.Scale.code for row in found])
    return found[0] if found else None


def _scales(session: Session) -> list[str]:
    return sorted(set(session.scalars(select(Scale.code))))


def _claims(session: Session) -> dict[tuple[str, str], int]:
    """Count the claims that each rating of a scale decides, in whichever version of the scale."""
    deciding = (
        dict(session.execute(queries.count_by(column)).tuples().all())
        for column in (Claim.truth_rating_id, Claim.quote_rating_id)
    )
    counts = {number: count for each in deciding for number, count in each.items()}
    found: Counter[tuple[str, str]] = Counter()
    for number, scale, code in session.execute(select(Rating.id, Scale.code, Rating.code).join(Rating.scale)):
        found[scale, code] += counts.get(number, 0)
    return found


def _row(rating: Rating, scale: Scale, claims: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    return {
        "scale": scale.code,
        "version": scale.version,
        "publisher": scale.publisher,
        "question": str(scale.question),
        "code": rating.code,
        "label": rating.label,
        "category": rating.category,
        "score": rating.score,
        "flags": [str(flag) for flag in rating.flags],
        "definition": rating.definition,
        "mapping_reason": rating.mapping_reason,
        "claims": claims.get((scale.code, rating.code), 0),
    }


def _told(row: Rating | Scale, columns: Sequence[str]) -> dict[str, Any]:
    """Return the columns that hold something, as plain JSON has them."""
    found = {column: getattr(row, column) for column in columns}
    plain = {key: [str(flag) for flag in value] if isinstance(value, tuple) else value for key, value in found.items()}
    return {
        key: str(value) if isinstance(value, str) else value
        for key, value in plain.items()
        if value is not None and value != []
    }


def _near(session: Session, scale: str, code: str) -> list[str]:
    if scale:
        theirs = session.scalars(select(Rating.code).join(Rating.scale).where(Scale.code == scale))
        return [f"{scale}:{known}" for known in theirs] or _scales(session)
    known = codes(session)
    return names.nearest_names(code, known) or known


def _rating(scale: Scale, position: int, given: Mapping[str, Any]) -> Rating:
    return Rating(
        scale_id=scale.id,
        code=given["code"],
        label=given["label"],
        label_key=ratings.label_key(given["label"]),
        definition=given.get("definition"),
        position=position,
        category=Category(given["category"]) if given.get("category") else None,
        score=given.get("score"),
        flags=tuple(Flag(flag) for flag in given.get("flags", ())),
        mapping_reason=given.get("mapping_reason"),
    )
