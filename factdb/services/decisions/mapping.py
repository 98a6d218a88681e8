"""Maps other publishers' labels to what the desk's own scales can be compared with; a changed mapping is a new version.

The rows of older versions stay: what was decided or counted by them can still be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import names, ratings, text
from factdb.domain.enums import Category, Flag
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
    """Where a label stands beside the desk's ratings, and why."""

    category: Category
    reason: str
    score: int | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a scale, and what became of it: added, changed, or as it was."""

    code: str
    version: int
    what: str


def take(session: Session, actor: Actor, given: Sequence[Mapping[str, Any]]) -> list[Version]:
    """Add scales, or a new version of those that differ from their newest; the desk's own stay as they are."""
    actor.require("ratings import")
    desk_ledger.take_turn(session)
    return [_taken(session, actor, scale) for scale in given]


def map_label(session: Session, actor: Actor, code: str, label: str, meaning: Meaning | None) -> Version:
    """Say what a publisher's label means, or with None that nobody knows; the scale has a new version then."""
    actor.require("ratings map")
    label = text.clean(label, "label", lines=False).strip()
    if meaning is not None and meaning.score is not None and meaning.category is not Category.TRUTH:
        raise ScoreError(meaning.category)
    desk_ledger.take_turn(session)
    scale = _newest(session, code)
    if scale is None:
        known = sorted(set(session.scalars(select(Scale.code).where(Scale.publisher.is_not(None)))))
        raise NoSuchError(
            "scale", code, names.nearest_names(code, known) or known, "add it: factdb ratings import FILE"
        )
    facts = scales.facts(session, scale)
    key = ratings.label_key(label)
    place = next((n for n, each in enumerate(facts["ratings"]) if ratings.label_key(each["label"]) == key), None)
    if place is None and meaning is None:
        raise NotInScaleError(code, label)
    new = dict(facts["ratings"][place]) if place is not None else {"code": _code(label, facts), "label": label}
    kept = {name: new[name] for name in ("code", "label", "definition") if name in new}
    mapped = {**kept, **_plain(meaning)}
    others = list(facts["ratings"])
    others[slice(place, place + 1) if place is not None else slice(len(others), None)] = [mapped]
    return _taken(session, actor, {**facts, "ratings": others})


def unmapped(session: Session) -> list[Facts]:
    """Return the labels of checks that count and that no mapping knows, the commonest first."""
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


def _taken(session: Session, actor: Actor, given: Mapping[str, Any]) -> Version:
    newest = _newest(session, given["code"])
    if newest is None:
        return Version(given["code"], scales.add(session, actor, given), "added")
    if newest.publisher is None:
        raise OwnScaleError(newest.code)
    if scales.facts(session, newest) == _ordered(given):
        return Version(newest.code, newest.version, "as it was")
    return Version(newest.code, scales.add(session, actor, _ordered(given), newest.version + 1), "changed")


def _newest(session: Session, code: str) -> Scale | None:
    return session.scalar(select(Scale).where(Scale.code == code).order_by(Scale.version.desc()).limit(1))


def _ordered(given: Mapping[str, Any]) -> Facts:
    """Return a scale with its flags in the order of the closed list, as the tables have them."""
    found = [
        {**each, "flags": [str(flag) for flag in Flag if flag in each["flags"]]} if each.get("flags") else dict(each)
        for each in given["ratings"]
    ]
    return {**given, "ratings": found}


def _plain(meaning: Meaning | None) -> Facts:
    if meaning is None:
        return {}
    told: Facts = {
        "category": str(meaning.category),
        "mapping_reason": text.clean(meaning.reason, "reason", lines=False),
    }
    told |= {"score": meaning.score} if meaning.score is not None else {}
    return told | ({"flags": [str(flag) for flag in meaning.flags]} if meaning.flags else {})


def _code(label: str, facts: Facts) -> str:
    """Make a code of a label that none of the scale's ratings has."""
    code = ratings.code_of(label)
    taken = {each["code"] for each in facts["ratings"]}
    return next(each for each in (code, *(f"{code}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
