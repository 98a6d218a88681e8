"""What was recorded can't be changed or removed, from any SQL shell, on both engines."""

# ruff: noqa: S608 - the attacks are made of names that stand in this file

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Boolean, Date, Integer, Table

from factdb.store.base import Base, UtcDateTime
from factdb.store.engine import Database
from tests.databases import Templates
from tests.store.raw_sql import Shell, fill_every_table, shell

# DESIGN.md, section 3
APPEND_ONLY = (
    "captures", "other_checks", "verdicts", "verdict_evidence", "approvals", "assessments", "history", "desk_history",
    "evidence_captures", "archive_requests", "page_checks", "withdrawn_checks",
)  # fmt: skip
KEPT = ("claims", "evidence", "proposed_changes", "contacts", "origins", "old_chains", "erasures", "imports")
# What an erasure may change; the trigger compares values, so a change to the same value passes and changes nothing.
ERASABLE = {
    "captures": {"sha256", "text", "file_name", "file_sha256", "text_sha256"},
    "contacts": {"who", "text", "answer"},
    "desk_history": {"words"},
    "evidence": {"excerpt", "note"},
    "history": {"words"},
    "origins": {"fingerprint", "raw"},
    "proposed_changes": {"fields"},
}
FREE = {
    "evidence": {"withdrawn_at"},
    "proposed_changes": {"withdrawn_at"},
    "contacts": {"answer", "outcome", "answered_at"},
    "imports": {"added", "changed", "same", "refused", "undone_by_id", "undone_at"},
}
FIXED = {
    "claims": {"id", "uid"},
    "erasures": {
        "n", "subject", "claim_id", "item", "document_id", "reviewer_id", "ground", "asked_by_id", "asked_at",
    },
}  # fmt: skip
PARENTS = ("claims", "documents", "ratings", "reviewers", "scales", "sources", "speakers")
ROWIDS = ("rowid", "_rowid_", "oid")

Attacks = Iterator[str]


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def keys(name: str) -> list[str]:
    return [column.name for column in table_of(name).primary_key]


def guarded(name: str) -> list[str]:
    """Return the columns that may not change."""
    columns = [column.name for column in table_of(name).columns]
    return [column for column in columns if column in FIXED.get(name, columns) and column not in FREE.get(name, ())]


def other_value(name: str, column: str) -> str:
    """Return a literal that no row of the column holds."""
    kind = table_of(name).c[column].type
    if isinstance(kind, Boolean):
        return "true"
    if isinstance(kind, BigInteger | Integer):
        return "77777"
    return "'1999-01-01'" if isinstance(kind, Date | UtcDateTime) else "'something else'"


def changes(name: str) -> Attacks:
    yield f"DELETE FROM {name}"
    for column in guarded(name):
        yield f"UPDATE {name} SET {column} = {other_value(name, column)}"
    column = guarded(name)[-1]
    listed = ", ".join(each.name for each in table_of(name).columns)  # * has what PostgreSQL makes itself too
    yield (
        f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {name} WHERE true"
        f" ON CONFLICT ({', '.join(keys(name))}) DO UPDATE SET {column} = {other_value(name, column)}"
    )


def replacements(name: str) -> Attacks:
    """Yield SQLite's ways to overwrite a row: by every unique key, by rowid, and by moving another row onto it."""
    columns = [column.name for column in table_of(name).columns]
    yield f"REPLACE INTO {name} SELECT * FROM {name}"
    yield f"INSERT OR REPLACE INTO {name} SELECT * FROM {name} LIMIT 1"
    yield f"INSERT INTO {name} SELECT * FROM {name} WHERE true ON CONFLICT DO UPDATE SET {columns[-1]} = NULL"
    for how in ("REPLACE", "IGNORE", "FAIL", "ROLLBACK"):
        for column in guarded(name):
            yield f"UPDATE OR {how} {name} SET {column} = {other_value(name, column)}"
    moved = ", ".join(f"{key} = (SELECT {key} FROM {name} ORDER BY rowid DESC LIMIT 1)" for key in keys(name))
    yield f"UPDATE OR REPLACE {name} SET {moved} WHERE rowid = (SELECT min(rowid) FROM {name})"
    for rowid in ROWIDS:
        yield f"DELETE FROM {name} WHERE {rowid} = (SELECT max({rowid}) FROM {name})"
        yield f"UPDATE {name} SET {rowid} = {rowid} + 1000"
        yield (
            f"UPDATE OR REPLACE {name} SET {rowid} = (SELECT max({rowid}) FROM {name})"
            f" WHERE {rowid} = (SELECT min({rowid}) FROM {name})"
        )
        yield from by_rowid(name, rowid)
    if name == "claims":
        for unique, other in (("id", "uid"), ("uid", "id")):
            listed = [column for column in columns if column != other]
            values = ", ".join(listed)
            yield (
                f"INSERT OR REPLACE INTO claims ({other}, {values})"
                f" SELECT {other_value(name, other)}, {values} FROM claims WHERE {unique} IS NOT NULL LIMIT 1"
            )


