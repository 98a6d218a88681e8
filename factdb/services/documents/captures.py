"""Captures: what was read of a document at one moment, as a text and, where it was kept, as a file, byte for byte."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.archive import archived_page
from factdb.domain import text
from factdb.domain.history.events import DeskEvent
from factdb.domain.history.sealing import ERASED
from factdb.errors import UnreadableFileError
from factdb.errors.archive import BadArchiveFileError
from factdb.extract.pages import page_reading
from factdb.extract.pages.page_reading import PageKind
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.store.models import Capture, DeskHistory, Document, EvidenceCapture

_ANSWERED_WELL = range(200, 300)
_ARCHIVES = (".warc", ".warc.gz", ".wacz")

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.archive.capture_files import CaptureFolder
    from factdb.extract.pages.page_reading import PageReading
    from factdb.services.actor import Actor
    from factdb.store.models import Evidence


@dataclass(frozen=True, slots=True)
class CaptureFile:
    """A file for the folder of captures; it is written there when its capture is stored."""

    folder: CaptureFolder
    content: bytes = field(repr=False)

    def require_room(self) -> None:
        """Refuse a folder that does not take the file."""
        self.folder.require_room(self.content)

    def write(self) -> str:
        """Write the file, and return its SHA-256; one that is there already stays."""
        return self.folder.write(self.content)


@dataclass(frozen=True, slots=True)
class Reading:
    """The content that was read: the SHA-256 of its bytes, its text if it has one, or the URL of an archived copy.

    `text_sha256` is there if the text was read out of a page: then the bytes are not the text. `file` is kept.
    """

    sha256: str | None = None
    text: str | None = None
    file_name: str | None = None
    archived_url: str | None = None
    text_sha256: str | None = None
    modified_on: date | None = None
    file: CaptureFile | None = None

    @property
    def is_fetched(self) -> bool:
        """Whether factdb fetched the page itself; otherwise somebody handed it in."""
        return self.file is not None and self.file_name is None

    @classmethod
    def of_text(cls, text: str, file_name: str | None = None, archived_url: str | None = None) -> Reading:
        """Return the reading of a text."""
        return cls(_sha256(text.encode()), text, file_name, archived_url)

    @classmethod
    def of_bytes(
        cls, raw: bytes, file_name: str, archived_url: str | None = None, file: CaptureFile | None = None
    ) -> Reading:
        """Return the reading of a file: its hash, and its text if it is UTF-8; refuse an empty file."""
        if not raw:
            raise UnreadableFileError(file_name, "it is empty")
        try:
            # A byte order mark is not part of the text; it would shift every offset by one.
            decoded = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            decoded = ""
        # PostgreSQL cannot store NUL in a text.
        readable = decoded if decoded.strip() and "\0" not in decoded else None
        return cls(_sha256(raw), readable, file_name, archived_url, file=file)

    @classmethod
    def of_page(
        cls, content: bytes, text: str, modified_on: date | None, file: CaptureFile | None, file_name: str | None = None
    ) -> Reading:
        """Return the reading of a page, from its bytes and the text that was read out of them, which may be empty."""
        text_sha256 = _sha256(text.encode()) if text else None
        return cls(_sha256(content), text or None, file_name, None, text_sha256, modified_on, file)


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page to keep: what to store, and the page as it was read, where it has a text."""

    reading: Reading
    page: PageReading | None = None


def store(session: Session, actor: Actor, document: Document, reading: Reading) -> tuple[Capture, bool]:
    """Return the capture of a reading, and whether it is new; the same content is stored only once.

    The caller has taken the turn of the desk history, so that no erasure clears the folder before the row is there.
    """
    before = session.scalar(_equal_captures(document, reading).order_by(Capture.n.desc()).limit(1))
    if before is not None:
        return before, False
    if reading.file is not None:
        reading.file.folder.require_owner(_name_of_desk(session))
    capture = make_capture(actor, reading)
    capture.document_id = document.id
    capture.n = claim_ledger.next_number(session, Capture.n, Capture.document_id == document.id)
    capture.file_sha256 = reading.file.write() if reading.file else None
    session.add(capture)
    session.flush()
    desk_ledger.record(session, actor, DeskEvent.DOCUMENT_CAPTURED, history_facts(document, capture))
    return capture, True


def make_capture(actor: Actor, reading: Reading) -> Capture:
    """Return the capture of a reading, without its document, its number and its file; nobody has stored it yet."""
    return Capture(
        captured_at=actor.now,
        sha256=reading.sha256,
        text=reading.text,
        file_name=text.clean_optional(reading.file_name, "file name", lines=False),
        archived_url=reading.archived_url,
        text_sha256=reading.text_sha256,
        modified_on=reading.modified_on,
    )


def tie(session: Session, actor: Actor, evidence: Evidence, capture: Capture) -> None:
    """Tie a capture to evidence that was added before it; the evidence itself and its claim stay as they are."""
    key = (evidence.claim_id, evidence.n, capture.n)
    if evidence.capture_n == capture.n or session.get(EvidenceCapture, key) is not None:
        return
    session.add(
        EvidenceCapture(
            claim_id=evidence.claim_id,
            n=evidence.n,
            capture_n=capture.n,
            document_id=capture.document_id,
            at=actor.now,
            by_id=actor.id,
        )
    )
    session.flush()


