"""The page of recipes can't rot: its commands and its Python are run, and give the answers that stand there.

Datasette, DuckDB and pandas are the extra "recipes", which .ci/run installs; without one of them its tests are skipped.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from factdb.cli.main import factdb
from factdb.domain import dates
from factdb.reports import catalogue, running
from factdb.store import sessions
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.views import PUBLIC_VIEWS
from tests.conftest import NOW
from tests.databases import Templates
from tests.reports.attacks import make_reader
from tests.services import canaries
from tests.services.conftest import desk_on

PAGE = (Path(__file__).parent.parent / "factdb" / "guide" / "recipes.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```([\w-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def part(title: str) -> list[tuple[str, str]]:
    """Return the blocks of a part of the page: the language and the text of each."""
    body = next(body for body in PAGE.split("\n## ") if body.startswith(title))
    return _BLOCK.findall(body)


def commands(title: str) -> dict[str, str]:
    """Return the commands of a part, and what each says."""
    typed = "".join(block for language, block in part(title) if language == "sh-session")
    return dict(re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", typed, re.MULTILINE))


@pytest.fixture
def folder(templates: Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the worked example, as the page's first command leaves it."""
    for _ in templates.copy("sqlite", "demo", tmp_path / "desk.db"):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("FACTDB_DATABASE_URL", "desk.db")
        monkeypatch.setenv("FACTDB_USER", "ana")
        monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def exported(title: str) -> None:
    """Give the commands of a part that are factdb's own, and hold what they say."""
    for command, said in commands(title).items():
        if command.startswith("factdb "):
            ran = CliRunner().invoke(factdb, shlex.split(command)[1:], prog_name="factdb")
            assert (ran.exit_code, ran.output) == (0, said)


