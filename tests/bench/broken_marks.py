"""Breaks one quotation mark in each paragraph that quotes, to see how much of the rest is still found."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from tests.bench.quotation_scores import Document

_PARAGRAPH = re.compile(r"[^\n]+")
_MARKS = '"\u201c\u201d'
_TURNED = {"\u201c": "\u201d", "\u201d": "\u201c", '"': "\u201c"}


def turned(documents: Iterable[Document], seed: int = 3) -> list[Document]:
    """Return the documents with one mark of each directly quoting paragraph turned round."""
    chance = random.Random(seed)  # noqa: S311 - the same marks in each run
    return [_with_turned(document, _chosen(document, chance)) for document in documents]


def left_out(documents: Iterable[Document], seed: int = 3) -> list[Document]:
    """Return the documents with one mark of each directly quoting paragraph left out."""
    chance = random.Random(seed)  # noqa: S311 - the same marks in each run
    return [_without(document, _chosen(document, chance)) for document in documents]


def _chosen(document: Document, chance: random.Random) -> list[int]:
    found = []
    for paragraph in _PARAGRAPH.finditer(document["text"]):
        marks = [paragraph.start() + at for at, mark in enumerate(paragraph[0]) if mark in _MARKS]
        if marks and any(_is_direct(quote, *paragraph.span()) for quote in document["quotes"]):
            found.append(chance.choice(marks))
    return found


def _is_direct(quote: dict[str, Any], first: int, last: int) -> bool:
    return quote["kind"] == "direct" and any(start < last and end > first for start, end in quote["spans"])


def _with_turned(document: Document, places: list[int]) -> Document:
    letters = list(document["text"])
    for at in places:
        letters[at] = _TURNED[letters[at]]
    return {**document, "text": "".join(letters)}


def _without(document: Document, places: list[int]) -> Document:
    """Leave marks out, and move the spans of what people marked with the text."""
    left_out_at = frozenset(places)
    text = "".join(letter for at, letter in enumerate(document["text"]) if at not in left_out_at)
    quotes = [
        {**quote, **{key: _moved(quote.get(key) or [], places) for key in ("spans", "speaker_spans")}}
        for quote in document["quotes"]
    ]
    return {**document, "text": text, "quotes": quotes}


def _moved(spans: list[list[int]], places: list[int]) -> list[list[int]]:
    return [[at - bisect_left(places, at) for at in span] for span in spans]
