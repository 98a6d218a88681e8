"""Refusals of verdicts, corrections, retractions and quotation checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, UsageError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence


def about(question: str) -> str:
    """Return a question as sentences name it: "quote" is "the quotation"."""
    return "the quotation" if question == "quote" else f"the {question}"


class RetractionWaitsError(RuleError):
    """A retraction waits, so the claim cannot be published again."""

    def __init__(self, claim_id: int) -> None:
        """Name both ways on."""
        super().__init__(
            f"Claim {claim_id} has a retraction that waits for approval.",
            f"Approve it: factdb claims status {claim_id} retracted, "
            f"or withdraw it: factdb claims correct {claim_id} --withdraw",
        )


class NoRetractionWaitsError(RuleError):
    """A claim is retracted by its own command, with a note to readers."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the command."""
        super().__init__(
            f"Claim {claim_id} is {status}. It has no retraction that waits for approval.",
            f'Retract it: factdb claims retract {claim_id} --public-note "..."' if status != "retracted" else "",
        )


class TwoRatingsError(UsageError):
    """Two ratings on one question."""

    def __init__(self, first: str, second: str, question: str) -> None:
        """Name both."""
        super().__init__(
            f'The ratings "{first}" and "{second}" are both about {about(question)}.',
            "Give one rating on the truth, one on the quotation, or one of each.",
        )


class NoRatingError(UsageError):
    """A decision without a rating."""

    def __init__(self, ratings: Sequence[str]) -> None:
        """List the desk's own."""
        super().__init__("You gave no rating.", f"Choose one of: {', '.join(ratings)}")


class NotRatedHereError(UsageError):
    """A reason, flag or evidence for a question that is not being decided."""

    def __init__(self, option: str, question: str) -> None:
        """Name the question."""
        super().__init__(
            f"You gave {option} on {about(question)}, but no rating on {about(question)}.",
            f"Give a rating on {about(question)} too.",
        )


class TwoReasonsError(UsageError):
    """Two reasons for one rating."""

    def __init__(self) -> None:
        """Say how to mark the reasons."""
        super().__init__(
            "You gave two reasons for the same rating.",
            'Write them as one reason, or mark them: --because "truth:..." --because "quote:..."',
        )


class NoReasonsError(UsageError):
    """A rating without reasons."""

    def __init__(self, question: str, example: str) -> None:
        """Name the question."""
        super().__init__(f"The rating on {about(question)} needs reasons.", f'Give the reasons: --because "{example}"')


class ClaimPublishedError(RuleError):
    """A published claim is changed only by a public correction."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the command."""
        super().__init__(
            f"Claim {claim_id} is {status}. A published claim is changed only by a public correction.",
            # Nothing leads back from retracted.
            "" if status == "retracted" else f"Correct the claim: factdb claims correct {claim_id}",
        )


class SeveralScalesError(UsageError):
    """A rating that several scales have."""

    def __init__(self, code: str, scales: Sequence[str]) -> None:
        """List them."""
        super().__init__(
            f'The rating "{code}" exists in several scales.',
            f"Choose one: {', '.join(f'{scale}:{code}' for scale in scales)}",
        )


class NotPublishedError(RuleError):
    """A claim that is not published cannot be corrected or retracted."""

    def __init__(self, claim_id: int, status: str, action: str) -> None:
        """Name the commands that change an unpublished claim."""
        nobody_read = status not in {"declined", "retracted"}
        super().__init__(
            f"Claim {claim_id} is {status}. Only a published claim is {action}.",
            f"Change the claim: factdb claims edit {claim_id}, or factdb claims rate {claim_id}" if nobody_read else "",
        )


class CorrectionWaitsError(RuleError):
    """One correction at a time."""

    def __init__(self, claim_id: int) -> None:
        """Name the commands that end the waiting correction."""
        super().__init__(
            f"Claim {claim_id} already has a correction that waits for approval.",
            f"Approve it: factdb claims status {claim_id} published, "
            f"or withdraw it: factdb claims correct {claim_id} --withdraw",
        )


class NothingToCorrectError(UsageError):
    """A correction that changes nothing."""

    def __init__(self, claim_id: int) -> None:
        """Name what can be corrected."""
        super().__init__(
            f"You named nothing to correct in claim {claim_id}.",
            "Give a rating, --because, --evidence, --flag, or a field: --claim, --quote, --speaker, --said-on, ...",
        )


class NothingWaitsForApprovalError(RuleError):
    """No correction that could be withdrawn."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the status."""
        super().__init__(f"Claim {claim_id} is {status}. It has no correction that waits for approval.")


class NoPublicNoteError(UsageError):
    """Every correction needs a note to readers."""

    def __init__(self, command: str) -> None:
        """Name the option."""
        super().__init__(
            "Readers must be told what changed, and why.",
            f'Write the note: factdb claims {command} --public-note "..."',
        )


class ClaimRetractedError(RuleError):
    """A retracted claim is never changed."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim."""
        super().__init__(f"Claim {claim_id} is retracted and cannot be changed.", "Add a new claim: factdb claims add")


class QuotationsDifferError(CheckFailedError):
    """Quotations that differ from their sources."""

    def __init__(self, results: Sequence[tuple[int, str]]) -> None:
        """Name the claims, at most ten of them, each with its result."""
        named = ", ".join(f"{claim_id} {result}" for claim_id, result in results[:10])
        remainder = f" and {len(results) - 10} more" if len(results) > 10 else ""  # noqa: PLR2004 - what one reads at a glance
        count = "1 quotation differs" if len(results) == 1 else f"{len(results)} quotations differ"
        super().__init__(
            f"{count} from the source: claim {named}{remainder}.",
            f'Decide on the quotation: factdb claims rate {results[0][0]} RATING --because "..."' if results else "",
        )


class WhichClaimsError(UsageError):
    """Claims together with --all, or neither."""

    def __init__(self) -> None:
        """Name both ways."""
        super().__init__(
            "Name the claims whose quotations to check, or give --all, but not both.",
            "Check the quotation of claim 7: factdb claims check-quote 7",
        )
