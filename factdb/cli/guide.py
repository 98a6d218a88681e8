"""`factdb guide`: the guide's pages in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from click.shell_completion import CompletionItem

_WIDEST = 100  # columns: longer lines are hard to read


class _Topic(click.ParamType[str]):
    """A topic of the guide."""

    name = "topic"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the topics that begin so, with what each page is about."""
        from click.shell_completion import CompletionItem

        from factdb import guide

        matches = (guide.page(topic) for topic in guide.topics() if topic.startswith(incomplete))
        return [CompletionItem(page.topic, help=page.title) for page in matches]


@click.command("guide")
@click.argument("topic", type=_Topic(), metavar="[TOPIC]", required=False)
@click.option("--search", "words", metavar="WORDS", help="Find words in all pages of the guide.")
def guide_command(topic: str | None, words: str | None) -> None:
    """List the pages of the guide, read one, or search.

    In a pipe a page is printed as Markdown.

    \b
    Example:
      factdb guide
      factdb guide reviewing
      factdb guide --search "four eyes"
    """
    from factdb import guide
    from factdb.cli.terminal import pager

    if topic and words:
        raise click.UsageError("Give a topic or --search, not both.")
    if words:
        pager.show(_matches(words))
    elif topic is None:
        pager.show(_topics())
    else:
        pager.show(_rendered(guide.page(topic).text))


def _topics() -> Iterable[str]:
    from factdb import guide
    from factdb.cli.terminal.layout import wrap

    width = max(map(len, guide.topics())) + 2
    for topic in guide.topics():
        yield from wrap(guide.page(topic).summary, topic.ljust(width), " " * width)
    if sys.stdout.isatty():
        yield ""
        yield "Read a page: factdb guide TOPIC"


def _matches(words: str) -> Iterable[str]:
    from factdb import guide
    from factdb.cli.terminal.display import heading
    from factdb.cli.terminal.layout import wrap
    from factdb.errors import NoSuchError

    matches = list(guide.search(words))
    if not matches:
        raise NoSuchError("line of the guide with", words, next_step="See all topics: factdb guide")
    place = None
    for match in matches:
        if place != (match.topic, match.heading):
            place = match.topic, match.heading
            yield heading(f"{match.topic}: {match.heading}")
        yield from wrap(match.line, "  ", "  ")


def _rendered(markdown: str) -> Iterable[str]:
    """Return a page as this terminal shows it, in a pipe as it is."""
    if not sys.stdout.isatty():
        return markdown.splitlines()
    from rich.console import Console  # rich is for terminals only: its import is most of this command's time
    from rich.markdown import Markdown

    context = click.get_current_context()
    console = Console(
        width=min(Console().width, _WIDEST), force_terminal=True, no_color=context.color is False, highlight=False
    )
    with console.capture() as capture:
        console.print(Markdown(markdown, hyperlinks=False))
    return capture.get().splitlines()


@click.command("help")
@click.argument("words", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def help_command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command.

    \b
    Example:
      factdb help claims rate
    """
    shown = ctx.find_root()
    for word in words:
        group = shown.command
        command = group.get_command(shown, word) if isinstance(group, click.Group) else None
        if command is None:
            raise click.UsageError(f'There is no command "{shown.command_path} {word}".', shown)
        shown = click.Context(command, shown, word)
    click.echo(shown.get_help())
