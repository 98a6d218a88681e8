"""Refusals about other publishers' scales, and how their labels are mapped."""

from __future__ import annotations

from factdb.errors import CheckFailedError, UsageError
from factdb.errors.rules import RuleError


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
