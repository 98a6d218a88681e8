"""Refusals of imports: a file, a row of it, or a mapping of its columns that can't be taken as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import FactdbError, UnreadableFileError, UsageError, short

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
        kept = self.raw if isinstance(self.raw, dict) else {} if self.raw is None else {TEXT_KEY: self.raw}
        return {**kept, ERROR_KEY: error}


class FileRefusedError(UnreadableFileError):
    """A file of which nothing can be taken, because what follows the fault can't be told from it."""

    def __init__(self, file: str, line: int, why: str, next_step: str = "") -> None:
        """Name the file, the line of the fault, and the reason."""
        super().__init__(file, f"line {line} {why}", next_step)
        self.line = line


class UnknownFormatError(UsageError):
    """A file that doesn't say what it is."""

    def __init__(self, file: str, known: Sequence[str]) -> None:
        """List the formats that can be named."""
        super().__init__(f"{file} doesn't show what format it has", f"name it: --from {'|'.join(known)}")


class WrongFormatError(UnreadableFileError):
    """A file that isn't of the format it was said to be."""

    def __init__(self, file: str, wanted: str, why: str) -> None:
        """Name the format that was asked for, and what is amiss."""
        super().__init__(file, f"it is no {wanted}: {why}", "look at it, or name its format: --from FORMAT")


class MissingExtraError(FactdbError):
    """A format whose library isn't installed."""

    def __init__(self, what: str, extra: str) -> None:
        """Name the extra that brings it."""
        super().__init__(f"{what} need a library that isn't installed", f"install it: pip install 'factdb[{extra}]'")


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

    def __init__(self, file: str, count: int, kept_in: str | None) -> None:
        """Count them, and say where they are."""
        rows = "1 row" if count == 1 else f"{count} rows"
        step = f"mend {kept_in} and import it, " if kept_in else "keep them: --errors FILE.jsonl, "
        super().__init__(
            f"{file}: {rows} can't be taken, and nothing was imported", f"{step}or leave them out: --on-error skip"
        )


class RowsLeftOutError(FactdbError):
    """An import that left rows out, as it was told to."""

    exit_code = 6

    def __init__(self, file: str, count: int, kept_in: str) -> None:
        """Count them, and say where they are."""
        rows = "1 row was" if count == 1 else f"{count} rows were"
        super().__init__(f"{file}: {rows} left out, and kept in {kept_in}", f"mend them there: factdb import {kept_in}")
