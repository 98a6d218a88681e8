"""The reports in SQL: those that ship, and a desk's own in a folder of theirs. Each is a file that describes itself.

The comment on top is its title, a line; a text; and what the report says of itself:

    -- param NAME: help        a parameter, `:NAME` in the SQL, empty by default; NAME=TEXT: TEXT by default, and where
                               that is a whole number, a whole number
    -- chart LABEL: A, B, ...  what a picture shows: which column, or columns, names a bar, and which it consists of
    -- ratings                 it tells of verdicts, and so which versions of which scales these are of

A line `-- use NAME` stands for a piece that several reports have: pieces/NAME.sql of those that ship.

Then comes the query, and after a line `-- counted` another one, with columns what and n: how many rows of the ledger
were counted, and how many left out, and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from factdb.errors import UnreadableFileError
from factdb.errors.reports import BadReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHIPPED = Path(__file__).with_name("shipped")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_PARAMETER = re.compile(r"param ([a-z_][a-z0-9_]*)(?:=([^:]*))?: (.+)")
_CHART = re.compile(r"chart (\w+(?:, ?\w+)*): (.+)")
_PIECE = re.compile(r"^ *-- use ([a-z-]+)$", re.MULTILINE)
_LARGEST = 200_000
# Days, as text, which every report may name: a query that reckons with dates reads otherwise on each engine.
DAYS = ("today", "week_ago", "month_ago", "quarter_ago", "year_ago")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a report can be asked for, by the name that stands in its SQL."""

    name: str
    default: str
    help: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture of a report shows: a bar for each row, made of these columns."""

    labels: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its file has it; `counted` is None where it doesn't say what it counted."""

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    chart: Chart | None
    tells_of_ratings: bool
    rows: str
    counted: str | None
    is_own: bool = False


def shipped() -> list[Report]:
    """Return the reports that ship, by name."""
    return [_read(path, is_own=False) for path in sorted(_SHIPPED.glob("*.sql"))]


def own(folder: Path | None) -> dict[str, Path]:
    """Return the files of a desk's own reports, by name; files with other names are none."""
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.sql")) if _NAME.fullmatch(path.stem) and path.is_file()}


def read_own(path: Path) -> Report:
    """Read the file of a desk's own report."""
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
    """Read a report's file."""
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
        is_own,
    )


def _piece(line: re.Match[str]) -> str:
    """Return the piece that a line names; a line that names none is a comment like others."""
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
    return line == "ratings" or bool(_PARAMETER.fullmatch(line) or _CHART.fullmatch(line))


def _parameters(head: Sequence[str]) -> Iterator[Parameter]:
    for line in head:
        if match := _PARAMETER.fullmatch(line):
            yield Parameter(match[1], match[2] or "", match[3])


def _statement(text: str) -> str:
    """Return the statement without the comment on top, and without its semicolon."""
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return "\n".join(lines[start:]).strip().removesuffix(";").strip()
