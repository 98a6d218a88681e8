"""Reads ClaimReview: an object, an array, a `@graph`, the Data Commons feed, or what a page of HTML holds.

A page is read by lxml and extruct (the extra "pages"): its scripts of JSON-LD, then its microdata.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from factdb.domain import linked_data
from factdb.errors.exchange import FileRefusedError, MissingExtraError, RowRefusedError
from factdb.errors.import_files import BrokenJsonError, NoReviewError
from factdb.formats.claimreview.review_fields import record
from factdb.formats.files import json_stream, strict_json
from factdb.formats.files.json_stream import Element
from factdb.formats.records.row_errors import FileRow, FileRows, Records, checked_row, records, require_rows, up_to_cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from factdb.formats.files.texts import Text
    from factdb.formats.rows import Json

LONGEST_PAGE = 20_000_000  # characters: lxml builds a tree of all of them in memory
# A page may begin with comments; a file of JSON never begins with "<".
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta|div|article)\b", re.IGNORECASE | re.DOTALL
)


def is_page(start: str) -> bool:
    """Return whether a text begins as a page of HTML."""
    return bool(_HTML.match(start))


def read(text: Text) -> Records:
    """Read the reviews of a file of JSON, each element of its array on its own, or of a page of HTML.

    References by `@id` are followed within an element, or within a page. MediaReview and other types are skipped.
    """
    rows = _page_rows(text) if is_page(text.head()) else _reviews(text.name, json_stream.elements(text))
    return records(text.name, require_rows(rows, NoReviewError(text.name)), record)


def read_feed(text: Text) -> Records:
    """Read a Data Commons feed, item by item; null items and nulls among them are skipped."""
    elements = json_stream.elements(text, ("dataFeedElement",))
    return records(text.name, _reviews(text.name, elements), record)


def _reviews(file: str, elements: Iterable[Element]) -> FileRows:
    return up_to_cut(file, _reviews_in(file, elements))


def _reviews_in(file: str, elements: Iterable[Element]) -> FileRows:
    for element in _flatten(elements):
        if element.value is None:
            continue
        row = checked_row(file, element)
        if isinstance(row, RowRefusedError):
            yield row
        else:
            graph = linked_data.Graph(row.raw)
            reviews = (node for node in linked_data.nodes(row.raw) if linked_data.is_a(node, "ClaimReview"))
            yield from (FileRow(row.line, cast("dict[str, Json]", graph.resolve(review))) for review in reviews)


def _flatten(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements of lists in their place: some put a list of reviews into an array."""
    for element in elements:
        # A list with a flaw stays whole: it is refused as one row, and one nested too deep ends no recursion here.
        if isinstance(element.value, list) and not strict_json.flaw(element.value):
            yield from _flatten(Element(element.line, value) for value in element.value)
        else:
            yield element


# -- pages ---------------------------------------------------------------------------------------------------


def _page_rows(text: Text) -> FileRows:
    """Yield the reviews in a page's scripts of JSON-LD and in its microdata.

    A script that is not valid JSON is refused as a row if it has a review, and else only if the page has no other.
    """
    page = _read_page(text)
    try:
        from extruct.w3cmicrodata import MicrodataExtractor  # noqa: PLC0415 - an extra
        from lxml import etree, html  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("web pages", "pages") from None
    try:
        # As bytes, in an encoding that is given: a text with an XML declaration of another encoding is refused by lxml.
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise FileRefusedError(text.name, 1, f"begins a page that cannot be read: {error}") from None
    broken: list[_BrokenScript] = []
    microdata = (Element(1, item) for item in MicrodataExtractor().extract_items(tree, ""))
    rows = list(_reviews(text.name, chain(_script_elements(tree, broken), microdata)))
    if broken and not rows:
        raise BrokenJsonError(text.name, broken[0].line, broken[0].why)
    yield from rows
    for script in broken:
        if "ClaimReview" in script.text:
            yield RowRefusedError(text.name, script.line, script.why).of(script.text)


def _read_page(text: Text) -> str:
    page = ""
    for piece in text.pieces():
        page += piece
        if len(page) > LONGEST_PAGE:
            raise FileRefusedError(text.name, 1, f"begins a page of more than {LONGEST_PAGE:,} characters")
    return page


class _BrokenScript(NamedTuple):
    """A script of a page that is not valid JSON, the line where it begins, and why."""

    line: int
    why: str
    text: str


def _script_elements(tree: Any, broken: list[_BrokenScript]) -> Iterator[Element]:  # noqa: ANN401 - lxml has no types
    """Yield the values in a page's scripts of JSON-LD, each with its line; add the scripts that cannot be read."""
    for script in tree.iter("script"):
        if not linked_data.is_script_type(script.get("type")):
            continue
        line, written = script.sourceline or 1, script.text or ""
        try:
            values = linked_data.read_script(written, strict_json.decode)
        except ValueError as error:
            why = f"begins a script that is not valid JSON: {strict_json.reason(error)}"
            broken.append(_BrokenScript(line, why, written))
        else:
            yield from (Element(line, value) for value in values)
