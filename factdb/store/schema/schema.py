"""Creates the schema, upgrades it, and compares it with this program's schema; the only module that uses alembic.

Only one upgrade runs at a time, in one transaction: a revision that fails changes nothing, on both engines.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from factdb import partial_files, resources
from factdb.errors.database import BrokenReferencesError, TakenFileError, UncleanHistoryError, UnwritableError
from factdb.errors.exchange import DatabaseNotEmptyError, MissingRowsError
from factdb.store import backups, postgresql, search_index
from factdb.store.driver import sqlite3
from factdb.store.driver_errors import committing, explaining_errors
from factdb.store.models import indices
from factdb.store.schema import catalogue, distributed_schema, revision, schema_state, schema_text
from factdb.store.schema.revision import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from factdb.store.engine import Database

BACKUPS_KEPT = 3
# The revisions themselves add one row to each of these: the unknown speaker and source with their names, and the end of
# the desk history.
MADE_WITH_ROWS = ("speaker_names", "source_names", "speakers", "sources", "desk_head")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The result of an upgrade or a dry run: the revisions before and after, and the backup."""

    before: str | None
    after: str
    backup: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether the upgrade changed anything, or would change anything."""
        return self.before != self.after


def upgrade(
    database: Database,
    now: datetime,
    *,
    dry_run: bool = False,
    permit: Callable[[Connection, Standing], None] = lambda _connection, _state: None,
    acting: str | None = None,
) -> Upgraded:
    """Upgrade a database to the newest revision; create the schema in an empty or missing database.

    Refuses a newer schema and another program's tables, and whatever `permit` raises for. An older SQLite file is
    first copied, under the lock; the newest three copies are kept. A revision that records an event records it as the
    act of the reviewer `acting`.
    """
    newest = resources.newest_revision()
    with _alone(database, create=not dry_run, keep=not dry_run) as connection:
        state = revision.require_ours(connection, database.shown)
        permit(connection, state)
        before = revision.current_revision(connection)
        if not dry_run and not database.is_postgresql:
            backups.remove_abandoned(database.path)
        if state is Standing.CURRENT or dry_run:
            return Upgraded(before, newest)
        older = state is Standing.OLDER and not database.is_postgresql
        backup = _backup_beside(database, newest, now) if older else None
        run(connection, "head", acting)
        _check_foreign_keys(connection, database)
        return Upgraded(before, newest, backup)


@contextlib.contextmanager
def filling(
    database: Database, target: str, *, dry_run: bool = False, acting: str | None = None
) -> Iterator[Connection]:
    """Open an empty database at the schema of a revision, to fill it; at the end, upgrade it to the newest revision.

    All in one transaction, which a dry run rolls back. A database with rows is refused. A new SQLite file that stays
    empty is removed. Foreign keys are checked at the end, when all rows are there.
    """
    is_new = not database.is_postgresql and not database.path.exists()
    try:
        with _alone(database, create=True, keep=not dry_run) as connection:
            state = revision.require_ours(connection, database.shown)
            if state is not Standing.EMPTY:
                _require_empty(connection, database)
            if revision.current_revision(connection) != target:
                run(connection, target)
            yield connection
            if target != resources.newest_revision():
                run(connection, "head", acting)
            if not database.is_postgresql and (broken := _broken_references(connection)):
                raise MissingRowsError(*broken)
    finally:
        if is_new:
            _remove_if_empty(database.path)


def run(connection: Connection, target: str, acting: str | None = None) -> None:
    """Run the revisions up or down to a target ("head", "0001", "base"), inside the connection's transaction."""
    config = _config(connection)
    config.attributes["actor"] = acting
    names = resources.revisions()
    current = revision.current_revision(connection)
    down = target == "base" or (target in names and current is not None and target < current)
    (command.downgrade if down else command.upgrade)(config, target)
    if revision.current_revision(connection) == names[-1]:
        catalogue.comment_on_views(connection)


