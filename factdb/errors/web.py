"""Refusals about serving the pages, and about the accounts with which a team signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import ChangedMeanwhileError, FactdbError, NotFoundError, NotPermittedError, UsageError, ended, short
from factdb.errors.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Sequence


class PortTakenError(FactdbError):
    """A port that factdb cannot listen at."""

    def __init__(self, host: str, port: int, why: str) -> None:
        """Say why, and how another port is chosen."""
        super().__init__(
            ended(f"Cannot listen at {host}, port {port}: {why}"),
            "Choose another port: factdb serve --port N (0 for any that is free)",
        )


class OpenHostError(FactdbError):
    """A host beyond this machine, on a desk where nobody has a password."""

    def __init__(self, host: str) -> None:
        """Say what is missing, and how the first password is set."""
        super().__init__(
            f"Others reach {host}, and nobody on this desk has a password to sign in with.",
            "Run factdb serve, and set a password with the link of: factdb reviewers invite HANDLE",
        )


class WeakPasswordError(UsageError):
    """A password that is not accepted."""

    def __init__(self, why: str, shortest: int) -> None:
        """Say why, without the password itself."""
        super().__init__(
            f"The password {why}.", f"Choose a password of {shortest} characters or more, such as four random words."
        )


class PasswordsDifferError(UsageError):
    """A password that was typed twice, in two ways."""

    def __init__(self) -> None:
        """Ask for both again."""
        super().__init__("The two passwords differ.", "Type the same password in both fields.")


class NoInvitationError(NotFoundError):
    """A link that sets no password."""

    def __init__(self) -> None:
        """Name every reason in one sentence: whoever tries links learns nothing from it."""
        super().__init__(
            "This invitation is not valid: it was used, it is older than a week, or a newer one took its place.",
            "Ask an admin for a new one: factdb reviewers invite HANDLE",
        )


class WrongPasswordError(NotPermittedError):
    """A handle and a password that do not belong together."""

    def __init__(self) -> None:
        """Leave open which of the two is wrong."""
        super().__init__(
            "This handle and this password do not belong together.",
            "Try again. If you forgot your password, ask an admin: factdb reviewers invite HANDLE",
        )


class TooManyAttemptsError(FactdbError):
    """A sign-in that comes too soon after wrong ones."""

    def __init__(self, seconds: int) -> None:
        """Say how long to wait."""
        super().__init__(
            f"There were too many wrong passwords. The next attempt counts in {seconds} "
            f"{'second' if seconds == 1 else 'seconds'}.",
            "Wait, and try again. An earlier attempt is refused even with the right password.",
        )
        self.seconds = seconds


class UnwritableSessionError(DatabaseError):
    """A sign-in on a database that cannot be written, such as a standby."""

    def __init__(self, why: str) -> None:
        """Say what a sign-in writes, and what the database answered."""
        super().__init__(
            f"Nobody can sign in here: a session is a row of the database, which cannot be written now. {why}",
            "Sign in again later, or serve the pages from the database itself: factdb --db DATABASE serve",
        )


class NoUploadError(UsageError):
    """A form for a file without one."""

    def __init__(self, why: str = "There is no file in this form.") -> None:
        """Ask for the file."""
        super().__init__(why, "Choose a file that has something in it.")


class UploadTooLargeError(UsageError):
    """A file that the pages do not import, because nobody waits that long for a page."""

    def __init__(self, file: str, most: str) -> None:
        """Give the bound, and the command that has none."""
        super().__init__(
            f"The pages import files of at most {most}, and {short(file)[1:-1]} has more. Nothing was imported.",
            "Import it where the desk is: factdb import FILE",
        )


class UploadLostError(FactdbError):
    """A file that could not be kept until it is imported."""

    def __init__(self, why: str) -> None:
        """Say what the disk answered."""
        super().__init__(
            ended(f"The server cannot keep the file: {why}"),
            "Make room in the server's folder of temporary files, or import where the desk is: factdb import FILE",
        )


class NoSuchUploadError(NotFoundError):
    """An uploaded file that is not there, or not for this session: both are answered alike."""

    def __init__(self) -> None:
        """Say how long a file is kept."""
        super().__init__(
            "There is no such file: it is kept for an hour, until it is imported, and for your session alone.",
            "Choose the file again.",
        )


class UploadChangedError(ChangedMeanwhileError):
    """A form that was made for another file."""

    def __init__(self) -> None:
        """Say that nothing was done."""
        super().__init__("This is not the file that the form was made for. Nothing was imported.", "Upload it again.")


class ImportRunsError(ChangedMeanwhileError):
    """A second import at once: it would only wait for the first."""

    def __init__(self) -> None:
        """Ask for patience."""
        super().__init__("Another import is running. Nothing was imported.", "Try again when it has ended.")


class VerifyRunsError(ChangedMeanwhileError):
    """A second check at once."""

    def __init__(self, handle: str) -> None:
        """Name who began the first one."""
        super().__init__(f"A check is running, which {handle} began.", "Wait for its outcome: it is for everybody.")


class LookFirstError(ChangedMeanwhileError):
    """An import with choices that nobody has seen the outcome of."""

    def __init__(self) -> None:
        """Say what is below."""
        super().__init__(
            "You changed how the file is read. Nothing was imported.", "Look at the summary below, and import then."
        )


class ColumnsLeftOutError(UsageError):
    """An import that leaves out columns which look like something that a claim needs."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Name the columns."""
        named = ", ".join(short(column, 40) for column in columns)
        super().__init__(
            f"These columns are left out: {named}. Nothing was imported.",
            "Choose a field for each of them, or tick that they are left out.",
        )
