"""A story in Chromium: a page is cited and kept, it changes, and a reviewer sees how; with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factdb.web.fetchers import Fetchers
from tests.archive.fault_server import ARTICLE, FaultServer, page, running, simple
from tests.web.page_server import fetching_from

if TYPE_CHECKING:
    from tests.web.browsers import Served

WORDS = "The bridge cost nine million euros"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server with the page that is cited."""
    with running() as server:
        yield server


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_page_changes_and_a_reviewer_sees_how(
    served_demo: Served, server: FaultServer, tmp_path: Path, *, script: bool
) -> None:
    served_demo.site.fetchers = Fetchers(fetching_from(server, tmp_path / "captures"))
    simple("/story", page(ARTICLE))
    tab = served_demo.open("rita", "/claims/19", script=script)
    tab.get_by_text("Add evidence with an excerpt").click()
    tab.get_by_label("Address of the page").fill(f"http://127.0.0.1:{server.plain}/story")
    tab.get_by_label("Excerpt: the words that matter").fill(WORDS)
    assert tab.get_by_label("Fetch and keep the page").is_checked()
    tab.get_by_role("button", name="Add evidence").click()
    assert "Kept: 280 characters of text." in tab.get_by_role("status").first.inner_text()
    tab.get_by_role("link", name="Captures and checks of 19.1").click()
    assert tab.get_by_text("has the cited words").count() == 1
    simple("/story", page(ARTICLE.replace("nine million", "ten million")))
    tab.get_by_role("button", name="Check now").click()
    assert "Evidence 19.1: changed." in tab.get_by_role("status").first.inner_text()
    tab.get_by_role("button", name="Fetch and keep").click()
    assert "kept as capture 2." in tab.get_by_role("status").first.inner_text()
    with tab.expect_download() as started:
        tab.get_by_role("link", name="Download the file of capture 2").click()
    assert started.value.suggested_filename == "evidence-19.1-capture-2.warc.gz"
    tab.get_by_role("button", name="Compare").click()
    assert (tab.locator("del").inner_text().strip(), tab.locator("ins").inner_text().strip()) == ("nine", "ten")
    tab.goto(f"{served_demo.address}/evidence?state=changed")
    assert tab.locator("tr[data-row]").count() == 1
    tab.context.close()


CAPTIONS = """WEBVTT - The council of Orr

00:00:05.000 --> 00:00:09.000
<v Mona Reyes>The ferry carried 41,000 people in 2025.

00:12:31.000 --> 00:12:36.000
<v Tom Lee>The bridge was closed in June 2023.
"""


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_claim_of_a_transcript_points_to_its_time(served_demo: Served, tmp_path: Path, *, script: bool) -> None:
    captions = tmp_path / "council.vtt"
    captions.write_text(CAPTIONS)
    tab = served_demo.open("rita", "/articles/new", script=script)
    tab.locator('input[type="file"]').set_input_files(captions)
    tab.get_by_label("Address", exact=True).fill("https://video.example/council")
    tab.get_by_label("Outlet").fill("Orr TV")
    tab.get_by_label("Day of publication").fill("2026-11-18")
    tab.get_by_role("button", name="Add the article").click()
    for _ in range(2):
        tab.get_by_role("button", name="Accept").click()
    tab.goto(served_demo.address + "/claims?q=bridge+june")
    tab.get_by_role("link", name="The bridge was closed in June 2023.").click()
    link = tab.get_by_role("link", name="00:12:31")
    assert link.get_attribute("href") == "https://video.example/council#t=751"
    assert "Tom Lee" in tab.locator("main").inner_text()
