"""What protects every request: refused hosts, refused forms of other sites, and the headers of every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from factdb.domain.text import whole_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BODY_BYTES = 2_000_000
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
        self, app: ASGIApp, *, read_only: bool, prefix: str, larger: Mapping[str, tuple[int, str]] | None = None
    ) -> None:
        """Take the paths that may have larger bodies: how large, and what is said of one that is larger still."""
        self.app = app
        self.larger = {f"{prefix}{path}": bound for path, bound in (larger or {}).items()}
        self.read_only = read_only
        self.signing = (f"{prefix}/sign-in", f"{prefix}/sign-out")
        self.question = f"{prefix}/sql"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if scope["method"] in SAFE_METHODS:
            return None
        headers = Headers(scope=scope)
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
        sentence = f"A form may have {MOST_BODY_BYTES:,} bytes; this has more. Nothing was changed."
        limit, sentence = self.larger.get(scope["path"], (MOST_BODY_BYTES, sentence))
        return PlainTextResponse(sentence, 413) if length > limit else None


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
