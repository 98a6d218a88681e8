"""Refusals of dumps: a file that is none or is damaged, one of a newer factdb, and a database that can't take one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors.database import DatabaseError
from factdb.errors.imports import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence


class DumpRefusedError(FileRefusedError):
    """A dump that can't be loaded as it stands: what was damaged can't be told from what was meant."""

    def __init__(self, file: str, line: int, why: str, next_step: str = "") -> None:
        """Name the file, the line and the reason."""
        super().__init__(file, line, why, next_step or "take another copy of it, or dump the desk anew")


class NewerDumpError(DatabaseError):
    """A dump that a newer factdb made."""

    def __init__(self, file: str, found: str, newest: str) -> None:
        """Give both versions."""
        super().__init__(
            f"{file} has {found}, newer than this factdb knows (its newest is {newest}); nothing was done",
            "install a newer factdb: pip install --upgrade factdb",
        )


class NotEmptyError(DatabaseError):
    """A database that holds rows already: a dump is a whole desk, and can't be mixed with another."""

    def __init__(self, where: str, tables: Sequence[str]) -> None:
        """Name the tables that aren't empty, the first of them."""
        more = ", ..." if len(tables) > 3 else ""  # noqa: PLR2004 - enough to know it by
        super().__init__(
            f"{where} holds rows already ({', '.join(tables[:3])}{more}); nothing was done",
            "load into a new database: factdb --db FILE|URL db load DUMP",
        )


class MissingRowsError(DatabaseError):
    """A dump whose rows refer to rows that it doesn't hold."""

    def __init__(self, count: int, tables: str) -> None:
        """Name the tables."""
        super().__init__(
            f"rows of the dump refer to {count} rows that it doesn't hold, in {tables}; nothing was done",
            "take another copy of it, or dump the desk anew",
        )


class UndumpableError(DatabaseError):
    """A row of the ledger that no column's type fits: somebody wrote it behind factdb's back."""

    def __init__(self, table: str, why: str) -> None:
        """Name the table and what is amiss."""
        super().__init__(f"a row of the table {table} {why}; nothing was dumped", "find it: factdb verify")
