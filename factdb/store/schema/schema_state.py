"""Checks what no text of the schema shows: who adds rows to a table from outside, who may write it, what is off.

These are settings of the server, rights, and rows of other tables. `db check` and `verify` both report them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

# Rules rewrite statements, row security hides rows, and a disabled internal trigger no longer enforces a foreign key.
_REWRITTEN = """
SELECT 'unexpected: rule ' || r.rulename || ' on ' || c.relname
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = current_schema()::regnamespace AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'unexpected: row security on ' || c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity
UNION ALL
SELECT DISTINCT 'switched off: foreign keys of ' || c.relname
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND g.tgisinternal AND g.tgconstraint <> 0 AND g.tgenabled <> 'O'
"""
# A query of a table also reads the tables that inherit from it, in every schema. A second row of a claim can be there,
# where no primary key and no guard of ours applies.
_INHERITED = """
SELECT 'unexpected: table ' || i.inhrelid::regclass || ' inherits from ' || i.inhparent::regclass
    || ', so its rows appear among the rows of ' || i.inhparent::regclass
FROM pg_inherits i JOIN pg_class child ON child.oid = i.inhrelid JOIN pg_class parent ON parent.oid = i.inhparent
WHERE current_schema()::regnamespace IN (child.relnamespace, parent.relnamespace) AND parent.relkind IN ('r', 'p')
"""
# PUBLIC is every login of the server. factdb gives it nothing, and `db reader` gives one login the public views.
_PUBLIC = """
SELECT 'unexpected: PUBLIC may ' || string_agg(DISTINCT r.privilege_type, ', ') || ' on ' || r.name
FROM (
    SELECT c.relname AS name, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0
      AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = c.tableoid AND e.objid = c.oid AND e.deptype = 'e')
    UNION ALL
    SELECT c.relname || '.' || k.attname, a.privilege_type
    FROM pg_attribute k JOIN pg_class c ON c.oid = k.attrelid, aclexplode(k.attacl) a
    WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0
      AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = c.tableoid AND e.objid = c.oid AND e.deptype = 'e')
    UNION ALL
    SELECT 'every new table', a.privilege_type FROM pg_default_acl d, aclexplode(d.defaclacl) a
    WHERE d.defaclobjtype = 'r' AND d.defaclnamespace IN (0, current_schema()::regnamespace) AND a.grantee = 0
) r GROUP BY r.name
"""
# A replica does not fire most triggers and does not enforce foreign keys; the other two settings hide damaged pages.
_SETTINGS = """
SELECT 'unexpected: ' || v.setting || ' is set for ' || coalesce('the role ' || r.rolname, 'every role')
    || CASE s.setdatabase WHEN 0 THEN ' in every database' ELSE ' in this database' END
FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS v (setting) LEFT JOIN pg_roles r ON r.oid = s.setrole
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND split_part(v.setting, '=', 1) IN ('session_replication_role', 'zero_damaged_pages', 'ignore_checksum_failure')
  AND lower(split_part(v.setting, '=', 2)) NOT IN ('origin', 'off', 'false', 'no', '0')
UNION ALL
SELECT 'unexpected: ' || name || '=' || setting || ' is in force' FROM pg_settings
WHERE (name, setting) IN (('session_replication_role', 'replica'), ('session_replication_role', 'local'),
    ('zero_damaged_pages', 'on'), ('ignore_checksum_failure', 'on'))
UNION ALL
SELECT 'unexpected: search_path=' || current_setting('search_path')
    || ' is in force, so functions of other schemas can replace functions of the server'
WHERE array_position(current_schemas(true), 'pg_catalog') > array_position(current_schemas(true), current_schema())
UNION ALL
SELECT 'unexpected: event trigger ' || t.evtname || ' on ' || t.evtevent || ', which calls ' || t.evtfoid::regproc
FROM pg_event_trigger t
WHERE NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = t.tableoid AND e.objid = t.oid AND e.deptype = 'e')
"""
_POSTGRESQL = (_REWRITTEN, _INHERITED, _PUBLIC, _SETTINGS)
_SEQUENCES = """
SELECT s.oid::regclass::text, t.oid::regclass::text, quote_ident(a.attname), has_sequence_privilege(s.oid, 'SELECT')
FROM pg_class s
JOIN pg_depend d ON d.classid = s.tableoid AND d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = s.tableoid AND e.objid = s.oid AND e.deptype = 'e')
ORDER BY 1
"""

# SQLite stores the table of an index or a trigger in a column; it must be the table in its text or its name.
_SQLITE = """
SELECT 'unexpected: ' || type || ' ' || name || ' of another table' FROM sqlite_master
WHERE NOT instr(coalesce(sql, name), tbl_name)
"""


def differences(connection: Connection) -> list[str]:
    """Return what should not be there, one line each."""
    if connection.dialect.name == "sqlite":
        return list(connection.scalars(text(_SQLITE)))
    lines = [line for query in _POSTGRESQL for line in connection.scalars(text(query))]
    return [*sorted(lines), *_low_sequences(connection)]


def not_checked(connection: Connection) -> list[str]:
    """Return what this login may not read, in words."""
    if connection.dialect.name == "sqlite" or all(row[-1] for row in connection.execute(text(_SEQUENCES))):
        return []
    return ["the sequences: this login may not read all of them"]


def _low_sequences(connection: Connection) -> Iterator[str]:
    """Find sequences that would give a number again: a new row would be refused, or take a removed row's number."""
    for sequence, table, column, is_readable in connection.execute(text(_SEQUENCES)).all():
        if is_readable:
            # The names come quoted from the server, which reads them as names. Two statements, so that a table which
            # may be distributed is not read together with a sequence.
            following = connection.scalar(
                text(f"SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM {sequence}")  # noqa: S608
            )
            highest = connection.scalar(text(f"SELECT max({column}) FROM ONLY {table}"))  # noqa: S608
            if following <= (highest or 0):
                yield f"set back: sequence {sequence} continues with {following}, but {table} goes up to {highest}"
