"""Refusals about the desk's own people and words: reviewers and topics."""

from __future__ import annotations

from factdb.errors import UsageError
from factdb.errors.rules import RuleError


class LastAdminError(RuleError):
    """Without an admin nobody could let anybody act any more."""

    def __init__(self, handle: str) -> None:
        """Name the admin, and how another is made."""
        super().__init__(
            f"{handle} is the desk's last admin, and stays one",
            "make another first: factdb reviewers edit HANDLE --role admin",
        )


class SameTopicError(UsageError):
    """A topic that would be merged into itself."""

    def __init__(self, name: str, into: str) -> None:
        """Name both, as they were given."""
        super().__init__(f'"{name}" and "{into}" are one topic already', "name two topics: factdb topics list")


class MergedTopicError(RuleError):
    """A topic that was merged away has no life of its own."""

    def __init__(self, name: str, into: str) -> None:
        """Name what it was merged into, and how that is undone."""
        super().__init__(
            f'the topic "{name}" is merged into "{into}"',
            f'change "{into}" instead, or undo that: factdb topics merge "{name}" --undo',
        )


class NotMergedError(RuleError):
    """A merge that never was can't be undone."""

    def __init__(self, name: str) -> None:
        """Name the topic."""
        super().__init__(f'the topic "{name}" isn\'t merged into another', "nothing was changed")


class NothingToChangeError(UsageError):
    """An edit that names no change."""

    def __init__(self, options: str) -> None:
        """Name the options."""
        super().__init__("nothing to change was named", f"give {options}")
