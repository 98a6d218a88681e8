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
from factdb.web.keys import KEYS
from factdb.web.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE = 60  # seconds: machines that run tests are slow
_STEP = 20  # milliseconds
# A page that is about to be left still takes keys, and loses them: it says so from the moment of its form or its link.
_NOTICE_LEAVING = """(() => {
    const leave = (event) => { window.isLeft ||= !event.defaultPrevented; };
    addEventListener("submit", (event) => { if (event.target.method !== "dialog") leave(event); });
    addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        if (link && link.href.split("#")[0] !== location.href.split("#")[0]) leave(event);
    });
})()"""
_IS_READY = "() => document.readyState === 'complete' && !window.isLeft"


@dataclass(slots=True)
class Served:
    """A site that is served, with a browser; each person who visits has one of their own."""

    site: Site
    address: str
    browser: Browser

    def visit(self, handle: str | None = "ana", *, script: bool = True) -> Page:
        """Return a page in a browser of its own, on which a person is signed in, or nobody."""
        page = new_page(self.browser, script=script)
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


def new_page(browser: Browser, *, script: bool = True) -> Page:
    """Return a page in a browser of its own, which says when it is left."""
    context = browser.new_context(
        java_script_enabled=script, reduced_motion="reduce", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(PATIENCE * 1000)
    context.add_init_script(_NOTICE_LEAVING)
    return context.new_page()


def wait_until_ready(page: Page) -> None:
    """Wait until the page reads keys and the mouse: its script has run, and no form or link leads away from it.

    The one rule for all tests: whoever presses a key sooner presses it on the page before, or before there is a script.
    """
    for _ in range(PATIENCE * 1000 // _STEP):
        if evaluated(page, _IS_READY):
            return
        page.wait_for_timeout(_STEP)
    pytest.fail(f"{page.url} is left, or its script does not run")


def evaluated(page: Page, expression: str) -> object:
    """Return the value of an expression; None while the page is left for another one."""
    from playwright.sync_api import Error  # noqa: PLC0415 - only browser tests need it

    try:
        return page.evaluate(expression)
    except Error as error:
        if "context was destroyed" not in error.message:
            raise
        return None


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, each on a page that reads it. Tests press keys by this alone."""
    for key in keys:
        wait_until_ready(page)
        page.keyboard.press(key)


def press_named(page: Page, *names: str) -> None:
    """Press keys of the registry by their names; some are two, one after the other."""
    press(page, *(key for name in names for key in KEYS[name].key.split()))


def open_all_parts(page: Page) -> None:
    """Open all closed parts of a page, and wait until those that are read from the server are there."""
    from playwright.sync_api import expect  # noqa: PLC0415 - only browser tests need it

    wait_until_ready(page)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    expect(page.locator("details[data-load]:not(:has(> [data-part]))")).to_have_count(0, timeout=PATIENCE * 1000)


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
def visited(site: Site, browser: Browser) -> Iterator[Served]:
    """Serve a site for people with browsers; at the end, close what they opened: an open page still takes time."""
    with served(site) as address:
        yield Served(site, address, browser)
        for context in browser.contexts:
            context.close()


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
