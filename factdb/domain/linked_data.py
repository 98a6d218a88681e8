"""Reads JSON-LD and microdata of a page: its scripts, their objects, and the values of an object in plain form.

Publishers write the same fact in several ways: a value is plain, wrapped in `@value`, in a list, nested, or a
reference to an object elsewhere on the page. The same functions read articles and imported reviews.
"""

from __future__ import annotations

import html
import json
import re
from itertools import islice
from typing import TYPE_CHECKING

from factdb.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Node = dict[str, object]
_SCRIPT_TYPE = "application/ld+json"
# Many publishing systems wrap a script: in a comment for old browsers, in CDATA for XHTML.
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$"
)
_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")
_MOST_REFERENCES, _DEEP_ENOUGH = 1000, 32
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NAMES = frozenset({"@id", "url", "identifier"})
_WRAPPERS = ("@value", "@list", "@set")


# -- scripts -------------------------------------------------------------------------------------------------


def is_script_type(media_type: str | None) -> bool:
    """Return whether a script with this type attribute contains JSON-LD; parameters such as a charset may follow."""
    return (media_type or "").split(";")[0].strip().lower() == _SCRIPT_TYPE


def read_script(script: str, decode: Callable[[str], object] = json.loads) -> list[object]:
    """Return the values in the text of a script, none if it is empty; raise ValueError if it is not JSON.

    `decode` allows stricter JSON: an import refuses duplicate keys, but an article only needs its title.
    """
    written = _WRAPPING.sub("", script).strip()
    if not written:
        return []
    value = decode(written)
    return value if isinstance(value, list) else [value]


# -- objects and their values --------------------------------------------------------------------------------


def nodes(value: object, limit: int | None = None) -> Iterator[Node]:
    """Yield every object in a value, outer objects first; use `limit` for unchecked text."""
    return (inner for inner in islice(_values(value), limit) if isinstance(inner, dict))


def _values(value: object) -> Iterator[object]:
    waiting = [value]  # no recursion: a page can be nested deeper than Python's stack
    while waiting:
        inner = waiting.pop()
        yield inner
        if isinstance(inner, dict):
            waiting.extend(reversed(list(inner.values())))
        elif isinstance(inner, list):
            waiting.extend(reversed(inner))


def types(node: Node) -> set[str]:
    """Return the names of a node's types, without the prefix of schema.org."""
    return {_PREFIX.sub("", name) for name in _as_list(normalise_keys(node).get("@type")) if isinstance(name, str)}


def is_a(node: Node, kind: str) -> bool:
    """Return whether a node has this schema.org type."""
    return kind in types(node)


def parts(node: Node, key: str) -> list[object]:
    """Return the values of a key as a list: unwrapped, without empty values, and with objects under plain keys.

    Texts have their HTML entities resolved, but for names of things: an id is the same only as it is written.
    """
    values = [
        normalise_keys(value) if isinstance(value, dict) else value for value in _as_list(normalise_keys(node).get(key))
    ]
    if key not in _NAMES:
        values = [resolve_entities(value) if isinstance(value, str) else value for value in values]
    return [value for value in values if value not in (None, "", [], {})]


def resolve_entities(text: str) -> str:
    """Return a text with `&amp;`, `&#8217;` and the like as characters, also where they were written twice over.

    Publishing systems put the HTML of a page into its JSON. Without its semicolon a name is no entity: `&copy=2` is
    part of an address.
    """
    for _ in range(2):
        if "&" not in text:
            break
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text


def objects(node: Node, key: str) -> list[Node]:
    """Return the objects of a key; a plain text becomes an object with that name."""
    return [part if isinstance(part, dict) else {"name": part} for part in parts(node, key)]


def text(node: Node, *keys: str) -> str | None:
    """Return the first text of the first key that has a text; objects are skipped, and a number is refused."""
    for key in keys:
        for part in parts(node, key):
            if not isinstance(part, str | dict):
                raise BadValueError(key, str(part), "is a number, not text")
            if isinstance(part, str) and part.strip():
                return part
    return None


def first_text(node: Node, key: str) -> str | None:
    """Return the first text of a key; numbers and objects are skipped."""
    return next((part for part in parts(node, key) if isinstance(part, str)), None)


def normalise_keys(node: Node) -> Node:
    """Return a node with plain keys, as in the usual context of JSON-LD, including `properties` of microdata."""
    properties = node.get("properties")
    inner = properties if isinstance(properties, dict) else None
    own = {_bare(key): value for key, value in node.items() if key != "properties" or inner is None}
    return own if inner is None else {**own, **{_PREFIX.sub("", key): value for key, value in inner.items()}}


def _as_list(value: object) -> list[object]:
    waiting, values = [value], list[object]()
    while waiting:
        inner = waiting.pop()
        wrapper = next((key for key in _WRAPPERS if key in inner), None) if isinstance(inner, dict) else None
        if isinstance(inner, list):
            waiting.extend(reversed(inner))
        elif isinstance(inner, dict) and wrapper is not None:
            waiting.append(inner[wrapper])
        else:
            values.append(inner)
    return values


def _bare(key: str) -> str:
    return {"type": "@type", "id": "@id"}.get(key) or _PREFIX.sub("", key)


# -- references ----------------------------------------------------------------------------------------------


class Graph:
    """The nodes of one document by their ids, to resolve references from other nodes."""

    def __init__(self, document: object) -> None:
        """Collect the nodes. If two nodes have the same id, the one with more keys counts."""
        self.by_id: dict[str, Node] = {}
        for node in nodes(document):
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(self.by_id.get(name, {"@id": name})):
                self.by_id[name] = node

    def resolve(self, node: Node) -> Node:
        """Return a node with its references replaced by the nodes that they refer to, up to the limits."""
        if not self.by_id:
            return node
        return {key: _Resolver(self.by_id).resolve(value, 1, (str(node.get("@id")),)) for key, value in node.items()}


class _Resolver:
    """Replaces references by nodes.

    Two people who refer to each other with `knows` would never end, and a few references in each of many nodes would
    fill the memory. So a node never goes into itself, and nesting and the number of references are limited.
    """

    def __init__(self, by_id: Mapping[str, Node]) -> None:
        self.by_id = by_id
        self.remaining = _MOST_REFERENCES

    def resolve(self, value: object, depth: int, within: tuple[str, ...]) -> object:
        if isinstance(value, list):
            return [self.resolve(inner, depth + 1, within) for inner in value]
        if not isinstance(value, dict):
            return value
        name = value.get("@id")
        if set(value) == {"@id"} and isinstance(name, str) and name not in within and depth < _DEEP_ENOUGH:
            self.remaining -= 1
            value = self.by_id.get(name, value) if self.remaining > 0 else value
            within = (*within, name)
        return {key: self.resolve(inner, depth + 1, within) for key, inner in value.items()}
