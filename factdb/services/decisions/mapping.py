"""Maps other publishers' labels to the categories of the desk's scales; a changed mapping is a new version of a scale.

The rows of older versions stay, so that earlier decisions and counts can still be explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import names, ratings, text
from factdb.domain.enums import Category, Flag, Stance
from factdb.errors import NoSuchError
from factdb.errors.people import NotInScaleError, OwnScaleError, ScoreError
from factdb.services.decisions import scales
from factdb.services.ledger import desk_ledger
from factdb.store.models import Scale
from factdb.store.views import V1_OTHER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor

Facts = dict[str, Any]
COLUMNS = ("scale", "publisher", "label", "checks", "claims")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a label: the comparable category, score, flags and direction, and the reason."""

    category: Category
    reason: str
    score: int | None = None
    flags: tuple[Flag, ...] = ()
    direction: Stance | None = None


@dataclass(frozen=True, slots=True)
class ScaleVersion:
    """A version of a scale, and what happened to it: added, changed or unchanged."""

    code: str
    version: int
    outcome: str


def import_scales(session: Session, actor: Actor, scales_facts: Sequence[Mapping[str, Any]]) -> list[ScaleVersion]:
    """Add scales, or a new version of scales that differ from their newest version; the desk's own stay the same."""
    actor.require("ratings import")
    desk_ledger.take_turn(session)
    return [_add_version(session, actor, scale) for scale in scales_facts]


def map_label(session: Session, actor: Actor, code: str, label: str, meaning: Meaning | None) -> ScaleVersion:
    """Set the meaning of a publisher's label (None: unknown), which creates a new version of the scale."""
    actor.require("ratings map")
    label = text.clean(label, "label", lines=False).strip()
    if meaning is not None and meaning.score is not None and meaning.category is not Category.TRUTH:
        raise ScoreError(meaning.category)
    desk_ledger.take_turn(session)
    # Read after taking the turn: another editor may have mapped a label, and the new version must keep that.
    scale = _newest_version(session, code)
    if scale is None:
        publishers_scales = sorted(set(session.scalars(select(Scale.code).where(Scale.publisher.is_not(None)))))
        raise NoSuchError(
            "scale",
            code,
            names.nearest_names(code, publishers_scales) or publishers_scales,
            "Add the scale: factdb ratings import FILE",
        )
    facts = scales.scale_facts(session, scale)
    key = ratings.label_key(label)
    place = next((n for n, rating in enumerate(facts["ratings"]) if ratings.label_key(rating["label"]) == key), None)
    if place is None and meaning is None:
        raise NotInScaleError(code, label)
    new = dict(facts["ratings"][place]) if place is not None else {"code": _new_code(label, facts), "label": label}
    unmapped_rating = {name: new[name] for name in ("code", "label", "definition") if name in new}
    # The old meaning is removed completely: its score and flags could contradict the new category.
    mapped_rating = {**unmapped_rating, **_meaning_columns(meaning)}
    all_ratings = list(facts["ratings"])
    # At the position of the rating with this label; a new label comes last.
    all_ratings[slice(place, place + 1) if place is not None else slice(len(all_ratings), None)] = [mapped_rating]
    return _add_version(session, actor, {**facts, "ratings": all_ratings})


def unmapped(session: Session) -> list[Facts]:
    """Return the unmapped labels of the checks that count, most frequent first."""
    view = V1_OTHER_CHECKS.c
    query = (
        select(
            view.scale, view.publisher, view.label, func.count().label("checks"),
            func.count(view.claim_id.distinct()).label("claims"),
        )
        .where(view.newest, ~view.mapped, view.label.is_not(None))
        .group_by(view.scale, view.publisher, view.label)
    )  # fmt: skip
    rows = [dict(row) for row in session.execute(query).mappings()]
    return sorted(rows, key=lambda row: (-row["checks"], row["scale"] or "", row["publisher"] or "", row["label"]))


def _add_version(session: Session, actor: Actor, scale_facts: Mapping[str, Any]) -> ScaleVersion:
    newest = _newest_version(session, scale_facts["code"])
    if newest is None:
        return ScaleVersion(scale_facts["code"], scales.add(session, actor, scale_facts), "added")
    if newest.publisher is None:
        raise OwnScaleError(newest.code)
    if scales.scale_facts(session, newest) == with_ordered_flags(scale_facts):
        return ScaleVersion(newest.code, newest.version, "unchanged")
    return ScaleVersion(
        newest.code, scales.add(session, actor, with_ordered_flags(scale_facts), newest.version + 1), "changed"
    )


def _newest_version(session: Session, code: str) -> Scale | None:
    return session.scalar(select(Scale).where(Scale.code == code).order_by(Scale.version.desc()).limit(1))


def with_ordered_flags(scale_facts: Mapping[str, Any]) -> Facts:
    """Return a scale with its flags in the order of the closed list, as in the tables."""
    # A file can list flags in any order; without sorting, the same scale would become a new version.
    ordered_ratings = [
        {**rating, "flags": [str(flag) for flag in Flag if flag in rating["flags"]]}
        if rating.get("flags")
        else dict(rating)
        for rating in scale_facts["ratings"]
    ]
    return {**scale_facts, "ratings": ordered_ratings}


def _meaning_columns(meaning: Meaning | None) -> Facts:
    if meaning is None:
        return {}
    columns: Facts = {
        "category": str(meaning.category),
        "mapping_reason": text.clean(meaning.reason, "reason", lines=False),
    }
    columns |= {"score": meaning.score} if meaning.score is not None else {}
    columns |= {"direction": str(meaning.direction)} if meaning.direction is not None else {}
    return columns | ({"flags": [str(flag) for flag in meaning.flags]} if meaning.flags else {})


def _new_code(label: str, facts: Facts) -> str:
    """Return a new code for a label, different from all codes of the scale."""
    code = ratings.code_of(label)
    existing_codes = {rating["code"] for rating in facts["ratings"]}
    # One candidate more than there are codes, so one is always free.
    return next(
        candidate
        for candidate in (code, *(f"{code}-{n}" for n in range(2, len(existing_codes) + 3)))
        if candidate not in existing_codes
    )
