"""Compares the quotations of claims with the evidence on the quote question; only reads, and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select

from factdb.domain import passages
from factdb.domain.enums import Attribution, Question
from factdb.quotation import comparing, quoted_passage, source_text
from factdb.quotation.findings import Comparison, QuotationResult
from factdb.services import claim_lookup
from factdb.services.claims import claim_evidence
from factdb.services.documents import captures
from factdb.store.models import Capture, Claim, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.passages import Span
    from factdb.quotation.findings import QuotationChange
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import SourceText
    from factdb.services.reads.list_types import QuotationChangeRow, QuotationCheckRow

_QUOTED = (Attribution.DIRECT_QUOTE, Attribution.PARTIAL_QUOTE)
_MOST_KEPT = 8  # texts kept for the next claim, because many claims are compared with the same transcript
_MOST_NAMED = 10  # claims of one reason that cannot be checked
_DIGITS = 3
_HAS_EVIDENCE = exists().where(
    Evidence.claim_id == Claim.id, Evidence.question == Question.QUOTE, Evidence.withdrawn_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text given by the user to compare quotations with."""

    name: str
    text: str


Against = SourceFile | tuple[int | str, int] | None  # a file, a row of evidence, or None: all evidence on the quote


@dataclass(frozen=True, slots=True)
class Check:
    """The comparison of a claim's quotation with evidence: with its excerpt or its capture.

    `says` explains why nothing was compared.
    """

    claim_id: int
    comparison: Comparison
    evidence: str | None = None
    text: str | None = None
    says: str = ""

    def row(self) -> QuotationCheckRow:
        """Return the check as a row for output."""
        comparison = self.comparison
        compared = comparison.result is not QuotationResult.NOT_COMPARED
        return {
            "claim": self.claim_id,
            "evidence": self.evidence,
            "text": self.text,
            "result": str(comparison.result),
            "changes": [_change(change) for change in comparison.changes],
            "coverage": round(comparison.coverage, _DIGITS) if compared else None,
            "suggested": comparison.suggested,
            "place": _places(comparison.place),
            "notes": [*comparison.notes, self.says] if self.says else list(comparison.notes),
        }


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A text that may contain the quotation."""

    evidence: str | None
    name: str
    read: list[SourceText]
    near: Span | None = None


@dataclass(slots=True)
class Checker:
    """Checks one claim after another, and keeps the last texts for the next claim."""

    session: Session
    against: Against = None
    _read: dict[tuple[int | None, int], list[SourceText]] = field(default_factory=dict)

    def check(self, name: int | str) -> Check:
        """Check one claim."""
        claim = self.session.get_one(Claim, claim_lookup.claim_number(self.session, name))
        if claim.attribution not in _QUOTED:
            return _not_compared(claim.id, f"{claim.attribution}: not compared")
        if not claim.quote:
            return _not_compared(claim.id, "the claim has no quotation: nothing to compare")
        candidates = list(self._candidates(claim.id))
        if not candidates:
            return _not_compared(claim.id, self._nothing())
        quotation = self._quotation(claim, claim.quote)
        checks = [_checked(claim.id, quotation, candidate) for candidate in candidates]
        return max(checks, key=lambda check: check.comparison.rank)

    def _nothing(self) -> str:
        if isinstance(self.against, tuple):
            return f"evidence {self.against[0]}.{self.against[1]} has no text: nothing to compare with"
        return "no evidence on the quote has a text: nothing to compare with"

    def _quotation(self, claim: Claim, passage: str) -> Quotation:
        before, after = self._context(claim)
        is_partial = claim.attribution is Attribution.PARTIAL_QUOTE
        return quoted_passage.read_quotation(passage, is_partial=is_partial, before=before, after=after)

    def _context(self, claim: Claim) -> tuple[str, str]:
        if claim.span_start is None or claim.span_end is None:
            return "", ""
        capture = self.session.get(Capture, (claim.document_id, claim.capture_n))
        span = passages.Span(claim.span_start, claim.span_end)
        return quoted_passage.sentence_around(capture.text, span) if capture and capture.text else ("", "")

    def _candidates(self, claim_id: int) -> Iterator[_Candidate]:
        if isinstance(self.against, SourceFile):
            self._read = self._read or {(None, 0): source_text.read_sources(self.against.text, is_whole=True)}
            yield _Candidate(None, self.against.name, self._read[None, 0])
            return
        for row in self._rows(claim_id):
            yield from self._texts(row)

    def _rows(self, claim_id: int) -> Sequence[Evidence]:
        if isinstance(self.against, tuple):
            return [
                claim_evidence.find_evidence(
                    self.session, claim_lookup.claim_number(self.session, self.against[0]), self.against[1]
                )
            ]
        return claim_evidence.active_evidence(self.session, claim_id, Question.QUOTE)

    def _texts(self, row: Evidence) -> Iterator[_Candidate]:
        """Yield the capture's text and, if it does not contain the excerpt, the excerpt."""
        name = f"{row.claim_id}.{row.n}"
        capture = self._capture(row)
        in_capture = capture is not None and row.span_start is not None and capture.n == row.capture_n
        if capture is not None:
            yield _Candidate(name, "capture", self._sources(capture), _span(row) if in_capture else None)
        if row.excerpt and not in_capture:
            yield _Candidate(name, "excerpt", source_text.read_sources(row.excerpt))

    def _capture(self, row: Evidence) -> Capture | None:
        """Return the capture of the evidence, or the newest capture of its document with a text."""
        if row.document_id is None:
            return None
        if row.capture_n is None:
            return captures.newest_text(self.session, row.document_id)
        capture = self.session.get(Capture, (row.document_id, row.capture_n))
        return capture if capture and capture.text else None

    def _sources(self, capture: Capture) -> list[SourceText]:
        key = capture.document_id, capture.n
        if key not in self._read:
            # The oldest is removed first: a dictionary keeps the order of insertion.
            while len(self._read) >= _MOST_KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[key] = source_text.read_sources(capture.text or "", is_whole=True)
        return self._read[key]


