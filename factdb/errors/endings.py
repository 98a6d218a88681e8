"""Endings that no command chose: interrupted, output that nothing takes, an unexpected error.

Each says what is stored. "Nothing was left half done" would be understood as "nothing was stored", and the command be
repeated: so it is said only where nothing was stored.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from factdb.errors import FactdbError, ended, short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STORED_EXIT_CODE = 7  # a script that reads it must not simply repeat the command
INTERRUPTED_EXIT_CODE = 130
_LOOK_FIRST = "Look at what is stored before you repeat the command."


class Stored(Enum):
    """Whether a program has stored anything in the database."""

    NOTHING = "nothing"
    UNKNOWN = "unknown"  # it was committing, and does not know the outcome
    CHANGES = "changes"

    @property
    def sentence(self) -> str:
        """What is stored, for the end of an error."""
        return _SENTENCES[self]


_SENTENCES = {
    Stored.NOTHING: "Nothing was left half done.",
    Stored.UNKNOWN: "Changes were being stored: they are stored as a whole, or not at all.",
    Stored.CHANGES: "What the command had changed until then is stored.",
}


class EndingError(FactdbError):
    """An ending that no command chose, with what is stored."""

    def __init__(self, sentence: str, stored: Stored, next_step: str = "") -> None:
        """Add what is stored to the sentence, and to the next step that one should look at it."""
        is_stored = stored is not Stored.NOTHING
        super().__init__(f"{sentence} {stored.sentence}", _LOOK_FIRST if is_stored else next_step)
        if is_stored:
            self.exit_code = STORED_EXIT_CODE


class InterruptedCommandError(EndingError):
    """Somebody pressed Ctrl-C, or the input ended."""

    def __init__(self, stored: Stored) -> None:
        """Keep the exit code that shells expect."""
        super().__init__("Interrupted.", stored)
        self.exit_code = INTERRUPTED_EXIT_CODE


class OutputError(EndingError):
    """Standard output takes nothing: a full disk, or a closed pipe."""

    def __init__(self, why: str, stored: Stored) -> None:
        """Say why; where nothing was stored, only the output is of interest."""
        super().__init__(ended(f"Cannot write the output: {why}"), stored, "Free some space, or write to another file.")
        if stored is Stored.NOTHING:
            self.args = (f"{ended(f'Cannot write the output: {why}')} The output is incomplete.",)


class UnusableFileError(EndingError):
    """The system refuses something to a command, often a file."""

    def __init__(self, file: Path | str | None, why: str, stored: Stored) -> None:
        """Name the file, if there is one."""
        super().__init__(ended(f"Cannot use {short(file)}: {why}" if file else why), stored)


class UnexpectedError(EndingError):
    """An error that factdb did not foresee."""

    def __init__(self, error: Exception, stored: Stored) -> None:
        """Name it as Python does."""
        sentence = ended(f"Unexpected error: {type(error).__name__}: {error}")
        super().__init__(sentence, stored, "See the full traceback: factdb --debug ...")


class CommitUnknownError(EndingError):
    """The connection ended while changes were committed, and the server's answer is lost."""

    def __init__(self, where: str, claims: Sequence[int] = ()) -> None:
        """Name the database, and the command that shows whether the change is stored."""
        super().__init__(f"The database {where} closed the connection.", Stored.UNKNOWN)
        self.where = where
        shown = f"claims history {claims[0]}" if len(claims) == 1 else "log"
        self.next_step = f"The change may be stored. Before you repeat the command, check: factdb {shown}"


class ReaderEndedError(FactdbError):
    """A process that read files is gone: a system without memory kills such a process first."""

    def __init__(self) -> None:
        """Say how to go on with fewer processes."""
        super().__init__(
            "A process that reads files was killed. The memory may be full.",
            "Run the command again with fewer processes: --jobs 1. What is in the ledger is not added twice.",
        )
