"""Runs a report in SQL and returns its rows, what it counted and left out, and the versions of the rating scales.

Reports that ship with factdb run in the session and give the same rows on both engines. The desk's own reports run
with the protection of `factdb sql`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from factdb.errors.reports import BadCountError, NoSuchParameterError, UndeclaredParameterError
from factdb.reports import parameters
from factdb.reports.catalogue import DAYS
from factdb.reports.desk_reports import ReportAnswer, ReportTable
from factdb.reports.sql import questions
from factdb.store.claims import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from factdb.reports.catalogue import Chart, Report

    Found = tuple[Sequence[str], Sequence[Sequence[Any]]]
    Run = Callable[[str, Mapping[str, str]], Found]

# A desk's own reports may take long: people of the desk wrote them.
OWN_SECONDS, OWN_ROWS = 120.0, 100_000
_BACK = dict(zip(DAYS, (0, 7, 30, 90, 365), strict=True))
LEFT_OUT = "left out: "
_OVER_LIMIT = f"{LEFT_OUT}rows over the limit"
_SCALES = "SELECT DISTINCT scale, scale_version FROM v1_verdicts WHERE in_force"


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A finished report: when it was made, its parameters, its rows, and what it counted and left out."""

    report: Report
    made_at: datetime
    parameters: Mapping[str, str]
    columns: tuple[str, ...]
    rows: Sequence[dict[str, Any]]
    counted: Mapping[str, int]
    scales: Sequence[str]

    @property
    def facts(self) -> list[str]:
        """The lines below every output of the report: counts, what was left out, scales, parameters and the date."""
        left_out = {label: n for label, n in self.counted.items() if label.startswith(LEFT_OUT)}
        counted = [f"{label}: {n}" for label, n in self.counted.items() if label not in left_out or n]
        return [
            f"rows: {len(self.rows)}",
            *counted,
            *([f"{LEFT_OUT}nothing"] if left_out and not any(left_out.values()) else []),
            *([f"scales: {', '.join(self.scales)}"] if self.scales else []),
            *(f"{name}: {value}" for name, value in self.parameters.items() if value),
            f"made: {self.made_at:%Y-%m-%d %H:%M} UTC",
        ]

    @property
    def chart(self) -> Chart | None:
        """The chart of the report; None if it declares none, or one of columns that it does not have."""
        chart = self.report.chart
        return chart if chart and {*chart.labels, *chart.columns} <= set(self.columns) else None

    @property
    def document(self) -> dict[str, object]:
        """The report as one document, for JSON."""
        return {
            "report": self.report.name,
            "title": self.report.title,
            "made_at": self.made_at,
            "parameters": self.parameters,
            "n": len(self.rows),
            "counted": self.counted,
            "scales": self.scales,
            "rows": self.rows,
        }

    @property
    def answer(self) -> ReportAnswer:
        """The report in the form that all reports have."""
        chosen = {name: [value] for name, value in self.parameters.items() if value}
        table = ReportTable(self.report.title, self.columns, self.rows)
        return ReportAnswer(chosen, self.facts, [table], self.document, self.chart)

    def first_rows(self, limit: int | None) -> ReportResult:
        """Return the report with at most `limit` rows; what it counted says how many rows it leaves out."""
        over = len(self.rows) - limit if limit else 0
        if over <= 0:
            return self
        return replace(self, rows=self.rows[:limit], counted={**self.counted, _OVER_LIMIT: over})


def run(report: Report, typed: Mapping[str, str], execute: Run, made_at: datetime) -> ReportResult:
    """Run a report; `typed` holds the parameters as the user gave them."""
    chosen = _parameters(report, typed, made_at.astimezone().date())
    values = {**days(made_at.date()), **chosen}
    for name in questions.names(f"{report.rows}\n{report.counted or ''}"):
        if name not in values:
            raise UndeclaredParameterError(report.name, name)
    columns, raw_rows = execute(report.rows, values)
    counted = execute(report.counted, values)[1] if report.counted else ()
    scales = sorted(map(tuple, _scales(execute))) if report.tells_of_ratings else []
    rows = [dict(zip(columns, map(_plain, row), strict=True)) for row in raw_rows]
    counts = _counts(report, counted)
    return ReportResult(
        report, made_at, chosen, tuple(columns), rows, counts, [f"{scale}@{version}" for scale, version in scales]
    )


@dataclass(frozen=True, slots=True)
class SessionRun:
    """Runs the SQL of shipped reports in an open session."""

    session: Session

    def __call__(self, sql: str, values: Mapping[str, str]) -> Found:
        """Return the columns and the rows."""
        result = self.session.execute(text(sql), dict(values))
        return tuple(result.keys()), [tuple(row) for row in result]

    def scales(self) -> Sequence[Sequence[Any]]:
        """Return the scales of the ratings in force, through indexes instead of every verdict."""
        return self.session.execute(queries.scales_in_force(self.session)).all()


def in_session(session: Session) -> Run:
    """Return a function that runs the SQL of shipped reports in an open session."""
    return SessionRun(session)


def _scales(execute: Run) -> Sequence[Sequence[Any]]:
    """Return code and version of the scales; the desk's own reports may not read the tables of `SessionRun`."""
    return execute.scales() if isinstance(execute, SessionRun) else execute(_SCALES, {})[1]


def _parameters(report: Report, typed: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the values of all parameters as the SQL takes them, as text; refuse one that the report does not have."""
    names = [parameter.name for parameter in report.parameters]
    for name in typed:
        if name not in names:
            raise NoSuchParameterError(report.name, name, names)
    texts = {parameter: typed.get(parameter.name) or parameter.default for parameter in report.parameters}
    return {
        parameter.name: parameters.written(parameter.read(text, today)) if text else ""
        for parameter, text in texts.items()
    }


def _counts(report: Report, counted: Sequence[Sequence[Any]]) -> dict[str, int]:
    try:
        return {str(label): int(n) for label, n in counted}
    except (ValueError, TypeError) as error:
        raise BadCountError(report.name) from error


def days(today: date) -> dict[str, str]:
    """Return the days that are available to every report, as text."""
    return {name: (today - timedelta(days=back)).isoformat() for name, back in _BACK.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a query gave
    """Return numbers in the same form on both engines: whole numbers as int, others as float."""
    if isinstance(value, Decimal | float) and math.isfinite(value):
        return int(value) if value == int(value) else float(value)
    return value
