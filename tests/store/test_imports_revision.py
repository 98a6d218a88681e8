"""Revision 0023: imports are recorded; rows of before belong to none, and checks count as they did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import Shell, shell
from tests.store.revisions import differences, migrate

BEFORE, REVISION = "0022", "0023"
VIEWS = {
    "v1_claims": "id", "public1_claims": "id", "v1_other_checks": "claim_id, n", "public1_other_checks": "claim_id, n",
}  # fmt: skip
IMPORTS = """
INSERT INTO imports (id, uid, format, file, options, by_id, at, added, changed, same, refused)
SELECT id, uid, 'csv', 'a.csv', '{}', 1, changed_at, 1, 0, 0, 0 FROM claims WHERE id IN (1, 2)
"""
ADDED = {"origins", "other_checks", "imports", "withdrawn_checks"}


def with_checks(sql: Shell) -> None:
    """Give two claims, one of them published, a check each, and the row of a file."""
    sql("INSERT INTO other_checks (claim_id, n, source_id, label) VALUES (1, 1, 2, 'False'), (2, 1, 2, 'False')")
    sql(
        "INSERT INTO origins (claim_id, n, format, file, fingerprint, nth, raw, imported_at)"
        " SELECT id, 1, 'csv', 'a.csv', 'f', 1, '{}', changed_at FROM claims WHERE id IN (1, 2)"
    )


def views(sql: Shell) -> dict[str, list[tuple[object, ...]]]:
    return {name: sql(f"SELECT * FROM {name} ORDER BY {order}") for name, order in VIEWS.items()}  # noqa: S608


def test_tables_come_and_go_with_every_row_in_place(demo: Database) -> None:
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        with_checks(sql)
    with shell(demo) as sql:
        tables = sorted(set(sql.tables()) - {"alembic_version"} - ADDED)
        content, rows = sql.content(tables), views(sql)
        old = {name: sql(f"SELECT * FROM {name} ORDER BY claim_id") for name in ("origins", "other_checks")}  # noqa: S608
    assert rows["v1_other_checks"]
    migrate(demo, REVISION)
    with shell(demo) as sql:
        assert (sql.content(tables), views(sql)) == (content, rows)
        for name, before in old.items():
            assert sql(f"SELECT * FROM {name} ORDER BY claim_id") == [(*row, None) for row in before]  # noqa: S608
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        assert (sql.content(tables), views(sql)) == (content, rows)
        assert not {"imports", "withdrawn_checks"} & set(sql.tables())
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []


def test_checks_of_an_undone_import_and_withdrawn_checks_are_in_no_view(demo: Database) -> None:
    with shell(demo) as sql:
        before = views(sql)
        sql(IMPORTS)
        sql("INSERT INTO other_checks (claim_id, n, source_id, label, import_id) VALUES (1, 1, 2, 'False', 1)")
        counted = views(sql)
        assert counted != before
        sql("INSERT INTO withdrawn_checks (claim_id, n, import_id) VALUES (1, 1, 2)")
        assert views(sql) == before
        undo = "UPDATE imports SET undone_by_id = 1, undone_at = '2026-01-02T00:00:00.000000Z' WHERE id = "
        sql(undo + "2")
        assert views(sql) == counted
        sql(undo + "1")
        assert views(sql) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE imports SET options = '[]'",
        "DELETE FROM imports",
        "UPDATE withdrawn_checks SET n = 2",
        "DELETE FROM withdrawn_checks",
        "UPDATE origins SET import_id = 1",
    ],
)
def test_imports_are_append_only(demo: Database, statement: str) -> None:
    with shell(demo) as sql:
        with_checks(sql)
        sql(IMPORTS)
        sql("INSERT INTO withdrawn_checks (claim_id, n, import_id) VALUES (1, 1, 1)")
        assert "append-only" in sql.refusal(statement)
