"""Writes a schema as text, one line per object, and compares it with the text that ships with the revisions.

This covers views, triggers and the text of CHECKs, which alembic does not compare, and every object that somebody
added. Objects that belong to an extension of PostgreSQL are left out. The shipped files are
migrations/schema_sqlite.txt and migrations/schema_postgresql.txt; `python -m tests.schema_snapshots` writes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text

from factdb import resources
from factdb.store import search_index
from factdb.store.schema import distributed_schema, revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
# Tables that SQLite makes itself: its statistics, and the internal tables of FTS5, whose text depends on the version.
# Each is listed by its whole name, because with a pattern a table of somebody else could hide behind a similar name.
_MADE_BY_SQLITE = frozenset({"sqlite_sequence", "sqlite_stat1", "sqlite_stat4", *search_index.INTERNAL})

# PostgreSQL versions print whole queries slightly differently. So a view is described here by its columns and by the
# tables that it reads; `expected_views` compares its SQL. What an extension made belongs to that extension.
_POSTGRESQL = """
WITH of_extensions AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
relations AS (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v', 'm', 'f', 'p', 'S', 'c')
      AND (c.tableoid, c.oid) NOT IN (TABLE of_extensions)
      AND ('pg_type'::regclass, c.reltype) NOT IN (TABLE of_extensions)
), tables AS (SELECT * FROM relations WHERE relkind IN ('r', 'v'))
SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
    WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'S' THEN 'sequence' ELSE 'type' END
    || ' ' || relname || CASE relpersistence WHEN 'u' THEN ', unlogged' ELSE '' END
FROM relations
UNION ALL
SELECT 'sequence ' || s.relname || ': ' || format_type(q.seqtypid, NULL) || ' from ' || q.seqmin || ' to ' || q.seqmax
    || ' by ' || q.seqincrement || CASE WHEN q.seqcycle THEN ', again and again' ELSE '' END
    || coalesce(', of ' || t.relname || '.' || a.attname, ', of no column')
FROM relations s JOIN pg_sequence q ON q.seqrelid = s.oid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('a', 'i')
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
LEFT JOIN pg_class t ON t.oid = d.refobjid
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
UNION ALL
SELECT 'column ' || t.relname || '.' || a.attname || ': ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(CASE a.attgenerated WHEN '' THEN ' DEFAULT ' ELSE ' GENERATED AS ' END
        || pg_get_expr(d.adbin, d.adrelid), '')
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
UNION ALL
SELECT 'constraint ' || t.relname || '.' || k.conname || ': ' || pg_get_constraintdef(k.oid)
FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('c', 'f', 'p', 'u')
UNION ALL
SELECT 'index ' || t.relname || ': ' || pg_get_indexdef(i.indexrelid)
FROM tables t JOIN pg_index i ON i.indrelid = t.oid
UNION ALL
SELECT 'trigger ' || g.tgname || ' (' || g.tgenabled::text || '): ' || pg_get_triggerdef(g.oid)
FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
UNION ALL
SELECT 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') in ' || l.lanname
    || CASE WHEN p.prosecdef THEN ' as its owner' ELSE '' END || ': ' || p.prosrc
    || coalesce(' ' || array_to_string(p.proconfig, ' '), '')
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = current_schema()::regnamespace AND (p.tableoid, p.oid) NOT IN (TABLE of_extensions)
UNION ALL
SELECT 'type ' || y.typname FROM pg_type y
WHERE y.typnamespace = current_schema()::regnamespace AND (y.typtype IN ('d', 'e', 'r') OR y.typtype = 'b'
    AND y.typelem = 0) AND (y.tableoid, y.oid) NOT IN (TABLE of_extensions)
UNION ALL
SELECT 'operator ' || o.oprname || ' by ' || o.oprcode FROM pg_operator o
WHERE o.oprnamespace = current_schema()::regnamespace AND (o.tableoid, o.oid) NOT IN (TABLE of_extensions)
UNION ALL
SELECT 'words of ' || c.cfgname || ': ' || t.alias || ' by ' || d.dictname
    || coalesce(' with ' || d.dictinitoption, '')
