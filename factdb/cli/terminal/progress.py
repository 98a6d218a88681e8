"""Tells people at a terminal how far a long command is, on stderr, once it has taken a second."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_QUIET_SECONDS = 1


@contextmanager
def show_progress(message: Callable[[], str]) -> Iterator[None]:
    """Show what `told` tells four times a second, and nothing of it afterwards."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live

    start = monotonic()

    def shown() -> str:
        return message() if monotonic() - start > _QUIET_SECONDS else ""

    with Live(get_renderable=shown, console=Console(stderr=True), transient=True, refresh_per_second=4):
        yield
