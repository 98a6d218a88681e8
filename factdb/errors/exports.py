"""Refusals of exports: what a format needs that isn't there, what it can't hold, and what is for no terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, FactdbError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        found = "1 rule is broken" if count == 1 else f"{count} rules are broken"
        super().__init__(f"{found}; nothing was written", "mend what is listed, or leave out --strict")


_OTHER_FORMAT = "choose another format: -f csv, or filter"


class CellRefusedError(FactdbError):
    """A value that no cell of a workbook holds."""

    def __init__(self, column: str, row: int, why: str) -> None:
        """Name the column, the row and the reason."""
        super().__init__(f"{column} of row {row} {why}; nothing was written", _OTHER_FORMAT)


class TooManyRowsError(FactdbError):
    """More rows than a sheet holds."""

    def __init__(self, most: int) -> None:
        """Give the number, its headings among them."""
        super().__init__(f"a sheet holds {most:,} rows, and these are more; nothing was written", _OTHER_FORMAT)


class BinaryOnTerminalError(UsageError):
    """A format that no terminal shows."""

    def __init__(self, fmt: str) -> None:
        """Name the option that gives it a file."""
        super().__init__(f"{fmt} is not for a terminal", "name a file: -o FILE")
