"""Walks JSON-LD and microdata as publishers write them: values bare, wrapped, listed, nested or referred to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Node = dict[str, object]
_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")
_MOST_REFERENCES, _DEEP_ENOUGH = 1000, 32
_WRAPPED = ("@value", "@list", "@set")


def nodes(value: object) -> Iterator[Node]:
    """Yield every object in a value as it stands there, outer ones first."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            waiting.extend(reversed(one))


def is_a(node: Node, kind: str) -> bool:
    """Tell whether a node says that it is of this type of schema.org."""
    return kind in [_PREFIX.sub("", each) for each in _as_list(lifted(node).get("@type")) if isinstance(each, str)]


def parts(node: Node, key: str) -> list[object]:
    """Return what stands under a key as a list, unwrapped, its objects lifted, and nothing empty in it."""
    found = (lifted(each) if isinstance(each, dict) else each for each in _as_list(lifted(node).get(key)))
    return [each for each in found if each not in (None, "", [], {})]


def objects(node: Node, key: str) -> list[Node]:
    """Return the objects under a key, a bare text as an object of that name."""
    return [each if isinstance(each, dict) else {"name": each} for each in parts(node, key)]


def text(node: Node, *keys: str) -> str | None:
    """Return the first text under the first key that has one; an object is none, and a number is refused."""
    for key in keys:
        for each in parts(node, key):
            if not isinstance(each, str | dict):
                raise BadValueError(key, str(each), "is a number where text is wanted")
            if isinstance(each, str) and each.strip():
                return each
    return None


def lifted(node: Node) -> Node:
    """Return a node with bare keys, as JSON-LD's usual context has them, and microdata's `properties` among them."""
    properties = node.get("properties")
    inner = properties if isinstance(properties, dict) else None
    own = {_bare(key): value for key, value in node.items() if key != "properties" or inner is None}
    return own if inner is None else {**own, **{_PREFIX.sub("", key): value for key, value in inner.items()}}


class Graph:
    """The nodes of one document by their ids, for those that refer to others by theirs."""

    def __init__(self, document: object) -> None:
        """Collect them. Of two nodes with one id that with more to say is meant."""
        self.by_id: dict[str, Node] = {}
        for node in nodes(document):
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(self.by_id.get(name, {"@id": name})):
                self.by_id[name] = node

    def whole(self, node: Node) -> Node:
        """Return a node with what it refers to in the place of its references, as far as that has an end."""
        if not self.by_id:
            return node
        return {key: _Whole(self.by_id).of(value, 1, (str(node.get("@id")),)) for key, value in node.items()}


class _Whole:
    """Puts nodes in the place of references: never one into itself, never too deep, never more than so many."""

    def __init__(self, by_id: Mapping[str, Node]) -> None:
        self.by_id = by_id
        self.left = _MOST_REFERENCES

    def of(self, value: object, depth: int, within: tuple[str, ...]) -> object:
        if isinstance(value, list):
            return [self.of(each, depth + 1, within) for each in value]
        if not isinstance(value, dict):
            return value
        name = value.get("@id")
        if set(value) == {"@id"} and isinstance(name, str) and name not in within and depth < _DEEP_ENOUGH:
            self.left -= 1
            value = self.by_id.get(name, value) if self.left > 0 else value
            within = (*within, name)
        return {key: self.of(each, depth + 1, within) for key, each in value.items()}


def _as_list(value: object) -> list[object]:
    if isinstance(value, dict):
        wrapped = next((key for key in _WRAPPED if key in value), None)
        return [value] if wrapped is None else _as_list(value[wrapped])
    if isinstance(value, list):
        return [inner for each in value for inner in _as_list(each)]
    return [value]


def _bare(key: str) -> str:
    return {"type": "@type", "id": "@id"}.get(key) or _PREFIX.sub("", key)
