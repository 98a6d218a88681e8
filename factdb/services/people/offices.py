"""The offices of speakers: title, organisation, party and days. New claims take the office of their day."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import names, text
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError
from factdb.errors.claims import EmptyOfficeError, OfficeDatesError
from factdb.services.ledger import desk_ledger
from factdb.services.people.namebook import SPEAKERS
from factdb.store.models import SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Speaker

_WORDS = ("title", "organization", "party")


@dataclass(frozen=True, slots=True)
class Office:
    """The facts of an office: a title, an organisation, a party, and its first and last day."""

    title: str | None = None
    organization: str | None = None
    party: str | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, role: SpeakerRole) -> Office:
        """Return the facts of a row."""
        return cls(role.title, role.organization, role.party, role.since, role.until)

    @property
    def backwards(self) -> bool:
        """Whether the last day is before the first day."""
        return self.since is not None and self.until is not None and self.since > self.until


NONE = Office()


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """The number of an office of a speaker, and what happened to it: added, filled in, removed or unchanged."""

    n: int
    what: str


def offices_of(session: Session, speaker: Speaker) -> Sequence[SpeakerRole]:
    """Return a speaker's offices, by number."""
    query = select(SpeakerRole).where(SpeakerRole.speaker_id == speaker.id).order_by(SpeakerRole.n)
    return session.scalars(query).all()


def add_or_fill(session: Session, actor: Actor, speaker: Speaker, office: Office) -> OfficeChange:
    """Add an office, or fill in the missing facts of the same office."""
    actor.require("speakers role")
    SPEAKERS.require_known_owner(speaker)
    checked = _checked(office)
    desk_ledger.take_turn(session)
    # Read after taking the turn: another writer may have added the same office.
    roles = offices_of(session, speaker)
    for role in roles:
        stored = Office.of(role)
        together = _joined(stored, checked)
        if together is not None:
            return _fill(session, actor, speaker, role, stored, together)
    n = max((role.n for role in roles), default=0) + 1
    session.add(SpeakerRole(speaker_id=speaker.id, n=n, **asdict(checked)))
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ROLE_ADDED, {"uid": speaker.uid, "n": n, **_plain(checked)})
    return OfficeChange(n, "added")


def remove(session: Session, actor: Actor, speaker: Speaker, n: int) -> OfficeChange:
    """Remove an office that the speaker never held; existing claims keep their stored office."""
    actor.require("speakers role")
    desk_ledger.take_turn(session)
    role = session.get(SpeakerRole, (speaker.id, n))
    if role is None:
        offices = [
            f"{office.n} {office.title or office.organization or office.party}"
            for office in offices_of(session, speaker)
        ]
        raise NoSuchError("office", n, offices, where=f"of {speaker.name}")
    removed = _plain(Office.of(role))
    session.delete(role)
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ROLE_REMOVED, {"uid": speaker.uid, "n": n, **removed})
    return OfficeChange(n, "removed")


def _checked(office: Office) -> Office:
    title, organization, party = (text.clean_optional(getattr(office, key), key, lines=False) for key in _WORDS)
    if not (title or organization or party):
        raise EmptyOfficeError
    if office.backwards and office.until:
        raise OfficeDatesError(office.until)
    return replace(office, title=title, organization=organization, party=party)


def _joined(stored: Office, added: Office) -> Office | None:
    """Return the combined facts of two offices if they are the same: equal words, and no contradicting days."""
    if not _same_name(stored.title, added.title):
        return None
    pairs = {key: (getattr(stored, key), getattr(added, key)) for key in asdict(added)}
    for key, (stored_value, added_value) in pairs.items():
        if (
            stored_value
            and added_value
            and not (_same_name(stored_value, added_value) if key in _WORDS else stored_value == added_value)
        ):
            return None
    # Without a title, some word must be equal: otherwise days alone would join any two offices.
    if added.title is None and not any(_same_name(*pairs[key]) for key in _WORDS if pairs[key][0]):
        return None
    # The first day of one and the last day of the other can contradict.
    joined = Office(**{key: stored_value or added_value for key, (stored_value, added_value) in pairs.items()})
    return None if joined.backwards else joined


def _same_name(first: str | None, second: str | None) -> bool:
    return names.name_key(first or "") == names.name_key(second or "")


def _fill(
    session: Session, actor: Actor, speaker: Speaker, role: SpeakerRole, stored: Office, joined: Office
) -> OfficeChange:
    if joined == stored:
        return OfficeChange(role.n, "unchanged")
    for key, value in asdict(joined).items():
        setattr(role, key, value)
    detail = {"uid": speaker.uid, "n": role.n, "was": _plain(stored), "now": _plain(joined)}
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ROLE_EDITED, detail)
    return OfficeChange(role.n, "filled in")


def _plain(office: Office) -> dict[str, str | None]:
    return {key: None if value is None else str(value) for key, value in asdict(office).items()}
