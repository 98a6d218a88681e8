"""Knows whether the desk is distributed: over the workers of Citus, an extension of PostgreSQL, by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_HAS_CITUS = text("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
# Citus keeps its tables in pg_catalog. "h" is a table whose rows are parted by the hash of a column.
_IS_PARTED = text(
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_partition"
    " WHERE logicalrelid = to_regclass('claims') AND partmethod = 'h')"
)

_WORKERS = text(
    "SELECT count(DISTINCT groupid) FROM pg_catalog.pg_dist_node"
    " WHERE isactive AND shouldhaveshards AND noderole = 'primary'"
)

_METHODS = text("SELECT logicalrelid::text, partmethod::text FROM pg_catalog.pg_dist_partition")

# A desk is distributed once in its life, while nobody works: an engine asks once. Servers are started again after it.
_answers: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


def is_distributed(connection: Connection) -> bool:
    """Return whether the claims are distributed over workers; always False on SQLite, which is not even asked.

    It costs one statement an engine on a server without Citus, and two on one with Citus.
    """
    if connection.dialect.name != "postgresql":
        return False
    engine = connection.engine
    if engine not in _answers:
        _answers[engine] = bool(connection.scalar(_HAS_CITUS)) and bool(connection.scalar(_IS_PARTED))
    return _answers[engine]


def is_parted(connection: Connection) -> dict[str, bool]:
    """Return the tables that Citus knows, and whether the rows of each are shared out; the others are whole everywhere.

    A table of another schema has its schema in the name.
    """
    return {table: method == "h" for table, method in connection.execute(_METHODS)}


def worker_count(connection: Connection) -> int:
    """Return the number of servers among which Citus shares out the claims."""
    return int(connection.scalar(_WORKERS) or 0)
