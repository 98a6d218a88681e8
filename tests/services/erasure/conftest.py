"""A desk with erasable words of every kind, planted once on each engine: every test takes back what it did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from factdb.store import sessions
from tests.databases import Templates
from tests.services.conftest import desk_on
from tests.services.erasure.people import Erasable, plant


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def planted_once(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Erasable]]:
    """The worked example with words of every kind, and their names."""
    for database in templates.copy(request.param, "demo", tmp_path_factory.mktemp("planted") / "desk.db"):
        with sessions.writing(database) as session:
            erasable = plant(desk_on(session))
        yield database.engine("rw"), erasable


@pytest.fixture
def session(planted_once: tuple[Engine, Erasable]) -> Iterator[Session]:
    """An open session that writes, and is rolled back at the end."""
    with Session(planted_once[0], expire_on_commit=False) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def planted(planted_once: tuple[Engine, Erasable]) -> Erasable:
    """The names of the words that can be erased."""
    return planted_once[1]
