"""A group of commands that are imported only when they are called, so that help and completion stay quick."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from factdb.cli import habits, missing
from factdb.cli.desk import Desk
from factdb.domain.workflow import WRITING_COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class CommandEntry(NamedTuple):
    """Where a command is imported from, and its line in the group's help; a test compares it with the command's own."""

    target: str
    help: str
    section: str = "Commands"


# They print a page or a dump themselves.
_DATA_ON_STDOUT = frozenset({"claims next", "db dump"})


def _take_json(command: click.Command, path: str) -> None:
    """Give a writing command the option --json: it prints what was done as one JSON object."""
    run = command.callback
    if run is None or any("--json" in parameter.opts for parameter in command.params):
        return

    @wraps(run)
    def run_and_print(*args: Any, **kwargs: Any) -> Any:
        value = run(*args, **kwargs)
        click.get_current_context().ensure_object(Desk).end(path)
        return value

    command.callback = run_and_print
    command.params.append(
        click.Option(
            ["--json", "json_result"],
            is_flag=True,
            expose_value=False,
            callback=_collect,
            help="Print what was done, with numbers and versions, as JSON.",
        )
    )


def _collect(ctx: click.Context, _param: click.Parameter, asked_for: bool) -> None:
    if asked_for and not ctx.resilient_parsing:
        ctx.ensure_object(Desk).collect_result()


class LazyCommands(MutableMapping[str, click.Command]):
    """The commands of a group by name: each is imported when somebody asks for it."""

    def __init__(self, entries: Mapping[str, CommandEntry]) -> None:
        self.entries = entries
        self.added: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name in self.added:
            return self.added[name]
        module, _, function = self.entries[name].target.partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self.added[name] = command

    def __delitem__(self, name: str) -> None:
        del self.added[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.entries, **self.added})

    def __len__(self) -> int:
        return len({**self.entries, **self.added})


class NounGroup(click.Group):
    """The group of a noun, such as `factdb claims`: it also understands what people type from habit."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words after the noun; `claims help rate` is `claims rate --help`."""
        habits.check_options(ctx.info_name or "", args)
        is_help = args[:1] == ["help"] and "help" not in self.list_commands(ctx)
        return super().parse_args(ctx, [*args[1:], "--help"] if is_help else args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; one that writes takes --json."""
        command = super().get_command(ctx, cmd_name)
        path = " ".join([*ctx.command_path.split()[1:], cmd_name])
        if command is not None and path in WRITING_COMMANDS and path not in _DATA_ON_STDOUT:
            _take_json(command, path)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; other words for it are in `habits`, and `missing` asks for what was not typed."""
        habits.check_options(ctx.info_name or "", args)
        # A desk's own report may have a name that others type from habit.
        is_command = bool(args) and self.get_command(ctx, args[0]) is not None
        words = args if is_command else habits.translated(ctx.info_name or "", args, self.list_commands(ctx))
        name, command, rest = super().resolve_command(ctx, words)
        return name, command, missing.completed(command, ctx, name, rest) if command else rest


class LazyGroup(NounGroup):
    """A click group that knows its commands by name and imports them on demand."""

    def __init__(self, *args: Any, entries: Mapping[str, CommandEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        # click itself suggests similar names from them, and click-man writes a page for each.
        self.commands = LazyCommands(entries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, without importing them."""
        # click would import every command to ask for its help.
        width = max(len(name) for name in self.entries)
        for section in dict.fromkeys(entry.section for entry in self.entries.values()):
            with formatter.section(section):
                rows = [(n.ljust(width), e.help) for n, e in self.entries.items() if e.section == section]
                formatter.write_dl(rows)