def tied_captures(session: Session, claim_id: int, numbers: Iterable[int]) -> list[tuple[int, Document, Capture]]:
    """Return the captures that were tied to evidence of a claim, with the number of the evidence, in order."""
    query = (
        select(EvidenceCapture.n, Document, Capture)
        .join(Document, Document.id == EvidenceCapture.document_id)
        .join(
            Capture,
            (Capture.document_id == EvidenceCapture.document_id) & (Capture.n == EvidenceCapture.capture_n),
        )
        .where(EvidenceCapture.claim_id == claim_id, EvidenceCapture.n.in_(list(numbers)))
        .order_by(EvidenceCapture.n, EvidenceCapture.capture_n)
    )
    return [(n, document, capture) for n, document, capture in session.execute(query)]


def bound_facts(session: Session, claim_id: int, numbers: Iterable[int]) -> Iterator[dict[str, object]]:
    """Yield what the history says of the captures that a verdict on this evidence binds."""
    for n, document, capture in tied_captures(session, claim_id, numbers):
        yield {
            "evidence": n,
            "document": document.uid,
            "capture": capture.n,
            "sha256": capture.sha256,
            "file_sha256": capture.file_sha256,
            "text_sha256": capture.text_sha256,
        }


def remove_unnamed_files(session: Session, folder: CaptureFolder) -> int:
    """Remove the files that no capture names, and return their number: those of erased captures, and of failed writes.

    Files are written under the turn of the desk history, so none of a writer that has not committed yet is among them.
    """
    desk_ledger.take_turn(session)
    folder.require_owner(_name_of_desk(session))
    named = set(session.scalars(select(Capture.file_sha256).where(Capture.file_sha256.is_not(None))))
    folder.remove_unfinished()
    return sum(folder.remove(sha256) for sha256 in list(folder.names()) if sha256 not in named)


def _name_of_desk(session: Session) -> str:
    """Return what tells a desk from all others, and its copies have too: the id of the first event of its history."""
    return session.scalars(select(DeskHistory.id).order_by(DeskHistory.seq).limit(1)).one()


def has_file() -> ColumnElement[bool]:
    """Return the test whether a file of a capture was kept and not erased."""
    return Capture.file_sha256.is_not(None) & (Capture.file_sha256 != ERASED)


def has_erased_files(session: Session) -> bool:
    """Return whether a file of a capture was ever erased."""
    return session.scalar(select(Capture.n).where(Capture.file_sha256 == ERASED).limit(1)) is not None


def newest_text(session: Session, document_id: int) -> Capture | None:
    """Return the newest capture of a document that has a text."""
    query = select(Capture).where(Capture.document_id == document_id, Capture.text.is_not(None))
    return session.scalar(query.order_by(Capture.n.desc()).limit(1))


def _equal_captures(document: Document, reading: Reading) -> Any:  # noqa: ANN401 - a Select of captures
    """Select the captures with the same content: a page that was fetched again has other bytes around the same text."""
    content: ColumnElement[bool] = Capture.sha256 == reading.sha256
    # Two answers for one page rarely have the same bytes: a token, the time, an advertisement.
    if reading.text_sha256 and reading.file_name is None:
        content = Capture.text_sha256 == reading.text_sha256
    elif reading.sha256 is None:
        content = Capture.sha256.is_(None)
    archived: ColumnElement[bool] = Capture.archived_url.is_(None)
    if reading.archived_url:
        archived = Capture.archived_url == reading.archived_url
    query = select(Capture).where(Capture.document_id == document.id, content, archived)
    # A capture without a file is no reason not to keep the file now.
    return query.where(Capture.file_sha256.is_not(None)) if reading.file else query


def history_facts(document: Document, capture: Capture) -> dict[str, object]:
    """Return what the history says of a capture; what a capture before revision 0021 could not have is left out."""
    detail: dict[str, object] = {
        "uid": document.uid,
        "n": capture.n,
        "sha256": capture.sha256,
        "archived_url": capture.archived_url,
    }
    later = {
        "file_sha256": capture.file_sha256,
        "text_sha256": capture.text_sha256,
        "modified_on": capture.modified_on.isoformat() if capture.modified_on else None,
    }
    return detail | {name: value for name, value in later.items() if value is not None}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- what people hand in -------------------------------------------------------------------------------------


def read_file(raw: bytes, file_name: str, folder: CaptureFolder | None, address: str | None = None) -> PageFile:
    """Read a file that somebody hands in; its bytes are kept where there is a folder of captures.

    `address` says which page of an archive is meant; without it, the main page is taken. A file in which nobody can
    read, such as a picture, is kept without a text; a damaged archive is refused.
    """
    if not raw:
        raise UnreadableFileError(file_name, "it is empty")
    file = CaptureFile(folder, raw) if folder else None
    page = _page(raw, file_name, address)
    if page is None:
        return PageFile(Reading.of_bytes(raw, file_name, file=file))
    reading = Reading.of_page(raw, page.text, page.modified.day, file, file_name)
    return PageFile(reading, page)


def _page(raw: bytes, name: str, address: str | None) -> PageReading | None:
    """Return the page in a file; None where the file is no page but a text, a picture or a table."""
    if name.casefold().endswith(_ARCHIVES):
        archived = archived_page.read_archive(io.BytesIO(raw), name, address)
        if archived.status not in _ANSWERED_WELL:
            why = f"its page was answered with status {archived.status}: it is not the page that you cite"
            raise BadArchiveFileError(name, why, "Archive the page anew, or save it in a browser.")
        return page_reading.read_page(archived.content, name, archived.content_type, archived.address)
    try:
        if page_reading.page_kind(raw, name) is PageKind.TEXT:
            return None
        return page_reading.read_page(raw, name, address=address)
    except UnreadableFileError:
        # A PDF that nobody can read is evidence all the same, as a picture is.
        return None
