"""Several processes that start a task at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier
from typing import TypeVar

T = TypeVar("T")

# A test process has one server, whoever asks first: it imports what any of the tests needs.
_IMPORTED = ["tests.services.concurrent_writers", "tests.stories.forked_program"]
_start: list[Barrier] = []


def forkserver() -> ForkServerContext:
    """Return what starts processes that have imported everything already."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    return context


class Processes:
    """Some processes that are ready to work."""

    def __init__(self, pool: ProcessPoolExecutor, count: int) -> None:
        self.pool = pool
        self.count = count

    def run_in_all(self, task: Callable[..., T], *arguments: object, **keywords: object) -> list[T]:
        """Let every process do a task at once; it is told its number; return what each one returned."""
        futures = [self.pool.submit(_do, task, number, arguments, keywords) for number in range(self.count)]
        return [future.result() for future in futures]


@contextmanager
def processes(count: int) -> Iterator[Processes]:
    """Start some processes."""
    context = forkserver()
    start = context.Barrier(count)
    with ProcessPoolExecutor(count, mp_context=context, initializer=_be_ready, initargs=(start,)) as pool:
        yield Processes(pool, count)


def _be_ready(start: Barrier) -> None:
    _start.append(start)


def _do(task: Callable[..., T], number: int, arguments: tuple[object, ...], keywords: dict[str, object]) -> T:
    _start[0].wait(60)
    return task(number, *arguments, **keywords)
