"""The fields of a claim record by the names that `--map` takes, each with its reader; makes records of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from factdb.domain import dates, new_claim
from factdb.domain.enums import Attribution, Basis, Kind, Medium, Question, SourceClass, SpeakerKind, Stance
from factdb.errors import BadValueError
from factdb.formats import fact_checkers
from factdb.formats.files import strict_json
from factdb.formats.records import values
from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factdb.formats.records.values import CellReader, Options
    from factdb.formats.rows import Json

Item = TypeVar("Item", EvidenceRecord, CheckRecord)

EVIDENCE: dict[str, CellReader] = {
    "question": values.one_of(Question),
    "stance": values.one_of(Stance),
    "url": values.url,
    "archived_url": values.url,
    "title": values.line,
    "excerpt": values.words,
    "note": values.words,
    "asked": values.words,
    "answer_type": values.line,
    "medium": values.one_of(Medium),
    "source_class": values.one_of(SourceClass),
}
CHECK: dict[str, CellReader] = {
    "publisher": values.name,
    "url": values.url,
    "headline": values.line,
    "label": values.label,
    "scale": values.line,
    "reviewed_on": values.day,
}
_CLAIM: dict[str, CellReader] = {
    "uid": values.uid,
    "external_id": values.identity,
    "claim": values.line,
    "quote": values.words,
    "attribution": values.one_of(Attribution),
    "attributed_to": values.unnamed_source,
    "kind": values.one_of(Kind),
    "speaker": values.name,
    "speaker_kind": values.one_of(SpeakerKind),
    "speaker_title": values.line,
    "speaker_party": values.line,
    "speaker_wikidata": values.wikidata,
    "said_on": values.statement_day,
    "said_basis": values.one_of(Basis),
    "occasion": values.line,
    "source": values.name,
    "url": values.url,
    "archived_url": values.url,
    "document_title": values.line,
    "document_published": values.date,
    "author": values.line,
    "resolves_on": values.day,
    "language": values.language,
    "headline": values.line,
    "published_url": values.url,
    "topics": values.name_list,
}
# One check, and one page of evidence, for tables that give each a column of its own.
_FLAT: dict[str, CellReader] = {
    "check_publisher": values.name,
    "check_url": values.url,
    "check_headline": values.line,
    "check_label": values.label,
    "check_scale": values.line,
    "check_date": values.day,
    "evidence_url": values.url,
}
_CHECK_PARTS = {"check_date": "reviewed_on"}


def make_record(at: int, raw: Mapping[str, Json], fields_read: Mapping[str, Any]) -> ClaimRecord:
    """Make a record whose fields are read already; without a claim in other words, the quotation's own are taken.

    A day that is stated to be unknown is left out, and its basis is `none`: no day of publication stands in for it.
    """
    if fields_read.get("said_on") is dates.UNKNOWN:
        fields_read = {**fields_read, "said_on": None, "said_basis": Basis.NONE}
    claim = fields_read.get("claim") or new_claim.own_words(fields_read.get("quote"))
    return ClaimRecord(line=at, raw=raw, **{**fields_read, "claim": claim})


def _check(flat: Mapping[str, object]) -> CheckRecord:
    parts: dict[str, Any] = {_CHECK_PARTS.get(field, field.removeprefix("check_")): flat[field] for field in flat}
    # Nobody else publishes on a fact-checker's own pages. Without a publisher, a label has no scale.
    if parts.get("url") and not parts.get("publisher"):
        parts["publisher"] = fact_checkers.publisher_of(parts["url"])
    return CheckRecord(**parts)


def _list_reader(kind: type[Item], parts: Mapping[str, CellReader]) -> CellReader:
    """Return a reader of a list of objects; in a cell of a table they are written as JSON, joined by ", "."""

    def read(value: object, column: str, options: Options) -> tuple[Item, ...]:
        elements = _decode_cell(value, column) if isinstance(value, str) else [] if value is None else value
        if not isinstance(elements, list):
            raise BadValueError(column, str(elements), "is not a list of objects")
        return tuple(_item(element, f"{column}[{at}]", options) for at, element in enumerate(elements))

    def _item(element: object, column: str, options: Options) -> Item:
        if not isinstance(element, dict):
            raise BadValueError(column, str(element), "is not an object")
        # A key that no field has is a slip, as in "exerpt": skipped, its text would be lost without a word.
        unknown = next((key for key in element if key not in parts), None)
        if unknown is not None:
            raise BadValueError(column, unknown, "is not one of its fields", f"Choose one of: {', '.join(parts)}")
        parts_read = {key: parts[key](inner, f"{column}.{key}", options) for key, inner in element.items()}
        present: dict[str, Any] = {key: inner for key, inner in parts_read.items() if inner is not None}
        if not present:
            raise BadValueError(column, str(element), "is empty")
        return kind(**present)

    return read


def _decode_cell(cell: str, column: str) -> object:
    try:
        # The objects of a cell are side by side, as `rows.cell` joins them: brackets make them an array.
        elements = strict_json.decode(f"[{cell}]")
    except ValueError as error:
        raise BadValueError(column, cell, f"does not contain valid JSON: {error}") from None
    if amiss := strict_json.flaw(elements):
        raise BadValueError(column, amiss.value, amiss.why)
    return elements


FIELDS: dict[str, CellReader] = {
    **_CLAIM,
    "evidence": _list_reader(EvidenceRecord, EVIDENCE),
    "checks": _list_reader(CheckRecord, CHECK),
    **_FLAT,
}

# Fields whose values repeat in a table: reading each value once is enough.
_REPEATED = frozenset(FIELDS) - {
    "uid", "external_id", "claim", "quote", "url", "archived_url", "document_title", "headline", "published_url",
    "evidence", "checks", "evidence_url", "check_url", "check_headline",
}  # fmt: skip
_MOST_REMEMBERED, _LONGEST_REMEMBERED = 20_000, 200


class Fields:
    """Makes records of the rows of one table."""

    def __init__(self, options: Options) -> None:
        """Take the options for reading the table."""
        self.options = options
        self.read = {field: _remember(read) if field in _REPEATED else read for field, read in FIELDS.items()}

    def record(self, at: int, raw: Mapping[str, Json], cells: Iterable[tuple[str, str, object]]) -> ClaimRecord:
        """Make a record from (field, column, value); raise BadValueError for a value that cannot be read."""
        read, options = self.read, self.options
        fields_read: dict[str, Any] = {}
        for field, column, value in cells:
            field_value = read[field](value, column, options)
            if field_value is not None:
                fields_read[field] = field_value
        return make_record(
            at, raw, fields_read if _FLAT.keys().isdisjoint(fields_read) else _gather_columns(fields_read)
        )


def _gather_columns(fields_read: dict[str, Any]) -> dict[str, Any]:
    """Return the fields, with the check and the evidence that had columns of their own moved into their lists."""
    check = {field: fields_read.pop(field) for field in tuple(fields_read) if field.startswith("check_")}
    page = fields_read.pop("evidence_url", None)
    if check:
        fields_read["checks"] = (*fields_read.get("checks", ()), _check(check))
    if page:
        fields_read["evidence"] = (*fields_read.get("evidence", ()), EvidenceRecord(url=page))
    return fields_read


def _remember(read: CellReader) -> CellReader:
    """Return a reader that remembers the values of short texts; a refused text is refused each time."""
    answers: dict[str, object] = {}

    def remembered(value: object, column: str, options: Options) -> object:
        if not isinstance(value, str) or len(value) > _LONGEST_REMEMBERED:
            return read(value, column, options)
        if value in answers:
            return answers[value]
        answer = read(value, column, options)
        # A column that says something new in each row must not fill the memory.
        if len(answers) < _MOST_REMEMBERED:
            answers[value] = answer
        return answer

    return remembered
