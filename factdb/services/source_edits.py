"""Edits sources: their names and aliases, and the hosts that are their own; each change is in the desk's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import names, urls
from factdb.errors import BadValueError, NoSuchError
from factdb.services import desk_ledger, sources
from factdb.services.namebook import SOURCES
from factdb.store.models import SourceDomain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Source


def add(session: Session, act: Act, name: str, aliases: Sequence[str], domains: Sequence[str]) -> Source:
    """Add a source; a name that another bears already is refused."""
    act.may("sources add")
    name = names.clean_name(name, "source")
    SOURCES.must_be_free(session, name)
    source = sources.add(session, act, name)
    SOURCES.add_aliases(session, act, source, aliases)
    _put_domains(session, act, source, domains)
    return source


def rename(session: Session, act: Act, source: Source, name: str) -> bool:
    """Change a source's main name; the old one stays an alias. Tell whether that changed anything."""
    act.may("sources edit")
    SOURCES.must_be_known(source)
    name = names.clean_name(name, "source")
    if name == source.name:
        return False
    detail = {"uid": source.uid, "was": source.name, "now": name}
    source.name = name
    SOURCES.put(session, source, name)
    desk_ledger.record(session, act, "source-edited", detail)
    return True


def add_domains(session: Session, act: Act, source: Source, domains: Sequence[str]) -> list[str]:
    """Note hosts whose pages are this source's own; return those that were new. A shared host is refused."""
    act.may("sources domain")
    SOURCES.must_be_known(source)
    return _put_domains(session, act, source, domains)


def remove_domains(session: Session, act: Act, source: Source, domains: Sequence[str]) -> None:
    """Note that hosts are no longer this source's own; documents keep the source that they have."""
    act.may("sources domain")
    hosts = [_host(domain) for domain in domains]
    for host in hosts:
        row = session.get(SourceDomain, (host, source.id))
        if row is None:
            known = session.scalars(select(SourceDomain.domain).where(SourceDomain.source_id == source.id))
            raise NoSuchError("domain", host, sorted(known))
        session.delete(row)
    session.flush()
    desk_ledger.record(session, act, "source-domain-removed", {"uid": source.uid, "domains": hosts})


def _put_domains(session: Session, act: Act, source: Source, domains: Sequence[str]) -> list[str]:
    hosts = list(dict.fromkeys(_host(domain) for domain in domains))
    new = [host for host in hosts if session.get(SourceDomain, (host, source.id)) is None]
    for host in new:
        sources.add_domain(session, act, source, host)
    return new


def _host(typed: str) -> str:
    """Return a host from what was typed, a host or a whole URL; one that many share is refused."""
    url = typed if "://" in typed else f"https://{typed}"
    if not urls.domains(url):
        raise BadValueError("domain", typed, "is shared by many sources, and so tells nothing")
    return urls.host(url)
