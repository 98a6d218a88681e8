"""Checks speakers, sources and documents, with their names, offices, domains and captures, against the desk history.

There can be very many, so the rows of the desk history are read in the order of their subject.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, func, select

from factdb.domain.history import people_and_documents, projections
from factdb.domain.history.chain import HistoryFinding, read_opened
from factdb.domain.history.people_and_documents import EntityReplay
from factdb.domain.history.projections import UNREPLAYABLE
from factdb.domain.history.sealing import ERASED
from factdb.services.verify.claim_checks import NOT_OURS, after_gaps
from factdb.services.verify.stored import as_history_tells
from factdb.services.verify.streams import Stream, owners
from factdb.store import models as m
from factdb.store.base import UNKNOWN_UID
from factdb.store.models import Capture, Origin
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, FromClause, Select

    from factdb.domain.history.projections import Projection
    from factdb.services.verify.streams import Checked, Reader


_EVENTS = m.DeskHistory.__table__.c
# The key as written in a canonical body; inside a text of a body, its quotes would be escaped.
_UID_KEY, _UID_LENGTH = '"uid":"', 36


@dataclass(frozen=True, slots=True)
class _OwnerKind:
    """One kind of owner: its word in the desk history, its table, and the tables of its rows."""

    word: str
    table: FromClause
    columns: tuple[str, ...]
    recorded: tuple[str, ...]
    hanging: tuple[tuple[Projection, FromClause, tuple[str, ...]], ...]


_KINDS = (
    _OwnerKind(
        "speaker", m.Speaker.__table__, ("name", "kind", "wikidata_id", "merged_into_id"),
        people_and_documents.SPEAKER_COLUMNS,
        (
            (people_and_documents.NAMES, m.SpeakerName.__table__, ("speaker_id", "name_key", "name")),
            (
                people_and_documents.OFFICES, m.SpeakerRole.__table__,
                ("speaker_id", "n", "title", "organization", "party", "since", "until"),
            ),
        ),
    ),
    _OwnerKind(
        "source", m.Source.__table__, ("name", "kind", "merged_into_id"), people_and_documents.SOURCE_COLUMNS,
        (
            (people_and_documents.NAMES, m.SourceName.__table__, ("source_id", "name_key", "name")),
            (people_and_documents.DOMAINS, m.SourceDomain.__table__, ("source_id", "domain")),
        ),
    ),
    _OwnerKind(
        "document", m.Document.__table__,
        (
            "url", "typed_url", "source_id", "title", "author", "published_on", "published_precision", "medium",
            "language", "is_article",
        ),
        people_and_documents.DOCUMENT_COLUMNS,
        (
            (
                people_and_documents.CAPTURES,
                m.Capture.__table__,
                (
                    "document_id", "n", "sha256", "archived_url", "captured_at", "file_sha256", "text_sha256",
                    "modified_on",
                ),
            ),
            (
                people_and_documents.DECISIONS, m.ProposalDecision.__table__,
                ("document_id", "capture_n", "span_start", "span_end", "decision", "by_id", "at"),
            ),
        ),
    ),
)  # fmt: skip


def findings(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:
    """Check every speaker, source and document."""
    for kind in _KINDS:
        side = _OwnerStreams(reader, kind)
        for uid in owners(side.streams):
            for seq, problem in _problems(side, uid):
                yield HistoryFinding(f"{kind.word} {uid}: {problem}", seq=seq)
        for stream in side.streams:
            if stream.strays:
                yield HistoryFinding(f"rows without their {kind.word}, {stream.word}: {stream.strays}")
        checked.rows += side.count
    yield from _twins(reader)


def _twins(reader: Reader) -> Iterator[HistoryFinding]:
    """Yield the names that two sources have at once: what names one of them is refused, and counts are split.

    Two speakers can share a name, and their offices tell them apart. A source has nothing that tells it apart.
    """
    names, living = m.SourceName.__table__.c, living_id(m.Source.__table__.c)
    query = select(names.name_key, func.min(living), func.max(living)).join(
        m.Source.__table__, m.Source.__table__.c.id == names.source_id
    )
    pairs = query.group_by(names.name_key).having(func.min(living) != func.max(living)).order_by(func.min(living))
    for key, first, last in reader.rows(pairs):
        yield HistoryFinding(
            f'sources {first} and {last} have the same name "{key}"; if both are the same: '
            f"factdb sources merge {last} {first}"
        )


class _OwnerStreams:
    """The streams of the tables of one kind of owner, all in the order of uids."""

    def __init__(self, reader: Reader, kind: _OwnerKind) -> None:
        self.kind = kind
        self.rows = Stream(kind.word, reader.rows(_rows(reader, kind)), str)
        self.events = Stream("history", reader.rows(_events(reader, kind)), str)
        self.hanging = [
            (table, Stream(table.word, reader.rows(_hanging(reader, kind, below, columns)), str))
            for table, below, columns in kind.hanging
        ]
        self.streams = [self.rows, self.events, *(stream for _, stream in self.hanging)]

    @property
    def count(self) -> int:
        """The number of checked rows, without rows of histories."""
        return sum(stream.count for stream in self.streams if stream is not self.events)


def _problems(side: _OwnerStreams, uid: str) -> Iterator[tuple[int | None, str]]:
    """Yield the rows of the desk history that cannot be replayed, with their seq, and then the differences."""
    state, left_out = EntityReplay(), list[int]()
    if uid == UNKNOWN_UID:
        state.is_recorded, state.columns = True, {"name": "unknown", "kind": "unknown"}
        state.add_names("unknown")
    for _, body, words, seq in side.events.of(uid):
        try:
            state.apply(_about(uid, read_opened(body, words)))
        except UNREPLAYABLE:
            left_out.append(seq)
            yield seq, NOT_OURS
    for problem in after_gaps(left_out, _differences(side, uid, state)):
        yield None, problem


def _differences(side: _OwnerStreams, uid: str, state: EntityReplay) -> Iterator[str]:
    row = next(side.rows.of(uid), None)
    if row is None:
        yield "it is missing, but it is in the desk history"
    elif not state.is_recorded:
        yield "it is not in the history"
    else:
        if state.number not in {None, row[1]}:
            yield f"it has the number {row[1]}, the history says {state.number}"
        yield from projections.column_differences(side.kind.recorded, state.columns, row[2:])
        for table, stream in side.hanging:
            yield from table.differences(state, stream.of(uid))


def _about(uid: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the body; raise ValueError if it is not about this uid."""
    if body["uid"] != uid:
        raise ValueError(uid)
    return body


