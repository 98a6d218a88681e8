"""The offices that speakers held: title, organisation, party and days; claims added later bear the one of their day."""

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
    """An office as somebody gives it: a title, an organisation, a party, and the days that it was held."""

    title: str | None = None
    organization: str | None = None
    party: str | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, role: SpeakerRole) -> Office:
        """Return what a row says."""
        return cls(role.title, role.organization, role.party, role.since, role.until)

    @property
    def backwards(self) -> bool:
        """Whether it would end before it began."""
        return self.since is not None and self.until is not None and self.since > self.until


NONE = Office()


@dataclass(frozen=True, slots=True)
class Put:
    """The number of an office among its speaker's, and what became of it: added, filled in, removed, or as it was."""

    n: int
    what: str


def of(session: Session, speaker: Speaker) -> Sequence[SpeakerRole]:
    """Return a speaker's offices, by number."""
    query = select(SpeakerRole).where(SpeakerRole.speaker_id == speaker.id).order_by(SpeakerRole.n)
    return session.scalars(query).all()


def put(session: Session, actor: Actor, speaker: Speaker, office: Office) -> Put:
    """Add an office; one that is there already, and says nothing else, learns what wasn't known of it."""
    actor.require("speakers role")
    SPEAKERS.require_known_owner(speaker)
    given = _checked(office)
    desk_ledger.take_turn(session)
    held = of(session, speaker)
    for role in held:
        known = Office.of(role)
        together = _together(known, given)
        if together is not None:
            return _fill(session, actor, speaker, role, known, together)
    n = max((role.n for role in held), default=0) + 1
    session.add(SpeakerRole(speaker_id=speaker.id, n=n, **asdict(given)))
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ROLE_ADDED, {"uid": speaker.uid, "n": n, **_plain(given)})
    return Put(n, "added")


def remove(session: Session, actor: Actor, speaker: Speaker, n: int) -> Put:
    """Take an office away that was never held; claims keep the one that they were added with."""
    actor.require("speakers role")
    desk_ledger.take_turn(session)
    role = session.get(SpeakerRole, (speaker.id, n))
    if role is None:
        held = [f"{each.n} {each.title or each.organization or each.party}" for each in of(session, speaker)]
        raise NoSuchError(f"office of {speaker.name}", n, held)
    was = _plain(Office.of(role))
    session.delete(role)
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ROLE_REMOVED, {"uid": speaker.uid, "n": n, **was})
    return Put(n, "removed")


def _checked(office: Office) -> Office:
    title, organization, party = (text.clean_optional(getattr(office, key), key, lines=False) for key in _WORDS)
    if not (title or organization or party):
        raise EmptyOfficeError
    if office.backwards and office.until:
        raise OfficeDatesError(office.until)
    return replace(office, title=title, organization=organization, party=party)


def _together(known: Office, given: Office) -> Office | None:
    """Return both in one where they are the same office: the same words, no other days."""
    if not _same_name(known.title, given.title):
        return None
    pairs = {key: (getattr(known, key), getattr(given, key)) for key in asdict(given)}
    for key, (have, want) in pairs.items():
        if have and want and not (_same_name(have, want) if key in _WORDS else have == want):
            return None
    if given.title is None and not any(_same_name(*pairs[key]) for key in _WORDS if pairs[key][0]):
        return None
    both = Office(**{key: have or want for key, (have, want) in pairs.items()})
    return None if both.backwards else both


def _same_name(one: str | None, other: str | None) -> bool:
    return names.name_key(one or "") == names.name_key(other or "")


def _fill(session: Session, actor: Actor, speaker: Speaker, role: SpeakerRole, known: Office, both: Office) -> Put:
    if both == known:
        return Put(role.n, "as it was")
    for key, value in asdict(both).items():
        setattr(role, key, value)
    detail = {"uid": speaker.uid, "n": role.n, "was": _plain(known), "now": _plain(both)}
    desk_ledger.record(session, actor, DeskEvent.SPEAKER_ROLE_EDITED, detail)
    return Put(role.n, "filled in")


def _plain(office: Office) -> dict[str, str | None]:
    return {key: None if value is None else str(value) for key, value in asdict(office).items()}
