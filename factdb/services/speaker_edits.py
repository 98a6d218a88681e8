"""Edits speakers: their names and aliases, and the offices that they held; each change is in the desk's history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from factdb.domain import names, text
from factdb.domain.words import SpeakerKind
from factdb.errors import NoSuchError, RuleError
from factdb.services import desk_ledger, speakers
from factdb.store.models import Speaker, SpeakerName, SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.act import Act


@dataclass(frozen=True, slots=True)
class Office:
    """An office as somebody gives it: a title, an organisation, a party, and the days that it was held."""

    title: str | None = None
    organization: str | None = None
    party: str | None = None
    since: date | None = None
    until: date | None = None


def named(session: Session, typed: str) -> Speaker:
    """Return the speaker of this number, name or alias; several are listed, none has near names."""
    if typed.isdecimal():
        speaker = session.get(Speaker, int(typed))
        if speaker is None:
            raise NoSuchError("speaker", int(typed), next_step="those that there are: factdb speakers list")
        return speaker
    found = speakers.resolve(session, typed, None)
    if found is None:
        raise NoSuchError("speaker", typed, names.near(typed, session.scalars(select(SpeakerName.name))))
    return found


def add(
    session: Session, act: Act, name: str, kind: SpeakerKind, aliases: Sequence[str], wikidata: str | None
) -> Speaker:
    """Add a speaker; a name that another bears already is refused, as two of one name must be told apart."""
    act.may("speakers add")
    name = names.clean_name(name, "speaker")
    desk_ledger.take_turn(session)
    other = speakers.resolve(session, name, None)
    if other is not None:
        raise RuleError(f'speaker {other.id} bears the name "{name}" already', f"see factdb speakers show {other.id}")
    clean = [names.clean_name(alias, "alias") for alias in aliases]
    return speakers.add(session, act, name, kind, clean, text.given(wikidata, "wikidata", lines=False))


def edit(
    session: Session, act: Act, speaker: Speaker, name: str | None, kind: SpeakerKind | None, wikidata: str | None
) -> list[str]:
    """Change a speaker's main name (the old one stays an alias), kind or Wikidata id; return what changed."""
    act.may("speakers edit")
    _must_be_known(speaker)
    given = {
        "name": names.clean_name(name, "speaker") if name else None,
        "kind": kind,
        "wikidata_id": text.given(wikidata, "wikidata", lines=False),
    }
    changed = {key: value for key, value in given.items() if value is not None and value != getattr(speaker, key)}
    was = {key: getattr(speaker, key) for key in changed}
    for key, value in changed.items():
        setattr(speaker, key, value)
    if "name" in changed:
        _put_name(session, speaker, speaker.name)
    if changed:
        detail = {"uid": speaker.uid, "was": _plain(was), "now": _plain(changed)}
        desk_ledger.record(session, act, "speaker-edited", detail)
    return sorted(changed)


def add_aliases(session: Session, act: Act, speaker: Speaker, aliases: Sequence[str]) -> list[str]:
    """Give a speaker more names; return those that were new."""
    act.may("speakers alias")
    _must_be_known(speaker)
    new = [
        alias for alias in (names.clean_name(each, "alias") for each in aliases) if _put_name(session, speaker, alias)
    ]
    if new:
        desk_ledger.record(session, act, "speaker-alias-added", {"uid": speaker.uid, "aliases": new})
    return new


def remove_aliases(session: Session, act: Act, speaker: Speaker, aliases: Sequence[str]) -> list[str]:
    """Take names from a speaker; the main name stays."""
    act.may("speakers alias")
    keys = {names.name_key(alias): alias for alias in aliases}
    if names.name_key(speaker.name) in keys:
        raise RuleError(
            f'"{speaker.name}" is the speaker\'s main name', f"change it first: factdb speakers edit {speaker.id}"
        )
    for key, alias in keys.items():
        if session.get(SpeakerName, (key, speaker.id)) is None:
            raise NoSuchError("alias", alias, _names_of(session, speaker))
    session.execute(delete(SpeakerName).where(SpeakerName.speaker_id == speaker.id, SpeakerName.name_key.in_(keys)))
    desk_ledger.record(session, act, "speaker-alias-removed", {"uid": speaker.uid, "aliases": list(keys.values())})
    return list(keys.values())


def add_office(session: Session, act: Act, speaker: Speaker, office: Office) -> SpeakerRole:
    """Add an office; claims added from now on bear the one of their day."""
    act.may("speakers role")
    _must_be_known(speaker)
    if not (office.title or office.organization or office.party):
        raise RuleError("an office needs a title, an organisation or a party", "give TITLE, --organization or --party")
    if office.since and office.until and office.since > office.until:
        raise RuleError(f"the office would end on {office.until}, before it began", "turn --since and --until round")
    last = session.scalar(select(func.max(SpeakerRole.n)).where(SpeakerRole.speaker_id == speaker.id))
    words = {key: text.given(getattr(office, key), key, lines=False) for key in ("title", "organization", "party")}
    role = SpeakerRole(speaker_id=speaker.id, n=(last or 0) + 1, since=office.since, until=office.until, **words)
    session.add(role)
    days = {"since": office.since, "until": office.until}
    detail = {"uid": speaker.uid, "n": role.n, **words, **_plain(days)}
    desk_ledger.record(session, act, "speaker-role-added", detail)
    return role


def _put_name(session: Session, speaker: Speaker, name: str) -> bool:
    key = names.name_key(name)
    known = session.get(SpeakerName, (key, speaker.id))
    if known is not None:
        known.name = name
        return False
    session.add(SpeakerName(name_key=key, speaker_id=speaker.id, name=name))
    session.flush()
    return True


def _names_of(session: Session, speaker: Speaker) -> list[str]:
    return list(session.scalars(select(SpeakerName.name).where(SpeakerName.speaker_id == speaker.id)))


def _must_be_known(speaker: Speaker) -> None:
    if speaker.kind is SpeakerKind.UNKNOWN:
        raise RuleError("the unknown speaker stays as it is", "add the one you mean: factdb speakers add NAME")


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: None if value is None else str(value) for key, value in values.items()}