def by_rowid(name: str, rowid: str) -> Attacks:
    """Overwrite the row with this rowid by one that differs in every unique key."""
    alone = len(keys(name)) == 1  # there the key is the rowid itself
    columns = [column.name for column in table_of(name).columns if not (alone and column.name == keys(name)[0])]
    values = [
        f"{column} || 'x'" if column == "uid" else f"{column} + 5000" if column in {"n", "seq", "version"} else column
        for column in columns
    ]
    yield (
        f"INSERT OR REPLACE INTO {name} ({rowid}, {', '.join(columns)})"
        f" SELECT {rowid}, {', '.join(values)} FROM {name} ORDER BY {rowid} DESC LIMIT 1"
    )


def truncations(name: str) -> Attacks:
    yield f"TRUNCATE {name} CASCADE"
    yield f"TRUNCATE ONLY {name} RESTART IDENTITY CASCADE"
    keyed = " AND ".join(f"old.{key} = new.{key}" for key in keys(name))
    column = guarded(name)[-1]
    merge = f"MERGE INTO {name} old USING (SELECT * FROM {name}) new ON {keyed} WHEN MATCHED THEN "
    yield f"{merge} DELETE"
    yield f"{merge} UPDATE SET {column} = {other_value(name, column)}"


def must_be_refused(sql: Shell, attacks: Attacks) -> None:
    before = sql.content()
    passed = {attack: said for attack in attacks if "append-only" not in (said := sql.refusal(attack))}
    assert not passed
    assert sql.content() == before


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def attacked(request: pytest.FixtureRequest, templates: Templates) -> Iterator[Shell]:
    """A desk with rows in every table, open in a plain SQL shell; the tests share it, as nothing changes it."""
    yield from filled(str(request.param), templates)


@pytest.fixture(scope="module")
def attacked_file(templates: Templates) -> Iterator[Shell]:
    """The same, on SQLite alone."""
    yield from filled("sqlite", templates)


@pytest.fixture(scope="module")
def attacked_server(templates: Templates) -> Iterator[Shell]:
    """The same, on PostgreSQL alone."""
    yield from filled("postgresql", templates)


def filled(engine: str, templates: Templates) -> Iterator[Shell]:
    with tempfile.TemporaryDirectory() as folder:
        for database in templates.copy(engine, "demo", Path(folder) / "desk.db"):
            with shell(database) as sql:
                fill_every_table(sql)
                yield sql


@pytest.mark.parametrize("name", [*APPEND_ONLY, *KEPT])
def test_rows_are_neither_changed_nor_removed(attacked: Shell, name: str) -> None:
    assert attacked(f"SELECT count(*) FROM {name}")[0][0] >= 2
    must_be_refused(attacked, changes(name))


@pytest.mark.parametrize("name", [name for name in APPEND_ONLY if name not in ERASABLE])
def test_not_even_a_change_to_the_same_value_passes(attacked: Shell, name: str) -> None:
    must_be_refused(attacked, (f"UPDATE {name} SET {column} = {column}" for column in guarded(name)))


@pytest.mark.parametrize("name", [*APPEND_ONLY, *KEPT])
def test_sqlite_replaces_no_row_by_any_key(attacked_file: Shell, name: str) -> None:
    must_be_refused(attacked_file, replacements(name))


@pytest.mark.parametrize("name", [*APPEND_ONLY, *KEPT])
def test_sqlite_replaces_no_row_while_triggers_are_recursive(attacked_file: Shell, name: str) -> None:
    attacked_file("PRAGMA recursive_triggers = ON")
    must_be_refused(attacked_file, replacements(name))
    attacked_file("PRAGMA recursive_triggers = OFF")


@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize("name", [*APPEND_ONLY, *KEPT])
def test_a_superuser_of_postgresql_empties_no_table(attacked_server: Shell, name: str, role: str) -> None:
    attacked_server(f"SET session_replication_role = {role}")
    must_be_refused(attacked_server, changes(name))
    must_be_refused(attacked_server, truncations(name))


