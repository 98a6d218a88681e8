"""The installed program's own entry in processes that have imported it already: forked, it starts in no time."""

from __future__ import annotations

import importlib
import itertools
import os
import pkgutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy.orm import configure_mappers

import factdb as package
from factdb.cli.main import factdb, run
from factdb.store.engine import Database
from tests.store.process_pool import forkserver
from tests.stories.conftest import Done, Program

_SECONDS = 60  # nothing here takes so long; a test that hangs would tell nobody why
Before = Callable[[], object]

for module in pkgutil.walk_packages(package.__path__, "factdb."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
configure_mappers()


class Child:
    """One process with a command, or the same again and again."""

    def __init__(self, process: BaseProcess, out: Connection, err: Connection) -> None:
        self.process = process
        self.out = out
        self.err = err

    def read_first_output(self) -> str:
        """Wait until it says something, and return that."""
        assert self.out.poll(_SECONDS)
        output = os.read(self.out.fileno(), 65_536).decode()
        assert output, self.finished()
        return output

    def kill(self) -> str:
        """End it by kill -9; return what it said on stdout that nobody has read yet."""
        self.process.kill()
        return self.finished().stdout

    def finished(self) -> Done:
        """Wait until it ends."""
        self.process.join(_SECONDS)
        assert self.process.exitcode is not None
        out, err = _read_rest(self.out), _read_rest(self.err)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess([], self.process.exitcode, out, err)


class Forked(Program):
    """The program factdb on one database, in children of a process that has imported it."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.context = forkserver()

    def child(self, *words: str, before: Before | None = None) -> Child:
        """Start a command; `before` is called in its process first."""
        return self._start(_run_once, words, before)

    def repeat_command(self, *words: str) -> Child:
        """Start a command over and over; `{}` in its words stands for how often it was given already."""
        return self._start(_run_for_ever, words, None)

    def on_terminal(self, terminal: str, *words: str, **variables: str) -> BaseProcess:
        """Start a command that has the terminal of this name for its own."""
        environment = {**self.environment, **variables}
        process = self.context.Process(target=_sit_at, args=(terminal, words, environment, self.folder))
        process.start()
        return process

    def ok_child(self, *words: str) -> Done:
        """Run a command that must succeed."""
        done = self.run_child(*words)
        assert done.returncode == 0, done
        return done

    def run_child(self, *words: str, before: Before | None = None) -> Done:
        """Run a command to its end."""
        return self.child(*words, before=before).finished()

    def _start(self, task: Callable[..., None], words: tuple[str, ...], before: Before | None) -> Child:
        out, its_out = self.context.Pipe(duplex=False)
        err, its_err = self.context.Pipe(duplex=False)
        arguments = (task, words, (its_out, its_err), self.environment, self.folder, before)
        process = self.context.Process(target=_become_program, args=arguments)
        process.start()
        its_out.close()
        its_err.close()
        return Child(process, out, err)


def forked(program: Program) -> Forked:
    """Return the same program on the same database, forked."""
    return Forked(program.database, program.folder)


def at_step(number: int, name: str, action: Callable[[], object], event: str = "") -> None:
    """Do something just before this process's step of that number with a file whose path has this name in it.

    A step is what Python tells its auditors of: opening, making, renaming, removing; where an event is named, that.
    """
    steps = itertools.count()

    def audit(step: str, arguments: tuple[object, ...]) -> None:
        concerns_file = event in {"", step} and any(name in str(argument) for argument in arguments)
        if concerns_file and next(steps) == number:
            action()

    sys.addaudithook(audit)


def die() -> None:
    """End this process by kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt() -> None:
    """Do to this process what Ctrl-C does."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.raise_signal(signal.SIGINT)


def wait_for(file: Path) -> None:
    """Say so, and go on only when a file is there."""
    os.write(1, b"it waits\n")
    while not file.exists():
        time.sleep(0.01)


def _become_program(
    task: Callable[..., None],
    words: tuple[str, ...],
    pipes: tuple[Connection, Connection],
    environment: Mapping[str, str],
    folder: Path,
    before: Before | None,
) -> None:
    """Become the program: its settings, its folder, its streams; then do the task."""
    _settle(environment, folder)
    for number, pipe in enumerate(pipes, start=1):
        os.dup2(pipe.fileno(), number)
        pipe.close()
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    if before:
        before()
    task(words)


def _sit_at(terminal: str, words: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> None:
    """Become the program on a terminal: the first that the leader of a session opens is its own."""
    _settle(environment, folder)
    os.setsid()
    opened = os.open(terminal, os.O_RDWR)
    for number in range(3):
        os.dup2(opened, number)
    os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    _run_once(words)


def _settle(environment: Mapping[str, str], folder: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)


def _run_once(words: tuple[str, ...]) -> None:
    sys.argv = ["factdb", *words]
    run()


def _run_for_ever(words: tuple[str, ...]) -> None:
    for turn in itertools.count():
        factdb.main([word.replace("{}", str(turn)) for word in words], prog_name="factdb", standalone_mode=False)


def _read_rest(pipe: Connection) -> str:
    """Read what stands in a pipe to its end, and close it."""
    with pipe, os.fdopen(os.dup(pipe.fileno()), encoding="utf-8") as text:
        return text.read()
