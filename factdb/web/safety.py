"""What protects every request: refused hosts, refused forms of other sites, and the headers of every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from factdb.domain.text import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BODY_BYTES = 2_000_000
# A browser that still sends when the answer comes shows none: so much is read and thrown away first.
_MOST_READ_PAST = 40_000_000
_TOO_LARGE = f"A form may have {MOST_BODY_BYTES:,} bytes; this has more. Nothing was changed."
_OWN = frozenset({"same-origin", "none"})
_HEADERS = {
    # Nothing inline and nothing from elsewhere: a script in somebody's words cannot run.
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
}


class SafeHeaders:
    """Adds the headers that protect every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add headers to its answer."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


class OwnHosts:
    """Refuses requests for another name: a site of somebody else that points to this machine could read the pages."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        is_own = scope["type"] != "http" or _host_name(Headers(scope=scope).get("host", "")) in self.hosts
        answer = self.app if is_own else PlainTextResponse("This server has another name.", 400)
        await answer(scope, receive, send)


class OwnForms:
    """Refuses changes that another site asks for, changes of a server that only reads, and bodies of too many bytes.

    Signing in and out and a question in SQL are no change of the ledger: a server that only reads allows them.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        read_only: bool,
        prefix: str,
        too_large: Callable[[Request, str], Response],
        larger: Mapping[str, tuple[int, str]] | None = None,
    ) -> None:
        """Take the paths that may have larger bodies: how large, and what is said of one that is larger still.

        `too_large` makes the page that says so.
        """
        self.app = app
        self.too_large = too_large
        self.larger = {f"{prefix}{path}": bound for path, bound in (larger or {}).items()}
        self.read_only = read_only
        self.signing = (f"{prefix}/sign-in", f"{prefix}/sign-out")
        self.question = f"{prefix}/sql"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        refusal: Response | None = self._refusal(scope, headers)
        length = whole_number(headers.get("content-length", "")) or 0
        limit, sentence = self.larger.get(scope["path"], (MOST_BODY_BYTES, _TOO_LARGE))
        if refusal is None and length > limit:
            if length <= _MOST_READ_PAST:
                await _read_past(receive)
            refusal = self.too_large(Request(scope), sentence)
        return await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        changes_nothing = scope["path"].startswith(self.signing) or scope["path"] == self.question
        if self.read_only and not changes_nothing:
            return PlainTextResponse("This server shows pages only. Nothing was changed.", 403)
        if not _is_own(headers):
            return PlainTextResponse("This request comes from another site. Nothing was changed.", 403)
        length = whole_number(headers.get("content-length", ""))
        # In pieces, a form could be longer than it says; and a proxy could read another end of it than this server.
        if length is None or "transfer-encoding" in headers:
            sentence = "A form must say how long it is (Content-Length). Nothing was changed."
            return PlainTextResponse(sentence, 411, {"connection": "close"})
        return None


async def _read_past(receive: Receive) -> None:
    """Read a body without keeping it."""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass


def _host_name(host: str) -> str | None:
    """Return the name in a Host header, without its port: of [::1]:8321, it is ::1."""
    try:
        return None if "@" in host else urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_own(headers: Headers) -> bool:
    """Return whether the browser says that a page of this server sent the request.

    Browsers that do not say it send the origin, at least; without both, it is not a browser's form.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")
