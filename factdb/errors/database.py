"""Refusals about the database itself: where it is, its schema, its driver, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, FactdbError, NotFoundError, ended, short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class NoDatabaseError(NotFoundError):
    """There is no database yet, or an empty one."""

    NAME_ANOTHER = "Name another with --db FILE. Or create it: factdb init (with a worked example: factdb init --demo)"

    def __init__(self, where: str, *, is_empty: bool = False) -> None:
        """Name the place, how to find the desk, and only then how to create one.

        Who looks for a desk that exists would otherwise create an empty one, and dump or export that.
        """
        super().__init__(
            f"The database {where} is empty." if is_empty else f"There is no database {where}.",
            f"See which database factdb uses: factdb db status. {self.NAME_ANOTHER}",
        )


class DatabaseError(FactdbError):
    """The database cannot be used as it is."""


class SchemaTooOldError(DatabaseError):
    """The database was made by an older factdb."""

    def __init__(self, where: str, revision: str, required: str) -> None:
        """Give both revisions and the command."""
        super().__init__(
            f"The database {where} has schema {revision}. This factdb needs schema {required}.",
            "Upgrade the database: factdb db upgrade",
        )


class SchemaTooNewError(DatabaseError):
    """The database was made by a newer factdb: using it could lose what this version does not know."""

    def __init__(self, where: str, revision: str, newest: str) -> None:
        """Give both revisions."""
        super().__init__(
            f"The database {where} has schema {revision}. This factdb knows schemas up to {newest}. Nothing was done.",
            "Install a newer factdb: pip install --upgrade factdb",
        )


class SeveralRevisionsError(DatabaseError):
    """The database records several schema revisions: nobody can say which schema it has."""

    def __init__(self, where: str, revisions: Sequence[str]) -> None:
        """Name the revisions, and what to do with the table."""
        super().__init__(
            f"The database {where} records {len(revisions)} schema revisions: {', '.join(map(short, revisions))}. "
            "Factdb records one. Nothing was done.",
            "Restore a backup, or remove the rows that somebody added to the table alembic_version.",
        )


class ForeignSchemaError(DatabaseError):
    """The database holds tables that factdb did not make."""

    def __init__(self, where: str) -> None:
        """Refuse to touch somebody else's tables."""
        super().__init__(
            f"The database {where} holds tables that factdb did not make. Nothing was done.",
            "Name another database: factdb --db FILE init",
        )


class UnusablePathError(DatabaseError):
    """A path where no database can be."""

    def __init__(self, path: Path | str, why: str) -> None:
        """Say why."""
        super().__init__(ended(f"Cannot use {path}: {why}"), "Name another file: --db FILE")


class MissingEndError(DatabaseError):
    """The stored end of the desk history is missing."""

    def __init__(self) -> None:
        """Name the command that shows what else is amiss."""
        super().__init__(
            "The end of the desk history is missing, so nothing can be added to it.",
            "See what was altered: factdb verify",
        )


class NotACopyError(DatabaseError):
    """A file that is no copy of a ledger."""

    def __init__(self, name: str) -> None:
        """Name the file."""
        super().__init__(
            f"The file {name} is not a copy of a ledger.",
            "Name a SQLite file of factdb, or a dump: factdb verify --against FILE",
        )


class CopyOnServerError(DatabaseError):
    """The URL of a server where the file of an old copy is expected."""

    def __init__(self) -> None:
        """Name the two kinds of copies; the URL may hold a password."""
        super().__init__(
            "An old copy is a SQLite file or a dump, not a database on a server.",
            "Write a dump of that database, and compare with it: factdb --db URL db dump FILE",
        )


class NotAUrlError(DatabaseError):
    """A PostgreSQL URL that cannot be read."""

    def __init__(self, why: str | None = None) -> None:
        """Say why, if the reason does not repeat a password, and show how a URL is written."""
        super().__init__(
            f"Cannot read the URL of the PostgreSQL database{f': {why}' if why else ''}.",
            "Write it as postgresql://USER:PASSWORD@HOST:PORT/NAME, and in a password @ as %40, / as %2F, ? as %3F.",
        )


