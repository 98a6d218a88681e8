"""Names of speakers and of sources: who bears one, and how names are given and taken; the same for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import aliased

from factdb.domain import ids, names
from factdb.domain.history.events import DeskEvent
from factdb.errors import AmbiguousNameError, NoSuchError
from factdb.errors.claims import MainNameError, NameTakenError, UnknownStaysError
from factdb.services.ledger import desk_ledger
from factdb.store.base import living_id
from factdb.store.models import Source, SourceName, Speaker, SpeakerName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ScalarSelect
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from factdb.services.actor import Actor

Owner = TypeVar("Owner", Speaker, Source)


@dataclass(frozen=True, slots=True)
class OwnerEvents:
    """What the desk's history calls the changes that speakers and sources have alike."""

    merged: DeskEvent
    followed: DeskEvent
    unmerged: DeskEvent
    told_apart: DeskEvent
    told_apart_undone: DeskEvent
    alias_added: DeskEvent
    alias_removed: DeskEvent


@dataclass(frozen=True, slots=True)
class NameBook(Generic[Owner]):
    """The names of one kind of owner: its word, its table, the table of its names, the key between them, its events."""

    word: str
    owner: type[Owner]
    names: Any
    key: str
    events: OwnerEvents

    @property
    def living_id(self) -> ColumnElement[int]:
        """The id of an owner, or of the one that it was merged into."""
        return living_id(self.owner)

    def living_id_of(self, column: InstrumentedAttribute[Any]) -> ScalarSelect[int]:
        """Return the id of the living owner that a column of another table means."""
        given = aliased(self.owner)
        living = select(living_id(given)).where(given.id == column)
        return living.correlate(column.class_).scalar_subquery()

    def bearers(self, session: Session, name: str) -> list[Owner]:
        """Return the living owners of a name, those merged away counted as what they were merged into."""
        column = getattr(self.names, self.key)
        query = select(self.owner).join(self.names, column == self.owner.id)
        found = session.scalars(query.where(self.names.name_key == names.name_key(name)))
        return self.living(session, [each.merged_into_id or each.id for each in found])

    def living(self, session: Session, ids: Sequence[int]) -> list[Owner]:
        """Return the owners of these ids, in their order."""
        return list(session.scalars(select(self.owner).where(self.owner.id.in_(ids)).order_by(self.owner.id)))

    def resolve(self, session: Session, name: str, choose: Callable[[list[Owner]], list[Owner]] = list) -> Owner | None:
        """Return the one living owner of the name; `choose` may narrow several, else they are listed."""
        found = self.bearers(session, name)
        if len(found) > 1:
            found = choose(found) or found
        if len(found) > 1:
            raise AmbiguousNameError(self.word, name, [f"{each.name} ({each.id})" for each in found])
        return found[0] if found else None

    def named(self, session: Session, typed: str) -> Owner:
        """Return the living owner of this number, name or alias; none has near names."""
        found = self.numbered(session, typed) or self.resolve(session, names.clean_name(typed, self.word))
        if found is None:
            raise NoSuchError(self.word, typed, self.near(session, typed), f"those that there are: {self._list}")
        return found

    def lock(self, session: Session, typed: str) -> Owner:
        """Wait until nobody else changes the desk, and return the owner of a name as it stands then."""
        desk_ledger.take_turn(session)
        return self.named(session, typed)

    def numbered(self, session: Session, typed: str) -> Owner | None:
        """Return the living owner of a number; what is nobody's number may still be a name."""
        number = ids.number(typed)
        found = session.get(self.owner, number) if number else None
        return session.get(self.owner, found.merged_into_id or found.id) if found else None

    def itself(self, session: Session, typed: str, *, merged: bool = False) -> Owner:
        """Return the owner of this number or name themselves, also one that was merged away.

        Of several that bear the name those that live are meant, or with `merged` those that don't.
        """
        name = names.clean_name(typed, self.word)
        number = ids.number(typed)
        found = session.get(self.owner, number) if number else None
        if found is not None:
            return found
        bears = getattr(self.names, self.key) == self.owner.id, self.names.name_key == names.name_key(name)
        bearers = list(session.scalars(select(self.owner).join(self.names, bears[0]).where(bears[1])))
        meant = [each for each in bearers if (each.merged_into_id is not None) is merged] or bearers
        if len(meant) > 1:
            raise AmbiguousNameError(self.word, name, [f"{each.name} ({each.id})" for each in meant])
        return meant[0] if meant else self.named(session, typed)

    def living_one(self, session: Session, owner: Owner) -> Owner:
        """Return the owner, or the one that it was merged into."""
        return session.get_one(self.owner, owner.merged_into_id) if owner.merged_into_id else owner

    def family(self, session: Session, owner: Owner) -> list[Owner]:
        """Return a living owner with all that were merged into it, by number."""
        theirs = or_(self.owner.id == owner.id, self.owner.merged_into_id == owner.id)
        return list(session.scalars(select(self.owner).where(theirs).order_by(self.owner.id)))

    def holding(self, session: Session, part: str) -> set[int]:
        """Return the ids of the living owners of names that hold this part; none has near names."""
        key = names.name_key(names.clean_name(part, self.word))
        query = select(self.living_id).join(self.names, getattr(self.names, self.key) == self.owner.id)
        found = set(session.scalars(query.where(self.names.name_key.contains(key, autoescape=True))))
        if not found:
            raise NoSuchError(self.word, part, self.near(session, part), f"those that there are: {self._list}")
        return found

    def near(self, session: Session, name: str) -> list[str]:
        """Return the names that are much like this one."""
        return names.nearest_names(name, session.scalars(select(self.names.name)))

    def of(self, session: Session, owner: Owner) -> list[str]:
        """Return an owner's names and aliases, by key."""
        column = getattr(self.names, self.key)
        return list(session.scalars(select(self.names.name).where(column == owner.id).order_by(self.names.name_key)))

    def shared(self, session: Session, owner: Owner, given: Sequence[str]) -> list[str]:
        """Say which of these names others bear too: such a name alone no longer says who is meant."""
        others = [(name, each) for name in given for each in self.bearers(session, name) if each.id != owner.id]
        return [
            f'"{name}" is a name of {each.name} ({each.id}) too: say by number who is meant' for name, each in others
        ]

    def put(self, session: Session, owner: Owner, name: str) -> bool:
        """Give an owner a name, or the spelling that it is written in from now on; tell whether it is new."""
        key = names.name_key(name)
        known = session.get(self.names, (key, owner.id))
        if known is not None:
            known.name = name
            return False
        session.add(self.names(name_key=key, name=name, **{self.key: owner.id}))
        session.flush()
        return True

    def add_aliases(self, session: Session, actor: Actor, owner: Owner, aliases: Sequence[str]) -> list[str]:
        """Give an owner more names; return those that were new."""
        actor.require(f"{self.word}s alias")
        self.require_known_owner(owner)
        clean = [names.clean_name(alias, "alias") for alias in aliases]
        new = [alias for alias in clean if not self._bears(session, owner, alias) and self.put(session, owner, alias)]
        if new:
            desk_ledger.record(session, actor, self.events.alias_added, {"uid": owner.uid, "aliases": new})
        return new

    def remove_aliases(self, session: Session, actor: Actor, owner: Owner, aliases: Sequence[str]) -> None:
        """Take names from an owner; the main name stays."""
        actor.require(f"{self.word}s alias")
        self.require_known_owner(owner)
        keys = {names.name_key(alias): names.clean_name(alias, "alias") for alias in aliases}
        if names.name_key(owner.name) in keys:
            raise MainNameError(owner.name, self.word, owner.id)
        for alias in keys.values():
            if not self._bears(session, owner, alias):
                raise NoSuchError("alias", alias, self.of(session, owner))
        column = getattr(self.names, self.key)
        session.execute(delete(self.names).where(column == owner.id, self.names.name_key.in_(keys)))
        detail = {"uid": owner.uid, "aliases": list(keys.values())}
        desk_ledger.record(session, actor, self.events.alias_removed, detail)

    def require_free_name(self, session: Session, name: str, but: Owner | None = None) -> None:
        """Refuse a name that another bears already: two of one name must be told apart."""
        desk_ledger.take_turn(session)
        for other in self.bearers(session, name):
            if other is not but:
                raise NameTakenError(f"{self.word} {other.id}", name, f"see factdb {self.word}s show {other.id}")

    def require_known_owner(self, owner: Owner) -> None:
        """Refuse to change the unknown one."""
        if owner.kind == "unknown":
            raise UnknownStaysError(self.word)

    def _bears(self, session: Session, owner: Owner, name: str) -> bool:
        return session.get(self.names, (names.name_key(name), owner.id)) is not None

    @property
    def _list(self) -> str:
        return f"factdb {self.word}s list"


