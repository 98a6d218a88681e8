"""Every refusal of factdb is a class here that writes its own sentence and carries its exit code.

`str(error)` is a sentence, or two, for people; `error.next_step` says what to do next, and may be empty.
Exit codes: 1 failure, 2 usage, 3 not found, 4 not permitted, 5 changed meanwhile, 6 a check found problems,
7 not ended well although changes are stored, or may be.
This module holds the kinds of refusals. Each subject has a module of its own:

claims     claims, articles, and their fields             people    speakers, sources, and rating scales
decisions  verdicts, corrections, quotation checks        desk      reviewers, topics, assessments, contacts
exchange   imports, exports and dumps                     reports   reports, and questions in SQL
import_files  files that no import can read
database   where the database is, its schema and its files
archive    fetching pages, their files, web archives
endings    what no command chose: interrupted, output that nothing takes, an unexpected error
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class FactdbError(Exception):
    """A refusal: what is wrong, one next step, one exit code."""

    exit_code = 1

    def __init__(self, sentence: str, next_step: str = "") -> None:
        """Keep the sentence as the exception's text, and the next step as an attribute."""
        super().__init__(sentence)
        self.next_step = next_step

    def __reduce__(self) -> tuple[type[FactdbError], tuple[str, str]]:
        """Arrive in another process as a plain refusal: a class cannot be made again of the sentence that it wrote."""
        return FactdbError, (str(self), self.next_step)


class UsageError(FactdbError):
    """What was typed or handed in cannot be used."""

    exit_code = 2


class NotFoundError(FactdbError):
    """What was named does not exist."""

    exit_code = 3


class NotPermittedError(FactdbError):
    """The person who acts may not do this."""

    exit_code = 4


class ChangedMeanwhileError(FactdbError):
    """What somebody looked at has changed since."""

    exit_code = 5


class ClaimChangedError(ChangedMeanwhileError):
    """A claim has changed since it was read (`--if-version`)."""

    def __init__(
        self, claim_id: int, version_read: int, current_version: int, handle: str, moment: str, change: str
    ) -> None:
        """Say who changed it, when, and how."""
        super().__init__(
            f"Claim {claim_id} has changed since you read it: {handle} changed it at {moment} ({change}). "
            f"You read version {version_read}. The current version is {current_version}.",
            f"Read the claim again: factdb claims show {claim_id}",
        )


class CheckFailedError(FactdbError):
    """A check ran and found problems."""

    exit_code = 6


class BadValueError(UsageError):
    """A value that does not fit its field."""

    def __init__(self, field: str, value: object, why: str, next_step: str = "", *, sentence: str = "") -> None:
        """Name the field, the value (cut to 60 characters) and the reason; each stays readable on its own.

        `why` is a predicate, "is empty". A value of white space alone is left out of the sentence.
        """
        named = f"{field} {short(value)}" if str(value).strip() else field
        super().__init__(sentence or ended(f"The {named} {why}"), next_step)
        self.why = why
        self.field = field
        self.value = value
        self.why = why


class UnreadableValueError(BadValueError):
    """A value that cannot be read as what its field holds, such as a date."""

    def __init__(self, field: str, value: object, next_step: str) -> None:
        """Name the field and the value; the next step shows how to write it."""
        super().__init__(field, value, "cannot be read", next_step, sentence=f"Cannot read the {field} {short(value)}.")


class UnknownWordError(UsageError):
    """A word that is not in a closed list."""

    def __init__(self, field: str, word: str, closed_list: Sequence[str]) -> None:
        """Give the whole list: it is closed and short."""
        super().__init__(f'There is no {field} "{word}".', f"Choose one of: {', '.join(closed_list)}")


class UnreadableFileError(FactdbError):
    """A file that cannot be read as what it should be."""

    def __init__(self, path: Path | str, why: str, next_step: str = "") -> None:
        """Name the file and the reason."""
        super().__init__(ended(f"Cannot read {path}: {why}"), next_step)


class BadSettingError(UsageError):
    """A setting that cannot be used: of a flag, a variable or a file."""

    def __init__(self, origin: Path | str, why: str, next_step: str) -> None:
        """Name the place where it was found. Its value may hold a password and is not repeated."""
        super().__init__(ended(f"{origin} {why}"), next_step)


class IncompleteInstallationError(FactdbError):
    """Files that came with factdb are gone."""

    def __init__(self, missing: Path) -> None:
        """Name what is missing."""
        super().__init__(
            f"This installation of factdb is incomplete: {missing} is missing.",
            "Install factdb again: pip install --force-reinstall factdb",
        )


class NoSuchError(NotFoundError):
    """Nothing has this name or number. Similar names are given."""

    def __init__(
        self, noun: str, name: object, near_names: Sequence[str] = (), next_step: str = "", *, where: str = ""
    ) -> None:
        """Name what was looked for, where ("on claim 7"), and up to five similar names."""
        super().__init__(
            f"There is no {noun} {short(name)}{where and ' '}{where}.",
            f"Did you mean: {', '.join(near_names[:5])}" if near_names else next_step,
        )


class AmbiguousNameError(UsageError):
    """Several people or things have this name."""

    def __init__(self, noun: str, name: str, candidates: Sequence[str]) -> None:
        """List the candidates."""
        super().__init__(f'There are {len(candidates)} {noun}s named "{name}".', f"Choose one: {'; '.join(candidates)}")


class TooManyError(UsageError):
    """More claims at once than the limit."""

    def __init__(self, count: int, limit: int) -> None:
        """Give both numbers."""
        super().__init__(f"You named {count} claims. The limit is {limit} at once.", "Name fewer claims at once.")


class OtherFormatError(UsageError):
    """A file's name ends in a format that this command does not write."""

    def __init__(self, path: Path, formats: str) -> None:
        """Name the formats."""
        super().__init__(
            f"Cannot write the format of {short(path)} here. This command writes {formats}.",
            "Name the file so, or name the format: -f FORMAT (factdb export claims also writes parquet and xlsx)",
        )


class TableIntoFileError(UsageError):
    """A table is for people at a terminal."""

    def __init__(self) -> None:
        """Name the other formats."""
        super().__init__(
            "A table is for a terminal, not for a file.", "Choose another format: -f csv, tsv, json, jsonl or md"
        )


class SeveralPlacesError(UsageError):
    """A passage that occurs several times in its text."""

    def __init__(self, sentence: str) -> None:
        """List the places."""
        super().__init__(sentence, "Choose a place: --place N")


def ended(sentence: str) -> str:
    """Return a sentence with its full stop: one that quotes another program may have one already."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def short(value: object, limit: int = 60) -> str:
    """Quote a value for a sentence: numbers bare, text in marks, control characters escaped, long values cut."""
    if isinstance(value, int):
        return str(value)
    # A name from a file must not steer the terminal that shows the refusal.
    text = "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in str(value))
    return f'"{text[:limit]}…"' if len(text) > limit else f'"{text}"'
