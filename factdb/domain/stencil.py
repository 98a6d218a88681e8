"""Canonical texts of bodies that are alike but for some values, as a file of claims makes them by the hundred thousand.

What is the same in all is written once; the result is, to the letter, what `history.canonical` makes of the whole.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from factdb.domain.history import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Stencil:
    """An object of which some values are known, and others are filled in as texts of JSON."""

    def __init__(self, known: Mapping[str, object], filled: Iterable[str]) -> None:
        """Take the values that never change, and the keys of those that do."""
        holes = sorted(filled)
        parts = [
            f"{json.dumps(key)}:{'%s' if key in holes else text_of(known[key]).replace('%', '%%')}"
            for key in sorted({*known, *holes})
        ]
        self.order = tuple(holes)
        """The keys that are filled in, in the order in which `of` takes their texts."""
        self._text = "{" + ",".join(parts) + "}"

    def of(self, texts: Iterable[str]) -> str:
        """Return the whole text."""
        return self._text % tuple(texts)


def scalars(values: Iterable[str | int | None]) -> list[str]:
    """Return the JSON texts of texts, whole numbers, and nothing."""
    return [
        "null" if value is None else encode_basestring(value) if isinstance(value, str) else str(value)
        for value in values
    ]


def text_of(value: object) -> str:
    """Return the canonical JSON text of any value."""
    return canonical({"": value})[len('{"":') : -1]
