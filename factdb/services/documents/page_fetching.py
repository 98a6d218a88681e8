"""Looks at cited pages: fetches a page, reads it, and says what was seen. A fetch ends before a write begins."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from importlib import metadata
from ipaddress import ip_network
from typing import TYPE_CHECKING, NamedTuple

from factdb.archive import page_state, warc_writing, wayback
from factdb.archive.capture_files import CaptureFolder
from factdb.archive.fetched import Fetched, FetchFailure, FetchLimits
from factdb.archive.guard import Guard
from factdb.archive.wayback import Wayback
from factdb.domain.page_states import PageState
from factdb.errors import UnreadableFileError, ended, short
from factdb.errors.archive import FetchingOffError, NoCaptureFolderError
from factdb.extract.pages import page_reading
from factdb.services.documents.captures import CaptureFile, PageFile, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.archive.client import Client
    from factdb.archive.fetched import Validators
    from factdb.archive.page_state import ExcerptSighting, Observation
    from factdb.extract.pages.page_reading import PageReading
    from factdb.settings import Settings

_ARCHIVE_DELAY = 4  # times the usual one: an archive takes about 15 requests a minute
_SHORT = 1_500  # characters: a page that is not there often shows less
_LONGEST_PASSAGE = 300  # characters of a passage in a notice
_UNLIKE = 0.5  # share of the earlier words below which a page may be another one


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of a page before it is looked at: its text, the cited excerpts, and the server's marks."""

    text: str | None = None
    excerpts: tuple[str, ...] = ()
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class PageLook:
    """One look at a page: what the fetch brought, the page as it was read, and the observation.

    `file` is what to keep; None where nothing should be kept as the page: it was not there, or is unchanged.
    """

    address: str
    fetch: Fetched | FetchFailure
    observation: Observation
    file: PageFile | None = field(default=None, repr=False)

    @property
    def validators(self) -> Validators | None:
        """The server's marks of this version, for the next check."""
        shows = isinstance(self.fetch, Fetched) and self.observation.state.shows_page
        return self.fetch.validators if shows and isinstance(self.fetch, Fetched) else None


@dataclass(frozen=True, slots=True)
class PageFetcher:
    """Fetches pages for the folder of captures; threads may share it. `software` and `operator` sign the files."""

    client: Client
    folder: CaptureFolder
    software: str
    operator: str | None = None

    def look_at(self, address: str, earlier: Earlier | None = None) -> PageLook:
        """Fetch a page, read it, and compare it with what was known; a failure is an observation too."""
        earlier = earlier or Earlier()
        fetch = self.client.fetch(address, earlier.validators)
        page = _read(fetch) if isinstance(fetch, Fetched) else None
        text = page.text if page else ""
        observation = page_state.observe(fetch, text, earlier_text=earlier.text, excerpts=earlier.excerpts)
        if isinstance(fetch, Fetched) and _may_be_missing(observation, text):
            missing = self._missing_page(fetch.final_address)
            observation = page_state.observe(
                fetch, text, earlier_text=earlier.text, excerpts=earlier.excerpts, missing=missing
            )
        if isinstance(fetch, Fetched) and fetch.content and observation.state.shows_page:
            return PageLook(address, fetch, observation, self._page_file(fetch, page))
        return PageLook(address, fetch, observation)

    def _page_file(self, fetch: Fetched, page: PageReading | None) -> PageFile:
        file = CaptureFile(self.folder, warc_writing.write_warc(fetch, self.software, self.operator))
        modified_on = page.modified.day if page else None
        return PageFile(Reading.of_page(fetch.content, page.text if page else "", modified_on, file), page)

    def _missing_page(self, address: str) -> page_state.MissingPage | None:
        """Ask the host for an address that surely does not exist: some answer as if it did."""
        fetch = self.client.fetch(page_state.missing_address(address, secrets.token_hex(8)))
        if not isinstance(fetch, Fetched):
            return None
        page = _read(fetch)
        return page_state.MissingPage(fetch.status, page.text if page else "")


