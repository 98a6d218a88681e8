"""A double of what factdb asks of Citus. It distributes nothing: every row stays where it is, in plain PostgreSQL.

Citus is in no registry, so no test can start it. The double has the entry in the catalogue of extensions, and the
tables by which Citus says what is distributed. A test on it shows what factdb does on a desk that says that it is
distributed; it does not show that Citus would do it.
"""

from __future__ import annotations

from typing import Any

import psycopg

# A superuser may write the catalogue, where Citus has its tables too; an extension's files need not be installed.
_INSTALL = """
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT 99999, 'citus', 10, 'pg_catalog'::regnamespace, false, '13.2-1';
CREATE TABLE pg_catalog.pg_dist_partition (
    logicalrelid regclass PRIMARY KEY, partmethod "char" NOT NULL, colocationid integer NOT NULL
);
GRANT SELECT ON pg_catalog.pg_dist_partition TO PUBLIC;
"""


def install(connection: psycopg.Connection[Any]) -> None:
    """Let a database look as if Citus were installed in it, with nothing distributed yet."""
    connection.execute(_INSTALL)


def record(connection: psycopg.Connection[Any], table: str, method: str) -> None:
    """Record a table as Citus would: distributed ("h") or a reference table ("n")."""
    connection.execute("INSERT INTO pg_dist_partition VALUES (%s::regclass, %s, 1)", (table, method))
