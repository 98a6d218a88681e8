"""The guide cannot lie: its sessions, tables, SQL and Python are run and compared, and its links lead somewhere."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from factdb import guide
from factdb.cli.main import factdb
from factdb.store import sessions
from factdb.store.engine import Database
from tests import guide_pages
from tests.cli.conftest import refused, run_bare
from tests.cli.test_help import walk
from tests.pasted_sessions import DEMO, Typist, masked, run_page

# A short page goes through the installed program, as the README does; in this process the others are ten times as fast.
INSTALLED = {"settings"}
FOLDER = Path(guide.__file__).parent
CACHE = Path(__file__).parent.parent.parent / ".mypy_cache"  # with what mypy knows of factdb already, where it was run


def blocks(topic: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", guide.page(topic).text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after the line that many pages begin with, run once for all."""
    folder = tmp_path_factory.mktemp("demo")
    typist = Typist(folder, environment={"FACTDB_DATABASE_URL": "desk.db", "FACTDB_USER": "ana"})
    assert typist.type(DEMO) == ""
    return folder


@pytest.fixture
def typist(demo_folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Typist:
    def copy_demo(folder: Path) -> None:
        shutil.copytree(demo_folder, folder, dirs_exist_ok=True)

    return Typist(tmp_path, installed=request.getfixturevalue("topic") in INSTALLED, copy_demo=copy_demo)


@pytest.mark.long  # the README's session runs each time
@pytest.mark.parametrize("topic", guide.topics())
def test_the_sessions_of_a_page_are_what_the_program_says(topic: str, typist: Typist) -> None:
    page = guide.page(topic).text
    assert masked(run_page(page, typist)) == masked(page)


@pytest.mark.parametrize("topic", guide.topics())
def test_a_page_has_a_title_a_summary_and_links_that_lead_somewhere(topic: str) -> None:
    page = guide.page(topic)
    assert page.text.startswith(f"# {page.title}\n")
    assert page.summary.endswith(".")
    assert len(page.summary) > 20
    for target in re.findall(r"\]\(([^)#]+)", page.text):
        assert target.startswith("https://") or (FOLDER / target).exists(), target


@pytest.mark.parametrize("name", guide_pages.TABLES)
def test_tables_are_made_from_the_code(name: str) -> None:
    made = guide_pages.TABLES[name][1]()
    assert guide_pages.pasted(name).strip() == made.strip(), "Write it: python -m tests.guide_pages"


def test_every_command_is_in_the_reference() -> None:
    reference = guide.page("commands").text
    assert all(f"| `{name}" in reference for name in factdb.commands)


def test_the_sql_runs_and_answers_the_same_on_both_engines(demo: Database) -> None:
    (query,) = blocks("sql", "sql")
    with sessions.reading(demo) as session:
        rows = [tuple(row) for row in session.execute(text(query.strip().removesuffix(";")))]
    assert ("The Epoch Times", "true", 6) in rows
    assert ("Joe Biden", "kept", 3) in rows


def test_the_python_page_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script, *fragments = blocks("python", "python")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    names: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(script, "python.md", "exec"), names)  # noqa: S102 - the page's own words are the test
    (shown,) = blocks("python", "text")[:1]
    assert masked(said.getvalue()) == masked(shown)
    with contextlib.redirect_stdout(io.StringIO()):
        for fragment in fragments:
            exec(compile(fragment, "python.md", "exec"), names)  # noqa: S102 - the same


@pytest.mark.long
def test_type_checkers_accept_the_python_page(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(blocks("python", "python")[0])
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(CACHE), "script.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_terminal_lists_shows_and_searches() -> None:
    listed = run_bare("guide").stdout
    assert all(topic in listed for topic in guide.topics())
    assert run_bare("guide", "reviewing").stdout == guide.page("reviewing").text
    matches = run_bare("guide", "--search", "BLIND assess").stdout
    assert matches.startswith("desk:") or "\ndesk:" in matches
    refused(run_bare("guide", "reviewin"), 3, "reviewing")
    refused(run_bare("guide", "--search", "zyzzyva"), 3, "factdb guide")
    refused(run_bare("guide", "desk", "--search", "editor"), 2)


def test_every_command_has_a_man_page(tmp_path: Path) -> None:
    click_man = Path(sys.executable).parent / "click-man"
    subprocess.run([click_man, "factdb", "--target", tmp_path], check=True, capture_output=True)
    pages = {page.stem for page in tmp_path.iterdir()}
    assert pages == {"-".join(("factdb", *entry.words)) for entry in walk(factdb)}
