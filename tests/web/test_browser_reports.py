"""Reports and questions in SQL in Chromium: without a script, by key, and with the history of one's own questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browsers import Served, press, press_named, wait_until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def ask(page: Page, question: str) -> None:
    """Ask by keys alone."""
    press_named(page, "question")
    page.locator("#sql").fill(question)
    press(page, "Control+Enter")
    wait_until_ready(page)


def history(page: Page) -> list[str]:
    return page.locator("#questions-list button").all_text_contents()


def test_without_a_script(served_demo: Served) -> None:
    page = served_demo.open("rae", "/reports", script=False)
    page.get_by_role("link", name="Verdicts by month").click()
    page.get_by_label("Since").fill("soon")
    page.get_by_role("button", name="Make the report").click()
    assert page.locator("input[aria-invalid=true]").input_value() == "soon"
    page.get_by_label("Since").fill("2021-07")
    page.get_by_role("button", name="Make the report").click()
    assert page.get_by_role("img").count() == 1
    assert page.locator("table.answer tbody tr").count() > 0
    page.get_by_role("link", name="SQL", exact=True).click()
    assert not page.locator("#questions").is_visible()
    page.get_by_label("Question").fill("SELECT count(*) AS claims FROM v1_claims")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator("table.answer td").inner_text() == "22"
    with page.expect_download() as started:
        page.get_by_role("button", name="Ask, as CSV").click()
    assert started.value.suggested_filename == "answer.csv"


def test_my_questions_stay_in_this_browser(served_demo: Served) -> None:
    page = served_demo.open("rae", "/sql")
    ask(page, "SELECT 1 AS first")
    ask(page, "SELECT no_such")
    assert "no_such" in page.locator("[role=alert]").inner_text()
    ask(page, "SELECT 1 AS first")
    assert history(page) == ["SELECT 1 AS first", "SELECT no_such"]
    press_named(page, "questions")
    page.get_by_role("button", name="SELECT no_such").click()
    assert page.locator("#sql").input_value() == "SELECT no_such"
    assert history(served_demo.open("rae", "/sql")) == []  # another browser
    page.get_by_role("button", name="Sign out").click()
    wait_until_ready(page)
    page.goto(f"{served_demo.address}/sign-in/{served_demo.site.sign_ins.new_key('rae')}")
    page.goto(f"{served_demo.address}/sql")
    assert history(page) == []
    ask(page, "SELECT 2 AS second")
    assert history(page) == ["SELECT 2 AS second"]
    press_named(page, "questions")
    page.get_by_role("button", name="Clear").click()
    assert history(page) == []
    page.reload()
    assert history(page) == []


def test_what_was_kept_by_others_in_this_browser_is_text(served_demo: Served) -> None:
    page = served_demo.open("rae", "/sql")
    for kept in ("[1, {}, null]", "no json", '{"a": 1}', '["<img src=x onerror=alert(1)>"]'):
        page.evaluate("(text) => localStorage.setItem('factdb:questions:rae', text)", kept)
        page.reload()
        wait_until_ready(page)
        assert page.locator("#questions-list img").count() == 0
    assert history(page) == ["<img src=x onerror=alert(1)>"]


def test_a_chart_fits_the_screen_and_has_the_ink_of_the_page(served_demo: Served) -> None:
    page = served_demo.open("rae", "/reports/verdicts-by-speaker")
    for width, words in ((1366, "title desc"), (360, "title desc-narrow")):
        page.set_viewport_size({"width": width, "height": 800})
        (chart,) = (picture for picture in page.get_by_role("img").all() if picture.is_visible())
        assert chart.get_attribute("aria-labelledby") == words
        assert page.locator("section.wide").first.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
        inks = set()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            ink = chart.locator("text").first.evaluate("label => getComputedStyle(label).fill")
            assert ink == page.locator("h1").evaluate("title => getComputedStyle(title).color")
            inks.add(ink)
        assert len(inks) == 2
