"""Refusals of reports and of questions in SQL, and of the login that asks them on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import FactdbError, UsageError, short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SCHEMA = "what there is to ask: factdb sql --schema"


class QuestionError(FactdbError):
    """The database refuses a question, or can't make sense of it."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        """Repeat what the database says, and name what may be meant."""
        super().__init__(f"the database says: {message}", f"near: {', '.join(near)}" if near else _SCHEMA)


class NoValueError(UsageError):
    """A parameter of a question that nobody gave a value."""

    def __init__(self, name: str) -> None:
        """Show how it is given."""
        super().__init__(f"the question's parameter :{name} has no value", f'give it: -p {name}="..."')


class UnusedValueError(UsageError):
    """A value for a parameter that the question hasn't."""

    def __init__(self, name: str, parameters: Sequence[str]) -> None:
        """Name the parameters that it has."""
        next_step = (
            f"it has {', '.join(f':{parameter}' for parameter in parameters)}" if parameters else "it has no parameters"
        )
        super().__init__(f"the question has no parameter :{name}", next_step)


class QuestionTooLongError(UsageError):
    """A question is longer than anybody writes."""

    def __init__(self, longest: int) -> None:
        """Say how long it may be."""
        super().__init__(f"a question has at most {longest:,} characters", "ask for less at once, or by a parameter")


class QuestionTooSlowError(FactdbError):
    """A question took longer than it may."""

    def __init__(self, seconds: float) -> None:
        """Say how long that is."""
        super().__init__(
            f"that took longer than {seconds:g} s and was stopped",
            f"ask for less, or give it more time: --timeout {seconds * 10:g}s",
        )


class QuestionTooLargeError(FactdbError):
    """A question needs more memory than it may have."""

    def __init__(self) -> None:
        """Say what helps."""
        super().__init__("that needs more memory than a question may have, and was stopped", "ask for less")


class NoReaderError(FactdbError):
    """PostgreSQL answers only to a login of its own, and none is named."""

    def __init__(self) -> None:
        """Name the command that makes one."""
        super().__init__(
            "on PostgreSQL questions are asked by a login that may read the public views and nothing else; "
            "FACTDB_READER_URL names none",
            "make one: factdb db reader desk_reader --apply",
        )


class ReaderLoginError(FactdbError):
    """The login that asks isn't let in."""

    def __init__(self, message: str) -> None:
        """Repeat what the server says, and where the login stands."""
        super().__init__(
            f"the login of FACTDB_READER_URL can't connect: {message}",
            "mend that address, or make a login: factdb db reader desk_reader --apply",
        )


class ReaderMayMoreError(FactdbError):
    """The login that asks could do harm."""

    def __init__(self, role: str, powers: str) -> None:
        """Name what it may beyond reading the public views."""
        super().__init__(
            f'the login "{role}" of FACTDB_READER_URL may do more than read the public views: {powers}',
            "make one that may not, and name it there: factdb db reader desk_reader --apply",
        )


class BadRoleError(UsageError):
    """A name that a reader's login can't have."""

    def __init__(self, role: str, why: str) -> None:
        """Show how one is written."""
        super().__init__(f"{short(role)} {why}", "a name like desk_reader: small letters, digits and _")


class BadParameterError(UsageError):
    """A value for a question that isn't given as NAME=VALUE."""

    def __init__(self, typed: str) -> None:
        """Show how one is written."""
        super().__init__(f"{short(typed)} is no NAME=VALUE", "write -p since=2021-07, and :since in the SQL")


class BadReportError(FactdbError):
    """A report's file that isn't one."""

    def __init__(self, path: Path, why: str, next_step: str) -> None:
        """Name the file and what it lacks."""
        super().__init__(f"the report {path} {why}", next_step)


class NoSuchParameterError(UsageError):
    """A report that can't be asked for this."""

    def __init__(self, report: str, name: str, parameters: Sequence[str]) -> None:
        """Give those that it has."""
        super().__init__(
            f"the report {report} has no parameter {short(name)}",
            f"its own: {', '.join(parameters)}" if parameters else "it has none",
        )


class ChartIntoFileError(UsageError):
    """A chart of letters is for a terminal."""

    def __init__(self) -> None:
        """Name the picture."""
        super().__init__("--chart draws in the terminal, in no other format", "a picture: -f svg -o FILE")


class UndeclaredParameterError(FactdbError):
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


class LongAnswerError(UsageError):
    """An answer with more rows than the caller takes."""

    def __init__(self, rows: int) -> None:
        """Say how many rows were read."""
        super().__init__(f"The answer has more than {rows} rows.", "Raise max_rows, or write a query with fewer rows.")
