"""Requests to web archives to keep a cited page. The address becomes public there, so a person is asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain.page_states import ArchiveState
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.store.models import ArchiveRequest, Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from factdb.archive.wayback import ArchiveAnswer, Wayback
    from factdb.services.actor import Actor
    from factdb.services.documents.page_checks import CitedPage

WAYBACK = "wayback"
_UNDECIDED = frozenset({ArchiveState.ASKED, ArchiveState.BUSY, ArchiveState.FAILED})


@dataclass(frozen=True, slots=True)
class ArchivablePage:
    """A page to archive: its address, and the job of a request that the archive has not confirmed yet."""

    cited: CitedPage
    address: str
    job: str | None = None


def archivable_pages(session: Session, pages: Iterable[CitedPage]) -> list[ArchivablePage]:
    """Return the pages of which no archive has confirmed a copy since they were last asked for."""
    cited = list(pages)
    newest = newest_answers(session, [page.document_id for page in cited])
    archivable = []
    for page in cited:
        answer = newest.get(page.document_id)
        if answer is not None and answer.state is ArchiveState.CONFIRMED:
            continue
        document = session.get_one(Document, page.document_id)
        job = answer.job if answer and answer.state in _UNDECIDED else None
        archivable.append(ArchivablePage(page, document.typed_url or document.url or "", job))
    return archivable


def ask(archive: Wayback, page: ArchivablePage) -> ArchiveAnswer:
    """Ask an archive to keep a page, or what became of an earlier request. Asking alone confirms nothing."""
    return archive.poll(page.job) if page.job else archive.save(page.address)


def record(session: Session, actor: Actor, page: ArchivablePage, answer: ArchiveAnswer) -> ArchiveRequest:
    """Write down what an archive answered; no claim changes."""
    actor.require("evidence archive")
    desk_ledger.take_turn(session)
    number = page.cited.document_id
    row = ArchiveRequest(
        document_id=number,
        n=claim_ledger.next_number(session, ArchiveRequest.n, ArchiveRequest.document_id == number),
        at=actor.now,
        by_id=actor.id,
        archive=WAYBACK,
        state=answer.state,
        job=answer.job,
        archived_url=answer.archived_address,
        why=answer.why or None,
    )
    session.add(row)
    session.flush()
    return row


def newest_answers(session: Session, document_ids: Sequence[int]) -> dict[int, ArchiveRequest]:
    """Return the newest answer about each document; documents of which no archive was asked are left out."""
    newest = select(ArchiveRequest.document_id, func.max(ArchiveRequest.n).label("n"))
    newest_rows = newest.where(ArchiveRequest.document_id.in_(document_ids)).group_by(ArchiveRequest.document_id)
    last = newest_rows.subquery()
    same = (ArchiveRequest.document_id == last.c.document_id) & (ArchiveRequest.n == last.c.n)
    return {row.document_id: row for row in session.scalars(select(ArchiveRequest).join(last, same))}
