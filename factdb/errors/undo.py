"""Refusals to take back the last action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import NotFoundError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence


class NothingToUndoError(NotFoundError):
    """Nobody wrote anything that could still be taken back."""

    def __init__(self, handle: str) -> None:
        """Name whose actions were looked for."""
        super().__init__(
            f"{handle} did nothing in the last hour that can be taken back.",
            f"See what was done: factdb log --by {handle}",
        )


class BuiltOnError(RuleError):
    """Somebody went on from the last action."""

    def __init__(self, subject: str, handle: str) -> None:
        """Name what was changed since, and by whom."""
        super().__init__(
            f"{subject} was changed since by {handle}, so your last action is no longer taken back.",
            "See what was done: factdb log",
        )


class CannotUndoError(RuleError):
    """The last action has no counter-command."""

    def __init__(self, sentences: Sequence[str]) -> None:
        """Give the ways on, in whole sentences."""
        first, _, step = (sentences[0] if sentences else "").partition(": ")
        super().__init__(
            "Your last action cannot be taken back." + (f" {first}." if step else ""),
            step or "See what was done: factdb log",
        )
