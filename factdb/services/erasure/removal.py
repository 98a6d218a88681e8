"""Takes personal words out of every table, in the caller's transaction: out of the histories, and what repeats them.

The histories themselves stay: each row keeps its body and its hash, and a new row says which words were removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, select, update

from factdb.domain.erasure import ErasureSubject, parts_in_claim
from factdb.domain.history import chain, sealing
from factdb.domain.history.claim_replay import replay
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.domain.history.sealing import ERASED
from factdb.services.erasure import targets
from factdb.services.ledger import claim_ledger
from factdb.store.models import (
    Capture,
    Claim,
    Contact,
    DeskHistory,
    Document,
    Evidence,
    History,
    Origin,
    ProposedChange,
    Reviewer,
    SavedSearch,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from factdb.domain.history.claim_replay import ClaimReplay
    from factdb.services.actor import Actor
    from factdb.services.erasure.targets import Named

Part = tuple[int, str]  # seq, and the part of its words


@dataclass(frozen=True, slots=True)
class Removal:
    """The words that an erasure removes: parts of the histories of locked claims, and of the desk history."""

    named: Named
    claims: list[tuple[Claim, list[Part]]]
    desk: list[Part]

    @property
    def count(self) -> int:
        """The number of parts."""
        return sum(len(parts) for _, parts in self.claims) + len(self.desk)


class _Event(NamedTuple):
    seq: int
    body: dict[str, Any]  # opened
    standing: frozenset[str]  # the parts whose words are there


def plan(session: Session, named: Named, locked: Iterable[Claim]) -> Removal:
    """Return the words that still stand, in these claims and in the desk history."""
    target = targets.target_of(session, named)
    claims: list[tuple[Claim, list[Part]]] = []
    for claim in locked:
        events = _events_of_claim(session, claim.id)
        standing = {event.seq: event.standing for event in events}
        parts = parts_in_claim(target, [event.body for event in events])
        if standing_parts := [(seq, part) for seq, part in parts if part in standing[seq]]:
            claims.append((claim, standing_parts))
    return Removal(named, claims, _desk_parts(session, named))


def remove(session: Session, actor: Actor, number: int, planned: Removal) -> None:
    """Remove the words of an approved erasure, while its state opens the guards of the database."""
    for claim, parts in planned.claims:
        _remove_words(session, History, parts, History.claim_id == claim.id)
        _repeat(session, claim)
        detail = {"erasure": number, "words": [list(part) for part in parts]}
        claim_ledger.record(session, claim, actor, ClaimEvent.ERASED, detail)
    _remove_words(session, DeskHistory, planned.desk)
    _clear_documents_and_people(session, planned.named)


def _events_of_claim(session: Session, claim_id: int) -> list[_Event]:
    query = select(History.seq, History.body, History.words).where(History.claim_id == claim_id).order_by(History.seq)
    return [_event(*row) for row in session.execute(query)]


def _event(seq: int, body: str, words: str | None) -> _Event:
    beside = chain.read_words(words)
    return _Event(seq, sealing.open_body(chain.read(body), beside), frozenset(beside))


def _desk_parts(session: Session, named: Named) -> list[Part]:
    """Return the parts of the desk history that hold the words: a reviewer's names, an interview, a capture's hash."""
    if named.reviewer_id is not None:
        uid, word = session.get_one(Reviewer, named.reviewer_id).uid, "reviewer"
    elif named.document_id is not None:
        uid, word = session.get_one(Document, named.document_id).uid, "document"
    else:
        return []
    query = select(DeskHistory.seq, DeskHistory.body, DeskHistory.words).order_by(DeskHistory.seq)
    of_subject = DeskHistory.kind.like(f"{word}-%"), DeskHistory.body.contains(uid, autoescape=True)
    events = [_event(*row) for row in session.execute(query.where(*of_subject))]
    return [
        (event.seq, part)
        for event in events
        for part in sorted(event.standing)
        if event.body.get("uid") == uid and _is_meant(named, event.body)
    ]


def _is_meant(named: Named, body: dict[str, Any]) -> bool:
    is_capture = body["kind"] == DeskEvent.DOCUMENT_CAPTURED
    return named.subject is not ErasureSubject.CAPTURE or (is_capture and body["n"] == named.item)


def _remove_words(session: Session, table: Any, parts: Iterable[Part], *owner: Any) -> None:  # noqa: ANN401 - a history
    by_seq: dict[int, set[str]] = {}
    for seq, part in parts:
        by_seq.setdefault(seq, set()).add(part)
    for seq, gone in by_seq.items():
        row = (*owner, table.seq == seq)
        beside = chain.read_words(session.scalar(select(table.words).where(*row)))
        left = {part: words for part, words in beside.items() if part not in gone}
        session.execute(update(table).where(*row).values(words=chain.words_text(left)))


def _repeat(session: Session, claim: Claim) -> None:
    """Write what is erased in the history into the tables that repeat it."""
    state = replay(event.body for event in _events_of_claim(session, claim.id))
    for column in ("quote", "prefix", "suffix"):
        if state.columns[column] == ERASED:
            setattr(claim, column, ERASED)
    for n, facts in state.contacts.items():
        _write(session, Contact, (claim.id, n), {name: facts[name] for name in ("who", "text", "answer")})
    for n, facts in state.evidence.items():
        _write(session, Evidence, (claim.id, n), {name: facts[name] for name in ("excerpt", "note")})
    for n, facts in state.origins.items():
        _write(session, Origin, (claim.id, n), dict.fromkeys(("fingerprint", "raw"), facts["fingerprint"]))
    _repeat_proposals(session, claim, state)
    session.flush()


def _write(session: Session, model: Any, key: tuple[int, int], values: dict[str, Any]) -> None:  # noqa: ANN401 - a model
    row = session.get_one(model, key)
    for column, value in values.items():
        if value == ERASED:
            setattr(row, column, ERASED)


def _repeat_proposals(session: Session, claim: Claim, state: ClaimReplay) -> None:
    for version, facts in state.proposed.items():
        row = session.get_one(ProposedChange, (claim.id, version))
        row.fields = chain.canonical(facts["fields"])


def _clear_documents_and_people(session: Session, named: Named) -> None:
    if named.reviewer_id is not None:
        reviewer = session.get_one(Reviewer, named.reviewer_id)
        reviewer.handle = sealing.erased_handle(reviewer.uid)
        reviewer.name, reviewer.pen_name = (name and ERASED for name in (reviewer.name, reviewer.pen_name))
        session.execute(delete(SavedSearch).where(SavedSearch.reviewer_id == reviewer.id))
    if named.document_id is not None:
        captures = select(Capture).where(Capture.document_id == named.document_id)
        if named.subject is ErasureSubject.CAPTURE:
            captures = captures.where(Capture.n == named.item)
        for capture in session.scalars(captures):
            for name in ("sha256", "file_sha256", "text_sha256"):
                setattr(capture, name, getattr(capture, name) and ERASED)
            capture.text = capture.file_name = None
    if named.subject is ErasureSubject.INTERVIEW:
        document = session.get_one(Document, named.document_id)
        document.title, document.author = (words and ERASED for words in (document.title, document.author))
    session.flush()
