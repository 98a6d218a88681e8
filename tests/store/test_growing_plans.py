"""How the databases answer what must not grow with the desk: sorted pages, earlier states, counts, reports on repeats.

Also with the statistics of a desk where nothing repeats: planners once read all claims for each claim there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from factdb.domain.claim_filter import ClaimFilter, ClaimRequest
from factdb.domain.enums import AnswersFor, Kind, Status
from factdb.domain.page_states import PageFilter
from factdb.reports import catalogue, corrections, running
from factdb.reports.catalogue import Report
from factdb.services.reads import article_list, cited_page_list, claim_list, claim_list_at, people_list
from factdb.services.reads.article_list import ArticleFilter
from factdb.store.claims import queries
from factdb.store.engine import Database
from factdb.store.views import V1_CLAIMS
from tests.bench.cast import LAST
from tests.store.test_query_plans import faults, full_desk, nodes, session

pytestmark = pytest.mark.long  # a desk of thousands of claims; test_query_plans holds the plans of lists

__all__ = ["full_desk", "session"]

PAGE = 20
REPORTS = {report.name: report for report in catalogue.shipped()}
# What grows with the desk; other tables are read whole because they are small.
LARGE = ("claims", "history", "evidence", "verdicts", "approvals", "claim_topics", "desk_history")
FILTERS = (
    ClaimFilter(),
    ClaimFilter(statuses=[Status.PUBLISHED]),
    ClaimFilter(statuses=[Status.NEW, Status.PUBLISHED], kinds=[Kind.EVENT], since=date(2018, 1, 1)),
    ClaimFilter(verdicts=["false"], answers_for=AnswersFor.SPEAKER),
    ClaimFilter(undecided=True),
)


def asked(session: Session, work: Callable[[], object]) -> list[tuple[str, Any]]:
    """Return the statements that some work sends, with their values."""
    statements: list[tuple[str, Any]] = []
    connection = session.connection()
    listener = (connection, "before_cursor_execute", lambda *given: statements.append((given[2], given[3])))
    event.listen(*listener)
    work()
    event.remove(*listener)
    return statements


def scans(connection: Connection, sql: str, values: Any = ()) -> list[str]:  # noqa: ANN401 - as the driver takes them
    """Return the large tables that a statement reads whole, row by row; an index may be read whole."""
    if connection.dialect.name == "sqlite":
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
        return [step.detail for step in steps if re.fullmatch(rf"SCAN ({'|'.join(LARGE)}|[cheova])", step.detail)]
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).scalar_one()
    tree = nodes((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])
    return [
        node["Relation Name"] for node in tree if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
    ]


# What is a small part of its table, by the index that has this part.
PARTS: dict[str, Callable[[Session], object]] = {
    "ix_documents_articles": lambda session: article_list.article_page(session, ArticleFilter(), None, PAGE),
    "ix_documents_source_id": lambda session: people_list.source_page(session, "3"),
    "ix_verdicts_corrections": lambda session: corrections.page(session, None, PAGE),
    "ix_page_checks_not_as_cited": lambda session: [
        cited_page_list.count(session, PageFilter.NEEDS_LOOK),
        *cited_page_list.pages(session, PageFilter.NEEDS_LOOK),
    ],
}


@pytest.mark.parametrize("sort", ["-evidence_count", "-changed_at"])
def test_a_page_by_a_column_with_an_index_is_read_in_its_order(session: Session, sort: str) -> None:
    first = queries.claims(ClaimFilter(), sort, limit=PAGE)
    halfway = session.scalars(queries.claims(ClaimFilter(), sort).with_only_columns(V1_CLAIMS.c.id)).all()
    further = queries.claims(ClaimFilter(), sort, halfway[len(halfway) // 2], PAGE)
    for query in (first, further):
        assert faults(session, str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))) == []
    place = len(halfway) // 2 + 1
    assert [row.id for row in session.execute(further)] == halfway[place : place + PAGE]


@pytest.mark.parametrize("at", [datetime(2018, 1, 31, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)])
def test_an_earlier_list_reads_and_replays_what_it_shows(session: Session, at: datetime) -> None:
    shown: list[int] = []
    page = asked(
        session, lambda: shown.extend(row["id"] for row in claim_list_at.rows(session, ClaimFilter(), at, limit=PAGE))
    )
    connection = session.connection()
    assert [sql for sql, values in page if scans(connection, sql, values)] == []
    ((moved, values),) = [each for each in page if 'sort_on":{' in each[0]]
    explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    assert "ix_history_day_moved" in str(connection.exec_driver_sql(f"{explain} {moved}", values).all())
    replays = [sql for sql, _ in page if "FROM history" in sql and "body" in sql and "IN (" in sql]
    assert len(replays) <= 4
    assert shown == [row["id"] for row in claim_list_at.rows(session, ClaimFilter(), at)][:PAGE]


def test_facets_are_counted_in_an_index(full_desk: Database, session: Session) -> None:
    if full_desk.is_postgresql:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")  # 8,000 claims are few
    for claim_filter in FILTERS:
        ((sql, values), *_) = [
            each for each in asked(session, partial(claim_list.facets, session, claim_filter)) if "count" in each[0]
        ]
        explain = "EXPLAIN" if full_desk.is_postgresql else "EXPLAIN QUERY PLAN"
        plan = str(session.connection().exec_driver_sql(f"{explain} {sql}", values).all())
        assert "ix_claims_facets" in plan


@pytest.mark.parametrize("index", PARTS)
def test_a_small_part_of_a_table_is_read_from_its_index(full_desk: Database, session: Session, index: str) -> None:
    if full_desk.is_postgresql:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")  # the tables are small here
    explain = "EXPLAIN" if full_desk.is_postgresql else "EXPLAIN QUERY PLAN"
    table = next(table for table in ("documents", "verdicts", "page_checks") if f"_{table}_" in index)
    plans = [
        str(session.connection().exec_driver_sql(f"{explain} {sql}", values).all())
        for sql, values in asked(session, partial(PARTS[index], session))
        if f"FROM {table} " in sql or f"FROM {table}\n" in sql or f"FROM {table} \n" in sql
    ]
    assert [plan for plan in plans if index in plan]
    assert not [plan for plan in plans if f"SCAN {table}'" in plan]


def test_facets_are_what_the_lists_would_have(session: Session) -> None:
    column = {
        "statuses": "status",
        "kinds": "kind",
        "attributions": "attribution",
        "verdicts": "verdict",
        "quote_verdicts": "quote_verdict",
    }
    for claim_filter in FILTERS:
        total, facets = claim_list.facets(session, claim_filter)
        assert total == len(list(claim_list.rows(session, claim_filter)))
        assert facets is not None
        for name in claim_list.FACETS:
            no_values: Any = {name: ()}
            listed = claim_list.rows(session, replace(claim_filter, **no_values))
            assert facets[name] == Counter(dict(row)[column[name]] for row in listed)


def repeats(session: Session) -> list[tuple[int, int]]:
    """Count repeats without SQL: the original and how often it was made, most often first."""
    rows = list(claim_list.rows(session, ClaimFilter()))
    counted = {row["id"]: row for row in rows if row["status"] not in {"declined", "retracted"}}
    originals = {row["repeats_id"] for row in rows if row["repeats_id"]}
    times = Counter(
        row["repeats_id"] or row["id"] for row in counted.values() if row["repeats_id"] or row["id"] in originals
    )
    return sorted(((number, n) for number, n in times.items() if n >= 2), key=lambda pair: (-pair[1], pair[0]))


def test_repeats_are_counted(session: Session) -> None:
    report = running.run(REPORTS["most-repeated"], {}, running.in_session(session), LAST)
    assert len(report.rows) > PAGE
    assert [(row["id"], row["times"]) for row in report.rows] == repeats(session)


def test_where_nothing_repeats_no_claim_is_read(full_desk: Database) -> None:
    with full_desk.engine("rw").connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("UPDATE claims SET repeats_id = NULL WHERE repeats_id IS NOT NULL")
        connection.exec_driver_sql("ANALYZE")
        report = REPORTS["most-repeated"]
        if not full_desk.is_postgresql:
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {report.rows}", {"least": "2"}).all()
            assert [step.detail for step in steps if re.match(r"SCAN [co]\b", step.detail)] == []
        assert running.run(report, {}, running.in_session(Session(connection)), LAST).rows == []
        transaction.rollback()


def test_the_work_of_reviewers_is_counted_in_indexes(full_desk: Database, session: Session) -> None:
    report: Report = REPORTS["reviewers"]
    ((sql, values),) = [
        each
        for each in asked(
            session, lambda: running.run(replace(report, counted=None), {}, running.in_session(session), LAST)
        )
        if "work" in each[0]
    ]
    if not full_desk.is_postgresql:
        assert scans(session.connection(), sql, values) == []
        plan = str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all())
    else:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = str(session.connection().exec_driver_sql(f"EXPLAIN {sql}", values).all())
        assert "Index Only Scan using ix_history_status_changes" in plan
    assert set(re.findall(r"ix_\w+", plan)) >= {
        "ix_history_status_changes", "ix_evidence_added_by_id_added_at", "ix_verdicts_proposed_by_id_proposed_at",
        "ix_approvals_approved_by_id_at",
    }  # fmt: skip


def test_a_ranked_page_looks_only_at_what_fits(session: Session) -> None:
    wanted = claim_list.resolve(session, ClaimRequest(q="unemployment"))
    statements = asked(session, lambda: list(claim_list.ranked(session, wanted, PAGE)))
    assert len(statements) == 1
    best = [row["id"] for row in claim_list.ranked(session, wanted, PAGE)]
    whole = [row.id for row in session.execute(queries.ranked(wanted))]
    assert best == whole[:PAGE]
    assert [row["id"] for row in claim_list.ranked(session, wanted, len(whole) - 1)] == whole[:-1]
