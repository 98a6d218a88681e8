"""The timeline of a cited page: its captures, what checks saw, what archives answered, and how its words changed."""

from __future__ import annotations

import difflib
from datetime import date, datetime  # noqa: TC003 - `factdb schema` reads the annotations
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import select

from factdb.archive import page_state
from factdb.domain.history.sealing import ERASED
from factdb.errors import NoSuchError
from factdb.errors.evidence import NoTextError
from factdb.services.claims import claim_evidence
from factdb.services.documents import page_checks
from factdb.store.models import ArchiveRequest, Capture, EvidenceCapture, PageCheck, Reviewer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.archive.page_state import ExcerptSighting
    from factdb.store.models import Evidence

_MANY_PARAGRAPHS = 1_000


class CapturedPage(TypedDict):
    """A capture of a cited page. `excerpt` says whether the cited words are in its text, in percent of likeness."""

    n: int
    captured_at: datetime
    read: str | None
    characters: int | None
    excerpt: int | None
    nearest: str | None
    modified_on: date | None
    sha256: str | None
    file_sha256: str | None
    file_name: str | None
    archived_url: str | None


class SeenPage(TypedDict):
    """What one check of a page saw."""

    n: int
    at: datetime
    by: str
    state: str
    why: str
    final_url: str | None
    likeness: int | None
    excerpts: int
    excerpts_intact: int


class ArchiveAnswerRow(TypedDict):
    """What a web archive answered."""

    n: int
    at: datetime
    by: str
    archive: str
    state: str
    archived_url: str | None
    why: str | None


class PageTimeline(TypedDict):
    """Everything that is known of a cited page over time; `state` is that of all checks together."""

    evidence: str
    document_id: int | None
    state: str | None
    captures: list[CapturedPage]
    checks: list[SeenPage]
    archives: list[ArchiveAnswerRow]


class CaptureComparison(TypedDict):
    """How the text of a page differs between two captures, paragraph by paragraph.

    `likeness` is the share of words in common, in percent; `excerpt_was` and `excerpt_now` that of the cited words.
    """

    evidence: str
    first: int
    second: int
    likeness: int
    excerpt_was: int | None
    excerpt_now: int | None
    changes: list[TextChange]


class TextChange(TypedDict):
    """Paragraphs that were replaced; one side is empty where they were only added or removed."""

    was: str
    now: str


class CaptureText(TypedDict):
    """The text of a capture; `start` and `end` are the cited words in it, or else the passage most like them."""

    capture: CapturedPage
    text: str | None
    start: int | None
    end: int | None


def timeline(session: Session, claim_id: int, n: int) -> PageTimeline:
    """Return the timeline of the page that a row of evidence cites."""
    evidence = claim_evidence.find_evidence(session, claim_id, n)
    number = evidence.document_id
    state = page_checks.states(session, [number]).get(number) if number is not None else None
    return {
        "evidence": f"{claim_id}.{n}",
        "document_id": number,
        "state": str(state) if state else None,
        "captures": _captures(session, evidence),
        "checks": _checks(session, number),
        "archives": _archives(session, number),
    }


def compare(session: Session, claim_id: int, n: int, first: int, second: int) -> CaptureComparison:
    """Compare two captures of the page that a row of evidence cites; refuse captures without a text."""
    evidence = claim_evidence.find_evidence(session, claim_id, n)
    before, after = (_text(session, evidence, number) for number in (first, second))
    earlier, later = (_sighting(evidence, text) for text in (before, after))
    return {
        "evidence": f"{claim_id}.{n}",
        "first": first,
        "second": second,
        "likeness": page_state.percent(page_state.word_likeness(before, after)),
        "excerpt_was": page_state.percent(earlier.likeness) if earlier else None,
        "excerpt_now": page_state.percent(later.likeness) if later else None,
        "changes": text_changes(before, after),
    }


def capture_text(session: Session, claim_id: int, n: int, number: int) -> CaptureText:
    """Return a capture of the page that a row of evidence cites, with its text and the place of the cited words."""
    evidence = claim_evidence.find_evidence(session, claim_id, n)
    row = _find_capture(session, evidence, number)
    sighting = _sighting(evidence, row.text) if row.text else None
    span = sighting.span if sighting else None
    tied = session.get(EvidenceCapture, (claim_id, n, number))
    return {
        "capture": _captured(evidence, row, is_later=tied is not None),
        "text": row.text,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }


