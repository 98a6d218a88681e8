"""Hands on a page: every key that a test presses waits for the page that reads it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.browsers import new_page, press

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parent
PAGE = """<!doctype html><title>start </title><a href="/by-link">Link</a><form action="/by-form"></form>
<script defer src="/script.js"></script>"""
SCRIPT = """document.title = location.pathname;
addEventListener("keydown", (event) => {
    document.title += event.key;
    if (event.key === "l") document.querySelector("a").click();
    if (event.key === "f") document.querySelector("form").requestSubmit();
});"""


class _Late(BaseHTTPRequestHandler):
    """Answers late with a page, and later still with its script."""

    def do_GET(self) -> None:
        time.sleep(0.3)
        is_script = self.path.endswith(".js")
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
        self.end_headers()
        self.wfile.write((SCRIPT if is_script else PAGE).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def late_site() -> Iterator[str]:
    """The address of a site whose pages and scripts come late."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Late)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_key_waits_for_the_page_that_reads_it(late_site: str, chromium_browser: Browser) -> None:
    page = new_page(chromium_browser)
    page.goto(late_site, wait_until="commit")  # its script is still to come
    press(page, "l", "f", "x")
    assert page.title() == "/by-formx"
    assert page.url.startswith(f"{late_site}/by-form")
    page.context.close()


def test_keys_are_pressed_in_one_place() -> None:
    """A test that presses a key by itself is a race: the page before may still take the key, and lose it."""
    by_itself = re.compile(r"keyboard\.(press|down|up)\(|networkidle")
    files = [file for file in FOLDER.glob("*.py") if file.name not in {"browsers.py", Path(__file__).name}]
    assert [file.name for file in files if by_itself.search(file.read_text(encoding="utf-8"))] == []
