"""Holds the schema against this program's: tables, constraints, triggers and views, and what may stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from factdb.domain.history.chain import Finding
from factdb.store.schema import schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.services.verifying.checked import Checked
    from factdb.services.verifying.streams import Reader

_SHOWN = 200  # characters of a difference: what it is about stands in front

# What PostgreSQL lets stand beside a table that the schema's text doesn't tell of: rules rewrite statements, row
# security hides rows, and a trigger of the server's own, switched off, no longer holds a foreign key.
_BESIDE = """
SELECT 'unexpected: rule ' || r.rulename || ' on ' || c.relname
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = current_schema()::regnamespace AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'unexpected: row security on ' || c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity
UNION ALL
SELECT DISTINCT 'switched off: foreign keys of ' || c.relname
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND g.tgisinternal AND g.tgenabled <> 'O'
"""
# SQLite tells in a column of its own whose an index or a trigger is: that must be whose its text, or its name, says.
_ELSEWHERE = """
SELECT 'unexpected: ' || type || ' ' || name || ' of another table' FROM sqlite_master
WHERE NOT instr(coalesce(sql, name), tbl_name)
"""
# A claim that was taken out of the search index of SQLite is found by nobody; PostgreSQL's indices are its own affair.
_INDEXED = """
SELECT 'claims', (SELECT count(*) FROM search_claims_docsize), (SELECT count(*) FROM claims)
UNION ALL
SELECT 'evidence', (SELECT count(*) FROM search_evidence_docsize), (SELECT count(*) FROM search_excerpts)
"""


def findings(reader: Reader, checked: Checked) -> Iterator[Finding]:
    """Hold the schema, to the letter where the engine keeps it so."""
    lines = schema_text.differences(reader.connection)
    lines += reader.connection.scalars(text(_BESIDE if reader.is_postgresql else _ELSEWHERE)).all()
    if reader.is_postgresql:
        checked.not_checked.append(
            "what views compute, on PostgreSQL: their columns and the tables that they read were"
        )
    if not (lines or reader.is_postgresql):
        yield from _unindexed(reader)
    for line in lines:
        yield Finding(f"the schema differs: {line if len(line) <= _SHOWN else f'{line[:_SHOWN]}…'}")


def _unindexed(reader: Reader) -> Iterator[Finding]:
    for table, indexed, there in reader.connection.execute(text(_INDEXED)):
        if indexed != there:
            yield Finding(f"the search index has {indexed} texts of {there}, {table}; make it anew: factdb db reindex")
