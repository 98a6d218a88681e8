"""`factdb db`: the database itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.errors.database import OtherToolError, SchemaDiffersError, TakenFileError

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.group()
def db() -> None:
    """Upgrade, check and back up the database.

    \b
    Example:
      factdb db status
    """


@db.command()
@options.dry_run_option
@click.pass_obj
def upgrade(desk: Desk, dry_run: bool) -> None:
    """Bring the database to this program's schema; a SQLite file is backed up first.

    \b
    Example:
      factdb db upgrade --dry-run
    """
    from factdb.store import schema

    done = schema.upgrade(desk.database, desk.now, dry_run=dry_run)
    if not done.changed:
        desk.say(f"{desk.database.shown} has the newest schema, {done.after}; nothing was changed")
        return
    would = "would go " if dry_run else ""
    desk.say(f"{desk.database.shown}: schema {would}{done.before or 'none'} -> {done.after}")
    if done.backup:
        desk.hint(f"the database as it was: {done.backup}")


@db.command()
@click.pass_obj
def status(desk: Desk) -> None:
    """Say which database is used, why, and how its schema stands.

    \b
    Example:
      factdb db status
    """
    from factdb import resources
    from factdb.store import revision
    from factdb.store.faults import explained

    desk.say(f"database: {desk.database.shown} (from {desk.settings.database.origin})")
    desk.say(f"user: {desk.handle} (from {desk.settings.user.origin})")
    with explained(desk.database.shown), desk.database.engine("ro").connect() as connection:
        standing, found = revision.standing(connection), revision.found(connection)
        desk.say(f"engine: {_engine(connection.dialect.name, connection.dialect.server_version_info)}")
    desk.say(f"schema: {found or 'none'}, {standing.value}; this factdb has {resources.newest_revision()}")


@db.command()
@click.pass_obj
def check(desk: Desk) -> None:
    """Hold the schema against this program's: tables, triggers, views and constraints.

    \b
    Example:
      factdb db check
    """
    from factdb.store import schema, sessions

    with sessions.reading(desk.database) as session:
        differences = schema.differences(session.connection())
    if not differences:
        desk.say(f"{desk.database.shown}: the schema is this program's, to the letter")
        return
    desk.say(*differences)
    raise SchemaDiffersError(len(differences))


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(desk: Desk, file: Path) -> None:
    """Copy a SQLite database, whole and consistent, also while others write.

    \b
    Example:
      factdb db backup copy.db
    """
    from factdb.store import schema, sessions

    if desk.database.is_postgresql:
        raise OtherToolError
    if file.exists():
        raise TakenFileError(file)
    with sessions.reading(desk.database):
        schema.backup(desk.database, file)
    desk.say(f"{desk.database.shown} copied to {file}, {file.stat().st_size} bytes")


def _engine(dialect: str, version: tuple[int | str, ...] | None) -> str:
    return f"{dialect} {'.'.join(map(str, version or ()))}".strip()
