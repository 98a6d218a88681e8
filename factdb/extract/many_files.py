"""Reads many article files and proposes their claims, in several processes at once; results keep the files' order.

In: files as bytes, or as pages that were fetched. Out: for each file its page with the proposals, or why it cannot be
read. Only a few files are in memory at any time, however many there are.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from factdb.domain.enums import Precision
from factdb.domain.names import name_key
from factdb.errors import FactdbError
from factdb.errors.endings import ReaderEndedError
from factdb.extract import propose
from factdb.extract.pages import page_reading
from factdb.extract.pages.page_reading import PageReading

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor

    from factdb.domain.dates import PartialDate
    from factdb.extract.proposal import Proposal

_CHUNK = 8  # files that go to a process at once
_AHEAD = 2  # chunks of each process that are read before their turn


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file to read: its name in refusals, its content, and what a person says of it; None: what the page says.

    The content may be why the file cannot be opened: then it is its own result.
    """

    name: str
    content: bytes | PageReading | FactdbError = field(repr=False)
    published: PartialDate | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its page and its proposals, with the full names that the desk had for the names in it.

    `looked_up` has the answers by the key of the name, mostly none.
    """

    page: PageReading
    proposals: list[Proposal] = field(default_factory=list)
    looked_up: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class SpeakerNames:
    """The full names of the desk's speakers by the key of each name; `added` are those since the processes began."""

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)

    def of(self, key: str) -> Sequence[str]:
        """Return the full names for the key of a name."""
        return self.added.get(key) or self.names.get(key, ())


def process_count(files: int) -> int:
    """Return how many processes are worth their start: one for each core, but none for a few files alone."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, files // (2 * _CHUNK)))


def read_files(
    files: Iterable[ArticleFile], speakers: SpeakerNames, jobs: int, *, proposes: bool = True
) -> Generator[ReadFile | FactdbError]:
    """Yield what each file holds, in order; a file that cannot be read is a refusal, and the others go on.

    Without `proposes`, the files are only read. The caller adds to `speakers.added` as the desk gets new speakers, and
    closes the generator, which ends its processes.
    """
    if jobs == 1:
        for file in files:
            yield _read_file(file, speakers.of, proposes=proposes)
        return
    pending: deque[Future[list[ReadFile | FactdbError]]] = deque()
    iterator = iter(files)
    with _processes(jobs, speakers.names) as pool:
        while chunk := list(islice(iterator, _CHUNK)):
            with _without_interrupts():  # this may start a process
                # A copy: it is sent by another thread, while the caller adds to it.
                pending.append(pool.submit(_read_chunk, chunk, dict(speakers.added), proposes))
            if len(pending) > _AHEAD * jobs:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def _read_file(file: ArticleFile, find: Callable[[str], Sequence[str]], *, proposes: bool) -> ReadFile | FactdbError:
    if isinstance(file.content, FactdbError):
        return file.content
    try:
        page = file.content
        if not isinstance(page, PageReading):
            page = page_reading.read_page(page, file.name, address=file.address)
    except FactdbError as error:
        return error
    return propose_recorded(page, _exact_day(file.published or page.published), find) if proposes else ReadFile(page)


def propose_recorded(page: PageReading, day: dt.date | None, find: Callable[[str], Sequence[str]]) -> ReadFile:
    """Propose the claims of a page, and record which names were looked up; `find` takes the key of a name."""
    looked_up: dict[str, list[str]] = {}

    def ask(name: str) -> Sequence[str]:
        key = name_key(name)
        if key not in looked_up:
            looked_up[key] = list(find(key))
        return looked_up[key]

    return ReadFile(page, propose(page.text, day, ask), looked_up)


def _exact_day(published: PartialDate) -> dt.date | None:
    return published.day if published.precision is Precision.DAY else None


_desk_names: dict[str, Mapping[str, Sequence[str]]] = {}  # of a process that reads files


@contextmanager
def _processes(jobs: int, names: Mapping[str, Sequence[str]]) -> Iterator[ProcessPoolExecutor]:
    """Start processes that end with this one, whatever ends it; after an error, no further file is begun."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - a single file is read in this process
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - as above
    from multiprocessing import get_context  # noqa: PLC0415 - as above

    # SQLite does not allow a connection in another process, where a fork would carry it: hence spawn.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (names,))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise ReaderEndedError from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Put Ctrl-C off for a moment; what is started meanwhile never hears it.

    A process that is interrupted before it reaches its own code would print a traceback, and so would one whose parent
    is interrupted while it tells the process what to do.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _begin(names: Mapping[str, Sequence[str]]) -> None:
    """Begin a process that reads files. Ctrl-C ends the parent, and it ends this one; so does a parent that is gone."""
    from multiprocessing import connection, parent_process  # noqa: PLC0415 - only in such a process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _desk_names["names"] = names
    parent = parent_process()

    def end_with_parent() -> None:
        if parent is not None:
            connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()


def _read_chunk(
    files: list[ArticleFile],
    added: dict[str, list[str]],
    proposes: bool,  # noqa: FBT001 - a pool passes by position
) -> list[ReadFile | FactdbError]:
    speakers = SpeakerNames(_desk_names["names"], added)
    return [_read_file(file, speakers.of, proposes=proposes) for file in files]
