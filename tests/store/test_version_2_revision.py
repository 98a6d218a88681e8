"""Revision 0016: histories of factdb 0.1 are verified and written anew; one row that is not clean stops it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from factdb.domain.history import chain
from factdb.errors.database import DatabaseError, UncleanHistoryError
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.databases import Templates
from tests.store.raw_sql import shell
from tests.store.revisions import BEFORE_VERSION_2, altering, differences, migrate
from tests.store.version_one import unguarded
from tests.tampering.worked_desk import use_every_service

pytestmark = pytest.mark.long  # this revision is released and doesn't change

BODIES = "SELECT claim_id, seq, body, words FROM history ORDER BY claim_id, seq"
DESK_BODIES = "SELECT 0, seq, body, words FROM desk_history ORDER BY seq"


def findings(database: Database) -> list[str]:
    with sessions.reading(database) as session:
        return [str(finding) for finding in verify.findings(session, Checked(), now=NOW)]


def opened(database: Database) -> dict[tuple[int, int], object]:
    """Return every body with its personal words, by claim (0: the desk) and seq."""
    with shell(database) as sql:
        rows = [*sql(BODIES), *sql(DESK_BODIES)]
    bodies = {(claim, seq): chain.read_opened(body, words) for claim, seq, body, words in rows}
    return {place: body for place, body in bodies.items() if body["kind"] != "rechained"}


def people(database: Database) -> dict[str, str]:
    with shell(database) as sql:
        return dict(sql("SELECT uid, handle FROM reviewers"))


@pytest.fixture
def worked(demo: Database) -> Database:
    """A desk on which every service was used."""
    with sessions.writing(demo) as session:
        use_every_service(session)
    return demo


def test_a_desk_of_0_1_is_written_anew_and_clean(worked: Database) -> None:
    before, handles_before = opened(worked), people(worked)
    migrate(worked, BEFORE_VERSION_2)
    with shell(worked) as sql:
        ends = {
            number: (length, head)
            for number, length, head in sql("SELECT id, history_length, history_head FROM claims")
        }
        desk = sql("SELECT max(seq) FROM desk_history")[0][0]
    upgraded = schema.upgrade(worked, NOW, acting="ed")
    # Going back to 0.1 forgets which import brought a row: no desk of 0.1 has an import that is recorded.
    amiss = [finding for finding in findings(worked) if "import" not in finding]
    assert (upgraded.before, differences(worked), amiss) == (BEFORE_VERSION_2, [], [])
    handles = people(worked)
    # Reviewers have new uids: the handles say who is who.
    anew = {uid: next(new for new, name in handles.items() if name == handle) for uid, handle in handles_before.items()}
    text = json.dumps([[*place, body] for place, body in before.items()])
    for old, new in anew.items():
        text = text.replace(old, new)
    assert [[*place, body] for place, body in opened(worked).items()] == json.loads(text)
    with shell(worked) as sql:
        assert {number: (length, head) for number, length, head in sql("SELECT * FROM old_chains")} == ends
        kind, words, body = sql("SELECT kind, words, body FROM desk_history ORDER BY seq DESC LIMIT 1")[0]
        event = chain.read(body)
        assert (kind, words, handles[event["actor"]], event["claims"]) == ("rechained", None, "ed", len(ends))
        assert event["old_desk"]["length"] == desk
        bodies = "\n".join(row[0] for row in sql("SELECT body FROM history UNION ALL SELECT body FROM desk_history"))
    assert [
        name for name in (*handles.values(), "Zoe Doe", "The mayor said", "A reader") if f'"{name}"' in bodies
    ] == []


def test_an_upgrade_without_a_user_acts_for_the_first_admin(demo: Database) -> None:
    migrate(demo, BEFORE_VERSION_2)
    schema.upgrade(demo, NOW)
    with shell(demo) as sql:
        actor = "SELECT r.handle, r.role FROM desk_history d JOIN reviewers r ON r.id = d.actor_id"
        assert sql(f"{actor} WHERE d.kind = 'rechained'") == [("ana", "admin")]


UNCLEAN = {
    "a word of a body": (
        "UPDATE history SET body = replace(body, 'kept', 'null') WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the row was changed: its hash does not match",
    ),
    "a body that is no JSON": (
        "UPDATE history SET body = 'so be it' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: its body cannot be read",
    ),
    "a kind": (
        "UPDATE history SET kind = 'noted' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the column kind differs from the body",
    ),
    "an actor": (
        (
            "UPDATE history SET actor_id = (SELECT min(id) FROM reviewers WHERE id <> actor_id)"
            " WHERE claim_id = 4 AND seq = 6"
        ),
        "claim 4, seq 6: the column actor differs from the body",
    ),
    "a time": (
        "UPDATE history SET at = '2026-11-22T09:30:00.123457Z' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the column at differs from the body",
    ),
    "a row deleted": ("DELETE FROM history WHERE claim_id = 4 AND seq = 3", "claim 4, seq 3: the row is missing"),
    "the tail deleted": (
        "DELETE FROM history WHERE claim_id = 4 AND seq = 8",
        "claim 4: its row says that its history ends elsewhere",
    ),
    "a history deleted": ("DELETE FROM history WHERE claim_id = 4", "claim 4: it has no history"),
    "the last history deleted": ("DELETE FROM history WHERE claim_id = 22", "claim 22: it has no history"),
    "rows before the first": (
        "UPDATE history SET seq = -1 WHERE claim_id = 4 AND seq = 8",
        "claim 4, seq 1: the row is missing",
    ),
    "a row of the desk": (
        "UPDATE desk_history SET body = replace(body, 'reviewer', 'admin') WHERE seq = 1",
        "desk history, seq 1: the row was changed: its hash does not match",
    ),
    "a row of the desk deleted": ("DELETE FROM desk_history WHERE seq = 4", "desk history, seq 4: the row is missing"),
    "the desk's whole history": ("DELETE FROM desk_history", "the desk history is empty, but claims have histories"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def older(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The worked example as factdb 0.1 has it, on each engine, to be copied."""
    for database in templates.copy(request.param, "demo", tmp_path_factory.mktemp("older") / "desk.db"):
        migrate(database, BEFORE_VERSION_2)
        yield database


