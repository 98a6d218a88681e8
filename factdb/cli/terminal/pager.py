"""Prints pages: on a terminal, and only where they don't fit on it, through the pager that people have chosen."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import click

from factdb.cli.terminal import display
from factdb.cli.terminal.layout import cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LESS = "FRX"  # leave at once where all fits, show colours, and let the page stand when it is left


def show(lines: Iterable[str]) -> None:
    """Print lines that are safe for a terminal."""
    page = list(lines)
    command = _command(os.environ) if sys.stdout.isatty() and _is_long(page) else []
    if not (command and _paged(command, page)):
        for line in page:
            click.echo(line)


def _command(environ: Mapping[str, str]) -> list[str]:
    """Return the pager's words; none where --no-pager, a dumb terminal, an empty name or `cat` says so."""
    context = click.get_current_context(silent=True)
    if environ.get("TERM") == "dumb" or (context and context.find_root().params.get("no_pager")):
        return []
    try:
        # A path of Windows is full of backslashes.
        words = shlex.split(environ.get("FACTDB_PAGER", environ.get("PAGER", "less")), posix=os.name != "nt")
    except ValueError:  # an open quotation
        return []
    return words if words and words != ["cat"] and shutil.which(words[0]) else []


def _is_long(page: Sequence[str]) -> bool:
    width, height = shutil.get_terminal_size()
    # Rounded up: a line wider than the terminal takes several of its lines, an empty one takes one.
    return sum(max(1, -(-cells(click.unstyle(line)) // width)) for line in page) >= height


def _paged(command: Sequence[str], page: Sequence[str]) -> bool:
    """Show the page in the pager, and wait until it is left; False where it can't be started."""
    environ = {"LESS": _LESS, **os.environ}
    encoding = sys.stdout.encoding
    if encoding.lower().startswith("utf"):
        # less asks the locale, which may say otherwise than stdout.
        environ.setdefault("LESSCHARSET", "utf-8")
    text = "".join(f"{line}\n" for line in page)
    text = text if _takes_colours(command, environ) else click.unstyle(text)
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)  # noqa: S603 - the user's own choice
    except OSError:
        return False
    with _interrupts_are_the_pagers(), contextlib.suppress(BrokenPipeError):  # who leaves early has seen enough
        pager.communicate(text.encode(encoding, display.READABLE))
    return True


def _takes_colours(command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Tell whether to colour: `less` without -R would show the codes themselves."""
    context = click.get_current_context(silent=True)
    if context and context.color is not None:
        return context.color
    options = " ".join([environ["LESS"], *command[1:]])
    return "less" not in os.path.basename(command[0]) or "r" in options.lower()  # noqa: PTH119 - a word, no path


@contextlib.contextmanager
def _interrupts_are_the_pagers() -> Iterator[None]:
    """Leave Ctrl-C to the pager, which stops a search with it; it must not leave the terminal to both of us."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
