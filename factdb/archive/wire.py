"""The connection of one request: to an address that the guard has judged, within time and size, with its bytes kept."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.archive.fetched import FailureKind
from factdb.archive.http_message import HttpMessage, text
from factdb.errors.archive import AddressRefusedError
from factdb.errors.exchange import MissingExtraError

try:
    import httpcore2
except ModuleNotFoundError:
    raise MissingExtraError("fetching pages", "pages") from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.archive.fetched import FetchLimits
    from factdb.archive.guard import Guard
    from factdb.domain.urls import RequestAddress

_MOST_HEADER_BYTES = 200_000  # beyond the body that a limit allows; httpcore itself stops at 100 kB of headers


class WireError(Exception):
    """A failure on the way, with its kind and its reason in a clause."""

    def __init__(self, kind: FailureKind, why: str) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why


@dataclass(slots=True)
class Exchange:
    """The bytes of one request and its response, and the moment at which the fetch must have ended."""

    limits: FetchLimits
    deadline: float
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    ip: str = ""

    def seconds_left(self, at_most: float | None) -> float:
        """Return how long the next step may take."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise WireError(FailureKind.TIME, f"it took more than {self.limits.total:g} seconds")
        return left if at_most is None else min(at_most, left)

    def receive(self, piece: bytes) -> bytes:
        """Keep what came; refuse more than the limit."""
        self.received += piece
        if len(self.received) > self.limits.raw + _MOST_HEADER_BYTES:
            raise _too_large(self.limits)
        return piece


@dataclass(frozen=True, slots=True)
class OneRequest:
    """What is sent to one address."""

    method: str
    target: RequestAddress
    headers: Sequence[tuple[str, str]]
    content: bytes | None = None


def default_tls() -> ssl.SSLContext:
    """Return the certificates that the system believes; each server must show one for its name."""
    return httpcore2.default_ssl_context()


def send(request: OneRequest, exchange: Exchange, guard: Guard, tls: ssl.SSLContext) -> HttpMessage:
    """Send one request over a connection of its own, and return the response without chunks."""
    target, limits = request.target, exchange.limits
    url = httpcore2.URL(scheme=target.scheme, host=target.host.strip("[]"), port=target.port, target=target.target)
    timeouts = {"connect": limits.connect, "read": limits.silence, "write": limits.silence}
    # For one request: so its bytes are those of one response, and no later fetch meets a connection judged earlier.
    connection = httpcore2.HTTPConnection(url.origin, ssl_context=tls, network_backend=_JudgedNetwork(guard, exchange))
    try:
        with connection.stream(
            request.method,
            url,
            headers=list(request.headers),
            content=request.content,
            extensions={"timeout": timeouts},
        ) as response:
            headers = tuple((text(name), text(value)) for name, value in response.headers)
            _require_small(headers, limits.raw)
            body = response.read()
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException) as error:
        raise _wire_error(error, exchange) from error
    finally:
        connection.close()
    if len(body) > limits.raw:
        raise _too_large(limits)
    return HttpMessage(response.status, headers, body)


def _require_small(headers: Sequence[tuple[str, str]], limit: int) -> None:
    """Refuse a response that names a size beyond the limit, before it is read; one that lies is cut off later."""
    for name, value in headers:
        if name.lower() == "content-length" and value.isdigit() and int(value) > limit:
            raise WireError(FailureKind.TOO_LARGE, f"it has {int(value):,} bytes, and the limit is {limit:,}")


def _too_large(limits: FetchLimits) -> WireError:
    return WireError(FailureKind.TOO_LARGE, f"it is larger than {limits.raw:,} bytes")


class _JudgedNetwork(httpcore2.NetworkBackend):
    """Connects only to addresses that the guard has judged, and to these very addresses: a name is resolved once."""

    def __init__(self, guard: Guard, exchange: Exchange) -> None:
        self._guard = guard
        self._exchange = exchange

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that answers."""
        seconds = self._exchange.seconds_left(timeout)
        try:
            addresses = self._guard.addresses(host, port, seconds)
        except TimeoutError:
            raise WireError(FailureKind.TIME, f"nobody said within {seconds:g} seconds where {host} is") from None
        except OSError as error:
            raise WireError(FailureKind.DNS, f"the name {host} has no address") from error
        except AddressRefusedError as error:
            raise WireError(FailureKind.REFUSED, error.why) from error
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue  # many hosts have an IPv6 address that nothing listens on
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> httpcore2.NetworkStream:
        seconds = self._exchange.seconds_left(timeout)
        stream = httpcore2.SyncBackend().connect_tcp(address, port, seconds, local_address, options)
        self._exchange.ip = address
        return _KeptStream(stream, self._exchange)


class _KeptStream(httpcore2.NetworkStream):
    """A connection whose bytes are kept, before encryption and after decryption."""

    def __init__(self, stream: httpcore2.NetworkStream, exchange: Exchange) -> None:
        self._stream = stream
        self._exchange = exchange

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._exchange.receive(self._stream.read(max_bytes, self._exchange.seconds_left(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._exchange.sent += buffer
        self._stream.write(buffer, self._exchange.seconds_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        seconds = self._exchange.seconds_left(timeout)
        return _KeptStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._exchange)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        return self._stream.get_extra_info(info)


def _wire_error(error: Exception, exchange: Exchange) -> WireError:
    """Return an error of httpcore as a failure with its kind."""
    cause = error.__cause__
    if isinstance(cause, ssl.SSLError):
        reason = getattr(cause, "verify_message", "") or cause.reason or str(cause)
        return WireError(FailureKind.TLS, f"the connection is not secure: {reason}")
    if isinstance(error, httpcore2.ConnectTimeout):
        return WireError(FailureKind.TIME, "the server could not be reached in time")
    if isinstance(error, httpcore2.TimeoutException):
        exchange.seconds_left(None)  # where all the time is over, that is the reason
        return WireError(FailureKind.TIME, f"the server said nothing for {exchange.limits.silence:g} seconds")
    if isinstance(error, httpcore2.ProtocolError):
        return WireError(FailureKind.PROTOCOL, f"the server does not speak HTTP as it should: {error}")
    return WireError(FailureKind.CONNECTION, f"the connection failed: {error}")
