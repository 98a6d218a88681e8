"""Claims of the ledger that say nearly the same, grouped, as long as nobody said how they hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.search import near_identical
from factdb.services import listing, similar
from factdb.store.models import Claim, ClaimLink
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

COLUMNS = ("group", "id", "claim", "speaker", "said_on", "verdict", "likeness")
_PAGE = 1_000
Row = dict[str, Any]


def listed(session: Session, limit: int | None = None) -> Iterator[Row]:
    """Yield the claims of each group, first said first; `likeness` is to the likest other of the group."""
    texts = {row.id: row.claim for row in session.execute(select(Claim.id, Claim.claim))}
    answered = _answered(session)
    found = {pair: like for pair, like in near_identical.pairs(texts) if pair not in answered}
    groups = _groups(found)[:limit]
    likest: dict[int, float] = {}
    for pair, like in found.items():
        for number in pair:
            likest[number] = max(like, likest.get(number, 0.0))
    rows = _rows(session, [number for group in groups for number in group])
    for place, group in enumerate(groups, 1):
        for number in sorted(group, key=lambda number: (rows[number]["said_on"] or "9999", number)):
            row = {**rows[number], "group": place, "likeness": round(100 * likest[number])}
            yield {column: row[column] for column in COLUMNS}


def _answered(session: Session) -> set[near_identical.Pair]:
    """Return the pairs of which somebody said whether they are alike, and those that repeat the same claim."""
    query = select(ClaimLink.claim_id, ClaimLink.other_id).where(similar.answers())
    linked = {(min(pair), max(pair)) for pair in session.execute(query)}
    families: dict[int, list[int]] = {}
    for row in session.execute(select(Claim.id, Claim.repeats_id).where(Claim.repeats_id.is_not(None))):
        families.setdefault(row.repeats_id, [row.repeats_id]).append(row.id)
    same = {(min(a, b), max(a, b)) for family in families.values() for a in family for b in family if a != b}
    return linked | same


def _groups(pairs: dict[near_identical.Pair, float]) -> list[list[int]]:
    """Join pairs that have a claim in common; return groups in the order of their first claim."""
    first: dict[int, int] = {}

    def root(number: int) -> int:
        while first.setdefault(number, number) != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    groups: dict[int, list[int]] = {}
    for number in sorted(first):
        groups.setdefault(root(number), []).append(number)
    return [groups[number] for number in sorted(groups)]


def _rows(session: Session, numbers: list[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for start in range(0, len(numbers), _PAGE):
        query = select(V1_CLAIMS).where(V1_CLAIMS.c.id.in_(numbers[start : start + _PAGE]))
        found |= {row["id"]: listing.listed(dict(row)) for row in session.execute(query).mappings()}
    return found
