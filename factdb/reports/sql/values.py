"""Writes values of PostgreSQL as JSON and reads them again: between the child process and its parent.

Numbers of any length, text, yes and no, and NULL are JSON's own; everything else is an object with one key, the name of
its type. Nothing is lost, but a time zone keeps its distance from UTC alone. Both processes import this module, so it
imports the standard library only, and the driver's types only when there is one.
"""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PLAIN = frozenset({type(None), bool, int, float, str})
_WRITERS: dict[str, Callable[[Any], object]] = {
    "Decimal": str,
    "UUID": str,
    "bytes": bytes.hex,
    "date": date.isoformat,
    "datetime": datetime.isoformat,
    "time": time.isoformat,
    "timedelta": lambda value: [value.days, value.seconds, value.microseconds],
    "dict": lambda value: {key: written(part) for key, part in value.items()},
    "tuple": lambda value: [written(part) for part in value],
    "Range": lambda value: [written(value.lower), written(value.upper), value.bounds, value.isempty],
    "Multirange": lambda value: [written(part) for part in value],
}
_READERS: dict[str, Callable[[Any], object]] = {
    "Decimal": Decimal,
    "UUID": UUID,
    "bytes": bytes.fromhex,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda parts: timedelta(*parts),
    "dict": lambda parts: {key: read(part) for key, part in parts.items()},
    "tuple": lambda parts: tuple(map(read, parts)),
    "Range": lambda parts: _range(*parts),
    "Multirange": lambda parts: _multirange(parts),  # noqa: PLW0108 - it stands below
}
for _address in (
    ipaddress.IPv4Address, ipaddress.IPv4Interface, ipaddress.IPv4Network,
    ipaddress.IPv6Address, ipaddress.IPv6Interface, ipaddress.IPv6Network,
):  # fmt: skip
    _WRITERS[_address.__name__], _READERS[_address.__name__] = str, _address


def written_row(row: Sequence[Any]) -> list[object]:
    """Return a row as JSON has it; most values are plain, so they are passed over quickly."""
    return [value if type(value) in _PLAIN else written(value) for value in row]


def read_row(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return the row that `written_row` wrote."""
    return tuple(value if type(value) in _PLAIN else read(value) for value in row)


def written(value: Any) -> object:  # noqa: ANN401 - whatever a query returned
    """Return a value as JSON has it; a type that is not known here as its text."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return [written(part) for part in value]
    name = type(value).__name__
    return {name: _WRITERS[name](value)} if name in _WRITERS else str(value)


def read(value: Any) -> Any:  # noqa: ANN401 - the same
    """Return the value that `written` wrote."""
    if isinstance(value, list):
        return [read(part) for part in value]
    if isinstance(value, dict):
        ((name, parts),) = value.items()
        return _READERS[name](parts)
    return value


def _range(lower: object, upper: object, bounds: str, is_empty: bool) -> object:  # noqa: FBT001 - as written above
    from psycopg.types.range import Range  # noqa: PLC0415 - an extra

    return Range(empty=True) if is_empty else Range(read(lower), read(upper), bounds)


def _multirange(ranges: Sequence[object]) -> object:
    from psycopg.types.multirange import Multirange  # noqa: PLC0415 - an extra

    return Multirange(map(read, ranges))
