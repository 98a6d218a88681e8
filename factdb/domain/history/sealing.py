"""Seals personal words: a body has only a salted commitment to them, and the words lie beside the body.

So the words can be erased later, and every hash of the chain stays valid. A commitment is a SHA-256 over a random salt
and the words: while words and salt are there, it proves them, and afterwards nobody can find the words by trying.

Words are sealed in parts, because a part is erased as a whole: the passage of a claim, a note, a contact. In a body,
`sealed` has the commitment of each part and the places of its words. Beside the body, JSON has salt and words by place.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Path = tuple[str, ...]
    Place = tuple[str, Path]  # a part, and where its words stand
    Words = dict[str, str]  # by place, such as "claim.quote"
    Beside = dict[str, tuple[str, Words]]  # salt and words of each part

KEY = "sealed"
ERASED = "[erased]"
"""What stands in the ledger where words were erased."""

_VERSION = "factdb2 words"
_SALT_BYTES = 16
_LENGTH = struct.Struct(">Q").pack
_COPIED = ("quote", "prefix", "suffix")  # the words of a claim that are copies of a capture's text
_HASHES = ("sha256", "file_sha256", "text_sha256")  # whoever has the words could find them by their hash
_NAMES = ("handle", "name", "pen_name")
_INTERVIEW, _INTERVIEWED = "interview", ("title", "author")


def commitment(salt: str, words: Mapping[str, str]) -> str:
    """Return the commitment to the words of one part, as 64 hexadecimal digits.

    It is the hash of these fields: a tag, the salt, and each place with its words, in the order of places.
    """
    return hash_of([_VERSION, salt, *[text for place in sorted(words) for text in (place, words[place])]])


def hash_of(fields: Iterable[str]) -> str:
    """Return the SHA-256 of fields as 64 hexadecimal digits.

    Each field is written in UTF-8 and preceded by its length in bytes, as 8 bytes with the highest first; so no
    character can move from one field into the next without a change of the hash.
    """
    # Hashed at once: a call for each field takes longer than the hash of most rows.
    return hashlib.sha256(b"".join([_LENGTH(len(raw)) + raw for raw in map(str.encode, fields)])).hexdigest()


def seal(body: Mapping[str, Any], places: Iterable[Place]) -> tuple[dict[str, Any], Beside]:
    """Return a body without the personal words at these places, and these words with their salts.

    `places` are those of `claim_places` or `desk_places`; a place without text is left as it is.
    """
    open_part, beside = take_out(body, places)
    if beside:
        open_part[KEY] = entries(beside)
    return open_part, beside


def take_out(body: Mapping[str, Any], places: Iterable[Place]) -> tuple[dict[str, Any], Beside]:
    """Return a body without the words at these places, as `seal` does, but without what it holds of them instead."""
    open_part = dict(body)
    beside: Beside = {}
    copied: set[Path] = set()
    for part, path in places:
        words = _take(open_part, path, copied)
        if words is not None:
            beside.setdefault(part, (new_salt(), {}))[1][".".join(path)] = words
    return open_part, beside


def entries(beside: Beside) -> dict[str, list[str]]:
    """Return what a body holds of each part in place of its words."""
    return {part: commitment_entry(salt, words) for part, (salt, words) in beside.items()}


def commitment_entry(salt: str, words: Mapping[str, str]) -> list[str]:
    """Return what a body holds of a part: the commitment, and the places of its words in order."""
    return [commitment(salt, words), *sorted(words)]


def new_salt() -> str:
    """Return a random salt of 128 bits."""
    return secrets.token_urlsafe(_SALT_BYTES)


def open_body(body: dict[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    """Put the words back into a body, or ERASED for erased words; raise LookupError or TypeError for other bodies."""
    for part, (_, *places) in body.pop(KEY, {}).items():
        words = beside[part][1] if part in beside else {}
        for place in places:
            _put(body, place.split("."), words.get(place, ERASED))
    return body


def wrong_parts(body: Mapping[str, Any], beside: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the parts whose words are not those that a body committed to, and the parts that were erased."""
    sealed = body.get(KEY, {})
    wrong = sorted(beside.keys() - sealed.keys())
    erased = []
    for part, entry in sealed.items():
        if part not in beside:
            erased.append(part)
        elif commitment_entry(*beside[part]) != entry:
            wrong.append(part)
    return wrong, erased


