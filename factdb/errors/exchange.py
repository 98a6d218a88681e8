"""Refusals of imports, exports and dumps: a file, a row of it, or a format that can't hold what the desk has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, FactdbError, UnreadableFileError, UsageError, short
from factdb.errors.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Sequence

ERROR_KEY = "_error"
"""Under this key a refused row says why, in the file of `--errors`; readers pass over it."""
TEXT_KEY = "_text"
"""Under this key stands a refused line of which no row could be made."""


class RowRefusedError(FactdbError):
    """One row that can't be taken. Readers yield it as a value; whoever imports raises or collects it."""

    def __init__(self, file: str, line: int, reason: str, *, column: str = "", value: object = None) -> None:
        """Name the file, the line where the row begins (in a workbook its row), the column, the value, the reason."""
        named = short(column)[1:-1]  # a key of a file may hold anything, a line's end too
        about = " ".join(part for part in (named, "" if value is None else short(value)) if part)
        super().__init__(
            f"{file}, line {line}: {about} {reason}" if about else f"{file}, line {line}: it {reason}",
            "mend it, or leave such rows out: --on-error skip --errors FILE",
        )
        self.line = line
        self.column = column
        self.value = value
        self.reason = reason
        self.raw: object = None

    def of(self, raw: object) -> RowRefusedError:
        """Keep the row as the file had it, so that it can be mended; give this refusal back."""
        self.raw = raw
        return self

    def as_row(self) -> dict[str, object]:
        """Return the row with its error, as a line of the file of `--errors`: mended, it can be imported."""
        value = None if self.value is None else short(self.value, 200)
        error = {"line": self.line, "column": self.column, "value": value, "reason": self.reason}
        fields = self.raw if isinstance(self.raw, dict) else {} if self.raw is None else {TEXT_KEY: self.raw}
        return {**fields, ERROR_KEY: error}


class FileRefusedError(UnreadableFileError):
    """A file of which nothing can be taken, because what follows the fault can't be told from it."""

    def __init__(self, file: str, line: int, why: str, next_step: str = "") -> None:
        """Name the file, the line of the fault, and the reason."""
        super().__init__(file, f"line {line} {why}", next_step)
        self.line = line


class UnknownFormatError(UsageError):
    """A file that doesn't say what it is."""

    def __init__(self, file: str, formats: Sequence[str]) -> None:
        """List the formats that can be named."""
        super().__init__(f"{file} doesn't show what format it has", f"name it: --from {'|'.join(formats)}")


class WrongFormatError(UnreadableFileError):
    """A file that isn't of the format it was said to be."""

    def __init__(self, file: str, file_format: str, why: str) -> None:
        """Name the format that was asked for, and what is amiss."""
        super().__init__(file, f"it is no {file_format}: {why}", "look at it, or name its format: --from FORMAT")


class MissingExtraError(FactdbError):
    """A format whose library isn't installed."""

    def __init__(self, feature: str, extra: str) -> None:
        """Name the extra that brings it."""
        super().__init__(f"{feature} need a library that isn't installed", f"install it: pip install 'factdb[{extra}]'")


class NoClaimColumnError(UsageError):
    """A table none of whose columns holds the claims."""

    def __init__(self, file: str, columns: Sequence[str]) -> None:
        """List the columns, the first ten of them."""
        shown = ", ".join(short(column, 30) for column in columns[:10]) or "none"
        super().__init__(f"{file} has no column of claims; its columns: {shown}", "say which: --map 'COLUMN=claim'")


class TwoColumnsError(UsageError):
    """Two columns that would be one field."""

    def __init__(self, file: str, field: str, columns: Sequence[str]) -> None:
        """Name them, and the option that decides."""
        named = " and ".join(short(column, 30) for column in columns)
        super().__init__(
            f"{file}: {named} all look like {field}" if len(columns) > 2 else f"{file}: {named} both look like {field}",  # noqa: PLR2004 - both are two
            f"say which: --map '{columns[0]}={field}' --map '{columns[1]}='",
        )


class BadMappingError(UsageError):
    """A `--map` that maps nothing."""

    def __init__(self, typed: str, why: str, next_step: str = "") -> None:
        """Name what was typed and what is amiss."""
        super().__init__(f"--map {short(typed)} {why}", next_step or "write --map 'COLUMN=FIELD'")


class RowsRefusedError(FactdbError):
    """An import that was given up because of some of its rows."""

    def __init__(self, file: str, count: int, errors_file: str | None) -> None:
        """Count them, and say where they are."""
        rows = "1 row" if count == 1 else f"{count} rows"
        step = f"mend {errors_file} and import it, " if errors_file else "keep them: --errors FILE.jsonl, "
        super().__init__(
            f"{file}: {rows} can't be taken, and nothing was imported", f"{step}or leave them out: --on-error skip"
        )


