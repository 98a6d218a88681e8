"""Makes of each statement of an article the proposals that it holds, and lends them dates and occasions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.domain.enums import Basis, Precision
from factdb.extract import narration, when, where
from factdb.extract.proposal import Mark
from factdb.extract.sources import Source
from factdb.extract.verbs import SILENT, Manner

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from factdb.extract.attribute import Reading, Statement
    from factdb.extract.frames import Sentence
    from factdb.extract.people import Meant, People

Ranges = list[tuple[int, int]]
_LONGEST_HEADING = 20
_NEAR = 4  # paragraphs within which a speaker goes on at the same occasion


@dataclass(slots=True)
class Draft:
    """A proposal in the making: ranges of words, who is meant, when and where."""

    parts: list[tuple[int, int]]
    paragraph: int
    run: int
    rule: str
    statement: Statement | None = None
    meant: Meant | None = None
    mention: Source | None = None
    date: PartialDate = UNKNOWN
    basis: Basis = Basis.NONE
    occasion: str | None = None
    addressee: str | None = None
    marks: set[Mark] = field(default_factory=set)
    source: Source | None = None  # taken into the span, where what it says is the article's own assertion

    @property
    def span(self) -> tuple[int, int]:
        """The words from the first to the last that a proposal marks."""
        first, last = min(part[0] for part in self.parts), max(part[1] for part in self.parts)
        return (min(first, self.source.first), max(last, self.source.last)) if self.source else (first, last)

    @property
    def is_narration(self) -> bool:
        """Whether the article itself says it: of nobody, of an unnamed source, or of somebody's silence."""
        return self.meant is None or self.meant.unnamed or self.is_silence

    @property
    def is_silence(self) -> bool:
        """Whether somebody declined or refused to do something: no words of theirs are reported."""
        cue = self.statement.report.cue if self.statement else None
        return bool(
            cue and cue.lemma in SILENT and Manner.INTEND in cue.manners and self.rule == "speaker, verb, clause"
        )


def drafts(reading: Reading, people: People, published: dt.date | None) -> list[Draft]:
    """Return the drafts of a text in its order."""
    found: list[Draft] = []
    said = _said(reading)
    for run, statement in enumerate(reading.statements):
        found += _of_statement(
            reading, people, statement, run, published, said[reading.sentence_at[statement.sentence.first]]
        )
    _inherit(found)
    found = [each for each in found if not (each.is_narration and _says_nothing(reading, each))]
    found += _assertions(reading, len(reading.statements))
    return sorted(found, key=lambda each: each.span)


def _of_statement(
    reading: Reading, people: People, statement: Statement, run: int, published: dt.date | None, said: Ranges
) -> list[Draft]:
    report = statement.report
    meant = people.meant(report.source) if report.source else None
    own = Draft(statement.parts, statement.paragraph, run, report.rule, statement, meant, report.source)
    found = [own]
    for piece in statement.carried:
        if Mark.UNOPENED in _marks(reading, [piece]) and piece[0] - own.parts[-1][1] < narration.LONGEST_REPORTING:
            own.parts = [*own.parts, piece]
        else:
            found.append(
                Draft(
                    [piece],
                    statement.paragraph,
                    run,
                    "carried over",
                    statement,
                    meant,
                    report.source,
                    marks={Mark.CARRIED_OVER},
                )
            )
    for each in found:
        each.marks |= _marks(reading, each.parts)
        if len(each.parts) > 1:
            each.marks.add(Mark.SPLIT)
        _place(reading, each, published, said)
    if own.is_narration and report.source:
        _take_in_source(reading, own, report.source)
    return found


def _marks(reading: Reading, parts: list[tuple[int, int]]) -> set[Mark]:
    numbers = {reading.inside[at] for first, last in parts for at in (first, last - 1)} - {-1}
    return {mark for number in numbers for mark in reading.quotations[number].marks}


def _take_in_source(reading: Reading, draft: Draft, source: Source) -> None:
    """Let the span begin with who is unnamed or silent: "some officials have warned that"."""
    draft.source = Source(narration.shortest_mention(reading.words, source), source.last)
    if draft.meant is not None and draft.meant.unnamed:
        draft.marks.add(Mark.UNNAMED_SOURCE)


