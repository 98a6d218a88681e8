"""Asks any web archive which copies of a page it has: its TimeMap, as RFC 7089 describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from factdb.archive.fetched import FetchFailure
from factdb.errors.archive import ArchiveAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.archive.client import Client

WAYBACK_TIMEMAP = "https://web.archive.org/web/timemap/link/"
_NOT_ARCHIVED = 404
_OK = 200
# One link: <address>; name="value"; ... The counts are bounded, so that no answer takes quadratic time.
_LINK = re.compile(r"<([^<>]{1,8192})>((?:\s*;\s*[\w*-]{1,40}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s;,\"]{1,500})){0,12})")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")


@dataclass(frozen=True, slots=True)
class Memento:
    """A copy of a page in an archive."""

    address: str
    at: datetime


def mementos(client: Client, page: str, timemap: str = WAYBACK_TIMEMAP) -> list[Memento]:
    """Return the copies of a page that an archive has, oldest first; `timemap` is where its TimeMaps begin."""
    fetched = client.fetch(timemap + page)
    if isinstance(fetched, FetchFailure):
        raise fetched.error()
    if fetched.status == _NOT_ARCHIVED:
        return []
    if fetched.status != _OK:
        raise ArchiveAnswerError(fetched.final_address, f"status {fetched.status}")
    return sorted(_links(fetched.content.decode("utf-8", "replace")), key=lambda memento: memento.at)


def _links(timemap: str) -> Iterator[Memento]:
    """Yield the mementos of a TimeMap; its other links, and those with a date that nobody can read, are left out."""
    for link in _LINK.finditer(timemap):
        parameters = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(link[2])}
        if "memento" in parameters.get("rel", "").lower().split() and (at := _moment(parameters.get("datetime", ""))):
            yield Memento(link[1].strip(), at)


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
