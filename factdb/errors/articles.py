"""Refusals about articles: what must be said of one, and reviews without anybody at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import FactdbError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


class SayItError(UsageError):
    """An article that doesn't tell who published it, or when."""

    def __init__(self, name: str, options: Sequence[str]) -> None:
        """Name the options that say it."""
        super().__init__(f"{name} doesn't tell what factdb must know of an article", f"say it: {' and '.join(options)}")


class NoTerminalError(UsageError):
    """A review that nobody could answer."""

    def __init__(self) -> None:
        """Name the way without questions."""
        super().__init__(
            "a review needs a terminal", "see factdb articles propose FILE, then --accept all or --accept 1,3-5"
        )


class NoSuchProposalError(UsageError):
    """A number that no proposal of the article has."""

    def __init__(self, number: int, count: int) -> None:
        """Say how many there are."""
        super().__init__(
            f"there is no proposal {number}: the article has {count}", "their numbers: factdb articles propose FILE"
        )


class ArticlesLeftOutError(FactdbError):
    """Some files that could not be read, beside others that were."""

    def __init__(self, count: int) -> None:
        """Count them; each was told."""
        super().__init__(
            f"{count} {'file was' if count == 1 else 'files were'} left out", "mend them and give them again"
        )
