"""Writes a schema as text, one line per object, and compares it with the text that ships with the revisions.

This covers views, triggers and the text of CHECKs, which alembic does not compare. The shipped files are
migrations/schema_sqlite.txt and migrations/schema_postgresql.txt; `python -m tests.schema_snapshots` writes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text

from factdb import resources
from factdb.store.schema import revision

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Only tables are left out: a trigger could have one of these names, or a name like those of SQLite itself.
# The internal tables of FTS5 are left out too.
_SQLITE = """
SELECT type || ' ' || name || ': ' || sql FROM sqlite_master
WHERE sql IS NOT NULL AND NOT (type = 'table' AND (name = 'alembic_version' OR name GLOB 'sqlite_*'
    OR name GLOB 'search_*_*'))
"""

# PostgreSQL versions print whole queries slightly differently. So a view is described by its columns and by the tables
# that it reads.
_POSTGRESQL = """
WITH tables AS (
    SELECT c.oid, c.relname, c.relkind FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
      AND c.relname <> 'alembic_version'
)
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
SELECT 'function ' || p.proname || ': ' || p.prosrc || coalesce(' ' || array_to_string(p.proconfig, ' '), '')
FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'factdb%'
UNION ALL
SELECT 'words of ' || c.cfgname || ': ' || t.alias || ' by ' || d.dictname
    || coalesce(' with ' || d.dictinitoption, '')
FROM pg_ts_config c JOIN pg_ts_config_map m ON m.mapcfg = c.oid JOIN pg_ts_dict d ON d.oid = m.mapdict
JOIN ts_token_type('default') t ON t.tokid = m.maptokentype
WHERE c.cfgnamespace = current_schema()::regnamespace
UNION ALL
SELECT DISTINCT 'view ' || t.relname || ' reads ' || r.relname
FROM tables t JOIN pg_rewrite w ON w.ev_class = t.oid
JOIN pg_depend d ON d.objid = w.oid AND d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
JOIN pg_class r ON r.oid = d.refobjid AND r.oid <> t.oid
WHERE t.relkind = 'v'
"""


def lines(connection: Connection) -> list[str]:
    """Return the lines of the schema text: sorted, with single spaces, without the name of the PostgreSQL schema."""
    if connection.dialect.name == "sqlite":
        definitions = connection.scalars(text(_SQLITE)).all()
        return sorted(_folded(line) for line in definitions)
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    definitions = connection.scalars(text(_POSTGRESQL)).all()
    return sorted(_folded(line).replace(f"{schema}.", "") for line in definitions)


def shipped(dialect: str) -> list[str]:
    """Return the lines of this program's schema text."""
    path = resources.folder("migrations") / f"schema_{dialect}.txt"
    return path.read_text(encoding="utf-8").splitlines()


def differences(connection: Connection) -> list[str]:
    """Return the objects that the database lacks and those that it should not have, one line each."""
    present, expected = set(lines(connection)), set(shipped(connection.dialect.name))
    revisions = revision.recorded_revisions(connection)
    return [
        *(f"missing: {line}" for line in sorted(expected - present)),
        *(f"unexpected: {line}" for line in sorted(present - expected)),
        *([f"alembic_version has {len(revisions)} rows instead of one: {', '.join(revisions)}"] * (len(revisions) > 1)),
    ]


def _folded(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()
