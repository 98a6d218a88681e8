"""Selects the claims of an export, with the imported rows that they came from."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from factdb.domain.history.sealing import ERASED
from factdb.formats.files import strict_json
from factdb.formats.records.compared_with_ledger import LedgerClaim
from factdb.services.exports import records
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.claims import queries
from factdb.store.models import Claim, Document, Origin
from factdb.store.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.formats.rows import Json
    from factdb.services.people.namebook import NameBook

AT_ONCE = 500
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Exported:
    """Claims in the form of a format, by number, and the number of claims left out, by reason."""

    items: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def numbers_with_status(session: Session, claim_filter: ClaimFilter) -> list[tuple[int, str]]:
    """Return number and status of the claims of a filter, sorted by number."""
    query = select(CLAIMS.c.id, CLAIMS.c.status).where(*queries.claim_conditions(claim_filter)).order_by(CLAIMS.c.id)
    return [(number, status) for number, status in session.execute(query)]


def pages(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the numbers in parts that are small enough for one query."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def claims_with_names(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, LedgerClaim]]:
    """Yield claims with all names of their speakers and sources; `record.raw` is empty."""
    query = (
        select(Claim.id, Claim.speaker_id, Claim.source_id, Document.source_id.label("page_source_id"))
        .outerjoin(Document, Document.id == Claim.document_id)
        .where(Claim.id.in_(ids))
    )
    rows = {row.id: row for row in session.execute(query)}
    speakers = keys(session, SPEAKERS, {row.speaker_id for row in rows.values()})
    sources = keys(session, SOURCES, {row.source_id for row in rows.values()})
    for number, record in zip(ids, records.records_of(session, ids), strict=True):
        row = rows[number]
        yield (
            number,
            LedgerClaim(
                record,
                speakers.get(row.speaker_id, _NONE),
                sources.get(row.source_id, _NONE),
                source_of_page=row.source_id == row.page_source_id,
            ),
        )


def keys(session: Session, book: NameBook[Any], ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the keys of all names by owner, including the names of the owner that it was merged into."""
    owner, names = book.owner, book.names
    query = select(owner.id, book.living_id).where(owner.id.in_(ids))
    living = {row.id: int(row[1]) for row in session.execute(query)}
    keys_by_owner: dict[int, set[str]] = defaultdict(set)
    family = or_(owner.id.in_(set(living.values())), owner.merged_into_id.in_(set(living.values())))
    borne = select(book.living_id, names.name_key).join(names, getattr(names, book.key) == owner.id).where(family)
    for number, key in session.execute(borne):
        keys_by_owner[number].add(key)
    return {number: frozenset(keys_by_owner[living_id]) for number, living_id in living.items()}


def rows_of_files(session: Session, ids: Sequence[int], *formats: str) -> dict[int, list[Mapping[str, Json]]]:
    """Return the imported rows of each claim from files of these formats, newest first; erased rows are left out."""
    of_claims = Origin.claim_id.in_(ids), Origin.format.in_(formats), Origin.raw != ERASED
    query = select(Origin.claim_id, Origin.raw).where(*of_claims)
    rows: dict[int, list[Mapping[str, Json]]] = defaultdict(list)
    for claim_id, raw in session.execute(query.order_by(Origin.claim_id, Origin.n.desc())):
        rows[claim_id].append(strict_json.decode(raw))  # type: ignore[arg-type]  # it was an object when it was kept
    return rows
