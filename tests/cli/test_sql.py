"""`factdb sql` and `factdb db reader`: questions as they are typed, and the login that asks them on PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from factdb.cli.options import SECONDS
from factdb.errors import BadValueError
from factdb.store.engine import Database
from factdb.store.models.accounts import SECRET_TABLES
from factdb.store.postgresql import with_login
from factdb.store.views import VIEWS
from tests.cli.conftest import ok, refused, run
from tests.databases import Postgresql, name_of, prepare

COUNT = "SELECT count(*) AS claims FROM v1_claims"


def test_a_question_is_typed_read_from_a_file_or_piped(sqlite_demo: Database, folder: Path) -> None:
    (folder / "count.sql").write_text(f"-- how many?\n{COUNT};\n")
    for ran in (
        ok(sqlite_demo, "sql", COUNT, "--json"),
        ok(sqlite_demo, "sql", "count.sql", "--json"),
        ok(sqlite_demo, "sql", "-", "--json", given=COUNT),
        ok(sqlite_demo, "sql", f"-- how many?\n{COUNT}", "--json"),
        ok(sqlite_demo, "sql", f"{COUNT} WHERE id NOT IN ({', '.join(map(str, range(100, 200)))})", "--json"),
    ):
        assert (ran.json, ran.stderr) == ([{"claims": 22}], "1 row\n")
    refused(run(sqlite_demo, "sql", "nothing.sql"), 3, "nothing.sql")


def test_what_is_amiss_is_told_in_the_databases_words(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "sql", "SELECT verdct FROM v1_claims"), 1, "no such column: verdct", "verdict (v1_claims)")
    refused(
        run(sqlite_demo, "sql", "SELECT * FROM claims"),
        1,
        '"claims" is not one of the views that queries can read.',
        "Did you mean: v1_claims",
    )
    refused(run(sqlite_demo, "sql", "SELECT verdct FROM public1_claims"), 1, "verdict (public1_claims)")
    refused(run(sqlite_demo, "sql", "DELETE FROM v1_claims"), 1, "A question only reads", "Write one SELECT")
    refused(run(sqlite_demo, "sql", "PRAGMA query_only = OFF"), 1, "a question can read only the views")
    refused(run(sqlite_demo, "sql", "/* nothing */"), 1, "does not ask for rows", "factdb sql --schema")
    refused(run(sqlite_demo, "sql", COUNT, "-p", "since"), 2, "NAME=VALUE")
    refused(run(sqlite_demo, "sql"), 2, "There is no query")


def test_a_column_can_not_steer_the_terminal(sqlite_demo: Database) -> None:
    ran = ok(sqlite_demo, "sql", 'SELECT 1 AS "a\x1b[2J", 2 AS b', "-f", "table")
    assert "\x1b" not in ran.stdout
    assert ok(sqlite_demo, "sql", 'SELECT 1 AS "a\x1b[2J", 2 AS b', "--json").json == [{"a\x1b[2J": 1, "b": 2}]


def test_so_many_columns_that_none_could_be_read_stand_one_below_the_other(sqlite_demo: Database) -> None:
    lines = ok(sqlite_demo, "sql", "SELECT * FROM v1_claims WHERE id = 7", "-f", "table").stdout.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [each.name for each in VIEWS[0].columns]
    assert lines[0].split() == ["id", "7"]
    assert "verdict" in lines


def test_there_may_be_more_rows(sqlite_demo: Database) -> None:
    ran = ok(sqlite_demo, "sql", "SELECT id FROM v1_claims ORDER BY id", "--max-rows", "2")
    assert (ran.stdout, ran.stderr) == ("id\n1\n2\n", "the first 2 rows. Show more rows: --limit N\n")


def test_the_schema_tells_of_every_view_and_column(sqlite_demo: Database) -> None:
    told = ok(sqlite_demo, "sql", "--schema", "--json").json
    assert [(row["view"], row["column"], row["meaning"]) for row in told] == [
        (view.name, column.name, column.meaning) for view in VIEWS for column in view.columns
    ]
    sets = ok(sqlite_demo, "sql", "--schema", "-f", "table")
    lines = sets.stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [view.name for view in VIEWS]
    assert {line.split()[0].partition("_")[0]: line.split()[1] for line in lines if line[:1] in "vp"} == {
        "v1": "the", "public1": "everybody",
    }  # fmt: skip
    assert "v1_... are for the desk" in sets.stderr
    assert "public1_... are for everybody" in sets.stderr
    one = ok(sqlite_demo, "sql", "--schema", "v1_reviewers", "-f", "table").stdout
    assert [line.split()[0] for line in one.splitlines()] == ["column", "id", "handle", "role"]
    refused(run(sqlite_demo, "sql", "--schema", "claims"), 2, "no view", "v1_claims")


@pytest.mark.parametrize(("typed", "seconds"), [("5s", 5), ("500ms", 0.5), ("2m", 120), ("3", 3), ("1.5s", 1.5)])
def test_times_are_typed_short(typed: str, seconds: float) -> None:
    assert SECONDS.parse(typed) == seconds


@pytest.mark.parametrize("typed", ["", "0s", "-1s", "1h", "61m", "1e9", "nan"])
def test_no_time_is_refused(typed: str) -> None:
    with pytest.raises(BadValueError, match="not a time"):
        SECONDS.parse(typed)


# -- the reader ----------------------------------------------------------------------------------------------


def test_postgresql_needs_a_reader_whose_statements_are_printed(shared: Database) -> None:
    if not shared.is_postgresql:
        assert "SQLite needs no reader" in ok(shared, "db", "reader", "desk_reader").stderr
        return
    refused(run(shared, "sql", COUNT), 1, "FACTDB_READER_URL names no login", "factdb db reader desk_reader --apply")
    ran = ok(shared, "db", "reader", "never_made")
    assert ran.stdout.startswith("CREATE ROLE never_made LOGIN NOSUPERUSER")
    assert all(f"public.{view.name}" in ran.stdout for view in VIEWS)
    assert "CONNECTION LIMIT 2;\nALTER ROLE never_made SET statement_timeout = '1min';" in ran.stdout
    assert "LimitAS" in ran.stderr
    assert "PASSWORD" not in ran.stdout
    refused(
        run(shared, "db", "reader", "desk_reader", user="ed"),
        4,
        '"db reader" needs the role admin. The role of ed is editor.',
    )
    refused(run(shared, "db", "reader", "postgres", "--apply"), 2, "somebody's own login")


def test_a_reader_that_is_set_up_asks(shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shared.is_postgresql:
        pytest.skip("SQLite has no logins")
    role = f"factdb_cli_{id(shared)}"
    try:
        made = ok(shared, "db", "reader", role, "--apply").stdout.strip()
        name, _, url = made.partition("=")
        again = ok(shared, "db", "reader", role, "--apply")
        assert f"//{role}:PASSWORD@" in again.stdout
        assert "Its password was not changed" in again.stderr
        assert "LimitAS" in again.stderr
        monkeypatch.setenv(name, url)
        assert ok(shared, "sql", COUNT, "--json").json == [{"claims": 22}]
        for table in ("history", *SECRET_TABLES):
            sentence = f'"{table}" is not one of the views that queries can read.'
            refused(run(shared, "sql", f"SELECT 1 FROM {table}"), 1, sentence)  # noqa: S608 - tables of ours
    finally:
        with shared.engine("rw").begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")


def test_an_owner_who_may_make_no_logins_hears_what_works(
    postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, owner, role = postgresql.create(), f"factdb_owner_{os.getpid()}", f"factdb_asks_{os.getpid()}"
    name = name_of(desk)
    owned = Database(with_login(desk.location, owner, owner), owner, is_postgresql=True)
    try:
        with psycopg.connect(desk.location) as superuser:
            superuser.execute(f"CREATE ROLE {owner} LOGIN PASSWORD '{owner}'".encode())
            superuser.execute(f"ALTER DATABASE {name} OWNER TO {owner}".encode())
        prepare(owned)
        printed = ok(owned, "db", "reader", role).stdout
        refused(
            run(owned, "db", "reader", role, "--apply"),
            1,
            "may not set up the login",
            f"factdb db reader {role} > reader.sql; su - postgres -c 'psql -v ON_ERROR_STOP=1 {name}' < reader.sql",
        )
        with psycopg.connect(desk.location) as superuser:
            superuser.execute(printed.encode())
            superuser.execute(f"ALTER ROLE {role} PASSWORD '{role}'".encode())
        monkeypatch.setenv("FACTDB_READER_URL", with_login(desk.location, role, role))
        assert ok(owned, "sql", COUNT, "--json").json == [{"claims": 0}]
    finally:
        postgresql.drop(desk)
        with psycopg.connect(postgresql.server, autocommit=True) as server:
            for login in (role, owner):
                server.execute(f"DROP ROLE IF EXISTS {login}".encode())
