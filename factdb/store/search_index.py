"""Finds claims by words in the search index: SQLite's FTS5 tables, or PostgreSQL's columns of words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Float, Integer, and_, column, literal_column, not_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeEngine

from factdb.domain.search import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, TableValuedAlias
    from sqlalchemy.sql.compiler import SQLCompiler

    from factdb.domain.search.query import SearchPart

# The prefix of all tables of the search index on SQLite, and of its columns on PostgreSQL. Dumps leave them out.
PREFIX = "search_"
INDICES = tuple(f"ix_{table}_words" for table in ("claims", "evidence", "speaker_names", "source_names"))
# PostgreSQL reads each claim to rank it, and SQLite looks each up for its day. If more claims than this have a word,
# only the newest (on SQLite those added last) are ranked, and the others follow.
MOST_RANKED = 5_000
MOST_RANKED_ON_SQLITE = 10_000
# A literal: the statement reads claims anyway, and so writers do not need to build views.
_CLAIM_ID = literal_column("claims.id", Integer)
WORDS = f"{PREFIX}words"  # PostgreSQL's column of the words of a claim or an excerpt
WORDS_COMMENT = "words that a search looks through; PostgreSQL makes them from the row"

# The places to search for a part: each query gives the claims that have it there. A merged speaker or source is found
# by all names of both.
_PLACES = """SELECT {claims}
UNION SELECT {evidence}
UNION SELECT c.id FROM claims c WHERE c.speaker_id IN ({speakers})
UNION SELECT c.id FROM claims c WHERE c.source_id IN ({sources})"""
_FAMILY = """SELECT each.id FROM {table} each WHERE coalesce(each.merged_into_id, each.id) IN (
    SELECT coalesce(found.merged_into_id, found.id) FROM {table} found WHERE found.id IN ({named}))"""


_TABLES = ("claims", "evidence", "speakers", "sources")
# All table names of the index on SQLite: FTS5 stores each table in several internal tables.
_PARTS = ("", "_data", "_idx", "_content", "_docsize", "_config")
NAMES = (f"{PREFIX}excerpts", *(f"{PREFIX}{table}{part}" for table in _TABLES for part in _PARTS))
# Names are read only once: without statistics, PostgreSQL would read all of them again for every pair of owners.
_NAMED_ONCE = """WITH named AS MATERIALIZED (SELECT {id} FROM {names} WHERE factdb_words(name) {fits})
SELECT {id} FROM named"""

FOLLOWING = ("claims", "evidence")  # SQLite indexes their words without storing their texts
TABLES = (*FOLLOWING, "speakers", "sources")  # for speakers and sources it stores the names themselves
# The tables that FTS5 makes by itself; it makes none for texts that it does not store.
INTERNAL = tuple(
    f"{PREFIX}{table}{part}" for table in TABLES for part in _PARTS[1:] if part != "_content" or table not in FOLLOWING
)

# All names of one speaker or source together, separated by a word that nobody searches for.
_NAMES = """INSERT INTO search_{table} (rowid, names)
SELECT {owner}_id, group_concat(name, ' xxfieldxx ') FROM {owner}_names GROUP BY {owner}_id"""


class _Has(FunctionElement[bool]):
    """The condition that a claim contains a part: the claim's id, the part for FTS5, and the part for PostgreSQL."""

    inherit_cache = True
    type: TypeEngine[Any] = Boolean()


class _Leads(_Has):
    """The same condition, used to find claims: as a boolean it would become `= 1`, and SQLite would test each claim."""

    inherit_cache = True
    type = NullType()


class _Ranked(FunctionElement[Any]):
    """The claims whose own words match any part of a query, and the quality of the match (lower is better)."""

    inherit_cache = True


def matches(parts: Sequence[SearchPart], *, leads: bool = False) -> ColumnElement[bool]:
    """Return a condition that keeps the claims with every part and without excluded parts.

    A page of a list is read in the order of the list, and ends when it is full. With `leads`, which ranking needs, the
    search comes first, and no other claim is read.
    """
    kind = _Leads if leads else _Has
    tests = ((kind(_CLAIM_ID, part.fts5, part.tsquery), part.is_excluded) for part in parts)
    return and_(*(not_(test) if excluded else test for test, excluded in tests))


