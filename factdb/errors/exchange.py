"""Refusals of imports, exports and dumps: of a file, of a row, or of a format that cannot hold the desk's data."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, FactdbError, NoSuchError, UnreadableFileError, UsageError, ended, short
from factdb.errors.claims import RuleError
from factdb.errors.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Sequence

ERROR_KEY = "_error"
"""The key of the reason in a refused row, in the file of `--errors`; readers skip it."""
TEXT_KEY = "_text"
"""The key of a refused line that is not a row, in the same file."""
MOST_COLUMNS = 40
"""Columns of a file that a sentence names."""


class RowRefusedError(FactdbError):
    """One row that cannot be imported. Readers yield it as a value; the importer raises or collects it."""

    def __init__(
        self, file: str, line: int, reason: str, *, column: str = "", value: object = None, remedy: str = ""
    ) -> None:
        """Name the file, the line where the row begins (in a workbook its row), the column, the value, the reason.

        `remedy` says how to write the value.
        """
        named = short(column)[1:-1]  # a key of a file may hold anything, a line's end too
        about = " ".join(part for part in (named, "" if value is None else short(value)) if part)
        super().__init__(
            ended(f"{file}, line {line}: {about or 'the row'} {reason}") + (f" {remedy}" if remedy else ""),
            "Correct the row, or leave such rows out: --on-error skip --errors FILE",
        )
        self.line = line
        self.column = column
        self.value = value
        self.reason = reason
        self.raw: object = None

    def of(self, raw: object) -> RowRefusedError:
        """Keep the row as the file had it, so that it can be corrected; return this refusal."""
        self.raw = raw
        return self

    def as_row(self) -> dict[str, object]:
        """Return the row with its error, as a line of the file of `--errors`: corrected, it can be imported."""
        value = None if self.value is None else short(self.value, 200)
        error = {"line": self.line, "column": self.column, "value": value, "reason": self.reason}
        fields = self.raw if isinstance(self.raw, dict) else {} if self.raw is None else {TEXT_KEY: self.raw}
        return {**fields, ERROR_KEY: error}


class NoSuchImportError(NoSuchError):
    """No import has this number. Imports of before they were recorded have none."""

    def __init__(self, number: int, *, are_unrecorded: bool) -> None:
        """Name the number; `are_unrecorded`: the desk has claims of such older imports."""
        older = "Imports of before they were recorded have no number and cannot be undone. " if are_unrecorded else ""
        super().__init__("import", number, next_step=f"{older}See all imports: factdb imports list")


class ImportUndoneError(RuleError):
    """An import can be undone only once."""

    def __init__(self, number: int, file: str, handle: str, at: str) -> None:
        """Name the import, and who undid it when."""
        super().__init__(
            f"Import {number} ({short(file)[1:-1]}) was already undone by {handle} on {at}.",
            "To take its claims up again, import the file again: factdb import FILE",
        )


class LaterImportError(RuleError):
    """The imports of a claim are undone newest first: what an earlier one brought, a later one may say too."""

    def __init__(self, number: int, file: str, later: int) -> None:
        """Name the import, and the newest import that changed its claims."""
        why = f"Import {number} ({short(file)[1:-1]}) cannot be undone yet: import {later} changed claims of it."
        super().__init__(why, f"Undo import {later} first: factdb imports undo {later}")


class FileRefusedError(UnreadableFileError):
    """A file that cannot be read at all, because one fault makes the rest uncertain."""

    def __init__(self, file: str, line: int, why: str, next_step: str = "") -> None:
        """Name the file, the line of the fault, and the reason."""
        super().__init__(file, f"line {line} {why}", next_step)
        self.line = line


class UnknownFormatError(UsageError):
    """A file whose format is not known."""

    def __init__(self, file: str, formats: Sequence[str]) -> None:
        """List the formats that can be named."""
        super().__init__(f"Cannot tell the format of {file}.", f"Name the format: --from {'|'.join(formats)}")


class WrongFormatError(UnreadableFileError):
    """A file that does not have the format that was named."""

    def __init__(self, file: str, file_format: str, why: str) -> None:
        """Name the format that was asked for, and the reason."""
        super().__init__(f"{file} as {file_format}", why, "Name the right format: --from FORMAT")


class MissingExtraError(FactdbError):
    """A format whose library is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        """Name the extra that installs it."""
        super().__init__(f"The library for {feature} is not installed.", f"Install it: pip install 'factdb[{extra}]'")


