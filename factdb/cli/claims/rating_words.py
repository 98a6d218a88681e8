"""The words after `factdb claims rate`: the claims that come first, and the ratings that follow."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from factdb.cli.completion import values
from factdb.cli.completion.values import RATING
from factdb.cli.missing import AskedArgument
from factdb.cli.terminal import asking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from click.shell_completion import CompletionItem


class ClaimsAndRatings(NamedTuple):
    """The claims that are decided, and the ratings that all of them get."""

    claims: tuple[int | str, ...]
    ratings: tuple[str, ...]


def _split(_ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]) -> ClaimsAndRatings:
    """Return the claims and the ratings; "-" in front reads the claims from standard input."""
    from factdb.cli.terminal.files import read_names
    from factdb.domain import ids

    from_pipe = read_names() if words[:1] == ("-",) else []
    claims, ratings = ids.leading_claims([*from_pipe, *words[1:]] if from_pipe else words)
    return ClaimsAndRatings(tuple(claims), tuple(ratings))


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return claims, and after the first claim ratings, unless a digit is typed."""
    typed = ctx.params.get(param.name or "")
    if typed and typed.claims and not incomplete[:1].isdigit():
        return RATING.shell_complete(ctx, param, incomplete)
    return values.offer("claims", ctx, incomplete)


def require_claims(words: ClaimsAndRatings) -> None:
    """Refuse words without a claim."""
    if not words.claims:
        raise click.UsageError('Name a claim before the rating: factdb claims rate 7 true --because "..."')


class _RatingWords(AskedArgument):
    """The claims and the ratings; without ratings or reasons, a form asks for them."""

    def ask(self, ctx: click.Context, typed: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """Ask for the claim, or fill in the form of the verdict."""
        from factdb.cli.claims import rating_form
        from factdb.domain import ids

        words = typed.get("words")
        claims, ratings = ids.leading_claims(words if isinstance(words, tuple | list) else ())
        if not claims:
            claim = asking.ask_value("claim (number)", asking.required)
            return shlex.split(claim), []
        return [], rating_form.ask(ctx, claims, ratings, typed)


words_argument = click.argument(
    "words", cls=_RatingWords, metavar="CLAIM... RATING...", nargs=-1, required=True, callback=_split,
    shell_complete=_complete,
)  # fmt: skip
