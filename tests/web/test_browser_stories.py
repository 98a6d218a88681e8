"""Whole stories in Chromium: the seed article from its proposals to its published claims, two reviewers, drafts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from factdb.store import sessions
from factdb.store.models import Claim
from factdb.web.keys import KEYS
from factdb.web.site import Site
from tests.web import browsers
from tests.web.browsers import Served
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from factdb.store.engine import Database
    from tests.databases import Templates

ARTICLE = (Path(__file__).parents[2] / "seeds" / "demo" / "article.txt").read_text(encoding="utf-8")
REASONS, EVIDENCE = "Two reports say so.", "https://example.org/report"


@pytest.fixture
def served_desk(templates: Templates, tmp_path: Path, chromium_browser: Browser) -> Iterator[Served]:
    """A desk without an article, on SQLite, served on a port, with a browser."""
    for database in templates.copy("sqlite", "desk", tmp_path / "desk.db"):
        site = Site(database.pooled(), "ana")
        with browsers.visited(site, chromium_browser) as served:
            yield served
        site.database.close()


def proposals_of(served: Served, text: str) -> str:
    """Add an article; return the path of its proposals."""
    form = {"text": text, "source": "Example Post", "published": "2021-07-26"}
    answer = Visitor(served.site).sign_in("ana").client.post("/articles/new/add", data=form)
    assert answer.url.path.endswith("/proposals"), answer.text
    return str(answer.url.path)


def published(database: Database) -> tuple[int, int]:
    """Return how many claims are published, and how many there are."""
    with sessions.reading(database) as session:
        everything = select(func.count()).select_from(Claim)
        return session.scalar(everything.where(Claim.status == "published")) or 0, session.scalar(everything) or 0


@dataclass(slots=True)
class Hands:
    """Somebody's hands on a page, which count what they do; letters of reasons and addresses are not counted."""

    page: Page
    actions: int = 0

    def press(self, key: str) -> None:
        """Press a key, or one chord of keys."""
        browsers.press(self.page, key)
        self.actions += 1

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.insert_text(text)

    def click(self, control: Locator) -> None:
        """Click on a control."""
        control.click()
        self.actions += 1

    def tab_to(self, control: Locator) -> None:
        """Press Tab until a control has the focus."""
        for _ in range(150):
            if control.evaluate("(element) => element === document.activeElement"):
                return
            self.press("Tab")
        pytest.fail("Tab does not lead to this control")


def questions(page: Page) -> list[str]:
    """Return the questions that the form of a claim asks."""
    return [name for name in ("truth", "quote") if page.locator(f'#decide-form input[name="{name}_rating"]').count()]


def pages_for(asked: list[str]) -> str:
    return "\n".join(f"{'supports' if name == 'truth' else 'quote'}:{EVIDENCE}" for name in asked)


class ByKeys(Hands):
    """The keys of the registry."""

    def accept(self) -> None:
        self.press(KEYS["accept"].key)

    def begin(self) -> None:
        self.press(KEYS["first_claim"].key)

    def publish(self) -> None:
        asked = questions(self.page)
        self.press("1")
        if len(asked) > 1:
            self.press(KEYS["quotation"].key)
            self.press("1")
        self.press(KEYS["because"].key)
        self.type(REASONS)
        self.press("Tab")
        self.type(pages_for(asked))
        self.press("Control+Enter")


class ByMouse(Hands):
    """The mouse."""

    def accept(self) -> None:
        self.click(self.page.get_by_role("button", name="Accept"))

    def begin(self) -> None:
        self.click(self.page.get_by_role("link", name="Rate the first open claim"))

    def publish(self) -> None:
        asked = questions(self.page)
        for name in asked:
            self.click(self.page.locator(f'label:has(> input[name="{name}_rating"])').nth(1))
        self.click(self.page.locator("#because"))
        self.type(REASONS)
        self.click(self.page.locator("#pages"))
        self.type(pages_for(asked))
        self.click(self.page.get_by_role("button", name="Publish, next claim"))


class ByTab(Hands):
    """Only the keys that every browser has: Tab, arrows, Space and Enter."""

    def accept(self) -> None:
        self.tab_to(self.page.get_by_role("button", name="Accept"))
        self.press("Enter")

    def begin(self) -> None:
        self.tab_to(self.page.get_by_role("link", name="Rate the first open claim"))
        self.press("Enter")

    def publish(self) -> None:
        asked = questions(self.page)
        for name in asked:
            self.tab_to(self.page.locator(f'input[name="{name}_rating"][value=""]'))
            self.press("ArrowRight")
        self.tab_to(self.page.locator("#because"))
        self.type(REASONS)
        self.tab_to(self.page.locator("#pages"))
        self.type(pages_for(asked))
        self.tab_to(self.page.get_by_role("button", name="Publish, next claim"))
        self.press("Enter")


