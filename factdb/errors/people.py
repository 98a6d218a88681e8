"""Refusals about who is whom, and about rating scales: speakers and sources merged, told apart or split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, UsageError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence


class SameAlreadyError(UsageError):
    """Two names of one: it can't be merged into itself, nor told from itself."""

    def __init__(self, word: str, first: str, second: str) -> None:
        """Name both, as they were given."""
        super().__init__(f'"{first}" and "{second}" are one {word} already', f"name two: factdb {word}s list")


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

    def __init__(self, word: str, first: str, second: str, who: str, day: str) -> None:
        """Say who told them apart, when, and how that is taken back."""
        super().__init__(
            f"{first} and {second} are two {word}s: {who} told them apart on {day}",
            f"take that back first: factdb {word}s different {_number(first)} {_number(second)} --undo",
        )


class NotToldApartError(RuleError):
    """What nobody said can't be taken back."""

    def __init__(self, first: str, second: str) -> None:
        """Name both."""
        super().__init__(f"nobody told {first} and {second} apart", "nothing was changed")


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


class BadScaleFileError(UsageError):
    """A file of scales that isn't in the form."""

    def __init__(self, file: str, place: str, why: str) -> None:
        """Name the file, the place in it, and the reason."""
        where = f"{file}, {place}" if place else file
        super().__init__(f"{where}: {why}", "seeds/mappings.toml shows the form; nothing was changed")


class OwnScaleError(RuleError):
    """The desk's own ratings mean what their definitions say."""

    def __init__(self, scale: str) -> None:
        """Name the scale."""
        super().__init__(
            f"{scale} is the desk's own scale: its ratings aren't mapped", "other publishers': factdb ratings list"
        )


class ScoreError(UsageError):
    """A score where there is none."""

    def __init__(self, category: str) -> None:
        """Name the category."""
        super().__init__(f"the category {category} has no score", "only truth has one: 0 (false) to 4 (true)")


class NotInScaleError(RuleError):
    """A label that nobody ever mapped is unmapped already."""

    def __init__(self, scale: str, label: str) -> None:
        """Name both."""
        super().__init__(f'the scale {scale} has no label "{label}"', "it is unmapped already; nothing was changed")


class UnmappedError(CheckFailedError):
    """Labels that count as nothing, because nobody said what they mean."""

    def __init__(self, labels: int, checks: int) -> None:
        """Say how many, and how one is mapped."""
        super().__init__(
            f"unmapped: {labels} {'label' if labels == 1 else 'labels'} of {checks} other checks",
            'map one: factdb ratings map SCALE "LABEL" --category CATEGORY --because "..."',
        )


class UnmappedLabelError(RuleError):
    """A check whose label says nothing that the desk could decide."""

    def __init__(self, label: str | None, scale: str | None) -> None:
        """Name the label and its scale, and the command that maps it."""
        named = f'the label "{label}"' if label else "a check without a label"
        of = f" of {scale}" if scale else ", whose scale nobody named,"
        super().__init__(
            f"{named}{of if label else ''} is mapped to nothing, so it can't be adopted",
            f'map it: factdb ratings map {scale or "SCALE"} "{label or "LABEL"}" --category ..., or factdb claims rate',
        )
