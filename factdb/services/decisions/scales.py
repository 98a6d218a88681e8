"""The rating scales in the database: adds a version of a scale, and finds a typed rating."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from factdb.domain import names, ratings, text
from factdb.domain.enums import Category, Flag, Question, Stance
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError, UnknownWordError
from factdb.errors.decisions import SeveralScalesError
from factdb.services.ledger import desk_ledger
from factdb.store.base import count_by
from factdb.store.models import Claim, Rating, Scale, ScalePublisher
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.sessions import OpenDatabase

COLUMNS = (
    "scale", "version", "publisher", "question", "code", "label", "category", "score", "flags", "definition",
    "mapping_reason", "direction", "claims",
)  # fmt: skip

ALL_SCALES = "See all scales: factdb ratings list"
_RATING_COLUMNS = ("code", "label", "definition", "category", "score", "flags", "mapping_reason", "direction")


def add(session: Session, actor: Actor, scale_facts: Mapping[str, Any], version: int = 1) -> int:
    """Add a version of a scale and return its number; the caller knows that it is missing."""
    scale = Scale(
        code=scale_facts["code"],
        version=version,
        publisher=scale_facts.get("publisher"),
        question=Question(scale_facts["question"]),
        note=scale_facts.get("note"),
    )
    session.add(scale)
    session.flush()
    label_keys = ratings.label_keys(value["label"] for value in scale_facts["ratings"])
    for position, (value, label_key) in enumerate(zip(scale_facts["ratings"], label_keys, strict=True), start=1):
        session.add(_rating_row(scale, position, value, label_key))
    for name_key, name in ratings.publisher_names(scale_facts).items():
        session.add(ScalePublisher(scale_id=scale.id, name_key=name_key, name=name))
    session.flush()
    desk_ledger.record(session, actor, DeskEvent.SCALE_ADDED, {"scale": dict(scale_facts), "version": version})
    return version


def scale_facts(session: Session, scale: Scale) -> dict[str, Any]:
    """Return a version of a scale in the form that `add` takes, without unknown values."""
    rows = session.scalars(select(Rating).where(Rating.scale_id == scale.id).order_by(Rating.position))
    names = session.scalars(
        select(ScalePublisher.name)
        .where(ScalePublisher.scale_id == scale.id, ScalePublisher.name != (scale.publisher or ""))
        .order_by(ScalePublisher.name_key)
    )
    facts = {**_filled_columns(scale, ("code", "publisher", "question", "note")), "publishers": list(names)}
    return ordered({**facts, "ratings": [_filled_columns(row, _RATING_COLUMNS) for row in rows]})


def ordered(scale_facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scale as the tables have it: flags in the order of the closed list, further publishers by their keys."""
    # A file can list them in any order; without sorting, the same scale would become a new version.
    ordered_ratings = [
        {**rating, "flags": [str(flag) for flag in Flag if flag in rating["flags"]]}
        if rating.get("flags")
        else dict(rating)
        for rating in scale_facts["ratings"]
    ]
    more = list(ratings.publisher_names(scale_facts).values())[1:]
    facts = {key: value for key, value in scale_facts.items() if key != "publishers"}
    return {**facts, **({"publishers": more} if more else {}), "ratings": ordered_ratings}


def find_rating(session: Session, typed: str) -> tuple[Rating, Question]:
    """Return the rating for a plain code of the desk's own scales, or for SCALE:CODE of any scale."""
    match = _find_row(session, typed)
    if match is None:
        scale, _, code = typed.rpartition(":")
        raise UnknownWordError("rating", typed, _nearest_ratings(session, scale, code))
    return match.Rating, match.Scale.question


def list_ratings(session: Session, code: str | None = None, question: Question | None = None) -> list[dict[str, Any]]:
    """Return the ratings of all scales or of one, in order, with the number of claims that each decides."""
    query = newest_ratings().order_by(Scale.id, Rating.position)
    query = query.where(Scale.code == code) if code else query
    query = query.where(Scale.question == question) if question else query
    claims = _count_claims(session)
    rows = [_details_row(row.Rating, row.Scale, claims) for row in session.execute(query)]
    if code and not rows:
        raise NoSuchError("scale", code, names.nearest_names(code, codes(session)), ALL_SCALES)
    return rows


def rating_details(session: Session, typed: str) -> dict[str, Any]:
    """Return the details of a rating: its definition, category, score, scale and more."""
    match = _find_row(session, typed)
    if match is None:
        others = [f"{row.Scale.code}:{row.Rating.code}" for row in session.execute(newest_ratings())]
        raise NoSuchError(
            "rating",
            typed,
            names.nearest_names(typed, [*own_codes(session), *others]),
            "See all ratings: factdb ratings list",
        )
    return {**_details_row(match.Rating, match.Scale, _count_claims(session)), "scale_note": match.Scale.note}


def direction_of(rating: Rating) -> Stance | None:
    """Return what evidence that agrees with a rating does; None for a rating that leans neither way."""
    return ratings.direction(rating.code, rating.category, rating.score, rating.direction)


