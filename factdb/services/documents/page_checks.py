"""Cited pages: which there are, what a check saw of them, and what is kept. An observation changes no claim.

A check is a row of `page_checks`. A page that is kept is a capture of its document, and tied to the evidence that cites
the document; the next verdict binds it by hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.archive import page_state
from factdb.archive.fetched import Validators
from factdb.domain.enums import Medium
from factdb.domain.page_states import CheckedState, PageState, standing
from factdb.services.documents import captures, documents
from factdb.services.documents.page_fetching import Earlier
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.store.base import among
from factdb.store.models import Capture, Claim, Document, Evidence, PageCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.documents.captures import PageFile
    from factdb.services.documents.page_fetching import PageLook


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page that evidence cites: its document, and claim and number of each item that cites it and still counts.

    `evidence` is empty for a transcript that only claims were taken from.
    """

    document_id: int
    evidence: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """The evidence in a message, or the article where claims alone cite the page: evidence 7.1, 9.2."""
        if not self.evidence:
            return f"article {self.document_id}"
        return "evidence " + ", ".join(f"{claim}.{n}" for claim, n in self.evidence)


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What is known of a page before it is looked at.

    `capture_n` is the capture whose text it is compared with; `state` that of the checks so far.
    """

    cited: CitedPage
    address: str
    earlier: Earlier = field(repr=False)
    capture_n: int | None = None
    state: PageState | None = None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The capture of a page that was stored, and whether it is new."""

    capture: Capture
    is_new: bool


@dataclass(frozen=True, slots=True)
class StoredLook:
    """What was stored of a look at a page: a capture, if one was wanted, and the state that all checks make."""

    state: PageState
    page: KeptPage | None = None

    @property
    def new_capture(self) -> int | None:
        """The number of the capture that was made."""
        return self.page.capture.n if self.page and self.page.is_new else None


def cited_pages(
    session: Session,
    evidence: Iterable[tuple[int, int]] | None = None,
    *,
    claim_id: int | None = None,
    missing: bool = False,
    checked_before: datetime | None = None,
) -> list[CitedPage]:
    """Return the pages that evidence cites, in the order of their documents; withdrawn evidence is left out.

    `evidence` names items; `missing` leaves out pages of which a file is kept; `checked_before` leaves out pages that
    were checked since then.
    """
    by_document: dict[int, list[tuple[int, int]]] = {}
    for document_id, claim, n in _evidence_rows(session, evidence, claim_id):
        by_document.setdefault(document_id, []).append((claim, n))
    # Sets in memory, not subqueries: a desk cites some thousand pages, and both engines read them once so.
    left_out = _with_files(session) if missing else set()
    if checked_before:
        since = select(PageCheck.document_id).where(PageCheck.at >= checked_before)
        left_out |= set(session.scalars(since.distinct()))
    return [CitedPage(number, tuple(by_document[number])) for number in sorted(by_document) if number not in left_out]


def fetched_transcripts(session: Session, checked_before: datetime | None = None) -> list[CitedPage]:
    """Return the transcripts that factdb fetched and that claims were taken from, where no evidence cites them."""
    newest = select(Capture.document_id, func.max(Capture.n).label("n")).where(Capture.text.is_not(None))
    newest_texts = newest.group_by(Capture.document_id).subquery()
    query = (
        select(Document.id)
        .join(newest_texts, newest_texts.c.document_id == Document.id)
        .join(Capture, (Capture.document_id == Document.id) & (Capture.n == newest_texts.c.n))
        # What somebody handed in is not at the address: that is the recording's.
        .where(captures.has_file(), Capture.file_name.is_(None))
        .where(Document.medium == Medium.TRANSCRIPT, Document.url.is_not(None))
        .where(among(Document.id, select(Claim.document_id)))
        .order_by(Document.id)
    )
    transcripts = session.scalars(query).all()
    if not transcripts:
        return []
    # Sets in memory, as above.
    left_out = set(session.scalars(_cited_documents().where(Document.medium == Medium.TRANSCRIPT)))
    if checked_before:
        left_out |= set(session.scalars(select(PageCheck.document_id).where(PageCheck.at >= checked_before)))
    return [CitedPage(number, ()) for number in transcripts if number not in left_out]


def _cited_documents() -> Select[int]:
    """Select the documents that evidence cites."""
    cited = select(Document.id).join(Evidence, Evidence.document_id == Document.id)
    return cited.where(Evidence.withdrawn_at.is_(None)).distinct()


def known_page(session: Session, page: CitedPage) -> KnownPage:
    """Return what is known of a page: its newest text, the cited words, and the server's marks at the last check."""
    document = session.get_one(Document, page.document_id)
    capture = captures.newest_text(session, page.document_id)
    cited = select(Evidence.excerpt).where(
        Evidence.document_id == page.document_id, Evidence.withdrawn_at.is_(None), Evidence.excerpt.is_not(None)
    )
    excerpts = tuple(dict.fromkeys(words for words in session.scalars(cited.order_by(Evidence.claim_id)) if words))
    last = select(PageCheck).where(PageCheck.document_id == page.document_id).order_by(PageCheck.n.desc()).limit(1)
    return KnownPage(
        page,
        document.typed_url or document.url or "",
        Earlier(capture.text if capture else None, excerpts, _validators(session.scalar(last), capture)),
        capture.n if capture else None,
        states(session, [page.document_id]).get(page.document_id),
    )


