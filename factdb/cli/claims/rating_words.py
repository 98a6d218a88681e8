"""The words after `factdb claims rate`: the claims that come first, and the ratings that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from factdb.cli.completion import values
from factdb.cli.completion.values import RATING

if TYPE_CHECKING:
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


words_argument = click.argument(
    "words", metavar="CLAIM... RATING...", nargs=-1, required=True, callback=_split, shell_complete=_complete
)
