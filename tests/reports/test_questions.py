"""Questions in SQL: what an analyst asks is answered, and what harms is refused or stopped, with nothing written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest

from factdb.errors.reports import (
    BadRoleError,
    LoneSurrogateError,
    NoReaderError,
    NoValueError,
    NulInQuestionError,
    QuestionError,
    QuestionTooLongError,
    QuestionTooSlowError,
    ReaderLoginError,
    ReaderMayMoreError,
    UnusedValueError,
)
from factdb.reports.sql import questions
from factdb.reports.sql.questions import Answer, SqlQuestion, ask, require_used
from factdb.store import reader_login as readers
from factdb.store.engine import Database
from tests.databases import Templates, name_of
from tests.reports.attacks import SECRET, Target, attack, make_reader, plant_secrets, run


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def target(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """A desk with secrets, and on PostgreSQL a reader's login, which goes with it."""
    role = f"factdb_reader_{os.getpid()}"
    for database in templates.copy(request.param, "demo", tmp_path_factory.mktemp("asked") / "desk.db"):
        plant_secrets(database)
        yield Target(database, make_reader(database, role) if database.is_postgresql else None)
        if database.is_postgresql:
            with database.engine("rw").begin() as connection:
                connection.exec_driver_sql(f"DROP OWNED BY {role}")
                connection.exec_driver_sql(f"DROP ROLE {role}")


def answer(target: Target, sql: str, **given: str) -> Answer:
    return ask(target.database, target.reader, SqlQuestion(sql, given, seconds=5))


@pytest.mark.parametrize("code", [0xD800, 0xDCFF, 0xDFFF])
def test_a_lone_surrogate_is_named_as_what_it_is(target: Target, code: int) -> None:
    half, named = chr(code), rf"has a lone surrogate, U\+{code:04X}, at position"
    with pytest.raises(LoneSurrogateError, match=f"The question {named} 9"):
        answer(target, f"SELECT '{half}'")
    with pytest.raises(LoneSurrogateError, match=f"The value of :word {named} 2"):
        answer(target, "SELECT :word", word=f"a{half}")
    assert answer(target, "SELECT '\U0001f600'").rows[0][0] == "\U0001f600"


def test_a_nul_is_refused_with_its_place(target: Target) -> None:
    with pytest.raises(NulInQuestionError, match="The question has a NUL character at position 9"):
        answer(target, "SELECT 1\0")
    with pytest.raises(NulInQuestionError, match="The value of :word has a NUL character at position 2"):
        answer(target, "SELECT :word", word="a\0")


# -- what analysts ask ---------------------------------------------------------------------------------------

ASKED = {
    "SELECT speaker, count(*) AS n FROM v1_claims WHERE id <= 22 GROUP BY speaker ORDER BY n DESC LIMIT 2": [
        ["The Epoch Times", 11], ["Joe Biden", 6],
    ],
    "WITH claims AS (SELECT id, speaker FROM v1_claims WHERE id < 4) SELECT count(*) FROM claims": [[3]],
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT max(n) FROM r": [[3]],
    "SELECT row_number() OVER (ORDER BY id DESC) AS place FROM v1_claims WHERE id < 3 ORDER BY id": [[2], [1]],
    "SELECT rating FROM v1_claims c JOIN v1_verdicts v ON v.claim_id = c.id WHERE c.id = 18 AND in_force": [["false"]],
    "SELECT substr(CAST(said_on AS TEXT), 1, 7) AS month FROM v1_claims WHERE id = 1": [["2021-07"]],
    "SELECT 1 AS a, 2 AS a WHERE 'a:b' <> '100%'": [[1, 2]],
    "SELECT id FROM v1_claims WHERE id = 0": [],
}  # fmt: skip


@pytest.mark.parametrize("sql", ASKED)
def test_what_an_analyst_asks_is_answered(target: Target, sql: str) -> None:
    found = answer(target, sql)
    assert [list(row) for row in found.rows] == ASKED[sql]
    assert not found.has_more
    assert len(found.columns) == len(set(found.columns)) > 0


def test_values_are_bound_as_text(target: Target) -> None:
    found = answer(target, "SELECT :it, ':it' WHERE :it = '''; DROP TABLE history; --'", it="'; DROP TABLE history; --")
    assert [list(row) for row in found.rows] == [["'; DROP TABLE history; --", ":it"]]
    found = answer(target, "SELECT count(*) FROM v1_claims WHERE said_on >= :since AND id <= 22", since="2021-07-23")
    assert found.rows[0][0] == 19


