"""Asks a person at the terminal for values: each in a line that can be edited, until it can be read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import click

from factdb.cli.terminal.layout import printable
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


def is_possible() -> bool:
    """Return whether somebody can answer: input and output are a terminal, and no pipe."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def ask_value(label: str, read: Callable[[str], Value], current: str = "") -> Value:
    """Ask until `read` accepts what was typed; after an error, the line has what was typed, to be corrected."""
    while True:
        current = ask_line(label, current)
        try:
            return read(current)
        except FactdbError as error:
            click.echo(printable(f"{error} {error.next_step}".strip()))
        except click.UsageError as error:
            click.echo(printable(error.format_message()))


def ask_line(label: str, current: str = "") -> str:
    """Ask for one line; it has the current value, to be edited. Ctrl-C raises KeyboardInterrupt, Ctrl-D EOFError."""
    try:
        import readline
    except ImportError:  # Windows has none: there, an empty answer keeps the value
        shown = f" [{current}]" if current else ""
        return input(f"{printable(label)}{shown}: ").strip() or current
    # A line end in the value would end the line before anybody could edit it.
    readline.set_startup_hook(lambda: readline.insert_text(" ".join(current.split())))
    try:
        return input(f"{printable(label)}: ").strip()
    finally:
        readline.set_startup_hook(None)


def required(text: str) -> str:
    """Read a text that may not be empty."""
    if not text:
        raise click.UsageError("Type a value, or Ctrl-C to stop.")
    return text