def record(
    session: Session, actor: Actor, page: KnownPage, look: PageLook, capture: Capture | None = None
) -> PageCheck:
    """Write down what a look saw, and which capture has its text. No claim changes, and no history grows."""
    actor.require("evidence check")
    desk_ledger.take_turn(session)
    observation = look.observation
    validators = look.validators
    check = PageCheck(
        document_id=page.cited.document_id,
        n=claim_ledger.next_number(session, PageCheck.n, PageCheck.document_id == page.cited.document_id),
        at=actor.now,
        by_id=actor.id,
        state=observation.state,
        why=observation.why,
        final_url=observation.final_address,
        likeness=None if observation.likeness is None else page_state.percent(observation.likeness),
        excerpts=len(observation.excerpts),
        excerpts_intact=sum(sighting.is_exact for sighting in observation.excerpts),
        capture_n=capture.n if capture else page.capture_n,
        etag=validators.etag if validators else None,
        last_modified=validators.last_modified if validators else None,
    )
    session.add(check)
    session.flush()
    return check


def store(
    session: Session,
    actor: Actor,
    page: KnownPage,
    look: PageLook,
    *,
    keeps_new: bool = False,
    keeps_changed: bool = False,
) -> StoredLook:
    """Record a look at a page, and keep the page where it was seen: always, or only where its text changed."""
    has_other_words = look.observation.state in {PageState.CHANGED, PageState.EXCERPT_GONE}
    is_worth = keeps_new or (keeps_changed and has_other_words)
    stored = keep(session, actor, page.cited, look.file) if look.file is not None and is_worth else None
    record(session, actor, page, look, stored.capture if stored else None)
    number = page.cited.document_id
    return StoredLook(states(session, [number])[number], stored)


def record_first(session: Session, actor: Actor, evidence: Evidence, look: PageLook) -> None:
    """Write down what was seen of a page when it was cited."""
    if evidence.document_id is None:
        return
    page = KnownPage(CitedPage(evidence.document_id, ((evidence.claim_id, evidence.n),)), look.address, Earlier())
    capture = session.get(Capture, (evidence.document_id, evidence.capture_n)) if evidence.capture_n else None
    record(session, actor, page, look, capture if look.file else None)


def keep(session: Session, actor: Actor, page: CitedPage, file: PageFile) -> KeptPage:
    """Store a page as a capture, fill in what its document lacks, and tie it to the evidence that cites it."""
    actor.require("evidence fetch")
    desk_ledger.take_turn(session)
    document = session.get_one(Document, page.document_id)
    if file.page is not None:
        documents.fill_in(session, actor, document, documents.draft_of_page(file.page))
    capture, is_new = captures.store(session, actor, document, file.reading)
    for claim_id, n in page.evidence:
        captures.tie(session, actor, session.get_one(Evidence, (claim_id, n)), capture)
    return KeptPage(capture, is_new)


def states(session: Session, document_ids: Sequence[int] | None = None) -> dict[int, PageState]:
    """Return the standing state of each document that was checked; dead takes several checks over days."""
    query = select(PageCheck.document_id, PageCheck.at, PageCheck.state).order_by(PageCheck.document_id, PageCheck.n)
    if document_ids is not None:
        query = query.where(PageCheck.document_id.in_(document_ids))
    checks: dict[int, list[CheckedState]] = {}
    for document_id, at, state in session.execute(query):
        checks.setdefault(document_id, []).append(CheckedState(at, state))
    standing_states = ((number, standing(rows)) for number, rows in checks.items())
    return {number: state for number, state in standing_states if state is not None}


def _evidence_rows(
    session: Session, evidence: Iterable[tuple[int, int]] | None, claim_id: int | None
) -> list[tuple[int, int, int]]:
    """Return document, claim and number of the evidence that cites a page and still counts."""
    query = select(Evidence.document_id, Evidence.claim_id, Evidence.n)
    query = query.join(Document, Document.id == Evidence.document_id)
    query = query.where(Document.url.is_not(None), Evidence.withdrawn_at.is_(None))
    if claim_id is not None:
        query = query.where(Evidence.claim_id == claim_id)
    query = query.order_by(Evidence.claim_id, Evidence.n)
    rows = [(number, claim, n) for number, claim, n in session.execute(query) if number is not None]
    if evidence is None:
        return rows
    # Other evidence may cite the same page, so all items of the named documents count.
    names = set(evidence)
    named = {number for number, claim, n in rows if (claim, n) in names}
    return [row for row in rows if row[0] in named]


def _validators(check: PageCheck | None, capture: Capture | None) -> Validators | None:
    """Return the server's marks of the version whose text is kept; without a kept text, none."""
    if check is None or capture is None or capture.file_sha256 is None or check.final_url is None:
        return None
    # The marks of a page that had other words than the kept text: with them, an unchanged page would seem to be right.
    if check.state not in {PageState.OK, PageState.MOVED}:
        return None
    if check.capture_n != capture.n or not (check.etag or check.last_modified):
        return None
    return Validators(check.final_url, check.etag, check.last_modified)


def _with_files(session: Session) -> set[int]:
    return set(session.scalars(select(Capture.document_id).where(captures.has_file()).distinct()))
