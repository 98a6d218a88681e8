"""Speakers: finds the speaker with a name, with the office of a day; adds and edits speakers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from factdb.domain import ids, names
from factdb.domain.enums import SpeakerKind
from factdb.domain.history.events import DeskEvent
from factdb.domain.text import CONTROLS
from factdb.errors import BadValueError
from factdb.errors.desk import NothingToChangeError
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.people import name_changes, offices
from factdb.services.people.namebook import SPEAKERS
from factdb.services.people.public_names import NameChange, OwnerEdit, PublicClaims
from factdb.store.models import Speaker, SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor


@dataclass(frozen=True, slots=True)
class SpeakerMatch:
    """A speaker, whether they were added, and similar existing names."""

    speaker: Speaker
    added: bool = False
    near: tuple[str, ...] = ()


def resolve(session: Session, name: str, on: date | None) -> Speaker | None:
    """Return the current speaker with this name; if there are several, the one in office on that day.

    Raises `AmbiguousNameError` if several are left.
    """

    def in_office(bearers: list[Speaker]) -> list[Speaker]:
        # Offices without dates cover any day, so they cannot distinguish two speakers.
        return [bearer for bearer in bearers if on is not None and office(session, bearer.id, on, only_dated=True)]

    return SPEAKERS.resolve(session, name, in_office)


def find_or_add(session: Session, actor: Actor, name: str, on: date | None, kind: SpeakerKind) -> SpeakerMatch:
    """Return the speaker with this name; add an unknown speaker, and report similar names."""
    name = names.clean_name(name, "speaker", CONTROLS)
    speaker = resolve(session, name, on)
    if speaker is None:
        desk_ledger.take_turn(session)
        # Again after taking the turn: another writer may have added the name.
        speaker = resolve(session, name, on)
    if speaker is not None:
        return SpeakerMatch(speaker)
    # Before the speaker is added, because their own name would be the most similar.
    near = SPEAKERS.near(session, name)
    name = names.clean_name(name, "speaker")
    return SpeakerMatch(insert(session, actor, name, kind), added=True, near=tuple(near))


def insert(
    session: Session,
    actor: Actor,
    name: str,
    kind: SpeakerKind,
    aliases: Sequence[str] = (),
    wikidata: str | None = None,
) -> Speaker:
    """Add a speaker with their names."""
    speaker = Speaker(uid=ids.uuid7(actor.now), name=name, kind=kind, wikidata_id=wikidata, merged_into_id=None)
    session.add(speaker)
    session.flush()
    # The main name last, so that its spelling stays if an alias has the same key.
    for bearer_name in [*aliases, name]:
        name_changes.add_name(session, SPEAKERS, speaker, bearer_name)
    detail = {
        "uid": speaker.uid,
        "name": name,
        "type": kind.value,
        "aliases": list(aliases),
        "wikidata": wikidata,
    }
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ADDED, detail)
    return speaker


def add_role(session: Session, actor: Actor, speaker: Speaker, title: str) -> SpeakerRole:
    """Add an office without known dates."""
    number = claim_ledger.next_number(session, SpeakerRole.n, SpeakerRole.speaker_id == speaker.id)
    role = SpeakerRole(speaker_id=speaker.id, n=number, title=title)
    session.add(role)
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ROLE_ADDED, {"uid": speaker.uid, "n": role.n, "title": title})
    return role


def office(session: Session, speaker_id: int, on: date | None, *, only_dated: bool = False) -> SpeakerRole | None:
    """Return the office of a speaker on a day: the newest one that covers the day; undated offices cover any day."""
    # A merge does not move offices: the offices of merged speakers count too.
    theirs = select(Speaker.id).where(or_(Speaker.id == speaker_id, Speaker.merged_into_id == speaker_id))
    query = _offices_on(on).where(SpeakerRole.speaker_id.in_(theirs))
    if only_dated:
        query = query.where(or_(SpeakerRole.since.is_not(None), SpeakerRole.until.is_not(None)))
    return session.scalar(query.limit(1))


def offices_held(session: Session, on: date, speaker_ids: Sequence[int] | None = None) -> dict[int, SpeakerRole]:
    """Return the office of each current speaker on a day, or of these speakers, by the speaker's id."""
    offices_by_speaker: dict[int, SpeakerRole] = {}
    living = SPEAKERS.living_id_of(SpeakerRole.speaker_id)
    query = _offices_on(on).add_columns(living)
    if speaker_ids is not None:
        family = select(Speaker.id).where(SPEAKERS.living_id.in_(speaker_ids))
        query = query.where(SpeakerRole.speaker_id.in_(family))
    for role, speaker in session.execute(query):
        offices_by_speaker.setdefault(speaker, role)
    return offices_by_speaker


