"""Says what one fetch of a cited page saw: an observation with its reasons, and no conclusion.

Nothing is fetched here: the text of the page, an earlier text and the answer to a probe are handed in.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapidfuzz.distance import Indel

from factdb.archive import page_signs
from factdb.archive.fetched import Fetched, FetchFailure
from factdb.archive.page_signs import StandIn
from factdb.domain import passages, quotation_marks, urls
from factdb.domain.page_states import PageState
from factdb.quotation import comparing, quoted_passage, source_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.domain.passages import Span

_MOST_IN_ORDER = 60_000  # words of both texts
_NEARLY_ALL = 0.999  # of two texts that have the same words in another order
LIKE_MISSING = 0.9  # share of words that a page has in common with the answer to a missing address
_UNCHANGED = 304
_PAYMENT, _PROXY_LOGIN = 402, 407
_LOGIN = frozenset({401, _PROXY_LOGIN})
_BLOCKED = frozenset({403, 406, 418, 425, 429, 430, 451, 999})
_GONE = frozenset({404, 410})
_OK = frozenset({200, 203})
_BUSY = 503
# Marks around words: an excerpt is looked for as a whole, not only what it quotes. Apostrophes within words stay.
_MARKS = re.compile(
    rf"[{quotation_marks.DOUBLE_MARKS}]|(?<!\w)[{quotation_marks.SINGLE_MARKS}]|[{quotation_marks.SINGLE_MARKS}](?!\w)"
)


@dataclass(frozen=True, slots=True)
class ExcerptSighting:
    """An excerpt in the page: `likeness` is 1.0 where its words are there exactly, 0.0 where nothing like them is.

    `span` is where the words are, or the nearest passage; it is reported, and never taken for the excerpt in silence.
    """

    excerpt: str
    likeness: float
    span: Span | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the very words are there."""
        return self.span is not None and self.likeness == 1.0


@dataclass(frozen=True, slots=True)
class Observation:
    """What one check saw: the state, why in a sentence, and the facts that were looked at, each where there is one.

    `likeness` is the share of words that the page has in common with its earlier text.
    """

    state: PageState
    why: str
    final_address: str | None = None
    likeness: float | None = None
    excerpts: tuple[ExcerptSighting, ...] = ()
    stand_in: StandIn | None = None


@dataclass(frozen=True, slots=True)
class MissingPage:
    """How a host answers an address that surely does not exist: see `missing_address`."""

    status: int
    text: str


def missing_address(address: str, token: str) -> str:
    """Return an address beside a page that surely does not exist; `token` is random."""
    parts = urlsplit(address)
    folder = parts.path.rpartition("/")[0]
    return f"{parts.scheme}://{parts.netloc}{folder}/no-such-page-{token}"


def observe(
    fetch: Fetched | FetchFailure,
    text: str,
    *,
    earlier_text: str | None = None,
    excerpts: Sequence[str] = (),
    missing: MissingPage | None = None,
) -> Observation:
    """Return what a fetch saw. `text` is the running text of the page, empty where none could be read."""
    if isinstance(fetch, FetchFailure):
        return Observation(PageState.ERROR, f"The page could not be fetched: {fetch.why}.")
    final = fetch.final_address
    if fetch.status == _UNCHANGED:
        seen = _compared(fetch, earlier_text or "", earlier_text, look_for(excerpts, earlier_text or ""))
        is_as_before = seen.state in {PageState.OK, PageState.MOVED}
        return replace(seen, why="The server says that the page is unchanged.") if is_as_before else seen
    if fetch.status not in _OK:
        return _refused(fetch, page_signs.stand_in(page_signs.read_source(fetch, text)))
    if not fetch.content.strip():
        return Observation(PageState.ERROR, "The server sent an empty page.", final)
    sightings = look_for(excerpts, text)
    # The cited words prove the page, whatever else it shows: a banner about cookies, an offer to subscribe.
    is_proven = bool(sightings) and all(sighting.is_exact for sighting in sightings)
    replaced = None if is_proven else _replaced(fetch, text, missing)
    return replaced or _compared(fetch, text, earlier_text, sightings)


def _replaced(fetch: Fetched, text: str, missing: MissingPage | None) -> Observation | None:
    """Return what is shown instead of the page; None where the page itself seems to be there."""
    final = fetch.final_address
    sign = page_signs.stand_in(page_signs.read_source(fetch, text))
    if sign is not None and sign is not StandIn.NOT_FOUND:
        state = PageState.BLOCKED if sign is StandIn.BOT_CHECK else PageState.WALL
        return Observation(state, f"The page is behind a {sign}.", final, stand_in=sign)
    why = _soft_404(fetch, text, sign, missing)
    return Observation(PageState.SOFT_404, why, final, stand_in=sign) if why else None


