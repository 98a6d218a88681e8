"""The pages in a real browser: the site served on a port of this machine, and the Chromium that is installed."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from factdb.web import serving
from factdb.web.application import create_app
from factdb.web.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@dataclass(slots=True)
class Served:
    """A site that is served, with a browser; each person who visits has one of their own."""

    site: Site
    address: str
    browser: Browser

    def visit(self, handle: str | None = "ana", *, script: bool = True) -> Page:
        """Return a page in a browser of its own, on which a person is signed in, or nobody."""
        context = self.browser.new_context(
            java_script_enabled=script, reduced_motion="reduce", viewport={"width": 1366, "height": 768}
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        if handle:
            page.goto(f"{self.address}/sign-in/{self.site.sign_ins.new_key(handle)}")
        return page

    def open(self, handle: str = "ana", path: str = "/", *, script: bool = True) -> Page:
        """Sign a person in, and open a page."""
        page = self.visit(handle, script=script)
        answer = page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.ok, page.content()  # a page that is not there has no fault
        return page


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve a site in a thread until the end; yield its address once it answers."""
    listener = serving.listen("127.0.0.1", 0)
    config = uvicorn.Config(create_app(site, [*serving.LOOPBACK]), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        # The socket listens already: a request waits until the server takes it.
        yield serving.address("127.0.0.1", listener, site.prefix)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; skip where there is none, but not in CI."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests need it
    except ImportError:
        missing("playwright is not installed: pip install playwright")
    if not Path(CHROMIUM).exists():
        missing("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def missing(reason: str) -> None:
    """Skip a test for what this machine lacks; fail in CI, and where .ci/run has installed everything."""
    if os.environ.get("CI") or os.environ.get("FACTDB_TEST_NPM"):
        pytest.fail(reason)
    pytest.skip(reason)