FROM pg_ts_config c JOIN pg_ts_config_map m ON m.mapcfg = c.oid JOIN pg_ts_dict d ON d.oid = m.mapdict
JOIN ts_token_type('default') t ON t.tokid = m.maptokentype
WHERE c.cfgnamespace = current_schema()::regnamespace AND (c.tableoid, c.oid) NOT IN (TABLE of_extensions)
UNION ALL
SELECT DISTINCT 'view ' || t.relname || ' reads ' || r.relname
FROM tables t JOIN pg_rewrite w ON w.ev_class = t.oid
JOIN pg_depend d ON d.objid = w.oid AND d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
JOIN pg_class r ON r.oid = d.refobjid AND r.oid <> t.oid
WHERE t.relkind = 'v'
"""
# Spaces between words are folded. Those in a quoted text are part of it: otherwise two different texts are the same.
_SPACES = re.compile(r"('(?:[^'\n]|'')*')|\s+")
_OWNER = re.compile(r"\bON (\w+)")
_RELATION = re.compile(r"(?:[a-z]+ )?(?:table|view|sequence|type) (\w+)(?:, unlogged)?")  # PostgreSQL's lines alone


def lines(connection: Connection) -> list[str]:
    """Return the lines of the schema text: sorted, with single spaces, without the name of the PostgreSQL schema."""
    if connection.dialect.name == "sqlite":
        return sorted(_folded(line) for line in _sqlite_definitions(connection))
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    definitions = connection.scalars(text(_POSTGRESQL)).all()
    return sorted(_folded(line).replace(f"{schema}.", "") for line in definitions)


def shipped(dialect: str) -> list[str]:
    """Return the lines of this program's schema text."""
    path = resources.folder("migrations") / f"schema_{dialect}.txt"
    return path.read_text(encoding="utf-8").splitlines()


def differences(connection: Connection) -> list[str]:
    """Return the objects that the database lacks and those that it should not have, one line each."""
    present = set(lines(connection))
    expected = distributed_schema.expected_lines(connection, set(shipped(connection.dialect.name)))
    revisions = revision.recorded_revisions(connection)
    twice = f"alembic_version has {len(revisions)} rows instead of one: {', '.join(revisions)}"
    return [
        *(f"missing: {line}" for line in _without_parts(expected - present, present)),
        *(f"unexpected: {line}" for line in _without_parts(present - expected, expected)),
        *([twice] if len(revisions) > 1 else ()),
        *distributed_schema.misplaced(connection),
    ]


def _without_parts(lines: set[str], others: set[str]) -> list[str]:
    """Leave out the columns, constraints and indexes of a relation that is all missing or all unexpected.

    A table that inherits from claims has 60 of them, and the line that matters would be lost among them.
    """
    relations = _relations(lines) - _relations(others)
    patterns = ("column {}.", "constraint {}.", "index {}:", "sequence {}:", "view {} reads ")
    parts = tuple(pattern.format(name) for name in relations for pattern in patterns)
    return sorted(line for line in lines if not line.startswith(parts))


def _relations(lines: set[str]) -> set[str]:
    return {match[1] for line in lines if (match := _RELATION.fullmatch(line))}


def _sqlite_definitions(connection: Connection) -> Iterator[str]:
    for kind, name, table, definition in connection.execute(text(_SQLITE)):
        if kind == "table" and name in _MADE_BY_SQLITE:
            continue
        yield f"{kind} {name}: {definition}"
        # SQLite also stores the table by itself, and takes another spelling of its name.
        owner = _OWNER.search(str(definition)) if kind in {"index", "trigger"} else None
        if table != (owner[1] if owner else name):
            yield f"{kind} {name} belongs to {table}"


def _folded(line: str) -> str:
    return _SPACES.sub(lambda match: match[1] or " ", line).strip()
