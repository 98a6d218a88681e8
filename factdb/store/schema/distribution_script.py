"""Writes the script that distributes a desk with Citus, from the models: `psql` runs it on the coordinator.

Each statement commits by itself, because Citus restricts what may follow in one transaction. Each can be run again, so
a script that failed goes on where it stopped. Foreign keys are dropped before all and made again after all: otherwise
Citus converts the tables that they join, one by one, and loses their comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb import resources
from factdb.store import search_index
from factdb.store.postgresql import DESK_LOCK, UPGRADE_LOCK
from factdb.store.schema import catalogue, distributed_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ForeignKeyConstraint, Table

_HEAD = """\
-- Distribute a factdb desk (schema {revision}) with Citus. Run it as a superuser on the coordinator, with psql:
--   psql -v ON_ERROR_STOP=1 -f distribute.sql URL
-- Stop all servers and commands of factdb first, and keep a dump: factdb db dump desk.jsonl.gz
-- If a statement fails, remove the cause and run the script again: it goes on where it stopped."""
_GUARD = """\
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        RAISE EXCEPTION 'Citus is not installed in this database. On every node: CREATE EXTENSION citus';
    END IF;
    IF (SELECT string_agg(version_num, ', ') FROM alembic_version) IS DISTINCT FROM '{revision}' THEN
        RAISE EXCEPTION 'The schema of this desk is not {revision}. Upgrade it first: factdb db upgrade';
    END IF;
    IF EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
               AND application_name LIKE 'factdb%' AND pid <> pg_backend_pid()) THEN
        RAISE EXCEPTION 'A program of factdb is connected. Stop all servers and commands of factdb first';
    END IF;
END
$$;"""
# The guards of append-only tables are triggers, which Citus makes on each shard if this is on. They read no row of
# another worker. Workers need the setting too, for triggers that an upgrade makes.
_TRIGGERS = "citus.enable_unsafe_triggers"
# A transaction then uses one connection a node. In parallel, Citus refuses to write a reference table after claims.
_MODE = "citus.multi_shard_modify_mode"


def script() -> Iterator[str]:
    """Yield the lines of the script."""
    revision = resources.newest_revision()
    yield _HEAD.format(revision=revision)
    yield from _part("Checks, settings of this session, and locks against upgrades and changes of the whole desk.")
    yield r"\set ON_ERROR_STOP on"
    yield _GUARD.format(revision=revision)
    yield from (f"SET {_TRIGGERS} = 'on';", f"SET {_MODE} = 'parallel';", "SET citus.shard_replication_factor = 1;")
    yield from (f"SELECT pg_advisory_lock({lock});" for lock in (UPGRADE_LOCK, DESK_LOCK))
    yield from _constraints_that_go()
    yield from _part("All other foreign keys, which are made again below.")
    yield from map(_without_key, filter(distributed_schema.can_stay, distributed_schema.foreign_keys()))
    yield from _part("Reference tables: whole on every node.")
    yield from map(_reference, distributed_schema.reference_tables())
    yield from _part("Distributed tables: what belongs to a claim goes to the worker of its claim.")
    yield from map(_distributed, distributed_schema.distributed_tables())
    yield from _part("Foreign keys.")
    yield from map(_key, filter(distributed_schema.can_stay, distributed_schema.foreign_keys()))
    yield from _settings_and_grants()
    yield from _part("Comments, which Citus can lose.")
    yield from _comments()
    yield r"\echo 'The desk is distributed. Check it: factdb db status; factdb db check; factdb verify'"


def _part(title: str) -> Iterator[str]:
    yield ""
    yield f"-- {title}"


def _constraints_that_go() -> Iterator[str]:
    yield from _part("Constraints that a distributed desk cannot have, and the checks that take their place.")
    for lost in distributed_schema.lost_constraints():
        yield f"-- {lost.check}"
        if lost.is_index:
            yield f"DROP INDEX IF EXISTS {lost.name};"
        else:
            yield f"ALTER TABLE {lost.table} DROP CONSTRAINT IF EXISTS {lost.name};"
    for index in distributed_schema.stand_ins():
        yield f"CREATE INDEX IF NOT EXISTS {index.name} ON {index.table} ({', '.join(index.columns)});"


def _without_key(key: ForeignKeyConstraint) -> str:
    return f"ALTER TABLE {key.table.name} DROP CONSTRAINT IF EXISTS {key.name};"


def _key(key: ForeignKeyConstraint) -> str:
    columns = ", ".join(key.column_keys)
    targets = ", ".join(pair.column.name for pair in key.elements)
    return (
        f"ALTER TABLE {key.table.name} ADD CONSTRAINT {key.name} FOREIGN KEY ({columns})"
        f" REFERENCES {key.referred_table.name} ({targets}) ON DELETE {key.ondelete};"
    )


def _reference(table: Table) -> str:
    return f"SELECT create_reference_table('{table.name}') {_unless_done(table)};"


def _distributed(table: Table) -> str:
    column, claims = distributed_schema.distribution_column(table), distributed_schema.CLAIMS
    together = f", colocate_with => '{'none' if table.name == claims else claims}'"
    return f"SELECT create_distributed_table('{table.name}', '{column}'{together}) {_unless_done(table)};"


def _unless_done(table: Table) -> str:
    return f"WHERE NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = '{table.name}'::regclass)"


def _settings_and_grants() -> Iterator[str]:
    yield from _part("Settings of this database, for all sessions from now on.")
    yield f"ALTER DATABASE :\"DBNAME\" SET {_MODE} = 'sequential';"
    yield f"ALTER DATABASE :\"DBNAME\" SET {_TRIGGERS} = 'on';"
    on_workers = f"format('ALTER DATABASE %I SET {_TRIGGERS} = %L', current_database(), 'on')"
    yield f"SELECT * FROM run_command_on_workers({on_workers});"  # noqa: S608 - a constant of this module
    yield from _part("Citus lets every login read its lists of tables: a reader of the views needs neither.")
    yield "REVOKE ALL ON citus_schemas, citus_tables FROM PUBLIC;"


def _comments() -> Iterator[str]:
    for table in (*distributed_schema.reference_tables(), *distributed_schema.distributed_tables()):
        yield f"COMMENT ON TABLE {table.name} IS {catalogue.quoted(table.comment or '')};"
        for column in table.columns:
            yield f"COMMENT ON COLUMN {table.name}.{column.name} IS {catalogue.quoted(column.comment or '')};"
    for name in search_index.FOLLOWING:
        yield f"COMMENT ON COLUMN {name}.{search_index.WORDS} IS {catalogue.quoted(search_index.WORDS_COMMENT)};"
    yield from (f"{line};" for line in catalogue.comments_on_views())
