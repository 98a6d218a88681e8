"""Which claims have which words, read from the search index by a bounded number of its entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, text

from factdb.domain import matching, stems
from factdb.store.search import WORDS
from factdb.store.views import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

_MOST_ENTRIES = 12_000  # of the index that are read before common words count only among what rarer ones found
_MANY = 2_000  # claims from which on PostgreSQL's own estimate of a word is near enough

_ON_SQLITE = "FROM search_claims WHERE search_claims MATCH :query"
_ON_POSTGRESQL = f"FROM claims WHERE {WORDS} @@ to_tsquery('factdb', :query)"
# What ANALYZE learnt of the index: the words that most claims have, and the part of all claims that has each.
_COMMON = text("""
SELECT common.word, common.part * greatest(c.reltuples, 0) FROM pg_class c
JOIN pg_stats s ON s.schemaname = current_schema() AND s.tablename = 'ix_claims_words'
CROSS JOIN LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS common (word, part)
WHERE c.oid = to_regclass('claims') AND common.word IN :words
""").bindparams(bindparam("words", expanding=True))


@dataclass(frozen=True, slots=True)
class Found:
    """Claims that may be alike, likeliest first, and how many claims have each word, of how many there are."""

    claims: list[int]
    counts: Mapping[str, int]
    total: int


def find(session: Session, terms: Sequence[str], most: int) -> Found:
    """Find the claims that have most of what weighs of some words; each word is of letters and digits alone."""
    total = session.scalar(select(func.max(CLAIMS.c.id))) or 0
    counts = _counts(session, terms)
    rare, common = _parted(matching.rarest(counts), counts)
    hits = {term: _claims(session, term) for term in rare}
    if len({number for numbers in hits.values() for number in numbers}) > most:
        hits |= {term: _claims(session, term, among=rare) for term in common}
    return Found(matching.candidates(hits, counts, total, most), counts, total)


def _parted(terms: Sequence[str], counts: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Part terms, rarest first, where their claims become too many to be read."""
    entries = 0
    for place, term in enumerate(terms):
        entries += counts[term]
        if place and entries > _MOST_ENTRIES:
            return list(terms[:place]), list(terms[place:])
    return list(terms), []


def _counts(session: Session, terms: Sequence[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    if _is_postgresql(session) and terms:
        words = {stems.stem(term): term for term in terms}
        estimates = session.execute(_COMMON, {"words": list(words)})
        known = {words[word]: int(count) for word, count in estimates if count > _MANY}
    return {term: known.get(term) or _read(session, "count(*)", term)[0] for term in terms}


def _claims(session: Session, term: str, among: Sequence[str] = ()) -> list[int]:
    """Return the claims that have a word; only of those that have another one too, where these are named."""
    return _read(session, "id" if _is_postgresql(session) else "rowid", term, among)


def _read(session: Session, what: str, term: str, among: Sequence[str] = ()) -> list[Any]:
    if _is_postgresql(session):
        query = f"{term} & ({' | '.join(among)})" if among else term
        found = f"SELECT {what} {_ON_POSTGRESQL}"
    else:
        query = f'"{term}" AND ({_any(among)})' if among else f'"{term}"'
        found = f"SELECT {what} {_ON_SQLITE}"
    return list(session.scalars(text(found), {"query": query}))


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
