"""How the databases read a page of claims: from an index in its order, at any depth, without a scan or a long sort."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from factdb.domain.claim_filter import ClaimFilter, ClaimRequest
from factdb.domain.enums import Status
from factdb.services.reads import claim_list
from factdb.store.claims import conditions, queries, similar
from factdb.store.engine import Database
from factdb.store.tables import CLAIMS
from tests.bench import desk
from tests.bench.filters import SINGLE
from tests.databases import Templates

pytestmark = pytest.mark.long  # desks of 8,000 claims, and every filter
ENOUGH = 8_000
PAGE = 20
SEVERAL = {
    "two statuses": ClaimRequest(statuses=[Status.NEW, Status.DECLINED]),
    "three verdicts": ClaimRequest(verdicts=["true", "false", "broken"]),
    "part of a name": ClaimRequest(speakers=["Costa"]),
    "two topics": ClaimRequest(topics=["Arden economy", "Belmont economy"]),
    "mine, open": ClaimRequest(assignees=["r03"], statuses=[Status.NEW, Status.IN_REVIEW]),
    "since and until": ClaimRequest(since=date(2018, 1, 1), until=date(2022, 1, 1)),
    "a topic's, undecided": ClaimRequest(topics=["Arden economy"], undecided=True),
}
FILTERS = {**SINGLE, **SEVERAL}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full_desk(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A desk with so many claims that the planners have a choice; the statistics that they plan by are made."""
    for database in templates.copy(str(request.param), "empty", tmp_path_factory.mktemp("full") / "desk.db"):
        desk.make(database, ENOUGH)
        yield database


@pytest.fixture(scope="module")
def session(full_desk: Database) -> Iterator[Session]:
    with Session(full_desk.engine("ro")) as session:
        yield session


def page(session: Session, wanted: ClaimFilter, after: int | None) -> str:
    """Return the SQL of a page, as a database is sent it but for its values, which are written out."""
    query = queries.claims(wanted, after=after, limit=PAGE)
    return str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))


def halfway(session: Session, wanted: ClaimFilter) -> int:
    """Return a claim in the middle of the list."""
    found = session.scalars(queries.claims(wanted).with_only_columns(CLAIMS.c.id)).all()
    return int(found[len(found) // 2])


def faults_of_sqlite(connection: Connection, sql: str) -> list[str]:
    """Return what is read whole or sorted: tables without an index, and rows of claims in no order.

    The ratings are few; what the page's own subselects gave is no more than some pages.
    """
    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()
    scans = [step.detail for step in steps if re.fullmatch(r"SCAN (?!page|checks|ratings|\(sub|anon_)\S+", step.detail)]
    reads = {step.parent for step in steps if re.match(r"(SCAN|SEARCH) claim(s|_topics)\b", step.detail)}
    return scans + [step.detail for step in steps if "TEMP B-TREE" in step.detail and step.parent in reads]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def faults_of_postgresql(connection: Connection, sql: str) -> list[str]:
    """Return the same of PostgreSQL, which tells how many rows it expects to sort."""
    explained = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}").scalar_one()
    plan = explained if isinstance(explained, list) else json.loads(explained)
    found = []
    for node in nodes(plan[0]["Plan"]):
        rows = max((child["Plan Rows"] for child in node.get("Plans", ())), default=0)
        if node.get("Relation Name") in {"claims", "claim_topics", "documents"} and "Index" not in node["Node Type"]:
            found.append(f"{node['Node Type']} of {node['Relation Name']}")
        if node["Node Type"] in {"Sort", "Incremental Sort", "Hash", "HashAggregate"} and rows > 20 * PAGE:
            found.append(f"{node['Node Type']} of {rows} rows")
    return found


def faults(session: Session, sql: str) -> list[str]:
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    return faults_of_sqlite(connection, sql) if is_sqlite else faults_of_postgresql(connection, sql)


@pytest.mark.parametrize("name", FILTERS)
def test_a_page_is_read_in_its_order(session: Session, name: str) -> None:
    wanted = claim_list.resolve(session, FILTERS[name])
    assert faults(session, page(session, wanted, None)) == []
    assert faults(session, page(session, wanted, halfway(session, wanted))) == []


@pytest.mark.parametrize("name", FILTERS)
def test_pages_make_up_the_whole_list(session: Session, name: str) -> None:
    wanted = claim_list.resolve(session, FILTERS[name])
    whole = session.scalars(queries.claims(wanted).with_only_columns(CLAIMS.c.id)).all()
    assert len(whole) > 2 * PAGE or name == "mine, open"
    assert [row["id"] for row in claim_list.rows(session, wanted)] == whole
    place = len(whole) // 3
    after = [row["id"] for row in claim_list.rows(session, wanted, after=whole[place], limit=PAGE)]
    assert after == whole[place + 1 : place + 1 + PAGE]


def test_what_falls_due_is_read_in_its_order(session: Session) -> None:
    due = ClaimFilter(due_by=date(2026, 7, 1))
    assert faults(session, page(session, due, None)) == []
    assert faults(session, page(session, due, halfway(session, due))) == []
    assert (
        faults(session, str(queries.count(due).compile(session.get_bind(), compile_kwargs={"literal_binds": True})))
        == []
    )


def test_the_order_follows_the_filter(session: Session) -> None:
    def column(wanted: ClaimRequest, name: str) -> list[Any]:
        return [dict(row)[name] for row in claim_list.rows(session, claim_list.resolve(session, wanted), limit=200)]

    changed = column(SINGLE["--changed-since"], "changed_at")
    assert changed == sorted(changed, reverse=True)
    due = column(SINGLE["--due-before"], "resolves_on")
    assert due == sorted(due)
    assert conditions.order(ClaimFilter()).place is CLAIMS.c.sort_on


def test_a_word_that_most_claims_have_is_not_counted_where_statistics_tell(session: Session) -> None:
    asked: list[str] = []
    connection = session.connection()
    listener = (connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    event.listen(*listener)
    counts = similar.counts_with_halves(session, ["said"])
    event.remove(*listener)
    assert counts["said"] == pytest.approx(ENOUGH, rel=0.1)
    assert any("count(*)" in sql for sql in asked) is (connection.dialect.name == "sqlite")


def test_a_view_that_is_read_before_the_page_would_be_found(session: Session) -> None:
    assert faults(session, "SELECT * FROM v1_claims ORDER BY occasion LIMIT 20")
    assert faults(session, "SELECT id FROM claims WHERE priority = 0 ORDER BY headline LIMIT 20")


def test_the_filled_desk_is_what_a_desk_should_be(full_desk: Database, session: Session) -> None:
    if not full_desk.is_postgresql:
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert session.scalar(queries.count(ClaimFilter())) == ENOUGH
