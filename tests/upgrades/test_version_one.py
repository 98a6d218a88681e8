"""Desks in version 1 of the history: their chains are whole by the digest of that version, and hold every event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.store.revisions import altering
from tests.upgrades import version_one

# Written out: the upgrade must know what version 1 held, whatever today's enums say.
CLAIM_EVENTS = """
added imported edited assigned moved noted tagged linked evidence-added evidence-withdrawn checked assessed rated
corrected correction-withdrawn contacted contact-answered
"""
DESK_EVENTS = """
demo-loaded reviewer-added reviewer-edited reviewer-disabled reviewer-enabled policy-set scale-added
topic-added topic-renamed topic-merged topic-unmerged
speaker-added speaker-edited speaker-merged speaker-followed speaker-unmerged speaker-told-apart
speaker-told-apart-undone speaker-alias-added speaker-alias-removed speaker-role-added speaker-role-edited
speaker-role-removed
source-added source-edited source-merged source-followed source-unmerged source-told-apart source-told-apart-undone
source-alias-added source-alias-removed source-domain-added source-domain-removed
document-added document-edited document-captured document-proposal-decided
"""
MEDIA = "news web transcript report data video audio image social interview letter book file other"
FIRST_CLAIMS = 17  # the claims of the dump with every event


@pytest.fixture
def connection(empty_database: Database) -> Iterator[Connection]:
    """An empty database at the last revision of version 1."""
    with altering(empty_database) as opened:
        schema.run(opened, version_one.REVISION)
        yield opened


def column(connection: Connection, query: str) -> list[object]:
    return [value for (value,) in connection.exec_driver_sql(query)]


@pytest.mark.parametrize("dump", [version_one.EVERY_EVENT, version_one.DEMO], ids=["every-event", "demo"])
def test_a_dump_has_whole_chains_and_all_its_rows(connection: Connection, dump: Path) -> None:
    version_one.fill(connection, dump)
    assert list(version_one.broken_rows(connection)) == []
    for name, table in version_one.read(dump).items():
        assert column(connection, f"SELECT count(*) FROM {name}") == [len(table.rows)]  # noqa: S608 - the dump's names


def test_one_desk_has_every_event_and_every_medium(connection: Connection) -> None:
    version_one.fill(connection, version_one.EVERY_EVENT)
    assert set(column(connection, "SELECT kind FROM history")) == set(CLAIM_EVENTS.split())
    assert set(column(connection, "SELECT kind FROM desk_history")) == set(DESK_EVENTS.split())
    assert set(column(connection, "SELECT medium FROM documents")) == set(MEDIA.split())
    assert column(connection, "SELECT title FROM documents WHERE medium = 'interview'") == ["Interview with Petra Salt"]


def test_a_built_desk_has_whole_chains(connection: Connection) -> None:
    counts = version_one.build(connection, claims=50)
    assert list(version_one.broken_rows(connection)) == []
    assert column(connection, "SELECT count(*) FROM claims") == [counts["claims"]] == [50]
    assert column(connection, "SELECT count(*) FROM history") == [counts["events"]]
    assert column(connection, "SELECT count(*) FROM desk_history") == [counts["desk events"]]
    assert column(connection, "SELECT count(*) FROM leases") == [50 // FIRST_CLAIMS + 50 % FIRST_CLAIMS]
    # The first copy is the dump itself, hashed anew: the digest here is the one that its writer had.
    heads = column(connection, "SELECT history_head FROM claims ORDER BY id")[:FIRST_CLAIMS]
    assert heads == version_one.read(version_one.EVERY_EVENT)["claims"].values("history_head")


def test_histories_are_lengthened(connection: Connection) -> None:
    version_one.build(connection, FIRST_CLAIMS, events_per_claim=20)
    assert list(version_one.broken_rows(connection)) == []
    assert min(map(int, map(str, column(connection, "SELECT history_length FROM claims")))) == 20


def test_a_row_that_does_not_belong_is_noticed(connection: Connection) -> None:
    version_one.fill(connection, version_one.DEMO)
    (uid,) = column(connection, "SELECT uid FROM claims WHERE id = 1")
    columns = "claim_id, seq, id, kind, actor_id, at, body, prev, hash"
    connection.exec_driver_sql(
        f"INSERT INTO history ({columns}) SELECT claim_id, 99, 'x', kind, actor_id, at, body, prev, hash"  # noqa: S608
        " FROM history WHERE claim_id = 1 AND seq = 1"
    )
    assert list(version_one.broken_rows(connection)) == [f"{uid}: seq 99", f"{uid}: history_head"]


def test_a_desk_that_is_too_small_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="has at least 17 claims, not 16"):
        version_one.build(connection, claims=16)
