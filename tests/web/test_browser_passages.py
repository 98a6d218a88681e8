"""Proposals and passages in Chromium, by the keys of the registry and by the mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from factdb.store import sessions
from factdb.store.models import Claim, ProposalDecision
from tests.web.browsers import Served, press, press_named, wait_until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
TEXT = (
    "“The harbour 🚢 will open in May,” Ada Lund, the mayor of Lindhaven, said on Tuesday.\n\n"
    "“It cost 4 million,” Lund added. “It has lost half of its ships.”\n\n"
    "According to Boris Novak, the harbour has lost half of its ships since 2010.\n\n"
    "The bridge to the U.S. side, built by Gen. Lee, opened on Monday. It cost 9 million.\n"
)


def add_article(page: Page, address: str) -> None:
    page.goto(f"{address}/articles/new")
    page.fill("#text", TEXT)
    page.fill("#source", "Example Post")
    page.fill("#published", "2026-11-18")
    press(page, "Control+Enter")
    page.wait_for_url("**/proposals")


def value(page: Page, name: str) -> str:
    return page.locator(f'#passage-form input[name="{name}"]').input_value()


def claims(served: Served) -> list[Claim]:
    with sessions.reading(served.site.database) as session:
        return list(session.scalars(select(Claim).where(Claim.id > 22).order_by(Claim.id)))


def test_a_review_by_keys(served_demo: Served) -> None:
    page = served_demo.open()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    add_article(page, served_demo.address)
    progress = page.locator("#progress")
    total = int(re.findall(r"1 of (\d+)", progress.inner_text())[0])
    assert total >= 5
    proposed = value(page, "proposal")
    press_named(page, "start_later", "start_later", "end_earlier")
    start, end = int(value(page, "start")), int(value(page, "end"))
    assert TEXT[start:end] == "harbour 🚢 will open in May"
    assert page.locator("#words").inner_text() == TEXT[start:end]
    assert page.locator("mark.current").all_inner_texts() == [TEXT[start:end]]
    press_named(page, "start_earlier", "end_later")
    assert TEXT[int(value(page, "start")) : int(value(page, "end"))] == "The harbour 🚢 will open in May,”"
    press_named(page, "accept")
    page.get_by_text("Claim 23 added.").wait_for()
    press_named(page, "reject")
    page.get_by_text("Proposal rejected.").wait_for()
    rejected = value(page, "proposal")
    press_named(page, "undo_decision")
    page.get_by_text("is taken back").wait_for()
    assert value(page, "proposal") != rejected
    press_named(page, "skip")
    page.locator(f'input[name="proposal"][value="{rejected}"]').first.wait_for(state="attached")
    press_named(page, "back")
    page.locator(f'input[name="proposal"]:not([value="{rejected}"])').first.wait_for(state="attached")
    press_named(page, "edit_proposal")
    page.locator("#claim:focus").wait_for()
    press(page, "End")
    page.keyboard.type(" Typed.")
    press(page, "Escape")
    press_named(page, "accept")
    page.get_by_text("Claim 24 added.").wait_for()
    press_named(page, "accept")
    page.get_by_text("Claim 25 added.").wait_for()
    press_named(page, "reject")
    page.get_by_text("Proposal rejected.").wait_for()
    assert f"{total}" in progress.inner_text()
    assert "3 accepted, 1 rejected" in progress.inner_text()
    added = claims(served_demo)
    assert added[0].quote == "The harbour 🚢 will open in May,”"
    assert "Typed." in added[1].claim
    with sessions.reading(served_demo.site.database) as session:
        places = {
            f"{decision.span_start}-{decision.span_end}" for decision in session.scalars(select(ProposalDecision))
        }
    assert proposed in places
    assert not errors


def test_a_passage_by_mouse_and_by_keys(served_demo: Served) -> None:
    page = served_demo.open()
    add_article(page, served_demo.address)
    number = page.url.split("/")[-2]
    page.goto(f"{served_demo.address}/articles/{number}")
    press_named(page, "pick")
    assert TEXT[int(value(page, "start")) : int(value(page, "end"))].startswith("“The harbour 🚢 will open")
    press_named(page, "next_sentence", "next_sentence", "next_sentence", "next_sentence", "previous_sentence")
    before = page.locator("#quote").input_value()
    assert before == "According to Boris Novak, the harbour has lost half of its ships since 2010."
    press_named(page, "next_sentence")  # an abbreviation ends no sentence
    passage = page.locator("#quote").input_value()
    assert passage == "The bridge to the U.S. side, built by Gen. Lee, opened on Monday."
    press_named(page, "previous_sentence", "start_later", "end_earlier")
    start, end = int(value(page, "start")), int(value(page, "end"))
    assert TEXT[start:end] == "to Boris Novak, the harbour has lost half of its ships since 2010"
    assert page.locator("mark.current").all_inner_texts() == [TEXT[start:end]]
    press_named(page, "new_claim")
    page.locator("#claim:focus").wait_for()
    page.keyboard.type("Half of the ships have left the harbour.")
    press(page, "Control+Enter")
    page.get_by_text("Claim 23 added.").wait_for()

    wait_until_ready(page)
    line = page.locator("#text p").last
    line.hover(position={"x": 1, "y": 10})  # it waits until the page has scrolled to the new claim
    page.mouse.down()
    box = line.bounding_box()
    assert box
    page.mouse.move(box["x"] + 120, box["y"] + 10, steps=5)
    page.mouse.up()
    page.locator('#passage-form input[name="end"]:not([value=""])').wait_for(state="attached")
    page.locator("mark.mine").wait_for()
    start, end = int(value(page, "start")), int(value(page, "end"))
    assert TEXT[start:end]
    assert TEXT[start:end] == page.locator("#quote").input_value()
    assert TEXT[start:].startswith("The bridge"[: end - start])
    page.fill("#claim", "A bridge was opened.")
    page.locator("#passage-form button.first").click()
    page.get_by_text("Claim 24 added.").wait_for()
    first, second = claims(served_demo)
    assert (first.quote, second.quote) == (
        "to Boris Novak, the harbour has lost half of its ships since 2010",
        TEXT[start:end],
    )


def test_a_review_without_a_script(served_demo: Served) -> None:
    page = served_demo.open(script=False)
    page.goto(f"{served_demo.address}/articles/new")
    page.fill("#text", TEXT)
    page.fill("#source", "Example Post")
    page.fill("#published", "2026-11-18")
    page.get_by_role("button", name="Add the article").click()
    start = int(value(page, "start"))
    page.fill("#claim", "Typed before.")
    with page.expect_navigation():
        page.get_by_role("button", name="Start one word later").click()
    assert int(value(page, "start")) == start + 1
    assert page.locator("#claim").input_value() == "Typed before."
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Claim 23 added.").wait_for()
    assert [(claim.claim, claim.span_start) for claim in claims(served_demo)] == [("Typed before.", start + 1)]
