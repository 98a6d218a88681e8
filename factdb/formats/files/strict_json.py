"""Reads JSON strictly: finds equal keys, NaN, too much depth and forbidden characters."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEEPEST = 64
TOO_DEEP = f"has more than {DEEPEST} levels"
_LONGEST_NUMBER = 40  # digits; Python itself refuses 4,301
_NEVER = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Flaw:
    """Marks a fault inside a value; `lenient` is the value that most readers would return."""

    value: str
    why: str
    lenient: object = None


class Flaw(NamedTuple):
    """The place of a fault in a value (as questions[2].answer), the faulty value, and the reason."""

    path: str
    value: str | None
    why: str


def _object(pairs: list[tuple[str, object]]) -> object:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    return _Flaw(_twice(pairs), "occurs twice as a key of the same object", members)


def _twice(pairs: list[tuple[str, object]]) -> str:
    counts = Counter(key for key, _ in pairs)
    return next(key for key, count in counts.items() if count > 1)


def _whole_number(digits: str) -> object:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _Flaw(digits, "is a number with too many digits")


def _number(digits: str) -> object:
    # 1e999 is infinite to Python, and written again it would be no JSON.
    number = float(digits)
    return number if math.isfinite(number) else _Flaw(digits, "is a number that is too large")


def _constant(name: str) -> object:
    return _Flaw(name, "is not a number in JSON")


# A hook knows neither the row nor the key that it reads for. So it leaves a flaw in the value, where `flaw` finds it
# with its path: one bad row is refused, not the file.
DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_whole_number,
    parse_float=_number,
    parse_constant=_constant,
)


def decode(text: str) -> object:
    """Read one value, with flaws in it that `flaw` finds; text that isn't JSON is a ValueError with its reason."""
    try:
        return DECODER.decode(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def flaw(value: object) -> Flaw | None:
    """Return the first fault in a value that a row must not contain."""
    return None if isinstance(value, dict) and _is_plain(value) else _flaw(value, "", 0)


def are_plain(texts: Iterable[str]) -> bool:
    """Return whether none of these texts has a flaw, checked at once."""
    return not _NEVER.search("".join(texts))


def _is_plain(row: dict[str, object]) -> bool:
    """Return whether a row of texts and numbers, as nearly all are, has no flaw, checked at once."""
    texts = [*row]
    for value in row.values():
        if isinstance(value, str):
            texts.append(value)
        elif value is not None and not isinstance(value, int | float):
            return False
    return are_plain(texts)


def _flaw(value: object, path: str, depth: int) -> Flaw | None:
    match value:
        case str():
            bad = _NEVER.search(value)
            return Flaw(path, value, f"has the forbidden character U+{ord(bad[0]):04X}") if bad else None
        case _Flaw():
            return Flaw(path, value.value, value.why)
        case dict() | list() if depth >= DEEPEST:
            return Flaw(path[:60], None, TOO_DEEP)
        case dict():
            return _first_flaw(
                path, depth, ((f"{path}.{key}" if path else key, key, inner) for key, inner in value.items())
            )
        case list():
            return _first_flaw(path, depth, ((f"{path}[{at}]", "", inner) for at, inner in enumerate(value)))
        case _:
            return None


def _first_flaw(path: str, depth: int, parts: Iterator[tuple[str, str, object]]) -> Flaw | None:
    for inner_path, key, inner in parts:
        flaw_in_part = _flaw(key, path, depth) or _flaw(inner, inner_path, depth + 1)
        if flaw_in_part:
            return flaw_in_part
    return None


def lenient_value(value: object, depth: int = 0) -> object:
    """Return a value as most readers would read it, in spite of its faults: to be shown and corrected."""
    match value:
        case _Flaw():
            return value.value if value.lenient is None else lenient_value(value.lenient, depth)
        # Deeper down there may be a thousand levels more, beyond Python's own stack.
        case dict() | list() if depth > DEEPEST:
            return "..."
        case dict():
            return {key: lenient_value(inner, depth + 1) for key, inner in value.items()}
        case list():
            return [lenient_value(inner, depth + 1) for inner in value]
        case _:
            return value


def syntax_reason(error: json.JSONDecodeError) -> str:
    """Return the decoder's reason as the end of a sentence."""
    return error.msg[:1].lower() + error.msg[1:].removesuffix(" at")


def reason(error: ValueError) -> str:
    """Return why `decode` refused a text, as the end of a sentence."""
    return syntax_reason(error) if isinstance(error, json.JSONDecodeError) else str(error)
