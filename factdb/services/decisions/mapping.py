"""Maps other publishers' labels to the categories of the desk's scales; a changed mapping is a new version of a scale.

The rows of older versions stay, so that earlier decisions and counts can still be explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import names, ratings, text
from factdb.domain.enums import Category, Question
from factdb.errors import NoSuchError
from factdb.errors.people import NotInScaleError, OwnScaleError, ScoreError, SeveralPublisherScalesError
from factdb.services.decisions import publisher_scales, scales
from factdb.services.ledger import desk_ledger
from factdb.services.people.namebook import SOURCES
from factdb.store.models import Scale
from factdb.store.views import V1_OTHER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Flag, Stance
    from factdb.services.actor import Actor

Facts = dict[str, Any]
COLUMNS = ("scale", "publisher", "label", "checks", "claims", "meanings")


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


def map_label(
    session: Session, actor: Actor, code: str | None, label: str, meaning: Meaning | None, publisher: str | None = None
) -> ScaleVersion:
    """Set the meaning of a publisher's label (None: unknown), which creates a new version of the scale.

    Without a code, it is the scale of the publisher; a publisher that has none gets one, of its labels as they come.
    """
    actor.require("ratings map")
    label = text.clean(label, "label", lines=False).strip()
    if meaning is not None and meaning.score is not None and meaning.category is not Category.TRUTH:
        raise ScoreError(meaning.category)
    desk_ledger.take_turn(session)
    # Read after taking the turn: another editor may have mapped a label, and the new version must keep that.
    facts = _facts_of_publisher(session, publisher, label) if publisher else _facts(session, str(code))
    key = ratings.label_key(label)
    place = next((n for n, rating in enumerate(facts["ratings"]) if ratings.label_key(rating["label"]) == key), None)
    if place is None and meaning is None:
        raise NotInScaleError(facts["code"], label)
    new = dict(facts["ratings"][place]) if place is not None else {"code": _new_code(label, facts), "label": label}
    unmapped_rating = {name: new[name] for name in ("code", "label", "definition") if name in new}
    # The old meaning is removed completely: its score and flags could contradict the new category.
    mapped_rating = {**unmapped_rating, **_meaning_columns(meaning)}
    all_ratings = list(facts["ratings"])
    # At the position of the rating with this label; a new label comes last.
    all_ratings[slice(place, place + 1) if place is not None else slice(len(all_ratings), None)] = [mapped_rating]
    return _add_version(session, actor, {**facts, "ratings": all_ratings})


def unmapped(session: Session) -> tuple[list[Facts], str]:
    """Return the unmapped labels of the checks that count, most frequent first, and the commands that map them.

    `meanings` is what the scales of one publisher say of a label, where they differ.
    """
    view = V1_OTHER_CHECKS.c
    query = (
        select(
            view.scale, view.publisher, view.publisher_id, view.label, func.count().label("checks"),
            func.count(view.claim_id.distinct()).label("claims"),
        )
        .where(view.newest, ~view.mapped, view.label.is_not(None))
        .group_by(view.scale, view.publisher, view.publisher_id, view.label)
    )  # fmt: skip
    rows = [dict(row) for row in session.execute(query).mappings()]
    rows.sort(key=lambda row: (-row["checks"], row["scale"] or "", row["publisher"] or "", row["label"]))
    places = publisher_scales.LabelPlaces(session)
    labels = [places.of(row["label"], row["scale"], row["publisher"], row.pop("publisher_id")) for row in rows]
    for row, label in zip(rows, labels, strict=True):
        row["meanings"] = ", ".join(f"{meaning.scale}: {meaning.words}" for meaning in label.meanings) or None
    return rows, publisher_scales.ways_of_all(labels)


def _facts(session: Session, code: str) -> Facts:
    scale = _newest_version(session, code)
    if scale is None:
        publishers_scales = sorted(set(session.scalars(select(Scale.code).where(Scale.publisher.is_not(None)))))
        raise NoSuchError(
            "scale",
            code,
            names.nearest_names(code, publishers_scales),
            f"{scales.ALL_SCALES}. To add one: factdb ratings import FILE",
        )
    return scales.scale_facts(session, scale)


def _facts_of_publisher(session: Session, typed: str, label: str) -> Facts:
    """Return the scale of a publisher for a label: the only one, or the only one that has the label; or a new one."""
    publisher = typed
    codes = publisher_scales.scales_of(session, typed)
    if not codes:  # the number of a source, or a publisher without a scale, which must be one that checks name
        publisher = SOURCES.named(session, typed).name
        codes = publisher_scales.scales_of(session, publisher)
    of_publisher = [_facts(session, code) for code in codes]
    key = ratings.label_key(label)
    having = [
        facts for facts in of_publisher if any(ratings.label_key(row["label"]) == key for row in facts["ratings"])
    ]
    if len(having or of_publisher) > 1:
        raise SeveralPublisherScalesError(publisher, label, codes)
    if of_publisher:
        return (having or of_publisher)[0]
    existing = set(session.scalars(select(Scale.code)))
    code = _free_code(ratings.code_of(publisher), existing)
    return {"code": code, "publisher": publisher, "question": str(Question.TRUTH), "ratings": []}


def _add_version(session: Session, actor: Actor, scale_facts: Mapping[str, Any]) -> ScaleVersion:
    newest = _newest_version(session, scale_facts["code"])
    if newest is None:
        return ScaleVersion(scale_facts["code"], scales.add(session, actor, scale_facts), "added")
    if newest.publisher is None:
        raise OwnScaleError(newest.code)
    if scales.scale_facts(session, newest) == scales.ordered(scale_facts):
        return ScaleVersion(newest.code, newest.version, "unchanged")
    return ScaleVersion(
        newest.code, scales.add(session, actor, scales.ordered(scale_facts), newest.version + 1), "changed"
    )


def _newest_version(session: Session, code: str) -> Scale | None:
    return session.scalar(select(Scale).where(Scale.code == code).order_by(Scale.version.desc()).limit(1))


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
    return _free_code(ratings.code_of(label), {rating["code"] for rating in facts["ratings"]})


def _free_code(code: str, existing_codes: Collection[str]) -> str:
    # One candidate more than there are codes, so one is always free.
    return next(
        candidate
        for candidate in (code, *(f"{code}-{n}" for n in range(2, len(existing_codes) + 3)))
        if candidate not in existing_codes
    )
