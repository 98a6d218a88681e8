"""Serves the pages: listens, says where, and writes a line of JSON for each request if a log is wanted."""

from __future__ import annotations

import json
import signal
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from factdb.errors.web import PortTakenError
from factdb.web.application import create_app
from factdb.web.routes import UPLOAD

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from factdb.web.site import Site

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, and listened at only with accounts
_GRACE = 5  # seconds to answer what was asked before the end
_MOST_WAITING = 200  # requests at once; more are answered 503
ASKED_WITHIN = 30  # seconds for a whole request: a form of 2 MB takes that on a slow line
UPLOADED_WITHIN = 300  # a file of 20 MB on the same line; of nobody who is not signed in, the body is not waited for


def listen(host: str, port: int) -> socket.socket:
    """Take a port, 0 for any that is free; refuse one that another program has."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small pieces at once only on sockets that say TCP themselves. Without that, the body of an answer
    # waits until the browser has acknowledged the head, which it puts off for 40 milliseconds.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_MOST_WAITING)  # the address is printed before the pages can answer: a browser waits
    except OSError as error:
        listener.close()
        raise PortTakenError(host, port, error.strerror or str(error)) from error
    return listener


def address(host: str, listener: socket.socket, prefix: str) -> str:
    """Return the address of the start page."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}{prefix}"


def host_names(host: str, url: str | None) -> set[str]:
    """Return the names by which browsers may ask: of this machine itself, of its public address, and of `host`.

    A server that listens at every address of the machine has the machine's name and addresses too.
    """
    names = {*LOOPBACK, urlsplit(url or "").hostname or "localhost"}
    if host not in _EVERY_ADDRESS:
        return {*names, host}
    own = socket.gethostname()
    with suppress(OSError):  # a machine need not know its own name
        names.update(str(address[0]) for *_, address in socket.getaddrinfo(own, None))
    return {*names, own}


def serve(site: Site, listener: socket.socket, hosts: Collection[str], log: IO[str] | None = None) -> None:
    """Answer requests until somebody stops the program."""
    app: ASGIApp = create_app(site, hosts)
    if log:
        app = AccessLog(app, log)
    config = uvicorn.Config(
        app,
        http=_Hurrying,
        access_log=False,
        log_config=None,
        proxy_headers=False,  # uvicorn would believe whoever asks from this machine: create_app has the proxies
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        limit_concurrency=_MOST_WAITING * 2,
        lifespan="off",
    )
    # uvicorn answers what was asked, and then raises the signal again: a supervisor's stop is no failure.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        signal.signal(signal.SIGTERM, before)
        listener.close()
        site.uploads.close()
        site.database.close()


class _Hurrying(H11Protocol):
    """Closes a connection whose request does not become complete: a few hundred of them would shut everybody out."""

    _deadline: asyncio.TimerHandle | None = None
    _is_late = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Wait on until the request is complete."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_watching()
        super().connection_lost(exc)

    def _watch(self) -> None:
        is_complete = self.cycle and not self.cycle.response_complete and not self.cycle.more_body
        if is_complete:
            self._stop_watching()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(ASKED_WITHIN, self._end)

    def _end(self) -> None:
        is_upload = self.cycle and self.cycle.more_body and self.scope["path"].endswith(UPLOAD)
        if is_upload and not self._is_late:
            self._is_late = True
            self._deadline = self.loop.call_later(UPLOADED_WITHIN - ASKED_WITHIN, self._end)
        else:
            self.transport.close()

    def _stop_watching(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
            self._is_late = False


class AccessLog:
    """Writes a line of JSON for each request: the route, not the path or the query, which can hold keys and words."""

    def __init__(self, app: ASGIApp, log: IO[str]) -> None:
        self.app = app
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status = time.perf_counter(), 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            line = {
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "method": scope["method"],
                "route": _route(scope),
                "status": status,
                "ms": round((time.perf_counter() - start) * 1000, 1),
            }
            with suppress(OSError):  # a full disk must not keep anybody from working
                self.log.write(json.dumps(line) + "\n")
                self.log.flush()


def _route(scope: Scope) -> str:
    """Return the route that answered, such as /claims/{number}, with numbers and keys left out."""
    parameters = scope.get("path_params", {})
    path: str = scope["path"]
    for name, value in parameters.items():
        path = path.replace(str(value), f"{{{name}}}")
    return path if parameters or scope.get("endpoint") else "none"
