"""Exports rows page by page: claims in the form that an import reads, and their evidence, verdicts and history."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, select

from factdb.formats.dump.dump_columns import ColumnKind
from factdb.formats.records.claim_record import NOT_FIELDS, ClaimRecord, as_row
from factdb.services.exports import records
from factdb.services.people.namebook import SPEAKERS
from factdb.services.people.offices import Office
from factdb.services.reads import claim_page, evidence_list, people_list, recording_times, verdict_list
from factdb.store.base import UtcDateTime
from factdb.store.claims import queries
from factdb.store.models import Claim, ProposedChange, Speaker, SpeakerRole
from factdb.store.tables import CLAIMS
from factdb.store.views import V1_CLAIMS, V1_CLAIMS_COLUMNS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.services.actor import Viewer

Rows = Generator[dict[str, Any]]

_AT_ONCE = 500
_FIELDS = tuple(field.name for field in fields(ClaimRecord) if field.name not in NOT_FIELDS)
_OBJECTS = frozenset({"evidence", "checks"})
_LISTS = frozenset({"topics", "flags"})
_FIELD_KINDS = {
    **dict.fromkeys(_OBJECTS, ColumnKind.OBJECT),
    **dict.fromkeys(_LISTS, ColumnKind.LIST),
    "resolves_on": ColumnKind.DAY,
    "said_on": ColumnKind.PARTIAL,
}
_TIMES = frozenset({"at", "added_at", "withdrawn_at", "decided_at", "approved_at"})
_NUMBERS = frozenset({"claim_id", "seq", "version", "document_id"})
_VERDICT = {
    "as_of": ColumnKind.DAY,
    "in_force": ColumnKind.BOOL,
    "withdrawn": ColumnKind.BOOL,
    "evidence": ColumnKind.LIST,
}
_SPEAKER = {"id": ColumnKind.INT, "aliases": ColumnKind.LIST, "offices": ColumnKind.OBJECT, "claims": ColumnKind.INT}


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of export: its columns with their kinds, and the function that reads its rows for a filter of claims."""

    word: str
    columns: Mapping[str, ColumnKind]
    rows: Callable[[Session, ClaimFilter, Viewer], Rows]


def _numbers(session: Session, claim_filter: ClaimFilter) -> Iterator[Sequence[int]]:
    """Yield the numbers of the claims of a filter, some hundred at a time, in order."""
    query = select(CLAIMS.c.id).where(*queries.claim_conditions(claim_filter)).order_by(CLAIMS.c.id)
    with session.execute(query, execution_options={"yield_per": _AT_ONCE}) as result:
        yield from result.scalars().partitions()


# -- claims --------------------------------------------------------------------------------------------------


def _claims(session: Session, claim_filter: ClaimFilter, viewer: Viewer) -> Rows:  # noqa: ARG001 - one shape for all exports
    """Yield claims with the fields of a record, which an import reads, and all other columns of a list."""
    # Only the columns that the record does not have: the others would be computed twice.
    query = select(*(V1_CLAIMS.c[name] for name in _LISTED))
    for page in _numbers(session, claim_filter):
        rows = session.execute(query.where(V1_CLAIMS.c.id.in_(page)).order_by(V1_CLAIMS.c.id))
        # Both are sorted by number; `strict` raises an error if a claim is missing in one of them.
        seconds = recording_times.seconds_by_claim(session, page)
        for number, row, record in zip(page, rows, records.records_of(session, page), strict=True):
            listed = dict(zip(_LISTED, row, strict=True))
            listed["flags"] = listed["flags"].split(", ") if listed["flags"] else []
            time, link = recording_times.time_and_link(seconds.get(number), record.url)
            yield {**as_row(record), **listed, "recording_time": time, "recording_url": link}


_LISTED = tuple(column.name for column in V1_CLAIMS_COLUMNS if column.name not in _FIELDS)


def _claim_columns() -> dict[str, ColumnKind]:
    listed = {column.name: _kind(column.type) for column in V1_CLAIMS_COLUMNS if column.name in _LISTED}
    recorded = {"recording_time": ColumnKind.TEXT, "recording_url": ColumnKind.TEXT}
    return {
        **{name: _FIELD_KINDS.get(name, ColumnKind.TEXT) for name in _FIELDS},
        **listed,
        **recorded,
        "flags": ColumnKind.LIST,
    }


def _kind(of: object) -> ColumnKind:
    if isinstance(of, UtcDateTime):
        return ColumnKind.TIME
    return ColumnKind.INT if isinstance(of, Integer | BigInteger) else ColumnKind.TEXT


# -- rows that belong to claims ------------------------------------------------------------------------------------