def work_through(served: Served, hands: ByKeys | ByMouse | ByTab, text: str) -> str:
    """Accept all proposals of an article, and publish each claim; return what it took."""
    page, started = hands.page, time.monotonic()
    page.goto(f"{served.address}{proposals_of(served, text)}")
    while page.locator("#passage-form").count():
        with page.expect_navigation():
            hands.accept()
    with page.expect_navigation():
        hands.begin()
    while "/claims/" in page.url:
        with page.expect_navigation():
            hands.publish()
        assert not page.get_by_role("alert").count(), page.get_by_role("alert").inner_text()
    done, there = published(served.site.database)
    assert done == there > 0
    minutes = (time.monotonic() - started) / 60
    return f"{type(hands).__name__}: {there} claims, {hands.actions / there:.1f} actions a claim, {minutes:.1f} minutes"


@pytest.mark.browser_full
@pytest.mark.parametrize(
    ("hands", "script"),
    [(ByKeys, True), (ByMouse, True), (ByMouse, False), (ByTab, False)],
    ids=["keys", "mouse", "mouse, no script", "Tab, no script"],
)
def test_the_seed_article_is_worked_through(
    served_desk: Served, hands: type[ByKeys | ByMouse | ByTab], *, script: bool
) -> None:
    took = work_through(served_desk, hands(served_desk.visit(script=script)), ARTICLE)
    print(took if script else f"{took}, without a script")  # noqa: T201 - the step of CI shows it


@pytest.mark.browser
def test_a_claim_is_published_by_keys(served_demo: Served) -> None:
    page = served_demo.open(path="/claims/19")
    with page.expect_navigation():
        ByKeys(page).publish()
    page.get_by_text("Claim 19: true, version 1, published.").wait_for()


@pytest.mark.browser_full
def test_two_reviewers_on_one_claim(served_demo: Served) -> None:
    page = served_demo.open("rita", "/claims/19")
    page.fill("#because", "Typed for an hour: “both”.")
    page.locator('label:has(> input[name="truth_rating"])').nth(2).click()
    chosen = page.locator('input[name="truth_rating"]:checked').input_value()
    ana = Visitor(served_demo.site).sign_in("ana")
    ana.post(19, "note", note="Called.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # a tab that is looked at again
    page.get_by_text("ana changed this claim at").wait_for()
    assert "noted: Called." in page.locator("#news").inner_text()
    with page.expect_navigation() as stale:
        page.get_by_role("button", name="Save", exact=False).first.click()
    assert stale.value.status == 409
    assert "changed" in page.get_by_role("alert").inner_text()
    assert page.locator("#because").input_value() == "Typed for an hour: “both”."
    assert page.locator('input[name="truth_rating"]:checked').input_value() == chosen
    page.fill("#pages", f"supports:{EVIDENCE}")
    with page.expect_navigation() as saved:
        page.get_by_role("button", name="Save").first.click()
    assert saved.value.status == 200
    assert "version 1" in page.locator(".done").inner_text()


def drafts(page: Page) -> list[str]:
    words: list[str] = page.evaluate("Object.entries(localStorage).flat()")
    return [word for word in words if "draft" in word or "Typed" in word]


@pytest.mark.browser_full
def test_a_draft_survives_a_closed_tab_but_not_signing_out(served_demo: Served) -> None:
    first = served_demo.open(path="/claims/19")
    first.locator("#because").press_sequentially("Typed before.")
    first.close()
    page = first.context.new_page()
    page.goto(f"{served_demo.address}/claims/19")
    assert page.locator("#because").input_value() == "Typed before."
    page.get_by_text("Your draft from before is back.").wait_for()
    assert drafts(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert drafts(page) == []
    page.goto(f"{served_demo.address}/sign-in/{served_demo.site.sign_ins.new_key('ana')}")
    page.goto(f"{served_demo.address}/claims/19")
    assert page.locator("#because").input_value() == ""


@pytest.mark.browser_full
def test_a_saved_draft_is_gone_and_complaints_leave_none(served_demo: Served) -> None:
    page = served_demo.open(path="/claims/19")
    page.locator("#note").press_sequentially("Typed note.")
    assert drafts(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Add note").click()
    assert drafts(page) == []
    browsers.press_named(page, "contacts")
    page.select_option("#contact_kind", "complaint")
    page.locator("#who").press_sequentially("Typed name.")
    page.locator("#contact_text").press_sequentially("Typed complaint.")
    assert drafts(page) == []
