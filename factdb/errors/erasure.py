"""Refusals about erasures of personal words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import NotFoundError, NotPermittedError, UsageError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from pathlib import Path


class NotErasableError(RuleError):
    """A part of the record that is never erased."""

    def __init__(self, what: str) -> None:
        """Name what was meant, and what can be done instead."""
        super().__init__(
            f"A {what} cannot be erased: claims, verdicts and their reasons are the record. Nothing was changed.",
            'Correct or retract the claim: factdb claims retract CLAIM --public-note "..."',
        )


class WrongSubjectError(UsageError):
    """An item of another kind than the command names."""

    def __init__(self, item: str, kind: str, right: str, name: str) -> None:
        """Name the item and the command for it."""
        super().__init__(f"The {item} is {kind}.", f'Erase it: factdb erase {right} {name} --ground "..."')


class NothingToEraseError(RuleError):
    """Nothing of what is named is left."""

    def __init__(self, what: str) -> None:
        """Name it."""
        super().__init__(f"The {what} has no words that can be erased.", "See all erasures: factdb erase list")


class ErasureRequestedError(RuleError):
    """An erasure that waits for approval is asked for again."""

    def __init__(self, number: int) -> None:
        """Name the request that waits."""
        super().__init__(
            f"Erasure {number} already asks for this, and waits for approval.",
            f"Another admin approves it: factdb --as HANDLE erase approve {number}",
        )


class ErasureDecidedError(RuleError):
    """An erasure that was decided cannot be decided again."""

    def __init__(self, number: int, state: str) -> None:
        """Name its state."""
        super().__init__(f"Erasure {number} is {state}. It cannot be decided again.", "See it: factdb erase list")


class OwnErasureError(NotPermittedError):
    """Under four eyes, whoever asked for an erasure cannot approve it."""

    def __init__(self, number: int, handle: str) -> None:
        """Name the admin and the next step."""
        super().__init__(
            f"{handle} asked for erasure {number}. Under four eyes another admin approves it.",
            f"Another admin approves it: factdb --as HANDLE erase approve {number}",
        )


class OneAdminError(NotPermittedError):
    """Under four eyes, an erasure needs two admins."""

    def __init__(self) -> None:
        """Name the two ways out."""
        super().__init__(
            "Under four eyes a second admin approves an erasure, and the desk has only one. Nothing was erased.",
            "Make another reviewer an admin: factdb reviewers edit HANDLE --role admin; or: factdb policy set "
            "four-eyes off",
        )


class ActiveReviewerError(RuleError):
    """The names of somebody who still works on the desk."""

    def __init__(self, handle: str) -> None:
        """Name the command that comes first."""
        super().__init__(
            f"{handle} may still act on this desk, so the names are needed.",
            f"Disable the reviewer first: factdb reviewers disable {handle}",
        )


class NoSuchErasureError(NotFoundError):
    """A number that no erasure has."""

    def __init__(self, number: int) -> None:
        """Name the number."""
        super().__init__(f"There is no erasure {number}.", "See all erasures: factdb erase list")


class CutOffErasureError(RuleError):
    """The words are out of every table, but the files of the database could not be cleared."""

    def __init__(self, number: int, why: object) -> None:
        """Say why, and how to finish."""
        super().__init__(
            f"The words of erasure {number} are removed, but the files of the database may still hold copies. {why}.",
            f"Finish it: factdb erase approve {number}",
        )


class CopyLeftError(RuleError):
    """A copy of the database that cannot be removed."""

    def __init__(self, path: Path, why: object) -> None:
        """Name the file."""
        super().__init__(f"The copy {path} could not be removed: {why}.", "Remove the file by hand.")
