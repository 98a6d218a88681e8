"""Checks whether a database has the schema that this program needs, with one SELECT if it has."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from factdb import resources
from factdb.errors.database import (
    ForeignSchemaError,
    NoDatabaseError,
    SchemaTooNewError,
    SchemaTooOldError,
    SeveralRevisionsError,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Standing(Enum):
    """How the schema of a database compares with the schema of this program."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"
    SEVERAL = "several"


def recorded_revisions(connection: Connection) -> list[str]:
    """Return the revisions that are recorded in the database; factdb records one, a forger may add others."""
    try:
        with connection.begin_nested():
            return list(connection.scalars(text("SELECT version_num FROM alembic_version ORDER BY version_num")))
    except (OperationalError, ProgrammingError) as error:
        if "no such table" in str(error.orig) or "does not exist" in str(error.orig):
            return []
        raise


def current_revision(connection: Connection) -> str | None:
    """Return the revision that is recorded in the database; None if none is recorded."""
    return next(iter(recorded_revisions(connection)), None)


def standing(connection: Connection) -> Standing:
    """Compare the database's revision with the newest file name in migrations/versions."""
    revisions = recorded_revisions(connection)
    if not revisions:
        return Standing.FOREIGN if _tables(connection) else Standing.EMPTY
    if len(revisions) > 1:
        return Standing.SEVERAL
    (revision,) = revisions
    if revision in resources.revisions():
        return Standing.CURRENT if revision == resources.newest_revision() else Standing.OLDER
    numbered = revision.isdecimal() and revision > resources.newest_revision()
    return Standing.NEWER if numbered else Standing.FOREIGN


def require_usable(connection: Connection, where: str) -> None:
    """Raise an error with the next step unless the schema is current."""
    state = require_ours(connection, where)
    if state is Standing.EMPTY:
        raise NoDatabaseError(where, is_empty=True)
    if state is Standing.OLDER:
        raise SchemaTooOldError(where, current_revision(connection) or "none", resources.newest_revision())


def require_checkable(connection: Connection, where: str) -> None:
    """Raise an error unless the schema is current; another revision beside the newest is left to the check itself."""
    if resources.newest_revision() not in recorded_revisions(connection):
        require_usable(connection, where)


def require_ours(connection: Connection, where: str) -> Standing:
    """Return the standing; raise an error for a newer factdb's, another program's or an ambiguous database."""
    state = standing(connection)
    if state is Standing.SEVERAL:
        raise SeveralRevisionsError(where, recorded_revisions(connection))
    if state is Standing.NEWER:
        raise SchemaTooNewError(where, current_revision(connection) or "none", resources.newest_revision())
    if state is Standing.FOREIGN:
        raise ForeignSchemaError(where)
    return state


def extension_tables(connection: Connection) -> set[str]:
    """Return the tables that belong to PostgreSQL's extensions: they are not ours, and nobody's tampering."""
    return set(connection.scalars(text(_OF_EXTENSIONS))) if connection.dialect.name == "postgresql" else set()


_OF_EXTENSIONS = """
SELECT c.relname FROM pg_class c JOIN pg_depend e ON e.classid = c.tableoid AND e.objid = c.oid AND e.deptype = 'e'
WHERE c.relnamespace = current_schema()::regnamespace
"""


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"} - extension_tables(connection)
