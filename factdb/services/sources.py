"""Outlets: finds the source that a name or a page's host means, or adds one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain import ids, names, urls
from factdb.domain.enums import SourceKind
from factdb.services import desk_ledger
from factdb.services.namebook import SOURCES
from factdb.store.models import Source, SourceDomain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act


@dataclass(frozen=True, slots=True)
class Found:
    """A source, whether it was added for this, and names already there that are much like it."""

    source: Source
    added: bool = False
    near: tuple[str, ...] = ()


def unknown(session: Session) -> Source:
    """Return the one unknown source."""
    return session.scalars(select(Source).where(Source.kind == SourceKind.UNKNOWN)).one()


def of_page(session: Session, url: str) -> Source | None:
    """Return the source whose own pages these are; None where the host is unknown, or many share it."""
    for domain in urls.domains(url):
        owners = select(func.coalesce(Source.merged_into_id, Source.id)).join(
            SourceDomain, SourceDomain.source_id == Source.id
        )
        found = SOURCES.living(session, list(session.scalars(owners.where(SourceDomain.domain == domain))))
        if len(found) == 1:
            return found[0]
    return None


def find_or_add(session: Session, act: Act, name: str, url: str | None = None) -> Found:
    """Return the source that the name means, or add it; a host that evidently is its own becomes known."""
    name = names.clean_name(name, "source")
    known = SOURCES.resolve(session, name)
    if known is None:
        desk_ledger.take_turn(session)
        known = SOURCES.resolve(session, name)
    near = () if known else tuple(SOURCES.near(session, name))
    source = known or add(session, act, name)
    if url and urls.fits(name, url) and of_page(session, url) is None:
        add_domain(session, act, source, urls.host(url))
    return Found(source, added=known is None, near=near)


def add(session: Session, act: Act, name: str, domains: Sequence[str] = ()) -> Source:
    """Add a source with its name and the hosts that are its own."""
    source = Source(uid=ids.uuid7(act.now), name=name, kind=SourceKind.OUTLET, merged_into_id=None)
    session.add(source)
    session.flush()
    SOURCES.put(session, source, name)
    desk_ledger.record(session, act, "source-added", {"uid": source.uid, "name": name})
    for domain in domains:
        add_domain(session, act, source, domain)
    return source


def add_domain(session: Session, act: Act, source: Source, domain: str) -> None:
    """Note that a host's pages are this source's own."""
    session.add(SourceDomain(domain=domain, source_id=source.id))
    desk_ledger.record(session, act, "source-domain-added", {"uid": source.uid, "domain": domain})
