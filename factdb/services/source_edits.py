"""Edits sources: their names and aliases, and the hosts that are their own; each change is in the desk's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import names, urls
from factdb.errors import BadValueError, NoSuchError
from factdb.services import desk_ledger, sources
from factdb.services.namebook import SOURCES
from factdb.store.models import Source, SourceDomain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act


def add(
    session: Session, act: Act, name: str, aliases: Sequence[str] = (), domains: Sequence[str] = ()
) -> sources.Found:
    """Add a source; a name that another bears already is refused."""
    act.may("sources add")
    name = names.clean_name(name, "source")
    SOURCES.must_be_free(session, name)
    near = SOURCES.near(session, name)
    source = sources.add(session, act, name)
    SOURCES.add_aliases(session, act, source, aliases)
    _put_domains(session, act, source, domains)
    return sources.Found(source, added=True, near=tuple(near))


def rename(session: Session, act: Act, source: Source, name: str) -> bool:
    """Change a source's main name; the old one stays an alias. Tell whether that changed anything."""
    act.may("sources edit")
    SOURCES.must_be_known(source)
    name = names.clean_name(name, "source")
    if name == source.name:
        return False
    SOURCES.must_be_free(session, name, but=source)
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


def domains_of(session: Session, source: Source) -> list[str]:
    """Return the hosts that are a source's own."""
    query = select(SourceDomain.domain).where(SourceDomain.source_id == source.id)
    return sorted(session.scalars(query))


def shared_domains(session: Session, source: Source, domains: Sequence[str]) -> list[str]:
    """Say which hosts are another's too: such a host no longer says whose page it is."""
    hosts = [_host(domain) for domain in domains]
    query = select(SourceDomain.domain, Source.name).join(SourceDomain.source).order_by(SourceDomain.domain, Source.id)
    found = session.execute(query.where(SourceDomain.domain.in_(hosts), Source.id != source.id))
    return [f"{domain} is {name}'s too: whose page it is must be said with --source" for domain, name in found]


def remove_domains(session: Session, act: Act, source: Source, domains: Sequence[str]) -> list[str]:
    """Note that hosts are no longer this source's own, and return them; documents keep the source that they have."""
    act.may("sources domain")
    hosts = list(dict.fromkeys(_host(domain) for domain in domains))
    for host in hosts:
        row = session.get(SourceDomain, (host, source.id))
        if row is None:
            raise NoSuchError(f"domain of {source.name}", host, domains_of(session, source))
        session.delete(row)
    session.flush()
    desk_ledger.record(session, act, "source-domain-removed", {"uid": source.uid, "domains": hosts})
    return hosts


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
