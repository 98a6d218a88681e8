"""Adds and removes names and aliases of speakers and sources, with the desk history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from factdb.domain import names
from factdb.errors import NoSuchError
from factdb.errors.claims import MainNameError, NameTakenError
from factdb.services.ledger import desk_ledger
from factdb.services.people import public_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.people.namebook import NameBook, Owner
    from factdb.store.models import Source, Speaker


def shared_names(session: Session, book: NameBook[Owner], owner: Owner, aliases: Sequence[str]) -> list[str]:
    """Return a notice for each alias that another owner has too: such a name is ambiguous."""
    others = [(name, bearer) for name in aliases for bearer in book.bearers(session, name) if bearer.id != owner.id]
    return [
        f'"{name}" is also a name of {bearer.name} ({bearer.id}): name either {book.word} by number'
        for name, bearer in others
    ]


def add_name(session: Session, book: NameBook[Owner], owner: Owner, name: str) -> bool:
    """Add a name to an owner, or change its spelling; return whether the name is new."""
    key = names.name_key(name)
    row = session.get(book.names, (key, owner.id))
    if row is not None:
        row.name = name
        return False
    session.add(book.names(name_key=key, name=name, **{book.key: owner.id}))
    session.flush()
    return True


def add_aliases(
    session: Session, actor: Actor, book: NameBook[Owner], owner: Owner, aliases: Sequence[str]
) -> list[str]:
    """Add aliases to an owner; return the new ones."""
    actor.require(f"{book.word}s alias")
    book.require_known_owner(owner)
    clean = [names.clean_name(alias, "alias") for alias in aliases]
    new = [
        alias for alias in clean if not _bears(session, book, owner, alias) and add_name(session, book, owner, alias)
    ]
    if new:
        desk_ledger.record(session, actor, book.events.alias_added, {"uid": owner.uid, "aliases": new})
    return new


def remove_aliases(session: Session, actor: Actor, book: NameBook[Owner], owner: Owner, aliases: Sequence[str]) -> None:
    """Remove aliases from an owner; the main name stays."""
    actor.require(f"{book.word}s alias")
    book.require_known_owner(owner)
    keys = {names.name_key(alias): names.clean_name(alias, "alias") for alias in aliases}
    # Without the row of the main name, nobody could find the owner by the name in lists.
    if names.name_key(owner.name) in keys:
        raise MainNameError(owner.name, book.word, owner.id)
    for alias in keys.values():
        if not _bears(session, book, owner, alias):
            raise NoSuchError("alias", alias, book.of(session, owner))
    column = getattr(book.names, book.key)
    session.execute(delete(book.names).where(column == owner.id, book.names.name_key.in_(keys)))
    detail = {"uid": owner.uid, "aliases": list(keys.values())}
    desk_ledger.record(session, actor, book.events.alias_removed, detail)


def consider(
    session: Session, actor: Actor, book: NameBook[Any], owner: Speaker | Source, name: str, reason: str | None
) -> public_names.NameChange:
    """Return whether an owner may take a new main name now, or whether the change waits for a second editor."""
    require_free_name(session, book, name, but=owner)
    change = {"name": {"was": owner.name, "now": name}}
    return public_names.consider(session, actor, book, owner, change, reason, name)


def record_edit(
    session: Session,
    actor: Actor,
    book: NameBook[Any],
    owner: Speaker | Source,
    sides: Mapping[str, object],
    change: public_names.NameChange,
) -> None:
    """Record an edit of an owner with its old and new values; the name before stays an alias."""
    add_name(session, book, owner, owner.name)
    desk_ledger.record(session, actor, book.events.edited, {"uid": owner.uid, **sides, **change.detail})


def require_free_name(session: Session, book: NameBook[Owner], name: str, but: Owner | None = None) -> None:
    """Raise an error if another owner has the name already."""
    desk_ledger.take_turn(session)
    # After taking the turn: another writer may have added the name.
    for bearer in book.bearers(session, name):
        if bearer is not but:
            merge = f"; if both are the same: factdb {book.word}s merge {but.id} {bearer.id}" if but else ""
            see = f"See that {book.word}: factdb {book.word}s show {bearer.id}{merge}"
            raise NameTakenError(f"{book.word} {bearer.id}", name, see)


def _bears(session: Session, book: NameBook[Owner], owner: Owner, name: str) -> bool:
    return session.get(book.names, (names.name_key(name), owner.id)) is not None
