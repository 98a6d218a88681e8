"""A double of what factdb asks of Citus. It distributes nothing: every row stays where it is, in plain PostgreSQL.

Citus is in no registry, so no test can start it. The double has the entry in the catalogue of extensions, the tables by
which Citus says what is distributed, and functions that refuse what Citus refuses: constraints, foreign keys and
triggers of a table that is distributed, then and later. Like Citus it can lose comments. Of foreign keys to a table
that is neither distributed nor a reference table it is stricter: Citus converts some of those tables.

A test on it shows that the script of `factdb db distribute` avoids those refusals, and what factdb does on a desk that
says that it is distributed. It does not show that Citus would run it, nor how Citus plans a query.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import programs

# A superuser may write the catalogue, where Citus has its tables too; an extension's files need not be installed.
_INSTALL = """
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT pg_nextoid('pg_extension', 'oid', 'pg_extension_oid_index'), 'citus', 10, 'pg_catalog'::regnamespace, false, '0';
CREATE TABLE pg_catalog.pg_dist_partition (
    logicalrelid regclass PRIMARY KEY, partmethod "char" NOT NULL, partkey name, colocationid integer NOT NULL
);
CREATE TABLE pg_catalog.pg_dist_node (
    groupid integer PRIMARY KEY, noderole text NOT NULL, isactive boolean NOT NULL, shouldhaveshards boolean NOT NULL
);
INSERT INTO pg_dist_node VALUES
    (0, 'primary', true, false), (1, 'primary', true, true), (2, 'primary', true, true);
GRANT SELECT ON pg_catalog.pg_dist_partition, pg_catalog.pg_dist_node TO PUBLIC;
CREATE VIEW citus_tables AS SELECT logicalrelid FROM pg_dist_partition;
CREATE VIEW citus_schemas AS SELECT 1 AS schema_name;
GRANT SELECT ON citus_tables, citus_schemas TO PUBLIC;
ALTER EXTENSION citus ADD VIEW citus_tables;
ALTER EXTENSION citus ADD VIEW citus_schemas;

CREATE FUNCTION pg_catalog.refuse_as_citus_does() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    problem text;
BEGIN
    SELECT format('cannot create constraint on "%s": %s is unique without the distribution column', t.logicalrelid,
                  i.indexrelid::regclass) INTO problem
    FROM pg_dist_partition t JOIN pg_index i ON i.indrelid = t.logicalrelid AND i.indisunique
    WHERE t.partmethod = 'h' AND NOT EXISTS (
        SELECT FROM pg_attribute a
        WHERE a.attrelid = t.logicalrelid AND a.attname = t.partkey AND a.attnum = ANY (i.indkey)
    );
    IF problem IS NOT NULL THEN RAISE EXCEPTION '%', problem; END IF;
    SELECT format('cannot create foreign key constraint %s of %s', k.conname, k.conrelid::regclass) INTO problem
    FROM pg_constraint k JOIN pg_dist_partition t ON t.logicalrelid = k.conrelid
    LEFT JOIN pg_dist_partition r ON r.logicalrelid = k.confrelid
    WHERE k.contype = 'f' AND CASE
        WHEN r.partmethod IS NULL THEN true
        WHEN r.partmethod = 'n' THEN false
        WHEN t.partmethod = 'n' THEN true
        ELSE t.colocationid <> r.colocationid OR NOT EXISTS (
            SELECT FROM unnest(k.conkey, k.confkey) AS pair (own, other)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own AND a.attname = t.partkey
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.other AND b.attname = r.partkey
        ) END;
    IF problem IS NOT NULL THEN RAISE EXCEPTION '%', problem; END IF;
END $$;

CREATE FUNCTION pg_catalog.take_up_as_citus_does(named regclass, method "char", key name, together integer)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = named) THEN
        RAISE EXCEPTION 'table "%" is already distributed', named;
    END IF;
    IF current_setting('citus.enable_unsafe_triggers', true) IS DISTINCT FROM 'on'
       AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = named AND NOT tgisinternal) THEN
        RAISE EXCEPTION 'cannot distribute relation "%" because it has triggers', named;
    END IF;
    INSERT INTO pg_dist_partition VALUES (named, method, key, together);
    PERFORM refuse_as_citus_does();
    DELETE FROM pg_description WHERE classoid = 'pg_class'::regclass AND objoid = named;
END $$;

CREATE FUNCTION pg_catalog.create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS
$$ SELECT take_up_as_citus_does(table_name, 'n', NULL, 0) $$;

CREATE FUNCTION pg_catalog.create_distributed_table(
    table_name regclass, distribution_column text, colocate_with text DEFAULT 'default'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    together integer;
BEGIN
    IF colocate_with IN ('none', 'default') THEN
        SELECT coalesce(max(colocationid), 0) + 1 INTO together FROM pg_dist_partition;
    ELSE
        SELECT colocationid INTO STRICT together FROM pg_dist_partition
        WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
    END IF;
    PERFORM take_up_as_citus_does(table_name, 'h', distribution_column::name, together);
END $$;

CREATE FUNCTION pg_catalog.run_command_on_workers(command text, OUT nodename text, OUT success boolean)
RETURNS SETOF record LANGUAGE sql AS $$ SELECT 'worker ' || groupid, true FROM pg_dist_node WHERE groupid > 0 $$;

CREATE FUNCTION pg_catalog.refuse_later_as_citus_does() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM refuse_as_citus_does(); END $$;
CREATE EVENT TRIGGER refuse_as_citus_does ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE INDEX')
EXECUTE FUNCTION refuse_later_as_citus_does();
ALTER EXTENSION citus ADD EVENT TRIGGER refuse_as_citus_does;
"""
# What is distributed: a table, by the column of the distribution; without one, a reference table.
DISTRIBUTED = "SELECT logicalrelid::text, partkey FROM pg_dist_partition"


def install(connection: psycopg.Connection[Any]) -> None:
    """Let a database look as if Citus were installed in it, with nothing distributed yet."""
    connection.execute(_INSTALL)


def record(connection: psycopg.Connection[Any], table: str, method: str) -> None:
    """Record a table as Citus would, whatever speaks against it: distributed ("h") or a reference table ("n")."""
    connection.execute("INSERT INTO pg_dist_partition VALUES (%s::regclass, %s, 'id', 1)", (table, method))


def run_script(location: str, lines: str) -> subprocess.CompletedProcess[str]:
    """Run a script with the server's own psql, as an admin does on the coordinator."""
    psql = Path(programs().__file__).parent / "pginstall" / "bin" / "psql"
    command = [str(psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", location]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
