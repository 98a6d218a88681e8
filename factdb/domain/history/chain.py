"""The hash chain of a history: computes the hash of a row, and verifies a chain row by row."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from factdb.domain import dates, ids
from factdb.domain.history import sealing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from factdb.domain.history.sealing import Place

    Places = Callable[[Mapping[str, Any]], Iterable[Place]]

VERSION = "factdb2"
GENESIS = "0" * 64
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One row of a chain; kind and at repeat values of the body, and `words` lie beside it (see `sealing`)."""

    id: str
    seq: int
    kind: str
    at: dt.datetime
    body: str
    prev: str
    hash: str
    words: str | None


class DuplicateKeyError(ValueError):
    """A JSON object has the same key twice, so that two readers could understand it differently."""

    def __init__(self, key: str) -> None:
        """Write the message with the key."""
        super().__init__(f"the key {key!r} stands twice")


class NotCanonicalError(ValueError):
    """A body has a value that a history cannot hold: a float, NaN, a lone surrogate, a non-text key, 65 levels."""


def next_entry(
    end: ChainEnd, *, actor: str, at: dt.datetime, kind: str, detail: Mapping[str, object], places: Places
) -> HistoryEntry:
    """Return the next row of a chain, linked to its end; `actor` is a uid, `places` those of personal words."""
    facts = {**detail, "actor": actor, "at": dates.rfc3339(at), "kind": kind}
    open_part, beside = sealing.seal(facts, places(facts))
    body, number, seq = canonical(open_part), ids.uuid7(at), end.seq + 1
    made = digest(end.head, number, end.uid, seq, body)
    return HistoryEntry(number, seq, kind, at, body, end.head, made, words_text(beside))


def words_text(beside: Mapping[str, Any]) -> str | None:
    """Return the text of the words that lie beside a body; None if there are none."""
    return canonical(beside) if beside else None


def read_words(words: str | None) -> dict[str, Any]:
    """Read the words that lie beside a body, by part."""
    return read(words) if words is not None else {}


def read_opened(body: str, words: str | None) -> dict[str, Any]:
    """Read a stored body with its personal words in their places; erased words are sealing.ERASED."""
    return sealing.open_body(read(body), read_words(words))


def canonical(body: Mapping[str, object]) -> str:
    r"""Return the canonical JSON text of a body, which is stored and hashed unchanged.

    Keys are sorted by code points, without spaces. Every character is written as itself, except those that JSON must
    escape (`"`, `\\` and below U+0020). Allowed are dict, list, tuple, str, int, bool and None.
    """
    plain = dict(body)
    _check(plain, 0)
    text = _ENCODER.encode(plain)
    if not _is_utf8(text):
        _refuse("a lone surrogate")
    return text


def digest(prev: str, event_id: str, uid: str, seq: int, body: str) -> str:
    """Return the hash of one history row as 64 hexadecimal digits.

    It is `sealing.hash_of` six fields, in this order: the version tag "factdb2", the hash of the row before (64 zeros
    for the first), the row's id, the claim's uid, seq in decimal, the body as stored.
    """
    return sealing.hash_of((VERSION, prev, event_id, uid, str(seq), body))


def read(body: str) -> dict[str, Any]:
    """Read a stored body; raise ValueError for duplicate keys, floats, NaN, lone surrogates and 65 levels."""
    try:
        value, end = _DECODER.raw_decode(body)
    except RecursionError:
        _refuse("too much depth")
    if end < len(body):
        _refuse(f"what follows its object, at character {end + 1}")
    if not isinstance(value, dict):
        _refuse(f"no object but {type(value).__name__}")
    if _may_hide_something(body):
        canonical(value)  # raises for values that are not allowed
    return value


def _may_hide_something(body: str) -> bool:
    """Return whether a text that was read as JSON can contain a lone surrogate or 65 levels; very few can.

    A look into every value of every body would double the time for verifying a ledger.
    """
    return "\\u" in body or body.count("{") + body.count("[") > _DEEPEST or not _is_utf8(body)


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _check(value: object, depth: int) -> None:
    """Raise for a value that canonical JSON cannot hold."""
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
    for inner in [inner for inner in value if type(inner) not in _SIMPLE]:
        _check(inner, depth + 1)


def _unique_members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        raise DuplicateKeyError(next(key for key in keys if keys.count(key) > 1))
    return members


