"""Says which keys of a publisher's format are kept: those without which the rows would say less.

Several keys may become one field, and only one of them does: the address of a claim's first appearance, and not that
of a later one. A key may also hold what no field takes, such as an address that is no Wikidata id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import BadValueError
from factdb.formats import known_keys, reading
from factdb.formats.records.row_errors import FileRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from factdb.formats.reading import ImportFormat
    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.formats.rows import Json

    Raw = Mapping[str, Json]
    StoredPart = Callable[[ClaimRecord], ClaimRecord]


def kept(form: ImportFormat, records: Iterable[ClaimRecord], stored_part: StoredPart) -> set[str]:
    """Return the paths of keys that are kept in at least one of these records.

    `stored_part` leaves out of a record what no import stores.
    """
    paths: set[str] = set()
    # Of two keys that say the same, the one that the reader takes first is kept: it is taken away last.
    last_first = known_keys.paths(form)[::-1]
    for record in records:
        raw = record.raw
        there = known_keys.values_by_path(dict(raw))
        unsure = [path for path in last_first if path in there and path not in paths]
        # A repaired record differs from its raw row by more than a key.
        whole = _stored(form, raw, (), stored_part) if unsure and record.repairs else stored_part(record)
        # Most rows have the keys of the rows before them: one reading without all others settles them.
        if whole is not None and unsure and _stored(form, raw, unsure, stored_part) != whole:
            paths |= _needed(form, raw, unsure, stored_part, whole)
    return paths


def _needed(
    form: ImportFormat, raw: Raw, paths: Iterable[str], stored_part: StoredPart, whole: ClaimRecord
) -> set[str]:
    needed: set[str] = set()
    removed: list[str] = []
    for path in paths:
        if _stored(form, raw, (*removed, path), stored_part) == whole:
            removed.append(path)
        else:
            needed.add(path)
    return needed


def _stored(form: ImportFormat, raw: Raw, without: Collection[str], stored_part: StoredPart) -> ClaimRecord | None:
    """Return what an import stores of a row without some of its keys; None if it would refuse the row."""
    shortened = known_keys.without(dict(raw), frozenset(without)) if without else raw
    try:
        return stored_part(reading.record_of(form, FileRow(0, shortened if isinstance(shortened, dict) else {})))
    except BadValueError:
        return None