def ranked(parts: Sequence[SearchPart]) -> TableValuedAlias:
    """Return id and quality of the match for the claims whose own words match any of the parts."""
    return _Ranked(*query.query_for_any(parts)).table_valued(column("id", Integer), column("fit", Float))


def rebuild(connection: Connection, table: str) -> None:
    """Index a table again on SQLite, for rows that were written without the triggers."""
    if table in FOLLOWING:
        connection.exec_driver_sql(f"INSERT INTO search_{table} (search_{table}) VALUES ('rebuild')")  # noqa: S608 - a table of ours
        return
    connection.exec_driver_sql(f"DELETE FROM search_{table}")  # noqa: S608 - a table of ours
    connection.exec_driver_sql(_NAMES.format(table=table, owner=table.removesuffix("s")))


def remake(connection: Connection) -> None:
    """Build the whole index again from its rows."""
    if connection.dialect.name == "postgresql":
        for index in INDICES:
            connection.exec_driver_sql(f"REINDEX INDEX {index}")
        return
    for table in TABLES:
        rebuild(connection, table)


@compiles(_Has, "sqlite")
def _has_on_sqlite(element: _Has, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    id_, match = (compiler.process(clause, **options) for clause in list(element.clauses)[:2])
    matches = {name: f"FROM search_{name} WHERE search_{name} MATCH {match}" for name in TABLES}
    return _among(
        id_,
        claims=f"rowid {matches['claims']}",
        evidence=f"rowid / 1048576 {matches['evidence']}",
        speakers=f"SELECT rowid {matches['speakers']}",
        sources=f"SELECT rowid {matches['sources']}",
    )


@compiles(_Has, "postgresql")
def _has_on_postgresql(element: _Has, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    id_, _, query = (compiler.process(clause, **options) for clause in element.clauses)
    fits = f"@@ to_tsquery('factdb', {query})"
    return _among(
        id_,
        claims=f"id FROM claims WHERE {WORDS} {fits}",
        evidence=f"claim_id FROM evidence WHERE withdrawn_at IS NULL AND excerpt IS NOT NULL AND {WORDS} {fits}",
        speakers=_NAMED_ONCE.format(id="speaker_id", names="speaker_names", fits=fits),
        sources=_NAMED_ONCE.format(id="source_id", names="source_names", fits=fits),
    )


def _among(id_: str, claims: str, evidence: str, speakers: str, sources: str) -> str:
    owners = {"speakers": speakers, "sources": sources}
    families = {table: _FAMILY.format(table=table, named=named) for table, named in owners.items()}
    return f"{id_} IN ({_PLACES.format(claims=claims, evidence=evidence, **families)})"


@compiles(_Ranked, "sqlite")
def _ranked_on_sqlite(element: _Ranked, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    match, _ = (compiler.process(clause, **options) for clause in element.clauses)
    fit = "bm25(search_claims, 1, 1, 0.3)"
    last = f"FROM search_claims WHERE search_claims MATCH {match} ORDER BY rowid DESC LIMIT {MOST_RANKED_ON_SQLITE}"
    return f"(SELECT rowid AS id, {fit} AS fit {last})"


@compiles(_Ranked, "postgresql")
def _ranked_on_postgresql(element: _Ranked, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    _, query = (compiler.process(clause, **options) for clause in element.clauses)
    query = f"to_tsquery('factdb', {query})"
    # Not the column itself: with its index, the server would read every claim until it has enough.
    newest = f"FROM claims WHERE {WORDS} @@ {query} ORDER BY sort_on + 0 DESC, id LIMIT {MOST_RANKED}"
    return f"(SELECT id, -ts_rank({WORDS}, {query}, 1) AS fit FROM (SELECT id, {WORDS} {newest}) AS newest)"  # noqa: S608 - what is bound
