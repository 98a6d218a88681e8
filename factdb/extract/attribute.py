"""Reads a whole text: its quotations, its sentences, and who is reported to have said what, run by run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.extract import other_reports, quotations, sentence_reports, tokens
from factdb.extract.frames import Report, Sentence

if TYPE_CHECKING:
    from factdb.extract.quotations import Quotation
    from factdb.extract.tokens import Words

_FEWEST_WORDS = 3  # of a quotation that nothing attributes; a shorter one is a title or a word held at arm's length
_LONGEST_TITLE = 12
_MOST_BACK = 20  # statements of a paragraph that are looked at for one that a quotation goes on with


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
    sentence_at: list[int]  # for each word, the number of its sentence
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
    reading = Reading(words, paragraphs, found, inside, sentences, _numbered(words, sentences))
    for number in range(len(paragraphs)):
        _read_paragraph(reading, number)
    return reading


def _numbered(words: Words, sentences: list[list[Sentence]]) -> list[int]:
    numbers = [0] * len(words)
    for number, sentence in enumerate(each for paragraph in sentences for each in paragraph):
        numbers[sentence.first : sentence.last] = [number] * (sentence.last - sentence.first)
    return numbers


def _read_paragraph(reading: Reading, number: int) -> None:
    earlier = _of_paragraph_before(reading, number)
    spoken = other_reports.labelled(reading.words, *reading.paragraphs[number], reading.inside) or other_reports.signed(
        reading.words, reading.paragraphs, number, reading.inside
    )
    if spoken is not None:
        reading.statements.append(Statement(spoken, list(spoken.content), number, reading.sentences[number][0]))
        return
    statements: list[Statement] = []
    for sentence in reading.sentences[number]:
        reports = sentence_reports.reports(sentence)
        statements += _outermost([Statement(each, list(each.content), number, sentence) for each in reports])
    statements.sort(key=lambda one: one.parts[0][0])
    reading.statements += statements
    _carry_over(reading, number, statements, earlier)


def _of_paragraph_before(reading: Reading, number: int) -> list[Statement]:
    """Return the statements of the paragraph before, or those that it carries on itself."""
    found: list[Statement] = []
    for one in reversed(reading.statements):
        last = max(end for _, end in [*one.parts, *one.carried])
        if number == 0 or last <= reading.paragraphs[number - 1][0]:
            break
        found.insert(0, one)
    return found


def _carry_over(reading: Reading, number: int, statements: list[Statement], earlier: list[Statement]) -> None:
    """Give quotations that nothing attributes to whom the paragraph quotes, or the one before leads up to."""
    first, last = reading.paragraphs[number]
    taken = {reading.inside[at] for one in statements for part in one.parts for at in range(*part)}
    begin = bisect_left(reading.quotations, first, key=lambda each: each.first)
    for at in range(begin, bisect_left(reading.quotations, last, key=lambda each: each.first)):
        each = reading.quotations[at]
        if at in taken or not _is_statement(reading, each):
            continue
        so_far = len(reading.statements)
        owner = _owner(reading, statements, each, begins=each.first == first) or _lead(reading, number, each, earlier)
        if owner:
            owner.carried.append((each.first, each.last))
        elif len(reading.statements) == so_far:
            taken |= _take_within(reading, number, each)


def _take_within(reading: Reading, number: int, quotation: Quotation) -> set[int]:
    """Give a quotation that is a part of the article's own sentence to whom that is about; return what goes with it."""
    sentence = _sentence_of(reading, number, quotation)
    report = other_reports.within(sentence, quotation.first)
    if report is None:
        return set()
    reading.statements.append(Statement(report, list(report.content), number, sentence))
    return {reading.inside[at] for part in report.content for at in range(*part)}


def _sentence_of(reading: Reading, number: int, quotation: Quotation) -> Sentence:
    sentences = reading.sentences[number]
    return sentences[bisect_right(sentences, quotation.first, key=lambda one: one.first) - 1]


def _is_statement(reading: Reading, quotation: Quotation) -> bool:
    """Tell a quoted statement from a title or a word held at arm's length."""
    inner = [each for each in reading.words.written[quotation.first + 1 : quotation.last - 1] if each[0].isalpha()]
    if len(inner) < _FEWEST_WORDS:
        return False
    return sum(each[0].isupper() for each in inner) * 2 <= len(inner) or len(inner) > _LONGEST_TITLE


def _owner(reading: Reading, statements: list[Statement], quotation: Quotation, *, begins: bool) -> Statement | None:
    """Return the statement that a quotation goes on with: the last before it that stands in no other's words.

    One that begins a paragraph may be of whoever speaks after it.
    """
    after = bisect_left(statements, quotation.first, key=lambda one: one.parts[0][0])
    near = statements[max(0, after - _MOST_BACK) : after]
    speaking = [one for one in near if one.report.cue is None or one.report.cue.speaks]
    quoting = [one for one in speaking if _quotes(reading, one)]
    if speaking:
        return quoting[-1] if quoting else speaking[-1]
    return statements[0] if statements and begins else None


def _outermost(statements: list[Statement]) -> list[Statement]:
    """Leave out the statements of a sentence whose speaker stands in the words of another."""
    return [one for one in statements if _is_outermost(one, statements)]


def _is_outermost(one: Statement, statements: list[Statement]) -> bool:
    source = one.report.source
    if source is None:
        return False
    return not any(
        first <= source.first < last for other in statements if other is not one for first, last in other.parts
    )


def _lead(reading: Reading, number: int, quotation: Quotation, earlier: list[Statement]) -> Statement | None:
    """Return the statement of the paragraph before that a quotation goes on with, or one that its colon opens."""
    if number == 0 or not reading.sentences[number - 1]:
        return None
    before = reading.sentences[number - 1][-1]
    if reading.words.written[before.last - 1] == ":":
        return _opened(reading, number, before, quotation, earlier)
    if not _is_all_quotation(reading, number):
        return None
    speaking = [one for one in earlier if one.report.source and (one.report.cue is None or one.report.cue.speaks)]
    quoting = [one for one in speaking if _quotes(reading, one)]
    return next(reversed(quoting or speaking), None)


def _is_all_quotation(reading: Reading, number: int) -> bool:
    first, last = reading.paragraphs[number]
    return reading.inside[first] >= 0 and sum(reading.inside[at] < 0 for at in range(first, last)) <= 1


def _quotes(reading: Reading, statement: Statement) -> bool:
    return any(
        reading.inside[at] >= 0 for first, last in [*statement.parts, *statement.carried] for at in (first, last - 1)
    )


def _opened(
    reading: Reading, number: int, before: Sentence, quotation: Quotation, earlier: list[Statement]
) -> Statement | None:
    own = [one for one in earlier if one.sentence is before]
    source = own[-1].report.source if own else other_reports.speaker_before_colon(before)
    if source is None:
        return None
    piece = (quotation.first, quotation.last)
    sentence = _sentence_of(reading, number, quotation)
    reading.statements.append(Statement(Report(source, None, (piece,), "colon"), [piece], number, sentence))
    return None
