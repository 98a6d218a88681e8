"""Reads ClaimReview: an object, an array, a `@graph`, the Data Commons feed, or what a page of HTML holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from factdb.domain.linked_data import Graph, is_a, nodes
from factdb.errors.exchange import RowRefusedError
from factdb.formats.claimreview import html
from factdb.formats.claimreview.review_fields import record
from factdb.formats.files import json_stream, strict_json
from factdb.formats.files.json_stream import Element
from factdb.formats.records.row_errors import Records, Row, Rows, checked, first_or_none, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from factdb.formats.files.texts import Text
    from factdb.formats.rows import Json

_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta|div|article)\b", re.IGNORECASE | re.DOTALL
)
_NOTHING = "holds no ClaimReview, nor does any other"


def is_page(start: str) -> bool:
    """Tell whether a text begins as a page of HTML."""
    return bool(_HTML.match(start))


def read(text: Text) -> Records:
    """Read the reviews of a file of JSON, each element of its array on its own, or of a page of HTML.

    References by `@id` are followed within an element, or within a page. MediaReview and other types are passed over.
    """
    if is_page(text.head()):
        return _read(text.name, iter(html.elements(text)))
    return _read(text.name, json_stream.elements(text))


def read_feed(text: Text) -> Records:
    """Read a Data Commons feed, item by item; null items and nulls among them are passed over."""
    elements = json_stream.elements(text, ("dataFeedElement",))
    return records(text.name, _reviews(text.name, elements), record)


def _read(file: str, elements: Iterator[Element]) -> Records:
    return records(file, first_or_none(_reviews(file, elements), file, _NOTHING), record)


def _reviews(file: str, elements: Iterable[Element]) -> Rows:
    for element in _flat(elements):
        found = None if element.value is None else checked(file, element)
        if isinstance(found, RowRefusedError):
            yield found
        elif found is not None:
            graph = Graph(found.raw)
            reviews = (node for node in nodes(found.raw) if is_a(node, "ClaimReview"))
            yield from (Row(found.line, cast("dict[str, Json]", graph.resolve(node))) for node in reviews)


def _flat(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements of lists in their place: some put a list of reviews into an array."""
    for element in elements:
        if isinstance(element.value, list) and not strict_json.flaw(element.value):
            yield from _flat(Element(element.line, each) for each in element.value)
        else:
            yield element
