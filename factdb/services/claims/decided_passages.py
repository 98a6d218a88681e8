"""Reads which passages of an article are decided: by a decision on a proposal, or by a claim; also in older texts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import passages, workflow
from factdb.domain.enums import Status
from factdb.domain.history import chain
from factdb.domain.history.events import ClaimEvent
from factdb.domain.passages import Span
from factdb.store.models import Capture, Claim, History, ProposalDecision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session


def decided_spans(session: Session, document_id: int, text: str) -> list[Span]:
    """Return the passages of an article that were accepted or rejected, where they are in a text of it."""
    columns = ProposalDecision.capture_n, ProposalDecision.span_start, ProposalDecision.span_end
    rows = session.execute(select(*columns).where(ProposalDecision.document_id == document_id))
    return _carried_over(session, document_id, text, _by_capture(rows))


def claimed_spans(session: Session, document_id: int, text: str) -> list[Span]:
    """Return the passages of an article's claims in a text of it. A claim that was undone leaves its passage free."""
    places = select(Claim.id, Claim.capture_n, Claim.span_start, Claim.span_end, Claim.status)
    rows = session.execute(places.where(Claim.document_id == document_id, Claim.span_start.is_not(None))).all()
    undone = _undone(session, [row.id for row in rows if row.status is Status.DECLINED])
    standing = ((row.capture_n or 0, row.span_start or 0, row.span_end or 0) for row in rows if row.id not in undone)
    return _carried_over(session, document_id, text, _by_capture(standing))


def _by_capture(rows: Iterable[Sequence[int]]) -> Mapping[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for capture_n, start, end in rows:
        spans[capture_n].append(Span(start, end))
    return spans


def _carried_over(session: Session, document_id: int, text: str, spans: Mapping[int, list[Span]]) -> list[Span]:
    """Return passages of several captures in one text. An erased capture has no words left to look for."""
    carried: list[Span] = []
    for n, spans_in_capture in sorted(spans.items()):
        captured = session.get_one(Capture, (document_id, n)).text
        if captured == text:
            carried += spans_in_capture
        elif captured is not None:
            carried += passages.carry_over(spans_in_capture, captured, text)
    return carried


def _undone(session: Session, declined: Sequence[int]) -> set[int]:
    """Return which declined claims were declined by `factdb undo`, not because somebody decided so."""
    if not declined:
        return set()
    moves = select(History).where(History.claim_id.in_(declined), History.kind == ClaimEvent.MOVED)
    last_moves = {row.claim_id: row for row in session.scalars(moves.order_by(History.claim_id, History.seq))}
    return {
        number
        for number, row in last_moves.items()
        if chain.read_opened(row.body, row.words).get("reason") == workflow.UNDONE
    }
