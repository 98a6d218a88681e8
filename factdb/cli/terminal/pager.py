"""Prints pages; on a terminal, a page that does not fit is shown in the pager of the user."""

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

_LESS = "FRX"  # quit at once if the page fits, show colours, and leave the page on the screen


def show(lines: Iterable[str]) -> None:
    """Print lines, which must be safe for a terminal, with the pager if they do not fit."""
    page = list(lines)
    command = _command(os.environ) if sys.stdout.isatty() and _is_long(page) else []
    if not (command and _paged(command, page)):
        for line in page:
            click.echo(line)


def _command(environ: Mapping[str, str]) -> list[str]:
    """Return the words of the pager's command; empty for --no-pager, a dumb terminal, no name, or `cat`."""
    context = click.get_current_context(silent=True)
    if environ.get("TERM") == "dumb" or (context and context.find_root().params.get("no_pager")):
        return []
    try:
        # A Windows path is full of backslashes.
        words = shlex.split(environ.get("FACTDB_PAGER", environ.get("PAGER", "less")), posix=os.name != "nt")
    except ValueError:  # an open quotation
        return []
    return words if words and words != ["cat"] and shutil.which(words[0]) else []


def _is_long(page: Sequence[str]) -> bool:
    width, height = shutil.get_terminal_size()
    # Rounded up: a line wider than the terminal takes several of its lines, an empty one takes one.
    return sum(max(1, -(-cells(click.unstyle(line)) // width)) for line in page) >= height


def _paged(command: Sequence[str], page: Sequence[str]) -> bool:
    """Show the page in the pager and wait for its end; return False if the pager cannot be started."""
    environ = {"LESS": _LESS, **os.environ}
    encoding = sys.stdout.encoding
    if encoding.lower().startswith("utf"):
        # less uses the locale, which may differ from the encoding of stdout.
        environ.setdefault("LESSCHARSET", "utf-8")
    text = "".join(f"{line}\n" for line in page)
    text = text if _takes_colours(command, environ) else click.unstyle(text)
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)  # noqa: S603 - the user's own choice
    except OSError:
        return False
    with _interrupts_are_the_pagers(), contextlib.suppress(BrokenPipeError):  # a reader may quit early
        pager.communicate(text.encode(encoding, display.READABLE))
    return True


def _takes_colours(command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Return whether to send colours: `less` without -R would show their codes."""
    context = click.get_current_context(silent=True)
    if context and context.color is not None:
        return context.color
    options = " ".join([environ["LESS"], *command[1:]])
    return "less" not in os.path.basename(command[0]) or "r" in options.lower()  # noqa: PTH119 - a word, no path


@contextlib.contextmanager
def _interrupts_are_the_pagers() -> Iterator[None]:
    """Leave Ctrl-C to the pager, which stops a search with it; factdb must not end before the pager."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