# -- what is read --------------------------------------------------------------------------------------------


def _rows(reader: Reader, kind: _OwnerKind) -> Select[Any]:
    uid = kind.table.c.uid
    columns = (as_history_tells(kind.table.c[name], postgresql=reader.is_postgresql) for name in kind.columns)
    return select(uid, kind.table.c.id, *columns).order_by(_in_order(reader, uid))


def _events(reader: Reader, kind: _OwnerKind) -> Select[Any]:
    find = func.strpos if reader.is_postgresql else func.instr
    uid = func.substr(_EVENTS.body, find(_EVENTS.body, _UID_KEY) + len(_UID_KEY), _UID_LENGTH, type_=Text)
    query = select(uid, _EVENTS.body, _EVENTS.words, _EVENTS.seq).where(_EVENTS.kind.like(f"{kind.word}-%"))
    return query.order_by(_in_order(reader, uid), _EVENTS.seq)


def _hanging(reader: Reader, kind: _OwnerKind, table: FromClause, columns: tuple[str, ...]) -> Select[Any]:
    reference, *others = columns
    uid = kind.table.c.uid
    columns_as_told = (as_history_tells(table.c[name], postgresql=reader.is_postgresql) for name in others)
    query = select(uid, *columns_as_told).select_from(
        table.outerjoin(kind.table, kind.table.c.id == table.c[reference])
    )
    return query.order_by(_in_order(reader, uid))


def _in_order(reader: Reader, uid: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a uid sorted by its characters, independent of the server's language."""
    return uid.collate("C") if reader.is_postgresql else uid


_CAPTURES, _ORIGINS = Capture.__table__.c, Origin.__table__.c


def capture_findings(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:
    """Check the hash of every text. For other content and archived copies, only the history can be checked."""
    without = 0
    query = select(_CAPTURES.document_id, _CAPTURES.n, _CAPTURES.sha256, _CAPTURES.text_sha256, _CAPTURES.text)
    for document, n, sha256, text_sha256, text in reader.rows(query):
        if sha256 == ERASED and text is None:
            continue
        if text is None:
            without += 1
        elif not _was_read_from(text, text_sha256 or sha256):
            yield HistoryFinding(
                f"capture {n} of document {document}: the text is not the text that was read: the SHA-256 differs"
            )
    if without:
        checked.not_checked.append(f"the bytes of captures without a text: {without}")


def origin_findings(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:  # noqa: ARG001 - one shape for all checks
    """Check imported rows against their fingerprint in the history."""
    query = select(_ORIGINS.claim_id, _ORIGINS.n, _ORIGINS.fingerprint, _ORIGINS.raw)
    for claim, n, fingerprint, raw in reader.rows(query):
        if (fingerprint, raw) != (ERASED, ERASED) and not _was_read_from(raw, fingerprint):
            yield HistoryFinding(f"origin {n}: raw is not the row that was imported: the SHA-256 differs", claim)


def _was_read_from(text: object, sha256: str) -> bool:
    """Return whether a text has this hash in UTF-8; the file can have had a byte order mark, which is not stored."""
    if not isinstance(text, str):
        return False
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return sha256 in {hashlib.sha256(raw).hexdigest(), hashlib.sha256(codecs.BOM_UTF8 + raw).hexdigest()}
