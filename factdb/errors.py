"""Every refusal of factdb is a class here that writes its own sentence and carries its exit code.

`str(error)` is one sentence for people; `error.next_step` says what to do about it, and may be empty.
Exit codes: 1 failure, 2 usage, 3 not found, 4 not permitted, 5 changed meanwhile, 6 a check found problems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class FactdbError(Exception):
    """A refusal: one sentence, one next step, one exit code."""

    exit_code = 1

    def __init__(self, sentence: str, next_step: str = "") -> None:
        """Keep the sentence as the exception's text and the next step beside it."""
        super().__init__(sentence)
        self.next_step = next_step


class UsageError(FactdbError):
    """What was typed or handed in can't be taken as it stands."""

    exit_code = 2


class NotFoundError(FactdbError):
    """What was named isn't there."""

    exit_code = 3


class NotPermittedError(FactdbError):
    """Whoever acts may not do this."""

    exit_code = 4


class ClaimChangedError(FactdbError):
    """A claim has moved on since it was read (`--if-version`)."""

    exit_code = 5

    def __init__(self, claim_id: int, was: int, now: int, who: str, when: str, what: str) -> None:
        """Say who was first, when, and with what."""
        super().__init__(
            f"claim {claim_id} changed meanwhile: {who} was first, at {when} ({what}); "
            f"you read version {was}, it is {now} now",
            f"look again: factdb claims show {claim_id}",
        )


class CheckFailedError(FactdbError):
    """A check ran and found problems."""

    exit_code = 6


# -- values that are refused at the edge ---------------------------------------------------------------------


class BadValueError(UsageError):
    """A value that doesn't fit its field."""

    def __init__(self, field: str, value: object, why: str, next_step: str = "") -> None:
        """Name the field, the value (cut to 60 characters) and the reason."""
        super().__init__(f"{field} {short(value)} {why}", next_step)


class UnknownWordError(UsageError):
    """A word that is none of a closed list."""

    def __init__(self, field: str, word: str, known: Sequence[str]) -> None:
        """Give the whole list: it is closed and short."""
        super().__init__(f'"{word}" is no {field}', f"one of: {', '.join(known)}")


class RatingIsNoStatusError(UsageError):
    """A rating was given where a status belongs: the commonest slip of a newcomer."""

    def __init__(self, rating: str, claim_id: int) -> None:
        """Answer with the command that was meant."""
        command = f'factdb claims rate {claim_id} {rating} --because "..."'
        super().__init__(f'"{rating}" is a verdict, not a status. To decide it: {command}')


class UnreadableFileError(FactdbError):
    """A file that can't be read as what it should be."""

    def __init__(self, path: Path | str, why: str, next_step: str = "") -> None:
        """Name the file and the reason."""
        super().__init__(f"{path} can't be read: {why}", next_step)


class BadSettingError(UsageError):
    """A setting that can't be used: of a flag, a variable or a file."""

    def __init__(self, origin: Path | str, why: str, next_step: str) -> None:
        """Name the place where it was found. Its value may hold a password and isn't repeated."""
        super().__init__(f"{origin} {why}", next_step)


class IncompleteInstallationError(FactdbError):
    """Files that came with factdb are gone."""

    def __init__(self, missing: Path) -> None:
        """Name what is missing."""
        super().__init__(
            f"this installation of factdb is incomplete: {missing} is missing",
            "install it again: pip install --force-reinstall factdb",
        )


# -- what isn't there ------------------------------------------------------------------------------------------


class NoSuchError(NotFoundError):
    """Nothing bears this name or number; near names are given."""

    def __init__(self, what: str, name: object, near: Sequence[str] = (), next_step: str = "") -> None:
        """Name what was looked for, and up to five near ones."""
        super().__init__(
            f"no {what} {short(name)}",
            f"near: {', '.join(near[:5])}" if near else next_step,
        )


class AmbiguousNameError(UsageError):
    """Several bear this name."""

    def __init__(self, what: str, name: str, candidates: Sequence[str]) -> None:
        """List the candidates."""
        super().__init__(f'"{name}" is the name of {len(candidates)} {what}s', f"say which: {'; '.join(candidates)}")


class NoDatabaseError(NotFoundError):
    """There is no database yet, or an empty one."""

    def __init__(self, where: str, why: str = "there is no database") -> None:
        """Name the place, and the command that makes one."""
        super().__init__(f"{where}: {why}", "make one: factdb init (with --demo: a worked example)")


# -- the database ----------------------------------------------------------------------------------------------


class DatabaseError(FactdbError):
    """The database can't be used as it stands."""


class SchemaTooOldError(DatabaseError):
    """The database was made by an older factdb."""

    def __init__(self, where: str, found: str, wanted: str) -> None:
        """Give both revisions and the command."""
        super().__init__(
            f"{where} has schema {found}; this factdb needs {wanted}",
            "bring it up to date: factdb db upgrade",
        )


class SchemaTooNewError(DatabaseError):
    """The database was made by a newer factdb: using it could lose what this one doesn't know."""

    def __init__(self, where: str, found: str, newest: str) -> None:
        """Give both revisions."""
        super().__init__(
            f"{where} has schema {found}, newer than this factdb knows (its newest is {newest}); nothing was done",
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


# -- rules -----------------------------------------------------------------------------------------------------


class RuleError(FactdbError):
    """A rule of the desk refuses this."""


class IllegalMoveError(RuleError):
    """The workflow has no such move."""

    def __init__(self, claim_id: int, current: str, wanted: str, possible: Sequence[str], hint: str = "") -> None:
        """List the moves that there are."""
        moves = f": it can move to {' or '.join(possible)}" if possible else ""
        super().__init__(f"claim {claim_id} is {current} and can't become {wanted}{moves}", hint)


class EvidenceNeededError(RuleError):
    """A verdict would stand on too little."""

    def __init__(self, claim_id: int, rating: str, question: str, which: str = "") -> None:
        """Name the question that lacks evidence, and the command that adds it."""
        super().__init__(
            f'claim {claim_id}: "{rating}" needs evidence on the {question} {which}'.rstrip(),
            f"add it: --evidence URL, or factdb evidence add {claim_id} URL --supports --on {question}",
        )


class ReasonNeededError(UsageError):
    """This move needs a reason."""

    def __init__(self, claim_id: int, current: str, wanted: str) -> None:
        """Name the option."""
        super().__init__(f"claim {claim_id}: {current} -> {wanted} needs a reason", 'give one: --reason "..."')


class RoleNeededError(NotPermittedError):
    """The acting reviewer's role is too low."""

    def __init__(self, handle: str, role: str, needed: str, command: str) -> None:
        """Name both roles and the command."""
        super().__init__(
            f'{handle} is a {role}: "{command}" takes the role {needed}',
            "act as another with --as HANDLE, or ask an admin",
        )


class NotAReviewerError(NotPermittedError):
    """Whoever acts is no reviewer of this desk, or no longer."""

    def __init__(self, handle: str, why: str, known: Sequence[str]) -> None:
        """Give the handles that may act."""
        hint = f"act as one who is: --as HANDLE ({', '.join(known[:5])})" if known else "make yourself one: factdb init"
        super().__init__(f'"{handle}" {why}', hint)


def short(value: object, limit: int = 60) -> str:
    """Quote a value for a sentence: numbers bare, text in marks, control characters escaped, long ones cut."""
    if isinstance(value, int):
        return str(value)
    text = "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in str(value))
    return f'"{text[:limit]}…"' if len(text) > limit else f'"{text}"'
