"""Questions that want gigabytes or never end: they end, the server's side of them too, and nothing leaks meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Timer

import psycopg
import pytest
from sqlalchemy import Connection, make_url, text

from factdb.errors.reports import QuestionError, QuestionTooLargeError, QuestionTooSlowError, ReaderBusyError
from factdb.reports.sql import backends, postgresql
from factdb.reports.sql.questions import SqlQuestion, ask
from factdb.store import reader_login as readers
from factdb.store.engine import Database
from tests.databases import Postgresql, Templates, name_of, prepare
from tests.reports.attacks import PASSWORD, make_reader

pytestmark = pytest.mark.long  # questions that run until they are stopped

ROLE, OWNER = f"factdb_bombed_{os.getpid()}", f"factdb_plain_{os.getpid()}"
LONG = 60  # seconds: whatever has not ended by then never ends
MB = 1 << 20
CAUGHT = "DO $$BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END$$"
SLEEPING = "SELECT pg_sleep(600), set_config('statement_timeout', '0', false)"
BOMBS = {
    SLEEPING: 0.3,
    "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r": 0.3,
    "SELECT format('%200000000s', 'x')": 0.1,
    "SELECT repeat('x', 600000000)": LONG,
    "SELECT repeat('x', 300000000), repeat('y', 300000000)": LONG,
    "SELECT string_agg(repeat('x', 1000), '') FROM generate_series(1, 200000)": 0.1,
    "SELECT json_agg(n) FROM (SELECT generate_series(1, 20000000) AS n) AS numbers": 0.3,
    "SELECT count(*) FROM (SELECT n, random() FROM generate_series(1, 90000000) AS n ORDER BY 2 LIMIT 80000000) s": 1,
}


@pytest.fixture(scope="module")
def desk(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A desk on PostgreSQL; the logins of this module go with it."""
    for database in templates.copy("postgresql", "demo", tmp_path_factory.mktemp("bombs") / "desk.db"):
        yield database
        drop(database, ROLE)


@pytest.fixture
def reader(desk: Database) -> Database:
    """The login that asks, set up anew."""
    return make_reader(desk, ROLE)


def drop(database: Database, role: str) -> None:
    with database.engine("rw").begin() as connection:
        if connection.scalar(text("SELECT to_regrole(:role)"), {"role": role}):
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")


def running(database: Database) -> list[str]:
    """Return what runs for the reader."""
    with database.engine("ro").connect() as connection:
        rows = connection.execute(text("SELECT query FROM pg_stat_activity WHERE usename = :role"), {"role": ROLE})
        return [query for (query,) in rows]


def wait_for(database: Database, words: str) -> None:
    """Wait until the reader's question runs, or with no words until nothing does."""
    deadline = time.monotonic() + LONG
    while not any(words in query for query in running(database)) if words else running(database):
        assert time.monotonic() < deadline, running(database)
        time.sleep(0.02)


# -- what never ends, and what is too large --------------------------------------------------------------------


@pytest.mark.parametrize("sql", BOMBS)
def test_a_bomb_ends_and_its_backend_too(desk: Database, reader: Database, sql: str) -> None:
    with pytest.raises((QuestionTooSlowError, QuestionTooLargeError), match="was stopped"):
        ask(desk, reader, SqlQuestion(sql, seconds=BOMBS[sql]))
    wait_for(desk, "")


def test_a_block_of_code_that_catches_the_request_to_stop_is_terminated(desk: Database, reader: Database) -> None:
    with pytest.raises(QuestionError, match="permission denied for language plpgsql"):
        ask(desk, reader, SqlQuestion(CAUGHT, seconds=LONG))
    with desk.engine("rw").begin() as connection:  # as on a server whose superuser never set up a reader
        connection.exec_driver_sql("GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC")
    with pytest.raises(QuestionTooSlowError):
        ask(desk, reader, SqlQuestion(CAUGHT, seconds=0.3))
    wait_for(desk, "")


