"""Renders the pages from their templates: every value is escaped, and a missing one is an error."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from factdb.domain.ratings import TONES
from factdb.domain.text import replace_controls
from factdb.web import keys
from factdb.web.safety import MOST_BODY_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.datastructures import QueryParams
    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site

_CODE = re.compile("`([^`]+)`")
PAGE = 50  # rows
# Up to here, counts for all facets take some hundredths of a second; beyond, a page does not wait for them.
MOST_WITH_COUNTS = 50_000
MOST_FOUND_WITH_COUNTS = 10_000  # of a search, whose claims no index has together
_WORDS = re.compile(r"\s*\S+|\s+$")
MOST_COUNTED = 10_000
_MOST_COMPARED = 20_000  # characters
_Row = TypeVar("_Row")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@cache
def environment() -> Environment:
    """Return the environment of the templates, which is made once."""
    made = Environment(
        loader=PackageLoader("factdb.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"keyed": keys.keyed, "kbd": keys.kbd, "word_changes": word_changes, "side_by_side": side_by_side}
    made.filters |= {"day": day, "moment": moment, "chip": chip, "direction": direction, "coded": coded}
    made.filters["shown_count"] = shown_count
    made.globals["spoken"] = spoken
    made.globals["most_form_bytes"] = MOST_BODY_BYTES
    made.globals["most_counted"] = MOST_COUNTED
    return made


def page(request: Request, site: Site, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    """Answer with a page; each template has the site, the path of the page and the person beside its own values."""
    text = environment().get_template(template)
    shared = {"site": site, "path": request.url.path, "handle": None, "notice": None}
    # HTML has no control characters. Forms send what was shown beside what was typed, so the same signs stand in both.
    return HTMLResponse(replace_controls(text.render(**shared | values)), status)


_MOST_CHIPS = 500  # the ratings of a desk's scales; more are made anew
_CHIP = Markup('<span class="chip {}"><span aria-hidden="true">{}</span> {}</span>')
_SIGNS = {"good": ("✓", "supported"), "mixed": ("~", "mixed"), "bad": ("✗", "refuted")}


def day(value: date | str | None) -> str:
    """Return a day as it is known: 2021-07-26, or 2021-07."""
    return str(value) if value else "unknown day"


def moment(value: datetime | None) -> str:
    """Return a moment to the minute, in UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if value else ""


@lru_cache(_MOST_CHIPS)
def chip(rating: str | None) -> Markup:
    """Return a rating as it is shown: its words, and a sign beside the colour, which never stands alone."""
    if rating is None:
        return Markup()
    sign, colour = _SIGNS.get(TONES.get(rating, ""), ("•", "neutral"))
    return _CHIP.format(colour, sign, rating.replace("-", " "))


def coded(text: str) -> Markup:
    """Return a description of a report, in which names between backticks are code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped, but for our own tag


def shown_count(count: int) -> str:
    """Return a count for people: nobody needs to know how many more than ten thousand there are."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def direction(text: str | None) -> str:
    """Return "rtl" for a text whose first letter is of a script that runs from right to left, else "ltr"."""
    if text is None or text.isascii():  # the quick way for most of them
        return "ltr"
    letters = (unicodedata.bidirectional(sign) for sign in text)
    first = next((kind for kind in letters if kind == "L" or kind in _RIGHT_TO_LEFT), "L")
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


def spoken(text: str | None, language: str | None = None) -> Markup:
    """Return the attributes of an element with this text: its direction, and its language if that is known."""
    tag = Markup(' lang="{}"').format(language) if language else Markup()
    return Markup(' dir="{}"').format(direction(text)) + tag


def word_changes(was: Any, now: Any) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:  # noqa: ANN401 - facts
    """Return two values in stretches of words, each with whether both values share it."""
    before, after = (_WORDS.findall(_shown(value)) for value in (was, now))
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = [], []
    for operation, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for side, words in zip(sides, (before[start:end], after[first:last]), strict=True):
            if words:
                side.append(("".join(words), operation == "equal"))
    return sides


def side_by_side(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return two passages as `word_changes` does; of long ones all words, for comparing those takes too long."""
    if not before or not after or len(before) + len(after) > _MOST_COMPARED:
        return [(before, False)], [(after, False)]
    return word_changes(before, after)


def _shown(value: Any) -> str:  # noqa: ANN401 - facts
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def link_with(typed: QueryParams, parameter: str, value: str, *, alone: bool = False) -> str:
    """Return the address with a value switched on, or off if it is on; another filter begins at the first page."""
    pairs = [pair for pair in typed.multi_items() if pair[0] != "after" and not (alone and pair[0] == parameter)]
    pair = (parameter, value)
    pairs = [other for other in pairs if other != pair] if pair in pairs else [*pairs, pair]
    return f"?{urlencode(pairs)}"


def next_page(typed: QueryParams, rows: Sequence[_Row], shown: int, place: Callable[[_Row], object]) -> str | None:
    """Return the address of the page behind the last shown row; None if no row more was read than is shown."""
    return link_with(typed, "after", str(place(rows[shown - 1])), alone=True) if len(rows) > shown else None
