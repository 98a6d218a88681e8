"""Every key of the registry, pressed on a page that paints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from factdb.web.keys import KEYS
from factdb.web.site import Site
from tests.web import all_pages, browsers
from tests.web.all_pages import Shown
from tests.web.browsers import Served, press, press_named, wait_until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from playwright.sync_api import Route as PlaywrightRoute

    from tests.databases import Templates

pytestmark = pytest.mark.browser_full
PAGES = {  # a page for each group, and those on which a key is that others do not have
    "all": "start",
    "list": "claims",
    "claim": "claim, new",
    "work": "queue",
    "queue": "queue",
    "evidence": "evidence",
    "people": "speakers",
    "person": "speaker",
    "duplicates": "duplicates",
    "topics": "topics",
    "ratings": "ratings",
    "label": "label",
    "topic": "topic",
    "guide": "guide",
    "articles": "articles",
    "import": "import, summary",
    "article": "article",
    "edit": "article, edit",
    "proposals": "proposals",
    "passage": "article",
    "report": "report",
    "sql": "sql",
}
ELSEWHERE = {
    "correct": "claim, published",
    "preview": "claim, published",
    "approve": "claim, waiting",
    "approve_next": "claim, waiting",
    "promise": "claim, promise",
    "quotation": "claim, decided",
    "check": "claim, decided",
    "repeats": "claim, repeated",
    "add_anyway": "article, similar",
    "review": "article, new",
    "first_claim": "proposals, behind",
    "undo": "claim, after an action",
    "start": "claims",
    "save_search": "claims, filtered",
    "articles": "claims",
    "reports": "claims",
    "sql": "claims",
    "import": "claims",
    "desk": "claims",
}
# What must be pressed before, where a key goes back or moves what is there.
BEFORE = {
    "select_row": ("next_row",),
    "previous_row": ("next_row", "next_row"),
    "back": ("skip",),
    "next_sentence": ("pick",),
    "previous_sentence": ("pick", "next_sentence"),
    "start_earlier": ("pick", "start_later"),
    "start_later": ("pick",),
    "end_earlier": ("pick",),
    "end_later": ("pick",),
}
STATE = """() => JSON.stringify([
    location.href, (document.activeElement?.outerHTML ?? "").slice(0, 200),
    document.querySelectorAll("details[open]").length,
    document.querySelectorAll("input:checked").length, document.querySelectorAll("dialog[open]").length,
    [...document.querySelectorAll("#passage-form input[type=hidden]")].map((field) => field.value),
])"""

ACTIONS = """(buttons) => buttons.map(
    (button) => button.hasAttribute("formaction") ? button.formAction : button.form && button.form.action
)"""


@pytest.fixture(scope="module")
def served(
    templates: Templates, tmp_path_factory: pytest.TempPathFactory, chromium_browser: Browser
) -> Iterator[Served]:
    (database,) = templates.copy("sqlite", "demo", tmp_path_factory.mktemp("keys") / "desk.db")
    site = Site(database.pooled(), "ana")
    with browsers.visited(site, chromium_browser) as served:
        yield served
    site.database.close()


@pytest.fixture(scope="module")
def pages(served: Served) -> dict[str, Shown]:
    return all_pages.prepare(served.site)


@pytest.fixture(scope="module")
def page(served: Served) -> Page:
    return served.visit()


def state(page: Page) -> object:
    """Return what a key can change: the address, the focus, what is open and ticked, and the passage."""
    return browsers.evaluated(page, STATE)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_works_its_control(served: Served, page: Page, pages: dict[str, Shown], name: str) -> None:
    all_pages.go(served, page, pages[ELSEWHERE.get(name) or PAGES[KEYS[name].group]])
    press_named(page, *BEFORE.get(name, ()))
    wait_until_ready(page)
    sent: list[str] = []

    def hold(route: PlaywrightRoute) -> None:
        """Note a form that is sent, and let the ledger be."""
        if route.request.method == "POST":
            sent.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/*", hold)
    buttons = page.locator(f'button[data-key="{KEYS[name].key}"]')
    actions = buttons.evaluate_all(ACTIONS)
    before = state(page)
    press_named(page, name)
    wait_for_change(page, before, sent)
    page.unroute("**/*")
    assert sent or state(page) != before
    assert sent in ([], actions)


def wait_for_change(page: Page, before: object, sent: Sequence[str]) -> None:
    """Wait until a key has changed the page, led to another one, or sent a form."""
    for _ in range(browsers.PATIENCE * 10):
        if sent or state(page) != before:
            break
        page.wait_for_timeout(100)
    page.wait_for_load_state()


def test_each_group_of_ratings_has_its_digits(served: Served, page: Page, pages: dict[str, Shown]) -> None:
    all_pages.go(served, page, pages["claim, promise"])
    chosen = page.locator('input[name="truth_rating"]:checked')
    painted = page.locator("fieldset[data-digits].active .choices kbd:visible")
    for group, digits, rating in (("promise", 6, "kept"), ("truth", 8, "true")):
        press_named(page, group)
        assert page.locator("fieldset[data-digits] .choices kbd:visible").count() == painted.count() == digits
        press(page, "1")
        assert chosen.evaluate("(input) => input.value") == rating
        press(page, "0")
        assert chosen.evaluate("(input) => input.value") == ""


def test_the_first_key_of_two_marks_the_second(served: Served, page: Page, pages: dict[str, Shown]) -> None:
    all_pages.go(served, page, pages["claim, new"])
    marked, before = page.locator(".begun"), state(page)
    press(page, "g")
    assert marked.count() == sum(key.key.startswith("g ") for key in KEYS.values() if key.group == "all")
    press(page, "e")  # alone it adds a page as evidence, but no key is "g e"
    assert marked.count() == 0
    assert state(page) == before
    assert page.url.endswith(pages["claim, new"].path)
    press(page, "g", "c")
    page.wait_for_url("**/claims")


def test_a_control_in_a_closed_part_is_shown_before_it_works(
    served: Served, page: Page, pages: dict[str, Shown]
) -> None:
    shown = pages["claim, published"]
    all_pages.go(served, page, shown)
    press_named(page, "save")
    assert page.locator('#decide-form button[data-key="s"]:focus').is_visible()
    assert page.url.endswith(shown.path)
    all_pages.go(served, page, shown)
    press_named(page, "edit")
    assert page.locator("#correct-claim:focus").is_visible()


def test_the_account_switches_single_keys_off_and_on(served: Served) -> None:
    page = served.visit("ana")
    page.goto(f"{served.address}/account")
    state_line, switch = page.locator("[data-keys-state]"), page.locator("main [data-keys-off]")
    assert state_line.inner_text() == "Single keys are on in this browser."
    switch.check()
    assert state_line.inner_text() == "Single keys are off in this browser."
    page.goto(f"{served.address}/claims")
    press(page, "g", "t")
    assert page.url == f"{served.address}/claims"
    press(page, "?")
    page.locator("#keys-off").uncheck()  # the same setting, in the list of keys
    page.goto(f"{served.address}/account")
    assert state_line.inner_text() == "Single keys are on in this browser."
    press(page, "g", "c")
    page.wait_for_url("**/claims")
    page.context.close()
