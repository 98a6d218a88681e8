"""What a shell's completion offers of the ledger: names, handles, ratings and numbers, as they are typed.

A type below stands beside an argument or option; what it offers is read without SQLAlchemy, and where nothing can be
read (no database yet, another schema, a busy one) nothing is offered and nothing said.
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

_LONGEST = 60


class Named(StringParamType):
    """A text that names something in the ledger, or one of a few words beside; what it is worth is not judged here."""

    def __init__(self, name: str, what: str, *words: str) -> None:
        self.name = name
        self.what = what
        self.words = words

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
        """Offer what is in the ledger (nothing of it where `what` is empty), and then the words."""
        from click.shell_completion import CompletionItem

        words = [CompletionItem(word) for word in self.words if word.startswith(incomplete)]
        return (offered(self.what, ctx, incomplete) if self.what else []) + words


class Numbered(click.IntRange):
    """A number of something in the ledger."""

    def __init__(self, what: str) -> None:
        super().__init__(min=1)
        self.what = what

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
        """Offer the numbers that begin so."""
        return offered(self.what, ctx, incomplete)


SPEAKER = Named("name", "speakers")
SOURCE = Named("name", "sources")
TOPIC = Named("topic", "topics")
HANDLE = Named("handle", "reviewers")
ASSIGNEE = Named("handle", "reviewers", "nobody")
RATING = Named("rating", "ratings")
TRUTH_RATING = Named("rating", "ratings:truth")
QUOTE_RATING = Named("rating", "ratings:quote")
ARTICLE = Numbered("articles")
DOCUMENT = Named("id", "documents")


def offered(what: str, ctx: click.Context, incomplete: str) -> Items:
    """Return what the ledger holds that may be meant."""
    from click.shell_completion import CompletionItem

    try:
        found = _read(what, ctx, incomplete)
    except Exception:  # noqa: BLE001 - whatever it is, somebody is in the middle of typing
        return []
    return [CompletionItem(value, help=_short(meaning)) for value, meaning in found if value.isprintable()]


def completes(what: str) -> Completer:
    """Return a `shell_complete` that offers this."""
    return lambda ctx, _param, incomplete: offered(what, ctx, incomplete)


def claims(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Offer claims; after the first of several, unless a digit is typed, what the next argument takes instead.

    click can't tell where a list of claims ends: `claims status 7 8 published`.
    """
    following = _after(ctx.command.params, param)
    if following and not incomplete[:1].isdigit() and any(ctx.params.get(each.name) for each in (param, following)):
        return following.shell_complete(ctx, incomplete)
    return offered("claims", ctx, incomplete)


def _after(params: Sequence[click.Parameter], param: click.Parameter) -> click.Parameter | None:
    arguments = [each for each in params if isinstance(each, click.Argument)]
    place = arguments.index(param) + 1 if param in arguments else len(arguments)
    return arguments[place] if place < len(arguments) else None


def evidence_of_the_claim(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Offer the evidence of the claim that was named before."""
    claim = next(iter(ctx.args), None)  # click binds no arguments while an option's value is typed
    return offered("evidence", ctx, incomplete if "." in incomplete or not claim else f"{claim}.")


def _read(what: str, ctx: click.Context, incomplete: str) -> Sequence[tuple[str, str | None]]:
    import os
    from pathlib import Path

    from factdb import settings
    from factdb.store import completion

    given = ctx.find_root().params.get("db")
    found = settings.load(db=given, user=None, environ=os.environ, cwd=Path.cwd(), login=str)
    return completion.read(found.database.value, what, incomplete)


def _short(meaning: str | None) -> str | None:
    from factdb.domain.text import for_terminal

    text = for_terminal(meaning or "")
    return f"{text[: _LONGEST - 1]}…" if len(text) > _LONGEST else text or None