def open_fetcher(settings: Settings) -> PageFetcher:
    """Return the fetcher that the settings describe; refuse where nothing can be fetched, and say why."""
    if not settings.evidence.fetch:
        raise FetchingOffError
    folder = capture_folder(settings)
    operator = settings.desk.name.value if settings.desk.name else None
    return PageFetcher(_client(settings), folder, f"factdb/{metadata.version('factdb')}", operator)


def open_wayback(settings: Settings) -> Wayback:
    """Return the Wayback Machine, or the archive that the settings name in its place, through the guarded client."""
    if not settings.evidence.fetch:
        raise FetchingOffError
    evidence = settings.evidence
    client = _client(settings, delay=evidence.delay * _ARCHIVE_DELAY)
    return Wayback(client, evidence.wayback_keys, evidence.wayback or wayback.ADDRESS)


def _client(settings: Settings, delay: float | None = None) -> Client:
    # It imports the network client, which is an extra: without it the error names the extra.
    from factdb.archive.client import Client, user_agent  # noqa: PLC0415

    evidence = settings.evidence
    name, url = (setting.value if setting else None for setting in (settings.desk.name, settings.desk.url))
    guard = Guard(frozenset(evidence.ports), tuple(map(ip_network, evidence.networks)))
    limits = FetchLimits(delay=evidence.delay if delay is None else delay)
    return Client(user_agent(metadata.version("factdb"), name, url), guard=guard, limits=limits)


def capture_folder(settings: Settings) -> CaptureFolder:
    """Return the folder of captures; refuse where PostgreSQL has none."""
    if settings.capture_folder is None:
        raise NoCaptureFolderError
    return CaptureFolder(settings.capture_folder)


def _read(fetch: Fetched) -> PageReading | None:
    """Return a response as a page; None where it is no page of text, such as a picture."""
    try:
        return page_reading.read_page(fetch.content, fetch.address, fetch.content_type, fetch.final_address)
    except UnreadableFileError:
        return None


def _may_be_missing(observation: Observation, text: str) -> bool:
    """Return whether a page may be the host's answer to every missing address; the cited words prove that it is not."""
    if not observation.state.shows_page:
        return False
    if observation.excerpts:
        return not any(sighting.is_exact for sighting in observation.excerpts)
    if observation.likeness is not None:
        return observation.likeness < _UNLIKE
    return len(text) < _SHORT


class Ways(NamedTuple):
    """What to do about a page that was not kept, in the words of a face: fetch it later, or hand it in."""

    later: str
    by_hand: str


def notices(look: PageLook | None, why_not: str, ways: Ways) -> list[str]:
    """Return what to say of a page that was cited; `why_not` says why nothing was fetched."""
    if look is None:
        return [f"Nothing was fetched. {ended(why_not)} {ways.later}"]
    if look.file is None:
        return [_not_kept(look, ways)]
    text = look.file.page.text if look.file.page else ""
    kept = f"kept: {len(text):,} characters of text" if text else "kept, without a text"
    moved = [look.observation.why] if look.observation.state is PageState.MOVED else []
    return [kept, *moved, *_excerpts(look, text)]


def _not_kept(look: PageLook, ways: Ways) -> str:
    why = look.observation.why
    if isinstance(look.fetch, FetchFailure):
        return f"Nothing was fetched: {ended(look.fetch.why)} {ways.later}"
    return f"Nothing was kept. {why} {ways.later if look.observation.state is PageState.ERROR else ways.by_hand}"


def _excerpts(look: PageLook, text: str) -> Iterator[str]:
    for sighting in look.observation.excerpts:
        if not sighting.is_exact:
            yield _nearest(sighting, text)


def _nearest(sighting: ExcerptSighting, text: str) -> str:
    if sighting.span is None:
        return "The excerpt is not in the page as fetched, and nothing is like it."
    passage = short(text[sighting.span.start : sighting.span.end], _LONGEST_PASSAGE)
    likeness = page_state.percent(sighting.likeness)
    return f"The excerpt is not in the page as fetched. The nearest passage ({likeness} %): {passage}"