class LockedError(DatabaseError):
    """Another program holds what the command needs."""

    def __init__(self, where: str, seconds: int, holder: str | None = None) -> None:
        """Say how long factdb waited, and who holds the lock, if the server tells."""
        super().__init__(
            f"The database {where} is locked by another program (factdb waited {seconds} seconds)"
            f"{f': {holder}' if holder else ''}.",
            "Try again when that program is done.",
        )


class OldSqliteError(DatabaseError):
    """A file with a write-ahead log, and a SQLite that can damage it."""

    def __init__(self, library: str, extra: str) -> None:
        """Name the library, and the extra that brings a newer one."""
        super().__init__(
            f"The database is written with a write-ahead log, in which {library} can lose changes. Nothing was done.",
            f'Install a newer SQLite for factdb: pip install "factdb[{extra}]"',
        )


class NoDriverError(DatabaseError):
    """PostgreSQL's driver is an extra."""

    def __init__(self) -> None:
        """Name the command that installs it."""
        super().__init__("The driver for PostgreSQL is not installed.", 'Install it: pip install "factdb[postgres]"')


class UnwritableError(DatabaseError):
    """A file that cannot be written."""

    def __init__(self, path: Path, why: object) -> None:
        """Say why."""
        super().__init__(ended(f"Cannot write {path}: {why}"), "Name another file.")


class TakenFileError(DatabaseError):
    """A file that already exists."""

    def __init__(self, path: Path, next_step: str = "Name a new file.") -> None:
        """Name the file; nothing is overwritten."""
        super().__init__(f"The file {path} already exists. Nothing was overwritten.", next_step)


class OtherToolError(DatabaseError):
    """PostgreSQL has its own tool for backups."""

    def __init__(self) -> None:
        """Name the command of that tool."""
        super().__init__(
            "A PostgreSQL database is backed up with PostgreSQL's own tool.",
            "Back it up: pg_dump --format=custom --file FILE URL",
        )


class BrokenReferencesError(DatabaseError):
    """An upgrade would leave rows that refer to missing rows."""

    def __init__(self, count: int, tables: str) -> None:
        """Name the tables."""
        super().__init__(
            f"The upgrade would leave {count} rows that refer to missing rows, in {tables}. Nothing was done.",
            "Please report this, with the output of: factdb version",
        )


class UncleanHistoryError(CheckFailedError):
    """An upgrade found a history of version 1 that is not clean."""

    def __init__(self, finding: str) -> None:
        """Name the first row that is not clean."""
        super().__init__(
            f"The upgrade stopped, because a history was altered or damaged: {ended(finding)} Nothing was changed.",
            "Keep this copy as it is, check it with the older factdb, and upgrade a backup that is clean.",
        )


class OnlyPrintsError(DatabaseError):
    """The distribution of a desk was to be run, but factdb only prints its statements."""

    def __init__(self) -> None:
        """Name the option, and the program that runs the statements."""
        super().__init__(
            "factdb does not distribute a desk itself: it prints the statements.",
            "Print them, and run them with psql on the coordinator: factdb db distribute --dry-run > distribute.sql",
        )


class SchemaDiffersError(CheckFailedError):
    """The schema is not the schema of this program."""

    def __init__(self, count: int) -> None:
        """Say how many places differ."""
        super().__init__(
            f"The schema differs in {count} {'place' if count == 1 else 'places'}. Somebody changed it by hand.",
            "Restore the database from a backup, or undo the change.",
        )


class LedgerAlteredError(CheckFailedError):
    """The ledger does not agree with its histories."""

    def __init__(self, where: str, count: int) -> None:
        """Say how many findings there are, and which copies help."""
        findings = "1 finding" if count == 1 else f"{count} findings"
        super().__init__(
            f"The database {where} was altered or damaged: {findings}.",
            "Keep this copy as it is, and check a backup: factdb --db BACKUP verify",
        )
