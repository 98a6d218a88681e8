"""Turns the statements of an article into drafts of proposals, and lends them dates and occasions from nearby."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.domain.enums import Basis, Precision
from factdb.extract import narration, occasions, quotations, speech_dates
from factdb.extract.forms import speech_forms
from factdb.extract.noun_phrases import SpeakerPhrase
from factdb.extract.proposal import ProposalMark
from factdb.extract.verbs import DENYING, SILENT, Manner

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from factdb.extract.attribution import ArticleReading, AttributedStatement
    from factdb.extract.frames import Sentence
    from factdb.extract.names.people import ArticlePeople, Referent

WordRanges = list[tuple[int, int]]
_LONGEST_HEADING = 20
_NEAR = 4  # paragraphs within which a speaker goes on at the same occasion


@dataclass(slots=True)
class ProposalDraft:
    """An unfinished proposal: ranges of words, the speaker, when and where."""

    parts: list[tuple[int, int]]
    paragraph: int
    run: int
    rule: str
    statement: AttributedStatement | None = None
    referent: Referent | None = None
    mention: SpeakerPhrase | None = None
    date: PartialDate = UNKNOWN
    basis: Basis = Basis.NONE
    occasion: str | None = None
    addressee: str | None = None
    marks: set[ProposalMark] = field(default_factory=set)
    speaker: SpeakerPhrase | None = None  # taken into the span, where what it says is the article's own assertion
    is_spoken: bool = False  # in a turn of a transcript: the speaker's own words, without quotation marks
    is_minor: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """The words from the first to the last that a proposal marks."""
        first, last = self.parts[0]
        if len(self.parts) > 1:
            first, last = min(self.parts)[0], max(end for _, end in self.parts)
        return (min(first, self.speaker.first), max(last, self.speaker.last)) if self.speaker else (first, last)

    @property
    def is_narration(self) -> bool:
        """Whether the article itself says it: there is no speaker, an unnamed one, or somebody's silence."""
        return not self.is_spoken and (self.referent is None or self.referent.unnamed or self.is_silence)

    @property
    def is_verbatim(self) -> bool:
        """Whether it is the speaker's own words, though no quotation marks stand around them."""
        return self.is_spoken or self.rule in speech_forms.VERBATIM_RULES

    @property
    def is_silence(self) -> bool:
        """Whether somebody declined to do something, or denied something: no words of theirs are reported."""
        cue = self.statement.report.cue if self.statement else None
        if cue is None or self.rule != "speaker, verb, clause":
            return False
        return cue.lemma in DENYING or (cue.lemma in SILENT and Manner.INTEND in cue.manners)


def make_drafts(reading: ArticleReading, people: ArticlePeople, published: dt.date | None) -> list[ProposalDraft]:
    """Return the drafts of a text in its order."""
    proposal_drafts: list[ProposalDraft] = []
    spoken = _spoken_by_sentence(reading)
    for run, statement in enumerate(reading.statements):
        proposal_drafts += _drafts_of_statement(
            reading, people, statement, run, published, spoken[reading.sentence_at[statement.sentence.first]]
        )
    headings = {number for number in range(len(reading.paragraphs)) if _is_heading(reading, number)}
    in_order = sorted(proposal_drafts, key=lambda draft: draft.span)
    speech_dates.carry_dates(reading, people, in_order, headings, published)
    _lend_between_neighbours(in_order)
    proposal_drafts = [draft for draft in proposal_drafts if not (draft.is_narration and _says_nothing(reading, draft))]
    proposal_drafts += _draft_assertions(reading, len(reading.statements))
    whole = [
        draft
        for draft in proposal_drafts
        if not (draft.is_narration and quotations.cuts_quotation(reading.inside, *draft.span))
    ]
    return sorted(whole, key=lambda draft: draft.span)


def _drafts_of_statement(
    reading: ArticleReading,
    people: ArticlePeople,
    statement: AttributedStatement,
    run: int,
    published: dt.date | None,
    spoken: WordRanges,
) -> list[ProposalDraft]:
    report = statement.report
    speaker = report.named or report.speaker
    referent = people.resolve(speaker) if speaker else None
    own = ProposalDraft(statement.parts, statement.paragraph, run, report.rule, statement, referent, report.speaker)
    proposal_drafts = [own]
    for piece in statement.carried:
        # Where the opening mark is missing, the quotation after "he said" is the second half of the one before it.
        if (
            ProposalMark.UNOPENED in _quotation_marks(reading, [piece])
            and piece[0] - own.parts[-1][1] < narration.LONGEST_REPORTING
        ):
            own.parts = [*own.parts, piece]
        else:
            proposal_drafts.append(
                ProposalDraft(
                    [piece],
                    statement.paragraph,
                    run,
                    "carried over",
                    statement,
                    referent,
                    report.speaker,
                    marks={ProposalMark.CARRIED_OVER},
                )
            )
    for draft in proposal_drafts:
        draft.marks |= _quotation_marks(reading, draft.parts)
        if len(draft.parts) > 1:
            draft.marks.add(ProposalMark.SPLIT)
        _set_date_and_occasion(reading, draft, published, spoken)
    if own.is_narration and report.speaker:
        _take_in_speaker(reading, own, report.speaker)
    return proposal_drafts


def _quotation_marks(reading: ArticleReading, parts: list[tuple[int, int]]) -> set[ProposalMark]:
    numbers = {reading.inside[at] for first, last in parts for at in (first, last - 1)} - {-1}
    return {mark for number in numbers for mark in reading.quotations[number].marks}


