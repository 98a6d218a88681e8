"""Nobody on the desk is named outward: five canary handles and names, in no public view and no outward command."""

# ruff: noqa: S608 - the statements are made of the names of views

from __future__ import annotations

import itertools
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from factdb.cli.report.report import REPORTS
from factdb.domain.workflow import OUTWARD_COMMANDS
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.views import DESK_VIEWS, PUBLIC_VIEWS
from tests.cli.conftest import ok, refused, run
from tests.databases import Templates
from tests.services import canaries
from tests.services.canaries import MARK

LISTED = ("table", "csv", "json", "markdown")
FORMATS = {"export speakers": ("csv", "json"), "report corrections": LISTED, "report takedowns": LISTED}
REPORT_FORMATS = ("table", "csv", "json", "markdown", "html")
MORE_WORDS = {"export claimreview": ("--base-url", "https://example.org/checks")}
BY_FORMAT = [name for name in OUTWARD_COMMANDS if name.startswith("report ") or name in FORMATS]
PLAIN = [name for name in OUTWARD_COMMANDS if name not in BY_FORMAT and not name.startswith("db ")]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def planted(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The worked example, on which five canaries worked too."""
    for database in templates.copy(request.param, "demo", tmp_path_factory.mktemp("planted") / "desk.db"):
        canaries.plant(database)
        yield database


@pytest.fixture(autouse=True)
def settings(folder: Path) -> None:
    (folder / "factdb.toml").write_text('[desk]\nname = "The Example Desk"\nurl = "https://example.org"\n')


def rows(database: Database, view: str) -> str:
    with sessions.reading(database) as session:
        return repr(session.execute(text(f"SELECT * FROM {view}")).all()).lower()


@pytest.mark.parametrize("view", [view.name for view in PUBLIC_VIEWS])
def test_no_public_view_names_a_canary(planted: Database, view: str) -> None:
    shown = rows(planted, view)
    assert "(" in shown
    assert MARK not in shown


def test_the_public_views_have_pen_names_and_the_work_of_the_canaries(planted: Database) -> None:
    verdicts, corrections, claims = (rows(planted, f"public1_{name}") for name in ("verdicts", "corrections", "claims"))
    assert canaries.PEN_NAME.lower() in verdicts
    assert canaries.DESK_NAME.lower() in corrections
    assert "the bridge opened in may." in claims
    assert "the bridge will fall." not in claims
    for secret in ("ask the city", "see page 3", "because.", "why?"):  # a note, and what was written to and fro
        assert all(secret not in rows(planted, view.name) for view in PUBLIC_VIEWS)


def test_the_desks_own_views_and_exports_do_name_them(planted: Database) -> None:
    named = {view.name for view in DESK_VIEWS if MARK in rows(planted, view.name)}
    assert {"v1_claims", "v1_verdicts", "v1_evidence", "v1_assessments", "v1_corrections", "v1_replies"} <= named
    assert all(MARK in ok(planted, "export", name).stdout for name in ("claims", "evidence", "verdicts", "history"))


@pytest.mark.parametrize("command", PLAIN)
def test_no_outward_export_names_a_canary(planted: Database, command: str) -> None:
    ran = ok(planted, *shlex.split(command), *MORE_WORDS.get(command, ()))
    assert "bridge" in ran.stdout or command == "export datasette"
    assert MARK not in f"{ran.stdout}{ran.stderr}".lower()


@pytest.mark.parametrize("command", BY_FORMAT)
def test_no_outward_report_names_a_canary_in_any_format(planted: Database, command: str) -> None:
    if command == "report takedowns":
        ok(planted, "claims", "note", "1", "A note.")
        ok(planted, "erase", "note", "1.n1", "--ground", "asked")
    for row_format in FORMATS.get(command, REPORT_FORMATS):
        ran = ok(planted, *shlex.split(command), "-f", row_format)
        assert ran.stdout
        assert MARK not in f"{ran.stdout}{ran.stderr}".lower()


def test_reports_that_are_not_outward_are_those_that_name_people() -> None:
    inward = {"agreement", "mine", "open-by-age", "replies", "reviewers", "time-to-publish", "views"}
    assert set(REPORTS) - inward == {name.partition(" ")[2] for name in OUTWARD_COMMANDS if name.startswith("report ")}


# -- the login and Datasette ---------------------------------------------------------------------------------


def test_a_public_login_reads_the_public_views_and_nothing_else(
    planted: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not planted.is_postgresql:
        assert "SQLite needs no reader" in ok(planted, "db", "reader", "web", "--public").stderr
        return
    role = f"factdb_public_{id(planted)}"
    try:
        printed = ok(planted, "db", "reader", role, "--public")
        assert f"factdb db reader {role} --public --apply" in printed.stderr
        assert "v1_" not in printed.stdout
        # First a reader of the desk: what it was granted is taken back.
        made = ok(planted, "db", "reader", role, "--apply").stdout.strip()
        monkeypatch.setenv(*made.split("=", 1))
        (_, address) = made.split("=", 1)
        with psycopg.connect(address, autocommit=True) as login:
            for view in (*DESK_VIEWS, *PUBLIC_VIEWS):
                login.execute(f"SELECT * FROM {view.name}")
            ok(planted, "sql", f"SELECT * FROM {DESK_VIEWS[0].name}", "--json")
            ok(planted, "db", "reader", role, "--public", "--apply")
            for view in PUBLIC_VIEWS:
                assert MARK not in str(login.execute(f"SELECT * FROM {view.name}").fetchall()).lower()
            for view in DESK_VIEWS:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute(f"SELECT * FROM {view.name}")
        assert MARK not in ok(planted, "sql", f"SELECT * FROM {PUBLIC_VIEWS[0].name}", "--json").stdout.lower()
        refused(run(planted, "sql", f"SELECT * FROM {DESK_VIEWS[0].name}"), 1, "permission denied")
        for name in ("reviewers", "claims", "policies", "history"):
            refused(run(planted, "sql", f"SELECT * FROM {name}"), 1, f'"{name}" is not one of the views')
    finally:
        with planted.engine("rw").begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")


def test_a_cast_in_a_question_tells_nothing_of_hidden_rows(planted: Database) -> None:
    """A condition that fails on an unpublished claim would show that there is one."""
    if not planted.is_postgresql:
        pytest.skip("on SQLite whoever may ask in SQL has the file")
    probe = "SELECT 1 FROM {} WHERE 1 / (CASE WHEN claim = 'The bridge will fall.' THEN 0 ELSE 1 END) > 9"
    with sessions.reading(planted) as session:
        assert session.execute(text(probe.format("public1_claims"))).all() == []
        options = session.scalars(text("SELECT relname FROM pg_class WHERE reloptions @> '{security_barrier=true}'"))
        assert {view.name for view in PUBLIC_VIEWS} <= set(options)


def test_datasette_is_told_to_show_the_desks_views_only_if_asked(planted: Database) -> None:
    def shown(*words: str) -> set[str]:
        ((_, database),) = ok(planted, "export", "datasette", *words).json["databases"].items()
        return {name for name, table in database["tables"].items() if "allow" not in table}

    assert shown() == {view.name for view in PUBLIC_VIEWS}
    assert shown("--desk-views") == {view.name for view in itertools.chain(DESK_VIEWS, PUBLIC_VIEWS)}


# -- names for outsiders -------------------------------------------------------------------------------------


def test_pen_names_and_the_name_of_the_desk_are_set_and_removed(sqlite_demo: Database) -> None:
    assert ok(sqlite_demo, "policy", "set", "desk-name", "The Example Desk").stdout == (
        "desk-name: none -> The Example Desk\n"
    )
    rule = ok(sqlite_demo, "policy", "show", "--json").json[-1]
    assert (rule["name"], rule["value"]) == ("desk-name", "The Example Desk")
    assert ok(sqlite_demo, "reviewers", "edit", "rita", "--pen-name", "The night desk").stdout == (
        "rita: pen name changed\n"
    )
    (row,) = [row for row in ok(sqlite_demo, "reviewers", "list", "--json").json if row["handle"] == "rita"]
    assert row["pen_name"] == "The night desk"
    assert ok(sqlite_demo, "reviewers", "edit", "rita", "--pen-name", "The night desk").stdout == "rita: unchanged\n"
    assert ok(sqlite_demo, "reviewers", "edit", "rita", "--pen-name", "").stdout == "rita: pen name changed\n"
    assert ok(sqlite_demo, "policy", "set", "desk-name", "").stdout == "desk-name: The Example Desk -> none\n"
    refused(run(sqlite_demo, "reviewers", "edit", "rita", "--pen-name", "x" * 201), 2, "pen name", "Shorten it")
    refused(run(sqlite_demo, "reviewers", "edit", "rita"), 2, "--pen-name")
    refused(run(sqlite_demo, "reviewers", "edit", "rita", "--pen-name", "Ed", user="ed"), 4, "needs the role admin")


def test_a_dump_carries_pen_names_and_the_name_of_the_desk(planted: Database, folder: Path) -> None:
    ok(planted, "db", "dump", "desk.jsonl", user="ana")
    dumped = (folder / "desk.jsonl").read_text(encoding="utf-8")
    assert json.dumps(canaries.PEN_NAME) in dumped
    copy = Database.sqlite(folder / "copy.db")
    ok(copy, "db", "load", "desk.jsonl")
    for view in PUBLIC_VIEWS:
        assert len(rows(copy, view.name)) > len("[]")
    assert canaries.PEN_NAME.lower() in rows(copy, "public1_verdicts")
    assert canaries.DESK_NAME.lower() in rows(copy, "public1_corrections")
    ok(copy, "verify")
