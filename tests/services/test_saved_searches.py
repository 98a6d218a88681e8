"""Saved searches: what is saved, who sees it, what is refused, and what becomes of a topic that was renamed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from factdb.domain.search.filter_address import Reader
from factdb.errors import BadValueError, NoSuchError, UnknownWordError, UnreadableValueError
from factdb.errors.claims import RoleNeededError
from factdb.errors.desk import NothingToSaveError, SearchNameTakenError, TooManySearchesError
from factdb.services.actor import Actor, find_actor
from factdb.services.desk import saved_searches
from factdb.services.people import topics
from factdb.services.reads import claim_list, saved_search_list
from factdb.services.reads.list_types import SearchRow
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.views import VIEWS
from tests.conftest import NOW
from tests.services.conftest import Desk
from tests.services.test_desk_dump import dumped, load

OPEN = [("open", "yes")]


def rows(desk: Desk, actor: Actor) -> list[SearchRow]:
    return list(saved_search_list.rows(desk.session, Reader(actor.handle, actor.now)))


def names(desk: Desk, actor: Actor) -> list[str]:
    return [row["name"] for row in rows(desk, actor)]


def test_filters_are_saved_listed_and_counted(desk: Desk) -> None:
    saved_searches.save(desk.session, desk.rita, "  Biden,  open ", [("speaker", "Biden"), *OPEN, ("sort", "-id")])
    (row,) = rows(desk, desk.rita)
    assert row["name"] == "Biden, open"
    assert row["query"] == "speaker=Biden&open=yes&sort=-id"
    opened = saved_search_list.opened(desk.session, "BIDEN, open", Reader("rita", NOW))
    matches = claim_list.count(desk.session, claim_list.resolve(desk.session, opened.request))
    assert row["claims"] == matches
    assert opened.sort == "-id"


def test_nobody_else_sees_or_changes_a_search(desk: Desk) -> None:
    saved_searches.save(desk.session, desk.rita, "Open", OPEN)
    for other in (desk.ana, desk.ed, desk.rae):
        assert rows(desk, other) == []
        with pytest.raises(NoSuchError, match='There is no saved search "Open"'):
            saved_search_list.opened(desk.session, "Open", Reader(other.handle, NOW))
    for other in (desk.ana, desk.ed):
        with pytest.raises(NoSuchError):
            saved_searches.rename(desk.session, other, "Open", "Mine")
        with pytest.raises(NoSuchError):
            saved_searches.delete(desk.session, other, "Open")
    saved_searches.save(desk.session, desk.ed, "open", [("status", "new")])
    assert (names(desk, desk.rita), names(desk, desk.ed)) == (["Open"], ["open"])


def test_waits_for_me_means_the_person_who_reads(desk: Desk) -> None:
    saved_searches.save(desk.session, desk.ed, "Mine", [("waits_for", "me")])
    opened = saved_search_list.opened(desk.session, "Mine", Reader("ed", NOW))
    assert opened.request.waits_for
    assert opened.request.waits_for.handle == "ed"


def test_a_name_is_taken_once_and_replaced_on_purpose(desk: Desk) -> None:
    saved_searches.save(desk.session, desk.rita, "Open", OPEN)
    with pytest.raises(SearchNameTakenError):
        saved_searches.save(desk.session, desk.rita, " OPEN", [("status", "new")])
    saved_searches.save(desk.session, desk.rita, "OPEN", [("status", "new")], replace=True)
    assert [(row["name"], row["query"]) for row in rows(desk, desk.rita)] == [("Open", "status=new")]
    saved_searches.save(desk.session, desk.rita, "Other", OPEN)
    with pytest.raises(SearchNameTakenError):
        saved_searches.rename(desk.session, desk.rita, "Other", "open")
    saved_searches.rename(desk.session, desk.rita, "open", "OPEN")
    saved_searches.rename(desk.session, desk.rita, "other", "Another")
    assert saved_searches.delete(desk.session, desk.rita, "OPEN") == "OPEN"
    assert names(desk, desk.rita) == ["Another"]


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([("colour", "red")], UnknownWordError),
        ([("status", "nowhere")], UnknownWordError),
        ([("verdict", "greenish")], UnknownWordError),
        ([("speaker", "Nobody Known")], NoSuchError),
        ([("topic", "nothing of the kind")], NoSuchError),
        ([("assignee", "nemo")], NoSuchError),
        ([("article", "999")], NoSuchError),
        ([("article", "seven")], UnreadableValueError),
        ([("since", "some day")], BadValueError),
        ([*OPEN, ("sort", "colour")], UnknownWordError),
        ([("sort", "id")], NothingToSaveError),
        ([], NothingToSaveError),
        ([("q", "word " * 1_000)], BadValueError),
    ],
)
def test_what_the_list_would_refuse_is_refused(
    desk: Desk, pairs: list[tuple[str, str]], error: type[Exception]
) -> None:
    with pytest.raises(error) as refusal:
        saved_searches.save(desk.session, desk.rita, "X", pairs)
    assert str(refusal.value).endswith(".")
    assert rows(desk, desk.rita) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 301, "\u200b"])
def test_a_name_needs_letters(desk: Desk, name: str) -> None:
    with pytest.raises(BadValueError):
        saved_searches.save(desk.session, desk.rita, name, OPEN)


def test_a_reader_reads_only(desk: Desk) -> None:
    for refused in (
        lambda: saved_searches.save(desk.session, desk.rae, "Open", OPEN),
        lambda: saved_searches.rename(desk.session, desk.rae, "Open", "X"),
        lambda: saved_searches.delete(desk.session, desk.rae, "Open"),
    ):
        with pytest.raises(RoleNeededError):
            refused()


def test_searches_are_limited_by_person(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_searches, "MOST_SEARCHES", 2)
    for name in ("A", "B"):
        saved_searches.save(desk.session, desk.rita, name, OPEN)
    with pytest.raises(TooManySearchesError):
        saved_searches.save(desk.session, desk.rita, "C", OPEN)
    saved_searches.save(desk.session, desk.rita, "B", [("status", "new")], replace=True)
    saved_searches.save(desk.session, desk.ed, "C", OPEN)


def test_a_renamed_topic_is_said_and_followed(desk: Desk) -> None:
    claim = desk.new()
    topics.tag(desk.session, claim, desk.rita, ["Ports"], [])
    saved_searches.save(desk.session, desk.rita, "Ports", [("topic", "ports")])
    later = replace(desk.rita, now=NOW + timedelta(hours=1))
    topics.rename(desk.session, later, "Ports", "Harbours")
    topics.rename(desk.session, later, "Harbours", "Quays")
    topics.add(desk.session, later, "Ports")  # another topic, which the search never meant
    (row,) = rows(desk, later)
    assert (row["claims"], row["query"]) == (1, "topic=Quays")
    assert row["notice"] == 'The topic "ports" is now called "Quays".'
    saved_searches.save(desk.session, later, "Ports", [("topic", "Quays")], replace=True)
    assert rows(desk, later)[0]["notice"] is None


def test_a_rename_that_was_taken_back_is_no_news(desk: Desk) -> None:
    topics.add(desk.session, desk.rita, "Ports")
    saved_searches.save(desk.session, desk.rita, "Ports", [("topic", "ports")])
    later = replace(desk.rita, now=NOW + timedelta(hours=1))
    topics.rename(desk.session, later, "Ports", "Quays")
    topics.rename(desk.session, later, "Quays", "Ports")
    (row,) = rows(desk, later)
    assert (row["claims"], row["notice"]) == (0, None)


def test_a_search_that_cannot_run_leaves_the_others(desk: Desk) -> None:
    saved = saved_searches.save(desk.session, desk.rita, "Broken", OPEN)
    saved_searches.save(desk.session, desk.rita, "Open", OPEN)
    saved.query = "speaker=Nobody+Known"
    desk.session.flush()
    broken, works = rows(desk, desk.rita)
    assert (broken["claims"], broken["notice"]) == (None, 'There is no speaker "Nobody Known".')
    assert works["notice"] is None
    assert works["claims"]


def test_a_large_ledger_is_not_counted(desk: Desk) -> None:
    saved_searches.save(desk.session, desk.rita, "Open", OPEN)
    (row,) = saved_search_list.rows(desk.session, Reader("rita", NOW), 5)
    assert row["claims"] is None


def test_searches_are_in_a_dump_and_in_no_view(database: Database, tmp_path: Path) -> None:
    with sessions.writing(database) as session:
        saved_searches.save(session, find_actor(session, "rita", NOW), "Private things", [("q", "secretword")])
    copy = Database.sqlite(tmp_path / "copy.db")
    load(copy, dumped(database))
    with sessions.reading(copy) as session:
        (row,) = saved_search_list.rows(session, Reader("rita", NOW))
        assert (row["name"], row["query"]) == ("Private things", "q=secretword")
    assert not [view.name for view in VIEWS if "saved_searches" in view.name]
    with sessions.reading(database) as session:
        for view in VIEWS:
            shown = str(session.connection().exec_driver_sql(f"SELECT * FROM {view.name}").all())  # noqa: S608 - our names
            assert "secretword" not in shown
