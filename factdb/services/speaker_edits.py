"""Edits speakers: their names and aliases, and the offices that they held; each change is in the desk's history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain import names, text
from factdb.errors.rules import BackwardsError, EmptyOfficeError
from factdb.services import desk_ledger, speakers
from factdb.services.namebook import SPEAKERS
from factdb.store.models import SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.domain.words import SpeakerKind
    from factdb.services.act import Act
    from factdb.store.models import Speaker


@dataclass(frozen=True, slots=True)
class Office:
    """An office as somebody gives it: a title, an organisation, a party, and the days that it was held."""

    title: str | None = None
    organization: str | None = None
    party: str | None = None
    since: date | None = None
    until: date | None = None


def add(
    session: Session, act: Act, name: str, kind: SpeakerKind, aliases: Sequence[str] = (), wikidata: str | None = None
) -> Speaker:
    """Add a speaker; a name that another bears already is refused."""
    act.may("speakers add")
    name = names.clean_name(name, "speaker")
    SPEAKERS.must_be_free(session, name)
    clean = [names.clean_name(alias, "alias") for alias in aliases]
    return speakers.add(session, act, name, kind, clean, text.given(wikidata, "wikidata", lines=False))


def edit(
    session: Session, act: Act, speaker: Speaker, name: str | None, kind: SpeakerKind | None, wikidata: str | None
) -> list[str]:
    """Change a speaker's main name (the old one stays an alias), kind or Wikidata id; return what changed."""
    act.may("speakers edit")
    SPEAKERS.must_be_known(speaker)
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
        SPEAKERS.put(session, speaker, speaker.name)
    if changed:
        detail = {"uid": speaker.uid, "was": _plain(was), "now": _plain(changed)}
        desk_ledger.record(session, act, "speaker-edited", detail)
    return sorted(changed)


def add_office(session: Session, act: Act, speaker: Speaker, office: Office) -> SpeakerRole:
    """Add an office; claims added from now on bear the one of their day."""
    act.may("speakers role")
    SPEAKERS.must_be_known(speaker)
    if not (office.title or office.organization or office.party):
        raise EmptyOfficeError
    if office.since and office.until and office.since > office.until:
        raise BackwardsError(office.until)
    last = session.scalar(select(func.max(SpeakerRole.n)).where(SpeakerRole.speaker_id == speaker.id))
    words = {key: text.given(getattr(office, key), key, lines=False) for key in ("title", "organization", "party")}
    role = SpeakerRole(speaker_id=speaker.id, n=(last or 0) + 1, since=office.since, until=office.until, **words)
    session.add(role)
    days = {"since": office.since, "until": office.until}
    detail = {"uid": speaker.uid, "n": role.n, **words, **_plain(days)}
    desk_ledger.record(session, act, "speaker-role-added", detail)
    return role


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: None if value is None else str(value) for key, value in values.items()}
