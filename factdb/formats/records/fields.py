"""The fields of a record by the names that `--map` takes, and a record made of what stands under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from factdb.domain import dates, new_claim
from factdb.domain.enums import Attribution, Basis, Kind, Medium, Question, SourceClass, SpeakerKind, Stance
from factdb.errors import BadValueError
from factdb.formats.files import strict_json
from factdb.formats.records import values
from factdb.formats.records.claim_record import Evidence, OtherCheck, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factdb.formats.records.values import Options, Value
    from factdb.formats.rows import Json

Item = TypeVar("Item", Evidence, OtherCheck)

EVIDENCE: dict[str, Value] = {
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
CHECK: dict[str, Value] = {
    "publisher": values.name,
    "url": values.url,
    "headline": values.line,
    "label": values.label,
    "scale": values.line,
    "reviewed_on": values.day,
}
_CLAIM: dict[str, Value] = {
    "uid": values.uid,
    "external_id": values.identity,
    "claim": values.line,
    "quote": values.words,
    "attribution": values.one_of(Attribution),
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
    "topics": values.listed,
}
# One check, and one page of evidence, for tables that give each a column of its own.
_FLAT: dict[str, Value] = {
    "check_publisher": values.name,
    "check_url": values.url,
    "check_headline": values.line,
    "check_label": values.label,
    "check_scale": values.line,
    "check_date": values.day,
    "evidence_url": values.url,
}
_CHECK_PARTS = {"check_date": "reviewed_on"}


def made(at: int, raw: Mapping[str, Json], given: Mapping[str, Any]) -> Record:
    """Make a record whose fields are read already; without a claim in other words, the quotation's own are taken.

    A day that is stated to be unknown is left out, and its basis is `none`: no day of publication stands in for it.
    """
    if given.get("said_on") is dates.UNKNOWN:
        given = {**given, "said_on": None, "said_basis": Basis.NONE}
    claim = given.get("claim") or new_claim.own_words(given.get("quote"))
    return Record(line=at, raw=raw, **{**given, "claim": claim})


def _check(flat: Mapping[str, object]) -> OtherCheck:
    parts: dict[str, Any] = {_CHECK_PARTS.get(field, field.removeprefix("check_")): flat[field] for field in flat}
    return OtherCheck(**parts)


def _items(kind: type[Item], parts: Mapping[str, Value]) -> Value:
    """Return a reader of a list of objects; in a cell of a table they are written as JSON, joined by ", "."""

    def read(value: object, column: str, options: Options) -> tuple[Item, ...]:
        given = _decoded(value, column) if isinstance(value, str) else [] if value is None else value
        if not isinstance(given, list):
            raise BadValueError(column, str(given), "is no list of objects")
        return tuple(_item(one, f"{column}[{at}]", options) for at, one in enumerate(given))

    def _item(one: object, column: str, options: Options) -> Item:
        if not isinstance(one, dict):
            raise BadValueError(column, str(one), "is no object")
        unknown = next((key for key in one if key not in parts), None)
        if unknown is not None:
            raise BadValueError(column, unknown, "is none of its fields", f"they are: {', '.join(parts)}")
        said = {key: parts[key](inner, f"{column}.{key}", options) for key, inner in one.items()}
        held: dict[str, Any] = {key: inner for key, inner in said.items() if inner is not None}
        if not held:
            raise BadValueError(column, str(one), "says nothing")
        return kind(**held)

    return read


def _decoded(cell: str, column: str) -> object:
    try:
        found = strict_json.decode(f"[{cell}]")
    except ValueError as error:
        raise BadValueError(column, cell, f"holds no JSON objects: {error}") from None
    if amiss := strict_json.flaw(found):
        raise BadValueError(column, amiss.value, amiss.why)
    return found


FIELDS: dict[str, Value] = {
    **_CLAIM,
    "evidence": _items(Evidence, EVIDENCE),
    "checks": _items(OtherCheck, CHECK),
    **_FLAT,
}

# What a table says over and over: reading it once is enough.
_REPEATED = frozenset(FIELDS) - {
    "uid", "external_id", "claim", "quote", "url", "archived_url", "document_title", "headline", "published_url",
    "evidence", "checks", "evidence_url", "check_url", "check_headline",
}  # fmt: skip
_MOST_REMEMBERED, _LONGEST_REMEMBERED = 20_000, 200


class Fields:
    """Makes records of the rows of one table."""

    def __init__(self, options: Options) -> None:
        """Take how the table is to be read."""
        self.options = options
        self.read = {field: _remembering(read) if field in _REPEATED else read for field, read in FIELDS.items()}

    def record(self, at: int, raw: Mapping[str, Json], cells: Iterable[tuple[str, str, object]]) -> Record:
        """Make a record of what stands for each field, in which column; what is amiss is a BadValueError of that."""
        read, options = self.read, self.options
        given: dict[str, Any] = {}
        for field, column, value in cells:
            found = read[field](value, column, options)
            if found is not None:
                given[field] = found
        return made(at, raw, given if _FLAT.keys().isdisjoint(given) else _gathered(given))


def _gathered(given: dict[str, Any]) -> dict[str, Any]:
    """Return what is said with the check and the page of evidence that have columns of their own among the others."""
    check = {field: given.pop(field) for field in tuple(given) if field.startswith("check_")}
    page = given.pop("evidence_url", None)
    if check:
        given["checks"] = (*given.get("checks", ()), _check(check))
    if page:
        given["evidence"] = (*given.get("evidence", ()), Evidence(url=page))
    return given


def _remembering(read: Value) -> Value:
    """Return a reader that knows short texts again; what it refuses it refuses each time."""
    known: dict[str, object] = {}

    def remembered(value: object, column: str, options: Options) -> object:
        if not isinstance(value, str) or len(value) > _LONGEST_REMEMBERED:
            return read(value, column, options)
        if value in known:
            return known[value]
        found = read(value, column, options)
        if len(known) < _MOST_REMEMBERED:
            known[value] = found
        return found

    return remembered
