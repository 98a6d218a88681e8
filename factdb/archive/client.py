"""The guarded client: fetches one page over its hops, each judged, within limits of time and size, with no memory.

It stands on httpcore2, the lower half of httpx2: redirects, cookies, proxies of the environment and unpacking without a
limit, which httpx2 adds, are what a guard must do without.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from factdb.archive import decoding
from factdb.archive.fetched import FailureKind, Fetched, FetchFailure, FetchLimits, Hop, header
from factdb.archive.guard import Guard
from factdb.archive.http_message import HEAD_END, REDIRECTS, absolute
from factdb.archive.wire import Exchange, OneRequest, WireError, default_tls, send
from factdb.errors.archive import AddressRefusedError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Sequence

    from factdb.archive.fetched import Headers, Validators
    from factdb.archive.http_message import HttpMessage
    from factdb.domain.urls import RequestAddress

_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d\b")
_COOKIE = re.compile(r"\s*([^=;,\s]+)=([^;]*)")
_MOST_COOKIES = 50
_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"
_NOT_IN_A_COMMENT = re.compile(r"[^ -~]|[()\\]")


def user_agent(version: str, desk: str | None = None, url: str | None = None) -> str:
    """Return the name under which pages are fetched: factdb, and the desk that a webmaster can write to."""
    names = [_NOT_IN_A_COMMENT.sub("", part).strip() for part in (f"+{url}" if url else "", desk or "")]
    comment = "; ".join(name for name in names if name)
    return f"factdb/{version} ({comment})" if comment else f"factdb/{version}"


@dataclass(slots=True)
class _Run:
    """One fetch under way: its hops, and the cookies that live as long as it does."""

    address: str
    deadline: float
    at: datetime
    began: float
    hops: list[Hop] = field(default_factory=list)
    visited: list[tuple[str, str]] = field(default_factory=list)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def cookie_header(self, host: str) -> str:
        """Return the cookies that this host set on the way: some pages redirect until they get theirs back."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.get(host, {}).items())

    def keep_cookies(self, host: str, headers: Headers) -> None:
        """Keep the cookies of a hop for the next hops of this fetch."""
        own = self.cookies.setdefault(host, {})
        for name, value in headers:
            if name.lower() == "set-cookie" and (cookie := _COOKIE.match(value)) and len(own) < _MOST_COOKIES:
                own[cookie[1]] = cookie[2].strip()

    def visit(self, target: RequestAddress) -> None:
        """Note an address; refuse one that was asked before in the same state, for it would answer the same."""
        state = str(target), self.cookie_header(target.host)
        if state in self.visited:
            circle = [address for address, _ in self.visited[self.visited.index(state) :]]
            raise WireError(FailureKind.REDIRECTS, f"its redirects go in a circle: {' -> '.join([*circle, circle[0]])}")
        self.visited.append(state)

    def failure(self, error: WireError) -> FetchFailure:
        """Return the end of a fetch that failed."""
        seconds = time.monotonic() - self.began
        return FetchFailure(self.address, error.kind, error.why, self.at, tuple(self.hops), seconds)