class RowsLeftOutError(FactdbError):
    """An import that left rows out, as it was told to."""

    exit_code = 6

    def __init__(self, file: str, count: int, errors_file: str) -> None:
        """Count them, and say where they are."""
        rows = "1 row was" if count == 1 else f"{count} rows were"
        super().__init__(
            f"{file}: {rows} left out, and kept in {errors_file}", f"mend them there: factdb import {errors_file}"
        )


_SHOWN = 10


class DeskNameNeededError(UsageError):
    """A review without anybody who made it."""

    def __init__(self) -> None:
        """Say where the name is set."""
        super().__init__(
            "nobody is named as the author of these reviews",
            'name the desk in factdb.toml: [desk], and below it name = "..." and url = "https://..."',
        )


class PageNeededError(UsageError):
    """Reviews that say nowhere where they are published."""

    def __init__(self, claims: Sequence[int]) -> None:
        """List the claims, the first ten of them."""
        listed = ", ".join(map(str, claims[:_SHOWN])) + (", ..." if len(claims) > _SHOWN else "")
        super().__init__(
            f"claim {listed} has no published_url" if len(claims) == 1 else f"claims {listed} have no published_url",
            f"say where it stands: factdb claims edit {claims[0]} --published-url URL; or under which address each has "
            "a page named by its uid: --base-url https://desk.example/checks",
        )


class RulesBrokenError(CheckFailedError):
    """Reviews that break the rules of ClaimReview."""

    def __init__(self, count: int) -> None:
        """Count the findings; nothing was written."""
        broken_rules = "1 rule is broken" if count == 1 else f"{count} rules are broken"
        super().__init__(f"{broken_rules}; nothing was written", "mend what is listed, or leave out --strict")


_OTHER_FORMAT = "choose another format: -f csv, or filter"


class CellRefusedError(FactdbError):
    """A value that no cell of a workbook holds."""

    def __init__(self, column: str, row: int, why: str) -> None:
        """Name the column, the row and the reason."""
        super().__init__(f"{column} of row {row} {why}; nothing was written", _OTHER_FORMAT)


class TooManyRowsError(FactdbError):
    """More rows than a sheet holds."""

    def __init__(self, limit: int) -> None:
        """Give the number, its headings among them."""
        super().__init__(f"a sheet holds {limit:,} rows, and these are more; nothing was written", _OTHER_FORMAT)


class BinaryOnTerminalError(UsageError):
    """A format that no terminal shows."""

    def __init__(self, fmt: str) -> None:
        """Name the option that gives it a file."""
        super().__init__(f"{fmt} is not for a terminal", "name a file: -o FILE")


class DumpRefusedError(FileRefusedError):
    """A dump that can't be loaded as it stands: what was damaged can't be told from what was meant."""

    def __init__(self, file: str, line: int, why: str, next_step: str = "") -> None:
        """Name the file, the line and the reason."""
        super().__init__(file, line, why, next_step or "take another copy of it, or dump the desk anew")


class NewerDumpError(DatabaseError):
    """A dump that a newer factdb made."""

    def __init__(self, file: str, version: str, newest: str) -> None:
        """Give both versions."""
        super().__init__(
            f"{file} has {version}, newer than this factdb knows (its newest is {newest}); nothing was done",
            "install a newer factdb: pip install --upgrade factdb",
        )


class DatabaseNotEmptyError(DatabaseError):
    """A database that holds rows already: a dump is a whole desk, and can't be mixed with another."""

    def __init__(self, where: str, tables: Sequence[str]) -> None:
        """Name the tables that aren't empty, the first of them."""
        ellipsis = ", ..." if len(tables) > 3 else ""  # noqa: PLR2004 - enough to know it by
        super().__init__(
            f"{where} holds rows already ({', '.join(tables[:3])}{ellipsis}); nothing was done",
            "load into a new database: factdb --db FILE|URL db load DUMP",
        )


class MissingRowsError(DatabaseError):
    """A dump whose rows refer to rows that it doesn't hold."""

    def __init__(self, count: int, tables: str) -> None:
        """Name the tables."""
        super().__init__(
            f"rows of the dump refer to {count} rows that it doesn't hold, in {tables}; nothing was done",
            "take another copy of it, or dump the desk anew",
        )


class UndumpableError(DatabaseError):
    """A row of the ledger that no column's type fits: somebody wrote it behind factdb's back."""

    def __init__(self, table: str, why: str) -> None:
        """Name the table and what is amiss."""
        super().__init__(f"a row of the table {table} {why}; nothing was dumped", "find it: factdb verify")