class NoClaimColumnError(UsageError):
    """A table without a column of claims."""

    def __init__(
        self,
        file: str,
        first_values: Sequence[tuple[str, str | None]],
        proposed: str | None,
        known: tuple[str, str] | None = None,
    ) -> None:
        """List all columns, each with its first value, and propose one.

        `known` is a format whose keys these are, and its key of the claim.
        """
        named = ", ".join(
            short(column, 30) + (f" ({short(value, 40)})" if value else " (empty)")
            for column, value in first_values[:MOST_COLUMNS]
        )
        more = len(first_values) - MOST_COLUMNS
        super().__init__(
            f"There is no column of claims in {file}. Its columns, with the first value of each: "
            f"{named or 'none'}{f' and {more:,} more' if more > 0 else ''}.",
            f"Its keys are those of {known[0]}, whose claims are under {short(known[1])}. Get the file with that key."
            if known
            else f"Name the column: --map {shlex.quote((proposed or 'COLUMN') + '=claim')}",
        )
        self.file = file
        self.first_values = list(first_values)


class TwoColumnsError(UsageError):
    """Several columns that would be one field."""

    def __init__(self, file: str, field: str, columns: Sequence[str]) -> None:
        """Name them, and the option that decides."""
        named = ", ".join(short(column, 30) for column in columns[:-1]) + f" and {short(columns[-1], 30)}"
        super().__init__(
            f"Several columns of {file} look like {field}: {named}.",
            f"Choose one column: --map '{columns[0]}={field}' --map '{columns[1]}='",
        )
        self.columns = list(columns)


class BadMappingError(UsageError):
    """A `--map` that cannot be used."""

    def __init__(self, typed: str, why: str, next_step: str = "") -> None:
        """Name what was typed, and the reason."""
        super().__init__(f"The option --map {short(typed)} {why}.", next_step or "Write --map 'COLUMN=FIELD'.")


class RowsRefusedError(FactdbError):
    """An import of nothing, because of some of its rows, or because it leaves refused rows out and all rows are."""

    def __init__(
        self, file: str, count: int, errors_file: str | None, again: str | None = None, *, is_skipping: bool = False
    ) -> None:
        """Count them, and say where they are; `again` is the command that imports them from there."""
        rows = "1 row" if count == 1 else f"{count} rows"
        where = f" {'It was' if count == 1 else 'They were'} written to {errors_file}." if errors_file else ""
        step = f"Correct and import them: {again}" if errors_file else "Write them to a file: --errors FILE.jsonl"
        way = "" if is_skipping else ", or leave them out: --on-error skip"
        super().__init__(f"{rows} of {file} cannot be imported. Nothing was imported.{where}", f"{step}{way}")


class RowsLeftOutError(FactdbError):
    """An import that left rows out, as the user asked."""

    exit_code = 6

    def __init__(self, file: str, count: int, errors_file: str, again: str) -> None:
        """Count them, and say where they are; `again` is the command that imports them from there."""
        rows = "1 row" if count == 1 else f"{count} rows"
        were = "was" if count == 1 else "were"
        super().__init__(
            f"{rows} of {file} {were} left out and written to {errors_file}.", f"Correct and import them: {again}"
        )


_SHOWN = 10


class DeskNameNeededError(UsageError):
    """A review without an author."""

    def __init__(self) -> None:
        """Say where to set the name."""
        super().__init__(
            "These reviews have no author.",
            'Name the desk in factdb.toml: [desk], and below it name = "..." and url = "https://..."',
        )