class _HostTurns:
    """Lets one request at a time go to a host, with a delay between two fetches; other hosts need not wait."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._lock = Lock()
        self._hosts: dict[str, Lock] = {}
        self._ends: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, *, is_next_hop: bool) -> Iterator[None]:
        """Wait until a request may go to a host; a hop within the same host needs no delay."""
        with self._lock:
            host_lock = self._hosts.setdefault(host, Lock())
        with host_lock:
            wait = self._ends.get(host, 0.0) + self._delay - time.monotonic()
            if wait > 0 and not is_next_hop:
                time.sleep(wait)
            try:
                yield
            finally:
                self._ends[host] = time.monotonic()


class Client:
    """Fetches pages. One client may serve several threads; nothing but the turns of hosts outlives a fetch."""

    def __init__(
        self,
        user_agent: str,
        *,
        guard: Guard | None = None,
        limits: FetchLimits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take the name to fetch under; `tls` says whose certificates are believed, by default the system's."""
        self._user_agent = user_agent
        self._guard = guard or Guard()
        self._limits = limits or FetchLimits()
        self._tls = tls or default_tls()
        self._turns = _HostTurns(self._limits.delay)

    def fetch(self, address: str, earlier: Validators | None = None) -> Fetched | FetchFailure:
        """Fetch a page over its redirects. With `earlier`, an unchanged page is answered with status 304."""
        run = self._begin(address)
        try:
            target = self._target(address)
            while True:
                run.visit(target)
                conditions = earlier.headers(str(target)) if earlier else []
                hop = self._hop(run, "GET", target, [("Accept", _ACCEPT), *conditions])
                if hop.location is None:
                    return self._fetched(run)
                target = self._next_target(run, hop.location)
        except WireError as error:
            return run.failure(error)

    def ask(
        self, method: str, address: str, headers: Sequence[tuple[str, str]] = (), content: bytes | None = None
    ) -> Fetched | FetchFailure:
        """Send one request, such as a form to a web archive, and follow no redirect: `headers` may hold a key."""
        run = self._begin(address)
        try:
            self._hop(run, method, self._target(address), headers, content)
            return self._fetched(run)
        except WireError as error:
            return run.failure(error)

    def _begin(self, address: str) -> _Run:
        began = time.monotonic()
        return _Run(address, began + self._limits.total, datetime.now(UTC), began)

    def _next_target(self, run: _Run, location: str) -> RequestAddress:
        if len(run.hops) > self._limits.hops:
            raise WireError(FailureKind.REDIRECTS, f"it redirects more than {self._limits.hops} times")
        return self._target(location)

    def _target(self, address: str) -> RequestAddress:
        try:
            return self._guard.target(address)
        except AddressRefusedError as error:
            raise WireError(FailureKind.REFUSED, f"{error.why} ({address[:200]})") from error

    def _hop(
        self,
        run: _Run,
        method: str,
        target: RequestAddress,
        headers: Sequence[tuple[str, str]],
        content: bytes | None = None,
    ) -> Hop:
        is_same_host = bool(run.hops) and self._guard.target(run.hops[-1].address).host == target.host
        began = time.monotonic()
        with self._turns.turn(target.host, is_next_hop=is_same_host):
            run.deadline += time.monotonic() - began  # to wait for others is no fault of this page
            exchange = Exchange(self._limits, run.deadline)
            at = datetime.now(UTC)
            sent = [
                ("Host", target.authority),
                ("User-Agent", self._user_agent),
                ("Accept-Encoding", decoding.ACCEPTED),
                ("Connection", "close"),
                *headers,
            ]
            if cookies := run.cookie_header(target.host):
                sent.append(("Cookie", cookies))
            message = send(OneRequest(method, target, sent, content), exchange, self._guard, self._tls)
        hop = _hop(target, message, exchange, at)
        run.keep_cookies(target.host, hop.headers)
        run.hops.append(hop)
        return hop

    def _fetched(self, run: _Run) -> Fetched:
        final = run.hops[-1]
        try:
            content = decoding.unpack(final.body, final.header("content-encoding") or "", self._limits.unpacked)
        except decoding.UnpackedTooLargeError:
            why = f"it unpacks to more than {self._limits.unpacked:,} bytes"
            raise WireError(FailureKind.TOO_LARGE, why) from None
        except decoding.UnpackingError as error:
            raise WireError(FailureKind.PROTOCOL, f"its content cannot be unpacked: {error}") from error
        return Fetched(run.address, tuple(run.hops), content, time.monotonic() - run.began)


def _hop(target: RequestAddress, message: HttpMessage, exchange: Exchange, at: datetime) -> Hop:
    location = message.header("location") if message.status in REDIRECTS else None
    return Hop(
        address=str(target),
        status=message.status,
        headers=message.headers,
        location=absolute(str(target), location) if location else None,
        ip=exchange.ip,
        at=at,
        request=bytes(exchange.sent),
        response=_only_response(bytes(exchange.received), message.headers, len(message.body)),
        body=message.body,
    )


def _only_response(received: bytes, headers: Headers, size: int) -> bytes:
    """Return the bytes of the response proper, without interim ones (103 Early Hints) and what follows its end."""
    while _INTERIM.match(received) and (end := HEAD_END.search(received)):
        received = received[end.end() :]
    end = HEAD_END.search(received)
    if end is None or "chunked" in (header(headers, "transfer-encoding") or "").lower():
        return received
    return received[: end.end() + size]
