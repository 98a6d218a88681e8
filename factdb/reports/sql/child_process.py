"""Starts and ends the child processes that run untrusted queries.

A process is needed because no handler inside SQLite can stop every statement, and because one row of a PostgreSQL
server may take a gigabyte: the memory of a process can be limited, and a process can be killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

GRACE = 0.5  # seconds for the process to report by itself that its time is up
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from factdb.reports.sql import {0}; {0}.main()"
_ROOT = str(Path(__file__).parents[3])  # the folder in which the package factdb is
# Variables that Python may need to start. All others, such as passwords, stay here.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class Child:
    """A running child: what it answers, and the moment at which it is killed.

    Its standard input stays open. Where it is closed, the child knows that nobody waits any longer.
    """

    def __init__(self, module: str, request: Mapping[str, Any]) -> None:
        """Start a module of this folder, and send it the request."""
        self.is_late = False
        self._timer: Timer | None = None
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        program = [sys.executable, "-I", "-S", "-c", _PROGRAM.format(module), _ROOT]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            program, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        with contextlib.suppress(OSError):  # a child that could not start: it has no lines
            self._stdin.write(json.dumps(request).encode() + b"\n")
            self._stdin.flush()

    def __enter__(self) -> Self:
        """Return the child itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None) -> None:
        """Kill the process, unless it has ended."""
        self.kill_after(None)
        with contextlib.suppress(OSError):
            self._stdin.close()
        self._process.kill()
        self._process.wait()
        self._stdout.close()

    def kill_after(self, seconds: float | None) -> None:
        """Kill the process so many seconds from now, and at no other moment; None: not at all."""
        if self._timer:
            self._timer.cancel()
        self._timer = Timer(seconds, self._kill_late) if seconds is not None else None
        if self._timer:
            self._timer.daemon = True
            self._timer.start()

    def lines(self) -> Iterator[Any]:
        """Yield the lines that it writes; of a process that crashed or was killed, the complete ones."""
        for line in self._stdout:
            if not line.endswith(b"\n"):
                return
            yield json.loads(line.decode())  # of bytes, it would guess the encoding of every row

    def end(self, seconds: float) -> bool:
        """Tell the process that nobody waits any longer, and return whether it ended within so many seconds."""
        with contextlib.suppress(OSError):
            self._stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.returncode is not None

    def _kill_late(self) -> None:
        self.is_late = True
        self._process.kill()

    @property
    def _stdin(self) -> Any:  # noqa: ANN401 - typeshed has None for processes without a pipe
        return self._process.stdin

    @property
    def _stdout(self) -> Any:  # noqa: ANN401 - the same
        return self._process.stdout
