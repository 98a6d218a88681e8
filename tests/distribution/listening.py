"""Hears every statement that the tests send to PostgreSQL, and judges each text once, at the end of the session."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

import factdb
from tests.distribution.shapes import Shape

NAMED = {
    # A distributed desk gets one statement a claim: tests/services/test_distributed_desk.py.
    ("services/ledger/claim_ledger.py _locked", Shape.LOCK_OF_SEVERAL),
    # A distributed desk gets grouped counts, page by page; on one server they take longer than this: the same test.
    ("services/reads/document_list.py _read", Shape.CORRELATED_WITH_WHOLE),
    # A large load drops indexes and makes them again; on a distributed desk it leaves them: the same test.
    ("store/bulk/loader.py drop_indices", Shape.DEFINITION_AFTER_ROWS),
    ("store/bulk/loader.py finish", Shape.DEFINITION_AFTER_ROWS),
}
"""The function that sends the statement, and the shape."""

_REFUSED, _WORKERS = "distribution/refused-", ("alone", *(f"gw{number}" for number in range(16)))
_PACKAGE = str(Path(factdb.__file__).parent)
_PARAMETER = re.compile(r"%\(\w+\)s")
_MORE = re.compile(r"(, %s(?:::[\w ]+)?)+")
_OF_VIEWS = re.compile(r"\b(v1|public1)_")
_VIEWS = "SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()"


@dataclass(frozen=True)
class Heard:
    """A statement, the values that it was first sent with, and the line of factdb that sent it.

    `is_alone`: it is a transaction of its own, so no rows were read or written before it.
    """

    text: str
    values: Mapping[str, Any]
    is_alone: bool
    place: str
    sender: str


@dataclass
class Listener:
    """The statements of a session; the same text with other values is the same statement."""

    heard: dict[tuple[str, bool], Heard] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    _seen: set[tuple[str, bool]] = field(default_factory=set)

    def start(self) -> None:
        """Listen to all engines."""
        event.listen(Engine, "before_cursor_execute", self._hear)

    def stop(self) -> None:
        """Listen no more."""
        event.remove(Engine, "before_cursor_execute", self._hear)

    def refused(self) -> Iterator[tuple[Heard, Shape]]:
        """Yield the statements that Citus would refuse, each with its shape, but for those that are named."""
        if not self.heard:
            return
        from tests.distribution.statements import refused_shape  # noqa: PLC0415 - most sessions hear nothing to judge
        from tests.distribution.tables import of_models  # noqa: PLC0415 - the same

        tables = of_models(self.views)
        for statement in self.heard.values():
            shape = refused_shape(statement.text, statement.values, tables)
            if shape is Shape.DEFINITION_AFTER_ROWS and statement.is_alone:
                continue
            if shape and (statement.sender, shape) not in NAMED:
                yield statement, shape

    def _hear(self, connection: Connection, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        if connection.dialect.name != "postgresql":
            return
        is_alone = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
        if (statement, is_alone) in self._seen:
            return
        self._seen.add((statement, is_alone))
        text = _MORE.sub(", ...", _PARAMETER.sub("%s", statement))
        if (text, is_alone) in self.heard:
            return
        place = _place(sys._getframe())  # noqa: SLF001 - the way to a caller's line that costs little
        if place is None:
            return
        if not self.views and _OF_VIEWS.search(statement):
            driver: Any = connection.connection.driver_connection
            self.views.update(driver.execute(_VIEWS).fetchall())
        values = parameters[0] if isinstance(parameters, list) and parameters else parameters
        named = dict(values) if isinstance(values, Mapping) else {}
        self.heard[text, is_alone] = Heard(statement, named, is_alone, *place)


def _place(frame: FrameType | None) -> tuple[str, str] | None:
    """Return the innermost line of factdb and its function; None for a statement of a test or of a migration."""
    while frame:
        name = frame.f_code.co_filename
        if name.startswith(_PACKAGE):
            path = Path(name).relative_to(_PACKAGE).as_posix()
            return f"factdb/{path}:{frame.f_lineno}", f"{path} {frame.f_code.co_name}"
        if "/migrations/" in name:
            return None
        frame = frame.f_back
    return None


@pytest.fixture(scope="session", autouse=True)
def every_statement_distributes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail at the end of the session if Citus would refuse a statement that the tests made factdb send.

    A session of the tests that failed hears only their statements: it fails for those of the session before it.
    """
    listener = Listener()
    listener.start()
    yield
    listener.stop()
    refused = [
        f"{statement.place} {shape.name}: {shape.value.message}\n    {' '.join(statement.text.split())}"
        for statement, shape in listener.refused()
    ]
    cache = getattr(request.config, "cache", None)  # -p no:cacheprovider has none
    if cache and cache.get("lastfailed", {}) and request.config.getoption("lf"):
        refused += [line for worker in _WORKERS for line in cache.get(_REFUSED + worker, [])]
    elif cache:
        cache.set(_REFUSED + os.environ.get("PYTEST_XDIST_WORKER", _WORKERS[0]), refused)
    assert not refused, "\n".join(["statements that Citus would refuse:", *refused])
