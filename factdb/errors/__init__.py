"""Every refusal of factdb is a class here that writes its own sentence and carries its exit code.

`str(error)` is one sentence for people; `error.next_step` says what to do about it, and may be empty.
Exit codes: 1 failure, 2 usage, 3 not found, 4 not permitted, 5 changed meanwhile, 6 a check found problems.
The kinds of refusals stand here; each subject has a module of its own:

claims     claims, articles, and what is typed of them    people    who is whom, and rating scales
decisions  verdicts, corrections, quotation checks        desk      reviewers, topics, assessments, contacts
exchange   imports, exports and dumps                     reports   reports, and questions in SQL
database   where the database is, its schema and files
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

    def __init__(
        self, claim_id: int, version_read: int, current_version: int, handle: str, moment: str, change: str
    ) -> None:
        """Say who was first, when, and with what."""
        super().__init__(
            f"claim {claim_id} changed meanwhile: {handle} was first, at {moment} ({change}); "
            f"you read version {version_read}, it is {current_version} now",
            f"look again: factdb claims show {claim_id}",
        )


class CheckFailedError(FactdbError):
    """A check ran and found problems."""

    exit_code = 6


class BadValueError(UsageError):
    """A value that doesn't fit its field."""

    def __init__(self, field: str, value: object, why: str, next_step: str = "") -> None:
        """Name the field, the value (cut to 60 characters) and the reason; each stays readable on its own."""
        super().__init__(f"{field} {short(value)} {why}", next_step)
        self.field = field
        self.value = value
        self.why = why


class UnknownWordError(UsageError):
    """A word that is none of a closed list."""

    def __init__(self, field: str, word: str, closed_list: Sequence[str]) -> None:
        """Give the whole list: it is closed and short."""
        super().__init__(f'"{word}" is no {field}', f"one of: {', '.join(closed_list)}")


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


class NoSuchError(NotFoundError):
    """Nothing bears this name or number; near names are given."""

    def __init__(self, noun: str, name: object, near_names: Sequence[str] = (), next_step: str = "") -> None:
        """Name what was looked for, and up to five near ones."""
        super().__init__(
            f"no {noun} {short(name)}",
            f"near: {', '.join(near_names[:5])}" if near_names else next_step,
        )


class AmbiguousNameError(UsageError):
    """Several bear this name."""

    def __init__(self, noun: str, name: str, candidates: Sequence[str]) -> None:
        """List the candidates."""
        super().__init__(f'"{name}" is the name of {len(candidates)} {noun}s', f"say which: {'; '.join(candidates)}")


class TooManyError(UsageError):
    """More at once than can be taken."""

    def __init__(self, count: int, limit: int) -> None:
        """Give both numbers."""
        super().__init__(f"{count} claims at once are too many: at most {limit}", "take them in parts")


class OtherFormatError(UsageError):
    """A file's name says a format that its rows can't have here."""

    def __init__(self, path: Path, formats: str) -> None:
        """Name the formats."""
        super().__init__(
            f"{short(path)}: what is written here is {formats}",
            "name the file so, or say which with -f; factdb export claims also writes parquet and xlsx",
        )


class TableIntoFileError(UsageError):
    """A table is for people at a terminal."""

    def __init__(self) -> None:
        """Name the other formats."""
        super().__init__(
            "a table is for a terminal, not for a file", "choose another format: -f csv, tsv, json or jsonl"
        )


class SeveralPlacesError(UsageError):
    """A passage that stands several times in its text."""

    def __init__(self, sentence: str) -> None:
        """List the places."""
        super().__init__(sentence, "say which: --place N")


def short(value: object, limit: int = 60) -> str:
    """Quote a value for a sentence: numbers bare, text in marks, control characters escaped, long ones cut."""
    if isinstance(value, int):
        return str(value)
    # A name from a file must not steer the terminal that shows the refusal.
    text = "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in str(value))
    return f'"{text[:limit]}…"' if len(text) > limit else f'"{text}"'
