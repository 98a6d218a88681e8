"""Refusals of reports, of questions in SQL, and of the login that reads PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import FactdbError, UsageError, ended, short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SCHEMA = "See the views and their columns: factdb sql --schema"


def _near(names: Sequence[str]) -> str:
    return f"Did you mean: {', '.join(names)}" if names else _SCHEMA


class QuestionError(FactdbError):
    """The database refuses a question, or does not understand it."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        """Repeat what the database says, and give similar names."""
        super().__init__(ended(f"The database says: {message}"), _near(near))


class NoViewError(QuestionError):
    """A question about a table that is not one of the views for questions, or that does not exist."""

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        """Name the table, and give similar views."""
        FactdbError.__init__(self, f'"{name}" is not one of the views that queries can read.', _near(near))


class QuestionWritesError(QuestionError):
    """A question that would change what it reads."""

    def __init__(self) -> None:
        """Say that no question may."""
        FactdbError.__init__(self, "A question only reads: it cannot change anything.", "Write one SELECT.")


class NoValueError(UsageError):
    """A parameter of a question without a value."""

    def __init__(self, name: str) -> None:
        """Show how to give the value."""
        super().__init__(f"The parameter :{name} of the question has no value.", f'Give a value: -p {name}="..."')


class UnusedValueError(UsageError):
    """A value for a parameter that the question does not have."""

    def __init__(self, name: str, parameters: Sequence[str]) -> None:
        """Name the parameters of the question."""
        next_step = (
            f"Choose one of: {', '.join(f':{parameter}' for parameter in parameters)}"
            if parameters
            else "Leave the value out: the question has no parameters."
        )
        super().__init__(f"The question has no parameter :{name}.", next_step)


class QuestionTooLongError(UsageError):
    """A question that is too long."""

    def __init__(self, longest: int) -> None:
        """Say how long it may be."""
        super().__init__(
            f"The question is too long. The limit is {longest:,} characters.",
            "Give long values as parameters: -p NAME=VALUE",
        )


class LoneSurrogateError(UsageError):
    """A question, or a value in it, with half of a character."""

    def __init__(self, part: str, code: int, position: int) -> None:
        """Name the part, the surrogate and its position."""
        super().__init__(
            f"The {part} has a lone surrogate, U+{code:04X}, at position {position}. It is half of a character, "
            "or a byte that is not UTF-8.",
            "Remove it, or write the character in UTF-8.",
        )


class QuestionTooSlowError(FactdbError):
    """A question that took too long."""

    def __init__(self, seconds: float, *, is_running: bool = False) -> None:
        """Say how long it may take, and whether the server still works on it."""
        still = " The server still works on it, and ends it at its next step." if is_running else ""
        super().__init__(
            f"The question took longer than {seconds:g} s and was stopped.{still}",
            f"Ask for less, or allow more time: --timeout {seconds * 10:g}s",
        )


class QuestionTooLargeError(FactdbError):
    """A question that needs too much memory, or too much room on the server's disk."""

    def __init__(self, room: str = "memory") -> None:
        """Say what it needed, and what helps."""
        super().__init__(f"The question needed too much {room} and was stopped.", "Ask for less.")


class NoReaderError(FactdbError):
    """Questions on PostgreSQL need a login of their own, and none is named."""

    def __init__(self) -> None:
        """Name the command that creates one."""
        super().__init__(
            "On PostgreSQL a question needs a login that can read only the views. FACTDB_READER_URL names no login.",
            "Create the login: factdb db reader desk_reader --apply",
        )


class ReaderLoginError(FactdbError):
    """The login for questions cannot connect."""

    def __init__(self, message: str) -> None:
        """Repeat what the server says, and name the variable of the login."""
        super().__init__(
            ended(f"The login of FACTDB_READER_URL cannot connect: {message}"),
            "Correct FACTDB_READER_URL, or create a login: factdb db reader desk_reader --apply",
        )


class ReaderBusyError(FactdbError):
    """The login for questions has as many connections as it may have."""

    def __init__(self) -> None:
        """Say who uses them."""
        super().__init__(
            "All connections of the login of FACTDB_READER_URL are in use: other questions are running.",
            "Ask again later, or use a login of your own: factdb db reader NAME --apply",
        )


class ReaderMayMoreError(FactdbError):
    """The login for questions could do harm."""

    def __init__(self, role: str, powers: str) -> None:
        """Name what it may do besides reading the views."""
        super().__init__(
            f'The login "{role}" of FACTDB_READER_URL may do more than read the views: {powers}.',
            "Create a login that may only read, and name it in FACTDB_READER_URL: factdb db reader desk_reader --apply",
        )


