"""Refusals of verdicts and of the evidence that they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import UsageError
from factdb.errors.rules import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class EvidenceNeededError(RuleError):
    """A verdict would stand on too little."""

    def __init__(self, claim_id: int, rating: str, question: str, which: str = "") -> None:
        """Name the question that lacks evidence, and the command that adds it."""
        super().__init__(
            f'claim {claim_id}: "{rating}" needs evidence on the {question} {which}'.rstrip(),
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

    def __init__(self, known: Sequence[str]) -> None:
        """List the desk's own."""
        super().__init__("no rating was given", f"one of: {', '.join(known)}")


class NotRatedHereError(UsageError):
    """A reason, flag or evidence for a question that isn't decided."""

    def __init__(self, what: str, question: str) -> None:
        """Name the question."""
        super().__init__(
            f"{what} is for the {question}, which is not rated here", f"give a rating on the {question} too"
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

    def __init__(self, what: str = "evidence takes a stance") -> None:
        """Name the options."""
        super().__init__(what, "say how it bears on the claim: --supports, --refutes or --context")


class OneDocumentError(UsageError):
    """Evidence of no document, or of several."""

    def __init__(self) -> None:
        """Name the options."""
        super().__init__("evidence is one document", "give a URL, --file PATH or --interview WHO")


class WithdrawnError(RuleError):
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


class PublishedError(RuleError):
    """A published claim is only ever corrected in the open."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the command."""
        super().__init__(
            f"claim {claim_id} is {status}: what is published is only ever corrected in the open",
            "" if status == "retracted" else f"that is: factdb claims correct {claim_id}",
        )


class SeveralScalesError(UsageError):
    """A rating that several scales have."""

    def __init__(self, code: str, scales: Sequence[str]) -> None:
        """List them."""
        super().__init__(
            f'"{code}" is a rating of several scales', f"say which: {', '.join(f'{scale}:{code}' for scale in scales)}"
        )
