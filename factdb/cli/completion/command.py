"""`factdb completion`."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what lets your shell complete words.

    Commands, options, statuses and ratings; names of speakers, sources, topics and reviewers; numbers of claims.

    \b
    Example:
      factdb completion bash
    """
    from factdb.cli.completion import shells

    click.echo(shells.script(shell, ctx.find_root().command))
    click.echo(f"Install it, once: {shells.INSTALL[shell]}", err=True)
