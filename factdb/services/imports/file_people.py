"""Speakers and sources in an imported file: each name is looked up once, with its batch, and added if it is new."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import select

from factdb.domain import ids, names
from factdb.domain.enums import SourceKind, SpeakerKind
from factdb.domain.history.events import DeskEvent
from factdb.errors import AmbiguousNameError
from factdb.services.people import speakers
from factdb.services.people.namebook import SOURCES, SPEAKERS, Owner
from factdb.store.base import select_unknown
from factdb.store.models import Source, Speaker, SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.ledger.desk_ledger import DeskBatch
    from factdb.services.people.namebook import NameBook
    from factdb.store.bulk.loader import Row

Office = tuple[str | None, str | None]

_MOST_OFFICES = 50_000


@dataclass(frozen=True, slots=True)
class Bearer:
    """A speaker or a source: its number, and its uid in the history."""

    id: int
    uid: str
    name: str


@dataclass(slots=True)
class _Bearers(Generic[Owner]):
    """The owners of the names of one kind; `rows` and `name_rows` are the rows that the batch adds."""

    session: Session
    actor: Actor
    book: NameBook[Owner]
    unknown: Bearer
    numbers: Iterator[int] = field(default_factory=lambda: iter(()))
    rows: list[Row] = field(default_factory=list)
    name_rows: list[Row] = field(default_factory=list)
    are_certain: bool = True  # no name of the batch is ambiguous
    _known: dict[str, list[Bearer]] = field(default_factory=dict)  # by key
    _named: dict[str, list[Bearer]] = field(default_factory=dict)  # by the spelling in the file

    def look_up(self, wanted: Iterable[str | None]) -> int:
        """Look up the owners of names, and forget those that earlier batches added; return at most how many are new."""
        self.rows, self.name_rows = [], []
        given = {name for name in wanted if name}
        self._learn(given - self._named.keys())
        self.are_certain = all(len(self._named[name]) <= 1 for name in given)
        return sum(1 for name in given if not self._named[name])

    def forget(self) -> None:
        """Look up every name again."""
        self._known.clear()
        self._named.clear()

    def one(self, name: str) -> Bearer | None:
        """Return the only owner of a name that was looked up; None if there is none.

        Raises AmbiguousNameError if there are several.
        """
        found = self._candidates(name)
        if len(found) > 1:
            raise AmbiguousNameError(self.book.word, name, [f"{each.name} ({each.id})" for each in found])
        return found[0] if found else None

    def _candidates(self, name: str) -> list[Bearer]:
        """Return all owners of a name; look up names that are not in the batch, such as that of a narrating outlet."""
        if name not in self._named:
            self._learn({name})
        return self._named[name]

    def _learn(self, spellings: set[str]) -> None:
        """Look up the owners of names in the file's spelling."""
        keys: dict[str, str] = {name: names.name_key(name) for name in spellings}
        unknown = {*keys.values()} - self._known.keys()
        for key in unknown:
            self._known[key] = []
        for key, bearer in self._borne(unknown) if unknown else ():
            if bearer not in self._known[key]:
                self._known[key].append(bearer)
        self._named |= {name: self._known[key] for name, key in keys.items()}

    def _borne(self, keys: Iterable[str]) -> Iterator[tuple[str, Bearer]]:
        of_name = getattr(self.book.names, self.book.key)
        # The current owner of a name, after merges.
        query = select(self.book.names.name_key, self.book.living_id).join(
            self.book.owner, of_name == self.book.owner.id
        )
        pairs = self.session.execute(query.where(self.book.names.name_key.in_(keys))).all()
        owner: Any = self.book.owner
        columns = select(owner.id, owner.uid, owner.name).where(owner.id.in_({number for _, number in pairs}))
        living = {found.id: Bearer(*found) for found in self.session.execute(columns)}
        return ((key, living[number]) for key, number in pairs)

    def _put(self, name: str, *more: object) -> Bearer:
        made = Bearer(next(self.numbers), ids.uuid7(self.actor.now), name)
        self._named[name].append(made)
        self.rows.append((made.id, made.uid, name, *more, None))
        self.name_rows.append((names.name_key(name), made.id, name))
        return made


class Speakers(_Bearers[Any]):
    """The speakers in a file."""

    def __init__(self, session: Session, actor: Actor) -> None:
        """Read the unknown one."""
        nobody = session.scalars(select_unknown(Speaker)).one()
        super().__init__(session, actor, SPEAKERS, Bearer(nobody.id, nobody.uid, nobody.name))
        officers = select(SPEAKERS.living_id_of(SpeakerRole.speaker_id)).select_from(SpeakerRole)
        self._officers = set(session.scalars(officers))
        self._offices: dict[tuple[int, date | None], Office] = {}

    def resolve(self, name: str, on: date | None) -> Bearer | None:
        """Return the owner of a name; if there are several, the one in office on that day; None for a new name."""
        found = self._candidates(name)
        if len(found) == 1:
            return found[0]
        if found and on is not None:
            held = [each for each in found if speakers.office(self.session, each.id, on, only_dated=True)]
            if len(held) == 1:
                return held[0]
        return self.one(name)

    def add(self, events: DeskBatch, name: str, kind: SpeakerKind, wikidata: str | None) -> Bearer:
        """Add a speaker."""
        made = self._put(name, str(kind), wikidata)
        detail: dict[str, object] = {
            "uid": made.uid,
            "name": name,
            "type": str(kind),
            "aliases": [],
            "wikidata": wikidata,
        }
        events.add(DeskEvent.SPEAKER_ADDED, detail)
        return made

    def office(self, speaker: Bearer, on: date | None) -> Office:
        """Return title and party of the office that a speaker held that day."""
        if speaker.id not in self._officers:
            return None, None
        asked = speaker.id, on
        if asked not in self._offices:
            if len(self._offices) >= _MOST_OFFICES:
                self._offices.clear()
            found = speakers.office(self.session, speaker.id, on)
            self._offices[asked] = (found.title, found.party) if found else (None, None)
        return self._offices[asked]


class Sources(_Bearers[Any]):
    """The sources that a file names, and the hosts that are their own."""

    def __init__(self, session: Session, actor: Actor) -> None:
        """Read the unknown one."""
        nobody = session.scalars(select_unknown(Source)).one()
        super().__init__(session, actor, SOURCES, Bearer(nobody.id, nobody.uid, nobody.name))
        self._numbered: dict[int, Bearer] = {nobody.id: self.unknown}

    def numbered(self, number: int) -> Bearer:
        """Return the living source of a number."""
        if number not in self._numbered:
            living = select(SOURCES.living_id).where(Source.id == number).scalar_subquery()
            query = select(Source.id, Source.uid, Source.name).where(Source.id == living)
            self._numbered[number] = Bearer(*self.session.execute(query).one())
        return self._numbered[number]

    def outlet(self, source: Bearer | None, stated: str | None = None) -> str | None:
        """Return the outlet's name as the ledger has it or will have it; None: it is the unknown source, or none."""
        if source is None:
            return stated
        return source.name if source.id != self.unknown.id else None

    def add(self, events: DeskBatch, name: str) -> Bearer:
        """Add a source."""
        made = self._put(name, str(SourceKind.OUTLET))
        events.add(DeskEvent.SOURCE_ADDED, {"uid": made.uid, "name": name})
        return made
