"""Visitors of the pages: each has a browser of its own, and is signed in by a one-time key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from anyio.from_thread import start_blocking_portal

from factdb.web.application import create_app
from factdb.web.site import Site
from tests.web import browsers
from tests.web.in_process import HOST, InProcess, open_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from playwright.sync_api import Browser

    from factdb.store.engine import Database


@dataclass(slots=True)
class Visitor:
    """A person with a browser."""

    site: Site
    client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the browser."""
        self.client = open_browser(create_app(self.site, [HOST]))

    def sign_in(self, handle: str) -> Visitor:
        """Sign in as somebody, without a look at the page that this leads to."""
        answer = self.client.get(f"/sign-in/{self.site.sign_ins.new_key(handle)}", follow_redirects=False)
        assert answer.headers["location"] == f"{self.site.prefix}/", answer.text
        return self

    def page(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def version(self, number: int) -> str:
        """Return the version of a claim as its page would carry it: the page takes ten times as long."""
        return str(self.client.get(f"/claims/{number}/news").json()["version"])

    def post(self, number: int, action: str, **fields: Any) -> httpx2.Response:  # noqa: ANN401 - what the form has
        """Send a form of a claim's page, as it is now unless a version is named."""
        form = {"version": self.version(number), **fields}
        return self.client.post(f"/claims/{number}/{action}", data=form)


@pytest.fixture(scope="module", autouse=True)
def loop() -> Iterator[None]:
    """Let all requests of a module share an event loop, as those of a server do."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(InProcess, "portal", portal)
        yield


@pytest.fixture
def site(demo: Database) -> Iterator[Site]:
    """The worked example, served by its admin."""
    site = Site(demo.pooled(), "ana")
    yield site
    site.database.close()


@pytest.fixture
def ana(site: Site) -> Visitor:
    """The admin of the worked example, signed in."""
    return Visitor(site).sign_in("ana")


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """Chromium, started once; a machine without it skips the tests that need it."""
    with browsers.chromium() as browser:
        yield browser


@pytest.fixture
def served_demo(sqlite_demo: Database, chromium_browser: Browser) -> Iterator[browsers.Served]:
    """The worked example on SQLite, served on a port, with a browser."""
    site = Site(sqlite_demo.pooled(), "ana")
    with browsers.visited(site, chromium_browser) as served:
        yield served
    site.database.close()
