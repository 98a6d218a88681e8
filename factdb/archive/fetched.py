"""What one fetch brought: a page with all its hops, byte for byte, or the kind of failure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from factdb.errors.archive import FetchFailedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Headers = tuple[tuple[str, str], ...]


class FailureKind(StrEnum):
    """Why a fetch brought no page."""

    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    TIME = "time"
    REFUSED = "refused"  # by the guard
    TOO_LARGE = "too-large"
    REDIRECTS = "redirects"
    PROTOCOL = "protocol"


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the first header of a name, in any case of letters."""
    return next((value for key, value in headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its response, as they went over the wire.

    `request` and `response` are all the bytes that were sent and received, without the encryption. `body` is the
    response's body without chunks, still compressed if the server compressed it.
    """

    address: str
    status: int
    headers: Headers
    location: str | None
    ip: str
    at: datetime
    request: bytes
    response: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first response header of a name, in lower case."""
        return header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response that ended the hops, whatever its status. `content` is its body, unpacked."""

    address: str
    hops: tuple[Hop, ...]
    content: bytes
    seconds: float

    @property
    def at(self) -> datetime:
        """The moment at which the first request was sent."""
        return self.hops[0].at

    @property
    def final(self) -> Hop:
        """The hop that brought the page."""
        return self.hops[-1]

    @property
    def final_address(self) -> str:
        """The address that the hops led to."""
        return self.final.address

    @property
    def status(self) -> int:
        """The status of the last response."""
        return self.final.status

    @property
    def content_type(self) -> str:
        """The media type that the server names, with its parameters; empty if it names none."""
        return self.final.header("content-type") or ""

    @property
    def validators(self) -> Validators:
        """What to ask with the next time, so that a server need not send an unchanged page again."""
        return Validators(self.final_address, self.final.header("etag"), self.final.header("last-modified"))


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A fetch that brought no page: what kind of failure, why in a clause, and the hops until then."""

    address: str
    kind: FailureKind
    why: str
    at: datetime
    hops: tuple[Hop, ...] = ()
    seconds: float = 0.0

    def error(self) -> FetchFailedError:
        """Return the failure as a refusal, for a command that needs the page."""
        return FetchFailedError(self.address, self.why)


@dataclass(frozen=True, slots=True)
class Validators:
    """The ETag and the date of an earlier response; they are sent to the very address that gave them, to no other."""

    address: str
    etag: str | None = None
    last_modified: str | None = None

    def headers(self, address: str) -> list[tuple[str, str]]:
        """Return the conditional headers for a request of this address."""
        if address != self.address:
            return []
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return [(name, value) for name, value in pairs if value]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The most that one fetch may take: seconds, bytes and hops; `delay` is between two fetches of one host."""

    connect: float = 10.0
    silence: float = 20.0
    total: float = 60.0
    raw: int = 50_000_000
    unpacked: int = 50_000_000
    hops: int = 10
    delay: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a limit that lets nothing through."""
        if any(value < 0 for value in dataclasses.astuple(self)):
            raise ValueError