class PageNeededError(UsageError):
    """Reviews without an address where they are published."""

    def __init__(self, claims: Sequence[int]) -> None:
        """List the claims, the first ten of them."""
        listed = ", ".join(map(str, claims[:_SHOWN])) + (", ..." if len(claims) > _SHOWN else "")
        super().__init__(
            f"Claim {listed} has no published_url." if len(claims) == 1 else f"Claims {listed} have no published_url.",
            f"Give its address: factdb claims edit {claims[0]} --published-url URL; or the address under which each "
            "claim has a page named by its uid: --base-url https://desk.example/checks",
        )


class RulesBrokenError(CheckFailedError):
    """Reviews that break the rules of ClaimReview."""

    def __init__(self, count: int) -> None:
        """Count the findings; nothing was written."""
        broken_rules = "1 rule is broken" if count == 1 else f"{count} rules are broken"
        super().__init__(f"{broken_rules}. Nothing was written.", "Correct the listed claims, or leave out --strict.")


_OTHER_FORMAT = "Choose another format: -f csv, or filter"


class CellRefusedError(FactdbError):
    """A value that a cell of a workbook cannot hold."""

    def __init__(self, column: str, row: int, why: str) -> None:
        """Name the column, the row and the reason."""
        super().__init__(f"The column {column} of row {row} {why}. Nothing was written.", _OTHER_FORMAT)


class TooManyRowsError(FactdbError):
    """More rows than a sheet can hold."""

    def __init__(self, limit: int) -> None:
        """Give the limit, which counts the row of headings too."""
        super().__init__(f"There are more rows than a sheet can hold ({limit:,}). Nothing was written.", _OTHER_FORMAT)


class BinaryOnTerminalError(UsageError):
    """A format that a terminal cannot show."""

    def __init__(self, fmt: str) -> None:
        """Name the option that gives it a file."""
        super().__init__(f"A terminal cannot show the format {fmt}.", "Name a file: -o FILE")


class DumpRefusedError(FileRefusedError):
    """A dump that cannot be loaded: a damaged part cannot be told from a good one."""

    def __init__(self, file: str, line: int, why: str, next_step: str = "") -> None:
        """Name the file, the line and the reason."""
        super().__init__(file, line, why, next_step or "Use another copy of the dump, or dump the desk again.")


class NewerDumpError(DatabaseError):
    """A dump that a newer factdb made."""

    def __init__(self, file: str, version: str, newest: str) -> None:
        """Give both versions."""
        super().__init__(
            f"The dump {file} has {version}, but the newest that this factdb knows is {newest}. Nothing was done.",
            "Install a newer factdb: pip install --upgrade factdb",
        )


class DatabaseNotEmptyError(DatabaseError):
    """A database that already holds rows: a dump is a whole desk, and cannot be mixed with another."""

    def __init__(self, where: str, tables: Sequence[str]) -> None:
        """Name the first tables that are not empty."""
        ellipsis = ", ..." if len(tables) > 3 else ""  # noqa: PLR2004 - enough to know it by
        super().__init__(
            f"The database {where} already holds rows ({', '.join(tables[:3])}{ellipsis}). Nothing was done.",
            "Load into a new database: factdb --db FILE|URL db load DUMP",
        )


class MissingRowsError(DatabaseError):
    """A dump whose rows refer to rows that are missing."""

    def __init__(self, count: int, tables: str) -> None:
        """Name the tables."""
        super().__init__(
            f"Rows of the dump refer to {count} missing rows, in {tables}. Nothing was done.",
            "Use another copy of the dump, or dump the desk again.",
        )


class UndumpableError(DatabaseError):
    """A row of the ledger that does not fit its columns' types: somebody wrote it without factdb."""

    def __init__(self, table: str, why: str) -> None:
        """Name the table and the reason."""
        super().__init__(f"A row of the table {table} {why}. Nothing was dumped.", "Find the row: factdb verify")
