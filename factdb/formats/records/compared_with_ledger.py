"""Compares a claim of the ledger with the row of the file that it came from: an unchanged field keeps its spelling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from factdb.domain import names, urls
from factdb.domain.enums import Kind
from factdb.domain.text import replace_not_in_xml
from factdb.formats.records import claim_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord

_UNKNOWN = "unknown"
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LedgerClaim:
    """A claim to be written; `record.raw` is the row of the file that it came from, empty where it came from none.

    The keys are of all names of its speaker and its source, with the names merged into them. `source_of_page`: its
    source is that of its page, so that a file which names the page alone says as much.
    """

    record: ClaimRecord
    speaker_keys: frozenset[str] = _NOBODY
    source_keys: frozenset[str] = _NOBODY
    source_of_page: bool = False


def changed_fields(file_record: ClaimRecord, claim: LedgerClaim) -> set[str]:
    """Return the fields whose value in the ledger now differs from the file's row."""
    record = claim.record
    return {
        field
        for field, is_same in _COMPARED_BY.items()
        if not is_same(getattr(file_record, field), getattr(record, field), claim)
    }


def changed_check_parts(file_check: CheckRecord, check: CheckRecord, publisher_keys: frozenset[str]) -> set[str]:
    """Return the parts of a check, as in "check.label", whose value in the ledger differs from the file."""
    parts = {part for part in ("headline", "label", "reviewed_on") if getattr(file_check, part) != getattr(check, part)}
    if not _is_named(file_check.publisher, check.publisher, publisher_keys):
        parts.add("publisher")
    if not same_page(file_check.url, check.url):
        parts.add("url")
    return {f"check.{part}" for part in parts}


def same_page(first: str | None, second: str | None) -> bool:
    """Return whether two addresses that were typed are of one page."""
    return first == second or (
        first is not None and second is not None and urls.canonical(first) == urls.canonical(second)
    )


def restore_controls(record: ClaimRecord, known: ClaimRecord) -> ClaimRecord:
    """Return the record with the ledger's texts where it has them as a workbook does, which holds no control character.

    Without this, an export to xlsx that is imported again would lose the control characters of the claims.
    """
    pairs = ((name, getattr(record, name), getattr(known, name)) for name in claim_record.FIELDS)
    return replace(record, **{name: ledger for name, file, ledger in pairs if _is_in_workbook(file, ledger)})


def _is_in_workbook(in_file: object, in_ledger: object) -> bool:
    return in_file != in_ledger and in_file == _in_workbook(in_ledger)


def _in_workbook(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if isinstance(value, str):
        return replace_not_in_xml(value)
    return tuple(map(_in_workbook, value)) if type(value) is tuple else value


def standing_evidence(
    file_rows: Iterable[EvidenceRecord], ledger_rows: Sequence[EvidenceRecord]
) -> list[EvidenceRecord | None]:
    """Return for each page or answer of a file the row of the ledger that holds it; None where it was withdrawn."""
    unmatched = list(ledger_rows)
    matches = []
    for file_row in file_rows:
        row = next((row for row in unmatched if _evidence_key(row) == _evidence_key(file_row)), None)
        # Two equal answers of a file are two rows of the ledger: one that is taken stands for no other.
        if row is not None:
            unmatched.remove(row)
        matches.append(row)
    return matches


def order_keys(value: Any, ranks: Mapping[str, int]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a value of JSON with the keys of its objects in one order: those ranked first, the others by name."""
    if isinstance(value, list):
        return [order_keys(element, ranks) for element in value]
    if not isinstance(value, dict):
        return value
    keys = sorted(value, key=lambda key: (ranks.get(key, len(ranks)), key))
    return {key: order_keys(value[key], ranks) for key in keys}


def _evidence_key(row: EvidenceRecord) -> tuple[str | None, ...]:
    # A copy whose page isn't named is the page.
    addresses = (
        urls.canonical(address) if address else None for address in (row.url or row.archived_url, row.archived_url)
    )
    return row.asked, row.excerpt, row.note, row.answer_type, *addresses


def _equal(in_file: object, in_ledger: object, _claim: LedgerClaim) -> bool:
    return in_file == in_ledger


def _page(in_file: str | None, in_ledger: str | None, claim: LedgerClaim) -> bool:
    return same_page(in_file, in_ledger) or (in_file is None and same_page(in_ledger, claim.record.archived_url))


def _is_named(in_file: str | None, in_ledger: str | None, keys: frozenset[str]) -> bool:
    if in_file is None or in_ledger is None:
        # The unknown speaker and the unknown source have a name of their own, which some files write.
        return in_file == in_ledger or (in_file is not None and names.name_key(in_file) == _UNKNOWN)
    return in_file == in_ledger or names.name_key(in_file) in keys


def _speaker(in_file: str | None, in_ledger: str | None, claim: LedgerClaim) -> bool:
    return _is_named(in_file, in_ledger, claim.speaker_keys)


def _source(in_file: str | None, in_ledger: str | None, claim: LedgerClaim) -> bool:
    return (in_file is None and claim.source_of_page) or _is_named(in_file, in_ledger, claim.source_keys)


def _absent_or_equal(in_file: object, in_ledger: object, _claim: LedgerClaim) -> bool:
    return in_file is None or in_file == in_ledger


def _kind(in_file: Kind | None, in_ledger: Kind | None, _claim: LedgerClaim) -> bool:
    return in_file == in_ledger or (in_file is None and in_ledger is Kind.EVENT)


# A file that leaves out what was filled in from elsewhere isn't contradicted: what else is known of a speaker, of a
# page and its copies. A claim of no kind was taken in as an event.
_COMPARED_BY: dict[str, Callable[[Any, Any, LedgerClaim], bool]] = {
    "claim": _equal,
    "kind": _kind,
    "speaker": _speaker,
    "speaker_kind": _absent_or_equal,
    "speaker_title": _absent_or_equal,
    "speaker_wikidata": _absent_or_equal,
    "said_on": _equal,
    "occasion": _equal,
    "source": _source,
    "url": _page,
    "archived_url": lambda in_file, in_ledger, _: in_file is None or same_page(in_file, in_ledger),
    "document_title": _absent_or_equal,
    "document_published": _absent_or_equal,
    "author": _absent_or_equal,
    "language": _absent_or_equal,
}
