"""Holds speakers, sources and documents, with their names, offices, hosts and captures, against the desk's history.

There may be very many, so the rows of the desk's history are read in the order of whom they are about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import projections, things
from factdb.domain.findings import Finding
from factdb.domain.history import read
from factdb.domain.things import Thing
from factdb.services.verifying.claims import UNREPLAYABLE
from factdb.services.verifying.streams import Stream, owners
from factdb.services.verifying.told import of_row, told
from factdb.store import models as m
from factdb.store.base import UNKNOWN_UID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select, Table

    from factdb.domain.projections import Projection
    from factdb.services.verifying.checked import Checked
    from factdb.services.verifying.streams import Reader

_EVENTS = m.DeskHistory.__table__.c
# The key as it stands in a canonical body; in a text inside of one its quotes would be escaped.
_UID_KEY, _UID_LENGTH = '"uid":"', 36


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of things: its word in the desk's history, its table, and the tables that hang on it."""

    word: str
    table: Table
    columns: tuple[str, ...]
    told: tuple[str, ...]
    hanging: tuple[tuple[Projection, Table, tuple[str, ...]], ...]


_KINDS = (
    _Kind(
        "speaker", m.Speaker.__table__, ("name", "kind", "wikidata_id", "merged_into_id"), things.SPEAKER_COLUMNS,
        (
            (things.NAMES, m.SpeakerName.__table__, ("speaker_id", "name_key", "name")),
            (
                things.OFFICES, m.SpeakerRole.__table__,
                ("speaker_id", "n", "title", "organization", "party", "since", "until"),
            ),
        ),
    ),
    _Kind(
        "source", m.Source.__table__, ("name", "kind", "merged_into_id"), things.SOURCE_COLUMNS,
        (
            (things.NAMES, m.SourceName.__table__, ("source_id", "name_key", "name")),
            (things.DOMAINS, m.SourceDomain.__table__, ("source_id", "domain")),
        ),
    ),
    _Kind(
        "document", m.Document.__table__,
        (
            "url", "typed_url", "source_id", "title", "author", "published_on", "published_precision", "medium",
            "language", "is_article",
        ),
        things.DOCUMENT_COLUMNS,
        ((things.CAPTURES, m.Capture.__table__, ("document_id", "n", "sha256", "archived_url", "captured_at")),),
    ),
)  # fmt: skip


def findings(reader: Reader, checked: Checked) -> Iterator[Finding]:
    """Hold every speaker, source and document."""
    for kind in _KINDS:
        rows = Stream(kind.word, reader.rows(_rows(reader, kind)), str)
        events = Stream("history", reader.rows(_told(reader, kind)), str)
        hanging = [
            (table, Stream(table.word, reader.rows(_hanging(reader, kind, below, columns)), str))
            for table, below, columns in kind.hanging
        ]
        beside = [stream for _, stream in hanging]
        for uid in owners([rows, events, *beside]):
            for what in _thing(uid, rows, events, hanging):
                yield Finding(f"{kind.word} {uid}: {what}")
        checked.rows += sum(stream.count for stream in (rows, *beside))


def _thing(
    uid: str, rows: Stream, events: Stream, hanging: list[tuple[Projection, Stream]]
) -> Iterator[str]:
    ...
