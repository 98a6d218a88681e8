"""Revision 0021: captures get their files, and three tables of observations come; rows of before stay as they were."""

# ruff: noqa: S608 - the columns stand in this file

from __future__ import annotations

from datetime import timedelta

from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

BEFORE = "0020"
TABLES = ["archive_requests", "evidence_captures", "page_checks"]
COLUMNS = "document_id, n, captured_at, sha256, text, file_name, archived_url"


def test_captures_of_before_keep_their_rows_and_have_no_file(demo: Database) -> None:
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        assert not set(TABLES) & set(sql.tables())
        captures = sorted(sql(f"SELECT {COLUMNS} FROM captures"), key=repr)
        assert "captures is append-only" in sql.refusal("UPDATE captures SET text = 'x'")
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
    with shell(demo) as sql:
        assert sorted(sql(f"SELECT {COLUMNS} FROM captures"), key=repr) == captures
        assert set(sql("SELECT file_sha256, text_sha256, modified_on FROM captures")) == {(None, None, None)}
        assert not any(sql.content(TABLES).values())
