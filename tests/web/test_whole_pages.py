"""Every page in Chromium and in the checkers of other people: no violation, no error, no word outside of the screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factdb.web.site import Site
from tests.web import all_pages, browsers, checkers
from tests.web.all_pages import Shown
from tests.web.browsers import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

    from tests.databases import Templates

SIZES = {320: 568, 800: 600, 1366: 768}
SCHEMES = ("light", "dark")
DIGITS = set("0123456789")
OF_EACH_KIND = (
    "start", "queue", "mine", "replies", "claims", "claim, waiting", "claim, right to left", "claim, stale",
    "history", "quotation", "bulk preview", "cited pages", "evidence", "comparison", "article", "new article",
    "proposals", "corrections", "claim, correction previewed", "sign-in", "account", "reports", "report",
    "report, refused", "sql, answered", "sql, refused", "searches", "article, preview",
    "speakers", "speaker", "duplicates", "source",
    "import, summary", "import, dry run", "import, to undo", "desk", "sessions", "verify",
)  # fmt: skip
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk for all tests of this module: they only look."""
    (database,) = templates.copy("sqlite", "demo", tmp_path_factory.mktemp("pages") / "desk.db")
    site = Site(database.pooled(), "ana")
    yield site
    site.database.close()


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, Shown]:
    return all_pages.prepare(site)


@pytest.fixture(scope="module")
def served(site: Site, pages: dict[str, Shown], chromium_browser: Browser) -> Iterator[Served]:
    with browsers.visited(site, chromium_browser) as served:
        yield served


class Complaints(list[str]):
    """What a page complains about: errors of scripts, of the console, and requests to other hosts or without answer."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.append(f"error: {error}"))
        page.on("request", lambda request: None if request.url.startswith(address) else self.append(request.url))
        page.on("requestfailed", self._miss)

    def _miss(self, request: Request) -> None:
        # Whoever goes on before the icon of a page is there does not want it.
        if request.failure != "net::ERR_ABORTED":
            self.append(f"failed: {request.url} {request.failure}")

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused form is an answer of its own kind, which the console counts among the errors.
        if message.type in {"error", "warning"} and "the server responded with a status of 4" not in message.text:
            self.append(f"{message.type}: {message.text}")


def look(served: Served, pages: dict[str, Shown], sizes: tuple[int, ...], schemes: tuple[str, ...]) -> list[str]:
    """Return every complaint about every page, in windows of these widths and in these schemes."""
    complaints: list[str] = []
    visits = {handle: served.visit(handle) for handle in {shown.handle for shown in pages.values()}}
    heard = {handle: Complaints(page, served.address) for handle, page in visits.items()}
    for name, shown in pages.items():
        page = visits[shown.handle]
        heard[shown.handle].clear()
        all_pages.go(served, page, shown)
        for is_open in (False, True):
            if is_open:
                browsers.open_all_parts(page)
            for width in sizes:
                page.set_viewport_size({"width": width, "height": SIZES[width]})
                beyond = page.evaluate(BEYOND)
                complaints += [f"{name}, {width} px: {beyond} px beyond the screen"] if beyond > 0 else []
                for scheme in schemes if is_open else ():
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                    complaints += [f"{name}, {width} px, {scheme}: {told}" for told in checkers.violations(page)]
        complaints += [f"{name}: {told}" for told in heard[shown.handle]]
    for page in visits.values():
        page.context.close()
    return complaints


@pytest.mark.browser
def test_pages_have_no_violation(served: Served, pages: dict[str, Shown]) -> None:
    """A page of each kind: `browser_full` looks at all of them, at this width too."""
    assert look(served, {name: pages[name] for name in OF_EACH_KIND}, (1366,), ("light",)) == []


@pytest.mark.browser_full
def test_pages_have_no_violation_at_any_width_in_any_scheme(served: Served, pages: dict[str, Shown]) -> None:
    assert look(served, pages, tuple(SIZES), SCHEMES) == []


@pytest.mark.browser
def test_pages_are_valid_html(site: Site, pages: dict[str, Shown], tmp_path: Path) -> None:
    for name, shown in pages.items():
        file = tmp_path / (re.sub(r"\W+", "-", name) + ".html")
        file.write_text(all_pages.source_of(site, shown), encoding="utf-8")
    assert checkers.errors_of(tmp_path) == []


def test_no_page_has_a_key_twice_and_every_painted_key_works(site: Site, pages: dict[str, Shown]) -> None:
    for name, shown in pages.items():
        source = all_pages.source_of(site, shown)
        tied = Counter(re.findall(r'data-key="([^"]+)"', source))
        painted = set(re.findall(r'<kbd aria-hidden="true">([^<]+)</kbd>', source))
        assert not {key for key, count in tied.items() if count > 1}, name
        assert set(tied) <= painted, name
        assert painted - DIGITS == set(tied) - DIGITS, name  # the digits of ratings are tied to their group
