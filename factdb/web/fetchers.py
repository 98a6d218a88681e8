"""What fetches pages for the site: one fetcher for all requests, so that no host gets two of them at once."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from anyio import CapacityLimiter

from factdb.errors import FactdbError
from factdb.errors.archive import FetchingOffError, TooManyFetchesError
from factdb.services.documents import page_fetching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.archive.capture_files import CaptureFolder
    from factdb.archive.wayback import Wayback
    from factdb.services.documents.page_fetching import PageFetcher
    from factdb.settings import Settings

# A fetch may take a minute. So many wait at once, on threads of their own: pages never wait for a slow host.
_AT_ONCE = 8


@dataclass(slots=True)
class Fetchers:
    """The fetcher of cited pages and the web archive, as the settings describe them; without settings, there are none.

    Both are made when they are first needed: the network client takes time to load, and is an extra.
    """

    settings: Settings | None = None
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))
    _lock: Lock = field(default_factory=Lock)
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))
    _fetcher: PageFetcher | None = None
    _wayback: Wayback | None = None

    def fetcher(self) -> PageFetcher:
        """Return the fetcher of cited pages; refuse where nothing can be fetched, and say why."""
        # Threads share it, and with it the delay between two fetches from one host.
        with self._lock:
            if self._fetcher is None:
                self._fetcher = page_fetching.open_fetcher(self._require_settings())
            return self._fetcher

    def wayback(self) -> Wayback:
        """Return the web archive; refuse where nothing can be fetched, and say why."""
        with self._lock:
            if self._wayback is None:
                self._wayback = page_fetching.open_wayback(self._require_settings())
            return self._wayback

    def folder(self) -> CaptureFolder:
        """Return the folder of captures; refuse where there is none."""
        return page_fetching.capture_folder(self._require_settings())

    def why_not(self) -> FactdbError | None:
        """Return why no page can be fetched; None where one can."""
        try:
            self.fetcher()
        except FactdbError as error:
            return error
        return None

    @contextmanager
    def turn(self) -> Iterator[PageFetcher]:
        """Give the fetcher to a form that runs on a thread of the pages; refuse more than a few at once."""
        fetcher = self.fetcher()
        if not self._turns.acquire(blocking=False):
            raise TooManyFetchesError(_AT_ONCE)
        try:
            yield fetcher
        finally:
            self._turns.release()

    def _require_settings(self) -> Settings:
        if self.settings is None:
            raise FetchingOffError
        return self.settings