def _named(session: Session, page: Sequence[int], numbered: Sequence[tuple[int, Mapping[str, Any]]]) -> Rows:
    """Yield rows that begin with the number and the uid of their claim."""
    uids = dict(list(session.execute(select(Claim.id, Claim.uid).where(Claim.id.in_(page)))))
    for claim_id, row in numbered:
        yield {"claim_id": claim_id, "claim_uid": uids[claim_id], **row}


def _evidence(session: Session, claim_filter: ClaimFilter, viewer: Viewer) -> Rows:  # noqa: ARG001
    for page in _numbers(session, claim_filter):
        yield from _named(session, page, evidence_list.evidence_by_claim(session, page))


def _verdicts(session: Session, claim_filter: ClaimFilter, viewer: Viewer) -> Rows:  # noqa: ARG001
    """Yield every version of every verdict, with columns that mark proposed and withdrawn versions.

    The status of the claim comes last: a verdict in force does not count on a claim that is retracted.
    """
    for page in _numbers(session, claim_filter):
        states = select(Claim.id, Claim.status, Claim.truth_version, Claim.quote_version).where(Claim.id.in_(page))
        claims = {row.id: row for row in session.execute(states)}
        taken_back = ProposedChange.claim_id.in_(page), ProposedChange.withdrawn_at.is_not(None)
        withdrawn = {tuple(row) for row in session.execute(_CHANGES.where(*taken_back))}
        for row in _named(session, page, verdict_list.verdicts_by_claim(session, page)):
            number, version = row["claim_id"], row["version"]
            claim = claims[number]
            in_force = getattr(claim, f"{row['on']}_version") == version
            marks = {"in_force": in_force, "withdrawn": (number, version) in withdrawn, "status": str(claim.status)}
            yield {**row, **marks}


_CHANGES = select(ProposedChange.claim_id, ProposedChange.version)


def _history(session: Session, claim_filter: ClaimFilter, viewer: Viewer) -> Rows:
    """Yield the histories that the viewer may see."""
    for page in _numbers(session, claim_filter):
        yield from _named(session, page, claim_page.histories(session, page, viewer))


# -- speakers ------------------------------------------------------------------------------------------------


def _speakers(session: Session, claim_filter: ClaimFilter, viewer: Viewer) -> Rows:  # noqa: ARG001
    """Yield the speakers of the claims of a filter, or all speakers, with all their known offices."""
    theirs = None if claim_filter.is_empty else _speakers_of(session, claim_filter)
    offices = _offices(session)
    for row in people_list.speaker_rows(session, date.max):
        if theirs is None or row["id"] in theirs:
            yield {**row, "offices": offices.get(row["id"], [])}


def _speakers_of(session: Session, claim_filter: ClaimFilter) -> set[int]:
    query = select(SPEAKERS.living_id).join(CLAIMS, CLAIMS.c.speaker_id == Speaker.id)
    return set(session.scalars(query.where(*queries.claim_conditions(claim_filter)).distinct()))


def _offices(session: Session) -> dict[int, list[dict[str, Any]]]:
    query = select(SPEAKERS.living_id, SpeakerRole).join(SpeakerRole, SpeakerRole.speaker_id == Speaker.id)
    offices: dict[int, list[dict[str, Any]]] = {}
    for speaker_id, role in session.execute(query.order_by(SpeakerRole.speaker_id, SpeakerRole.n)):
        offices.setdefault(speaker_id, []).append(asdict(Office.of(role)))
    return offices


# -- all of them ---------------------------------------------------------------------------------------------


def _columns(*names: str, **others: ColumnKind) -> dict[str, ColumnKind]:
    """Return the kinds of columns by name; a name means the same in every export."""
    kinds = (
        dict.fromkeys(_NUMBERS, ColumnKind.INT)
        | dict.fromkeys(_TIMES, ColumnKind.TIME)
        | dict.fromkeys(_LISTS, ColumnKind.LIST)
    )
    return {name: others.get(name, kinds.get(name, ColumnKind.TEXT)) for name in names}


EXPORTS = {
    "claims": Export("claim", _claim_columns(), _claims),
    "evidence": Export(
        "evidence row",
        _columns("claim_id", "claim_uid", *evidence_list.COLUMNS),
        _evidence,
    ),
    "verdicts": Export(
        "verdict",
        _columns("claim_id", "claim_uid", *verdict_list.COLUMNS, "in_force", "withdrawn", "status", **_VERDICT),
        _verdicts,
    ),
    "history": Export(
        "event",
        _columns("claim_id", "claim_uid", "seq", "at", "actor", "kind", "body", "hash", body=ColumnKind.OBJECT),
        _history,
    ),
    "speakers": Export(
        "speaker",
        _columns("id", "uid", "name", "kind", "aliases", "wikidata", "offices", "claims", **_SPEAKER),
        _speakers,
    ),
}
