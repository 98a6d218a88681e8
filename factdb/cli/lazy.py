"""A group of commands that are imported only when they are called, so that help and completion stay quick."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommandEntry(NamedTuple):
    """Where a command is imported from, and its line in the group's help; a test compares it with the command's own."""

    target: str
    help: str
    section: str = "Commands"


class LazyGroup(click.Group):
    """A click group that knows its commands by name and imports them on demand."""

    def __init__(self, *args: Any, entries: Mapping[str, CommandEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was typed; where there is none, suggest similar names."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from factdb.domain import names

            near = names.nearest_names(args[0], self.list_commands(ctx), 3)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean: {', '.join(near)}?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, without importing them."""
        # click would import every command to ask for its help.
        width = max(len(name) for name in self.entries)
        for section in dict.fromkeys(entry.section for entry in self.entries.values()):
            with formatter.section(section):
                rows = [(n.ljust(width), e.help) for n, e in self.entries.items() if e.section == section]
                formatter.write_dl(rows)