def test_an_answer_has_so_many_rows_and_says_that_there_are_more(target: Target) -> None:
    found = ask(target.database, target.reader, SqlQuestion("SELECT id FROM v1_claims ORDER BY id", most_rows=2))
    assert ([row[0] for row in found.rows], found.has_more) == ([1, 2], True)


def test_a_mistake_is_told_with_what_may_be_meant(target: Target) -> None:
    for sql, near in (
        ("SELECT verdct FROM v1_claims", "verdict (v1_claims)"),
        ("SELECT * FROM v1_claim", "v1_claims"),
        ("SELECT c.rationale FROM v1_claims c", "Did you mean: rationale (v1_verdicts, v1_assessments)"),
        ("SELECT verdct(1)", "factdb sql --schema"),
    ):
        with pytest.raises(QuestionError) as told:
            answer(target, sql)
        assert near in told.value.next_step


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("SELECT id,\n  claim\nFORM v1_claims\nWHERE id = 1", 3),
        ("SELECT id AS \"where\", 'where'\nFROM v1_claims\nWHERE WHERE id = 1", 3),
        ("SELECT ','\nFROM v1_claims\nORDER BY id,,\n  claim", 3),
        ("SELECT id\nFROM v1_claims\nWHERE id = :id AND\n)", 4),
        ("SELECT id\nFROM v1_claims)", 2),
        ("SELECT id FORM v1_claims WHERE", None),
    ],
)
def test_a_syntax_error_names_its_line(target: Target, sql: str, line: int | None) -> None:
    with pytest.raises(QuestionError) as refused:
        answer(target, sql, **({"id": "1"} if ":id" in sql else {}))
    named = re.search(r", in line (\d+)\.$", str(refused.value))
    assert (int(named[1]) if named else None) == line, refused.value


def test_what_nobody_closes_costs_no_time_and_what_is_too_long_is_refused(target: Target) -> None:
    for opened in ("/*", "e'\\'", "$a$$b", "\"'"):
        assert questions.names(f":a {opened * 20_000} :b")[:1] == ["a"]  # within a moment, not within minutes
    with pytest.raises(QuestionTooLongError, match="The limit is 100,000 characters"):
        answer(target, "/*" * 60_000)


def test_a_parameter_has_a_value_and_a_value_its_parameter(target: Target) -> None:
    with pytest.raises(NoValueError, match=":until of the question has no value"):
        answer(target, "SELECT 1 WHERE :since = :until", since="2021")
    with pytest.raises(UnusedValueError, match="no parameter :sinc") as told:
        require_used(SqlQuestion("SELECT 1 WHERE :since = ''", {"sinc": "2021"}))
    assert told.value.next_step == "Choose one of: :since"


# -- what harms ----------------------------------------------------------------------------------------------

PRIVATE = [
    "SELECT * FROM history",
    "SELECT body FROM main.history",
    "SELECT count(*) FROM reviewers",
    "SELECT h.body FROM v1_claims c, history h",
    "WITH v1_claims AS (SELECT name FROM reviewers) SELECT * FROM v1_claims",
    "WITH v1_assessments AS (SELECT rationale FROM assessments) SELECT * FROM v1_assessments",
    "SELECT * FROM (SELECT rationale FROM assessments) AS v1_assessments",
    "SELECT (SELECT who FROM contacts LIMIT 1)",
]
WRITES = [
    "DELETE FROM history",
    "UPDATE v1_reviewers SET role = 'admin'",
    "INSERT INTO claims SELECT * FROM claims",
    "CREATE TEMP TABLE t AS SELECT 1",
    "CREATE VIEW v2 AS SELECT 1",
    "DROP VIEW v1_claims",
    "SELECT 1; DELETE FROM history",
    "ALTER TABLE claims RENAME TO c2",
    "EXPLAIN DELETE FROM history",
]
OF_SQLITE = [
    "SELECT * FROM sqlite_master",
    "SELECT count(*) FROM sqlite_temp_master",
    "SELECT * FROM pragma_database_list",
    "PRAGMA query_only = OFF",
    "ATTACH DATABASE 'evil.db' AS evil",
    "DETACH DATABASE main",
    "VACUUM INTO 'copy.db'",
    "BEGIN IMMEDIATE",
    "SELECT load_extension('evil.so')",
    "SELECT zeroblob(2147483647)",
    "CREATE VIRTUAL TABLE temp.d USING dbstat",
]
OF_POSTGRESQL = [
    "SET ROLE postgres",
    "SET TRANSACTION READ WRITE",
    "SELECT set_config('role', 'postgres', false)",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT lo_create(0)",
    "SELECT pg_try_advisory_lock(1)",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY v1_reviewers TO PROGRAM 'cat'",
    "COPY (SELECT 1) TO STDOUT",
    "SELECT query_to_xml('SELECT * FROM reviewers', true, true, '')",
    "ALTER ROLE CURRENT_USER PASSWORD 'mine'",
    "DO $$BEGIN DELETE FROM history; END$$",
    "SELECT pg_notify('c', 'x')",
    "LISTEN c",
    "SELECT pg_logical_emit_message(false, 'a', repeat('x', 9))",
    "SELECT pg_export_snapshot()",
    "SELECT pg_terminate_backend(0)",
    "SELECT factdb_refuse()",
]
ENDLESS = {
    False: [
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
        "SELECT instr(printf('%.*c', 9000000, 'x'), printf('%.*cy', 4000000, 'x'))",
    ],
    True: ["SELECT pg_sleep(60), set_config('statement_timeout', '0', false)"],
}


