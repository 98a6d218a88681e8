"""`factdb db`: upgrade, check, back up, dump and load the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.administration.db_distribute import distribute, distribution_fact
from factdb.cli.administration.db_reader import reader
from factdb.cli.completion.values import FILE
from factdb.cli.lazy import NounGroup
from factdb.errors.database import NoDatabaseError, SchemaDiffersError, TakenFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from factdb.cli.desk import Desk
    from factdb.store.schema.schema import Upgraded


@click.group(cls=NounGroup)
def db() -> None:
    """Upgrade, check, back up, dump and load the database.

    \b
    Example:
      factdb db status
    """


db.add_command(reader)
db.add_command(distribute)


@db.command()
@options.dry_run_option
@click.pass_obj
def upgrade(desk: Desk, dry_run: bool) -> None:
    """Upgrade the database to the schema of this factdb.

    A SQLite file is backed up first. The scales that this factdb ships are taken up as well, but a scale that your desk
    changed stays as it is: see factdb ratings list --shipped.
    You need the role admin, unless the desk has no admin.

    \b
    Example:
      factdb db upgrade --dry-run
    """
    from factdb.services.desk import maintenance

    upgraded = maintenance.upgrade(desk.database, desk.handle, desk.now, dry_run=dry_run)
    if not upgraded.changed:
        desk.say(f"{desk.database.shown} has the newest schema, {upgraded.after}; nothing was changed")
    else:
        _say_upgrade(desk, upgraded, dry_run=dry_run)
    if not dry_run:
        with desk.writing():
            pass  # at the end of every writing command, an admin takes up the scales of a new release


def _say_upgrade(desk: Desk, upgraded: Upgraded, *, dry_run: bool) -> None:
    would = "would go " if dry_run else ""
    desk.say(f"{desk.database.shown}: schema {would}{upgraded.before or 'none'} -> {upgraded.after}")
    if upgraded.backup:
        desk.hint(f"backup of the database before the upgrade: {upgraded.backup}")


@db.command()
@click.option(
    "-f", "--format", "layout", type=options.FormatName(("text", "md")), default="text",
    help="Set the format (default: text).",
)  # fmt: skip
@click.pass_obj
def status(desk: Desk, layout: str) -> None:
    """Show which database is used, why, and whether its schema is current.

    \b
    Example:
      factdb db status
    """
    from factdb.cli.terminal import output

    try:
        if layout == "md":
            output.print_document(dict(_facts(desk)), form=layout)
            return
        for name, value in _facts(desk):
            desk.say(f"{name}: {value}")
    except NoDatabaseError as error:
        error.next_step = error.NAME_ANOTHER  # and not this command again
        raise


def _facts(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield what is known of the database; which one is used comes first, for it may not be there."""
    from factdb import resources
    from factdb.store.driver_errors import explaining_errors
    from factdb.store.schema import revision

    yield "database", f"{desk.database.shown} (from {desk.settings.database.origin})"
    yield "user", f"{desk.handle} (from {desk.settings.user.origin})"
    # Read only: this command must not create a file that is not there.
    with explaining_errors(desk.database), desk.database.engine("ro").connect() as connection:
        standing, stored = revision.standing(connection), ", ".join(revision.recorded_revisions(connection))
        yield "engine", _engine(connection)
        if desk.database.is_postgresql:
            yield from _servers(desk, connection)
        distribution = distribution_fact(connection)
    yield "schema", f"{stored or 'none'}, {standing.value}; this factdb has {resources.newest_revision()}"
    if distribution:
        yield "distributed", distribution


@db.command()
@click.pass_obj
def check(desk: Desk) -> None:
    """Compare the schema of the database with the schema of this factdb.

    The command compares tables, triggers, views and constraints. On PostgreSQL it also checks rights and settings, and
    compares the SQL of the views with views that it makes for the comparison and removes again.

    \b
    Example:
      factdb db check
    """
    from factdb.store import sessions
    from factdb.store.schema import expected_views, schema, schema_state

    with sessions.checking(desk.database) as session:
        differences = schema.differences(session.connection())
        views = expected_views.compare(session.connection())
        not_checked = schema_state.not_checked(session.connection())
    differences += views.lines
    if views.not_checked:
        not_checked.append(views.not_checked)
    if not_checked:
        desk.hint(f"not checked: {'; '.join(not_checked)}")
    if not differences:
        desk.say(f"{desk.database.shown}: the schema matches this factdb")
        return
    desk.say(*differences)
    raise SchemaDiffersError(len(differences))


@db.command()
@click.pass_obj
def reindex(desk: Desk) -> None:
    """Rebuild the search index.

    Do this if factdb verify reports that the index does not match the claims. You need the role admin.

    \b
    Example:
      factdb db reindex
    """
    from factdb.services.desk import maintenance

    with desk.writing() as session:
        maintenance.reindex(session, desk.actor(session))
    desk.say(f"{desk.database.shown}: the search index was rebuilt")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(desk: Desk, file: Path) -> None:
    """Copy a SQLite database to a file.

    The copy is complete and consistent, even while others write. The files of captures go into a folder beside the
    copy. You need the role admin.

    \b
    Example:
      factdb db backup copy.db
    """
    from factdb.services.desk import maintenance

    with desk.reading() as session:
        # The session raises an error for a file that is not a ledger before a copy is made.
        copies = maintenance.back_up(desk.actor(session), desk.database, file, desk.capture_folder)
    desk.say(f"{desk.database.shown} copied to {file}, {file.stat().st_size} bytes")
    if copies.count:
        desk.say(f"{copies.count} files of captures copied to {copies.path}, {copies.size} bytes")
    if copies.damaged:
        desk.hint(f"{copies.damaged} files of captures are damaged and were not copied: factdb verify")


