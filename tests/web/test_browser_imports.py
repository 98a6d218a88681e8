"""Importing a file and checking the desk in Chromium: without a script, and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browsers import Served, press, press_named

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

pytestmark = pytest.mark.browser
FILE: FilePayload = {
    "name": "harbour.csv",
    "mimeType": "text/csv",
    "buffer": b"Who,What\nAda Lund,The harbour is open.\nBo Orr,It rained.\n",
}


def choose_file(page: Page) -> None:
    """Upload a file whose column of claims nobody knows, and choose it."""
    page.locator("#file").set_input_files(FILE)
    page.get_by_role("button", name="Show what it would do").click()
    assert "There is no column of claims" in page.get_by_role("alert").inner_text()
    page.get_by_label("Field of the column What").select_option("claim")
    page.get_by_role("button", name="Show the summary again").click()


def test_a_file_is_imported_and_undone_without_a_script(served_demo: Served) -> None:
    page = served_demo.open("ana", "/import", script=False)
    choose_file(page)
    assert "The harbour is open." in page.locator("main").inner_text()
    page.get_by_role("button", name="Dry run").click()
    assert "Nothing was written." in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Import", exact=True).click()
    assert "harbour.csv was imported." in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Import 1: its claims, and undo").click()
    page.get_by_role("button", name="Undo this import: first show what that does").click()
    assert "2 claims that it added: declined" in page.locator("main").inner_text()
    page.get_by_role("button", name="Undo import 1").click()
    assert "2 declined" in page.get_by_role("status").inner_text()
    page.context.close()


def test_a_file_is_imported_by_keys(served_demo: Served) -> None:
    page = served_demo.open("ana", "/claims")
    press(page, "g", "i")
    page.wait_for_url("**/import")
    choose_file(page)
    press_named(page, "try_import")
    page.wait_for_url("**/try")
    press_named(page, "do_import")
    page.get_by_text("harbour.csv was imported.").wait_for()
    page.context.close()


def test_a_check_of_the_desk_shows_itself_again_without_a_script(served_demo: Served) -> None:
    page = served_demo.open("ana", "/desk/verify", script=False)
    page.get_by_role("button", name="Check the whole desk").click()
    page.get_by_text("Clean:").wait_for()  # the page asks again by itself
    assert page.title().startswith("Verify ")
    page.context.close()


def test_a_form_that_is_too_large_is_not_sent_and_loses_nothing(served_demo: Served) -> None:
    page = served_demo.open("ana", "/articles/new")
    page.get_by_label("Outlet").fill("Example Post")
    page.get_by_label("Day of publication").fill("2026-03-03")
    page.locator("#file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a " * 1_000_001})
    page.get_by_role("button", name="Add the article").click()
    assert "This form may have 2,000,000 bytes; it has 2,000," in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Outlet").input_value() == "Example Post"
    page.locator("#file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"A bridge opened."})
    page.get_by_role("button", name="Add the article").click()
    page.wait_for_url("**/proposals")
    page.context.close()
