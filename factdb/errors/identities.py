"""Refusals about who is whom: speakers and sources that are merged, told apart or split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import UsageError
from factdb.errors.rules import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence


class SameAlreadyError(UsageError):
    """Two names of one: it can't be merged into itself, nor told from itself."""

    def __init__(self, word: str, one: str, other: str) -> None:
        """Name both, as they were given."""
        super().__init__(f'"{one}" and "{other}" are one {word} already', f"name two: factdb {word}s list")


class MergedAwayError(RuleError):
    """Who was merged away can't be merged again."""

    def __init__(self, word: str, number: int, name: str, into: str) -> None:
        """Name what it was merged into, and how that is undone."""
        super().__init__(
            f"{word} {number} ({name}) is merged into {into}",
            f"merge that one instead, or undo this first: factdb {word}s merge {number} --undo",
        )


class NotMergedAwayError(RuleError):
    """A merge that never was can't be undone."""

    def __init__(self, word: str, number: int, name: str, merged: Sequence[str]) -> None:
        """Name those that were merged into this one, one of which may be meant."""
        into_it = f"into it are: {', '.join(merged)}" if merged else "nothing was changed"
        super().__init__(f"{word} {number} ({name}) isn't merged into another", into_it)


class ToldApartError(RuleError):
    """Two that somebody told apart aren't merged in passing."""

    def __init__(self, word: str, one: str, other: str, who: str, day: str) -> None:
        """Say who told them apart, when, and how that is taken back."""
        super().__init__(
            f"{one} and {other} are two {word}s: {who} told them apart on {day}",
            f"take that back first: factdb {word}s different {_number(one)} {_number(other)} --undo",
        )


class NotToldApartError(RuleError):
    """What nobody said can't be taken back."""

    def __init__(self, one: str, other: str) -> None:
        """Name both."""
        super().__init__(f"nobody told {one} and {other} apart", "nothing was changed")


class NothingToSplitError(UsageError):
    """A split that moves nothing."""

    def __init__(self, word: str) -> None:
        """Name what can be moved."""
        super().__init__(f"nothing of the {word} was named", "name claims, or aliases with --alias")


class NotTheirsError(RuleError):
    """Claims that another made or carried."""

    def __init__(self, word: str, name: str, claims: Sequence[int]) -> None:
        """Name the claims."""
        listed = ", ".join(map(str, claims))
        super().__init__(f"of these {name} is not the {word}: claim {listed}", "leave them out: nothing was changed")


class PublicClaimsError(RuleError):
    """Readers were told who said it: that changes in the open."""

    def __init__(self, word: str, claims: Sequence[int], name: str) -> None:
        """Name the claims and the command that corrects one."""
        listed = ", ".join(map(str, claims))
        super().__init__(
            f"readers were told the {word} of claim {listed}; nothing was changed",
            f"leave them out, and correct each in the open: factdb claims correct {claims[0]} "
            f'--{word} "{name}" --public-note "..."',
        )


def _number(named: str) -> str:
    """Return the number of "name (number)"."""
    return named.rpartition("(")[2].removesuffix(")")