@pytest.mark.parametrize("is_postgresql", [False, True], ids=["sqlite", "postgresql"])
def test_the_client_takes_no_gigabytes(
    *, is_postgresql: bool, desk: Database, reader: Database, sqlite_demo: Database
) -> None:
    wide = ", ".join(f"words || {n}" for n in range(60))
    bomb = {
        False: f"WITH big (words) AS (SELECT printf('%.*c', 9900000, 'x')) SELECT {wide} FROM big",  # noqa: S608 - ours
        True: "SELECT repeat('x', 900000000)",
    }[is_postgresql]
    process = program(desk if is_postgresql else sqlite_demo, reader, bomb, "--timeout", "60s", under=MEASURED)
    said, _, kilobytes = process.communicate()[1].rpartition("\n")
    assert int(kilobytes) * 1024 < 1100 * MB
    assert process.returncode == 1 or "the first 0 rows" in said, said
    assert not is_postgresql or "needed too much memory and was stopped" in said
    wait_for(desk, "")


def test_an_answer_of_the_greatest_size_is_no_bomb(desk: Database, reader: Database) -> None:
    for letter in "xé":
        answer = ask(desk, reader, SqlQuestion(f"SELECT repeat('{letter}', 60000000)", seconds=LONG))
        assert [len(value) for value in answer.rows[0]] == [60_000_000]
    assert ask(desk, reader, SqlQuestion("SELECT repeat('x', 70000000)", seconds=LONG)).has_more


# -- Ctrl-C, and a client that is killed -----------------------------------------------------------------------


# A process counts as its own memory what the process had that started it: started by a test, all of the suite's.
_MEASURE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print("", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, sep="\\n", end="", file=sys.stderr)
sys.exit(status)
"""
MEASURED = (sys.executable, "-c", _MEASURE)


def program(database: Database, reader: Database, *words: str, under: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start `factdb sql` as a program, in a group of processes of its own; `under` is a command that starts it."""
    command = (*under, sys.executable, "-m", "factdb", "--db", database.location, "--as", "ana", "sql", *words)
    environment = {**os.environ, "FACTDB_READER_URL": reader.location}
    return subprocess.Popen(
        command, env=environment, cwd=Path(__file__).parents[2], text=True, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("whole_terminal", [False, True])
@pytest.mark.parametrize("sql", [SLEEPING, CAUGHT], ids=["cancelled", "terminated"])
def test_ctrl_c_ends_all(desk: Database, reader: Database, sql: str, *, whole_terminal: bool) -> None:
    with desk.engine("rw").begin() as connection:
        connection.exec_driver_sql(f"GRANT USAGE ON LANGUAGE plpgsql TO {ROLE}")
    process = program(desk, reader, sql, "--timeout", "10m")
    wait_for(desk, "pg_sleep")
    (os.killpg if whole_terminal else os.kill)(process.pid, signal.SIGINT)
    said = process.communicate(timeout=LONG)[1]
    assert (process.returncode, "Interrupted" in said, "Traceback" in said) == (130, True, False), said
    wait_for(desk, "")


@pytest.mark.parametrize("whole_group", [False, True])
def test_a_client_that_is_killed_leaves_nothing_behind(desk: Database, reader: Database, *, whole_group: bool) -> None:
    process = program(desk, reader, SLEEPING, "--timeout", "10m")
    wait_for(desk, "pg_sleep")
    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
    process.communicate(timeout=LONG)
    wait_for(desk, "")


def test_the_password_is_in_no_list_of_processes(desk: Database, reader: Database) -> None:
    process = program(desk, reader, SLEEPING, "--timeout", "10m")
    wait_for(desk, "pg_sleep")
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    for file in ("cmdline", "environ"):
        public = Path(f"/proc/{child}/{file}").read_text(encoding="utf-8")
        assert "sesame" not in public
        assert "postgresql://" not in public
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=LONG)


# -- the limits of the login -----------------------------------------------------------------------------------

LIMITS = {"statement_timeout=1min", "work_mem=16MB", "temp_file_limit=2GB"}


def limits(connection: Connection, role: str) -> tuple[int, set[str]]:
    row = connection.execute(text("SELECT rolconnlimit, rolconfig FROM pg_roles WHERE rolname = :role"), {"role": role})
    connections, settings = row.one()
    return connections, set(settings or ())


