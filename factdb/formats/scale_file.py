"""Reads rating scales from a TOML file in the form of seeds/mappings.toml, and says where a fault is."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from factdb.domain import ratings
from factdb.domain.enums import Category, Flag, Question, Stance
from factdb.errors.people import BadScaleFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

Facts = dict[str, Any]

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SCALE = {"code": str, "publisher": str, "publishers": list, "question": str, "note": str, "ratings": list}
_RATING = {
    "code": str, "label": str, "definition": str, "category": str, "score": int, "flags": list, "mapping_reason": str,
    "direction": str,
}  # fmt: skip
_MOST = 4  # the score of what is true
_DIRECTIONS = (Stance.SUPPORTS, Stance.REFUTES)  # what evidence that agrees with a rating does


def read(text: str, shown: str) -> list[Facts]:
    """Return the scales of a file, each as `scales.load` takes it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadScaleFileError(shown, "", f"it is not valid TOML ({error})") from error
    scales = document.get("scales")
    if set(document) != {"scales"} or not isinstance(scales, list) or not scales:
        raise BadScaleFileError(shown, "", "it must contain [[scales]] and nothing else")
    read_so_far = [_scale(scale, Place(shown, f"scale {n}")) for n, scale in enumerate(scales, start=1)]
    Place(shown, "scales").require_distinct("code", (scale["code"] for scale in read_so_far))
    return read_so_far


class Place:
    """A place in a file, for the person who corrects the file."""

    def __init__(self, shown: str, name: str) -> None:
        """Name the file and the place."""
        self.shown = shown
        self.name = name

    def refuse(self, why: str) -> BadScaleFileError:
        """Return the refusal of this place."""
        return BadScaleFileError(self.shown, self.name, why)

    def require_keys(self, table: object, types: Mapping[str, type], needed: Iterable[str]) -> Facts:
        """Return the table, or refuse unknown keys, missing keys and values of a wrong kind."""
        if not isinstance(table, dict):
            raise self.refuse("it is not a table")
        for key, value in table.items():
            if key not in types:
                raise self.refuse(f'there is no key "{key}". The keys are: {", ".join(types)}')
            # True is an int to Python: `score = true` would be a score of 1.
            if not isinstance(value, types[key]) or isinstance(value, bool) or value in ("", []):
                raise self.refuse(f"its {key} must be {_KINDS[types[key]]}")
        for key in needed:
            if key not in table:
                raise self.refuse(f"its {key} is missing")
        if not _CODE.fullmatch(table["code"]):
            raise self.refuse("its code may have only small letters, digits and hyphens")
        return dict(table)

    def require_one_of(self, key: str, value: str | None, words: type[StrEnum]) -> None:
        """Refuse a word that is not in a closed list."""
        if value is not None and value not in list(words):
            raise self.refuse(f"its {key} must be one of {', '.join(words)}")

    def require_distinct(self, key: str, values: Iterable[str]) -> None:
        """Refuse a value that occurs twice."""
        earlier: set[str] = set()
        for value in values:
            if value in earlier:
                raise self.refuse(f'the {key} "{value}" occurs twice')
            earlier.add(value)


_KINDS: dict[type, str] = {str: "a text", int: "a whole number", list: "a list"}


def _scale(table: object, place: Place) -> Facts:
    scale = place.require_keys(table, _SCALE, ("code", "publisher", "question", "ratings"))
    place = Place(place.shown, f"scale {scale['code']}")
    place.require_one_of("question", scale["question"], Question)
    if not all(isinstance(name, str) and name.strip() for name in scale.get("publishers", ())):
        raise place.refuse("its publishers must be names")
    rating_list = [
        _rating(rating, Place(place.shown, f"{place.name}, rating {n}")) for n, rating in enumerate(scale["ratings"], 1)
    ]
    place.require_distinct("code", (rating["code"] for rating in rating_list))
    # By the key that a check's label is looked up by: two that are alike there could never be told apart.
    place.require_distinct("label", (ratings.label_key(rating["label"]) for rating in rating_list))
    return {**scale, "ratings": rating_list}


def _rating(table: object, place: Place) -> Facts:
    rating = place.require_keys(table, _RATING, ("code", "label"))
    place.require_one_of("category", rating.get("category"), Category)
    for flag in rating.get("flags", ()):
        place.require_one_of("flags", flag, Flag)
    if "score" in rating and (rating.get("category") != Category.TRUTH or not 0 <= rating["score"] <= _MOST):
        raise place.refuse(f"only the category truth has a score, from 0 to {_MOST}")
    if rating.get("direction") not in {None, *_DIRECTIONS}:
        raise place.refuse(f"its direction must be one of {', '.join(_DIRECTIONS)}")
    if ("category" in rating) is not ("mapping_reason" in rating):
        raise place.refuse("a category needs a mapping_reason, and a mapping_reason needs a category")
    return rating
