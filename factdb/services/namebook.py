"""Names of speakers and of sources: who bears one, and how names are given and taken; the same for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import delete, select

from factdb.domain import names
from factdb.errors import AmbiguousNameError, NoSuchError
from factdb.errors.rules import MainNameError, TakenError, UnknownStaysError
from factdb.services import desk_ledger
from factdb.store.models import Source, SourceName, Speaker, SpeakerName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act

Owner = TypeVar("Owner", Speaker, Source)


@dataclass(frozen=True, slots=True)
class NameBook(Generic[Owner]):
    """The names of one kind of owner: its word, its table, the table of its names and the key between them."""

    word: str
    owner: type[Owner]
    names: Any
    key: str

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
        """Return the owner of this number, name or alias; none has near names."""
        if typed.isdecimal():
            numbered = session.get(self.owner, int(typed))
            if numbered is None:
                raise NoSuchError(self.word, int(typed), next_step=f"those that there are: factdb {self.word}s list")
            return numbered
        found = self.resolve(session, typed)
        if found is None:
            raise NoSuchError(self.word, typed, self.near(session, typed))
        return found

    def near(self, session: Session, name: str) -> list[str]:
        """Return the names that are much like this one."""
        return names.near(name, session.scalars(select(self.names.name)))

    def of(self, session: Session, owner: Owner) -> list[str]:
        """Return an owner's names and aliases, by key."""
        column = getattr(self.names, self.key)
        return list(session.scalars(select(self.names.name).where(column == owner.id).order_by(self.names.name_key)))

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

    def add_aliases(self, session: Session, act: Act, owner: Owner, aliases: Sequence[str]) -> list[str]:
        """Give an owner more names; return those that were new."""
        self.must_be_known(owner)
        clean = [names.clean_name(alias, "alias") for alias in aliases]
        new = [alias for alias in clean if self.put(session, owner, alias)]
        if new:
            desk_ledger.record(session, act, f"{self.word}-alias-added", {"uid": owner.uid, "aliases": new})
        return new

    def remove_aliases(self, session: Session, act: Act, owner: Owner, aliases: Sequence[str]) -> None:
        """Take names from an owner; the main name stays."""
        keys = {names.name_key(alias): alias for alias in aliases}
        if names.name_key(owner.name) in keys:
            raise MainNameError(owner.name, self.word, owner.id)
        for key, alias in keys.items():
            if session.get(self.names, (key, owner.id)) is None:
                raise NoSuchError("alias", alias, self.of(session, owner))
        column = getattr(self.names, self.key)
        session.execute(delete(self.names).where(column == owner.id, self.names.name_key.in_(keys)))
        detail = {"uid": owner.uid, "aliases": list(keys.values())}
        desk_ledger.record(session, act, f"{self.word}-alias-removed", detail)

    def must_be_free(self, session: Session, name: str) -> None:
        """Refuse a name that another bears already: two of one name must be told apart."""
        desk_ledger.take_turn(session)
        for other in self.bearers(session, name):
            raise TakenError(f"{self.word} {other.id}", name, f"see factdb {self.word}s show {other.id}")

    def must_be_known(self, owner: Owner) -> None:
        """Refuse to change the unknown one."""
        if owner.kind == "unknown":
            raise UnknownStaysError(self.word)


SPEAKERS = NameBook("speaker", Speaker, SpeakerName, "speaker_id")
SOURCES = NameBook("source", Source, SourceName, "source_id")