class BadRoleError(UsageError):
    """A name that the login for questions cannot have."""

    def __init__(self, role: str, why: str) -> None:
        """Show how to write one."""
        super().__init__(
            f"Cannot use the login name {short(role)}: {why}.", "Use small letters, digits and _: desk_reader"
        )


class ReaderRightsError(FactdbError):
    """A login of the database that may not make logins."""

    def __init__(self, role: str, database: str, option: str = "") -> None:
        """Name what works: a superuser runs the printed statements. The owner of the database may be who asks."""
        super().__init__(
            f"The login of the database URL may not set up the login {role}. Nothing was changed.",
            f"Let a superuser run the statements: factdb db reader {role}{option} > reader.sql; "
            f"su - postgres -c 'psql -v ON_ERROR_STOP=1 {database}' < reader.sql. "
            rf"Then set its password in psql: \password {role}",
        )


class BadParameterError(UsageError):
    """A value for a question that is not written as NAME=VALUE."""

    def __init__(self, typed: str) -> None:
        """Show how to write one."""
        super().__init__(
            f"Cannot read {short(typed)} as NAME=VALUE.", "Write -p since=2021-07, and use :since in the SQL."
        )


class BadReportError(FactdbError):
    """A report's file that cannot be used."""

    def __init__(self, path: Path, why: str, next_step: str) -> None:
        """Name the file and what it lacks."""
        super().__init__(f"The report {path} {why}.", next_step)


class NoSuchParameterError(UsageError):
    """A parameter that a report does not have."""

    def __init__(self, report: str, name: str, parameters: Sequence[str]) -> None:
        """Give the parameters of the report."""
        super().__init__(
            f"The report {report} has no parameter {short(name)}.",
            f"Choose one of: {', '.join(parameters)}" if parameters else "Leave it out: the report has no parameters.",
        )


class ChartIntoFileError(UsageError):
    """A chart of characters is for a terminal."""

    def __init__(self, *, has_picture: bool) -> None:
        """Name the options for a picture, where there is one."""
        super().__init__(
            "The option --chart draws only in the terminal.",
            "Write a picture: -f svg -o FILE" if has_picture else "Leave out --chart, or leave out -f, --json and -o.",
        )


class NothingToDrawError(UsageError):
    """An answer without numbers."""

    def __init__(self) -> None:
        """Show a query whose answer can be drawn."""
        super().__init__(
            "The answer has no column of numbers, so --chart has nothing to draw.",
            'Count something: factdb sql "SELECT speaker, count(*) AS claims FROM v1_claims GROUP BY speaker" --chart',
        )


class UndeclaredParameterError(FactdbError):
    """A report's SQL has a parameter that its comment does not declare."""

    def __init__(self, report: str, name: str) -> None:
        """Show how to declare it."""
        super().__init__(
            f"The SQL of the report {report} uses the parameter :{name}, but its comment does not declare it.",
            f"Declare it above the SQL: -- param {name}: what it is",
        )


class BadCountError(FactdbError):
    """The counted numbers of a report do not have the right form."""

    def __init__(self, report: str) -> None:
        """Show the form."""
        super().__init__(
            f"The query below -- counted of the report {report} must return a text and a number.",
            "Return two columns: SELECT 'claims counted' AS what, count(*) AS n ...",
        )


class NoChartError(UsageError):
    """A report that has no picture."""

    def __init__(self, report: str, why: str = "declares no chart") -> None:
        """Name other formats."""
        super().__init__(f"The report {report} {why}.", "Choose another format: -f table, csv, json or md")


class LongAnswerError(UsageError):
    """An answer with more rows than the caller takes."""

    def __init__(self, rows: int) -> None:
        """Say how many rows were read."""
        counted = "1 row" if rows == 1 else f"{rows} rows"
        super().__init__(f"The answer has more than {counted}.", "Raise max_rows, or write a query with fewer rows.")


class TooManyQuestionsError(FactdbError):
    """More reports and questions wait on the server than it takes."""

    def __init__(self, limit: int) -> None:
        """Name the limit."""
        super().__init__(f"{limit} other reports and questions wait already.", "Try again in a minute.")


class NoQuestionError(UsageError):
    """A page's text area without a question."""

    def __init__(self) -> None:
        """Show one."""
        super().__init__("There is no question.", "Write one: SELECT id, claim FROM v1_claims WHERE status = 'new'")


class NulInQuestionError(UsageError):
    """A question, or a value in it, with the character that ends a text in the programs of databases."""

    def __init__(self, part: str, position: int) -> None:
        """Name the part and the position."""
        super().__init__(f"The {part} has a NUL character at position {position}.", "Remove it.")
