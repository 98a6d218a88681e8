"""Refusals about the database itself: where it is, its schema, its driver, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, FactdbError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


class NoDatabaseError(NotFoundError):
    """There is no database yet, or an empty one."""

    def __init__(self, where: str, why: str = "there is no database") -> None:
        """Name the place, and the command that makes one."""
        super().__init__(f"{where}: {why}", "make one: factdb init (with --demo: a worked example)")


class DatabaseError(FactdbError):
    """The database can't be used as it stands."""


class SchemaTooOldError(DatabaseError):
    """The database was made by an older factdb."""

    def __init__(self, where: str, revision: str, required: str) -> None:
        """Give both revisions and the command."""
        super().__init__(
            f"{where} has schema {revision}; this factdb needs {required}",
            "bring it up to date: factdb db upgrade",
        )


class SchemaTooNewError(DatabaseError):
    """The database was made by a newer factdb: using it could lose what this one doesn't know."""

    def __init__(self, where: str, revision: str, newest: str) -> None:
        """Give both revisions."""
        super().__init__(
            f"{where} has schema {revision}, newer than this factdb knows (its newest is {newest}); nothing was done",
            "install a newer factdb: pip install --upgrade factdb",
        )


class ForeignSchemaError(DatabaseError):
    """The database holds tables that factdb didn't make."""

    def __init__(self, where: str) -> None:
        """Refuse to touch somebody else's tables."""
        super().__init__(
            f"{where} holds tables that are not factdb's; nothing was done",
            "name another database: factdb --db FILE init",
        )


class UnusablePathError(DatabaseError):
    """A place where no database can be."""

    def __init__(self, path: Path | str, why: str) -> None:
        """Say why."""
        super().__init__(f"{path} {why}", "name another place: --db FILE")


class NotAUrlError(DatabaseError):
    """A PostgreSQL URL that can't be read."""

    def __init__(self, where: str) -> None:
        """Show how it is written."""
        super().__init__(
            f"{where} is no URL of a PostgreSQL database", "write postgresql://USER:PASSWORD@HOST:PORT/NAME"
        )


class NoDriverError(DatabaseError):
    """PostgreSQL's driver is an extra."""

    def __init__(self) -> None:
        """Name the command that installs it."""
        super().__init__("PostgreSQL needs a driver that isn't installed", 'install it: pip install "factdb[postgres]"')


class UnwritableError(DatabaseError):
    """A file that can't be written."""

    def __init__(self, path: Path, why: object) -> None:
        """Say why."""
        super().__init__(f"{path} can't be written: {why}", "name another place")


class TakenFileError(DatabaseError):
    """A file that is there already."""

    def __init__(self, path: Path, next_step: str = "name a new file") -> None:
        """Nothing is overwritten."""
        super().__init__(f"{path} is there already; nothing was overwritten", next_step)


class OtherToolError(DatabaseError):
    """PostgreSQL has backups of its own."""

    def __init__(self) -> None:
        """Name its command."""
        super().__init__(
            "a PostgreSQL database is backed up with its own tool", "pg_dump --format=custom --file FILE URL"
        )


class BrokenReferencesError(DatabaseError):
    """A revision would leave rows without what they refer to."""

    def __init__(self, count: int, tables: str) -> None:
        """Name the tables."""
        super().__init__(
            f"the upgrade would leave {count} rows without what they refer to, in {tables}; nothing was done",
            "please report this with the versions that factdb version prints",
        )


class SchemaDiffersError(CheckFailedError):
    """The schema isn't this program's."""

    def __init__(self, count: int) -> None:
        """Say how much differs."""
        super().__init__(
            f"the schema differs in {count} places",
            "somebody changed it by hand: restore it from a backup, or undo that",
        )


class LedgerAlteredError(CheckFailedError):
    """The ledger isn't as its histories tell it."""

    def __init__(self, where: str, count: int) -> None:
        """Say how many findings there are, and what is left of the record."""
        findings = "1 finding" if count == 1 else f"{count} findings"
        super().__init__(
            f"{where} was altered or damaged: {findings}",
            "keep this copy as it is, and compare it with a backup: factdb --db BACKUP verify",
        )
