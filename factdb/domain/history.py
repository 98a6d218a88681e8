"""The hash chain of a history: what one row's hash is made of, so that another program can verify it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from factdb.domain import dates, ids

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

VERSION = "factdb1"
GENESIS = "0" * 64
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a chain; kind and at are projections of the body."""

    id: str
    seq: int
    kind: str
    at: dt.datetime
    body: str
    prev: str
    hash: str


class DuplicateKeyError(ValueError):
    """A JSON object names a key twice, so that two readers could take it for two different things."""

    def __init__(self, key: str) -> None:
        """Name the key."""
        super().__init__(f"the key {key!r} stands twice")


class NotCanonicalError(ValueError):
    """A body holds what a history can't: a float, NaN, a key that is no text, a lone surrogate, 65 levels."""


def entry(
    uid: str, seq: int, prev: str, *, actor: str, at: dt.datetime, kind: str, detail: Mapping[str, object]
) -> Entry:
    """Make the next row of the chain of `uid`: what was done, by whom and when, sealed to the row before."""
    body = canonical({**detail, "actor": actor, "at": dates.rfc3339(at), "kind": kind})
    number = ids.uuid7(at)
    return Entry(number, seq, kind, at, body, prev, digest(prev, number, uid, seq, body))


def canonical(body: Mapping[str, object]) -> str:
    r"""Return the one JSON text of a body, which is stored and hashed as it is.

    Keys in the order of their code points, no spaces, every character as itself but for those that JSON must
    escape (`"`, `\\` and below U+0020). Dict, list, tuple, str, int, bool and None may stand in it.
    """
    plain = dict(body)
    _check(plain, 0)
    text = _ENCODER.encode(plain)
    if not _is_utf8(text):
        _refuse("a lone surrogate")
    return text


def digest(prev: str, event_id: str, uid: str, seq: int, body: str) -> str:
    """Return the hash of one history row as 64 hexadecimal digits.

    It is SHA-256 over six fields, in this order: the version tag "factdb1", the hash of the row before (64
    zeros for the first), the row's id, the claim's uid, seq in decimal, the body as stored. Each field is
    written in UTF-8 and preceded by its length in bytes, as 8 bytes with the highest first; so no character
    can move from one field into the next without a change of the hash.
    """
    made = hashlib.sha256()
    for field in (VERSION, prev, event_id, uid, str(seq), body):
        raw = field.encode("utf-8")
        made.update(len(raw).to_bytes(8, "big") + raw)
    return made.hexdigest()


def read(body: str) -> dict[str, object]:
    """Read a stored body; duplicate keys, floats, NaN, lone surrogates and 65 levels are a ValueError."""
    try:
        value, end = _DECODER.raw_decode(body)
    except RecursionError:
        _refuse("too much depth")
    if end < len(body):
        _refuse(f"what follows its object, at character {end + 1}")
    if not isinstance(value, dict):
        _refuse(f"no object but {type(value).__name__}")
    if _may_hide_something(body):
        canonical(value)  # refuses what it may not hold
    return value


def _may_hide_something(body: str) -> bool:
    """Tell whether a text that was read as JSON may hold a lone surrogate or 65 levels: next to none may.

    To look into every value of every body would double the time that it takes to verify a ledger.
    """
    return "\\u" in body or body.count("{") + body.count("[") > _DEEPEST or not _is_utf8(body)


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _check(value: object, depth: int) -> None:
    """Refuse what JSON may not hold here."""
    if depth > _DEEPEST:
        _refuse(f"more than {_DEEPEST} levels")
    if isinstance(value, dict):
        if not {*map(type, value)} <= {str}:
            _refuse("a key that is no text")
        value = value.values()
    elif not isinstance(value, list | tuple):
        if value is not None and not isinstance(value, str | int):
            _refuse(type(value).__name__)
        return
    for one in [one for one in value if type(one) not in _SIMPLE]:
        _check(one, depth + 1)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise DuplicateKeyError(next(key for key in keys if keys.count(key) > 1))
    return found


def _refuse(what: str) -> NoReturn:
    message = f"a history's body can't hold {what}"
    raise NotCanonicalError(message)


_SIMPLE = frozenset({str, int, bool, type(None)})
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse)
