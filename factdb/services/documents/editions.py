"""Editions of a transcript: which quotations a corrected edition has in other words, or gives to somebody else.

Every edition is a capture. A claim keeps the capture that it was taken from, and evidence the one that was cited, so
that each can be held against the newest. Nothing is changed here: people decide what a correction means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from factdb.domain import recording_times
from factdb.domain.enums import Medium, Status
from factdb.domain.page_states import PageState
from factdb.domain.passages import Span
from factdb.errors import short
from factdb.extract import tokens as article_words
from factdb.extract.transcripts import speakers, turns
from factdb.quotation import tokens
from factdb.services.documents import captures, page_checks
from factdb.services.documents.edition_alignment import Editions
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.store.models import Capture, Claim, Document, Evidence, PageCheck

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.extract.transcripts.turns import Transcript
    from factdb.services.actor import Actor
    from factdb.services.documents.edition_alignment import NewerPassage, WordChange
    from factdb.services.documents.page_checks import KnownPage, StoredLook
    from factdb.services.documents.page_fetching import PageLook

_LONGEST = 300  # characters of a passage in a line
_CLOSED = (Status.DECLINED, Status.RETRACTED)


class _Cited(NamedTuple):
    """Words that are cited from a transcript: by what, in which capture, and where."""

    name: str
    claim_id: int
    capture_n: int
    span: Span


@dataclass(frozen=True, slots=True)
class ChangedQuotation:
    """A quotation that a newer edition changes: `name` is "claim 7", or "evidence 7.1".

    `speakers` are who says it in the older and in the newer edition, where they differ.
    """

    name: str
    claim_id: int
    passage: NewerPassage
    seconds: int | None
    speakers: tuple[str, str] | None = None

    def __str__(self) -> str:
        if self.passage.words is None:
            return f"{self.name}: the words are gone"
        changes = [_described(change) for change in self.passage.changes]
        if self.speakers:
            changes.append(f"the speaker was {self.speakers[0]}, and is now {self.speakers[1]}")
        at = f" (now at {recording_times.shown(self.seconds)})" if self.seconds is not None else ""
        return f"{self.name}: {'; '.join(changes)}{at}"


@dataclass(frozen=True, slots=True)
class EditionComparison:
    """What a newer edition does to the quotations of a document: how many were compared, and which changed."""

    document_id: int
    capture_n: int | None
    compared: int
    changed: tuple[ChangedQuotation, ...]

    @property
    def why(self) -> str:
        """What was seen, as a sentence."""
        if not self.changed:
            return f"The newer edition of the transcript has all {self.compared} quotations in the same words."
        return f"The newer edition of the transcript changes {len(self.changed)} of {self.compared} quotations."


def _described(change: WordChange) -> str:
    if not change.newer:
        return f"{short(change.older, _LONGEST)} is gone"
    return f"{short(change.older, _LONGEST)} is now {short(change.newer, _LONGEST)}"


def compare(session: Session, document_id: int, text: str | None = None) -> EditionComparison | None:
    """Hold the quotations from older editions of a transcript against its newest, or against a text just fetched.

    None where the document is no transcript, or nothing is cited from an older edition.
    """
    document = session.get_one(Document, document_id)
    newest = captures.newest_text(session, document_id)
    if document.medium is not Medium.TRANSCRIPT or newest is None:
        return None
    cited = [row for row in _cited(session, document_id) if text is not None or row.capture_n != newest.n]
    later = _Edition(text if text is not None else newest.text or "")
    if not cited:
        return None
    changed: list[ChangedQuotation] = []
    for number in sorted({row.capture_n for row in cited}):
        earlier = _Edition(session.get_one(Capture, (document_id, number)).text or "")
        editions = Editions(earlier.words, later.words)
        changed += _changes(earlier, later, editions, [row for row in cited if row.capture_n == number])
    changed.sort(key=lambda quotation: quotation.claim_id)
    return EditionComparison(document_id, None if text is not None else newest.n, len(cited), tuple(changed))


def store_look(
    session: Session,
    actor: Actor,
    page: KnownPage,
    look: PageLook,
    *,
    keeps_new: bool = False,
    keeps_changed: bool = False,
) -> tuple[StoredLook, EditionComparison | None]:
    """Store a look at a page, and say which quotations it changes where it is a newer edition of a transcript.

    Such an edition is kept: without it nobody could see later what changed.
    """
    comparison = compare_look(session, look, page.cited.document_id)
    keeps_edition = comparison is not None and bool(comparison.changed)
    keeps = {"keeps_new": keeps_new, "keeps_changed": keeps_changed or keeps_edition}
    return page_checks.store(session, actor, page, look, **keeps), comparison


def compare_look(session: Session, look: PageLook, document_id: int) -> EditionComparison | None:
    """Hold the quotations from a transcript against the text that a look at its page brought, where that is another."""
    if look.file is None or look.file.page is None or not look.file.page.text:
        return None
    if look.observation.state not in {PageState.CHANGED, PageState.EXCERPT_GONE}:
        return None
    return compare(session, document_id, look.file.page.text)


def unseen(session: Session) -> list[int]:
    """Return the transcripts with a newer edition that no check has held its quotations against."""
    newest = select(Capture.document_id, func.max(Capture.n).label("n")).where(Capture.text.is_not(None))
    newest_texts = newest.group_by(Capture.document_id).having(func.count() > 1).subquery()
    seen = select(PageCheck.n).where(
        PageCheck.document_id == newest_texts.c.document_id, PageCheck.capture_n >= newest_texts.c.n
    )
    query = (
        select(newest_texts.c.document_id)
        .join(Document, Document.id == newest_texts.c.document_id)
        .where(Document.medium == Medium.TRANSCRIPT, ~seen.exists())
        .order_by(newest_texts.c.document_id)
    )
    return list(session.scalars(query))


def transcripts_of(session: Session, evidence: Sequence[tuple[int, int]], claim_id: int | None) -> list[int]:
    """Return the documents that items of evidence cite, or that a claim was taken from or rests on."""
    tests: list[Any] = [and_(Evidence.claim_id == claim, Evidence.n == n) for claim, n in evidence]
    if claim_id is not None:
        tests.append(Evidence.claim_id == claim_id)
    cited = select(Evidence.document_id).where(or_(*tests), Evidence.document_id.is_not(None))
    numbers = set(session.scalars(cited)) if tests else set()
    if claim_id is not None:
        numbers |= set(session.scalars(select(Claim.document_id).where(Claim.id == claim_id)))
    return sorted(number for number in numbers if number is not None)


def record(session: Session, actor: Actor, comparison: EditionComparison) -> None:
    """Write down that an edition was looked at, as a check of its document: the next check is silent about it."""
    actor.require("evidence check")
    desk_ledger.take_turn(session)
    number = comparison.document_id
    session.add(
        PageCheck(
            document_id=number,
            n=claim_ledger.next_number(session, PageCheck.n, PageCheck.document_id == number),
            at=actor.now,
            by_id=actor.id,
            state=PageState.CHANGED if comparison.changed else PageState.OK,
            why=comparison.why,
            excerpts=comparison.compared,
            excerpts_intact=comparison.compared - len(comparison.changed),
            capture_n=comparison.capture_n,
        )
    )
    session.flush()


def _cited(session: Session, document_id: int) -> list[_Cited]:
    """Return what is cited from a document: the passages of its claims, and the excerpts of evidence."""
    claims = select(Claim.id, Claim.capture_n, Claim.span_start, Claim.span_end).where(
        Claim.document_id == document_id, Claim.span_start.is_not(None), Claim.status.not_in(_CLOSED)
    )
    excerpts = select(Evidence.claim_id, Evidence.n, Evidence.capture_n, Evidence.span_start, Evidence.span_end).where(
        Evidence.document_id == document_id, Evidence.span_start.is_not(None), Evidence.withdrawn_at.is_(None)
    )
    rows = [
        _Cited(f"claim {number}", number, capture_n or 0, Span(start or 0, end or 0))
        for number, capture_n, start, end in session.execute(claims.order_by(Claim.id))
    ]
    return rows + [
        _Cited(f"evidence {number}.{n}", number, capture_n or 0, Span(start or 0, end or 0))
        for number, n, capture_n, start, end in session.execute(excerpts.order_by(Evidence.claim_id, Evidence.n))
    ]


class _Edition:
    """One edition of a transcript: the words that are said in it, and who says them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.transcript: Transcript | None = turns.read_transcript(text)
        spoken = [part for turn in self.transcript.turns for part in turn.parts] if self.transcript else None
        self.words = tokens.read_words(text, spoken)
        self._people: speakers.TranscriptSpeakers | None = None

    def speaker_at(self, place: int) -> str | None:
        """Return who says the words at a place, in full where the transcript gives the name; None: nobody is named."""
        if self.transcript is None:
            return None
        turn = turns.turn_at(self.transcript, place)
        if turn is None or turn.label is None:
            return None
        if self._people is None:
            read = [turn.label for turn in self.transcript.turns if turn.label]
            self._people = speakers.speakers_of(article_words.cut_words(self.text), read, None)
        return self._people.resolve(turn.label).name


def _changes(
    earlier: _Edition, later: _Edition, editions: Editions, cited: Sequence[_Cited]
) -> Iterator[ChangedQuotation]:
    for row in cited:
        passage = editions.passage(row.span)
        if passage.place is None:
            yield ChangedQuotation(row.name, row.claim_id, passage, None)
            continue
        names = earlier.speaker_at(row.span.start), later.speaker_at(passage.place)
        has_moved = names[0] is not None and names[1] is not None and _last(names[0]) != _last(names[1])
        if not passage.is_same or has_moved:
            both = (names[0] or "", names[1] or "") if has_moved else None
            seconds = recording_times.seconds_at(later.text, passage.place)
            yield ChangedQuotation(row.name, row.claim_id, passage, seconds, both)


def _last(name: str) -> str:
    """Return a name's last word: "Mr. Lee" and "Tom Lee" are one speaker, who is named in full in one edition."""
    return name.rsplit(maxsplit=1)[-1].casefold()
