"""Makes the reports of `desk_reports`, for the person who asks: nothing that is hidden from that person is in them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from factdb.domain.enums import Question
from factdb.reports import agreement, agreement_words, corrections, own_assessments, takedowns
from factdb.reports.catalogue import Chart
from factdb.reports.desk_reports import AGREEMENT, CORRECTIONS, MINE, REPLIES, TAKEDOWNS, ReportAnswer, ReportTable
from factdb.reports.parameters import written
from factdb.store.claims import replies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.reports.desk_reports import DeskReport, ReportViewer

    Values = Mapping[str, Any]

MOST_ROWS = 100_000


def answer(
    session: Session, report: DeskReport, values: Values, viewer: ReportViewer, made_at: datetime
) -> ReportAnswer:
    """Return a report for a viewer; `values` are those that its parameters read, lists where they are repeatable."""
    return _ANSWERS[report.name](session, values, viewer, made_at)


def agreement_request(values: Values) -> agreement.AssessmentRequest:
    """Return which assessments the parameters of the report on agreement ask for."""
    return agreement.AssessmentRequest(
        values.get("question") or Question.TRUTH,
        values.get("round") or 1,
        values.get("since"),
        list(values.get("reviewer") or ()),
    )


def reply_filter(values: Values, made_at: datetime) -> replies.ReplyFilter:
    """Return which contacts the parameters of the report on replies ask for."""
    older_than = values.get("older_than")
    return replies.ReplyFilter(values.get("kind") or (), (made_at - older_than).date() if older_than else None)


def _agreement(session: Session, values: Values, viewer: ReportViewer, made_at: datetime) -> ReportAnswer:
    asking = agreement.AssessmentViewer(viewer.reviewer_id, viewer.blind)
    report = agreement.report(session, agreement_request(values), asking, made_at)
    facts = [f"{name}: {text}" for name, texts in agreement_words.facts(report).items() for text in texts]
    pairs = agreement.pair_rows(report)
    disputed = [
        {"id": claim.id, "claim": claim.claim, "ratings": agreement_words.counted_ratings(claim.ratings)}
        for claim in report.disputed
    ]
    further = [
        ReportTable("Most often confused", agreement_words.CONFUSED_COLUMNS, agreement_words.confused(report)),
        ReportTable(
            agreement_words.counted_title("Most disputed", disputed, report.differing),
            ("id", "claim", "ratings"),
            disputed,
        ),
    ]
    return ReportAnswer(
        _texts(values),
        facts if report.units else [agreement_words.nothing_compared(report)],
        [ReportTable("Pairs of reviewers", agreement.PAIR_COLUMNS, pairs), *further],
        asdict(report),
    )


def _corrections(session: Session, values: Values, _viewer: ReportViewer, made_at: datetime) -> ReportAnswer:
    rows = corrections.rows(session, values.get("since"))
    return _listed(values, CORRECTIONS, corrections.COLUMNS, rows, made_at)


def _mine(session: Session, values: Values, viewer: ReportViewer, made_at: datetime) -> ReportAnswer:
    chosen = own_assessments.OwnFilter(viewer.reviewer_id, values.get("question"), values.get("comparison"))
    rows = own_assessments.rows(session, chosen, limit=MOST_ROWS)
    return _listed(values, MINE, own_assessments.COLUMNS, rows, made_at)


def _replies(session: Session, values: Values, viewer: ReportViewer, made_at: datetime) -> ReportAnswer:
    query = replies.rows(reply_filter(values, made_at), with_complainants=viewer.reads_complaints).limit(MOST_ROWS)
    rows = [dict(row) for row in session.execute(query).mappings()]
    return _listed(values, REPLIES, replies.COLUMNS, rows, made_at)


def _takedowns(session: Session, values: Values, _viewer: ReportViewer, made_at: datetime) -> ReportAnswer:
    rows = takedowns.rows(session, values.get("since"))
    chart = Chart(("kind",), ("done", "refused", "open"))
    return _listed(values, TAKEDOWNS, takedowns.COLUMNS, rows, made_at, chart)


def _listed(
    values: Values,
    report: DeskReport,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    made_at: datetime,
    chart: Chart | None = None,
) -> ReportAnswer:
    """Return a report that is one list."""
    facts = [f"rows: {len(rows)}", f"made: {made_at:%Y-%m-%d %H:%M} UTC"]
    return ReportAnswer(_texts(values), facts, [ReportTable(report.title, columns, rows)], rows, chart)


def _texts(values: Values) -> dict[str, list[str]]:
    """Return the values as text, by which the same report is asked for again."""
    lists = {name: value if isinstance(value, list | tuple) else [value] for name, value in values.items()}
    return {name: [written(value) for value in several if value is not None] for name, several in lists.items()}


_ANSWERS: dict[str, Callable[[Session, Values, ReportViewer, datetime], ReportAnswer]] = {
    AGREEMENT.name: _agreement,
    CORRECTIONS.name: _corrections,
    MINE.name: _mine,
    REPLIES.name: _replies,
    TAKEDOWNS.name: _takedowns,
}
