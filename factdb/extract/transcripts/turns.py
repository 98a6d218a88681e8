"""Cuts a text into turns: who speaks, when, and the passages that are said. Notes and headings are nobody's words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import recording_times
from factdb.domain.passages import Span
from factdb.extract.transcripts import labels

if TYPE_CHECKING:
    from factdb.domain.recording_times import TimeMark
    from factdb.extract.transcripts.labels import Label

_LINE = re.compile(r"[^\n\r]+")
# What was heard or done: a whole line in brackets, or a time of the sitting, or the number of a column.
_NOTE = re.compile(
    r"[*_]{0,2}[\[(][^\[\]()\n]{0,300}[\])][.*_]{0,3}|\d{1,2}[.:]\d\d ?[ap]\.?m\.?|Column \d+|[-_*=\u2014 ]{3,}"
)
_HEADS = re.compile(r":|>>|\)[ \t]*(?:$|\n)")
_SIGNS = re.compile(r"[:)]|>>")  # a line without any of them is no head
_TIME = re.compile(r"\d:[0-5]\d")
_ARROWS = re.compile(r"[ \t]*>{2,3}[ \t]*")
_FEWEST_TURNS = 3
_PAIR = 2
_FEWEST_OF_LINES = 0.2  # share of the lines of a transcript that begin a turn, or have a time
_FEWEST_OF_WORDS = 0.5  # share of the letters that are said by somebody
_LONGEST_HEADING = 60


class _Line(NamedTuple):
    """A line of a text that is not empty, with the time that it begins with, where it has one."""

    start: int
    end: int
    mark: TimeMark | None


class _Head(NamedTuple):
    """How a line begins: its label, if it has one, where the label is, and where the words behind it begin."""

    label: Label | None
    span: Span
    words: int
    is_timed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one go: the label and its place, and the passages of the text that are said.

    `label` is None where nobody names the speaker; `seconds` is the time of the first words.
    """

    label: Label | None
    label_span: Span | None
    seconds: int | None
    parts: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A text as turns; `start` is where the first begins: before it are a title, a day, a list of people."""

    text: str
    turns: list[Turn]
    start: int


def read_transcript(text: str) -> Transcript | None:
    """Return a text as a transcript; None where it is none, as an article with some labels and colons is."""
    if _HEADS.search(text) is None:  # as in most articles: then nothing is looked at line by line
        return None
    has_times = _TIME.search(text) is not None
    lines = [
        _Line(*match.span(), recording_times.mark_of_line(text, match.start()) if has_times else None)
        for match in _LINE.finditer(text)
        if not match[0].isspace()
    ]
    heads = _heads(text, lines)
    if heads is None:
        return None
    turns = _turns(text, lines, heads)
    return Transcript(text, turns, _start(turns)) if _is_transcript(text, lines, heads, turns) else None


def is_transcript(text: str) -> bool:
    """Return whether a text says who speaks, turn by turn, or when."""
    return read_transcript(text) is not None


def _heads(text: str, lines: list[_Line]) -> dict[int, _Head] | None:
    """Return by its line each label that counts: a sure one, one with a time, and one that comes again."""
    read = {at: head for at, line in enumerate(lines) if (head := _read_head(text, lines, at)) is not None}
    counting = labels.counting(head.label for head in read.values() if head.label)
    sure = {at: head for at, head in read.items() if head.label is None or head.is_timed or head.label.name in counting}
    sure |= _introduced(text, lines, sure)
    if not sure or (len(sure) < _FEWEST_TURNS and not _has_times(lines)):
        return sure if _has_times(lines) else None
    # In a transcript, two words in capitals before a colon are somebody new: not words of the speaker before.
    start = min(sure)
    return {at: head for at, head in (read | sure).items() if at in sure or (at > start and _is_name(head))}


def _is_name(head: _Head) -> bool:
    return head.label is not None and " " in head.label.name


def _introduced(text: str, lines: list[_Line], heads: dict[int, _Head]) -> dict[int, _Head]:
    """Return the lines that are nothing but the name of somebody who has spoken before, as in Hansard."""
    names = {head.label.name: head.label for head in heads.values() if head.label and " " in head.label.name}
    alone: dict[int, _Head] = {}
    for at, line in enumerate(lines if names else ()):
        name = text[line.start : line.end].strip()
        if at not in heads and name in names:
            alone[at] = _Head(names[name], Span(line.start, line.end), line.end)
    return alone


def _read_head(text: str, lines: list[_Line], at: int) -> _Head | None:
    """Return the label of a line, before or behind its time; None where it goes on with what was said."""
    line = lines[at]
    mark, first = line.mark, line.start
    if mark is None and _SIGNS.search(text, line.start, line.end) is None:
        return None
    if mark is not None and not text[line.start : mark.span.start].strip():
        first = mark.span.end
        mark = None
    arrows = _ARROWS.match(text, first, line.end)
    first = arrows.end() if arrows else first
    first += len(text[first : line.end]) - len(text[first : line.end].lstrip())
    rest = text[first : line.end]
    if mark is not None and mark.span.start > first:
        return _head_with_time(text, line, first, mark.span)
    label = labels.leading_label(rest)
    if label is not None:
        end = first + label.end
        return _Head(label, _trimmed(text, first, end - 1), end)
    if arrows:
        return _Head(None, Span(first, first), first)
    return _heading_head(text, lines, at, first)


def _head_with_time(text: str, line: _Line, first: int, mark: Span) -> _Head | None:
    """Return the label before a time: "Mona Reyes (00:12:31):", or "Mona Reyes: (00:12:31)"."""
    label = labels.read_label(text[first : mark.start].rstrip(" \t:"))
    if label is None:
        return None
    words = mark.end
    while words < line.end and text[words] in ": \t":
        words += 1
    return _Head(label, _trimmed(text, first, mark.start), words, is_timed=True)


def _heading_head(text: str, lines: list[_Line], at: int, first: int) -> _Head | None:
    """Return the label that stands alone above the words, as in Hansard: "The Prime Minister (Mona Reyes)"."""
    written = text[first : lines[at].end].strip()
    if not written.endswith(")") or len(written) > 2 * _LONGEST_HEADING or at + 1 == len(lines):
        return None
    label = labels.read_label(written)
    if label is None or not label.remarks or not label.name or " " not in label.name:
        return None
    span = Span(first, lines[at].end)
    return _Head(label, span, span.end) if labels.is_sure(label) else None


def _trimmed(text: str, first: int, end: int) -> Span:
    while end > first and text[end - 1] in " \t:":
        end -= 1
    return Span(first, end)


def _turns(text: str, lines: list[_Line], heads: dict[int, _Head]) -> list[Turn]:
    turns: list[Turn] = []
    seconds: int | None = None
    goes_on = False
    for at, line in enumerate(lines):
        mark = line.mark
        seconds = mark.seconds if mark else seconds
        head = heads.get(at)
        if head is not None:
            turns.append(Turn(head.label, head.span if head.label else None, seconds))
            goes_on = False
            _add(text, turns[-1], Span(head.words, line.end), goes_on=False)
        elif turns or mark is not None:
            if not turns:
                turns.append(Turn(None, None, seconds))
            first = mark.span.end if mark and not text[line.start : mark.span.start].strip() else line.start
            goes_on = bool(turns[-1].parts) and mark is None and _follows(text, turns[-1].parts[-1].end, line.start)
            _add(text, turns[-1], Span(first, line.end), goes_on=goes_on)
    return [turn for turn in turns if turn.parts]


def _add(text: str, turn: Turn, line: Span, *, goes_on: bool) -> None:
    """Add a line to a turn; lines without an empty line between them are one passage."""
    written = text[line.start : line.end]
    words = written.strip()
    first = line.start + len(written) - len(written.lstrip())
    if not words or _NOTE.fullmatch(words):
        return
    if goes_on:
        turn.parts[-1] = Span(turn.parts[-1].start, first + len(words))
    else:
        turn.parts.append(Span(first, first + len(words)))


def _follows(text: str, end: int, start: int) -> bool:
    return text.count("\n", end, start) <= 1


def _has_times(lines: list[_Line]) -> bool:
    """Return whether most lines begin with a time: then the text is a transcript, though it names nobody."""
    return bool(lines) and sum(line.mark is not None for line in lines) >= _FEWEST_OF_WORDS * len(lines)


def _is_transcript(text: str, lines: list[_Line], heads: dict[int, _Head], turns: list[Turn]) -> bool:
    """Return whether enough of a text is turns. Questions and answers of nobody by name are an interview's."""
    if _has_times(lines) and turns:
        return True
    named = {turn.label.name for turn in turns if turn.label and not labels.is_generic(turn.label.name)}
    if len(turns) < _FEWEST_TURNS or not named or _is_interview(text, turns):
        return False
    paragraphs = sum(len(turn.parts) for turn in turns) or 1
    spoken = sum(part.end - part.start for turn in turns for part in turn.parts)
    # Above the first turn may stand a title and a list of people, but not an article.
    above = len(text[: _start(turns)].strip())
    return len(heads) >= _FEWEST_OF_LINES * paragraphs and spoken >= _FEWEST_OF_WORDS * (above + spoken)


