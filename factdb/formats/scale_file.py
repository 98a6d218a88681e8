"""Reads rating scales from a TOML file, as seeds/mappings.toml has them: what isn't in the form is refused by place."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from factdb.domain import ratings
from factdb.domain.enums import Category, Flag, Question
from factdb.errors.people import BadScaleFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

Facts = dict[str, Any]

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SCALE = {"code": str, "publisher": str, "question": str, "note": str, "ratings": list}
_RATING = {
    "code": str, "label": str, "definition": str, "category": str, "score": int, "flags": list, "mapping_reason": str,
}  # fmt: skip
_MOST = 4


def read(text: str, shown: str) -> list[Facts]:
    """Return the scales of a file, each as `scales.load` takes it."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadScaleFileError(shown, "", f"it is no TOML ({error})") from error
    scales = found.get("scales")
    if set(found) != {"scales"} or not isinstance(scales, list) or not scales:
        raise BadScaleFileError(shown, "", "it holds something else than [[scales]]")
    read_so_far = [_scale(scale, Place(shown, f"scale {n}")) for n, scale in enumerate(scales, start=1)]
    Place(shown, "scales").must_differ("code", (scale["code"] for scale in read_so_far))
    return read_so_far


class Place:
    """Where in a file something stands, for whoever mends it."""

    def __init__(self, shown: str, name: str) -> None:
        """Name the file and the place."""
        self.shown = shown
        self.name = name

    def refuse(self, why: str) -> BadScaleFileError:
        """Return the refusal of what stands here."""
        return BadScaleFileError(self.shown, self.name, why)

    def require_keys(self, given: object, known: Mapping[str, type], needed: Iterable[str]) -> Facts:
        """Return what stands here, if it has the keys that it may and must have, with values of their kinds."""
        if not isinstance(given, dict):
            raise self.refuse("it is no table")
        for key, value in given.items():
            if key not in known:
                raise self.refuse(f'nothing is called "{key}": there are {", ".join(known)}')
            if not isinstance(value, known[key]) or isinstance(value, bool) or value in ("", []):
                raise self.refuse(f"its {key} must be {_KINDS[known[key]]}")
        for key in needed:
            if key not in given:
                raise self.refuse(f"its {key} is missing")
        if not _CODE.fullmatch(given["code"]):
            raise self.refuse("its code must be of small letters, digits and hyphens")
        return dict(given)

    def require_one_of(self, key: str, value: str | None, words: type[StrEnum]) -> None:
        """Refuse a word that isn't of a closed list."""
        if value is not None and value not in list(words):
            raise self.refuse(f"its {key} must be one of {', '.join(words)}")

    def must_differ(self, key: str, values: Iterable[str]) -> None:
        """Refuse two of the same."""
        seen: set[str] = set()
        for value in values:
            if value in seen:
                raise self.refuse(f'the {key} "{value}" stands twice')
            seen.add(value)


_KINDS: dict[type, str] = {str: "a text", int: "a whole number", list: "a list"}


def _scale(given: object, place: Place) -> Facts:
    scale = place.require_keys(given, _SCALE, ("code", "publisher", "question", "ratings"))
    place = Place(place.shown, f"scale {scale['code']}")
    place.require_one_of("question", scale["question"], Question)
    found = [
        _rating(each, Place(place.shown, f"{place.name}, rating {n}")) for n, each in enumerate(scale["ratings"], 1)
    ]
    place.must_differ("code", (each["code"] for each in found))
    place.must_differ("label", (ratings.label_key(each["label"]) for each in found))
    return {**scale, "ratings": found}


def _rating(given: object, place: Place) -> Facts:
    rating = place.require_keys(given, _RATING, ("code", "label"))
    place.require_one_of("category", rating.get("category"), Category)
    for flag in rating.get("flags", ()):
        place.require_one_of("flags", flag, Flag)
    if "score" in rating and (rating.get("category") != Category.TRUTH or not 0 <= rating["score"] <= _MOST):
        raise place.refuse(f"only the category truth has a score, of 0 to {_MOST}")
    if ("category" in rating) is not ("mapping_reason" in rating):
        raise place.refuse("its category and its mapping_reason go together: why is it mapped so?")
    return rating
