"""One claim of a file, with its evidence and checks: independent of the format, clean, and not yet part of a desk."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain.dates import PartialDate
from factdb.domain.enums import Question, Stance

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from factdb.domain.enums import Attribution, Basis, Kind, Medium, SourceClass, SpeakerKind
    from factdb.formats.rows import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecord:
    """A page, or an answer without one, that a file brings for a claim. At least one field says something."""

    question: Question = Question.TRUTH
    stance: Stance = Stance.CONTEXT
    url: str | None = None
    archived_url: str | None = None
    title: str | None = None
    excerpt: str | None = None
    note: str | None = None
    asked: str | None = None
    answer_type: str | None = None
    medium: Medium | None = None
    source_class: SourceClass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecord:
    """A publisher's own verdict on the claim. `scale` is the code of a scale where the format itself tells it."""

    publisher: str | None = None
    url: str | None = None
    headline: str | None = None
    label: str | None = None
    scale: str | None = None
    reviewed_on: dt.date | None = None


class Repair(NamedTuple):
    """A text of a file that was repaired: its field, as it was, and as it is."""

    field: str
    was: str
    now: str


@dataclass(slots=True, kw_only=True)  # not frozen, though nobody changes one: that would take six times as long to make
class ClaimRecord:
    """One claim of a file. None means that the file does not say.

    `line` is where it begins (in a workbook: its row). `external_id` is the format's own id, which several records
    of one file may share. `raw` is the row as the file had it. `remarks` are sentences about what could not be read
    and is only in `raw`. `url`, `document_title`, `document_published` and `author` are of the page that carried
    the claim, which `source` published; `archived_url` is that page's archived copy.
    """

    line: int = field(default=0, compare=False)
    raw: Mapping[str, Json] = field(default_factory=dict, compare=False)
    remarks: tuple[str, ...] = field(default=(), compare=False)
    repairs: tuple[Repair, ...] = field(default=(), compare=False)
    uid: str | None = None
    external_id: str | None = None
    claim: str
    quote: str | None = None
    attribution: Attribution | None = None
    attributed_to: str | None = None
    kind: Kind | None = None
    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    speaker_title: str | None = None
    speaker_party: str | None = None
    speaker_wikidata: str | None = None
    said_on: PartialDate | None = None
    said_basis: Basis | None = None
    occasion: str | None = None
    source: str | None = None
    url: str | None = None
    archived_url: str | None = None
    document_title: str | None = None
    document_published: PartialDate | None = None
    author: str | None = None
    resolves_on: dt.date | None = None
    language: str | None = None
    headline: str | None = None
    published_url: str | None = None
    topics: tuple[str, ...] = ()
    evidence: tuple[EvidenceRecord, ...] = ()
    checks: tuple[CheckRecord, ...] = ()


NOT_FIELDS = frozenset({"line", "raw", "remarks", "repairs"})
"""The fields of a record that are about its file, not about the claim."""
FIELDS = tuple(column.name for column in fields(ClaimRecord) if column.name not in NOT_FIELDS)
_NAMES = {
    kind: tuple(column.name for column in fields(kind) if column.name not in NOT_FIELDS)
    for kind in (ClaimRecord, EvidenceRecord, CheckRecord)
}
# An export makes a row of every claim and of all its evidence: reading all fields at once takes a third of the time.
_VALUES: Mapping[type, Callable[[object], tuple[object, ...]]] = {
    kind: attrgetter(*names) for kind, names in _NAMES.items()
}
_CONVERTED = {
    ClaimRecord: ("said_on", "document_published", "topics", "evidence", "checks"),
    EvidenceRecord: (),
    CheckRecord: (),
}


def as_row(record: ClaimRecord | EvidenceRecord | CheckRecord) -> dict[str, object]:
    """Return a record as `rows.write` takes it and the readers of tables read it back, all fields in their order."""
    kind = type(record)
    row = dict(zip(_NAMES[kind], _VALUES[kind](record), strict=True))
    for name in _CONVERTED[kind]:
        row[name] = _plain(row[name])
    return row


def raw_text(raw: Mapping[str, Json]) -> str:
    """Return the row as the file had it as one line of JSON, the same for every order of its fields."""
    return _ENCODER.encode(raw)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a whole row, given as `raw_text` writes it."""
    return hashlib.sha256(text.encode()).hexdigest()


# Keys are sorted: the fingerprint of a row must not depend on the order in which a program wrote its fields.
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return [element if isinstance(element, str) else _without_none(element) for element in value]
    return value


def _without_none(item: EvidenceRecord | CheckRecord) -> dict[str, object]:
    return {name: value for name, value in as_row(item).items() if value is not None}
