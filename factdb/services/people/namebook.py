"""Looks up speakers and sources by name, in the same way for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from factdb.domain import ids, names
from factdb.domain.history.events import DeskEvent
from factdb.domain.identities import Owners
from factdb.domain.text import CONTROLS
from factdb.errors import AmbiguousNameError, NoSuchError
from factdb.errors.claims import UnknownStaysError
from factdb.services.ledger import desk_ledger
from factdb.store.models import Source, SourceName, Speaker, SpeakerName
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ScalarSelect
    from sqlalchemy.orm import InstrumentedAttribute, Session


Owner = TypeVar("Owner", Speaker, Source)


@dataclass(frozen=True, slots=True)
class OwnerEvents:
    """The events of the desk history that speakers and sources have in common."""

    edited: DeskEvent
    change_proposed: DeskEvent
    merged: DeskEvent
    followed: DeskEvent
    unmerged: DeskEvent
    told_apart: DeskEvent
    told_apart_undone: DeskEvent
    alias_added: DeskEvent
    alias_removed: DeskEvent


@dataclass(frozen=True, slots=True)
class NameBook(Generic[Owner]):
    """The names of one kind of owner: its word, its table, its table of names, the foreign key, and its events."""

    word: str
    owner: type[Owner]
    names: Any
    key: str
    events: OwnerEvents

    @property
    def living_id(self) -> ColumnElement[int]:
        """The current id of an owner: its own, or that of the owner that it was merged into."""
        return living_id(self.owner)

    def living_id_of(self, column: InstrumentedAttribute[Any]) -> ScalarSelect[int]:
        """Return the current id of the owner that a column of another table refers to."""
        owner = aliased(self.owner)
        living = select(living_id(owner)).where(owner.id == column)
        return living.correlate(column.class_).scalar_subquery()

    def bearers(self, session: Session, name: str) -> list[Owner]:
        """Return the current owners of a name; a merged owner counts as the owner that it was merged into."""
        column = getattr(self.names, self.key)
        query = select(self.owner).join(self.names, column == self.owner.id)
        owners = session.scalars(query.where(self.names.name_key == names.name_key(name)))
        return self.living(session, [owner.merged_into_id or owner.id for owner in owners])

    def living(self, session: Session, ids: Sequence[int]) -> list[Owner]:
        """Return the owners with these ids, in order."""
        return list(session.scalars(select(self.owner).where(self.owner.id.in_(ids)).order_by(self.owner.id)))

    def resolve(self, session: Session, name: str, choose: Callable[[list[Owner]], list[Owner]] = list) -> Owner | None:
        """Return the only current owner of a name; `choose` can narrow several, otherwise an error lists them."""
        bearers = self.bearers(session, name)
        if len(bearers) > 1:
            bearers = choose(bearers) or bearers
        if len(bearers) > 1:
            raise AmbiguousNameError(self.word, name, [f"{bearer.name} ({bearer.id})" for bearer in bearers])
        return bearers[0] if bearers else None

    def named(self, session: Session, typed: str) -> Owner:
        """Return the current owner with this number, name or alias; an error suggests similar names."""
        owner = self.numbered(session, typed) or self.resolve(session, names.clean_name(typed, self.word, CONTROLS))
        if owner is None:
            raise NoSuchError(self.word, typed, self.near(session, typed), f"See all {self.word}s: {self._list}")
        return owner

    def lock(self, session: Session, typed: str) -> Owner:
        """Wait until nobody else changes the desk, and return the current state of the owner of a name."""
        desk_ledger.take_turn(session)
        return self.named(session, typed)

    def numbered(self, session: Session, typed: str) -> Owner | None:
        """Return the current owner with a number; None if there is none, because it can still be a name."""
        number = ids.number(typed)
        owner = session.get(self.owner, number) if number else None
        return session.get(self.owner, owner.merged_into_id or owner.id) if owner else None

    def itself(self, session: Session, typed: str, *, merged: bool = False) -> Owner:
        """Return exactly the owner with this number or name, even if it was merged.

        If several have the name, owners that are not merged are preferred, or with `merged` the merged ones.
        """
        name = names.clean_name(typed, self.word, CONTROLS)
        number = ids.number(typed)
        owner = session.get(self.owner, number) if number else None
        if owner is not None:
            return owner
        bears = getattr(self.names, self.key) == self.owner.id, self.names.name_key == names.name_key(name)
        bearers = list(session.scalars(select(self.owner).join(self.names, bears[0]).where(bears[1])))
        meant = [bearer for bearer in bearers if (bearer.merged_into_id is not None) is merged] or bearers
        if len(meant) > 1:
            raise AmbiguousNameError(self.word, name, [f"{bearer.name} ({bearer.id})" for bearer in meant])
        return meant[0] if meant else self.named(session, typed)

    def living_one(self, session: Session, owner: Owner) -> Owner:
        """Return the current owner: itself, or the owner that it was merged into."""
        return session.get_one(self.owner, owner.merged_into_id) if owner.merged_into_id else owner

    def family(self, session: Session, owner: Owner) -> list[Owner]:
        """Return a current owner with all owners merged into it, by number."""
        theirs = or_(self.owner.id == owner.id, self.owner.merged_into_id == owner.id)
        return list(session.scalars(select(self.owner).where(theirs).order_by(self.owner.id)))

    def holding(self, session: Session, part: str) -> set[int]:
        """Return the ids of the current owners of names that contain a text; an error suggests similar names."""
        key = names.name_key(names.clean_name(part, self.word, CONTROLS))
        query = select(self.living_id).join(self.names, getattr(self.names, self.key) == self.owner.id)
        # Escaped, because a typed % or _ is a character, not a wildcard.
        owner_ids = set(session.scalars(query.where(self.names.name_key.contains(key, autoescape=True))))
        if not owner_ids:
            raise NoSuchError(self.word, part, self.near(session, part), f"See all {self.word}s: {self._list}")
        return owner_ids

    def count_rows(
        self, session: Session, column: InstrumentedAttribute[Any], *where: ColumnElement[bool]
    ) -> dict[int, int]:
        """Return the number of rows that refer to each current owner; merged owners count for their target."""
        counts = select(column.label("id"), func.count().label("n")).where(*where).group_by(column).subquery()
        query = select(self.living_id, func.sum(counts.c.n)).join(counts, counts.c.id == self.owner.id)
        return {row[0]: int(row[1]) for row in session.execute(query.group_by(self.living_id))}

    def near(self, session: Session, name: str) -> list[str]:
        """Return similar names."""
        return names.nearest_names(name, session.scalars(select(self.names.name)))

    def of(self, session: Session, owner: Owner) -> list[str]:
        """Return an owner's names and aliases, sorted by key."""
        column = getattr(self.names, self.key)
        return list(session.scalars(select(self.names.name).where(column == owner.id).order_by(self.names.name_key)))

    def require_known_owner(self, owner: Owner) -> None:
        """Raise an error for the unknown speaker or source, which cannot be changed."""
        if owner.kind == "unknown":
            raise UnknownStaysError(self.word)

    @property
    def _list(self) -> str:
        return f"factdb {self.word}s list"


SPEAKERS = NameBook(
    "speaker",
    Speaker,
    SpeakerName,
    "speaker_id",
    OwnerEvents(
        edited=DeskEvent.SPEAKER_EDITED,
        change_proposed=DeskEvent.SPEAKER_CHANGE_PROPOSED,
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
        edited=DeskEvent.SOURCE_EDITED,
        change_proposed=DeskEvent.SOURCE_CHANGE_PROPOSED,
        merged=DeskEvent.SOURCE_MERGED,
        followed=DeskEvent.SOURCE_FOLLOWED,
        unmerged=DeskEvent.SOURCE_UNMERGED,
        told_apart=DeskEvent.SOURCE_TOLD_APART,
        told_apart_undone=DeskEvent.SOURCE_TOLD_APART_UNDONE,
        alias_added=DeskEvent.SOURCE_ALIAS_ADDED,
        alias_removed=DeskEvent.SOURCE_ALIAS_REMOVED,
    ),
)
BOOKS: dict[Owners, NameBook[Any]] = {Owners.SPEAKER: SPEAKERS, Owners.SOURCE: SOURCES}
