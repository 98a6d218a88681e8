"""What factdb sends to a distributed desk in another form than to one server; PostgreSQL plays the coordinator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from factdb.services.ledger import claim_ledger
from factdb.services.reads import document_list
from factdb.store import distribution
from factdb.store.bulk.loader import Loader
from factdb.store.claims import queries
from tests.distribution.statements import refused_shape
from tests.distribution.tables import of_models
from tests.services.conftest import Desk

VIEWS = {"v1_page_checks": "SELECT document_id, n, state AS page_state FROM page_checks"}  # enough of it
pytestmark = pytest.mark.parametrize("shared_demo", ["postgresql"], indirect=True)


@pytest.fixture
def sent(shared_engine: Engine, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements of a test, on an engine that was told that Citus is there."""
    monkeypatch.setitem(distribution._answers, shared_engine, True)  # noqa: SLF001 - as if its server had Citus
    statements: list[str] = []
    listener = (shared_engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    event.listen(*listener)
    yield statements
    event.remove(*listener)


def test_claims_are_locked_one_by_one_in_the_order_of_their_ids(desk: Desk, sent: list[str]) -> None:
    claims = claim_ledger.lock(desk.session, [5, 3, 5, 4])

    locks = [statement for statement in sent if "FOR UPDATE" in statement]
    assert [claim.id for claim in claims] == [3, 4, 5]
    assert len(locks) == 3
    assert [refused_shape(lock, {}, of_models({})) for lock in locks] == [None] * 3


def test_a_large_load_keeps_the_indexes(session: Session, sent: list[str]) -> None:
    loader = Loader(session)
    loader.drop_indices(["claims", "history"])
    loader.finish()

    assert sent == []


def test_documents_are_counted_page_by_page(desk: Desk, sent: list[str], shared_engine: Engine) -> None:
    distributed = list(document_list.listed(desk.session))
    refused = [shape for statement in sent if (shape := refused_shape(statement, {}, of_models(VIEWS)))]
    distribution._answers[shared_engine] = False  # noqa: SLF001 - as on one server

    assert refused == []
    assert distributed == list(document_list.listed(desk.session)) != []


def test_the_ratings_in_force_are_the_same(desk: Desk, sent: list[str], shared_engine: Engine) -> None:
    distributed = set(desk.session.execute(queries.rating_numbers(desk.session)).all())
    distribution._answers[shared_engine] = False  # noqa: SLF001 - as on one server
    on_one_server = set(desk.session.execute(queries.rating_numbers(desk.session)).all())

    assert distributed == on_one_server != set()
    assert ["DISTINCT" in statement for statement in sent] == [True, False]
