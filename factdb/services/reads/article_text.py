"""An article's text as one claim was read in it, with the passages of all claims of that reading in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from factdb.domain.enums import OPEN_STATUSES, WAITING_STATUSES
from factdb.store.models import Capture, Claim, Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.services.reads.document_types import ClaimSpan

# What is rated already waits for an approval: whoever goes on from claim to claim would go round in circles.
_TO_RATE = frozenset(OPEN_STATUSES) - frozenset(WAITING_STATUSES)
_SHOWN = 6_000  # code points on each side of a passage; a transcript of hours would make a page of megabytes


@dataclass(frozen=True, slots=True)
class ArticleText:
    """A text or the part of it around a passage, and the passages in it, counted from the start of that part.

    `claims` are the numbers of all claims of the reading in the order of the text.
    """

    article: int
    title: str | None
    language: str | None
    text: str
    spans: Sequence[ClaimSpan]
    claims: Sequence[int]
    is_part: bool

    def neighbour(self, number: int, step: int) -> int | None:
        """Return the claim after another one (step 1) or before it (step -1); None at the end."""
        place = self.claims.index(number) + step
        return self.claims[place] if 0 <= place < len(self.claims) else None


def text_around(session: Session, number: int) -> ArticleText | None:
    """Return the text of a claim's article around its passage; None where the place of the claim is not known."""
    claim = session.get_one(Claim, number)
    if claim.span_start is None or claim.span_end is None:
        return None
    text = session.scalars(_text(), {"document": claim.document_id, "n": claim.capture_n}).one()
    article = session.get_one(Document, claim.document_id)
    rows = _claims_beside(session, claim)
    start, end = _window(text or "", claim.span_start, claim.span_end)
    inside = [(row.id, row.span_start or 0, row.span_end or 0) for row in rows]
    return ArticleText(
        article=article.id,
        title=article.title,
        language=article.language,
        text=(text or "")[start:end],
        spans=[
            {"claim": claim_id, "start": first - start, "end": last - start}
            for claim_id, first, last in inside
            if start <= first and last <= end
        ],
        claims=[row.id for row in rows],
        is_part=end - start < len(text or ""),
    )


def next_to_rate(session: Session, article: int, after: int = 0) -> int | None:
    """Return the next claim of an article to rate: after a claim to the end, then from the start; None if none is left.

    The newest reading comes first, in the order of its text; claims without a place in a text come last.
    """
    query = select(Claim.id, Claim.status).where(Claim.document_id == article)
    reading = func.coalesce(Claim.capture_n, 0).desc()  # engines order NULL differently
    order = Claim.span_start.is_(None), reading, Claim.span_start, Claim.span_end, Claim.id
    rows = session.execute(query.order_by(*order)).all()
    place = next((place for place, row in enumerate(rows) if row.id == after), -1)
    return next((row.id for row in [*rows[place + 1 :], *rows[: max(place, 0)]] if row.status in _TO_RATE), None)


def _claims_beside(session: Session, claim: Claim) -> Sequence[Any]:
    """Return number and span of the claims in the text of a claim, in order.

    Spans of another reading of the article do not fit this text.
    """
    return session.execute(_beside(), {"document": claim.document_id, "n": claim.capture_n}).all()


@cache
def _text() -> Select[str | None]:
    return select(Capture.text).where(Capture.document_id == bindparam("document"), Capture.n == bindparam("n"))


@cache
def _beside() -> Select[int, int | None, int | None]:
    reading = Claim.document_id == bindparam("document"), Claim.capture_n == bindparam("n")
    query = select(Claim.id, Claim.span_start, Claim.span_end)
    query = query.where(*reading, Claim.span_start.is_not(None))
    return query.order_by(Claim.span_start, Claim.span_end, Claim.id)


def _window(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the part of a text to show: whole paragraphs where they end soon."""
    start, end = max(0, first - _SHOWN), min(len(text), last + _SHOWN)
    if start > 0:
        start = max(start, text.find("\n", start, first) + 1)
    if end < len(text):
        end = text.rfind("\n", last, end) if text.rfind("\n", last, end) > 0 else end
    return start, end