@pytest.mark.parametrize("statements", [PRIVATE, WRITES, None], ids=["private", "writes", "of the engine"])
def test_what_harms_is_refused(target: Target, statements: list[str] | None) -> None:
    own = OF_POSTGRESQL if target.database.is_postgresql else OF_SQLITE
    before = target.state()
    for statement in statements or own:
        with pytest.raises(QuestionError) as told:
            answer(target, statement)
        assert SECRET not in f"{told.value} {told.value.next_step}", statement
    assert target.state() == before


def test_what_never_ends_is_stopped(target: Target) -> None:
    for statement in ENDLESS[target.database.is_postgresql]:
        with pytest.raises((QuestionTooSlowError, QuestionError), match=r"stopped|too big|memory"):
            ask(target.database, target.reader, SqlQuestion(statement, seconds=0.3))


def test_a_condition_that_fails_on_hidden_rows_tells_nothing(target: Target) -> None:
    fails = {False: "abs(-9223372036854775807 - (rationale LIKE 'hush%')) = 1", True: "CAST(rationale AS INTEGER) = 1"}
    probe = fails[target.database.is_postgresql]
    assert answer(target, f"SELECT 1 FROM v1_assessments WHERE {probe}").rows == []  # noqa: S608 - from above


def test_the_command_line_refuses_in_time(target: Target) -> None:
    assert attack(target, "SELECT 1 FROM history") == "refused"
    assert attack(target, "SELECT count(*) FROM v1_claims") == "answered"
    code, said, _ = run(
        target, "sql", "SELECT handle FROM v1_reviewers WHERE handle = :h", "-p", "h=ed", "-f", "markdown"
    )
    assert (code, said) == (0, "| handle |\n| --- |\n| ed |\n1 row\n")
    assert target.harm == []


# -- the login that asks -------------------------------------------------------------------------------------


def test_postgresql_is_asked_by_a_reader_alone(target: Target) -> None:
    if target.reader is None:
        pytest.skip("SQLite has no logins")
    with pytest.raises(NoReaderError):
        ask(target.database, None, SqlQuestion("SELECT 1"))
    url = "postgresql://nobody@localhost:1/none"
    with pytest.raises(ReaderLoginError, match="FACTDB_READER_URL cannot connect"):
        ask(target.database, Database(url, url, is_postgresql=True), SqlQuestion("SELECT 1"))
    with pytest.raises(ReaderMayMoreError, match="rules over the server"):
        ask(target.database, target.database, SqlQuestion("SELECT 1"))
    with target.database.engine("rw").begin() as connection:
        connection.exec_driver_sql(f"GRANT SELECT (handle) ON reviewers TO factdb_reader_{os.getpid()}")
    with pytest.raises(ReaderMayMoreError, match="the table reviewers"):
        answer(target, "SELECT 1")
    make_reader(target.database, f"factdb_reader_{os.getpid()}")
    assert [list(row) for row in answer(target, "SELECT 1").rows] == [[1]]
    assert name_of(target.reader) == name_of(target.database)


@pytest.mark.parametrize("role", ["pg_monitor", "Ana", 'x"; DROP TABLE claims; --', "", "public"])
def test_a_reader_has_a_plain_name(role: str) -> None:
    with pytest.raises(BadRoleError):
        readers.require_login_name(role)


def test_parameters_are_found_where_sqlite_finds_them() -> None:
    sql = "SELECT ':a', e'\\':a', \":a\", $x$ :a $x$, :a::text, :c -- :a\n/* :a */ WHERE :b = :a"
    assert questions.numbered(sql, {"a": "1", "b": "2"}) == (
        "SELECT ':a', e'\\':a', \":a\", $x$ :a $x$, $1::text, :c -- :a\n/* :a */ WHERE $2 = $1",
        ["1", "2"],
    )