def _refused(fetch: Fetched, sign: StandIn | None) -> Observation:
    """Return what a status other than 200 says."""
    status, final = fetch.status, fetch.final_address
    answered = f"The server answered with status {status}"
    if sign is StandIn.BOT_CHECK:
        return Observation(PageState.BLOCKED, f"{answered} and a bot check.", final, stand_in=sign)
    if status in _GONE:
        return Observation(PageState.GONE, f"{answered}.", final)
    if status in _LOGIN or status == _PAYMENT:
        wall = StandIn.PAY_WALL if status == _PAYMENT else StandIn.LOGIN_WALL
        return Observation(PageState.WALL, f"{answered}: the page is behind a {wall}.", final, stand_in=wall)
    if status in _BLOCKED:
        return Observation(PageState.BLOCKED, f"{answered}: it refuses this program, or this country.", final)
    return Observation(PageState.ERROR, f"{answered}{', it is overloaded' if status == _BUSY else ''}.", final)


def _soft_404(fetch: Fetched, text: str, sign: StandIn | None, missing: MissingPage | None) -> str | None:
    """Return why an answer with status 200 is none; None where it seems to be the page."""
    if sign is StandIn.NOT_FOUND:
        return "The page says itself that it was not found."
    was_deep = urlsplit(fetch.address).path.strip("/") or urlsplit(fetch.address).query
    final = urlsplit(fetch.final_address)
    if len(fetch.hops) > 1 and was_deep and not final.path.strip("/") and not final.query:
        return "The address leads to the front page."
    if missing and missing.status in _OK and missing.text.strip():
        likeness = word_likeness(text, missing.text)
        if likeness >= LIKE_MISSING:
            return f"The text is that of this host's page for missing addresses ({likeness:.0%} alike)."
    return None


def _compared(
    fetch: Fetched, text: str, earlier_text: str | None, sightings: tuple[ExcerptSighting, ...]
) -> Observation:
    """Return what the page itself says, beside its earlier text and the excerpts."""
    final = fetch.final_address
    likeness = None if earlier_text is None else word_likeness(earlier_text, text)
    count = len(sightings)
    if lost := [sighting for sighting in sightings if sighting.span is None]:
        why = (
            "The page does not have the excerpt." if count == 1 else f"The page lacks {len(lost)} of {count} excerpts."
        )
        return Observation(PageState.EXCERPT_GONE, why, final, likeness, sightings)
    if altered := [sighting for sighting in sightings if not sighting.is_exact]:
        why = f"The page has {len(altered)} of {count} excerpts in other words."
        if count == 1:
            why = "The page has the excerpt in other words."
        return Observation(PageState.CHANGED, why, final, likeness, sightings)
    if likeness is not None and likeness < 1:
        why = f"The text has changed: {likeness:.1%} of the words are as before."
        return Observation(PageState.CHANGED, why, final, likeness, sightings)
    if _place(final) != _place(fetch.address):
        return Observation(PageState.MOVED, f"The address leads to {final}.", final, likeness, sightings)
    return Observation(PageState.OK, "The page is there.", final, likeness, sightings)


def look_for(excerpts: Sequence[str], text: str) -> tuple[ExcerptSighting, ...]:
    """Look for excerpts in a text, each exactly, else for the passage that is most like it."""
    sources = None
    sightings = []
    for excerpt in excerpts:
        if spans := passages.find(text, excerpt):
            sightings.append(ExcerptSighting(excerpt, 1.0, spans[0]))
            continue
        sources = source_text.read_sources(text) if sources is None else sources
        quotation = quoted_passage.read_quotation(_MARKS.sub(" ", excerpt))
        place = comparing.compare(quotation, sources).place if quotation.words.keys else None
        # Not 1.0, which would say that the very words are there: the same words in another case are not.
        likeness = min(word_likeness(excerpt, text[place.start : place.end]), 0.99) if place else 0.0
        sightings.append(ExcerptSighting(excerpt, likeness, place))
    return tuple(sightings)


def word_likeness(first: str, second: str) -> float:
    """Return the share of words that two texts have in common in the same order, from 0 to 1.

    Of texts as long as a book the order does not count: to compare it takes the square of their length.
    """
    before, after = (passages.comparable_form(text).split() for text in (first, second))
    if before == after:
        return 1.0
    if len(before) + len(after) > _MOST_IN_ORDER:
        common = (Counter(before) & Counter(after)).total()
        return min(2 * common / (len(before) + len(after)), _NEARLY_ALL)
    return Indel.normalized_similarity(before, after)


def percent(likeness: float) -> int:
    """Return a share in percent: 100 only where nothing differs, 0 only where nothing is alike."""
    return round(likeness * 100) if likeness in {0.0, 1.0} else min(max(round(likeness * 100), 1), 99)


def _place(address: str) -> tuple[str, str, str]:
    """Return where a page is: https, "www." and a slash at the end make no other place of it."""
    parts = urlsplit(urls.canonical(address))
    return urls.host(address), parts.path.rstrip("/"), parts.query
