"""Reads a whole text: its quotations, its sentences, and who said what in each."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.extract import other_reports, quotations, sentence_reports, tokens, verbs
from factdb.extract.forms import quoted_lists, speech_forms
from factdb.extract.frames import Sentence, SpeechReport
from factdb.extract.verbs import Manner

if TYPE_CHECKING:
    from factdb.extract.frames import FormSpeech
    from factdb.extract.quotations import QuotedRange
    from factdb.extract.tokens import ArticleWords

_FEWEST_WORDS = 3  # of a quotation that nothing attributes; a shorter one is a title or a word held at arm's length
_NEAR_START = 7  # words of "the time when" before who speaks
_LONGEST_TITLE = 12
_MOST_BACK = 20  # statements of a paragraph that are searched for one that a quotation continues


@dataclass(slots=True)
class AttributedStatement:
    """What one speaker said in one go: its report, and the ranges of words it is made of."""

    report: SpeechReport
    parts: list[tuple[int, int]]
    paragraph: int
    sentence: Sentence
    carried: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class ArticleReading:
    """A text as read."""

    words: ArticleWords
    paragraphs: list[tuple[int, int]]
    quotations: list[QuotedRange]
    inside: list[int]
    sentences: list[list[Sentence]]
    sentence_at: list[int]  # for each word, the number of its sentence
    bulleted: frozenset[int] = frozenset()  # paragraphs that are items of a list; they begin behind the bullet
    forms: dict[int, list[FormSpeech]] = field(default_factory=dict)  # paragraphs that are an answer, a statement ...
    statements: list[AttributedStatement] = field(default_factory=list)


def read_article(text: str) -> ArticleReading:
    """Read a text."""
    words = tokens.cut_words(text)
    lines = tokens.find_paragraphs(words)
    paragraphs = quoted_lists.skip_bullets(words, lines)
    bulleted = frozenset(number for number, line in enumerate(lines) if line != paragraphs[number])
    quoted = quotations.find_quotations(words, paragraphs)
    inside = quotations.number_quoted_words(words, quoted)
    sentences = [
        [Sentence(words, *span, inside) for span in tokens.find_sentences(words, *paragraph, inside)]
        for paragraph in paragraphs
    ]
    reading = ArticleReading(
        words, paragraphs, quoted, inside, sentences, _number_sentences(words, sentences), bulleted
    )
    reading.forms = speech_forms.read_forms(reading) if paragraphs else {}
    for number in range(len(paragraphs)):
        _read_paragraph(reading, number)
    return reading


def _number_sentences(words: ArticleWords, sentences: list[list[Sentence]]) -> list[int]:
    numbers = [0] * len(words)
    for number, sentence in enumerate(itertools.chain.from_iterable(sentences)):
        numbers[sentence.first : sentence.last] = [number] * (sentence.last - sentence.first)
    return numbers


def _read_paragraph(reading: ArticleReading, number: int) -> None:
    earlier = _statements_before(reading, number)
    # A paragraph of such a form is one speech: verbs of saying in it are its speaker's own words.
    if number in reading.forms:
        reading.statements += [
            AttributedStatement(speech.report, list(speech.report.content), number, speech.sentence)
            for speech in reading.forms[number]
        ]
        return
    statements: list[AttributedStatement] = []
    for sentence in reading.sentences[number]:
        reports = sentence_reports.find_reports(sentence)
        statements += _outermost_statements(
            [AttributedStatement(report, list(report.content), number, sentence) for report in reports]
        )
    statements.sort(key=lambda statement: statement.parts[0][0])
    reading.statements += statements
    _carry_over(reading, number, statements, earlier)


def _statements_before(reading: ArticleReading, number: int) -> list[AttributedStatement]:
    """Return the statements of the paragraph before, or those that it carries on itself."""
    earlier: list[AttributedStatement] = []
    for statement in reversed(reading.statements):
        # Of what was carried over, the last alone: a speaker may go on for a thousand paragraphs.
        last = max(end for _, end in [*statement.parts, *statement.carried[-1:]])
        if number == 0 or last <= reading.paragraphs[number - 1][0]:
            break
        earlier.insert(0, statement)
    return earlier


def _carry_over(
    reading: ArticleReading, number: int, statements: list[AttributedStatement], earlier: list[AttributedStatement]
) -> None:
    """Give quotations without a speaker to the speaker of the paragraph, or of the paragraph before."""
    first, last = reading.paragraphs[number]
    attributed = {
        number for statement in statements for part in statement.parts for number in reading.inside[slice(*part)]
    }
    # By bisection: to walk through all quotations for each paragraph would take quadratic time.
    begin = bisect_left(reading.quotations, first, key=lambda quotation: quotation.first)
    for at in range(begin, bisect_left(reading.quotations, last, key=lambda quotation: quotation.first)):
        quotation = reading.quotations[at]
        if at in attributed or not _is_statement(reading, quotation):
            continue
        so_far = len(reading.statements)
        owner = _statement_that_goes_on(
            reading, statements, quotation, begins=quotation.first == first
        ) or _leading_statement(reading, number, quotation, earlier)
        if owner:
            owner.carried.append((quotation.first, quotation.last))
        elif len(reading.statements) == so_far:
            attributed |= _attribute_within_sentence(reading, number, quotation)


def _attribute_within_sentence(reading: ArticleReading, number: int, quotation: QuotedRange) -> set[int]:
    """Give a quotation inside the article's own sentence to the subject of the sentence; return the statement."""
    sentence = _sentence_of(reading, number, quotation)
    report = other_reports.report_within_sentence(sentence, quotation.first)
    if report is None:
        return set()
    reading.statements.append(AttributedStatement(report, list(report.content), number, sentence))
    return {reading.inside[at] for part in report.content for at in range(*part)}


