"""How the pages write days, moments and verdicts."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from typing import NamedTuple

_RIGHT_TO_LEFT = frozenset({"R", "AL"})


class Chip(NamedTuple):
    """A verdict or a status as it is shown: its words, a sign, and the class of its colour. Never a colour alone."""

    label: str
    sign: str
    colour: str


_BY_SCORE = {4: ("✓", "supported"), 3: ("✓", "supported"), 2: ("~", "mixed"), 1: ("✗", "refuted"), 0: ("✗", "refuted")}


def day(value: date | str | None) -> str:
    """Return a day as it is known: 2021-07-26, or 2021-07."""
    return str(value) if value else "unknown day"


def moment(value: datetime | None) -> str:
    """Return a moment to the minute, in UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if value else ""


def chip(rating: str | None, score: int | None = None) -> Chip | None:
    """Return the chip of a rating; None without one."""
    if rating is None:
        return None
    sign, colour = _BY_SCORE.get(score if score is not None else -1, ("•", "neutral"))
    return Chip(rating.replace("-", " "), sign, colour)


def direction(text: str | None) -> str:
    """Return "rtl" for a text whose first letter is of a script that runs from right to left, else "ltr"."""
    letters = (unicodedata.bidirectional(sign) for sign in text or "")
    first = next((kind for kind in letters if kind == "L" or kind in _RIGHT_TO_LEFT), "L")
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"
