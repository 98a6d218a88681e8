"""Browsers of the tests: they hand requests to the application, without a server."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, ClassVar

import httpx2
from anyio.from_thread import start_blocking_portal

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal
    from starlette.applications import Starlette

HOST = "testserver"
ADDRESS = f"http://{HOST}"


class InProcess(httpx2.BaseTransport):
    """Hands requests to an application, one after the other.

    Starlette's own client crosses ten times for each request from the test's thread to that of its event loop: a third
    of what a short answer takes, and this suite asks some 20,000 times. `portal` leads to a loop for all requests;
    without it, each has one of its own.
    """

    portal: ClassVar[BlockingPortal | None] = None

    def __init__(self, app: Starlette, client: str, *, raises: bool) -> None:
        """Take the application, the address of whoever asks it, and whether its failures are those of the test."""
        self._asgi = httpx2.ASGITransport(app, raise_app_exceptions=raises, client=(client, 5000))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the whole answer."""
        with nullcontext(self.portal) if self.portal else start_blocking_portal() as portal:
            return portal.call(self._answer, request)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._asgi.handle_async_request(request)
        body = httpx2.ByteStream(b"".join([part async for part in answer.aiter_raw()]))
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=body, request=request)


def open_browser(
    app: Starlette,
    address: str = ADDRESS,
    *,
    client: str = "testclient",
    follow_redirects: bool = True,
    raises: bool = True,
) -> httpx2.Client:
    """Return a browser with cookies of its own, whose forms come from the pages of this address."""
    return httpx2.Client(
        transport=InProcess(app, client, raises=raises),
        base_url=address,
        headers={"origin": address},
        follow_redirects=follow_redirects,
    )
