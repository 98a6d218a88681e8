"""Runs over many cited pages: looks at several at once, asks an archive about one after another.

Each is recorded as soon as it was seen, so that Ctrl-C loses nothing.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import click

from factdb.cli.terminal import asking
from factdb.domain import urls
from factdb.domain.page_states import ArchiveState, PageState
from factdb.errors.archive import (
    ConsentNeededError,
    NotArchivedError,
    OfflineError,
    PagesFailedError,
    PagesWrongError,
    QuotationsChangedError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from factdb.archive.wayback import ArchiveAnswer, Wayback
    from factdb.cli.desk import Desk
    from factdb.services.documents.archive_requests import ArchivablePage
    from factdb.services.documents.editions import EditionComparison
    from factdb.services.documents.page_checks import CitedPage, KnownPage
    from factdb.services.documents.page_fetching import PageFetcher, PageLook

_ARCHIVE = "The Wayback Machine"
_AT_ONCE = 8
_FEWEST_HOSTS = 2  # that fail at once: one may be gone


@dataclass(slots=True)
class Run:
    """A run over pages: what is kept of them, and how many were seen in which state.

    `keeps_new` stores every page that was seen; `keeps_changed` only those whose text changed. `quotations` counts
    those that newer editions of transcripts change.
    """

    desk: Desk
    fetcher: PageFetcher
    keeps_new: bool = False
    keeps_changed: bool = False
    states: Counter[PageState] = field(default_factory=Counter)
    wrong: Counter[PageState] = field(default_factory=Counter)
    not_kept: int = 0
    quotations: int = 0

    def look_at(self, pages: Sequence[CitedPage]) -> None:
        """Look at every page; say what is new, and end with a refusal where something is wrong or failed."""
        unreached: list[tuple[KnownPage, PageLook]] = []
        with self.desk.show_progress(lambda: f"{self.states.total():,} of {len(pages):,} pages seen"):
            for page, look in self._looks(pages):
                # Until one page answers, it may be this machine that reaches nobody.
                if not self.states and _is_unreached(look):
                    unreached.append((page, look))
                    continue
                self._store(page, look)
                while unreached:
                    self._store(*unreached.pop())
        if len({urls.host(look.address) for _, look in unreached}) >= _FEWEST_HOSTS:
            raise OfflineError(len(unreached))
        for page, look in unreached:
            self._store(page, look)

    def end(self) -> None:
        """Say how many pages were seen in which state; raise an error if something new is wrong, or a fetch failed."""
        summary = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        failed = max(self.states[PageState.ERROR], self.not_kept)
        if self.wrong:
            raise PagesWrongError(", ".join(f"{count} {state}" for state, count in sorted(self.wrong.items())), summary)
        if self.quotations:
            raise QuotationsChangedError(self.quotations)
        if failed:
            raise PagesFailedError(failed, self.states.total())
        self.desk.hint_on_terminal(f"{self.states.total()} pages: {summary}" if self.states else "no page to look at")

    def _looks(self, pages: Sequence[CitedPage]) -> Iterator[tuple[KnownPage, PageLook]]:
        """Yield what was seen of each page, in the order in which the answers come."""
        waiting: dict[Future[PageLook], KnownPage] = {}
        left = iter(pages)
        executor = ThreadPoolExecutor(_AT_ONCE)
        try:
            while True:
                for cited in islice(left, _AT_ONCE * 2 - len(waiting)):
                    page = self._details(cited)
                    waiting[executor.submit(self.fetcher.look_at, page.address, page.earlier)] = page
                if not waiting:
                    return
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), future.result()
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

    def _details(self, cited: CitedPage) -> KnownPage:
        from factdb.services.documents import page_checks

        with self.desk.reading(before_writing=True) as session:
            return page_checks.known_page(session, cited)

    def _store(self, page: KnownPage, look: PageLook) -> None:
        from factdb.services.documents import editions

        with self.desk.writing() as session:
            actor = self.desk.actor(session)
            keeps = {"keeps_new": self.keeps_new, "keeps_changed": self.keeps_changed}
            stored, comparison = editions.store_look(session, actor, page, look, **keeps)
            lines = self._lines(page, look, stored.state, stored.new_capture)
        if comparison and (lines or stored.new_capture is not None):
            lines += edition_lines(page.cited.name, comparison)
            self.quotations += len(comparison.changed)
        after, is_new = stored.state, stored.new_capture is not None
        self.states[after] += 1
        # A page that the server calls unchanged is kept already.
        self.not_kept += self.keeps_new and look.file is None and look.observation.state.shows_page is False
        if after.is_worry and after is not page.state and not (self.keeps_new and is_new):
            self.wrong[after] += 1
        self.desk.say(*lines)

    def _lines(self, page: KnownPage, look: PageLook, after: PageState, capture_n: int | None) -> list[str]:
        """Return what is new about a page: a capture, or a state that is not that of the check before."""
        lines = []
        if capture_n is not None:
            lines.append(f"{page.cited.name}: kept as capture {capture_n}")
        if after is not page.state and after is not PageState.OK:
            lines.append(f"{page.cited.name}: {after}. {look.observation.why}")
        elif self.keeps_new and look.file is None and capture_n is None:
            lines.append(f"{page.cited.name}: nothing kept. {look.observation.why}")
        return lines


def _is_unreached(look: PageLook) -> bool:
    from factdb.archive.fetched import FailureKind, FetchFailure

    # A refused connection is an answer: the machine reaches others.
    return isinstance(look.fetch, FetchFailure) and look.fetch.kind is FailureKind.DNS


def compare_editions(desk: Desk, documents: Sequence[int]) -> int:
    """Hold quotations against the newest editions of transcripts; name those that changed, and return their number."""
    from factdb.services.documents import editions

    changed = 0
    for number in documents:
        with desk.writing() as session:
            comparison = editions.compare(session, number)
            if comparison is None:
                continue
            editions.record(session, desk.actor(session), comparison)
        desk.say(*edition_lines(f"article {number}", comparison))
        changed += len(comparison.changed)
    return changed


def edition_lines(name: str, comparison: EditionComparison) -> list[str]:
    """Return what a newer edition does to quotations: how many changed, and a line for each."""
    return [f"{name}: {comparison.why}", *map(str, comparison.changed)]


def with_consent(pages: Sequence[ArchivablePage]) -> list[ArchivablePage]:
    """Ask whether the addresses may become known; return the pages of which the archive may be asked.

    Pages that the archive knows already are always among them.
    """
    unasked = [page for page in pages if page.job is None]
    if not unasked:
        return list(pages)
    refusal = ConsentNeededError(_ARCHIVE, len(unasked))
    asked_before = [page for page in pages if page.job]
    if not asking.is_possible():
        if asked_before:
            return asked_before
        raise refusal
    return list(pages) if click.confirm(f"{refusal} Ask it?", err=True) else asked_before


def ask_archive(desk: Desk, archiver: Wayback, pages: Sequence[ArchivablePage]) -> None:
    """Ask about each page and record the answer; stop where the archive is busy, and refuse where it took no page."""
    from factdb.services.documents import archive_requests

    failures: list[ArchiveAnswer] = []
    for left, page in enumerate(pages):
        answer = archive_requests.ask(archiver, page)
        with desk.writing() as session:
            archive_requests.record(session, desk.actor(session), page, answer)
        desk.say(f"{page.cited.name}: {answer.archived_address or f'{answer.state}. {answer.why}'.strip()}")
        if answer.state is ArchiveState.BUSY:
            raise NotArchivedError(_ARCHIVE, len(pages) - left, f"it is busy; come back in {answer.wait} seconds")
        if answer.state in {ArchiveState.REFUSED, ArchiveState.FAILED}:
            failures.append(answer)
    if failures:
        raise NotArchivedError(_ARCHIVE, len(failures), failures[-1].why)
    if not pages:
        desk.hint("nothing to ask: a copy of each page is confirmed")
    elif any(page.job is None for page in pages):
        desk.hint("Asking is not keeping. See what the archive did: factdb evidence archive")