def _place(reading: Reading, draft: Draft, published: dt.date | None, said: Ranges) -> None:
    """Read the date, the occasion and the addressee from a statement's sentence, outside of what was said."""
    statement = draft.statement
    if statement is None:
        return
    words, sentence, cue = reading.words, statement.sentence, statement.report.cue
    outside = _outside(sentence, said)
    dates = [one for first, last in outside for one in when.find(words, first, last, published)]
    near = cue.at if cue else sentence.first
    if dates:
        best = min(dates, key=lambda one: abs(one.first - near))
        draft.date, draft.basis = best.date, best.basis
        if best.relative:
            draft.marks.add(Mark.YEAR_MISSING)
    if statement.report.addressee:
        draft.addressee = " ".join(words.said(*statement.report.addressee).split())
    found = where.occasion(words, outside)
    if found is not None:
        draft.occasion = where.described(words, found, draft.addressee)


def _said(reading: Reading) -> dict[int, Ranges]:
    """Return for each sentence what is said in it by anybody, in order."""
    found: dict[int, Ranges] = defaultdict(list)
    for each in reading.statements:
        for part in [*each.parts, *each.carried]:
            found[reading.sentence_at[part[0]]].append(part)
    return defaultdict(list, {sentence: sorted(ranges) for sentence, ranges in found.items()})


def _outside(sentence: Sentence, said: Ranges) -> Ranges:
    """Return the ranges of a sentence in which nobody's words stand: there it says when and where."""
    found, at = [], sentence.first
    for first, last in said:
        if last <= sentence.first or first >= sentence.last:
            continue
        if first > at:
            found.append((at, min(first, sentence.last)))
        at = max(at, last)
    if at < sentence.last:
        found.append((at, sentence.last))
    return found


def _inherit(found: list[Draft]) -> None:
    """Lend what a speaker's other sentence nearby says about day and occasion, first from before, then from after."""
    for order in (found, found[::-1]):
        last: dict[str, Draft] = {}
        for each in order:
            name = each.meant.name if each.meant else None
            if name is None:
                continue
            near = last.get(name)
            if near is not None and abs(near.paragraph - each.paragraph) <= _NEAR:
                _lend(near, each)
            if each.date.precision is Precision.DAY or each.occasion:
                last[name] = each


def _lend(near: Draft, each: Draft) -> None:
    same_day = Precision.UNKNOWN in {near.date.precision, each.date.precision} or near.date == each.date
    if each.occasion is None and near.occasion is not None and same_day:
        each.occasion = near.occasion
        each.marks.add(Mark.OCCASION_ELSEWHERE)
    if each.date.precision is Precision.UNKNOWN and near.date.precision is Precision.DAY:
        each.date, each.basis = near.date, Basis.INFERRED
        each.marks |= {Mark.DATE_ELSEWHERE} | (near.marks & {Mark.YEAR_MISSING})


def _reported(reading: Reading) -> dict[int, Ranges]:
    """Return for each sentence the ranges that report somebody: from the source and the verb to what was said."""
    found: dict[int, Ranges] = defaultdict(list)
    for each in reading.statements:
        report = each.report
        places = [*each.parts]
        if report.source:
            places.append((report.source.first, report.source.last))
        if report.cue:
            places.append((report.cue.first, report.cue.last))
        whole = min(first for first, _ in places), max(last for _, last in places)
        found[reading.sentence_at[each.sentence.first]].append(whole)
    return found


def _assertions(reading: Reading, run: int) -> Iterator[Draft]:
    """Yield what the article says by itself; a sentence with a quotation carried over is somebody's, as a whole."""
    reported = _reported(reading)
    carried = {reading.sentence_at[piece[0]] for each in reading.statements for piece in each.carried}
    for number, sentences in enumerate(reading.sentences):
        if _is_heading(reading, number):
            continue
        for sentence in sentences:
            at = reading.sentence_at[sentence.first]
            if at not in carried:
                for clause in narration.asserted(sentence, reported[at]):
                    yield Draft([clause], number, run, "the article's own words")
                    run += 1


def _says_nothing(reading: Reading, draft: Draft) -> bool:
    """Tell whether an assertion is a heading, or one of "who" that says nothing without its sentence."""
    mention = draft.mention
    relative = mention is not None and reading.words.low[mention.last - 1] in {"who", "which", "that"}
    return relative or _is_heading(reading, draft.paragraph)


def _is_heading(reading: Reading, number: int) -> bool:
    """Tell a heading from a paragraph: it is short and nothing ends it."""
    first, last = reading.paragraphs[number]
    return last - first <= _LONGEST_HEADING and reading.words.written[last - 1][-1].isalnum()
