"""Which claims have which words, read from the search index by a bounded number of its entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from sqlalchemy import bindparam, func, select, text

from factdb.domain.search import similar, stems
from factdb.domain.search.stems import STOP
from factdb.store.claims import conditions
from factdb.store.search_index import WORDS
from factdb.store.views import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

# How many entries of the index are read before common words count only among what rarer ones found: PostgreSQL goes to
# the claim itself for each.
_MOST_ENTRIES, _MOST_ON_POSTGRESQL = 12_000, 2_500
_MANY = 1_000  # claims from which on PostgreSQL's own estimate of a word is near enough
_AT_ONCE = 10_000  # numbers that a statement names

_ON_SQLITE = "FROM search_claims WHERE search_claims MATCH :query{place}"
_ON_POSTGRESQL = "FROM claims WHERE " + WORDS + " @@ to_tsquery('factdb', :query{place})"
# Some dozen short reads in one statement look long to the planner, which would call others and compile it: for nothing.
_ALONE = text("SELECT set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)")
# What ANALYZE learnt: the words that most claims have, and the part of all claims that has each.
_COMMON = text("""
SELECT common.word, common.part * greatest(c.reltuples, 0) FROM pg_class c
JOIN pg_stats s ON s.schemaname = current_schema() AND s.tablename = 'claims' AND s.attname = 'search_words'
CROSS JOIN LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS common (word, part)
WHERE c.oid = to_regclass('claims') AND common.word IN :words
""").bindparams(bindparam("words", expanding=True))


@dataclass(frozen=True, slots=True)
class SimilarClaims:
    """Claims that may be alike, likeliest first, and how many claims have each word, of how many there are."""

    claims: list[int]
    counts: Mapping[str, int]
    total: int


def find(session: Session, terms: Sequence[str], limit: int, *, decided: bool = False) -> SimilarClaims:
    """Find the claims, or the decided ones, that have most of what weighs of some words of letters and digits."""
    total = session.scalar(select(func.max(CLAIMS.c.id))) or 0
    counts = _counts(session, terms)
    rare, common = _parted(
        similar.rarest(counts), counts, _MOST_ON_POSTGRESQL if _is_postgresql(session) else _MOST_ENTRIES
    )
    hits = dict(_claims(session, rare))
    if len({number for numbers in hits.values() for number in numbers}) > limit:
        hits |= dict(_claims(session, common, among=rare))
    if decided:
        decided_claims = _decided(session, sorted({number for numbers in hits.values() for number in numbers}))
        hits = {term: [number for number in numbers if number in decided_claims] for term, numbers in hits.items()}
    return SimilarClaims(similar.candidates(hits, counts, total, limit), counts, total)


def _decided(session: Session, numbers: Sequence[int]) -> set[int]:
    """Return those of some claims on which a verdict is in force."""
    query = select(CLAIMS.c.id).where(~conditions.undecided())
    parts = (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))
    return {number for part in parts for number in session.scalars(query.where(CLAIMS.c.id.in_(part)))}


def counts_with_halves(session: Session, compounds: Sequence[str]) -> dict[str, int]:
    """Return how many claims have each compound, and each word of which one may be made that none has."""
    counts = _counts(session, compounds)
    unknown = (compound for compound in compounds if not counts[compound])
    halves = {half for compound in unknown for pair in similar.halves(compound) for half in pair}
    return counts | _counts(session, sorted(halves - STOP))


def _parted(terms: Sequence[str], counts: Mapping[str, int], limit: int) -> tuple[list[str], list[str]]:
    """Part terms, rarest first, where their claims become too many to be read."""
    entries = 0
    for place, term in enumerate(terms):
        entries += counts[term]
        if place and entries > limit:
            return list(terms[:place]), list(terms[place:])
    return list(terms), []


def _counts(session: Session, terms: Sequence[str]) -> dict[str, int]:
    estimated: dict[str, int] = {}
    if _is_postgresql(session) and terms:
        session.execute(_ALONE)
        words = {stems.stem(term): term for term in terms}
        estimates = session.execute(_COMMON, {"words": list(words)})
        estimated = {words[word]: int(count) for word, count in estimates if count > _MANY}
    uncounted = [term for term in terms if term not in estimated]
    return estimated | {
        term: int(count) for term, count in zip(uncounted, _values_by_term(session, "count(*)", uncounted), strict=True)
    }


def _claims(session: Session, terms: Sequence[str], among: Sequence[str] = ()) -> Iterator[tuple[str, list[int]]]:
    """Yield the claims that have each word; only of those that have another one too, where these are named."""
    aggregate = "string_agg(id::text, ',')" if _is_postgresql(session) else "group_concat(rowid)"
    for term, numbers in zip(terms, _values_by_term(session, aggregate, terms, among), strict=True):
        yield term, list(map(int, numbers.split(","))) if numbers else []


def _values_by_term(session: Session, aggregate: str, terms: Sequence[str], among: Sequence[str] = ()) -> list[Any]:
    """Return one value of each word's claims, all by one statement."""
    if not terms:
        return []
    is_postgresql = _is_postgresql(session)
    source = _ON_POSTGRESQL if is_postgresql else _ON_SQLITE
    query = " UNION ALL ".join(f"SELECT {aggregate} {source.format(place=place)}" for place in range(len(terms)))
    if is_postgresql:
        beside = f" & ({' | '.join(among)})" if among else ""
        return list(session.scalars(text(query), {f"query{n}": term + beside for n, term in enumerate(terms)}))
    beside = f" AND ({' OR '.join(map(_quoted, among))})" if among else ""
    return list(session.scalars(text(query), {f"query{n}": _quoted(term) + beside for n, term in enumerate(terms)}))


def _quoted(term: str) -> str:
    """Return a word for FTS5, whose index has letters composed: those of Korean were taken apart."""
    return f'"{normalize("NFC", term)}"'


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
