"""Compares the views on PostgreSQL, word for word, with the views that the revisions make on the same server.

PostgreSQL stores a view as a parsed query, and prints it in words that depend on its version. So there is no text that
could ship with the revisions: they run once more, in an empty schema of their own and in a transaction that is rolled
back, and the server prints both. This needs a login that may make a schema in the database, as its owner may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_SHOWN = 60  # characters of each text, from the place where they differ

_VIEWS = """
SELECT c.relname, pg_get_viewdef(c.oid),
    coalesce((SELECT string_agg(option, ', ' ORDER BY option) FROM unnest(c.reloptions) option), '')
FROM pg_class c WHERE c.relnamespace = CAST(:schema AS regnamespace) AND c.relkind = 'v'
"""
# An event trigger runs somebody's function at every CREATE: it could also make the expected views as somebody wants.
_REASON = """
SELECT CASE
    WHEN pg_is_in_recovery() THEN 'this server is a standby, which makes no schema'
    WHEN NOT has_database_privilege(current_database(), 'CREATE')
        THEN 'this login may not make a schema in the database (its owner may)'
    WHEN EXISTS (SELECT 1 FROM pg_event_trigger t WHERE NOT EXISTS (SELECT 1 FROM pg_depend e
        WHERE e.classid = t.tableoid AND e.objid = t.oid AND e.deptype = 'e')) THEN 'an event trigger could change them'
END
"""


class ViewText(NamedTuple):
    """A view in the server's words: its query, and its options such as security_barrier."""

    query: str
    options: str


class ViewComparison(NamedTuple):
    """The differences, one line each; if the views could not be compared, what was not checked, and why."""

    lines: list[str]
    not_checked: str | None = None

    @classmethod
    def impossible(cls, reason: str) -> ViewComparison:
        """Say that the comparison could not be made."""
        return cls([], f"the SQL of the views (their columns and the tables that they read were checked): {reason}")


# The server's words depend only on its version, so one process makes the expected views once.
_made: dict[str, dict[str, ViewText]] = {}


def compare(connection: Connection) -> ViewComparison:
    """Compare every view that both have; `schema_text` reports views that are missing or were added."""
    if connection.dialect.name == "sqlite":
        return ViewComparison([])  # SQLite stores a view's own text, which `schema_text` compares
    version = str(connection.scalar(text("SHOW server_version")))
    if version not in _made:
        if reason := connection.scalar(text(_REASON)):
            return ViewComparison.impossible(reason)
        try:
            _made[version] = _make(connection)
        except DBAPIError as error:
            return ViewComparison.impossible(" ".join(str(error.orig).split("\n")[0].split()))
    return ViewComparison(list(_differences(_stored(connection), _made[version])))


def _stored(connection: Connection) -> dict[str, ViewText]:
    return _views(connection, str(connection.scalar(text("SELECT quote_ident(current_schema())"))))


def _views(connection: Connection, schema: str) -> dict[str, ViewText]:
    """Return the views of a schema. The search path is that schema alone, so that every other name is printed in full.

    A view that reads another schema's table, or calls another schema's count(), is then seen to do so.
    """
    with connection.begin_nested() as savepoint:
        connection.execute(text("SELECT set_config('search_path', :schema, true)"), {"schema": schema})
        rows = connection.execute(text(_VIEWS), {"schema": schema}).all()
        savepoint.rollback()
    return {name: ViewText(query, options) for name, query, options in rows}


def _make(connection: Connection) -> dict[str, ViewText]:
    """Run the revisions in a schema of their own, on a second connection, and roll everything back.

    The first connection only reads: its transaction cannot make a schema.
    """
    with connection.engine.connect() as maker:
        # On the connection: the same options of an engine do not override those of an engine that only reads.
        maker.execution_options(isolation_level="READ COMMITTED", postgresql_readonly=False)
        return _views_of_revisions(maker)


def _views_of_revisions(maker: Connection) -> dict[str, ViewText]:
    from factdb.store.schema import schema  # noqa: PLC0415 - it loads alembic, which takes longer than most commands

    with maker.begin() as transaction:
        name = f"factdb_expected_{maker.scalar(text('SELECT pg_backend_pid()'))}"
        maker.exec_driver_sql(f"CREATE SCHEMA {name}")
        maker.exec_driver_sql(f"SET LOCAL search_path = {name}")
        schema.run(maker, "head")
        views = _views(maker, name)
        transaction.rollback()
        return views


def _differences(stored: dict[str, ViewText], expected: dict[str, ViewText]) -> Iterator[str]:
    for name in sorted(stored.keys() & expected.keys()):
        view, model = stored[name], expected[name]
        if view.query != model.query:
            yield f"view {name} selects something else: {_contrast(view.query, model.query)}"
        if view.options != model.options:
            yield f"view {name} has the options ({view.options}), expected ({model.options})"


def _contrast(query: str, model: str) -> str:
    """Return both texts from a little before the place where they differ."""
    query, model = " ".join(query.split()), " ".join(model.split())
    place = next((at for at, (one, two) in enumerate(zip(query, model, strict=False)) if one != two), len(model))
    start = max(0, place - _SHOWN // 3)
    return f'"…{query[start : start + _SHOWN]}…", expected "…{model[start : start + _SHOWN]}…"'
