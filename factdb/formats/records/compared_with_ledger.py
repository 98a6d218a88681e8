"""A claim as the ledger has it, beside the row of the file that it came from: what says the same keeps its spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factdb.domain import names, urls
from factdb.domain.enums import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from factdb.formats.records.claim_record import Evidence, OtherCheck, Record

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """A claim to be written; `record.raw` is the row of the file that it came from, empty where it came from none.

    The keys are of all names that its speaker and its source bear, those merged into them too. `source_of_page`: its
    source is that of its page, so that a file which names the page alone says as much.
    """

    record: Record
    speaker_keys: frozenset[str] = _NOBODY
    source_keys: frozenset[str] = _NOBODY
    source_of_page: bool = False


def changed(was: Record, told: Told) -> set[str]:
    """Return the fields of which the ledger says something else now than the file's row does."""
    now = told.record
    return {field for field, same in _SAME.items() if not same(getattr(was, field), getattr(now, field), told)}


def changed_check(was: OtherCheck, now: OtherCheck, publisher_keys: frozenset[str]) -> set[str]:
    """Return the parts of a check, as in "check.label", of which the ledger says something else than the file."""
    parts = {part for part in ("headline", "label", "reviewed_on") if getattr(was, part) != getattr(now, part)}
    if not _is_named(was.publisher, now.publisher, publisher_keys):
        parts.add("publisher")
    if not same_page(was.url, now.url):
        parts.add("url")
    return {f"check.{part}" for part in parts}


def same_page(one: str | None, other: str | None) -> bool:
    """Tell whether two addresses that were typed are of one page."""
    return one == other or (one is not None and other is not None and urls.canonical(one) == urls.canonical(other))


def standing(was: Iterable[Evidence], now: Sequence[Evidence]) -> list[Evidence | None]:
    """Return for each page or answer of a file the row of the ledger that holds it; None where it was withdrawn."""
    left = list(now)
    found = []
    for each in was:
        row = next((row for row in left if _evidence_key(row) == _evidence_key(each)), None)
        if row is not None:
            left.remove(row)
        found.append(row)
    return found


def ordered(value: Any, ranks: Mapping[str, int]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a value of JSON with the keys of its objects in one order: those ranked first, the others by name."""
    if isinstance(value, list):
        return [ordered(each, ranks) for each in value]
    if not isinstance(value, dict):
        return value
    keys = sorted(value, key=lambda key: (ranks.get(key, len(ranks)), key))
    return {key: ordered(value[key], ranks) for key in keys}


def _evidence_key(row: Evidence) -> tuple[str | None, ...]:
    # A copy whose page isn't named is the page.
    addresses = (urls.canonical(each) if each else None for each in (row.url or row.archived_url, row.archived_url))
    return row.asked, row.excerpt, row.note, row.answer_type, *addresses


def _equal(was: object, now: object, _told: Told) -> bool:
    return was == now


def _page(was: str | None, now: str | None, told: Told) -> bool:
    return same_page(was, now) or (was is None and same_page(now, told.record.archived_url))


def _is_named(was: str | None, now: str | None, keys: frozenset[str]) -> bool:
    return was == now or (was is not None and now is not None and names.name_key(was) in keys)


def _speaker(was: str | None, now: str | None, told: Told) -> bool:
    return _is_named(was, now, told.speaker_keys)


def _source(was: str | None, now: str | None, told: Told) -> bool:
    return (was is None and told.source_of_page) or _is_named(was, now, told.source_keys)


def _unsaid(was: object, now: object, _told: Told) -> bool:
    return was is None or was == now


def _kind(was: Kind | None, now: Kind | None, _told: Told) -> bool:
    return was == now or (was is None and now is Kind.EVENT)


# A file that leaves out what was filled in from elsewhere isn't contradicted: what else is known of a speaker, of a
# page and its copies. A claim of no kind was taken in as an event.
_SAME: dict[str, Callable[[Any, Any, Told], bool]] = {
    "claim": _equal,
    "kind": _kind,
    "speaker": _speaker,
    "speaker_kind": _unsaid,
    "speaker_title": _unsaid,
    "speaker_wikidata": _unsaid,
    "said_on": _equal,
    "occasion": _equal,
    "source": _source,
    "url": _page,
    "archived_url": lambda was, now, _: was is None or same_page(was, now),
    "document_title": _unsaid,
    "document_published": _unsaid,
    "author": _unsaid,
    "language": _unsaid,
}
