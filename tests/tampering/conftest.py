"""One worked desk on each engine, for all forgers: each takes back what it did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from factdb.store import sessions
from factdb.store.engine import Database
from tests.databases import Templates
from tests.tampering.forger import Forger, open_forger
from tests.tampering.worked_desk import do_what_is_new, use_every_service


def worked_on(engine: str, templates: Templates, folder: pytest.TempPathFactory) -> Iterator[Database]:
    for database in templates.copy(engine, "demo", folder.mktemp("worked") / "desk.db"):
        with sessions.writing(database) as session:
            use_every_service(session)
            do_what_is_new(session)
        yield database


@pytest.fixture(scope="package")
def worked_sqlite(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A desk on which every service was used, in a file."""
    yield from worked_on("sqlite", templates, tmp_path_factory)


@pytest.fixture(scope="package")
def worked_postgresql(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The same on a server."""
    yield from worked_on("postgresql", templates, tmp_path_factory)


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def worked(request: pytest.FixtureRequest) -> Database:
    """The same on each engine in turn."""
    found: Database = request.getfixturevalue(f"worked_{request.param}")
    return found


@pytest.fixture(scope="package")
def forger(worked: Database) -> Iterator[Forger]:
    """Somebody who may write it."""
    with open_forger(worked) as opened:
        yield opened


@pytest.fixture(scope="package")
def file_forger(worked_sqlite: Database) -> Iterator[Forger]:
    """Somebody who may write the file."""
    with open_forger(worked_sqlite) as opened:
        yield opened


@pytest.fixture(scope="package")
def server_forger(worked_postgresql: Database) -> Iterator[Forger]:
    """Somebody who owns the tables on the server."""
    with open_forger(worked_postgresql) as opened:
        yield opened
