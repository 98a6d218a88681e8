"""The lists of replies and complaints: by state, what is due first, and who may know whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factdb.web.pages.work import work_lists
from factdb.web.site import Site
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from factdb.store.engine import Database
    from tests.databases import Templates

CONTACT = re.compile(r"<b>(\d+\.c\d+)</b>")


def ask_and_answer(database: Database) -> None:
    site = Site(database.pooled(), "ana")
    ana = Visitor(site).sign_in("ana")
    today = ana.site.now.date()
    for who, days in (("The office", 0), ("The party", 8), ("The press desk", 7)):
        ana.post(7, "contact", kind="reply", who=who, how="email", on=str(today - timedelta(days=days)))
    ana.post(8, "contact", kind="outreach", who="Example Post", how="email")
    for who in ("Jane Doe", "John Roe"):
        ana.post(10, "contact", kind="complaint", who=who, how="email", text="Wrong day.")
    ana.post(7, "answer", n="1", outcome="answered", answer="We stand by it.")
    ana.post(10, "answer", n="1", outcome="refused", answer="The transcript has it.")
    site.database.close()


@pytest.fixture
def asked(engine_name: str, templates: Templates, tmp_path: Path) -> Iterator[Visitor]:
    """A desk that asked for replies 0, 8 and 7 days ago and got an answer, and one complaint of each end."""
    for database in templates.worked(engine_name, ask_and_answer, tmp_path / "desk.db"):
        site = Site(database.pooled(), "ana")
        yield Visitor(site).sign_in("ana")
        site.database.close()


@pytest.mark.parametrize(
    ("address", "contacts"),
    [
        ("/replies", ["7.c2", "7.c3", "8.c1"]),
        ("/replies?state=due", ["7.c2", "7.c3"]),
        ("/replies?kind=outreach", ["8.c1"]),
        ("/replies?state=answered", ["7.c1"]),
        ("/complaints", ["10.c2"]),
        ("/complaints?state=due", []),
        ("/complaints?state=answered", ["10.c1"]),
    ],
)
def test_contacts_are_listed_by_state_the_longest_waiting_first(
    asked: Visitor, address: str, contacts: list[str]
) -> None:
    assert CONTACT.findall(asked.page(address)) == contacts
    path, _, query = address.partition("?")
    assert [row["contact"] for row in asked.client.get(f"{path}.json?{query}").json()] == contacts


def test_states_are_counted(asked: Visitor) -> None:
    counts = re.findall(r'>(\w+) <span class="count">(\d+)</span></a>', asked.page("/replies"))
    assert counts == [("due", "2"), ("open", "3"), ("answered", "1")]


@pytest.mark.parametrize("address", ["/replies?state=nowhere", "/replies?kind=complaint", "/complaints?kind=reply"])
def test_words_that_no_list_has_are_refused(ana: Visitor, address: str) -> None:
    assert ana.client.get(address).status_code == 400


@pytest.mark.parametrize("state", ["open", "answered"])
def test_long_lists_go_on(asked: Visitor, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    for n in (2, 3):
        asked.post(8, "contact", kind="reply", who=f"Office {n}", how="email")
    asked.post(7, "answer", n="2", outcome="no-answer")
    whole = CONTACT.findall(asked.page(f"/replies?state={state}"))
    monkeypatch.setattr(work_lists, "PAGE", 1)
    address, listed = f"/replies?state={state}", list[str]()
    while address:
        page = asked.page(address)
        listed += CONTACT.findall(page)
        more = re.search(r'<a href="(\?[^"]*)" rel="next"', page)
        address = "/replies" + more[1].replace("&amp;", "&") if more else ""
    assert listed == whole
    assert len(whole) > 1


def test_who_complained_is_for_reviewers(asked: Visitor) -> None:
    reader, reviewer = (Visitor(asked.site).sign_in(handle) for handle in ("rae", "rita"))
    for address in ("/complaints", "/complaints?state=answered", "/complaints.json", "/complaints.json?state=answered"):
        assert re.search("Jane Doe|John Roe", reviewer.page(address)), address
        assert not re.search("Jane Doe|John Roe|transcript", reader.page(address)), address
    assert "The party" in reader.page("/replies"), "whom the desk asked is no secret"


def test_published_claims_for_which_nobody_was_asked(asked: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = re.findall(r'href="/claims/(\d+)"', asked.page("/replies/unasked"))
    assert "8" in numbers, "a request to an outlet asks nobody for a reply"
    assert not {"7", "9", "15", "19"} & set(numbers), "asked, or not published"
    monkeypatch.setattr(work_lists, "PAGE", 2)
    page = asked.page("/replies/unasked")
    more = re.search(r'<a href="(\?after=\d+)" rel="next"', page)
    assert more
    assert re.findall(r'href="/claims/(\d+)"', asked.page(f"/replies/unasked{more[1]}")) == numbers[2:4]
