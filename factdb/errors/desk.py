"""Refusals about the desk's own people and words: reviewers and topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import NotFoundError, NotPermittedError, UsageError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence


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


class NothingWaitsError(NotFoundError):
    """Nobody is needed just now."""

    def __init__(self, topic: str | None, *, mine: bool = False) -> None:
        """Say of what nothing waits."""
        about = f' about "{topic}"' if topic else ""
        sentence = f"no claim{about} is yours just now" if mine else f"no claim{about} waits for somebody"
        super().__init__(sentence, "take one: factdb claims next" if mine else "what others have: factdb claims list")


class NothingToReleaseError(NotFoundError):
    """A claim that wasn't taken can't be given back."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim, and how one that is assigned is given back."""
        super().__init__(
            f"you have no lease on claim {claim_id}", f"where it is assigned: factdb claims assign {claim_id} nobody"
        )


class FourEyesError(NotPermittedError):
    """Whoever proposed a version can't let it be published."""

    def __init__(self, claim_id: int, handle: str, version: int) -> None:
        """Name the version and who proposed it."""
        super().__init__(
            f"claim {claim_id}: {handle} proposed version {version}, and four eyes decide on this desk",
            f"another editor publishes it: factdb --as HANDLE claims status {claim_id} published",
        )


class PublishApartError(NotPermittedError):
    """Under four eyes nobody decides and publishes in one go."""

    def __init__(self) -> None:
        """Name the option to leave out."""
        super().__init__(
            "four eyes decide on this desk: who decides can't publish too; nothing was done",
            "leave out --publish: another editor publishes it then",
        )


class AssessmentsNeededError(RuleError):
    """The desk wants more opinions before it decides."""

    def __init__(self, claim_id: int, question: str, assessed: int, needed: int) -> None:
        """Say how many there are and how many it takes."""
        super().__init__(
            f"claim {claim_id} is assessed by {assessed} on the {question}, and by {needed} before it can be rated",
            f'assess it: factdb claims assess {claim_id} RATING --because "..."',
        )


class ContactAnsweredError(RuleError):
    """How a contact ended is written once."""

    def __init__(self, name: str, outcome: str) -> None:
        """Name the contact and how it ended."""
        super().__init__(
            f"contact {name} has ended already: {outcome}", "what came later: write a note, or a contact of its own"
        )


class ContactOutcomeError(UsageError):
    """A contact that can't end so."""

    def __init__(self, name: str, kind: str, outcome: str, possible: Sequence[str]) -> None:
        """Say how contacts of this kind end."""
        ways = {
            "answered": "TEXT (their words)", "no-answer": "--none", "corrected": "--corrected",
            "refused": "--refused TEXT (why)",
        }  # fmt: skip
        super().__init__(
            f"contact {name} is a {kind} and can't end as {outcome} so",
            f"it ends with {' or '.join(ways[ending] for ending in possible)}",
        )