SPEAKERS = NameBook(
    "speaker",
    Speaker,
    SpeakerName,
    "speaker_id",
    OwnerEvents(
        merged=DeskEvent.SPEAKER_MERGED,
        followed=DeskEvent.SPEAKER_FOLLOWED,
        unmerged=DeskEvent.SPEAKER_UNMERGED,
        told_apart=DeskEvent.SPEAKER_TOLD_APART,
        told_apart_undone=DeskEvent.SPEAKER_TOLD_APART_UNDONE,
        alias_added=DeskEvent.SPEAKER_ALIAS_ADDED,
        alias_removed=DeskEvent.SPEAKER_ALIAS_REMOVED,
    ),
)
SOURCES = NameBook(
    "source",
    Source,
    SourceName,
    "source_id",
    OwnerEvents(
        merged=DeskEvent.SOURCE_MERGED,
        followed=DeskEvent.SOURCE_FOLLOWED,
        unmerged=DeskEvent.SOURCE_UNMERGED,
        told_apart=DeskEvent.SOURCE_TOLD_APART,
        told_apart_undone=DeskEvent.SOURCE_TOLD_APART_UNDONE,
        alias_added=DeskEvent.SOURCE_ALIAS_ADDED,
        alias_removed=DeskEvent.SOURCE_ALIAS_REMOVED,
    ),
)
