"""Rows that are written in bulk are seen by whatever comes after them, also where a thread writes them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from factdb.domain import ids
from factdb.store import sessions
from factdb.store.bulk.loader import Loader, Row
from factdb.store.engine import Database
from factdb.store.models import Source
from tests.conftest import NOW


class _GivenUpError(Exception):
    """What the caller raises."""


def test_the_next_statement_sees_rows(database: Database) -> None:
    with sessions.writing(database) as session:
        before = _stored(session)
        loader = Loader(session)
        loader.write(_sources(loader, 3))
        loader.write(_sources(loader, 2))
        assert _stored(session) == before + 5


def test_the_next_statement_sees_rows_that_were_to_be_written_later(database: Database) -> None:
    with sessions.writing(database) as session:
        before = _stored(session)
        loader = Loader(session)
        loader.write_later(_sources(loader, 3))
        assert _stored(session) == before + 3


def test_statements_ahead_do_not_wait_for_rows_on_postgresql(database: Database) -> None:
    with sessions.writing(database) as session:
        before = _stored(session)
        loader = Loader(session)
        loader.write_later(_sources(loader, 3))
        with loader.ahead():
            ahead = _stored(session)
        assert (ahead, _stored(session)) == (before if database.is_postgresql else before + 3, before + 3)


def test_a_commit_without_a_statement_stores_rows(database: Database) -> None:
    with sessions.writing(database) as session:
        before = _stored(session)
        loader = Loader(session)
        rows = _sources(loader, 3)
        loader.write_later(rows)
    with sessions.reading(database) as session:
        assert _stored(session) == before + 3


@pytest.mark.parametrize("is_later", [False, True])
def test_nothing_stays_of_rows_that_a_key_refuses(database: Database, *, is_later: bool) -> None:
    with sessions.reading(database) as session:
        before = _stored(session)
    with sessions.writing(database) as session:
        loader = Loader(session)
        rows = _sources(loader, 3)["sources"]
        twice = {"sources": [*rows, rows[0]]}
        with pytest.raises(IntegrityError):
            _write_and_look(session, loader, twice, is_later=is_later)
        session.rollback()
    with sessions.reading(database) as session:
        assert _stored(session) == before


def test_nothing_stays_if_the_caller_gives_up(database: Database) -> None:
    with sessions.reading(database) as session:
        before = _stored(session)
    with pytest.raises(_GivenUpError):
        _write_and_give_up(database, 3)
    with sessions.reading(database) as session:
        assert _stored(session) == before


def test_rows_on_their_way_hide_no_error_of_the_caller(database: Database) -> None:
    if not database.is_postgresql:
        pytest.skip("SQLite refuses rows at once")
    with pytest.raises(_GivenUpError):
        _write_and_give_up(database, 3, twice=True)


def test_there_are_more_numbers_than_were_expected(database: Database) -> None:
    with sessions.writing(database) as session:
        numbers = Loader(session).numbers("sources", 2)
        drawn = [next(numbers) for _ in range(4)]  # two more than expected
        assert len({*drawn}) == 4
        assert not {*drawn} & {*session.scalars(select(Source.id))}


def _write_and_look(session: Session, loader: Loader, rows: Mapping[str, list[Row]], *, is_later: bool) -> None:
    (loader.write_later if is_later else loader.write)(rows)
    _stored(session)


def _write_and_give_up(database: Database, amount: int, *, twice: bool = False) -> None:
    with sessions.writing(database) as session:
        loader = Loader(session)
        rows = _sources(loader, amount)["sources"]
        loader.write({"sources": [*rows, rows[0]] if twice else rows})
        raise _GivenUpError


def _sources(loader: Loader, amount: int) -> dict[str, list[Row]]:
    numbers = loader.numbers("sources", amount)
    return {"sources": [(next(numbers), ids.uuid7(NOW), f"Source {n}", "outlet", None) for n in range(amount)]}


def _stored(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Source)) or 0
