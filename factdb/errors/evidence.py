"""Refusals of evidence, and of verdicts for what evidence says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import UsageError
from factdb.errors.claims import RuleError
from factdb.errors.decisions import about

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class EvidenceNeededError(RuleError):
    """A verdict would have too little evidence."""

    def __init__(
        self, claim_id: int, rating: str, question: str, requirement: str = "", stance: str = "supports"
    ) -> None:
        """Name the question that lacks evidence, and the ways to give evidence on it."""
        super().__init__(
            f'Claim {claim_id}: the rating "{rating}" needs evidence on {about(question)} {requirement}'.rstrip() + ".",
            # With the question: a page without it is evidence on the first question that is rated.
            f"Add evidence: --evidence {question}:{stance}:URL, or "
            f"factdb evidence add {claim_id} URL --{stance} --on {question}",
        )


class EvidenceContradictsError(RuleError):
    """Evidence that is not withdrawn says the opposite of a verdict."""

    def __init__(
        self,
        claim_id: int,
        rating: str,
        pages: int,
        against: Sequence[int],
        says: str,
        *,
        is_correction: bool = False,
    ) -> None:
        """Count the evidence against the verdict, and name both ways on. `says` is what that evidence does."""
        # Evidence of a published claim goes only with a correction: `evidence withdraw` would be refused.
        ways = (
            f"withdraw with the correction what does not count: --drop-evidence {claim_id}.{against[0]}"
            if is_correction
            else f'withdraw what does not count: factdb evidence withdraw {claim_id}.{against[0]} --reason "..."'
        )
        self.summary = f"{len(against)} of {pages} {'page' if pages == 1 else 'pages'} {says}"
        self.evidence = ", ".join(f"{claim_id}.{n}" for n in against)
        super().__init__(
            f'Claim {claim_id}: the rating "{rating}" contradicts evidence: {self.summary} ({self.evidence}).',
            f'Say why you decide so nevertheless: --although "...", or {ways}',
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


class NothingContradictsError(UsageError):
    """A reason to decide against evidence, where no evidence is against the verdict."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim."""
        super().__init__(
            f"Claim {claim_id}: no evidence contradicts the verdict.",
            'Leave out --although. Give your reasons with --because "...".',
        )


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
        super().__init__(
            "Evidence is exactly one document.",
            "Give one: URL, --file PATH or --interview WHO. With a URL, --file is the page as you saved it.",
        )


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
            f"Claim {claim_id} already has this document with the same excerpt as evidence on {about(question)}.",
            f"See the evidence: factdb evidence show {claim_id}.{n}",
        )


class OtherStanceError(RuleError):
    """A page that is evidence already, with another stance than the one that was typed."""

    def __init__(self, claim_id: int, n: int, stance: str, typed: str) -> None:
        """Name the evidence and its stance, and the command that makes room for the other stance."""
        super().__init__(
            f'Evidence {claim_id}.{n} is this page with the stance "{stance}", and you gave "{typed}".',
            f"If {claim_id}.{n} is wrong, withdraw it and repeat the command: "
            f'factdb evidence withdraw {claim_id}.{n} --reason "..."',
        )


class WrongEvidenceError(RuleError):
    """Evidence that a verdict cannot cite."""

    def __init__(self, claim_id: int, n: int, why: str) -> None:
        """Say why."""
        super().__init__(
            f"Evidence {claim_id}.{n} {why}.", f"See the evidence of the claim: factdb evidence list {claim_id}"
        )


class NoTextError(UsageError):
    """A comparison with a capture that has no text, such as a picture."""

    def __init__(self, evidence: str, number: int) -> None:
        """Name the capture."""
        super().__init__(
            f"Capture {number} of evidence {evidence} has no text.",
            f"Choose captures with a text: factdb evidence show {evidence} --captures",
        )


class OneEvidenceError(UsageError):
    """A saved page for several rows of evidence, or for evidence without a page."""

    def __init__(self) -> None:
        """Say what is needed."""
        super().__init__(
            "A saved file is the page of one row of evidence with a URL.",
            "Name it: factdb evidence fetch 7.1 --file PATH",
        )


class NoPageError(RuleError):
    """Evidence of which no page can be fetched."""

    def __init__(self, evidence: str) -> None:
        """Name the evidence."""
        super().__init__(
            f"Evidence {evidence} is withdrawn, or has no address.", f"See it: factdb evidence show {evidence}"
        )
