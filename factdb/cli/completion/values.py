"""Completion of values from the ledger: names, handles, ratings and numbers.

Arguments and options use the types below. The values are read without SQLAlchemy. Where they cannot be read (there is
no database, the schema is another, the database is busy) there are no completions and no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.types import StringParamType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from click.shell_completion import CompletionItem

    Items = list[CompletionItem[Any]]
    Completer = Callable[[click.Context, click.Parameter, str], Items]

# Shells show a value and its meaning on one line.
_LONGEST = 60


class LedgerName(StringParamType):
    """The name of something in the ledger, or one of `words`; the type does not check it."""

    def __init__(self, name: str, kind: str, *words: str) -> None:
        self.name = name
        self.kind = kind
        self.words = words

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
        """Return completions from the ledger (none where `kind` is empty), then the words."""
        from click.shell_completion import CompletionItem

        words = [CompletionItem(word) for word in self.words if word.startswith(incomplete)]
        return (offer(self.kind, ctx, incomplete) if self.kind else []) + words


class LedgerNumber(click.IntRange):
    """The number of something in the ledger."""

    def __init__(self, kind: str) -> None:
        super().__init__(min=1)
        self.kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
        """Return the numbers that begin with `incomplete`."""
        return offer(self.kind, ctx, incomplete)


class FileName(StringParamType):
    """The name of a file, or - for a standard stream; the shell itself completes it."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
        """Leave it to the shell."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


FILE = FileName()
# A test holds that these are the views of `factdb.store.views`, whose import a key press cannot wait for.
VIEW = LedgerName(
    "view", "", "v1_claims", "v1_other_checks", "v1_verdicts", "v1_evidence", "v1_status_changes", "v1_assessments",
    "v1_corrections", "v1_replies", "v1_speakers", "v1_sources", "v1_documents", "v1_reviewers", "v1_claim_topics",
    "v1_claim_links", "v1_claim_flags", "v1_verdict_evidence", "v1_speaker_names", "v1_speaker_roles", "v1_captures",
    "v1_page_checks", "public1_claims", "public1_verdicts", "public1_evidence", "public1_verdict_evidence",
    "public1_corrections", "public1_other_checks", "public1_claim_topics", "public1_documents", "public1_speakers",
    "public1_sources", "public1_claim_flags", "public1_speaker_roles",
)  # fmt: skip
SPEAKER = LedgerName("name", "speakers")
SOURCE = LedgerName("name", "sources")
TOPIC = LedgerName("topic", "topics")
HANDLE = LedgerName("handle", "reviewers")
ASSIGNEE = LedgerName("handle", "reviewers", "nobody")
RATING = LedgerName("rating", "ratings")
TRUTH_RATING = LedgerName("rating", "ratings:truth")
QUOTE_RATING = LedgerName("rating", "ratings:quote")
ARTICLE = LedgerNumber("articles")
DOCUMENT = LedgerName("id", "documents")


def offer(kind: str, ctx: click.Context, incomplete: str) -> Items:
    """Return the completions of this kind from the ledger; none after any error."""
    from click.shell_completion import CompletionItem

    try:
        matches = _read(kind, ctx, incomplete)
    except Exception:  # noqa: BLE001 - no error may disturb a person who is typing
        return []
    # A name with a control character could steer the terminal: it is left out.
    return [CompletionItem(value, help=_shorten(meaning)) for value, meaning in matches if value.isprintable()]


def completer(kind: str) -> Completer:
    """Return a `shell_complete` function for this kind."""
    return lambda ctx, _param, incomplete: offer(kind, ctx, incomplete)


def claims(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return claims; after the first claim, unless a digit is typed, the values of the next argument instead.

    click cannot tell where a list of claims ends: `claims status 7 8 published`.
    """
    following = _next_argument(ctx.command.params, param)
    if (
        following
        and not incomplete[:1].isdigit()
        and any(ctx.params.get(parameter.name) for parameter in (param, following))
    ):
        return following.shell_complete(ctx, incomplete)
    return offer("claims", ctx, incomplete)


def _next_argument(params: Sequence[click.Parameter], param: click.Parameter) -> click.Parameter | None:
    arguments = [parameter for parameter in params if isinstance(parameter, click.Argument)]
    place = arguments.index(param) + 1 if param in arguments else len(arguments)
    return arguments[place] if place < len(arguments) else None


def evidence_of_the_claim(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the evidence of the claim that was named before."""
    claim = next(iter(ctx.args), None)  # click binds no arguments while an option's value is typed
    return offer("evidence", ctx, incomplete if "." in incomplete or not claim else f"{claim}.")


def _read(kind: str, ctx: click.Context, incomplete: str) -> Sequence[tuple[str, str | None]]:
    import os
    from pathlib import Path

    from factdb import settings
    from factdb.store import completion

    location = ctx.find_root().params.get("db")
    # Nobody acts here: the login name stays empty, since its look-up costs an import.
    loaded = settings.load(db=location, user=None, environ=os.environ, cwd=Path.cwd(), login=str)
    return completion.read(loaded.database.value, kind, incomplete)


def _shorten(meaning: str | None) -> str | None:
    from factdb.domain.text import for_terminal

    text = for_terminal(meaning or "")
    return f"{text[: _LONGEST - 1]}…" if len(text) > _LONGEST else text or None
