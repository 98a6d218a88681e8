"""Writes canonical JSON texts of known shapes, as `chain.canonical` does, but without a look into every value.

An import writes three for each row: looking into each value would take longer than hashing it.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from factdb.domain.history import chain, sealing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class JsonTemplate:
    """A JSON object with constant values and values that are filled in as JSON texts."""

    def __init__(self, constants: Mapping[str, object], filled: Iterable[str]) -> None:
        """Set the constant values, and the keys to fill in."""
        holes = sorted(filled)
        parts = [
            f"{json.dumps(key)}:{'%s' if key in holes else json_text(constants[key]).replace('%', '%%')}"
            for key in sorted({*constants, *holes})
        ]
        self.order = tuple(holes)
        """The keys that are filled in, in the order in which `fill` takes their texts."""
        self._text = "{" + ",".join(parts) + "}"

    def fill(self, texts: Iterable[str]) -> str:
        """Return the JSON text of the object."""
        return self._text % tuple(texts)


def scalar_texts(values: Iterable[str | int | None]) -> list[str]:
    """Return the JSON texts of strings, integers and None."""
    return [
        "null" if value is None else encode_basestring(value) if isinstance(value, str) else str(value)
        for value in values
    ]


def sealed_texts(beside: sealing.Beside) -> tuple[str, str]:
    """Return the canonical JSON texts of what a body holds of sealed parts, and of the words beside the body.

    They are those of `sealing.entries` and `words_text`, whose shapes are known here: a batch has many of them.
    """
    entries, words = [], []
    for part, (salt, places) in sorted(beside.items()):
        key, (made, *named) = encode_basestring(part), sealing.commitment_entry(salt, places)
        keys = [encode_basestring(place) for place in named]
        texts = [encode_basestring(places[place]) for place in named]
        by_place = ",".join([f"{place}:{text}" for place, text in zip(keys, texts, strict=True)])
        entries.append(f"{key}:[{','.join([encode_basestring(made), *keys])}]")
        words.append(f"{key}:[{encode_basestring(salt)},{{{by_place}}}]")
    return f"{{{','.join(entries)}}}", f"{{{','.join(words)}}}"


def json_text(value: object) -> str:
    """Return the canonical JSON text of any value."""
    return chain.canonical({"": value})[len('{"":') : -1]
