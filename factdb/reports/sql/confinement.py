"""What the two child processes that run untrusted queries have in common: request, answer, and limits.

A child is started by `child_process.py`, in a Python without site-packages. It reads its request, one line of JSON,
from standard input: an address with a password must not be among its arguments or variables. It writes one line of JSON
per row. This module imports the standard library only, because each question waits for it.
"""

from __future__ import annotations

import contextlib
import json
import math
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Request = Mapping[str, Any]

OUT_OF_MEMORY = "out of memory"
NO_ROWS = "the statement does not ask for rows"
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps would make it for every row


def run(answer: Callable[[Request], Iterator[object]]) -> None:
    """Answer the request on standard input: a line with the columns, a line per row, and a line on how it ended."""
    # Ctrl-C in a terminal reaches both processes. The parent decides what becomes of this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    request = json.loads(sys.stdin.buffer.readline())
    try:
        for line in answer(request):
            write(line)
    except MemoryError:
        write({"error": OUT_OF_MEMORY})
    sys.stdout.buffer.flush()


def write(line: object, *, now: bool = False) -> None:
    """Write a line of the answer; the parent sees it `now`, or with the lines that follow."""
    sys.stdout.buffer.write(_ENCODE(line).encode() + b"\n")
    if now:
        sys.stdout.buffer.flush()


def limited(rows: Iterable[Sequence[Any]], request: Request) -> Iterator[Any]:
    """Yield rows up to the limits of number and size, and then whether there are more."""
    size = 0
    for count, row in enumerate(rows):
        size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
        if count == request["most_rows"] or size > request["most_bytes"]:
            yield {"more": True}
            return
        yield row
    yield {"more": False}


def limit_process(*, memory: int, seconds: float, files: int | None = None) -> None:
    """Ask the operating system, where possible, to refuse written files and too much memory, time or open files."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - Windows has none

        limits = {
            # One second more than the clock: the user should get a message, not a dead process.
            resource.RLIMIT_CPU: math.ceil(seconds) + 1,
            resource.RLIMIT_AS: memory,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
            **({} if files is None else {resource.RLIMIT_NOFILE: files}),
        }
        for limit, value in limits.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(limit, (value, value))
