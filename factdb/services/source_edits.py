"""Edits sources: their names and aliases, and the hosts that are their own; each change is in the desk's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from factdb.domain import names, urls
from factdb.domain.words import SourceKind
from factdb.errors import BadValueError, NoSuchError, RuleError
from factdb.services import desk_ledger, sources
from factdb.store.models import Source, SourceDomain, SourceName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act


def named(session: Session, typed: str) -> Source:
    """Return the source of this number, name or alias; several are listed, none has near names."""
    if typed.isdecimal():
        source = session.get(Source, int(typed))
        if source is None:
            raise NoSuchError("source", int(typed), next_step="those that there are: factdb sources list")
        return source
    found = sources.resolve(session, typed)
    if found is None:
        raise NoSuchError("source", typed, names.near(typed, session.scalars(select(SourceName.name))))
    return found


def add(session: Session, act: Act, name: str, aliases: Sequence[str], domains: Sequence[str]) -> Source:
    """Add a source; a name that another bears already is refused."""
    act.may("sources add")
    name = names.clean_name(name, "source")
    desk_ledger.take_turn(session)
    other = sources.resolve(session, name)
    if other is not None:
        raise RuleError(f'source {other.id} bears the name "{name}" already', f"see factdb sources show {other.id}")
    source = sources.add(session, act, name)
    _put_names(session, act, source, aliases)
    _put_domains(session, act, source, domains)
    return source


def rename(session: Session, act: Act, source: Source, name: str) -> bool:
    """Change a source's main name; the old one stays an alias. Tell whether that changed anything."""
    act.may("sources edit")
    _must_be_known(source)
    name = names.clean_name(name, "source")
    if name == source.name:
        return False
    detail = {"uid": source.uid, "was": source.name, "now": name}
    source.name = name
    _put_name(session, source, name)
    desk_ledger.record(session, act, "source-edited", detail)
    return True


def add_aliases(session: Session, act: Act, source: Source, aliases: Sequence[str]) -> list[str]:
    """Give a source more names; return those that were new."""
    act.may("sources alias")
    _must_be_known(source)
    return _put_names(session, act, source, aliases)


def remove_aliases(session: Session, act: Act, source: Source, aliases: Sequence[str]) -> None:
    """Take names from a source; the main name stays."""
    act.may("sources alias")
    keys = {names.name_key(alias): alias for alias in aliases}
    if names.name_key(source.name) in keys:
        raise RuleError(f'"{source.name}" is the source\'s main name', f"change it: factdb sources edit {source.id}")
    known = set(session.scalars(select(SourceName.name_key).where(SourceName.source_id == source.id)))
    for key, alias in keys.items():
        if key not in known:
            raise NoSuchError("alias", alias, sorted(known))
    session.execute(delete(SourceName).where(SourceName.source_id == source.id, SourceName.name_key.in_(keys)))
    detail = {"uid": source.uid, "aliases": list(keys.values())}
    desk_ledger.record(session, act, "source-alias-removed", detail)


def add_domains(session: Session, act: Act, source: Source, domains: Sequence[str]) -> list[str]:
    """Note hosts whose pages are this source's own; return those that were new. A shared host is refused."""
    act.may("sources domain")
    _must_be_known(source)
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


def _put_names(session: Session, act: Act, source: Source, aliases: Sequence[str]) -> list[str]:
    clean = [names.clean_name(alias, "alias") for alias in aliases]
    new = [alias for alias in clean if _put_name(session, source, alias)]
    if new:
        desk_ledger.record(session, act, "source-alias-added", {"uid": source.uid, "aliases": new})
    return new


def _put_name(session: Session, source: Source, name: str) -> bool:
    key = names.name_key(name)
    known = session.get(SourceName, (key, source.id))
    if known is not None:
        known.name = name
        return False
    session.add(SourceName(name_key=key, source_id=source.id, name=name))
    session.flush()
    return True


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


def _must_be_known(source: Source) -> None:
    if source.kind is SourceKind.UNKNOWN:
        raise RuleError("the unknown source stays as it is", "add the one you mean: factdb sources add NAME")
