"""Refusals of verdicts, corrections, retractions and quotation checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, UsageError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def _about(question: str) -> str:
    """Return a question as sentences name it: "quote" is "the quotation"."""
    return "the quotation" if question == "quote" else f"the {question}"


class EvidenceNeededError(RuleError):
    """A verdict would have too little evidence."""

    def __init__(
        self, claim_id: int, rating: str, question: str, requirement: str = "", stance: str = "supports"
    ) -> None:
        """Name the question that lacks evidence, and the ways to give evidence on it."""
        super().__init__(
            f'Claim {claim_id}: the rating "{rating}" needs evidence on {_about(question)} {requirement}'.rstrip()
            + ".",
            # With the question: a page without it is evidence on the first question that is rated.
            f"Add evidence: --evidence {question}:{stance}:URL, or "
            f"factdb evidence add {claim_id} URL --{stance} --on {question}",
        )


class EvidenceContradictsError(RuleError):
    """Evidence that is not withdrawn says the opposite of a verdict."""

    def __init__(self, claim_id: int, rating: str, pages: int, against: Sequence[int], says: str) -> None:
        """Count the evidence against the verdict, and name both ways on. `says` is what that evidence does."""
        self.summary = f"{len(against)} of {pages} {'page' if pages == 1 else 'pages'} {says}"
        self.evidence = ", ".join(f"{claim_id}.{n}" for n in against)
        super().__init__(
            f'Claim {claim_id}: the rating "{rating}" contradicts evidence: {self.summary} ({self.evidence}).',
            'Say why you decide so nevertheless: --although "...", or withdraw what does not count: '
            f'factdb evidence withdraw {claim_id}.{against[0]} --reason "..."',
        )


class VerdictContradictedError(RuleError):
    """Evidence that was added after a verdict says the opposite, so the verdict cannot be published in silence."""

    def __init__(self, claim_id: int, rating: str, contradiction: EvidenceContradictsError) -> None:
        """Count the evidence against the verdict, and name the command that decides again."""
        super().__init__(
            f'Claim {claim_id}: the verdict "{rating}" contradicts evidence: {contradiction.summary} '
            f"({contradiction.evidence}).",
            f'Decide again: factdb claims rate {claim_id} RATING --because "...", with --although "..." where evidence '
            "still contradicts it",
        )


class PublishedEvidenceError(RuleError):
    """Evidence behind a published verdict is withdrawn only by a public correction."""

    def __init__(self, claim_id: int, n: int, status: str) -> None:
        """Name the command."""
        super().__init__(
            f"Claim {claim_id} is {status}, and its verdict rests on evidence {claim_id}.{n}.",
            f'Correct the claim: factdb claims correct {claim_id} --drop-evidence {claim_id}.{n} --public-note "..."',
        )


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


class NothingContradictsError(UsageError):
    """A reason to decide against evidence, where no evidence is against the verdict."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim."""
        super().__init__(
            f"Claim {claim_id}: no evidence contradicts the verdict.",
            'Leave out --although. Give your reasons with --because "...".',
        )


class TwoRatingsError(UsageError):
    """Two ratings on one question."""

    def __init__(self, first: str, second: str, question: str) -> None:
        """Name both."""
        super().__init__(
            f'The ratings "{first}" and "{second}" are both about {_about(question)}.',
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
            f"You gave {option} on {_about(question)}, but no rating on {_about(question)}.",
            f"Give a rating on {_about(question)} too.",
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
        super().__init__(f"The rating on {_about(question)} needs reasons.", f'Give the reasons: --because "{example}"')


class OtherClaimsEvidenceError(UsageError):
    """Evidence of another claim."""

    def __init__(self, name: str, claim_id: int) -> None:
        """Name the evidence."""
        super().__init__(
            f"Evidence {name} does not belong to claim {claim_id}.",
            f"See the evidence of the claim: factdb evidence list {claim_id}",
        )


class StanceNeededError(UsageError):
    """Evidence without a stance."""

    def __init__(self, sentence: str = "Evidence needs a stance.") -> None:
        """Name the options."""
        super().__init__(sentence, "Give a stance: --supports, --refutes or --context")


class OneDocumentError(UsageError):
    """Evidence without a document, or with several."""

    def __init__(self) -> None:
        """Name the options."""
        super().__init__("Evidence is exactly one document.", "Give one: URL, --file PATH or --interview WHO")


class EvidenceWithdrawnError(RuleError):
    """Evidence that is already withdrawn."""

    def __init__(self, name: str, when: datetime) -> None:
        """Say when."""
        super().__init__(
            f"Evidence {name} was already withdrawn at {when:%Y-%m-%d %H:%M} UTC.",
            f"See the evidence: factdb evidence show {name}",
        )


class SameEvidenceError(RuleError):
    """The same words of the same document, on the same question."""

    def __init__(self, claim_id: int, question: str, n: int) -> None:
        """Name the evidence that exists."""
        super().__init__(
            f"Claim {claim_id} already has this document with the same excerpt as evidence on {_about(question)}.",
            f"See the evidence: factdb evidence show {claim_id}.{n}",
        )


class WrongEvidenceError(RuleError):
    """Evidence that a verdict cannot cite."""

    def __init__(self, claim_id: int, n: int, why: str) -> None:
        """Say why."""
        super().__init__(
            f"Evidence {claim_id}.{n} {why}.", f"See the evidence of the claim: factdb evidence list {claim_id}"
        )


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