def differences(connection: Connection) -> list[str]:
    """Return the differences between the schema and this program's schema, one line each.

    Alembic compares tables and columns with the models. The schema text compares triggers, views and CHECKs, and
    `schema_state` adds what no text shows. `expected_views` compares the SQL of views on PostgreSQL. A distributed desk
    may lack a few constraints.
    """
    foreign = revision.extension_tables(connection)

    def is_ours(name: str | None, kind: str, parents: Any) -> bool:  # noqa: ANN401 - alembic's own signature
        return (kind != "table" or name not in foreign) and _is_of_models(name, kind, parents)

    looser = distributed_schema.exceptions(connection)

    def is_compared(_: Any, name: str | None, *__: Any) -> bool:  # noqa: ANN401 - as above
        return name not in looser

    options = {"compare_type": True, "include_name": is_ours, "include_object": is_compared}
    context = MigrationContext.configure(connection, opts=options)
    by_models = [_described(difference) for difference in compare_metadata(context, indices.METADATA)]
    return by_models + schema_text.differences(connection) + schema_state.differences(connection)


def backup(database: Database, target: Path) -> None:
    """Copy a SQLite database to a new file, complete and consistent, even while others write."""
    try:
        with (
            partial_files.partial_file(target) as partial,
            contextlib.closing(sqlite3.connect(f"{database.path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(partial)) as copy,
        ):
            copy.execute("PRAGMA journal_mode = OFF")  # a failed copy is deleted, never rolled back
            source.backup(copy)
            if target.exists():  # another program was faster: somebody may rely on its copy
                raise TakenFileError(target)
        partial_files.sync_names(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise UnwritableError(target, getattr(error, "strerror", None) or error) from error


def _is_of_models(name: str | None, kind: str, parents: Any) -> bool:  # noqa: ANN401, ARG001 - alembic's own signature
    """Return whether the models cover a table, column or index; only the schema text covers the search index."""
    if kind in {"table", "column"}:
        return not (name or "").startswith(search_index.PREFIX)
    return name not in search_index.INDICES


def _described(difference: Any) -> str:  # noqa: ANN401 - alembic's own tuples, nested for changed columns
    """Describe one of alembic's differences: the change that would be needed."""
    steps = difference if isinstance(difference, list) else [difference]
    named = [" ".join(str(getattr(part, "name", part)) for part in step if part is not None) for step in steps]
    return f"against the models: {'; '.join(named)}"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.folder("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["refuse_history"] = UncleanHistoryError
    return config


@contextlib.contextmanager
def _alone(database: Database, *, create: bool, keep: bool = True) -> Iterator[Connection]:
    """Open a transaction that excludes other upgrades; roll it back at the end unless `keep`.

    On SQLite, foreign keys are off while tables are altered: with them on, altering a parent deletes its children.
    They can only be switched off before BEGIN, and are checked before the commit instead.
    """
    engine = database.engine("rwc" if create else "rw")
    with explaining_errors(database), engine.connect() as connection:
        if not database.is_postgresql:
            _driver(connection).execute("PRAGMA foreign_keys = OFF")
        with connection.begin() as transaction:
            if database.is_postgresql:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": postgresql.UPGRADE_LOCK})
            yield connection
            if not keep:
                transaction.rollback()
                return
            with committing(database):
                transaction.commit()


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        message = f"not a SQLite connection: {driver!r}"
        raise TypeError(message)
    return driver


def _check_foreign_keys(connection: Connection, database: Database) -> None:
    if not database.is_postgresql and (broken := _broken_references(connection)):
        raise BrokenReferencesError(*broken)


def _broken_references(connection: Connection) -> tuple[int, str] | None:
    """Return the number of rows whose references are broken, and their tables; None if there are none."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return (len(broken), ", ".join(sorted({str(row[0]) for row in broken}))) if broken else None


def _require_empty(connection: Connection, database: Database) -> None:
    """Refuse a database with more rows than the revisions themselves add (the unknown speaker and source)."""
    filled = []
    for table in set(inspect(connection).get_table_names()) - revision.extension_tables(connection):
        if table.startswith(search_index.PREFIX):
            continue
        few = text(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT 2) AS few")  # noqa: S608 - the database's own name
        if table != "alembic_version" and (connection.scalar(few) or 0) > (table in MADE_WITH_ROWS):
            filled.append(table)
    if filled:
        raise DatabaseNotEmptyError(database.shown, sorted(filled))


def _remove_if_empty(path: Path) -> None:
    with contextlib.suppress(OSError, sqlite3.Error):
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not tables:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)


def _backup_beside(database: Database, newest: str, now: datetime) -> Path:
    target = backups.backup_path(database.path, newest, now)
    backup(database, target)
    backups.remove_superfluous(database.path, target, BACKUPS_KEPT)
    return target
