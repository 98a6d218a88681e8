"""Finds similar claims by their words, and reads only a limited number of entries of the search index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from sqlalchemy import bindparam, func, select, text

from factdb.domain.search import similar, stems
from factdb.domain.search.stems import STOP
from factdb.store import reading_cache
from factdb.store.claims import conditions
from factdb.store.search_index import WORDS
from factdb.store.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

# The number of index entries to read. Beyond it, common words count only among the claims that rarer words found,
# because PostgreSQL reads the claim itself for each entry.
_MOST_ENTRIES, _MOST_ON_POSTGRESQL = 12_000, 2_500
_MANY = 1_000  # with more claims than this, PostgreSQL's own estimate for a word is good enough
_AT_ONCE = 10_000  # claim numbers in one statement

_ON_SQLITE = "FROM search_claims WHERE search_claims MATCH :query{place}"
_ON_POSTGRESQL = "FROM claims WHERE " + WORDS + " @@ to_tsquery('factdb', :query{place})"
# The planner takes a statement of some dozen short reads for a long one and would use workers and JIT, without gain.
_ALONE = text("SELECT set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)")
# The statistics of ANALYZE: the most common words, and the share of claims that contains each.
_COMMON = text("""
SELECT common.word, common.part * greatest(c.reltuples, 0) FROM pg_class c
JOIN pg_stats s ON s.schemaname = current_schema() AND s.tablename = 'claims' AND s.attname = 'search_words'
CROSS JOIN LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS common (word, part)
WHERE c.oid = to_regclass('claims') AND common.word IN :words
""").bindparams(bindparam("words", expanding=True))


@dataclass(frozen=True, slots=True)
class SimilarClaims:
    """Claims that may be similar, most likely first; the number of claims with each word, and of all claims."""

    claims: list[int]
    counts: Mapping[str, int]
    total: int


def find(session: Session, terms: Sequence[str], limit: int, *, decided: bool = False) -> SimilarClaims:
    """Find the claims (or the decided claims) that share the most significant of the given words."""
    total = session.scalar(select(func.max(CLAIMS.c.id))) or 0
    counts = _counts(session, terms, total)
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
    """Return the claims, of those given, whose verdicts count."""
    query = select(CLAIMS.c.id).where(conditions.decided())
    parts = (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))
    return {number for part in parts for number in session.scalars(query.where(CLAIMS.c.id.in_(part)))}


def counts_with_halves(session: Session, compounds: Sequence[str]) -> dict[str, int]:
    """Return the number of claims with each compound word, and with each part of the compounds that no claim has."""
    counts = _counts(session, compounds)
    unknown = (compound for compound in compounds if not counts[compound])
    halves = {half for compound in unknown for pair in similar.halves(compound) for half in pair}
    return counts | _counts(session, sorted(halves - STOP))


def _parted(terms: Sequence[str], counts: Mapping[str, int], limit: int) -> tuple[list[str], list[str]]:
    """Split the terms, sorted by rarity, at the point where their claims become too many to read."""
    entries = 0
    for place, term in enumerate(terms):
        entries += counts[term]
        if place and entries > limit:
            return list(terms[:place]), list(terms[place:])
    return list(terms), []


def _counts(session: Session, terms: Sequence[str], total: int = 0) -> dict[str, int]:
    """Count the claims with each word; `total` claims are on the desk, which may let numbers stand for a while."""
    known = _estimated(session, terms) if _is_postgresql(session) else reading_cache.estimates(session, total)
    uncounted = [term for term in terms if term not in known]
    counts = zip(uncounted, _values_by_term(session, "count(*)", uncounted), strict=True)
    counted = {term: int(count) for term, count in counts}
    if not _is_postgresql(session):
        # SQLite reads an entry for each claim that has the word. How common a common word is changes slowly.
        common = {term: count for term, count in counted.items() if count > _MOST_ENTRIES}
        reading_cache.remember_estimates(session, common, total)
    return {term: known[term] if term in known else counted[term] for term in terms}


def _estimated(session: Session, terms: Sequence[str]) -> dict[str, int]:
    """Return the words that many claims have, as far as PostgreSQL's statistics tell."""
    if not terms:
        return {}
    session.execute(_ALONE)
    words = {stems.stem(term): term for term in terms}
    estimates = session.execute(_COMMON, {"words": list(words)})
    return {words[word]: int(count) for word, count in estimates if count > _MANY}


def _claims(session: Session, terms: Sequence[str], among: Sequence[str] = ()) -> Iterator[tuple[str, list[int]]]:
    """Yield each word with the claims that have it; with `among`, only claims that have one of these words too."""
    aggregate = "string_agg(id::text, ',')" if _is_postgresql(session) else "group_concat(rowid)"
    for term, numbers in zip(terms, _values_by_term(session, aggregate, terms, among), strict=True):
        yield term, list(map(int, numbers.split(","))) if numbers else []


def _values_by_term(session: Session, aggregate: str, terms: Sequence[str], among: Sequence[str] = ()) -> list[Any]:
    """Return one aggregate over the claims of each word, all in one statement."""
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
    """Return a word quoted for FTS5, with composed letters as in its index: Korean letters had been decomposed."""
    return f'"{normalize("NFC", term)}"'


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
