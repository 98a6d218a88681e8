"""Refusals about serving the pages, and about the accounts with which a team signs in."""

from __future__ import annotations

from factdb.errors import FactdbError, NotFoundError, NotPermittedError, UsageError, ended
from factdb.errors.database import DatabaseError


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