def answers(title: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Run each block of Python of a part; yield the names it left, what it printed, and what the page says."""
    blocks = [block for language, block in part(title) if language in {"python", "text"}]
    for code, answer in zip(blocks[::2], blocks[1::2], strict=True):
        names: dict[str, Any] = {"__name__": "recipe"}
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(code, "recipes.md", "exec"), names)  # noqa: S102 - the page's own words are the test
        if "engine" in names:
            names["engine"].dispose()
        yield names, out.getvalue(), answer


# -- Datasette -----------------------------------------------------------------------------------------------


class Site:
    """Datasette as the page's command starts it, but for the server: pages are asked for in this process."""

    def __init__(self) -> None:
        cli = pytest.importorskip("datasette.cli", reason="the extra recipes is not installed")
        exported("Datasette")
        (command,) = (each for each in commands("Datasette") if each.startswith("datasette "))
        serve = cli.cli.commands["serve"]
        given = serve.make_context("serve", shlex.split(command)[1:]).params
        self.datasette = serve.callback(**given, return_instance=True)
        given["metadata"].close()  # which Datasette leaves to the end of its process

    def get(self, path: str, *, by: str | None = None) -> tuple[int, str]:
        """Return the status and the text of a page, to a stranger or to somebody who signed in."""
        cookies = {"ds_actor": self.datasette.sign({"a": {"id": by}}, "actor")} if by else {}
        found = asyncio.run(self.datasette.client.get(path, cookies=cookies))
        return found.status_code, found.text


@pytest.fixture
def site(folder: Path) -> Site:
    """The worked example in Datasette."""
    return Site()


def test_datasette_shows_the_views_with_titles_and_meanings(site: Site) -> None:
    status, page = site.get("/desk")
    assert status == 200
    listed = [name for name in re.findall(r'href="/desk/(\w+)"', page) if name.startswith(("v1_", "public1_"))]
    assert sorted(listed) == sorted(view.name for view in PUBLIC_VIEWS)
    for view in PUBLIC_VIEWS:
        status, page = site.get(f"/desk/{view.name}?_size=1")
        assert (status, f"{view.title}" in page) == (200, True)
        assert page.count("<dd>") == len(view.columns)
    found = json.loads(site.get("/desk/public1_claims.json?_search=counterterrorism&_shape=array")[1])
    assert [row["id"] for row in found] == [7]


def test_datasette_names_nobody_on_the_desk(folder: Path) -> None:
    canaries.plant(Database.sqlite(folder / "desk.db"))
    site = Site()
    assert canaries.MARK not in (folder / "metadata.json").read_text(encoding="utf-8").lower()
    paths = [f"/desk/{view.name}{ending}" for view in PUBLIC_VIEWS for ending in ("?_size=5", ".json?_size=max")]
    for path in ("/", "/desk", "/desk.json", "/-/databases.json", *paths):
        status, page = site.get(path)
        assert (status, canaries.MARK in page.lower()) == (200, False), path
    assert "The bridge opened in May." in site.get("/desk/public1_claims?_size=max")[1]
    assert canaries.MARK in site.get("/desk/v1_claims.json?_size=max", by="root")[1]


def test_datasette_shows_nothing_else(site: Site) -> None:
    public = {view.name for view in PUBLIC_VIEWS}
    with contextlib.closing(sqlite3.connect("desk.db")) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        private = {name for (name,) in found} - public
    assert {
        "v1_claims",
        "v1_reviewers",
        "reviewers",
        "history",
        "contacts",
        "search_claims_data",
        "alembic_version",
    } <= private
    assert {name: site.get(f"/desk/{name}.json")[0] for name in private} == dict.fromkeys(private, 403)
    told = site.get("/desk.json")[1]
    assert not {name for name in private if f'"{name}"' in told}
    where = "id+in+(select+1+from+reviewers)"
    for path in ("/desk.json?sql=select+*+from+reviewers", f"/desk/public1_claims.json?_where={where}", "/desk.db"):
        assert site.get(path)[0] == 403
    for path in ("/desk/reviewers.json", "/desk.json?sql=select+1"):
        assert [site.get(path, by=name)[0] for name in ("ana", "root")] == [403, 200]


# -- DuckDB --------------------------------------------------------------------------------------------------


def test_duckdb_counts_what_the_report_counts(folder: Path) -> None:
    pytest.importorskip("duckdb", reason="the extra recipes is not installed")
    exported("DuckDB")
    counted, by_topic = list(answers("DuckDB"))
    assert [said for _, said, _ in (counted, by_topic)] == [page for _, _, page in (counted, by_topic)]
    found = counted[0]["by_speaker"]
    report = next(each for each in catalogue.shipped() if each.name == "verdicts-by-speaker")
    with sessions.reading(Database.sqlite(folder / "desk.db")) as session:
        made = running.run(report, {}, running.in_session(session), NOW)
    assert found.fetchall() == [tuple(row[name] for name in found.columns) for row in made.rows]
    assert sum(row["n"] for row in made.rows) == 22


# -- pandas --------------------------------------------------------------------------------------------------


@pytest.fixture
def read_by_pandas(demo: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The worked example in this folder, or on PostgreSQL, where a reader's login asks, which goes with it."""
    pytest.importorskip("pandas", reason="the extra recipes is not installed")
    role = f"factdb_pandas_{os.getpid()}"
    if demo.is_postgresql:
        monkeypatch.setenv("DESK", make_reader(demo, role).location)
    yield demo
    if demo.is_postgresql:
        with demo.engine("rw").begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")


def test_pandas_reads_the_same_frames_from_both_engines(read_by_pandas: Database) -> None:
    ((_, said, page),) = answers("pandas")
    assert said == page
    with sessions.writing(read_by_pandas) as session:
        desk = desk_on(session)
        for day in ("2020-02", "2019", "unknown"):
            claim = desk.new(f"It rained, in {day}.", said_on=dates.parse(day))
        desk.cite(claim)
        desk.rate(claim, "afp:exagere")
        session.execute(text("UPDATE ratings SET category = NULL WHERE code = 'exagere'"))
    ((names, said, _),) = answers("pandas")
    assert "2020-02 1\n2021-07 22\n" in said
    last = names["claims"].tail(3)
    assert list(last["counts_as"]) == ["undecided", "undecided", "unmapped"]
    assert [str(day)[:10] for day in last["said_on"]] == ["2020-02-01", "2019-01-01", "NaT"]
    assert last["verdict_score"].isna().all()