def _take_in_speaker(reading: ArticleReading, draft: ProposalDraft, speaker: SpeakerPhrase) -> None:
    """Let the span begin with who is unnamed or silent: "some officials have warned that"."""
    draft.speaker = SpeakerPhrase(narration.shortest_mention(reading.words, speaker), speaker.last)
    if draft.referent is not None and draft.referent.unnamed:
        draft.marks.add(ProposalMark.UNNAMED_SOURCE)


def _set_date_and_occasion(
    reading: ArticleReading, draft: ProposalDraft, published: dt.date | None, spoken: WordRanges
) -> None:
    """Read the date, the occasion and the addressee from a statement's sentence, outside of what was said."""
    statement = draft.statement
    if statement is None:
        return
    words, sentence = reading.words, statement.sentence
    outside = _unspoken_ranges(sentence, spoken)
    best = speech_dates.date_of_saying(reading, draft, outside, published)
    if best:
        draft.date, draft.basis = best.date, best.basis
        if best.relative:
            draft.marks.add(ProposalMark.YEAR_MISSING)
    if statement.report.addressee:
        draft.addressee = " ".join(words.text_between(*statement.report.addressee).split())
    phrase = occasions.find_occasion(words, outside)
    if phrase is not None:
        draft.occasion = occasions.describe_occasion(words, phrase, draft.addressee)


def _spoken_by_sentence(reading: ArticleReading) -> dict[int, WordRanges]:
    """Return for each sentence what is said in it by anybody, in order."""
    spoken: dict[int, WordRanges] = defaultdict(list)
    for statement in reading.statements:
        for part in [*statement.parts, *statement.carried]:
            spoken[reading.sentence_at[part[0]]].append(part)
    return defaultdict(list, {sentence: sorted(ranges) for sentence, ranges in spoken.items()})


def _unspoken_ranges(sentence: Sentence, spoken: WordRanges) -> WordRanges:
    """Return the ranges of a sentence in which nobody's words stand: there it says when and where."""
    unspoken, at = [], sentence.first
    for first, last in spoken:
        if last <= sentence.first or first >= sentence.last:
            continue
        if first > at:
            unspoken.append((at, min(first, sentence.last)))
        at = max(at, last)
    if at < sentence.last:
        unspoken.append((at, sentence.last))
    return unspoken


def _lend_between_neighbours(proposal_drafts: list[ProposalDraft]) -> None:
    """Lend what a speaker's other sentence nearby says about day and occasion, first from before, then from after."""
    for order in (proposal_drafts, proposal_drafts[::-1]):
        last: dict[str, ProposalDraft] = {}
        for draft in order:
            name = draft.referent.name if draft.referent else None
            if name is None:
                continue
            near = last.get(name)
            if near is not None and abs(near.paragraph - draft.paragraph) <= _NEAR:
                _lend(near, draft)
            if draft.date.precision is Precision.DAY or draft.occasion:
                last[name] = draft


def _lend(lender: ProposalDraft, borrower: ProposalDraft) -> None:
    # Who speaks on another day speaks elsewhere: then the occasion is not lent.
    same_day = Precision.UNKNOWN in {lender.date.precision, borrower.date.precision} or lender.date == borrower.date
    if borrower.occasion is None and lender.occasion is not None and same_day:
        borrower.occasion = lender.occasion
        borrower.marks.add(ProposalMark.OCCASION_ELSEWHERE)
    # A day is named before what is said on it, or right behind that.
    near = lender.span < borrower.span or lender.paragraph - borrower.paragraph <= 1
    if (
        near
        and not speech_dates.is_in_present(borrower)
        and borrower.date.precision is Precision.UNKNOWN
        and lender.date.precision is Precision.DAY
    ):
        speech_dates.lend_date(lender, borrower)


def _reported_by_sentence(reading: ArticleReading) -> dict[int, WordRanges]:
    """Return for each sentence the ranges that report somebody: from the speaker and the verb to what was said."""
    reported: dict[int, WordRanges] = defaultdict(list)
    for statement in reading.statements:
        report = statement.report
        places = [*statement.parts]
        if report.speaker:
            places.append((report.speaker.start, report.speaker.last))
        if report.cue:
            places.append((report.cue.first, report.cue.last))
        report_range = min(first for first, _ in places), max(last for _, last in places)
        reported[reading.sentence_at[statement.sentence.first]].append(report_range)
    return reported


def _draft_assertions(reading: ArticleReading, run: int) -> Iterator[ProposalDraft]:
    """Yield what the article says by itself; a sentence with a quotation carried over is somebody's, as a whole."""
    reported = _reported_by_sentence(reading)
    carried = {reading.sentence_at[piece[0]] for statement in reading.statements for piece in statement.carried}
    for number, sentences in enumerate(reading.sentences):
        if _is_heading(reading, number) or number in reading.forms:
            continue
        for sentence in sentences:
            at = reading.sentence_at[sentence.first]
            if at not in carried:
                for clause in narration.asserted_clauses(sentence, reported[at]):
                    yield ProposalDraft([clause], number, run, "the article's own words")
                    run += 1


def _says_nothing(reading: ArticleReading, draft: ProposalDraft) -> bool:
    """Return whether an assertion is a heading, or one of "who" that says nothing without its sentence."""
    mention = draft.mention
    relative = mention is not None and reading.words.low[mention.last - 1] in {"who", "which", "that"}
    return relative or _is_heading(reading, draft.paragraph)


def _is_heading(reading: ArticleReading, number: int) -> bool:
    """Return whether a paragraph is a heading: it is short and has no mark at its end."""
    first, last = reading.paragraphs[number]
    return last - first <= _LONGEST_HEADING and reading.words.written[last - 1][-1].isalnum()
