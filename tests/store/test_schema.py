"""The revisions: up and down with rows, from every older state, backed up, all or nothing, one at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from factdb import resources
from factdb.domain.search import query
from factdb.errors.database import DatabaseError, NoDatabaseError
from factdb.store import search_index, sessions
from factdb.store.base import Base
from factdb.store.engine import Database
from factdb.store.models.accounts import SECRET_TABLES
from factdb.store.schema import schema
from factdb.store.tables import CLAIMS
from tests.conftest import NOW
from tests.databases import Templates
from tests.store.process_pool import processes
from tests.store.raw_sql import TABLES, Content, Shell, fill_every_table, shell
from tests.store.revisions import BEFORE_VERSION_2, NEWEST, OLDER, REVISIONS, altering, differences, migrate

LATER = NOW + timedelta(days=1)
# Revision 0016 writes histories anew, with new uids of reviewers: test_version_2_revision.py holds what they say.
NOT_REWRITTEN = sorted(
    {*TABLES}
    - {"claims", "desk_head", "desk_history", "erasures", "history", "old_chains", "reviewers"}
    - SECRET_TABLES
    # all these came later
    - {"archive_requests", "evidence_captures", "imports", "page_checks"}
    - {"saved_searches", "scale_publishers", "withdrawn_checks"}
    - {"ratings"}  # revision 0024 writes the keys of their labels anew: test_scale_publishers_revision.py
)


def rows_of(sql: Shell) -> Content:
    return sql.content([table for table in TABLES if table in sql.tables()])


def cut(content: Content, like: Content) -> Content:
    """Return the rows of the tables of `like`, without the columns that these lack: revisions add them at the end."""
    widths = {table: max((len(row) for row in rows), default=0) for table, rows in like.items()}
    return {table: sorted((row[:width] for row in content[table]), key=repr) for table, width in widths.items()}


def restore(database: Database, content: Content, filled: Content) -> None:
    """Fill the tables that were made again with the rows that were there before."""
    with altering(database) as connection:
        there = inspect(connection)
        made = [t for t in Base.metadata.sorted_tables if t.name not in filled and there.has_table(t.name)]
        for table in reversed(made):
            connection.execute(table.delete())  # the unknown speaker and source come with their tables
        for table in made:
            columns = [column["name"] for column in there.get_columns(table.name)]
            marks = ", ".join(["%s" if database.is_postgresql else "?"] * len(columns))
            for row in content[table.name]:
                connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", row[: len(columns)])  # noqa: S608


# -- up, down, up ---------------------------------------------------------------------------------------------


def test_the_stairway_down_and_up_loses_no_row_that_has_a_table(demo: Database) -> None:
    with shell(demo) as sql:
        fill_every_table(sql)
        everything, newest = sql.content(), sql.content(["alembic_version"])
        unchanged = sql.content(NOT_REWRITTEN)
    assert all(everything.values()), "every table should hold rows"

    migrate(demo, BEFORE_VERSION_2)
    with shell(demo) as sql:
        old = rows_of(sql)
        assert cut(unchanged, {name: old[name] for name in NOT_REWRITTEN}) == {
            name: old[name] for name in NOT_REWRITTEN
        }
        assert {name: len(rows) for name, rows in old.items()} == {name: len(everything[name]) for name in old}
    older = REVISIONS[: REVISIONS.index(BEFORE_VERSION_2)]
    for target in [*reversed(older), "base"]:
        migrate(demo, target)
        with shell(demo) as sql:
            left = rows_of(sql)
            assert left == cut(old, left)
    assert not left

    for target in [*older, BEFORE_VERSION_2]:
        with shell(demo) as sql:
            before = rows_of(sql)
        migrate(demo, target)
        with shell(demo) as sql:
            after = rows_of(sql)
        assert cut(after, before) == before
        if len(after) > len(before):
            restore(demo, old, before)

    with shell(demo) as sql:
        assert rows_of(sql) == old
    migrate(demo, "head")
    with shell(demo) as sql:
        assert sql.content(NOT_REWRITTEN) == unchanged
        assert sql.content(["alembic_version"]) == newest
    # `restore` inserts rows with their numbers, so the sequences of PostgreSQL stay where the upgrade made them.
    assert [line for line in differences(demo) if not line.startswith("set back: sequence ")] == []


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def climber(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """An empty database on each engine that goes from one old revision to the next, and is copied at each."""
    yield from templates.copy(request.param, "empty", tmp_path_factory.mktemp("climber") / "desk.db")


@pytest.mark.long  # the stairway goes the same steps one by one
@pytest.mark.parametrize("start", OLDER)
def test_every_older_schema_is_brought_up_to_date(
    climber: Database, templates: Templates, tmp_path: Path, start: str
) -> None:
    migrate(climber, start)
    for database in templates.copy_of(climber, tmp_path / "desk.db"):
        assert schema.upgrade(database, NOW).before == start
        assert differences(database) == []


def test_an_empty_place_is_filled_and_a_current_one_left_alone(empty_database: Database) -> None:
    made = schema.upgrade(empty_database, NOW)
    assert (made.before, made.after, made.backup, made.changed) == (None, NEWEST, None, True)
    assert differences(empty_database) == []
    with shell(empty_database) as sql:
        before = sql.content()
    again = schema.upgrade(empty_database, LATER)
    assert (again.before, again.changed, again.backup) == (NEWEST, False, None)
    with shell(empty_database) as sql:
        assert sql.content() == before


def test_words_are_found_and_owners_read_by_an_index_after_an_upgrade(demo: Database) -> None:
    def found(typed: str) -> list[int]:
        with sessions.reading(demo) as session:
            return list(
                session.scalars(select(CLAIMS.c.id).where(search_index.matches(query.parse(typed))).order_by("id"))
            )

    excerpts = "SELECT excerpt FROM evidence WHERE excerpt IS NOT NULL AND withdrawn_at IS NULL ORDER BY claim_id"
    with shell(demo) as sql:
        excerpt = str(sql(excerpts)[0][0])
    wanted = found('"combat mission"'), found(f'"{excerpt}"')
    assert all(wanted)
    migrate(demo, "0012")
    schema.upgrade(demo, NOW)
    assert (found('"combat mission"'), found(f'"{excerpt}"')) == wanted
    with shell(demo) as sql:
        sql("UPDATE claims SET headline = 'The aqueduct leaks' WHERE id = 7")
        if not demo.is_postgresql:
            names = "SELECT speaker_id, group_concat(name) FROM speaker_names WHERE speaker_id = 2 GROUP BY speaker_id"
            assert "ix_speaker_names_speaker_id" in str(sql(f"EXPLAIN QUERY PLAN {names}"))
    assert found('"aqueducts leaked"') == [7]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    database = Database.sqlite(tmp_path / "new 100%" / "folder" / "desk.db")
    schema.upgrade(database, NOW)
    assert differences(database) == []


def test_a_dry_run_tells_and_does_nothing(demo: Database, tmp_path: Path) -> None:
    migrate(demo, OLDER[-1])
    with shell(demo) as sql:
        before, files = rows_of(sql), sorted(tmp_path.iterdir())
    would = schema.upgrade(demo, NOW, dry_run=True)
    assert (would.before, would.after, would.backup) == (OLDER[-1], NEWEST, None)
    with shell(demo) as sql:
        assert rows_of(sql) == before
        assert sql("SELECT version_num FROM alembic_version") == [(OLDER[-1],)]
    assert sorted(tmp_path.iterdir()) == files


def test_a_dry_run_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoDatabaseError):
        schema.upgrade(Database.sqlite(tmp_path / "desk.db"), NOW, dry_run=True)
    assert list(tmp_path.iterdir()) == []


# -- the backup of an older file ------------------------------------------------------------------------------


def test_an_older_file_is_backed_up_as_it_was(sqlite_demo: Database) -> None:
    migrate(sqlite_demo, OLDER[-1])
    with shell(sqlite_demo) as sql:
        before = rows_of(sql)
    done = schema.upgrade(sqlite_demo, NOW)
    assert done.backup is not None
    assert done.backup.name == f"desk.db.before-{NEWEST}-20261122T093000123456.bak"
    with shell(Database.sqlite(done.backup)) as sql:
        assert rows_of(sql) == before
        assert sql("SELECT version_num FROM alembic_version") == [(OLDER[-1],)]
        assert sql("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("name", ["desk.db", "a [1] 100%#?.db"])
def test_the_last_three_backups_are_kept(sqlite_demo: Database, name: str) -> None:
    database = Database.sqlite(sqlite_demo.path.rename(sqlite_demo.path.with_name(name)))
    bystander = database.path.with_name("other.db.before-0001-20200101T000000000000.bak")
    bystander.touch()
    made = []
    for day in range(5):
        migrate(database, OLDER[-1])
        with shell(database) as sql:  # a copy that equals a later one would go first
            sql("UPDATE claims SET row_version = row_version + 1 WHERE id = 1")
        made.append(schema.upgrade(database, NOW + timedelta(days=day)).backup)
    backups = {file for file in database.path.parent.iterdir() if file.suffix == ".bak"}
    assert backups == {bystander, *made[-schema.BACKUPS_KEPT :]}
    assert schema.BACKUPS_KEPT == 3


def test_a_backup_stays_when_the_clock_was_set_back(sqlite_demo: Database) -> None:
    for day in range(schema.BACKUPS_KEPT):
        migrate(sqlite_demo, OLDER[-1])
        schema.upgrade(sqlite_demo, NOW + timedelta(days=day))
    migrate(sqlite_demo, OLDER[-1])
    backup = schema.upgrade(sqlite_demo, NOW - timedelta(days=365)).backup
    assert backup is not None
    assert backup.exists()
    assert len(list(backup.parent.glob("*.bak"))) == schema.BACKUPS_KEPT


def test_copies_that_people_made_are_no_backups_of_upgrades(sqlite_demo: Database) -> None:
    beside = sqlite_demo.path.parent
    by_hand = {beside / f"desk.db.before-{name}" for name in ("2020.bak", "the-election.bak", "0013-20200101.bak")}
    for copy in by_hand:
        copy.touch()
    backups = set()
    for day in range(schema.BACKUPS_KEPT):
        migrate(sqlite_demo, OLDER[-1])
        backups.add(schema.upgrade(sqlite_demo, NOW + timedelta(days=day)).backup)
    assert set(beside.glob("*.bak")) == by_hand | backups


def test_what_earlier_versions_left_half_copied_is_removed(sqlite_demo: Database) -> None:
    beside = sqlite_demo.path.parent
    for ending in ("", "-journal"):
        (beside / f"desk.db.before-0013-20261120T093000123456.bak.partial{ending}").touch()
    bystander = beside / "desk.db.before-noon.bak.partial"
    bystander.touch()
    schema.upgrade(sqlite_demo, NOW)
    assert sorted(beside.iterdir()) == [sqlite_demo.path, bystander]


def test_a_backup_is_whole_while_somebody_writes(sqlite_demo: Database, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with shell(sqlite_demo) as sql:
        before = sql.content()
    with sessions.writing(sqlite_demo) as session:
        session.execute(text("UPDATE claims SET priority = 3"))
        schema.backup(sqlite_demo, target)
    with shell(Database.sqlite(target)) as sql:
        assert sql.content() == before


def test_a_backup_that_can_not_be_written_leaves_nothing(sqlite_demo: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="Cannot write"):
        schema.backup(sqlite_demo, tmp_path / "nowhere" / "copy.db")
    assert [file.name for file in tmp_path.iterdir()] == ["desk.db"]


# -- all or nothing -------------------------------------------------------------------------------------------

FAILING = '''"""A revision that fails half way."""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{newest}"


def upgrade() -> None:
    op.create_table("halfway", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("topics", sa.Column("color", sa.Text()))
    op.execute("DELETE FROM claim_topics")
    {fault}
'''


@pytest.mark.parametrize("fault", ['op.execute("SELECT * FROM nowhere")', 'raise RuntimeError("power")'])
def test_a_revision_that_fails_leaves_all_as_it_was(
    demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with shell(demo) as sql:
        before, tables = sql.content(), sql.tables()
    number = f"{int(NEWEST) + 1:04}"
    copied = shutil.copytree(resources.folder("migrations"), tmp_path / "migrations")
    broken = copied / "versions" / f"{number}_halfway.py"
    broken.write_text(FAILING.format(number=number, newest=NEWEST, fault=fault))
    monkeypatch.setattr(resources, "folder", lambda _name, **_: copied)

    with pytest.raises((DatabaseError, RuntimeError), match=r"nowhere|power"):
        schema.upgrade(demo, NOW)
    with shell(demo) as sql:
        assert (sql.content(), sql.tables()) == (before, tables)
        assert sql("SELECT version_num FROM alembic_version") == [(NEWEST,)]

    broken.write_text(FAILING.format(number=number, newest=NEWEST, fault="pass"))
    assert schema.upgrade(demo, LATER).after == number
    with shell(demo) as sql:
        assert "halfway" in sql.tables()


def test_failures_do_not_push_out_the_backups_of_older_states(
    sqlite_demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = set()
    for day in range(schema.BACKUPS_KEPT - 1):
        migrate(sqlite_demo, OLDER[-1])
        with shell(sqlite_demo) as sql:  # the states differ, whatever the newest revision does
            sql("UPDATE reviewers SET name = coalesce(name, 'Ana') || '!'")
        earlier.add(schema.upgrade(sqlite_demo, NOW + timedelta(days=day)).backup)
    number = f"{int(NEWEST) + 1:04}"
    copied = shutil.copytree(resources.folder("migrations"), tmp_path / "migrations")
    broken = FAILING.format(number=number, newest=NEWEST, fault='raise RuntimeError("power")')
    (copied / "versions" / f"{number}_halfway.py").write_text(broken)
    monkeypatch.setattr(resources, "folder", lambda _name, **_: copied)
    for day in range(10, 14):
        with pytest.raises(RuntimeError, match="power"):
            schema.upgrade(sqlite_demo, NOW + timedelta(days=day))
    backups = set(sqlite_demo.path.parent.glob("*.bak"))
    last = sqlite_demo.path.with_name(f"desk.db.before-{number}-20261205T093000123456.bak")
    assert backups == {*earlier, last}
    with shell(Database.sqlite(last)) as copy, shell(sqlite_demo) as sql:
        assert copy.content() == sql.content()


def test_a_revision_that_would_orphan_rows_is_undone(
    sqlite_demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shell(sqlite_demo) as sql:
        before = sql.content()
    number = f"{int(NEWEST) + 1:04}"
    copied = shutil.copytree(resources.folder("migrations"), tmp_path / "migrations")
    fault = 'op.execute("DELETE FROM topics")'
    (copied / "versions" / f"{number}_orphans.py").write_text(
        FAILING.format(number=number, newest=NEWEST, fault=fault).replace('"DELETE FROM claim_topics"', '"SELECT 1"')
    )
    monkeypatch.setattr(resources, "folder", lambda _name, **_: copied)
    with pytest.raises(DatabaseError, match=r"rows that refer to missing rows, in claim_topics. Nothing"):
        schema.upgrade(sqlite_demo, NOW)
    with shell(sqlite_demo) as sql:
        assert sql.content() == before


def upgrade_here(_number: int, database: Database, now: datetime) -> bool:
    return schema.upgrade(database, now).changed


def test_of_four_upgrades_at_once_one_works_and_all_succeed(empty_database: Database) -> None:
    with processes(4) as several:
        assert sorted(several.run_in_all(upgrade_here, empty_database, NOW)) == [False, False, False, True]
        assert differences(empty_database) == []
        migrate(empty_database, OLDER[0])
        assert sorted(several.run_in_all(upgrade_here, empty_database, LATER)) == [False, False, False, True]
        assert differences(empty_database) == []