@db.command()
@click.argument("file", metavar="FILE|-", type=FILE)
@click.option("-y", "--yes", is_flag=True, help="Overwrite a file that exists.")
@click.option("--no-files", is_flag=True, help="Leave out the files of captures: you copy their folder yourself.")
@click.pass_obj
def dump(desk: Desk, file: str, yes: bool, no_files: bool) -> None:
    """Write the whole desk, with its history, to a text file.

    The command factdb db load reads the file into a SQLite or PostgreSQL database. Each row is one line. A FILE that
    ends in .gz is compressed. The files of captures come last. The same desk gives the same bytes on SQLite and
    PostgreSQL. Leases are left out: they end within the hour. You need the role admin.

    \b
    Example:
      factdb db dump desk.jsonl.gz
    """
    from factdb.cli.terminal import files
    from factdb.services.exports import desk_dump

    path = files.output_path(desk, file)
    if path is not None and path.exists() and not yes:
        raise TakenFileError(path, "Name a new file, or overwrite this one: --yes")
    with desk.reading(for_long=True) as session:
        actor = desk.actor(session)
        # Before the file is opened: a dump that is not permitted leaves no file.
        actor.require("db dump")
        with files.open_to_write(path) as out:
            writer = desk_dump.writer(out.write)
            with desk.show_progress(lambda: f"{sum(writer.counts.values()):,} rows dumped"):
                left_out = desk_dump.dump(session, actor, writer, None if no_files else _read_file(desk))
    desk.hint(f"{desk.database.shown} dumped: {_claims_and_rows(writer.counts)}")
    if not writer.counts["claims"]:
        desk.hint("The desk has no claims. Is this the right database? factdb db status")
    if left_out:
        desk.hint(f"{len(left_out)} files of captures are missing or damaged, and not in the dump: factdb verify")


@db.command()
@click.argument("file", metavar="FILE|-", type=click.Path(allow_dash=True))
@options.dry_run_option
@click.pass_obj
def load(desk: Desk, file: str, dry_run: bool) -> None:
    """Load a dump into a new or empty database.

    The dump brings the reviewers and the complete history. It is loaded completely or not at all. A dump of an older
    factdb is upgraded.

    \b
    Example:
      factdb db load desk.jsonl.gz
    """
    from factdb.cli.terminal import files
    from factdb.formats.dump.dump_file import DumpReader
    from factdb.services.exports import desk_dump
    from factdb.store.schema import schema

    with files.open_to_read(file) as stream:
        dump_reader = DumpReader(stream, files.display_name(file))
        # Before the database is created: the dump of a newer factdb must not leave an empty database.
        desk_dump.require_known_schema(dump_reader)
        filling = schema.filling(desk.database, dump_reader.schema, dry_run=dry_run, acting=desk.handle)
        with filling as connection, desk.show_progress(lambda: f"{dump_reader.line:,} lines loaded"):
            counts = desk_dump.load(connection, dump_reader, _write_file(desk, dry_run=dry_run))
    desk.say(f"{'would load' if dry_run else 'loaded'} {files.display_name(file)}: {_claims_and_rows(counts)}")
    if not dry_run:
        desk.hint("Check the copy: factdb verify")
        if counts["reviewers"] > 1:  # a desk of one person may never have had a password
            desk.hint(
                "Passwords, invitations and sessions are not in a dump. Invite each reviewer who uses the browser: "
                "factdb reviewers invite HANDLE"
            )


def _read_file(desk: Desk) -> Callable[[str], bytes]:
    """Return what reads the file of a capture; it is asked only where a capture has one."""
    from factdb.services.documents import page_fetching

    return lambda sha256: page_fetching.capture_folder(desk.settings).read(sha256)


def _write_file(desk: Desk, *, dry_run: bool) -> Callable[[bytes], object] | None:
    """Return what stores the file of a capture; a dry run stores nothing."""
    folder = desk.capture_folder
    if folder is None:
        return None
    return len if dry_run else folder.write


def _claims_and_rows(counts: Mapping[str, int]) -> str:
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    return f"{count_with_noun(counts['claims'], 'claim')}, {sum(counts.values())} rows"


def _servers(desk: Desk, connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield which server answered, its standbys, and whether the standby of the settings answers."""
    from factdb.store import standby
    from factdb.store.engine import Database

    yield from standby.server_facts(connection)
    copy = Database.standby(desk.settings)
    if copy and desk.settings.standby:
        answer = "answers" if standby.answers(copy) else "does not answer"
        yield "standby to read from", f"{copy.shown} (from {desk.settings.standby.origin}); {answer}"


def _engine(connection: Connection) -> str:
    """Return the engine and its version; of SQLite also the library, and the journal of the file."""
    from factdb.store import driver

    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    if connection.dialect.name != "sqlite":
        return f"{connection.dialect.name} {version}"
    journal = (
        "write-ahead log" if connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal" else "rollback journal"
    )
    return f"sqlite {version} (library {driver.sqlite3.__name__}, {journal})"
