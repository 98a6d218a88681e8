"""Refusals of files that no import reads, with what to do: empty, damaged, cut off, without claims, or by choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import ChangedMeanwhileError, FactdbError, UnreadableFileError, UsageError, ended, short
from factdb.errors.exchange import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_AGAIN = "Download or export the file again"


class NotImportedError(FactdbError):
    """An import that somebody stopped at its question: a script must not go on as if the claims were there."""

    def __init__(self, file: str) -> None:
        """Name the file, and how to answer the question beforehand."""
        super().__init__(
            f"Nothing was imported from {file}, as you answered.",
            "Name the field of each column: --map COLUMN=FIELD, or import without them: --yes",
        )


class LayoutColumnsError(UsageError):
    """A file without the columns of the public data set that was named."""

    def __init__(self, file: str, layout: str, missing: Sequence[str], *, is_none_there: bool) -> None:
        """Name the columns that are missing."""
        has = "none" if is_none_there else "too few"
        named = ", ".join(short(column, 60) for column in missing)
        are = "is missing" if len(missing) == 1 else "are missing"
        super().__init__(f"{file} has {has} of the columns of {layout}: {named} {are}.", "Leave out --like.")


class LayoutNotNeededError(UsageError):
    """A file of a format with keys of its own, which no layout of columns can describe."""

    def __init__(self, file: str, layout: str, file_format: str) -> None:
        """Name the format."""
        super().__init__(
            f"{file} has the format {file_format}, not the columns of {layout}.",
            "Leave out --like; or name another format: --from FORMAT",
        )


class NoHeadingsError(UsageError):
    """A table whose first line is a row already. It may have the layout of a public data set."""

    def __init__(self, file: str, cells: Sequence[str], layout: str | None = None) -> None:
        """Show the first line."""
        shown = ", ".join(short(cell, 30) for cell in cells[:5]) + (", ..." if len(cells) > 5 else "")  # noqa: PLR2004 - enough to know it by
        super().__init__(
            f"The table {file} has no headings: its first line is {shown}.",
            (f"If it is a file of {layout}: --like {layout}. Otherwise put" if layout else "Put")
            + " a line with the name of each column before it, such as: claim,speaker,url",
        )


class LayoutFitsError(UsageError):
    """Objects of a public data set, whose evidence is no evidence as factdb reads it."""

    def __init__(self, file: str, layout: str) -> None:
        """Name the option that reads such a file."""
        super().__init__(
            f"{file} has the keys of {layout}, whose evidence is in lists that factdb cannot read.",
            f"Read it as such: --like {layout}. Or leave the evidence out: --map evidence=",
        )


class UnopenedFileError(UnreadableFileError):
    """A file that the system does not open."""

    def __init__(self, path: Path | str, error: OSError) -> None:
        """Say why: a folder is called one."""
        if isinstance(error, IsADirectoryError):
            super().__init__(path, "it is a folder", "Name a file in it.")
        else:
            super().__init__(
                path, error.strerror or "it cannot be read", "Check the name of the file, and its permissions."
            )


class EmptyFileError(UnreadableFileError):
    """A file without any content."""

    def __init__(self, file: str) -> None:
        """Name the file."""
        super().__init__(file, "it is empty", f"{_AGAIN}, and check that it was saved.")


class OtherKindError(UnreadableFileError):
    """A picture, a PDF or an archive inside another, where claims should be."""

    def __init__(self, file: str, kind: str) -> None:
        """Say what it is."""
        super().__init__(file, f"it is {kind}", "Name a file of claims, such as a table saved as CSV.")


class DamagedArchiveError(UnreadableFileError):
    """A .gz, a .zip or a workbook whose packing is broken, or that has a password."""

    def __init__(self, file: str, why: str) -> None:
        """Name the file, and say what the library stumbled over."""
        super().__init__(
            file, f"its compressed data is damaged ({why})", f"{_AGAIN}. If it opens elsewhere, save it unpacked."
        )


class CutFileError(FileRefusedError):
    """A file of JSON that ends inside a value."""

    def __init__(self, file: str, line: int, why: str) -> None:
        """Name the file, the line and the reason."""
        super().__init__(file, line, why, f"{_AGAIN}: its end is missing.")
        self.why = why


class NoReviewError(UnreadableFileError):
    """A file without a ClaimReview that was read as one."""

    def __init__(self, file: str) -> None:
        """Name the file, and say where publishers put their reviews."""
        super().__init__(
            file,
            "it has no ClaimReview",
            'Save the page of the fact-check itself ("@type": "ClaimReview"), or name another format: --from FORMAT',
        )


class NotLiarError(FileRefusedError):
    """A file without a row of the data set LIAR that was read as one."""

    def __init__(self, file: str) -> None:
        """Name the file."""
        why = "has no row of LIAR, and neither has any other line"
        super().__init__(file, 1, why, "Name the right format: --from FORMAT")


class NoHeadingLineError(FileRefusedError):
    """A table in which nothing stands."""

    def __init__(self, file: str) -> None:
        """Name the file."""
        super().__init__(
            file,
            1,
            "has no headings, and neither has any other line",
            "Put a line with the name of each column first, such as: claim,speaker,url",
        )


class BrokenJsonError(FileRefusedError):
    """A file of JSON that is wrong at one place, after which nothing is certain."""

    def __init__(self, file: str, line: int, why: str) -> None:
        """Name the file, the line and the reason."""
        super().__init__(file, line, why, f"Correct that line. {_AGAIN} if a program wrote it.")


class ProposalLineError(FactdbError):
    """A line of a file of proposals that is not added, and why."""

    def __init__(self, name: str, why: str, next_step: str) -> None:
        """Name the line."""
        super().__init__(ended(f"{name}: {why}"), next_step)


class ArticleFactsDifferError(ChangedMeanwhileError):
    """Proposals for an article of another source or day than the ledger has: their speakers and days rest on these."""

    def __init__(self, name: str, number: int, in_ledger: str, in_file: str) -> None:
        """Name both, and how to get proposals that fit."""
        super().__init__(
            f"{name}: article {number} is of {in_ledger} in the ledger, and these proposals are of {in_file}."
            " None of them was added.",
            f"Go on with it as the ledger has it: factdb articles review {number}",
        )


class ArticleTextChangedError(ChangedMeanwhileError):
    """Proposals for a text of an article that is not its newest text in the ledger."""

    def __init__(self, name: str, number: int) -> None:
        """Name the article, and the command that makes proposals for its newest text."""
        super().__init__(
            f"{name}: the ledger has a newer text of article {number}. None of these proposals was added.",
            f"Go on with its newest text: factdb articles review {number}",
        )