def _offices_on(on: date | None) -> Select[SpeakerRole]:
    """Select the offices that cover a day, newest first."""
    # Undated offices last, written explicitly, because the engines sort NULL differently.
    query = select(SpeakerRole).order_by(SpeakerRole.since.is_(None), SpeakerRole.since.desc(), SpeakerRole.n.desc())
    if on is None:
        return query
    return query.where(
        or_(SpeakerRole.since.is_(None), SpeakerRole.since <= on),
        or_(SpeakerRole.until.is_(None), SpeakerRole.until >= on),
    )


_COLUMNS = {"wikidata": "wikidata_id"}


def add(
    session: Session,
    actor: Actor,
    name: str,
    kind: SpeakerKind = SpeakerKind.PERSON,
    aliases: Sequence[str] = (),
    wikidata: str | None = None,
    office: offices.Office = offices.NONE,
) -> SpeakerMatch:
    """Add a speaker, optionally with an office; refuse a name that another speaker has."""
    actor.require("speakers add")
    name = names.clean_name(name, "speaker")
    clean = [names.clean_name(alias, "alias") for alias in aliases]
    identity = names.wikidata_id(wikidata) if wikidata else None
    name_changes.require_free_name(session, SPEAKERS, name)
    near = SPEAKERS.near(session, name)
    speaker = insert(session, actor, name, _kind(kind), clean, identity)
    if office != offices.NONE:
        offices.add_or_fill(session, actor, speaker, office)
    return SpeakerMatch(speaker, added=True, near=tuple(near))


def edit(
    session: Session,
    actor: Actor,
    speaker: Speaker,
    name: str | None,
    kind: SpeakerKind | None,
    wikidata: str | None,
    reason: str | None = None,
) -> OwnerEdit:
    """Change a speaker's main name (the old name becomes an alias), kind or Wikidata id; return the changes."""
    actor.require("speakers edit")
    SPEAKERS.require_known_owner(speaker)
    requested = {
        "name": names.clean_name(name, "speaker") if name else None,
        "kind": _kind(kind) if kind else None,
        "wikidata": names.wikidata_id(wikidata) if wikidata else None,
    }
    if not any(requested.values()):
        raise NothingToChangeError("--name, --kind or --wikidata")
    stored = {"name": speaker.name, "kind": speaker.kind, "wikidata": speaker.wikidata_id}
    changed = {key: value for key, value in requested.items() if value is not None and value != stored[key]}
    shown = NameChange(PublicClaims())
    if "name" in changed:
        shown = name_changes.consider(session, actor, SPEAKERS, speaker, str(changed["name"]), reason)
        if shown.waits:
            return OwnerEdit([], shown.claims, waits=True)
    for key, value in changed.items():
        setattr(speaker, _COLUMNS.get(key, key), value)
    if changed:
        sides = {"was": _plain({key: stored[key] for key in changed}), "now": _plain(changed)}
        name_changes.record_edit(session, actor, SPEAKERS, speaker, sides, shown)
    return OwnerEdit(sorted(changed), shown.claims)


def _kind(kind: SpeakerKind) -> SpeakerKind:
    if kind is SpeakerKind.UNKNOWN:
        raise BadValueError("kind", kind, "is only for the one unknown speaker", "Choose person or organization.")
    return kind


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: None if value is None else str(value) for key, value in values.items()}