def with_evidence(session: Session) -> list[int]:
    """Return the numbers of claims with a quotation and evidence on the quote that is not withdrawn."""
    query = select(Claim.id).where(Claim.attribution.in_(_QUOTED), Claim.quote.is_not(None), _HAS_EVIDENCE)
    return list(session.scalars(query.order_by(Claim.id)))


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The claims that `--all` cannot check, for one reason: their number, and the first few of them."""

    reason: str
    count: int
    first: Sequence[int]

    def __str__(self) -> str:
        named = ", ".join(map(str, self.first))
        return f"{self.reason}: {self.count} ({named}{', ...' if self.count > len(self.first) else ''})"


def unchecked(session: Session, checks: Sequence[Check]) -> list[Unchecked]:
    """Return the claims that cannot be checked, by reason; `checks` are those of all claims with evidence."""
    without_text = [check.claim_id for check in checks if check.comparison.result is QuotationResult.NOT_COMPARED]
    is_quoted = Claim.attribution.in_(_QUOTED)
    reasons = {
        "not a quotation": ~is_quoted,
        "no quoted words": and_(is_quoted, Claim.quote.is_(None)),
        "no evidence on the quote": and_(is_quoted, Claim.quote.is_not(None), ~_HAS_EVIDENCE),
    }
    groups = [
        Unchecked(
            reason,
            session.scalar(select(func.count()).select_from(Claim).where(condition)) or 0,
            list(session.scalars(select(Claim.id).where(condition).order_by(Claim.id).limit(_MOST_NAMED))),
        )
        for reason, condition in reasons.items()
    ]
    groups.append(
        Unchecked("evidence without a text, or with too little", len(without_text), without_text[:_MOST_NAMED])
    )
    return [group for group in groups if group.count]


def _span(row: Evidence) -> Span | None:
    return None if row.span_start is None or row.span_end is None else passages.Span(row.span_start, row.span_end)


def _checked(claim_id: int, quotation: Quotation, candidate: _Candidate) -> Check:
    comparison = comparing.compare(quotation, candidate.read, candidate.near)
    words = max((len(source.words) for source in candidate.read if source.is_whole), default=quotation.spoken_count)
    # A page that lost its text on the way says nothing about the quotation. An excerpt was chosen by a person.
    if comparison.result is QuotationResult.NOT_FOUND and words < quotation.spoken_count:
        holder = f"the {candidate.name} of evidence {candidate.evidence}" if candidate.evidence else candidate.name
        says = (
            f"{holder} has too little text to judge: {words} {'word' if words == 1 else 'words'}, "
            f"and the quotation has {quotation.spoken_count}"
        )
        return replace(_not_compared(claim_id, says), evidence=candidate.evidence, text=candidate.name)
    return Check(claim_id, comparison, candidate.evidence, candidate.name)


def _not_compared(claim_id: int, says: str) -> Check:
    return Check(claim_id, Comparison(QuotationResult.NOT_COMPARED), says=says)


def _change(change: QuotationChange) -> QuotationChangeRow:
    return {
        "kind": str(change.kind),
        "quoted": change.quoted,
        "source": change.source,
        "spans": {"quoted": _places(change.quoted_span), "source": _places(change.source_span)},
        "where": str(change.where),
        "holds": [str(weight) for weight in change.holds],
    }


def _places(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None
