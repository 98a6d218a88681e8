"""The pages of ratings: scales with their publishers, one scale, labels that nobody has mapped, and one label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import func, select

from factdb.domain import ratings
from factdb.domain.claim_filter import ClaimFilter
from factdb.errors import NoSuchError
from factdb.services.decisions import mapping, publisher_scales, scales
from factdb.services.reads import claim_list
from factdb.store.models import Scale, ScalePublisher
from factdb.store.reading_cache import until_written
from factdb.store.views import V1_OTHER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.services.decisions.publisher_scales import UnmappedLabel
    from factdb.services.reads.row_types import BriefRow

_EXAMPLES = 10


class ScaleRow(TypedDict):
    """The newest version of a scale: its publisher (None: the desk), and how many of its labels nobody has mapped."""

    scale: str
    version: int
    publisher: str | None
    question: str
    ratings: int
    unmapped: int


class ScaleView(TypedDict):
    """A scale with its ratings, the names of its publishers, and how many checks have each rating."""

    scale: ScaleRow
    publishers: list[str]
    ratings: list[dict[str, Any]]
    checks: dict[str, int]


class LabelView(TypedDict):
    """A label of a publisher: what it means today, what a mapping changes, and the scales that can map it.

    `spellings` are the words of the checks that are this label; `checks` and `claims` count those that a mapping
    changes, and `examples` are the first of these claims.
    """

    label: str
    scale: str | None
    publisher: str | None
    rating: dict[str, Any] | None
    spellings: list[str]
    checks: int
    claims: int
    examples: list[BriefRow]
    place: UnmappedLabel
    can_map: bool


def scale_rows(session: Session) -> list[ScaleRow]:
    """Return the newest version of every scale: the desk's own first, then those of others by code."""
    rows: dict[str, ScaleRow] = {}
    for row in session.execute(scales.newest_ratings()):
        scale = row.Scale
        listed = rows.setdefault(
            scale.code,
            {
                "scale": scale.code, "version": scale.version, "publisher": scale.publisher,
                "question": str(scale.question), "ratings": 0, "unmapped": 0,
            },
        )  # fmt: skip
        listed["ratings"] += 1
        listed["unmapped"] += row.Rating.category is None
    return sorted(rows.values(), key=lambda row: (row["publisher"] is not None, row["scale"]))


def scale_view(session: Session, code: str) -> ScaleView:
    """Return a scale with its ratings; an unknown code is refused with similar ones."""
    of_scale = scales.list_ratings(session, code)
    names = (
        select(ScalePublisher.name)
        .join(Scale, Scale.id == ScalePublisher.scale_id)
        .where(Scale.code == code, Scale.version == of_scale[0]["version"])
        .order_by(ScalePublisher.name_key)
    )
    view = V1_OTHER_CHECKS.c
    checks = select(view.rating, func.count()).where(view.scale == code, view.newest).group_by(view.rating)
    return {
        "scale": next(row for row in scale_rows(session) if row["scale"] == code),
        "publishers": list(session.scalars(names)),
        "ratings": of_scale,
        "checks": {rating: size for rating, size in session.execute(checks) if rating is not None},
    }


def unmapped(session: Session) -> Sequence[dict[str, Any]]:
    """Return the labels that nobody has mapped, most frequent first; remembered until somebody writes."""

    def read() -> list[dict[str, Any]]:
        return mapping.unmapped(session)[0]

    return until_written(session, unmapped, read)


def label_view(session: Session, label: str, scale: str | None, publisher: str | None) -> LabelView:
    """Return what a label is, and what a mapping of it changes; its scale or its publisher says whose it is."""
    view, key = V1_OTHER_CHECKS.c, ratings.label_key(label)
    theirs: ColumnElement[bool] = view.scale == scale if scale else (view.publisher == publisher) & view.scale.is_(None)
    counted = session.execute(
        select(view.label, view.publisher_id, func.count())
        .where(view.newest, theirs)
        .group_by(view.label, view.publisher_id)
    ).all()
    same = [row for row in counted if row.label and ratings.label_key(row.label) == key]
    rating = _rating(session, key, scale)
    if not same and rating is None:
        near = sorted({row.label for row in counted if row.label})
        raise NoSuchError("label", label, near[:_EXAMPLES], "See the labels: factdb ratings unmapped")
    spellings = sorted({row.label for row in same})
    numbers = select(view.claim_id).where(view.newest, theirs, view.label.in_(spellings)).distinct()
    claims = session.scalars(numbers.order_by(view.claim_id)).all()
    place = publisher_scales.LabelPlaces(session).of(label, scale, publisher, same[0].publisher_id if same else 0)
    return {
        "label": label,
        "scale": scale,
        "publisher": publisher,
        "rating": rating,
        "spellings": spellings,
        "checks": sum(row[2] for row in same),
        "claims": len(claims),
        "examples": claim_list.brief(session, ClaimFilter(ids=claims[:_EXAMPLES]), limit=_EXAMPLES),
        "place": place,
        "can_map": place.can_map if scale else bool(publisher) and not place.meanings,
    }


def _rating(session: Session, key: str, scale: str | None) -> dict[str, Any] | None:
    """Return the rating of a scale that has a label, mapped or not."""
    if scale is None or not scales.has_scale(session, scale):
        return None
    of_scale = scales.list_ratings(session, scale)
    return next((rating for rating in of_scale if ratings.label_key(rating["label"]) == key), None)
