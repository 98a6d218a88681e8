"""Reads a whole text: its quotations, its sentences, and who is reported to have said what, run by run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.extract import quotations, sentence_reports, tokens
from factdb.extract.frames import Report, Sentence

if TYPE_CHECKING:
    from factdb.extract.quotations import Quotation
    from factdb.extract.tokens import Words

_FEWEST_WORDS = 4  # of a quotation that nothing attributes; a shorter one is a title or a word held at arm's length


@dataclass(slots=True)
class Statement:
    """What one source said in one go: its report, and the ranges of words it is made of."""

    report: Report
    parts: list[tuple[int, int]]
    paragraph: int
    sentence: Sentence
    carried: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """A text as read."""

    words: Words
    paragraphs: list[tuple[int, int]]
    quotations: list[Quotation]
    inside: list[int]
    sentences: list[list[Sentence]]
    statements: list[Statement] = field(default_factory=list)


def read(text: str) -> Reading:
    """Read a text."""
    words = tokens.cut(text)
    paragraphs = tokens.paragraphs(words)
    found = quotations.quotations(words, paragraphs)
    inside = quotations.inside(words, found)
    sentences = [
        [Sentence(words, *each, inside) for each in tokens.sentences(words, *paragraph, inside)]
        for paragraph in paragraphs
    ]
    reading = Reading(words, paragraphs, found, inside, sentences)
    for number in range(len(paragraphs)):
        _read_paragraph(reading, number)
    return reading


def _read_paragraph(reading: Reading, number: int) -> None:
    statements = [
        Statement(report, list(report.content), number, sentence)
        for sentence in reading.sentences[number]
        for report in sentence_reports.reports(sentence)
    ]
    reading_before = reading.statements[-1:]
    reading.statements += statements
    _carry_over(reading, number, statements, reading_before)


def _carry_over(reading: Reading, number: int, statements: list[Statement], before: list[Statement]) -> None:
    """Give quotations that nothing attributes to whom the paragraph, or the one before, quotes."""
    first, last = reading.paragraphs[number]
    for each in reading.quotations:
        if not first <= each.first < last or any(
            start < each.last and each.first < end for one in statements for start, end in [*one.parts, *one.carried]
        ):
            continue
        if each.last - each.first - 2 < _FEWEST_WORDS:
            continue
        owner = _owner(statements, each)
        if owner:
            owner.carried.append((each.first, each.last))


def _owner(statements: list[Statement], quotation: Quotation) -> Statement | None:
    earlier = [one for one in statements if one.parts[0][0] < quotation.first]
    speaking = [one for one in earlier if one.report.cue is None or one.report.cue.speaks]
    if speaking:
        return speaking[-1]
    return statements[0] if statements else None