@pytest.mark.parametrize("attack", UNCLEAN)
def test_one_row_that_is_not_clean_stops_the_upgrade(
    older: Database, templates: Templates, tmp_path: Path, attack: str
) -> None:
    statement, finding = UNCLEAN[attack]
    for database in templates.copy_of(older, tmp_path / "desk.db"):
        with altering(database) as connection, unguarded(connection):
            connection.exec_driver_sql(statement)
        with shell(database) as sql:
            before = (
                sql.tables(),
                sql("SELECT * FROM history ORDER BY claim_id, seq"),
                sql("SELECT * FROM desk_history"),
            )
        with pytest.raises(UncleanHistoryError) as refused:
            schema.upgrade(database, NOW)
        assert finding in str(refused.value)
        with shell(database) as sql:
            after = sql.tables(), sql("SELECT * FROM history ORDER BY claim_id, seq"), sql("SELECT * FROM desk_history")
            assert after == before
            assert sql("SELECT version_num FROM alembic_version") == [(BEFORE_VERSION_2,)]


def test_an_empty_desk_goes_back_and_comes_again(empty_database: Database) -> None:
    schema.upgrade(empty_database, NOW)
    for day in range(1, 3):
        with altering(empty_database) as connection:
            schema.run(connection, BEFORE_VERSION_2)
        with shell(empty_database) as sql:
            assert not {"desk_head", "old_chains", "erasures"} & set(sql.tables())
        schema.upgrade(empty_database, NOW + timedelta(days=day))
        assert differences(empty_database) == []


def test_a_desk_with_rows_does_not_go_back(demo: Database) -> None:
    with shell(demo) as sql:
        before = sql.content()
    with (
        pytest.raises((UncleanHistoryError, DatabaseError), match="cannot be written in version 1"),
        altering(demo) as c,
    ):
        schema.run(c, BEFORE_VERSION_2)
    with shell(demo) as sql:
        assert sql.content() == before
    assert differences(demo) == []
