"""`factdb version`."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from factdb import resources
from factdb.store.driver import sqlite3
from tests.cli.conftest import run_bare


def test_versions_of_all_that_matters() -> None:
    versions = run_bare("version", "--json").json
    assert versions["factdb"] == metadata.version("factdb")
    assert versions["schema"] == resources.newest_revision()
    assert versions["python"] == platform.python_version()
    assert versions["sqlite"] == sqlite3.sqlite_version
    assert {"sqlalchemy", "alembic", "psycopg"} < set(versions)


def test_for_people_it_is_a_line_each() -> None:
    lines = run_bare("version").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(run_bare("version", "--json").json)


def test_the_usual_option_works_too() -> None:
    assert run_bare("--version").stdout == f"factdb {metadata.version('factdb')}\n"


def test_it_needs_no_database_and_makes_none(folder: Path) -> None:
    assert run_bare("--db", "none.db", "version").exit_code == 0
    assert not list(folder.iterdir())
