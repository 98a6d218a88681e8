"""The comments on tables and columns: PostgreSQL keeps them, and every upgrade brings the words of this program."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from factdb.store.base import Base
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

pytestmark = pytest.mark.long  # it takes whole desks up and down the revisions

BEFORE = "0013"  # the last revision with the comments of the first releases
# What later revisions added: columns, and whole tables.
ADDED_SINCE = {
    "reviewers.pen_name", "reviewers.uid", "history.words", "desk_history.words", "verdicts.although",
    "ratings.direction", "captures.file_sha256", "captures.text_sha256", "captures.modified_on",
    "claims.attributed_to", "origins.import_id", "other_checks.import_id",
}  # fmt: skip
TABLES_SINCE = (
    "archive_requests", "desk_head", "erasures", "evidence_captures", "imports", "invitations", "old_chains",
    "page_checks", "passwords", "saved_searches", "scale_publishers", "web_sessions", "withdrawn_checks",
)  # fmt: skip
COMMENTS = text("""
SELECT c.relname || coalesce('.' || a.attname, ''), d.description FROM pg_description d
JOIN pg_class c ON c.oid = d.objoid AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
WHERE d.classoid = 'pg_class'::regclass
""")


def comments(database: Database) -> dict[str, str]:
    """Return the comments that a database keeps, by table or by table and column; none on SQLite."""
    if not database.is_postgresql:
        return {}
    with database.engine("ro").connect() as connection:
        return dict(connection.execute(COMMENTS).all())


def test_a_desk_with_the_old_comments_is_upgraded_and_then_as_this_program_has_it(demo: Database) -> None:
    new = comments(demo)
    for day in range(2):  # the second time after a downgrade that followed an upgrade
        migrate(demo, BEFORE)
        old = comments(demo)
        added = {name for name in new if name.partition(".")[0] in TABLES_SINCE}
        assert old.keys() == new.keys() - ADDED_SINCE - added
        with shell(demo) as sql:
            assert sql("SELECT count(*) FROM claims") == [(22,)]
        schema.upgrade(demo, NOW + timedelta(days=day))
        assert differences(demo) == []
        assert comments(demo) == new
    if demo.is_postgresql:
        assert {name: words for name, words in new.items() if "." not in name} == {
            name: table.comment for name, table in Base.metadata.tables.items()
        }
        assert old["claims.quote"] == "the passage, to the letter"
        assert new["claims.quote"] == "the passage, word for word"


def test_a_downgrade_writes_the_comments_that_the_older_revisions_wrote(empty_database: Database) -> None:
    migrate(empty_database, BEFORE)
    written = comments(empty_database)
    schema.upgrade(empty_database, NOW)
    migrate(empty_database, BEFORE)
    assert comments(empty_database) == written
