"""The start page: the sections of the command line, each with the page that lists what it counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factdb.services.actor import find_viewer
from factdb.services.reads.work import morning
from factdb.store import sessions
from factdb.web import rendering
from factdb.web.pages.work import queue
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from factdb.web.site import Site

ROW = re.compile(r"<tr data-row>")


def test_each_section_leads_to_the_rows_that_it_counts(ana: Visitor) -> None:
    site = ana.site
    today = site.now.date()
    ana.post(9, "assign", assignee="ana")
    ana.post(15, "rate", truth_rating="not-checkable", because="A forecast.")
    for n, days in enumerate((8, 7, 0)):
        ana.post(7, "contact", kind="reply", who=f"Office {n}", how="email", on=str(today - timedelta(days=days)))
    ana.post(7, "contact", kind="complaint", who="Jane Doe", how="email", text="Wrong day.")
    ana.post(19, "edit", was_resolves_on="", resolves_on=str(today), was_kind="event", kind="promise")
    sections = shown(ana)
    page = ana.page("/")
    links = re.findall(r'<li><a href="([^"]+)">([^<]+): (\d+)</a></li>', page)
    assert [(title.lower(), int(count)) for _, title, count in links] == [
        (title, count) for title, count in sections.items()
    ]
    assert {title for title, count in sections.items() if count} >= {
        "mine", "due", "new", "waiting for your approval", "complaints open", "replies overdue"
    }  # fmt: skip
    for address, title, count in links:
        assert len(ROW.findall(ana.page(address.replace("&amp;", "&")))) == int(count), title


def shown(visitor: Visitor) -> dict[str, int]:
    """Return the sections as the command line has them."""
    with sessions.reading(visitor.site.database) as session:
        viewer = find_viewer(session, "ana", visitor.site.now)
        listed = morning.sections(session, "ana", viewer, visitor.site.now)
        return {f"{section.title}{section.scope}": section.count for section in listed}


def test_a_longer_section_says_how_many_more(ana: Visitor) -> None:
    for number in (10, 11, 12, 13, 14, 16):
        ana.post(number, "contact", kind="complaint", who="Jane Doe", how="email", text="Wrong day.")
    page = ana.page("/")
    assert page.count("complaint open") == morning.SHOWN
    assert '<a href="/complaints">1 more<span class="hidden">: complaints open</span></a>' in page


def test_many_are_not_counted_to_the_end(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (9, 15, 19):
        ana.post(number, "assign", assignee="ana")
    assert shown(ana)["mine"] == 3
    with sessions.reading(ana.site.database) as session:
        viewer = find_viewer(session, "ana", ana.site.now)
        bounded = morning.sections(session, "ana", viewer, ana.site.now, 1)
        assert {section.title: section.count for section in bounded}["mine"] == 2
    for module in (queue, rendering):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    monkeypatch.setattr(morning, "SHOWN", 1)
    monkeypatch.setitem(rendering.environment().globals, "most_counted", 1)
    page = ana.page("/")
    assert "Mine: 1+</a>" in page
    assert 'All 1+<span class="hidden">: mine</span></a>' in page


def test_who_complained_is_not_on_the_start_page_of_a_reader(ana: Visitor, site: Site) -> None:
    ana.post(7, "contact", kind="complaint", who="Jane Doe", how="email", text="Wrong day.")
    assert "Jane Doe" in ana.page("/")
    page = Visitor(site).sign_in("rae").page("/")
    assert "Complaints open: 1" in page
    assert "Jane Doe" not in page