def is_rating(session: Session, typed: str) -> bool:
    """Return whether a word is a rating of any scale."""
    return session.scalar(select(func.count()).where(Rating.code == typed)) != 0


def has_scale(session: Session, code: str) -> bool:
    """Return whether the desk has a scale with this code."""
    return code in codes(session)


def require_scale(session: Session, code: str | None) -> None:
    """Refuse the code of a scale that the desk does not have; None is no code."""
    if code is not None and not has_scale(session, code):
        raise NoSuchError("scale", code, names.nearest_names(code, codes(session)), ALL_SCALES)


def own_codes(session: OpenDatabase, question: Question | None = None) -> list[str]:
    """Return the codes of the desk's own ratings, in the order of the scales."""
    rows = session.execute(own_ratings().with_only_columns(Rating.code, Scale.question))
    return [code for code, on_question in rows if question in {None, on_question}]


def own_ratings() -> Any:  # noqa: ANN401 - as newest_ratings
    """Select the desk's own ratings, in the order of the scales."""
    return newest_ratings().where(Scale.publisher.is_(None)).order_by(Scale.id, Rating.position)


class OwnRating(NamedTuple):
    """A rating of the desk's own scales, as a form offers it."""

    scale: str
    question: Question
    code: str
    label: str
    definition: str | None


def own_choices(session: Session) -> Sequence[OwnRating]:
    """Return the desk's own ratings, in the order of the scales."""
    columns = Scale.code, Scale.question, Rating.code, Rating.label, Rating.definition

    def read() -> list[OwnRating]:
        return [OwnRating(*row) for row in session.execute(own_ratings().with_only_columns(*columns))]

    return until_written(session, own_choices, read)


def newest_ratings() -> Any:  # noqa: ANN401 - Select[tuple[Rating, Scale]], whose spelling mypy can't follow through aliases
    """Select the ratings of the newest version of every scale; a label joins by Scale.code and Rating.label_key."""
    newest = select(Scale.code, func.max(Scale.version).label("version")).group_by(Scale.code).subquery()
    return (
        select(Rating, Scale)
        .join(Rating.scale)
        .join(newest, (newest.c.code == Scale.code) & (newest.c.version == Scale.version))
    )


def _find_row(session: Session, typed: str) -> Any:  # noqa: ANN401 - a row of `_newest`, or None
    scale, _, code = typed.rpartition(":")
    query = newest_ratings().where(Rating.code == text.word(code))
    # A plain code is one of the desk's own: other publishers have a rating called "true" too.
    query = query.where(Scale.code == scale) if scale else query.where(Scale.publisher.is_(None))
    matches = session.execute(query).all()
    if len(matches) > 1:
        raise SeveralScalesError(code, [row.Scale.code for row in matches])
    return matches[0] if matches else None


def codes(session: Session) -> list[str]:
    """Return the codes of all scales."""
    return sorted(set(session.scalars(select(Scale.code))))


def _count_claims(session: Session) -> dict[tuple[str, str], int]:
    """Count the claims that each rating of a scale decides, over all versions of the scale."""
    deciding = (
        dict(session.execute(count_by(column)).all()) for column in (Claim.truth_rating_id, Claim.quote_rating_id)
    )
    counts = {number: count for question_counts in deciding for number, count in question_counts.items()}
    claims_by_rating: Counter[tuple[str, str]] = Counter()
    for number, scale, code in session.execute(select(Rating.id, Scale.code, Rating.code).join(Rating.scale)):
        claims_by_rating[scale, code] += counts.get(number, 0)
    return claims_by_rating


def _details_row(rating: Rating, scale: Scale, claims: Mapping[tuple[str, str], int]) -> dict[str, Any]:
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
        "direction": direction_of(rating),
        "claims": claims.get((scale.code, rating.code), 0),
    }


def _filled_columns(row: Rating | Scale, columns: Sequence[str]) -> dict[str, Any]:
    """Return the columns that are not empty, as plain JSON values."""
    values = {column: getattr(row, column) for column in columns}
    plain = {key: [str(flag) for flag in value] if isinstance(value, tuple) else value for key, value in values.items()}
    return {
        key: str(value) if isinstance(value, str) else value
        for key, value in plain.items()
        if value is not None and value != []
    }


def _nearest_ratings(session: Session, scale: str, code: str) -> list[str]:
    if scale:
        theirs = session.scalars(select(Rating.code).join(Rating.scale).where(Scale.code == scale))
        return [f"{scale}:{rating_code}" for rating_code in theirs] or codes(session)
    own = own_codes(session)
    return names.nearest_names(code, own) or own


def _rating_row(scale: Scale, position: int, facts: Mapping[str, Any], label_key: str | None) -> Rating:
    return Rating(
        scale_id=scale.id,
        code=facts["code"],
        label=facts["label"],
        label_key=label_key,
        definition=facts.get("definition"),
        position=position,
        category=Category(facts["category"]) if facts.get("category") else None,
        score=facts.get("score"),
        flags=tuple(Flag(flag) for flag in facts.get("flags", ())),
        mapping_reason=facts.get("mapping_reason"),
        direction=Stance(facts["direction"]) if facts.get("direction") else None,
    )