def _is_interview(text: str, turns: list[Turn]) -> bool:
    """Return whether one of two people mostly asks: such a dialogue is an article's, with an introduction and notes."""
    names = {turn.label.name for turn in turns if turn.label}
    # OT is Orr Times, and so is Times: those who speak are told apart by the last words of their full labels.
    in_full = {short: full for full in names for short in labels.short_names(full) if short != full}
    asked: dict[str, list[bool]] = {}
    for turn in turns:
        if turn.label is not None:
            is_question = text[turn.parts[-1].start : turn.parts[-1].end].endswith("?")
            full = in_full.get(turn.label.name, turn.label.name)
            asked.setdefault(full.rsplit(maxsplit=1)[-1].casefold(), []).append(is_question)
    return len(asked) <= _PAIR and any(2 * sum(questions) >= len(questions) for questions in asked.values())


def _start(turns: list[Turn]) -> int:
    first = turns[0]
    return first.label_span.start if first.label_span else first.parts[0].start


def turn_at(transcript: Transcript, place: int) -> Turn | None:
    """Return the turn in whose words a place is; in its label, that of the label."""
    starts = [turn.label_span.start if turn.label_span else turn.parts[0].start for turn in transcript.turns]
    at = bisect_right(starts, place) - 1
    return transcript.turns[at] if at >= 0 else None
