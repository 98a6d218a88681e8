"""JSON Schemas (draft 2020-12) of rows, made from their TypedDicts: what type checkers hold, programs can check too."""

from __future__ import annotations

from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS: dict[object, dict[str, Any]] = {
    Any: {},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}


def schema_of(rows: type, *, is_list: bool, title: str) -> dict[str, Any]:
    """Return the schema of one document, or of a list of rows.

    `rows` is a TypedDict; each of its keys is required unless it is NotRequired, and no other key is allowed.
    """
    definitions: dict[str, dict[str, Any]] = {}
    reference = _schema(rows, definitions)
    whole = {"type": "array", "items": reference} if is_list else reference
    return {"$schema": DIALECT, "title": title, **whole, "$defs": dict(sorted(definitions.items()))}


def _schema(hint: Any, definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:  # noqa: ANN401 - any annotation
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {UnionType, Union}:
        return _any_of([_schema(part, definitions) for part in arguments])
    if origin is NotRequired:
        return _schema(arguments[0], definitions)
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if is_typeddict(hint):
        return _reference(hint, definitions)
    message = f"no JSON Schema for {hint!r}"
    raise TypeError(message)


def _any_of(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one schema for several: plain types share one line."""
    if all(part.keys() == {"type"} for part in parts):
        return {"type": [part["type"] for part in parts]}
    return {"anyOf": parts}


def _reference(rows: Any, definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:  # noqa: ANN401 - a TypedDict
    name = rows.__name__
    if name not in definitions:
        definitions[name] = {}  # before its keys: a type may hold itself
        # With the marks: __required_keys__ does not see NotRequired where annotations are text.
        hints = get_type_hints(rows, include_extras=True)
        required = [key for key, hint in hints.items() if get_origin(hint) is not NotRequired]
        definitions[name] = {
            "type": "object",
            "description": " ".join((rows.__doc__ or "").split()),
            "properties": {key: _schema(hint, definitions) for key, hint in hints.items()},
            "required": required,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