@pytest.mark.parametrize("role", ["origin", "replica"])
def test_nor_through_the_tables_that_others_refer_to(attacked_server: Shell, role: str) -> None:
    attacked_server(f"SET session_replication_role = {role}")
    must_be_refused(attacked_server, (f"TRUNCATE {name} CASCADE" for name in PARENTS))


def test_a_table_that_nothing_refers_to_is_not_emptied_either(attacked_server: Shell) -> None:
    alone = (
        "approvals", "assessments", "contacts", "desk_history", "erasures", "history", "old_chains", "origins",
        "proposed_changes", "verdict_evidence", "withdrawn_checks",
    )  # fmt: skip
    must_be_refused(attacked_server, (f"TRUNCATE {name}" for name in alone))


@pytest.mark.parametrize("moment", ["'2026-11-22T00:00:00.000000Z'", "NULL"])
def test_of_evidence_its_withdrawal_may_change(demo: Database, moment: str) -> None:
    others = "SELECT * FROM evidence WHERE claim_id <> 7 ORDER BY claim_id, n"
    with shell(demo) as sql:
        before = sql(others)
        sql(f"UPDATE evidence SET withdrawn_at = {moment} WHERE claim_id = 7")
        is_null = sql("SELECT withdrawn_at IS NULL FROM evidence WHERE claim_id = 7")
        assert bool(is_null[0][0]) is (moment == "NULL")
        assert sql(others) == before


def test_a_claim_s_work_goes_on_and_new_rows_may_follow(demo: Database) -> None:
    with shell(demo) as sql:
        fill_every_table(sql)
        sql("UPDATE claims SET status = 'declined', priority = 3 WHERE id = 19")
        assert sql("SELECT status, priority FROM claims WHERE id = 19") == [("declined", 3)]
        sql("INSERT INTO other_checks (claim_id, n, source_id, label) VALUES (2, 2, 1, 'Half true')")
        assert sql("SELECT label FROM other_checks WHERE claim_id = 2 ORDER BY n") == [
            ("False",),
            ("Half true",),
        ]


@pytest.mark.parametrize("state", ["requested", "refused", "done"])
def test_words_stay_where_no_erasure_is_under_way(demo: Database, state: str) -> None:
    with shell(demo) as sql:
        fill_every_table(sql)
        decided = "NULL" if state == "requested" else "asked_at"
        done = "asked_at" if state == "done" else "NULL"
        sql(f"UPDATE erasures SET state = '{state}', decided_at = {decided}, done_at = {done}")
        must_be_refused(sql, erasing(without={"answer"}))


def test_words_can_be_removed_while_an_erasure_is_under_way(demo: Database) -> None:
    with shell(demo) as sql:
        fill_every_table(sql)
        sql("UPDATE erasures SET state = 'removing', decided_at = asked_at WHERE n = 2")
        for attack in erasing():
            assert sql.refusal(attack) == ""
        for name, columns in ERASABLE.items():
            fixed = [column for column in guarded(name) if column not in columns]
            must_be_refused(sql, (f"UPDATE {name} SET {column} = {other_value(name, column)}" for column in fixed))
            must_be_refused(sql, iter([f"DELETE FROM {name}"]))


def erasing(without: frozenset[str] | set[str] = frozenset()) -> Attacks:
    """Yield a change of every column that an erasure may change."""
    for name, columns in ERASABLE.items():
        yield from (f"UPDATE {name} SET {column} = '[erased]'" for column in sorted(columns - without))


def test_the_end_of_the_desk_history_is_one_row(demo: Database) -> None:
    with shell(demo) as sql:
        before = sql("SELECT * FROM desk_head")
        attacks = [
            "DELETE FROM desk_head",
            "UPDATE desk_head SET id = 2",
            "INSERT INTO desk_head SELECT * FROM desk_head",
        ]
        attacks.append("INSERT INTO desk_head SELECT 2, length, head FROM desk_head")
        attacks.append("TRUNCATE desk_head" if demo.is_postgresql else "REPLACE INTO desk_head SELECT 1, 0, '0'")
        assert [attack for attack in attacks if not sql.refusal(attack)] == []
        assert sql("SELECT * FROM desk_head") == before
        sql("UPDATE desk_head SET length = length + 1")


def test_only_these_columns_are_left_open() -> None:
    assert guarded("claims") == ["id", "uid"]
    for name, free in FREE.items():
        assert {column.name for column in table_of(name).columns} - set(guarded(name)) == free
