"""Selects the kept pages of an export: what evidence and articles of claims cite, each file once."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from factdb.archive.wacz_writing import WARC_TYPE, PageToWrite
from factdb.services.documents import captures
from factdb.services.exports import selection
from factdb.store.models import Capture, Claim, Document, Evidence, EvidenceCapture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.archive.capture_files import CaptureFolder
    from factdb.domain.claim_filter import ClaimFilter

_WARC = (".warc", ".warc.gz")


def numbers_of_captures(session: Session, claim_filter: ClaimFilter) -> list[tuple[int, int]]:
    """Return document and number of the kept captures that the claims of a filter cite, in order.

    These are the captures of their articles, those that were read when a page was cited, and those of later.
    """
    places: set[tuple[int, int]] = set()
    ids = [number for number, _ in selection.numbers_with_status(session, claim_filter)]
    for page in selection.pages(ids):
        for query in (
            select(Claim.document_id, Claim.capture_n).where(Claim.id.in_(page)),
            select(Evidence.document_id, Evidence.capture_n).where(Evidence.claim_id.in_(page)),
            select(EvidenceCapture.document_id, EvidenceCapture.capture_n).where(EvidenceCapture.claim_id.in_(page)),
        ):
            places |= {(document, n) for document, n in session.execute(query) if document and n}
    return sorted(places)


def pages_to_write(session: Session, places: Sequence[tuple[int, int]], folder: CaptureFolder) -> Iterator[PageToWrite]:
    """Yield the kept pages of captures, each read from the folder; the same file is written once."""
    written: set[str] = set()
    for page in selection.pages(range(len(places))):
        chosen = [places[at] for at in page]
        query = (
            select(Capture, Document)
            .join(Document, Document.id == Capture.document_id)
            .where(tuple_(Capture.document_id, Capture.n).in_(chosen), captures.has_file())
            .order_by(Capture.document_id, Capture.n)
        )
        for capture, document in session.execute(query):
            sha256 = str(capture.file_sha256)
            if sha256 not in written:
                written.add(sha256)
                yield _page(capture, document, folder.read(sha256))


def _page(capture: Capture, document: Document, content: bytes) -> PageToWrite:
    name = capture.file_name
    if name is not None and name.casefold().endswith(_WARC):
        media_type: str | None = WARC_TYPE
    else:
        media_type = name and (mimetypes.guess_type(name)[0] or "application/octet-stream")
    address = document.typed_url or document.url or f"urn:uuid:{document.uid}"
    return PageToWrite(address, document.title or address, capture.captured_at, content, media_type)
