"""The log of the desk: everything that happened, newest first, each event once, without sorting all of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from factdb.domain.enums import Channel, ContactKind, PolicyName
from factdb.errors import NoSuchError
from factdb.services.actor import NOBODY, Viewer
from factdb.services.claims import contacts, notes_and_links
from factdb.services.decisions import assessing
from factdb.services.desk import desk_policy
from factdb.services.reads.histories import desk_log
from factdb.services.reads.histories.desk_log import LogRequest
from factdb.store.models import DeskHistory, History
from tests.conftest import NOW
from tests.services.conftest import Desk, desk_on


def shown(desk: Desk, viewer: Viewer = NOBODY, limit: int | None = None, **request: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - fields of LogRequest
    return list(desk_log.rows(desk.session, LogRequest(**request), viewer, limit))


def note(session: Session, number: int, moment: datetime, words: str = "A note.") -> None:
    at = desk_on(session, moment)
    notes_and_links.note(session, at.claim(number), at.rita, words)


def key(row: dict[str, Any]) -> tuple[int | None, int]:
    return row["claim"], row["seq"]


@pytest.mark.parametrize("first", [1, 3, 100])
def test_every_event_comes_once_and_the_newest_first(desk: Desk, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_log, "_FIRST", first)
    monkeypatch.setattr(desk_log, "_GROWTH", 2)
    for hours, number in enumerate((7, 3, 7, 12, 3, 1), start=1):
        note(desk.session, number, NOW + timedelta(hours=hours))
    events = shown(desk)
    count = sum(
        desk.session.scalar(select(func.count()).select_from(history)) or 0 for history in (History, DeskHistory)
    )
    assert len(events) == len({key(row) for row in events}) == count
    times = [row["at"] for row in events]
    assert times == sorted(times, reverse=True)
    assert [row["claim"] for row in events[:6]] == [1, 3, 12, 7, 3, 7]
    assert shown(desk, limit=4) == events[:4]
    since = NOW + timedelta(hours=3)
    assert shown(desk, since=since) == [row for row in events if row["at"] >= since] == events[:4]
    assert shown(desk, handles=["rita"]) == [row for row in events if row["by"] == "rita"]
    assert shown(desk, claims=[3]) == [row for row in events if row["claim"] == 3]
    assert shown(desk, claims=[3], handles=["rita"], limit=1) == events[1:2]


def test_an_event_of_a_clock_that_ran_ahead_is_not_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_log, "_FIRST", 1)
    note(desk.session, 7, NOW + timedelta(hours=9), "Too early.")
    note(desk.session, 7, NOW + timedelta(hours=1), "In time.")
    note(desk.session, 3, NOW + timedelta(hours=2))
    notes = [row["body"]["note"] for row in shown(desk, handles=["rita"]) if row["kind"] == "noted"]
    assert sorted(notes) == ["A note.", "In time.", "Too early."]


def test_the_log_has_names_and_hides_what_the_viewer_may_not_see(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.BLIND, "on")
    claim = desk.new(speaker="Jane Doe")
    draft = contacts.ContactDraft(ContactKind.COMPLAINT, "John Roe", Channel.EMAIL, None, "Secret words.")
    contacts.add(desk.session, claim, desk.rita, draft)
    opinion = assessing.Opinion(["not-checkable"], ["Hidden opinion."])
    assessing.assess(desk.session, claim, desk.rita, opinion)
    events = shown(desk, since=NOW)
    assert "Jane Doe" in str([row["body"] for row in events if row["kind"] == "speaker-added"])
    assert not {"John Roe", "Secret words.", "Hidden opinion."} & set(str(events).split("'"))
    of_rita = str(shown(desk, Viewer(desk.rita.id, NOW, desk.rita.role), since=NOW))
    assert all(words in of_rita for words in ("John Roe", "Secret words.", "Hidden opinion."))
    with pytest.raises(NoSuchError, match='no reviewer "ritta"'):
        shown(desk, handles=["ritta"])


def test_the_first_page_reads_indices_and_sorts_no_more_than_its_claims(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if desk.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by the number of rows: this desk is too small for an index")
    monkeypatch.setattr(desk_log, "_FIRST", 5)
    for number in range(1, 10):
        note(desk.session, number, NOW + timedelta(hours=number))
    asked: list[tuple[str, Any]] = []
    connection = desk.session.connection()
    listener = (connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    event.listen(*listener)
    shown(desk, limit=5)
    event.remove(*listener)
    raw = connection.connection.driver_connection
    assert raw is not None
    plans = {
        step[3]
        for sql, values in asked
        if "FROM history" in sql or "FROM desk_history" in sql
        for step in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)
    }
    assert any(step.startswith("SEARCH history USING INDEX") for step in plans)
    assert any(step.startswith("SEARCH claims USING COVERING INDEX ix_claims_changed_at_id") for step in plans)
    assert not [step for step in plans if step.startswith("SCAN") and "history" in step]
