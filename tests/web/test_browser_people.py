"""Names that may be one, in Chromium: decided by one key each, and by hand where no script runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factdb.services.actor import find_actor
from factdb.services.people import speakers
from factdb.services.people.namebook import SPEAKERS
from factdb.store import sessions
from tests.web.browsers import press, wait_until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.browsers import Served

pytestmark = pytest.mark.browser
DUPLICATES = "/speakers/duplicates"


@pytest.fixture
def numbers(served_demo: Served) -> dict[str, int]:
    """Add names of which two pairs may be the same."""
    site = served_demo.site
    with sessions.writing(site.database) as session:
        actor = find_actor(session, "ana", site.now)
        names = ("GRACE HOLM", "Grâce Holm", "I. Falk", "Ida Falk")
        return {name: speakers.add(session, actor, name).speaker.id for name in names}


def names_now(served: Served) -> dict[str, str]:
    """Return the name under which each name is listed."""
    with sessions.reading(served.site.database) as session:
        borne = ("GRACE HOLM", "Grâce Holm", "I. Falk", "Ida Falk")
        return {name: SPEAKERS.named(session, name).name for name in borne}


def kept(page: Page) -> str:
    return page.locator("section:has(input[name=into]:checked) h2").inner_text()


def test_each_suggestion_takes_one_key(served_demo: Served, numbers: dict[str, int]) -> None:
    page = served_demo.open(path=DUPLICATES)
    assert kept(page) == "Grâce Holm"
    press(page, "s")
    page.wait_for_url("**/duplicates?after=*")
    assert kept(page) == "Ida Falk"
    press(page, "d")
    page.get_by_role("status").wait_for()
    assert "are marked as different" in page.get_by_role("status").inner_text()
    page.goto(f"{served_demo.address}{DUPLICATES}")
    wait_until_ready(page)
    press(page, "m")
    page.get_by_role("status").wait_for()
    assert f"GRACE HOLM ({numbers['GRACE HOLM']}) is merged into" in page.get_by_role("status").inner_text()
    assert names_now(served_demo) == {
        "GRACE HOLM": "Grâce Holm", "Grâce Holm": "Grâce Holm", "I. Falk": "I. Falk", "Ida Falk": "Ida Falk",
    }  # fmt: skip


def test_a_digit_chooses_the_other_name(served_demo: Served, numbers: dict[str, int]) -> None:
    page = served_demo.open(path=f"{DUPLICATES}?q=holm")
    press(page, "2")
    assert kept(page) == "GRACE HOLM"
    press(page, "m")
    page.get_by_role("status").wait_for()
    assert names_now(served_demo)["Grâce Holm"] == "GRACE HOLM"
    assert numbers


def test_all_of_it_works_without_a_script(served_demo: Served, numbers: dict[str, int]) -> None:
    page = served_demo.open(path=DUPLICATES, script=False)
    page.get_by_role("button", name="Merge: they are the same").click()
    assert "is merged into Grâce Holm" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="They are different").click()
    assert "are marked as different" in page.get_by_role("status").inner_text()
    page.goto(f"{served_demo.address}/speakers/{numbers['Grâce Holm']}")
    page.get_by_role("button", name="Separate again").click()
    assert "is separate again" in page.get_by_role("status").inner_text()
    page.get_by_text("Add or complete an office").click()
    page.get_by_label("Title").fill("Harbour master")
    page.get_by_role("button", name="Save the office").click()
    assert "Office 1: added." in page.get_by_role("status").inner_text()
    assert names_now(served_demo)["GRACE HOLM"] == "GRACE HOLM"
