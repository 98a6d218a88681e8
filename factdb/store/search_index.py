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

# Every table of the search index on SQLite is named so, and its columns on PostgreSQL: derived, dumps don't hold them.
PREFIX = "search_"
INDICES = tuple(f"ix_{table}_words" for table in ("claims", "evidence", "speaker_names", "source_names"))
# PostgreSQL reads the claim itself to weigh it: of words that more claims have, the newest claims are ranked, and the
# others follow.
MOST_RANKED = 5_000
# A literal: the statement that it stands in reads claims anyway, and writers then build no views.
_CLAIM_ID = literal_column("claims.id", Integer)
WORDS = f"{PREFIX}words"  # of a claim, or of an excerpt: PostgreSQL's own column

# Where a part may stand: each gives the claims that have it there. Who was merged is found by every name of both.
_PLACES = """SELECT {claims}
UNION SELECT {evidence}
UNION SELECT c.id FROM claims c WHERE c.speaker_id IN ({speakers})
UNION SELECT c.id FROM claims c WHERE c.source_id IN ({sources})"""
_FAMILY = """SELECT each.id FROM {table} each WHERE coalesce(each.merged_into_id, each.id) IN (
    SELECT coalesce(found.merged_into_id, found.id) FROM {table} found WHERE found.id IN ({named}))"""


_TABLES = ("claims", "evidence", "speakers", "sources")
# Every name of the index on SQLite: FTS5 keeps each of its tables in several of its own.
_PARTS = ("", "_data", "_idx", "_content", "_docsize", "_config")
NAMES = (f"{PREFIX}excerpts", *(f"{PREFIX}{table}{part}" for table in _TABLES for part in _PARTS))
# Names are read once: where it knows nothing of the tables yet, PostgreSQL reads all anew for every pair of bearers.
_NAMED_ONCE = """WITH named AS MATERIALIZED (SELECT {id} FROM {names} WHERE factdb_words(name) {fits})
SELECT {id} FROM named"""

FOLLOWING = ("claims", "evidence")  # whose words the index of SQLite has without having their texts
TABLES = (*FOLLOWING, "speakers", "sources")  # of speakers and sources it keeps the names themselves

# All names of one together; between two stands a word that nobody looks for.
_NAMES = """INSERT INTO search_{table} (rowid, names)
SELECT {owner}_id, group_concat(name, ' xxfieldxx ') FROM {owner}_names GROUP BY {owner}_id"""


class _Has(FunctionElement[bool]):
    """Whether a claim has a part somewhere: its id, the part for FTS5, and for PostgreSQL."""

    inherit_cache = True
    type: TypeEngine[Any] = Boolean()


class _Leads(_Has):
    """The same, as what claims are read by: were it a truth value, SQLite would be told `= 1`, and test every claim."""

    inherit_cache = True
    type = NullType()


class _Ranked(FunctionElement[Any]):
    """The claims whose own words have any of a query's, and how well they fit, less is better."""

    inherit_cache = True


def matches(parts: Sequence[SearchPart], *, leads: bool = False) -> ColumnElement[bool]:
    """Keep the claims that have every part, and none that is excluded.

    A page of a list is read in the list's order, and ends when it is full; where the search leads, as it must to rank
    what it finds, no other claim is read.
    """
    kind = _Leads if leads else _Has
    tests = ((kind(_CLAIM_ID, part.fts5, part.tsquery), part.is_excluded) for part in parts)
    return and_(*(not_(test) if excluded else test for test, excluded in tests))


def ranked(parts: Sequence[SearchPart]) -> TableValuedAlias:
    """Return id and fit of the claims whose own words have any of the parts."""
    return _Ranked(*query.query_for_any(parts)).table_valued(column("id", Integer), column("fit", Float))


def rebuild(connection: Connection, table: str) -> None:
    """Read a table's words anew on SQLite, for rows that were written without the triggers."""
    if table in FOLLOWING:
        connection.exec_driver_sql(f"INSERT INTO search_{table} (search_{table}) VALUES ('rebuild')")  # noqa: S608 - a table of ours
        return
    connection.exec_driver_sql(f"DELETE FROM search_{table}")  # noqa: S608 - a table of ours
    connection.exec_driver_sql(_NAMES.format(table=table, owner=table.removesuffix("s")))


def remake(connection: Connection) -> None:
    """Make the whole index anew, from the rows whose words it has."""
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
    return f"(SELECT rowid AS id, {fit} AS fit FROM search_claims WHERE search_claims MATCH {match})"  # noqa: S608 - what is bound


@compiles(_Ranked, "postgresql")
def _ranked_on_postgresql(element: _Ranked, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    _, query = (compiler.process(clause, **options) for clause in element.clauses)
    query = f"to_tsquery('factdb', {query})"
    # Not the column itself: by its index the server would read every claim until there are so many.
    newest = f"FROM claims WHERE {WORDS} @@ {query} ORDER BY sort_on + 0 DESC, id LIMIT {MOST_RANKED}"
    return f"(SELECT id, -ts_rank({WORDS}, {query}, 1) AS fit FROM (SELECT id, {WORDS} {newest}) AS newest)"  # noqa: S608 - what is bound