def _refuse(content: str) -> NoReturn:
    message = f"a history's body can't hold {content}"
    raise NotCanonicalError(message)


_SIMPLE = frozenset({str, int, bool, type(None)})
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_DECODER = json.JSONDecoder(object_pairs_hook=_unique_members, parse_float=_refuse, parse_constant=_refuse)


class ChainEnd(NamedTuple):
    """The end of a chain: the uid that it belongs to, the number of its rows, and the hash of its last row."""

    uid: str
    seq: int = 0
    head: str = GENESIS


class ChainRow(NamedTuple):
    """One stored row of a history, with the actor by uid and the time as RFC 3339."""

    seq: Any
    id: Any
    kind: Any
    actor: Any
    at: Any
    body: Any
    prev: Any
    hash: Any
    words: Any


@dataclass(slots=True)
class HashChain:
    """The chain of one uid during verification: `length` counts rows.

    Of the last row, `problems` has (seq, problem), and `erased` the parts of its words that are not there.
    """

    uid: str
    seq: int = 0
    length: int = 0
    head: str = GENESIS
    at: str | None = None
    problems: list[tuple[int, str]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)

    def verify(self, link: ChainRow) -> dict[str, Any] | None:
        """Verify the next row against the rows before; return its opened body, or None if it cannot be read."""
        self.problems.clear()
        self.erased.clear()
        self.length += 1
        self._follow(link)
        if not self._is_sealed(link):
            self._report("the row was changed: its hash does not match")
        self.head, self.at = link.hash, link.at
        return self._body(link)

    def _follow(self, link: ChainRow) -> None:
        """Check seq and prev against the row before; after a gap, only seq, because the gap is a finding already."""
        expected, self.seq = self.seq + 1, link.seq
        if link.seq < expected:
            self._report("a history cannot have a row with this number here")
        elif link.seq > expected:
            also_missing = f", and so are the rows up to {link.seq - 1}" if link.seq > expected + 1 else ""
            self._report(f"the row is missing{also_missing}", expected)
        elif link.prev != self.head:
            self._report("it does not follow the row before: prev is not the hash of that row")

    def _is_sealed(self, link: ChainRow) -> bool:
        """Return whether the stored hash is the hash of the row with its stored text."""
        stored_hash: str = link.hash
        try:
            return digest(link.prev, link.id, self.uid, link.seq, link.body) == stored_hash
        except (TypeError, UnicodeEncodeError):  # a value that is not text, or text that UTF-8 cannot encode
            return False

    def _body(self, link: ChainRow) -> dict[str, Any] | None:
        """Read the body, and check the columns that repeat its values."""
        try:
            body: dict[str, Any] = read(link.body)
        except (ValueError, TypeError) as error:
            self._report(f"cannot read the body: {error}")
            return None
        for name, stored in (("kind", link.kind), ("actor", link.actor), ("at", link.at)):
            if body.get(name) != stored:
                self._report(f"the column {name} differs from the body")
        return body if link.words is None and sealing.KEY not in body else self._opened(body, link.words)

    def _opened(self, body: dict[str, Any], words: Any) -> dict[str, Any] | None:  # noqa: ANN401 - as stored
        """Put the words into the body, and check that the body committed to them."""
        try:
            beside = read_words(words)
            # Nothing can hide in other spaces or escapes, or beside a body that has no personal words.
            if words is not None and (not beside or _ENCODER.encode(beside) != words):
                self._report("its personal words are not written as factdb writes them")
            wrong, erased = sealing.wrong_parts(body, beside)
            opened = sealing.open_body(body, beside)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            self._report(f"cannot read its personal words: {error}")
            return None
        for part in wrong:
            self._report(f"its words were changed: the {part} is not what the body committed to")
        self.erased.extend(erased)
        return opened

    def _report(self, problem: str, seq: int | None = None) -> None:
        self.problems.append((self.seq if seq is None else seq, problem))


@dataclass(frozen=True, slots=True)
class HistoryFinding:
    """One difference from what was recorded; without a claim, `seq` is a row of the desk history."""

    problem: str
    claim: int | None = None
    seq: int | None = None

    def __str__(self) -> str:
        if self.claim is None:
            return self.problem if self.seq is None else f"desk history, seq {self.seq}: {self.problem}"
        seq = "" if self.seq is None else f", seq {self.seq}"
        return f"claim {self.claim}{seq}: {self.problem}"
