"""Refusals of reports: their files, and what they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import FactdbError, UsageError, short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class BadReportError(FactdbError):
    """A report's file that isn't one."""

    def __init__(self, path: Path, why: str, next_step: str) -> None:
        """Name the file and what it lacks."""
        super().__init__(f"the report {path} {why}", next_step)


class NoSuchParameterError(UsageError):
    """A report that can't be asked for this."""

    def __init__(self, report: str, name: str, known: Sequence[str]) -> None:
        """Give those that it has."""
        super().__init__(
            f"the report {report} has no parameter {short(name)}",
            f"its own: {', '.join(known)}" if known else "it has none",
        )


class ChartIntoFileError(UsageError):
    """A chart of letters is for a terminal."""

    def __init__(self) -> None:
        """Name the picture."""
        super().__init__("--chart draws in the terminal, in no other format", "a picture: -f svg -o FILE")


class UndeclaredError(FactdbError):
    """A report's SQL has a parameter that its comment doesn't tell of."""

    def __init__(self, report: str, name: str) -> None:
        """Show how it is told of."""
        super().__init__(
            f"the SQL of the report {report} has the parameter :{name}, of which its comment says nothing",
            f"write above it: -- param {name}: what it is",
        )


class BadCountError(FactdbError):
    """What a report says that it counted, it says in another form."""

    def __init__(self, report: str) -> None:
        """Say which form."""
        super().__init__(
            f"what the report {report} counted is no text and a number",
            "let the query below -- counted give two columns: SELECT 'claims counted' AS what, count(*) AS n ...",
        )


class NoChartError(UsageError):
    """A report that has no picture."""

    def __init__(self, report: str, why: str = "says nothing of a picture") -> None:
        """Name other formats."""
        super().__init__(f"the report {report} {why}", "choose another format: -f table, csv, json or markdown")
