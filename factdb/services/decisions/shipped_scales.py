"""The scales that ship with this release: what of them a desk has, and taking them up.

A desk takes up what a new release ships when its next admin writes something. A scale that the desk changed stays as
the desk made it, and the shipped one is offered. The newest event of the desk history says which files were compared
last, and in which version the desk has each shipped scale: so a command only compares the digest of two files.

What the desk stores as an earlier version is never taken up again: an older factdb, on another machine, ships it. So a
release that goes back to an earlier content of a scale changes the note of the scale.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, select

from factdb import resources
from factdb.domain import names
from factdb.domain.enums import Role
from factdb.domain.history import chain
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError
from factdb.services.actor import find_actor, find_viewer
from factdb.services.decisions import scales
from factdb.services.ledger import desk_ledger
from factdb.store.models import DeskHistory, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.reads.people_types import ShippedScaleRow

COLUMNS = ("scale", "version", "state", "question", "ratings", "publisher")
# A text of its own, not a bound value: with that, SQLite would not read the index of these few rows.
_IS_TAKEN_UP = DeskHistory.kind == literal(DeskEvent.SCALES_TAKEN_UP.value, literal_execute=True)
# What version 0.1, which kept no such event, loaded into every desk.
_SHIPPED_BY_0_1 = ("politifact", "liar", "averitec", "fever", "google", "afp", "aap", "washington-post", "snopes")


class ShippedState(StrEnum):
    """How a shipped scale stands to the desk's newest version of it."""

    SAME = "same"
    MISSING = "missing"
    NEWER = "newer"
    OLDER = "older"
    CHANGED = "changed by the desk"


@dataclass(frozen=True, slots=True)
class ShippedScale:
    """A shipped scale, its state, and the desk's newest version of it; None where the desk has none.

    It is no news if the desk has it, or had it before the desk changed it.
    """

    facts: Mapping[str, Any]
    state: ShippedState
    version: int | None
    is_news: bool = True

    @property
    def code(self) -> str:
        """The code of the scale."""
        return str(self.facts["code"])

    @property
    def is_own(self) -> bool:
        """Whether the scale is for the desk's own verdicts, and not another publisher's."""
        return self.facts.get("publisher") is None

    @property
    def stays(self) -> bool:
        """Whether nothing brings the shipped version: the desk has it, or a newer one of a scale of its own."""
        return self.state is ShippedState.SAME or (self.state is ShippedState.OLDER and self.is_own)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """The digest of the files that were compared last, and the desk's version of each scale that it took from them."""

    digest: str = ""
    versions: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_SHIPPED_BY_0_1, 1))


def compared(session: Session) -> list[ShippedScale]:
    """Compare every shipped scale with the desk's newest version."""
    taken_up = _taken_up(session)
    return [_compare(session, facts, taken_up) for facts in _shipped()]


def shipped_rows(session: Session) -> list[ShippedScaleRow]:
    """Return every shipped scale with its state, for lists."""
    return [
        {
            "scale": scale.code,
            "version": scale.version,
            "state": str(scale.state),
            "question": scale.facts["question"],
            "ratings": len(scale.facts["ratings"]),
            "publisher": scale.facts.get("publisher"),
        }
        for scale in compared(session)
    ]


def take_up_if_new(session: Session, handle: str, now: datetime) -> list[ShippedScale]:
    """Take up what this release ships, if it is new to the desk and an admin acts; return the scales that are news."""
    if _taken_up(session).digest == _digest():
        return []
    if find_viewer(session, handle, now).role is not Role.ADMIN:
        return []
    return take_up(session, find_actor(session, handle, now))


def take_up(session: Session, actor: Actor) -> list[ShippedScale]:
    """Add what is missing or newer; return that, with its new version, and what the desk changed."""
    actor.require("db upgrade")
    desk_ledger.take_turn(session)
    # Only after taking the turn: another admin may have taken them up.
    if _taken_up(session).digest == _digest():
        return []
    scales_now = [_settle(session, actor, scale) for scale in compared(session)]
    versions = {scale.code: scale.version for scale in scales_now if scale.state is not ShippedState.CHANGED}
    _record(session, actor, _digest(), versions)
    return [scale for scale in scales_now if scale.is_news]


def take(session: Session, actor: Actor, codes: Sequence[str]) -> list[ShippedScale]:
    """Add the named scales as they ship, each as a new version, also where the desk changed them."""
    actor.require("ratings import")
    desk_ledger.take_turn(session)
    shipped = {scale.code: scale for scale in compared(session)}
    if unknown := [code for code in codes if code not in shipped]:
        near = names.nearest_names(unknown[0], list(shipped))
        raise NoSuchError("shipped scale", unknown[0], near, "See all of them: factdb ratings list --shipped")
    taken_up = _taken_up(session)
    scales_now = [_settle(session, actor, shipped[code], also_changed=True) for code in dict.fromkeys(codes)]
    versions = {**taken_up.versions, **{scale.code: scale.version for scale in scales_now}}
    if versions != taken_up.versions:
        # The digest stays: the other scales were not compared.
        _record(session, actor, taken_up.digest, versions)
    return scales_now


def _compare(session: Session, facts: Mapping[str, Any], taken_up: TakenUp) -> ShippedScale:
    query = select(Scale).where(Scale.code == facts["code"]).order_by(Scale.version.desc())
    stored = session.scalars(query).all()
    if not stored:
        return ShippedScale(facts, ShippedState.MISSING, None)
    newest, shipped = stored[0], scales.ordered(facts)
    equal = next((version for version in stored if scales.scale_facts(session, version) == shipped), None)
    if equal is newest:
        return ShippedScale(facts, ShippedState.SAME, newest.version, is_news=False)
    # Nobody on the desk can change the desk's own scales: they came with a release.
    if newest.publisher is None or taken_up.versions.get(newest.code) == newest.version:
        state = ShippedState.NEWER if equal is None else ShippedState.OLDER
        return ShippedScale(facts, state, newest.version, is_news=equal is None)
    return ShippedScale(facts, ShippedState.CHANGED, newest.version, is_news=equal is None)


def _settle(session: Session, actor: Actor, scale: ShippedScale, *, also_changed: bool = False) -> ShippedScale:
    """Add the shipped version, unless the desk has it, has a newer one, or changed the scale."""
    if scale.stays or (scale.state in {ShippedState.CHANGED, ShippedState.OLDER} and not also_changed):
        return scale
    version = scales.add(session, actor, scales.ordered(scale.facts), (scale.version or 0) + 1)
    return ShippedScale(scale.facts, scale.state, version)


def _taken_up(session: Session) -> TakenUp:
    body = session.scalar(select(DeskHistory.body).where(_IS_TAKEN_UP).order_by(DeskHistory.seq.desc()).limit(1))
    if body is None:
        return TakenUp()
    event = chain.read(body)
    return TakenUp(event["digest"], event["scales"])


def _record(session: Session, actor: Actor, digest: str, versions: Mapping[str, int | None]) -> None:
    detail = {"digest": digest, "scales": dict(versions)}
    desk_ledger.record(session, actor, DeskEvent.SCALES_TAKEN_UP, detail)


def _files() -> list[bytes]:
    return [(resources.folder("seeds") / name).read_bytes() for name in ("scales.toml", "mappings.toml")]


@cache
def _digest() -> str:
    return hashlib.sha256(b"\0".join(_files())).hexdigest()


def _shipped() -> list[dict[str, Any]]:
    """Return the scales of the files: the desk's own first."""
    return [scale for file in _files() for scale in tomllib.loads(file.decode("utf-8"))["scales"]]