def capture_file(session: Session, claim_id: int, n: int, number: int) -> tuple[str, str | None]:
    """Return the SHA-256 of the file that was kept as a capture, and the name under which somebody handed it in."""
    evidence = claim_evidence.find_evidence(session, claim_id, n)
    row = _find_capture(session, evidence, number)
    if row.file_sha256 is None or row.file_sha256 == ERASED:
        raise NoSuchError("file", f"of capture {number}", next_step=_see_captures(evidence))
    return row.file_sha256, row.file_name


def text_changes(before: str, after: str) -> list[TextChange]:
    """Return the paragraphs that differ, in the order of the text."""
    old, new = ([line for line in text.splitlines() if line] for text in (before, after))
    # Many equal lines take the square of their number: in a long text, those are not looked at one by one.
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > _MANY_PARAGRAPHS)
    changes: list[TextChange] = [
        {"was": "\n".join(old[a:b]), "now": "\n".join(new[c:d])}
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
    return [change for change in changes if change["was"] != change["now"]]


def _captures(session: Session, evidence: Evidence) -> list[CapturedPage]:
    tied = select(EvidenceCapture.capture_n).where(
        EvidenceCapture.claim_id == evidence.claim_id, EvidenceCapture.n == evidence.n
    )
    later = set(session.scalars(tied))
    rows = session.scalars(select(Capture).where(Capture.document_id == evidence.document_id).order_by(Capture.n))
    return [_captured(evidence, row, is_later=row.n in later) for row in rows]


def _captured(evidence: Evidence, row: Capture, *, is_later: bool) -> CapturedPage:
    sighting = _sighting(evidence, row.text) if row.text else None
    is_altered = sighting is not None and not sighting.is_exact and sighting.span is not None
    span = sighting.span if sighting and is_altered else None
    read = "when it was cited" if row.n == evidence.capture_n else "later" if is_later else None
    return {
        "n": row.n,
        "captured_at": row.captured_at,
        "read": read,
        "characters": len(row.text) if row.text is not None else None,
        "excerpt": page_state.percent(sighting.likeness) if sighting else None,
        "nearest": row.text[span.start : span.end] if span and row.text else None,
        "modified_on": row.modified_on,
        "sha256": row.sha256,
        "file_sha256": row.file_sha256,
        "file_name": row.file_name,
        "archived_url": row.archived_url,
    }


def _sighting(evidence: Evidence, text: str) -> ExcerptSighting | None:
    """Look for the cited words in a text; None where no words are cited, or they were erased."""
    if not evidence.excerpt or evidence.excerpt == ERASED:
        return None
    return page_state.look_for([evidence.excerpt], text)[0]


def _text(session: Session, evidence: Evidence, number: int) -> str:
    capture = _find_capture(session, evidence, number)
    if capture.text is None:
        raise NoTextError(f"{evidence.claim_id}.{evidence.n}", number)
    return capture.text


def _find_capture(session: Session, evidence: Evidence, number: int) -> Capture:
    capture = session.get(Capture, (evidence.document_id, number)) if evidence.document_id else None
    if capture is None:
        name = f"{evidence.claim_id}.{evidence.n}: {number}"
        raise NoSuchError("capture", name, next_step=_see_captures(evidence))
    return capture


def _see_captures(evidence: Evidence) -> str:
    return f"See its captures: factdb evidence show {evidence.claim_id}.{evidence.n} --captures"


def _checks(session: Session, document_id: int | None) -> list[SeenPage]:
    query = select(PageCheck, Reviewer.handle).join(Reviewer, Reviewer.id == PageCheck.by_id)
    rows = session.execute(query.where(PageCheck.document_id == document_id).order_by(PageCheck.n))
    return [
        {
            "n": row.n,
            "at": row.at,
            "by": handle,
            "state": str(row.state),
            "why": row.why,
            "final_url": row.final_url,
            "likeness": row.likeness,
            "excerpts": row.excerpts,
            "excerpts_intact": row.excerpts_intact,
        }
        for row, handle in rows
    ]


def _archives(session: Session, document_id: int | None) -> list[ArchiveAnswerRow]:
    query = select(ArchiveRequest, Reviewer.handle).join(Reviewer, Reviewer.id == ArchiveRequest.by_id)
    rows = session.execute(query.where(ArchiveRequest.document_id == document_id).order_by(ArchiveRequest.n))
    return [
        {
            "n": row.n,
            "at": row.at,
            "by": handle,
            "archive": row.archive,
            "state": str(row.state),
            "archived_url": row.archived_url,
            "why": row.why,
        }
        for row, handle in rows
    ]
