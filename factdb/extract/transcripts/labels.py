"""Knows the words before a colon that name who speaks: "MR. LEE:", "Mona Reyes (Orr North) (Lab):", "Q:"."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import vocabulary
from factdb.extract.names import known_names

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60  # characters of a name; what is in parentheses behind it does not count
_MOST_WORDS = 8
_LONGEST_HEAD = 180  # characters of a line in which its colon must come
_REMARK = re.compile(r"[ \t]*(?:\([^()\n]{0,80}\)|\[[^\[\]\n]{0,80}\])[ \t]*$")
_NUMBER = re.compile(r"^(?:Q?\d{1,4}\.[ \t]+)?(?:\[\d{3,8}\][ \t]+)?")  # the number of a question: "Q1. [900123] "
_CLOCK = re.compile(r"\d:\d")
_BRACKETS = {"[": "]", "(": ")"}
_SENTENCE_STOP = re.compile(r"(?<![A-Z])(?<!\b\w\w)(?<!\b\w\w\w)(?<!\b\w\w\w\w)[.!?]")
_INSIDE = vocabulary.word_set("of the and for de da del della di du la le van von der den bin ibn al el dos y hon. hon")
_GENERIC = re.compile(
    r"(?i)(?:q|a|question|answer|speaker|participant|witness|caller|male|female|man|woman|voice|voices|audience|reporter"
    r"|reporters|journalist|journalists|member|members|unknown|unidentified|unidentifiable|inaudible|crowd|all|both"
    r"|interviewer|moderator|operator|host|narrator|announcer|juror)\b[ \w.#-]{0,30}"
    r"|(?:(?:several|some|an?|many|other)[ ])?hon\.?[ ](?:members?|friends?)|several[ ]members"
)
_PARTIES = vocabulary.word_set(
    "Lab Con LD SNP DUP SDLP PC Ind Green Alliance Reform CB XB Lab/Co-op Lab/Co-operative D R I NDP Lib BQ ALP GRN"
)
# Labels of a page, a form or a list, not of a speaker.
_NO_SPEAKERS = vocabulary.word_set(
    """
    abstract address admission agenda analysis attendance attendees audio background breaking by byline caption cc claim
    clarification event hours info information ingredients media press rsvp venue
    contact copyright correction credit cost date deadline details disclaimer editing editor's email example exclusive
    fact fax fiction figure first from graphic headline https http image key live location materials method more motion
    myth note notes opinion phone photo photos poll price producer rating re read reality recommendation related report
    result results rule score second section share sign source sources step subject subtitles summary table tags tel
    third tickets time tip title to topic topics transcript twitter update updated verdict video warning watch web
    website what when where who why how
    """
)


class Label(NamedTuple):
    """Words that name a speaker: the name, what is in parentheses behind it, and where the words behind it begin."""

    name: str
    remarks: tuple[str, ...]
    end: int


def leading_label(line: str) -> Label | None:
    """Return the label that a line begins with, up to its colon; None where it has none."""
    colon = line.find(":", 0, _LONGEST_HEAD)
    while colon > 0 and (_is_bracketed(line, colon) or _CLOCK.match(line, colon - 1)):
        colon = line.find(":", colon + 1, _LONGEST_HEAD)
    if colon <= 0 or not (line[colon + 1 : colon + 2].isspace() or colon + 1 == len(line.rstrip())):
        return None
    return read_label(line[:colon], colon + 1)


def read_label(written: str, end: int = 0) -> Label | None:
    """Return words as a label, without the number of a question; None where they name nobody."""
    name = _NUMBER.sub("", written, count=1)
    remarks: list[str] = []
    while (match := _REMARK.search(name)) and name[: match.start()].strip():
        remarks.insert(0, match[0].strip(" \t()[]"))
        name = name[: match.start()]
    name = " ".join(name.split()).strip("*_ ")
    if name.startswith(tuple(_BRACKETS)) and name.endswith(tuple(_BRACKETS.values())):
        name = name[1:-1].strip()
    return Label(name, tuple(remarks), end) if _names_somebody(name) else None


def counting(read: Iterable[Label]) -> set[str]:
    """Return the names of the labels of a text that count: sure ones, and those that come again, in full or in part."""
    counts: Counter[str] = Counter()
    sure: set[str] = set()
    for label in read:
        counts[label.name] += 1
        if is_sure(label):
            sure.add(label.name)
    again = {name for name, count in counts.items() if count > 1}
    for name in counts:
        shorter = {short for short in short_names(name) if short in counts} if " " in name else set()
        again |= shorter | ({name} if shorter else set())
    return sure | again


def short_names(name: str) -> set[str]:
    """Return what a full name is called by afterwards: its first word, its last one, and its initials."""
    words = name.split()
    return {words[0], words[-1], "".join(word[0] for word in words)}


def is_sure(label: Label) -> bool:
    """Return whether a label surely names a speaker; another one counts where it comes again."""
    words = label.name.replace(",", " ").split()
    # "The Minister (Mona Reyes)", "Mona Reyes (Orr North) (Lab)": a heading has no such thing behind it.
    has_person = label.name.startswith("The ") and any(" " in remark for remark in label.remarks)
    if is_generic(label.name) or has_person or any(remark in _PARTIES for remark in label.remarks):
        return True
    if label.name.isupper() and (len(label.name) > 1 or label.remarks):
        return True
    lowered = [word.lower() for word in words]
    if any(word in vocabulary.TITLES for word in lowered):
        return True
    return len(words) > 1 and known_names.is_first_name(words[0].lower())


def is_generic(name: str) -> bool:
    """Return whether a label leaves its speaker unnamed: "Q", "Speaker 2", "Hon. Members"."""
    return _GENERIC.fullmatch(name) is not None and not name.lower().startswith("speaker of")


def as_label(voice: str) -> str | None:
    """Return the name of a voice as a label, which is read again as one; None where it cannot be one."""
    name = voice if len(voice) <= _LONGEST else voice.partition(",")[0]
    words = [
        word if word.lower() in _INSIDE and at else word[:1].upper() + word[1:] for at, word in enumerate(name.split())
    ]
    written = " ".join(words)
    return written if _names_somebody(written) else None


def _is_bracketed(line: str, at: int) -> bool:
    before = line[:at]
    return any(before.rfind(mark) > before.rfind(closing) for mark, closing in _BRACKETS.items())


def _names_somebody(name: str) -> bool:
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS or _SENTENCE_STOP.search(name):
        return False
    if words[0].lower().strip(",") in _NO_SPEAKERS or not any(letter.isalpha() for letter in name):
        return False
    if is_generic(name):
        return True
    return _is_capital(words[0]) and all(_is_of_name(word) for word in words)


def _is_capital(word: str) -> bool:
    return word.lstrip("(")[:1].isupper()


def _is_of_name(word: str) -> bool:
    return _is_capital(word) or word.strip(",") in _INSIDE or word.isdigit() or word in {"&", "-"}