def _sentence_of(reading: ArticleReading, number: int, quotation: QuotedRange) -> Sentence:
    sentences = reading.sentences[number]
    return sentences[bisect_right(sentences, quotation.first, key=lambda sentence: sentence.first) - 1]


def _is_statement(reading: ArticleReading, quotation: QuotedRange) -> bool:
    """Return whether a quotation is a statement, not a title or a word held at arm's length."""
    inner = [word for word in reading.words.written[quotation.first + 1 : quotation.last - 1] if word[0].isalpha()]
    if len(inner) < _FEWEST_WORDS:
        return False
    return sum(word[0].isupper() for word in inner) * 2 <= len(inner) or len(inner) > _LONGEST_TITLE


def _statement_that_goes_on(
    reading: ArticleReading, statements: list[AttributedStatement], quotation: QuotedRange, *, begins: bool
) -> AttributedStatement | None:
    """Return the statement that a quotation continues: the last before it that is not inside another's words.

    A quotation that begins a paragraph may belong to the next speaker.
    """
    after = bisect_left(statements, quotation.first, key=lambda statement: statement.parts[0][0])
    near = statements[max(0, after - _MOST_BACK) : after]
    # "He fears a flood. “It leaks.”": who thinks or plans something is not the one who goes on to speak.
    speaking = [statement for statement in near if statement.report.cue is None or statement.report.cue.speaks]
    quoting = [statement for statement in speaking if _holds_quotation(reading, statement)]
    if speaking:
        return quoting[-1] if quoting else speaking[-1]
    return statements[0] if statements and begins else None


def _outermost_statements(statements: list[AttributedStatement]) -> list[AttributedStatement]:
    """Leave out the statements of a sentence whose speaker is in the words of another."""
    statements = [
        statement
        for statement in statements
        if not (_only_introduces(statement, statements) or _only_mentions(statement, statements))
    ]
    return [statement for statement in statements if _is_outermost(statement, statements)]


def _only_mentions(statement: AttributedStatement, statements: list[AttributedStatement]) -> bool:
    """Return whether a statement is a thing of which somebody else says something: "cited a time when Ross said X"."""
    cue = statement.report.cue
    if cue is None or not cue.manners <= {Manner.JUDGE}:
        return False
    return any(
        inner.report.cue is not None
        and inner.report.speaker is not None
        and inner.report.cue.speaks
        and any(first < inner.report.speaker.first < min(last, first + _NEAR_START) for first, last in statement.parts)
        for inner in statements
        if inner is not statement
    )


def _only_introduces(statement: AttributedStatement, statements: list[AttributedStatement]) -> bool:
    """Return whether a statement is only that somebody else spoke: "Lee said Ross told her: “It leaks.”"."""
    (first, last), *more = statement.parts
    if more:
        return False
    return any(
        inner.report.rule == "speaker, verb, quotation"
        and inner.report.speaker is not None
        and inner.report.cue is not None
        and inner.report.cue.lemma not in verbs.WEAK
        and first == inner.report.speaker.start
        and inner.parts[-1][1] == last
        for inner in statements
        if inner is not statement
    )


def _is_outermost(statement: AttributedStatement, statements: list[AttributedStatement]) -> bool:
    speaker, cue = statement.report.speaker, statement.report.cue
    if speaker is None:
        return False
    # "He said it leaks and asked to leave": the second verb is in the first one's words, its subject is before them.
    places = {speaker.first, cue.first if cue and cue.dependent else speaker.first}
    outer_parts = [part for outer in statements if outer is not statement for part in outer.parts]
    return not any(first <= place < last for place in places for first, last in outer_parts)


def _leading_statement(
    reading: ArticleReading, number: int, quotation: QuotedRange, earlier: list[AttributedStatement]
) -> AttributedStatement | None:
    """Return the statement of the paragraph before that a quotation goes on with, or one that its colon opens."""
    if number == 0 or not reading.sentences[number - 1]:
        return None
    before = reading.sentences[number - 1][-1]
    if reading.words.written[before.last - 1] == ":":
        return _attribute_behind_colon(reading, number, before, quotation, earlier)
    if not _is_all_quotation(reading, number):
        return None
    speaking = [
        statement
        for statement in earlier
        if statement.report.speaker and (statement.report.cue is None or statement.report.cue.speaks)
    ]
    quoting = [statement for statement in speaking if _holds_quotation(reading, statement)]
    return next(reversed(quoting or speaking), None)


def _is_all_quotation(reading: ArticleReading, number: int) -> bool:
    first, last = reading.paragraphs[number]
    return reading.inside[first] >= 0 and sum(reading.inside[at] < 0 for at in range(first, last)) <= 1


def _holds_quotation(reading: ArticleReading, statement: AttributedStatement) -> bool:
    parts = itertools.chain(statement.parts, statement.carried)
    return any(reading.inside[at] >= 0 for first, last in parts for at in (first, last - 1))


def _attribute_behind_colon(
    reading: ArticleReading, number: int, before: Sentence, quotation: QuotedRange, earlier: list[AttributedStatement]
) -> AttributedStatement | None:
    own = [statement for statement in earlier if statement.sentence is before]
    speaker = own[-1].report.speaker if own else other_reports.speaker_before_colon(before)
    if speaker is None:
        return None
    piece = (quotation.first, quotation.last)
    sentence = _sentence_of(reading, number, quotation)
    reading.statements.append(
        AttributedStatement(SpeechReport(speaker, None, (piece,), "colon"), [piece], number, sentence)
    )
    return None