def test_a_login_that_is_set_up_again_gets_the_limits(desk: Database, reader: Database) -> None:
    with desk.engine("rw").begin() as connection:
        connection.exec_driver_sql(f"ALTER ROLE {ROLE} CONNECTION LIMIT 20")
        connection.exec_driver_sql(f"ALTER ROLE {ROLE} RESET ALL")
        assert limits(connection, ROLE) == (20, set())
    make_reader(desk, ROLE)
    with desk.engine("ro").connect() as connection:
        connections, settings = limits(connection, ROLE)
    assert (connections, settings >= LIMITS) == (2, True)
    asked = SqlQuestion("SELECT current_setting('statement_timeout'), current_setting('work_mem')", seconds=300)
    assert [list(row) for row in ask(desk, reader, asked).rows] == [["300100ms", "16MB"]]


def test_a_third_question_waits_for_a_connection(
    desk: Database, reader: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = reader.engine("ro")
    with engine.connect() as first, engine.connect():
        monkeypatch.setattr(postgresql, "_TO_CONNECT", 0.1)
        with pytest.raises(ReaderBusyError, match="in use: other questions are running"):
            ask(desk, reader, SqlQuestion("SELECT 1"))
        monkeypatch.setattr(postgresql, "_TO_CONNECT", LONG)
        Timer(1, first.close).start()
        assert [list(row) for row in ask(desk, reader, SqlQuestion("SELECT 1")).rows] == [[1]]


@pytest.fixture
def plain_desk(postgresql: Postgresql) -> Iterator[Database]:
    """A desk whose owner is no superuser, but may make logins."""
    database = postgresql.create()
    with database.engine("rw").begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{PASSWORD.replace('%', '%%')}'")
        connection.exec_driver_sql(f"ALTER DATABASE {name_of(database)} OWNER TO {OWNER}")
        connection.exec_driver_sql(f"ALTER SCHEMA public OWNER TO {OWNER}")
    url = make_url(database.location).set(username=OWNER, password=PASSWORD)
    owned = Database(url.render_as_string(hide_password=False), OWNER, is_postgresql=True)
    prepare(owned)
    yield owned
    postgresql.drop(database)
    with psycopg.connect(postgresql.server, autocommit=True) as server:
        for role in (f"{ROLE}_plain", OWNER):
            server.execute(f"DROP ROLE IF EXISTS {role}".encode())


def test_an_owner_without_a_superuser_is_told_what_is_left(plain_desk: Database) -> None:
    role = f"{ROLE}_plain"
    reader = make_reader(plain_desk, role)
    with plain_desk.engine("ro").connect() as connection:
        assert readers.statements_of_superuser(connection, role) == [f"ALTER ROLE {role} SET temp_file_limit = '2GB'"]
        assert "temp_file_limit" not in " ".join(readers.statements(connection, role, is_new=False))
        connections, settings = limits(connection, role)
    assert (connections, LIMITS - settings) == (2, {"temp_file_limit=2GB"})
    for end_by in ("the owner, a member", "the reader itself"):
        with pytest.raises(QuestionTooSlowError) as stopped:  # an owner cannot take the language from every login
            ask(plain_desk, reader, SqlQuestion(CAUGHT, seconds=0.3))
        assert "still works" not in str(stopped.value), end_by
        with plain_desk.engine("rw").begin() as connection:
            connection.exec_driver_sql(f"REVOKE {role} FROM {OWNER} GRANTED BY CURRENT_USER")


def test_who_may_not_end_a_backend_is_told_that_it_runs(desk: Database, reader: Database) -> None:
    with desk.engine("rw").begin() as connection:
        number = connection.scalar(text("SELECT pg_backend_pid()"))
        assert number
        assert not backends.end(reader, reader, ROLE, number, patience=0) or running(desk) == []
        assert connection.scalar(text("SELECT 1")) == 1  # it is not the reader's: nobody ended it
    assert "The server still works on it" in str(QuestionTooSlowError(1, is_running=True))
