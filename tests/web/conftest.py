"""Visitors of the pages: each has a browser of its own, and is signed in by a one-time key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from factdb.web.application import create_app
from factdb.web.site import Site
from tests.web import browsers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from playwright.sync_api import Browser

    from factdb.store.engine import Database

HOST = "testserver"


@dataclass(slots=True)
class Visitor:
    """A person with a browser."""

    site: Site
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        """Open the browser."""
        self.client = TestClient(create_app(self.site, [HOST]), headers={"origin": f"http://{HOST}"})

    def sign_in(self, handle: str) -> Visitor:
        """Sign in as somebody."""
        assert self.client.get(f"/sign-in/{self.site.sign_ins.new_key(handle)}").status_code == 200
        return self

    def page(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def version(self, number: int) -> str:
        """Return the version of a claim that its page carries."""
        match = re.search(r'data-version="(\d+)"', self.page(f"/claims/{number}"))
        assert match
        return match[1]

    def post(self, number: int, action: str, **fields: Any) -> httpx2.Response:  # noqa: ANN401 - what the form has
        """Send a form of a claim's page, as it is now unless a version is named."""
        form = {"version": self.version(number), **fields}
        return self.client.post(f"/claims/{number}/{action}", data=form)


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
