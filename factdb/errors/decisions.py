"""Refusals of verdicts, corrections, retractions and quotation checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, UsageError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class EvidenceNeededError(RuleError):
    """A verdict would stand on too little."""

    def __init__(self, claim_id: int, rating: str, question: str, requirement: str = "") -> None:
        """Name the question that lacks evidence, and the command that adds it."""
        super().__init__(
            f'claim {claim_id}: "{rating}" needs evidence on the {question} {requirement}'.rstrip(),
            f"add it: --evidence URL, or factdb evidence add {claim_id} URL --supports --on {question}",
        )


class TwoRatingsError(UsageError):
    """Two ratings on one question."""

    def __init__(self, first: str, second: str, question: str) -> None:
        """Name both."""
        super().__init__(
            f'"{first}" and "{second}" both answer the question of {question}',
            "give one rating on truth, one on the quotation, or one of each",
        )


class NoRatingError(UsageError):
    """A decision without a rating."""

    def __init__(self, ratings: Sequence[str]) -> None:
        """List the desk's own."""
        super().__init__("no rating was given", f"one of: {', '.join(ratings)}")


class NotRatedHereError(UsageError):
    """A reason, flag or evidence for a question that isn't decided."""

    def __init__(self, option: str, question: str) -> None:
        """Name the question."""
        super().__init__(
            f"{option} is for the {question}, which is not rated here", f"give a rating on the {question} too"
        )


class TwoReasonsError(UsageError):
    """Two reasons for one rating."""

    def __init__(self) -> None:
        """Say how reasons are told apart."""
        super().__init__(
            "two reasons were given for the same rating",
            'write them as one, or mark them: --because "truth:..." --because "quote:..."',
        )


class NoReasonsError(UsageError):
    """A rating without its reasons."""

    def __init__(self, question: str, example: str) -> None:
        """Name the question."""
        super().__init__(f"the rating on the {question} needs its reasons", f'give them: --because "{example}"')


class OtherClaimsEvidenceError(UsageError):
    """Evidence of another claim."""

    def __init__(self, name: str, claim_id: int) -> None:
        """Name it."""
        super().__init__(f"evidence {name} belongs to another claim", f"see factdb evidence list {claim_id}")


class StanceNeededError(UsageError):
    """Evidence whose stance nobody can tell."""

    def __init__(self, sentence: str = "evidence takes a stance") -> None:
        """Name the options."""
        super().__init__(sentence, "say how it bears on the claim: --supports, --refutes or --context")


class OneDocumentError(UsageError):
    """Evidence of no document, or of several."""

    def __init__(self) -> None:
        """Name the options."""
        super().__init__("evidence is one document", "give a URL, --file PATH or --interview WHO")


class EvidenceWithdrawnError(RuleError):
    """Evidence that was withdrawn already."""

    def __init__(self, name: str, when: datetime) -> None:
        """Say when."""
        super().__init__(
            f"evidence {name} was withdrawn already, at {when:%Y-%m-%d %H:%M} UTC", f"see factdb evidence show {name}"
        )


class SameEvidenceError(RuleError):
    """The same words of the same document, on the same question."""

    def __init__(self, claim_id: int, question: str, n: int) -> None:
        """Name the row that stands."""
        super().__init__(
            f"claim {claim_id} has this document with the same excerpt on the {question} already",
            f"it is evidence {claim_id}.{n}",
        )


class WrongEvidenceError(RuleError):
    """Evidence that a verdict can't stand on."""

    def __init__(self, claim_id: int, n: int, why: str) -> None:
        """Say why."""
        super().__init__(f"evidence {claim_id}.{n} {why}", f"see factdb evidence list {claim_id}")


class ClaimPublishedError(RuleError):
    """A published claim is only ever corrected in the open."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the command."""
        super().__init__(
            f"claim {claim_id} is {status}: what is published is only ever corrected in the open",
            # Nothing leads back from retracted.
            "" if status == "retracted" else f"that is: factdb claims correct {claim_id}",
        )


class SeveralScalesError(UsageError):
    """A rating that several scales have."""

    def __init__(self, code: str, scales: Sequence[str]) -> None:
        """List them."""
        super().__init__(
            f'"{code}" is a rating of several scales', f"say which: {', '.join(f'{scale}:{code}' for scale in scales)}"
        )


class NotPublishedError(RuleError):
    """Only what readers were told is corrected or retracted."""

    def __init__(self, claim_id: int, status: str, action: str) -> None:
        """Name the command that changes what isn't published."""
        nobody_read = status not in {"declined", "retracted"}
        super().__init__(
            f"claim {claim_id} is {status}: only what is published is {action}",
            f"change it: factdb claims edit {claim_id}, or factdb claims rate {claim_id}" if nobody_read else "",
        )


class CorrectionWaitsError(RuleError):
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


class ClaimRetractedError(RuleError):
    """What was taken back stays as it was when it was."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim."""
        super().__init__(f"claim {claim_id} is retracted: nothing of it changes any more", "add it as a new claim")


class QuotationsDifferError(CheckFailedError):
    """Quotations that their sources don't bear out."""

    def __init__(self, results: Sequence[tuple[int, str]]) -> None:
        """Name the claims, at most ten of them, each with its result."""
        named = ", ".join(f"{claim_id} {result}" for claim_id, result in results[:10])
        remainder = f" and {len(results) - 10} more" if len(results) > 10 else ""  # noqa: PLR2004 - what one reads at a glance
        count = "1 quotation doesn't" if len(results) == 1 else f"{len(results)} quotations don't"
        super().__init__(
            f"{count} hold against the source: {named}{remainder}",
            f'decide: factdb claims rate {results[0][0]} RATING --because "..."' if results else "",
        )


class WhichClaimsError(UsageError):
    """Claims named together with --all, or neither."""

    def __init__(self) -> None:
        """Name both ways."""
        super().__init__(
            "name the claims whose quotations to check, or give --all, not both", "as in: factdb claims check-quote 7"
        )
