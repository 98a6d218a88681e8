"""Reads a row of this desk's own export, which somebody edited: what it says otherwise than the desk did at its export.

The desk goes on working after an export, so an older row says of much what the desk said then. A field that changed
since is an edit of the desk, and stays. What the desk added since is not in the row, and that withdraws nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from factdb.domain import urls
from factdb.domain.history.events import UNDONE_IMPORT, ClaimEvent
from factdb.formats.records.claim_record import FIELDS, CheckRecord, ClaimRecord, EvidenceRecord

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    Body = Mapping[str, Any]
    Key = tuple[object, ...]

_EXPORTED = "changed_at"
"""The column of an export with the time of the claim's newest event; one that a spreadsheet rewrote says nothing."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
# The columns of a history that a field of a record is about; of the other fields, the column has the name of the field.
_COLUMNS = {
    **dict.fromkeys(("said_on", "said_basis"), ("said_on", "said_precision", "said_basis")),
    **dict.fromkeys(
        ("speaker", "speaker_kind", "speaker_title", "speaker_party", "speaker_wikidata"),
        ("speaker", "speaker_title", "speaker_party"),
    ),
    **dict.fromkeys(
        ("url", "archived_url", "document_title", "document_published", "author"), ("document", "capture_n")
    ),
}
_ITEMS = frozenset({"evidence", "checks"})
_NOT_CHANGED = _ITEMS | {"uid", "external_id"}


@dataclass(slots=True)
class SinceExport:
    """What a claim's history tells: the columns that changed since an export, and everything that it ever had.

    `former` are the earlier values of columns, for an export that does not say its time. Evidence and checks of imports
    that were undone are left out: the row brings them again.
    """

    since: str | None
    changed: set[str] = field(default_factory=set)
    former: dict[str, list[object]] = field(default_factory=dict)
    evidence: set[Key] = field(default_factory=set)
    checks: set[Key] = field(default_factory=set)

    def take(self, body: Body) -> None:
        """Read the next event."""
        changed = {name: change["was"] for name, change in body.get("changed", {}).items()}
        if body["kind"] == ClaimEvent.TAGGED:
            changed["topics"] = tuple(body["topics"]["was"])
        if self.since is not None and body["at"] > self.since:
            self.changed.update(changed)
        for name, value in changed.items():
            self.former.setdefault(name, []).append(value)
        self.evidence.update(map(_evidence_facts, _items(body, "evidence", ClaimEvent.EVIDENCE_ADDED)))
        self.checks.update(map(_check_facts, _items(body, "checks", ClaimEvent.CHECKED)))

    def is_older(self, name: str, value: object) -> bool:
        """Return whether the desk changed a field since the export; without the export's time, its value decides."""
        if self.since is not None:
            return not self.changed.isdisjoint(_COLUMNS.get(name, (name,)))
        former = self.former.get(name, ())
        return value in former or str(value) in former


@dataclass(frozen=True, slots=True)
class OwnRow:
    """What a row changes: the record of the claim after it, the fields that it changes, and those that stay."""

    after: ClaimRecord
    said: frozenset[str]
    edited: list[str]


def read(record: ClaimRecord, known: ClaimRecord, bodies: Sequence[Body], file: str, undone: Container[str]) -> OwnRow:
    """Read a row; `known` is what the desk says now, and `undone` are the uids of imports that were undone.

    Events of earlier imports of the same file are not edits: the row is a later state of theirs. Nor are those that
    were undone.
    """
    when = record.raw.get(_EXPORTED)
    trail = SinceExport(when if isinstance(when, str) and _TIME.fullmatch(when) else None)
    passed_over = set(_passed_over(bodies, file, undone))
    for body in bodies:
        if body["kind"] == ClaimEvent.ADDED or (body["actor"], body["at"]) not in passed_over:
            trail.take(body)
    says: dict[str, Any] = {
        name: value for name in FIELDS if name not in _NOT_CHANGED and (value := getattr(record, name))
    }
    otherwise = {name: value for name, value in says.items() if not _is_equal(value, getattr(known, name))}
    edited = [name for name, value in otherwise.items() if trail.is_older(name, value)]
    changed: dict[str, Any] = {name: value for name, value in otherwise.items() if name not in edited}
    evidence = [cited for cited in record.evidence if cited not in known.evidence]
    checks = [check for check in record.checks if check not in known.checks]
    new: dict[str, Any] = {
        "evidence": tuple(cited for cited in evidence if _evidence_key(cited) not in trail.evidence),
        "checks": tuple(check for check in checks if _check_key(check) not in trail.checks),
    }
    items: dict[str, Any] = {name: (*getattr(known, name), *rows) for name, rows in new.items() if rows}
    return OwnRow(replace(known, **changed, **items), frozenset({*changed, *items}), edited)


def _passed_over(bodies: Iterable[Body], file: str, undone: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the stamps of events that are no edits of the desk."""
    for body in bodies:
        origin = body["origin"] if body["kind"] == ClaimEvent.IMPORTED else {}
        if UNDONE_IMPORT in body or origin.get("file") == file or origin.get("import", "") in undone:
            yield body["actor"], body["at"]


def _is_equal(first: object, second: object) -> bool:
    return first == second or (isinstance(first, tuple) and isinstance(second, tuple) and set(first) == set(second))


def _items(body: Body, of_claim: str, event: ClaimEvent) -> Sequence[Mapping[str, Any]]:
    if body["kind"] == ClaimEvent.ADDED:
        items: Sequence[Mapping[str, Any]] = body.get(of_claim, ())
        return items
    return [body["evidence" if of_claim == "evidence" else "check"]] if body["kind"] == event else []


def _evidence_facts(facts: Mapping[str, Any]) -> Key:
    return (*(facts.get(name) for name in _EVIDENCE), facts.get("url"))


def _evidence_key(cited: EvidenceRecord) -> Key:
    url = cited.url or cited.archived_url
    return (*(getattr(cited, name) for name in _EVIDENCE), urls.canonical(url) if url else None)


def _check_facts(facts: Mapping[str, Any]) -> Key:
    return tuple(facts.get(name) for name in _CHECK)


def _check_key(check: CheckRecord) -> Key:
    day = check.reviewed_on
    return (*(getattr(check, name) for name in _CHECK[:-1]), day.isoformat() if day else None)


_EVIDENCE = ("question", "stance", "excerpt", "note", "asked", "answer_type")
_CHECK = ("url", "headline", "label", "reviewed_on")
