"""Sources: finds a source by a name or by the domain of a page, adds and edits sources, with the desk history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import ids, names, urls
from factdb.domain.enums import SourceKind
from factdb.domain.history.events import DeskEvent
from factdb.domain.text import CONTROLS
from factdb.errors import BadValueError, NoSuchError
from factdb.services.ledger import desk_ledger
from factdb.services.people import name_changes
from factdb.services.people.namebook import SOURCES
from factdb.services.people.public_names import OwnerEdit
from factdb.store.models import Source, SourceDomain
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """A source, whether it was added, and similar existing names."""

    source: Source
    added: bool = False
    near: tuple[str, ...] = ()


def of_page(session: Session, url: str) -> Source | None:
    """Return the source that owns the domain of a page; None if the domain is unknown or shared."""
    for domain in urls.domains(url):
        hosts = select(SourceDomain.source_id).where(SourceDomain.domain == domain)
        owner_ids = select(living_id(Source)).where(Source.id.in_(hosts))
        owners = session.scalars(select(Source).where(Source.id.in_(owner_ids))).all()
        if len(owners) == 1:
            return owners[0]
    return None


def find_or_add(session: Session, actor: Actor, name: str, url: str | None = None, allowed: str = "") -> SourceMatch:
    """Return the source with this name, or add it; a domain that is clearly its own is stored.

    A new name must not have control characters, but for those in `allowed`.
    """
    name = names.clean_name(name, "source", CONTROLS)
    source_of_name = SOURCES.resolve(session, name)
    if source_of_name is None:
        desk_ledger.take_turn(session)
        # Again after taking the turn: another writer may have added the name.
        source_of_name = SOURCES.resolve(session, name)
    near = () if source_of_name else tuple(SOURCES.near(session, name))
    source = source_of_name or insert(session, actor, names.clean_name(name, "source", allowed))
    if url and urls.is_name_of_domain(name, url) and of_page(session, url) is None:
        add_domain(session, actor, source, urls.host(url))
    return SourceMatch(source, added=source_of_name is None, near=near)


def insert(session: Session, actor: Actor, name: str, domains: Sequence[str] = ()) -> Source:
    """Add a source with its name and its domains."""
    source = Source(uid=ids.uuid7(actor.now), name=name, kind=SourceKind.OUTLET, merged_into_id=None)
    session.add(source)
    session.flush()
    name_changes.add_name(session, SOURCES, source, name)
    desk_ledger.record(session, actor, DeskEvent.SOURCE_ADDED, {"uid": source.uid, "name": name})
    for domain in domains:
        add_domain(session, actor, source, domain)
    return source


def add_domain(session: Session, actor: Actor, source: Source, domain: str) -> None:
    """Store that a domain belongs to this source."""
    session.add(SourceDomain(domain=domain, source_id=source.id))
    desk_ledger.record(session, actor, DeskEvent.SOURCE_DOMAIN_ADDED, {"uid": source.uid, "domain": domain})


def add(
    session: Session, actor: Actor, name: str, aliases: Sequence[str] = (), domains: Sequence[str] = ()
) -> SourceMatch:
    """Add a source; refuse a name that another source has."""
    actor.require("sources add")
    name = names.clean_name(name, "source")
    name_changes.require_free_name(session, SOURCES, name)
    near = SOURCES.near(session, name)
    source = insert(session, actor, name)
    name_changes.add_aliases(session, actor, SOURCES, source, aliases)
    _put_domains(session, actor, source, domains)
    return SourceMatch(source, added=True, near=tuple(near))


def rename(session: Session, actor: Actor, source: Source, name: str, reason: str | None = None) -> OwnerEdit:
    """Change a source's main name; the old name becomes an alias."""
    actor.require("sources edit")
    SOURCES.require_known_owner(source)
    name = names.clean_name(name, "source")
    if name == source.name:
        return OwnerEdit([])
    shown = name_changes.consider(session, actor, SOURCES, source, name, reason)
    if shown.waits:
        return OwnerEdit([], shown.claims, waits=True)
    sides = {"was": source.name, "now": name}
    source.name = name
    name_changes.record_edit(session, actor, SOURCES, source, sides, shown)
    return OwnerEdit(["name"], shown.claims)


def add_domains(session: Session, actor: Actor, source: Source, domains: Sequence[str]) -> list[str]:
    """Store domains that belong to this source; return the new ones. Refuse a shared domain."""
    actor.require("sources domain")
    SOURCES.require_known_owner(source)
    return _put_domains(session, actor, source, domains)


def domains_of(session: Session, source: Source) -> list[str]:
    """Return the domains of a source."""
    query = select(SourceDomain.domain).where(SourceDomain.source_id == source.id)
    return sorted(session.scalars(query))


def shared_domains(session: Session, source: Source, domains: Sequence[str]) -> list[str]:
    """Return a notice for each domain that another source has too: such a domain does not identify the source."""
    hosts = [_host(domain) for domain in domains]
    query = select(SourceDomain.domain, Source.name).join(SourceDomain.source).order_by(SourceDomain.domain, Source.id)
    rows = session.execute(query.where(SourceDomain.domain.in_(hosts), Source.id != source.id))
    return [f"{domain} is also a domain of {name}: name the source of its pages with --source" for domain, name in rows]


def remove_domains(session: Session, actor: Actor, source: Source, domains: Sequence[str]) -> list[str]:
    """Remove domains of a source, and return them; documents keep their source."""
    actor.require("sources domain")
    hosts = list(dict.fromkeys(_host(domain) for domain in domains))
    for host in hosts:
        row = session.get(SourceDomain, (host, source.id))
        if row is None:
            raise NoSuchError("domain", host, domains_of(session, source), where=f"of {source.name}")
        session.delete(row)
    session.flush()
    desk_ledger.record(session, actor, DeskEvent.SOURCE_DOMAIN_REMOVED, {"uid": source.uid, "domains": hosts})
    return hosts


def _put_domains(session: Session, actor: Actor, source: Source, domains: Sequence[str]) -> list[str]:
    hosts = list(dict.fromkeys(_host(domain) for domain in domains))
    new = [host for host in hosts if session.get(SourceDomain, (host, source.id)) is None]
    for host in new:
        add_domain(session, actor, source, host)
    return new


def _host(typed: str) -> str:
    """Return the domain of a typed domain or URL; refuse a domain that many sources share."""
    url = typed if "://" in typed else f"https://{typed}"
    if not urls.domains(url):
        raise BadValueError("domain", typed, "is shared by many sources, so it does not show the source of a page")
    return urls.host(url)