def claim_places(body: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the places in a body of a claim's history that can have personal words, with their parts."""
    for column in _COPIED:
        yield from (("passage", (facts, column)) for facts in ("claim", "proposed") if facts in body)
        if column in body.get("changed", ()):
            yield from (("passage", ("changed", column, side)) for side in ("was", "now"))
    yield from (place for key, places in _BY_KEY.items() if key in body for place in places)
    yield from bound_capture_places(body)
    if isinstance(body.get("evidence"), list):
        for number in range(len(body["evidence"])):
            yield from (
                (f"{part} {number + 1}", ("evidence", str(number), name)) for part, (_, name) in _BY_KEY["evidence"]
            )


def bound_capture_places(body: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the places of the hashes of captures that a verdict binds: whoever has the words could find them so."""
    for number in range(len(body.get("captures", ()))):
        yield from ((f"capture {number + 1}", ("captures", str(number), name)) for name in _HASHES)


def desk_places(body: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the places in a body of the desk history that can have personal words, with their parts."""
    subject, _, _ = body["kind"].partition("-")
    if subject == "reviewer":
        yield from (("person", path) for name in _NAMES for path in ((name,), ("was", name), ("now", name)))
    elif subject == "document":
        yield from (("capture", (name,)) for name in _HASHES)
        for side in ("document", "was", "now"):
            if side in body and body[side].get("medium") == _INTERVIEW:
                yield from (("interview", (side, name)) for name in _INTERVIEWED)


def erased_parts(body: Mapping[str, Any]) -> dict[tuple[int, str], int]:
    """Return the number of the erasure by seq and part, for the words that an event says were erased.

    A body that factdb did not write raises LookupError, TypeError or ValueError: the parts are sorted later, and JSON
    could hold anything in their place.
    """
    number, parts = body["erasure"], [(seq, part) for seq, part in body["words"]]
    if type(number) is not int or not {(type(seq), type(part)) for seq, part in parts} <= {(int, str)}:
        message = "an erasure has a number, and erased words are named by seq and part"
        raise TypeError(message)
    return dict.fromkeys(parts, number)


def erased_handle(uid: str) -> str:
    """Return the handle of a reviewer whose names were erased: handles are unique."""
    return f"erased-{uid.rpartition('-')[2]}"


def _take(body: dict[str, Any], path: Path, copied: set[Path]) -> str | None:
    """Remove the text at a path and return it; objects on the way are copied first, because they are the caller's."""
    inner: Any = body
    for depth, key in enumerate(path[:-1], start=1):
        inner_key: Any = int(key) if isinstance(inner, list) else key
        if not isinstance(inner, list) and key not in inner:
            return None
        if path[:depth] not in copied and isinstance(inner[inner_key], dict | list):
            inner[inner_key] = inner[inner_key].copy()
            copied.add(path[:depth])
        inner = inner[inner_key]
    if not isinstance(inner, dict) or not isinstance(inner.get(path[-1]), str):
        return None
    words: str = inner.pop(path[-1])
    return str(words)


def _put(body: dict[str, Any], path: Sequence[str], words: str) -> None:
    inner: Any = body
    for key in path[:-1]:
        inner = inner[int(key)] if isinstance(inner, list) else inner[key]
    inner[path[-1]] = words


_BY_KEY: dict[str, tuple[Place, ...]] = {
    "note": (("note", ("note",)),),
    "contact": (("contact", ("contact", "who")), ("contact", ("contact", "text"))),
    "answer": (("answer", ("answer",)),),
    "origin": (("origin", ("origin", "fingerprint")),),
    "evidence": (
        ("excerpt", ("evidence", "excerpt")),
        ("excerpt", ("evidence", "sha256")),
        ("remark", ("evidence", "note")),
    ),
}
