"""Reads reports in SQL: the reports that ship with factdb, and the desk's own reports in a folder of the desk.

Each report is one SQL file. The comment at the top has a title (one line), a description, and these settings:

    -- param NAME: help        a parameter, `:NAME` in the SQL, empty by default; with NAME=TEXT the default is TEXT;
                               if the default is a whole number, every value must be one; since and until are days
    -- subject: TEXT           the heading under which the report is listed
    -- chart LABEL: A, B, ...  a chart: the column or columns that name a bar, and the columns that a bar consists of
    -- ratings                 the report is about verdicts, so it also states the versions of the scales

A line `-- use NAME` includes a piece that several reports share: shipped/pieces/NAME.sql.

Then comes the query. After a line `-- counted` comes a second query with the columns what and n: how many rows of the
ledger were counted, how many were left out, and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from factdb.errors import NoSuchError, UnreadableFileError
from factdb.errors.reports import BadReportError
from factdb.reports import parameters
from factdb.reports.desk_reports import DESK_REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.reports.desk_reports import DeskReport
    from factdb.reports.parameters import Parameter

_SHIPPED = Path(__file__).with_name("shipped")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_PARAMETER = re.compile(r"param ([a-z_][a-z0-9_]*)(?:=([^:]*))?: (.+)")
_READ, _NAMED_QUERY = re.compile(r"\b(?:FROM|JOIN) (\w+)"), re.compile(r"(\w+)(?: ?\([^()]*\))? AS \(")
_CHART = re.compile(r"chart (\w+(?:, ?\w+)*): (.+)")
_SUBJECT = re.compile(r"subject: (.+)")
_PIECE = re.compile(r"^ *-- use ([a-z-]+)$", re.MULTILINE)
_LARGEST = 200_000
OWN = "Your desk's own reports"
"""The subject of a report that names none."""
# Days as text, available to every report: date arithmetic in SQL differs between the two engines.
DAYS = ("today", "week_ago", "month_ago", "quarter_ago", "year_ago")


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of a report: a bar for each row, named by `labels` and made of `columns`."""

    labels: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its file describes it; `counted` is None if the file has no second query."""

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    chart: Chart | None
    tells_of_ratings: bool
    rows: str
    counted: str | None
    subject: str
    is_own: bool = False

    @property
    def help(self) -> str:
        """What the report shows, in a sentence: the first of its description, or else its title."""
        return f"{(self.about or self.title).partition('. ')[0].rstrip('.')}."

    @property
    def reads_views_only(self) -> bool:
        """Whether people can ask its query as a question of their own: some that ship read tables, to be quicker."""
        names = set(_READ.findall(self.rows)) - set(_NAMED_QUERY.findall(self.rows))
        return all(name.startswith(("v1_", "public1_")) for name in names)


def shipped() -> list[Report]:
    """Return the reports that ship with factdb, sorted by name."""
    return list(_shipped())


@cache
def _shipped() -> tuple[Report, ...]:
    return tuple(_read(path, is_own=False) for path in sorted(_SHIPPED.glob("*.sql")))


def own(folder: Path | None) -> dict[str, Path]:
    """Return the files of the desk's own reports, by name; files with unsuitable names are ignored."""
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.sql")) if _NAME.fullmatch(path.stem) and path.is_file()}


def find(name: str, folder: Path | None) -> Report | DeskReport:
    """Return the report of this name; one of factdb comes before a desk's own report of the same name."""
    by_name: dict[str, Report | DeskReport] = {report.name: report for report in DESK_REPORTS}
    by_name |= {report.name: report for report in _shipped()}
    if name in by_name:
        return by_name[name]
    files = own(folder)
    if name not in files:
        raise NoSuchError("report", name, get_close_matches(name, [*by_name, *files]))
    return read_own(files[name])


def read_own(path: Path) -> Report:
    """Read one of the desk's own reports from its file."""
    return _read(path, is_own=True)


def _read(path: Path, *, is_own: bool) -> Report:
    try:
        # Some editors put a byte order mark before the text.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadReportError(path, "is not UTF-8", "Save it as UTF-8.") from error
    except OSError as error:
        raise UnreadableFileError(
            path, error.strerror or "it cannot be opened", "Correct it, or move it to another folder."
        ) from error
    if len(text) > _LARGEST:
        raise BadReportError(path, f"is longer than {_LARGEST:,} characters", "Shorten it.")
    return parsed(path, text, is_own=is_own)


def parsed(path: Path, text: str, *, is_own: bool) -> Report:
    """Parse the text of a report's file."""
    rows, _, counted = _PIECE.sub(_piece, text).partition("\n-- counted\n")
    head = list(_comment(rows))
    if not head or not head[0]:
        raise BadReportError(
            path, "has no title", "Write the title as a comment in the first line: -- Title of the report"
        )
    description = [line for line in head[1:] if not _is_fact(line)]
    chart = next((chart_line for line in head if (chart_line := _CHART.fullmatch(line))), None)
    return Report(
        path.stem,
        head[0].rstrip("."),
        " ".join(" ".join(description).split()),
        tuple(_parameters(head)),
        Chart(_names(chart[1]), _names(chart[2])) if chart else None,
        "ratings" in head,
        _statement(rows),
        _statement(counted) or None,
        next((line[1] for text in head if (line := _SUBJECT.fullmatch(text))), OWN),
        is_own,
    )


def _piece(line: re.Match[str]) -> str:
    """Return the piece that a line names; a line that names no piece stays a comment."""
    path = _SHIPPED / "pieces" / f"{line[1]}.sql"
    return _statement(path.read_text(encoding="utf-8")) if path.is_file() else line[0]


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("--"):
            return
        yield line.removeprefix("--").strip()


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _is_fact(line: str) -> bool:
    return line == "ratings" or any(fact.fullmatch(line) for fact in (_PARAMETER, _CHART, _SUBJECT))


def _parameters(head: Sequence[str]) -> Iterator[Parameter]:
    for line in head:
        if match := _PARAMETER.fullmatch(line):
            yield parameters.of_sql(match[1], match[2] or "", match[3])


def _statement(text: str) -> str:
    """Return the statement without the comment at the top and without its semicolon."""
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return "\n".join(lines[start:]).strip().removesuffix(";").strip()
