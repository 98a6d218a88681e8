"""Refusals of corrections and retractions: what is published changes in the open, and only then."""

from __future__ import annotations

from factdb.errors import UsageError
from factdb.errors.rules import RuleError


class NotPublishedError(RuleError):
    """Only what readers were told is corrected or retracted."""

    def __init__(self, claim_id: int, status: str, wanted: str) -> None:
        """Name the command that changes what isn't published."""
        nobody_read = status not in {"declined", "retracted"}
        super().__init__(
            f"claim {claim_id} is {status}: only what is published is {wanted}",
            f"change it: factdb claims edit {claim_id}, or factdb claims rate {claim_id}" if nobody_read else "",
        )


class WaitsError(RuleError):
    """One correction at a time."""

    def __init__(self, claim_id: int) -> None:
        """Name what ends the one that waits."""
        super().__init__(
            f"claim {claim_id} has a correction that waits for approval",
            f"approve it: factdb claims status {claim_id} published, "
            f"or take it back: factdb claims correct {claim_id} --withdraw",
        )


class NothingToCorrectError(UsageError):
    """A correction that changes nothing."""

    def __init__(self, claim_id: int) -> None:
        """Name what can be corrected."""
        super().__init__(
            f"claim {claim_id}: nothing to correct was named",
            "give a rating, --because, --evidence, --flag, or a field: --claim, --quote, --speaker, --said-on, ...",
        )


class NothingWaitsForApprovalError(RuleError):
    """No correction that could be taken back."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the status."""
        super().__init__(f"claim {claim_id} is {status}: no correction of it waits for approval", "nothing was changed")


class NoPublicNoteError(UsageError):
    """Readers are told of every correction."""

    def __init__(self, command: str) -> None:
        """Name the option."""
        super().__init__(
            "readers are told what changed, and why", f'say it: factdb claims {command} --public-note "..."'
        )


class RetractedError(RuleError):
    """What was taken back stays as it was when it was."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim."""
        super().__init__(f"claim {claim_id} is retracted: nothing of it changes any more", "add it as a new claim")
