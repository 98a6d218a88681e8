"""Times in a recording: lines of a transcript begin with marks such as [00:12:31], which say when words were spoken.

The time of a passage is that of the last mark before it, so it needs no place of its own in the ledger: the stored text
holds it, and the hash of the text holds both.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from factdb.domain.passages import Span

_TIME = re.compile(r"[\[(](?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,3})?[\])]")
_MOST_BEFORE = 100  # characters of a name before its time
_MOST_LINES = 400  # lines before a passage that are looked at: a text without marks is no transcript with times
_NAME = re.compile(r"[ \t]*[A-Z\d>][^\n:]{0,80}:")
_MINUTES = 60
_SECONDS_OF_HOUR = 3600


class TimeMark(NamedTuple):
    """A time that a line of a transcript begins with: its seconds, and its place in the text, with its brackets."""

    seconds: int
    span: Span


def seconds_at(text: str, place: int) -> int | None:
    """Return when the words at a place of a transcript were said, in seconds; None where no mark comes before them."""
    end = place
    for _ in range(_MOST_LINES):
        first = text.rfind("\n", 0, end) + 1
        mark = mark_of_line(text, first)
        # The passage may begin with the name, or with the mark itself.
        if mark is not None:
            return mark.seconds
        if first == 0:
            return None
        end = first - 1
    return None


def mark_of_line(text: str, first: int) -> TimeMark | None:
    """Return the time that the line from `first` on begins with, before a name, after it, or alone.

    A time of two parts could be that of a clock: it counts only beside a name.
    """
    head = text[first : first + _MOST_BEFORE + 20].partition("\n")[0]
    match = _TIME.search(head)
    if match is None or not _stands_as_mark(head, match):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if match[1] and minutes >= _MINUTES:
        return None
    total = hours * _SECONDS_OF_HOUR + minutes * _MINUTES + seconds
    return TimeMark(total, Span(first + match.start(), first + match.end()))


def _stands_as_mark(head: str, match: re.Match[str]) -> bool:
    before, after = head[: match.start()].strip(), head[match.end() :].strip()
    if not before:
        return match[1] is not None or _NAME.match(head, match.end()) is not None
    if not (before[0].isupper() or before[0].isdigit() or before.startswith(">>")):
        return False
    # "Mona Reyes (00:12:31):", "Mona Reyes: (00:12:31) ...", or the name and the time alone on the line.
    return after.startswith(":") or before.endswith(":") or not after


def shown(seconds: int) -> str:
    """Return a time as it is shown: 00:12:31."""
    minutes, second = divmod(seconds, _MINUTES)
    hours, minute = divmod(minutes, _MINUTES)
    return f"{hours:02}:{minute:02}:{second:02}"


def link(url: str, seconds: int) -> str:
    """Return the address of a recording at a time, as media fragments name it: #t=751."""
    return f"{url.partition('#')[0]}#t={seconds}"
