"""Drafts of what is said in a transcript: each sentence of a turn that may be worth checking, as its speaker's."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain.dates import UNKNOWN
from factdb.domain.enums import Attribution, Basis, Precision
from factdb.extract import dates_in_text, tokens, wording
from factdb.extract.attribution import ArticleReading, AttributedStatement
from factdb.extract.drafts import ProposalDraft
from factdb.extract.frames import Sentence, SpeechReport
from factdb.extract.names.people import Referent
from factdb.extract.noun_phrases import SpeakerPhrase
from factdb.extract.transcripts import speakers, turns

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from factdb.domain.dates import PartialDate
    from factdb.domain.passages import Span
    from factdb.extract.tokens import ArticleWords
    from factdb.extract.transcripts.turns import Transcript, Turn

_RULE = "speaker's label"
_FEWEST_WORDS = 4
_HEARD = (
    r"(?:\[[^\[\]\n]{0,60}\]"
    r"|\((?i:laugh|applau|inaudible|crosstalk|cheer|pause|music|silence|interruption|gavel)[^()\n]{0,30}\))"
)
_NOTE = re.compile(_HEARD)
_NOTE_BEHIND = re.compile(rf"\s{_HEARD}\.?\Z")
# Every sentence of a transcript is somebody's words. Wishes, thanks and what is yet to come are worth less than this.
_WORTH, _WORTH_UNNAMED = 0.4, 0.35
_CERTAIN, _UNCLEAR = 1.0, 0.4  # whose words they are


def read(
    text: str, published: dt.date | None, find_speakers: Callable[[str], Sequence[str]] | None
) -> tuple[ArticleReading, list[ProposalDraft]] | None:
    """Return the drafts of a transcript, with the reading that they are ranges of; None where a text is none."""
    transcript = turns.read_transcript(text)
    if transcript is None:
        return None
    words = tokens.cut_words(text)
    parts = [[_word_range(words, part) for part in turn.parts] for turn in transcript.turns]
    reading = _reading(words, list(chain.from_iterable(parts)))
    read_labels = (turn.label for turn in transcript.turns if turn.label)
    people = speakers.speakers_of(words, read_labels, find_speakers)
    day = _day_of_sitting(words, transcript, published)
    drafts: list[ProposalDraft] = []
    paragraph_at = {first: number for number, (first, _) in enumerate(reading.paragraphs)}
    for run, (turn, ranges) in enumerate(zip(transcript.turns, parts, strict=True)):
        speaker = _speaker(words, people, turn)
        for first, last in ranges:
            if first < last:
                drafts += _drafts_of_paragraph(reading, paragraph_at[first], run, speaker, day)
    return reading, drafts


class _TurnSpeaker(NamedTuple):
    """Who speaks in a turn, and the words that name the speaker."""

    referent: Referent
    mention: SpeakerPhrase | None


def _speaker(words: ArticleWords, people: speakers.TranscriptSpeakers, turn: Turn) -> _TurnSpeaker:
    named = people.resolve(turn.label) if turn.label else speakers.NamedSpeaker(None)
    referent = Referent(named.name, _CERTAIN if named.name else _UNCLEAR, named.alternatives)
    return _TurnSpeaker(referent, SpeakerPhrase(*_word_range(words, turn.label_span)) if turn.label_span else None)


def _reading(words: ArticleWords, parts: list[tuple[int, int]]) -> ArticleReading:
    """Return the reading of a transcript: each passage is a paragraph, and so is what stands between passages."""
    nowhere = [-1] * len(words)
    reading = ArticleReading(words, [], [], nowhere, [], [0] * len(words))
    at = number = 0
    for first, last in [*parts, (len(words), len(words))]:
        for begin, end, is_spoken in ((at, first, False), (first, last, True)):
            if begin >= end:
                continue
            ranges = tokens.find_sentences(words, begin, end, nowhere) if is_spoken else [(begin, end)]
            reading.paragraphs.append((begin, end))
            reading.sentences.append([Sentence(words, *sentence, nowhere) for sentence in ranges])
            for sentence in ranges:
                reading.sentence_at[sentence[0] : sentence[1]] = [number] * (sentence[1] - sentence[0])
                number += 1
        at = max(at, last)
    return reading


def _drafts_of_paragraph(
    reading: ArticleReading, number: int, run: int, speaker: _TurnSpeaker, day: PartialDate
) -> Iterator[ProposalDraft]:
    """Yield a draft for each sentence of a paragraph of a turn, and note it as a statement of the reading."""
    words = reading.words
    for sentence in reading.sentences[number]:
        part = _without_notes(words, sentence.first, sentence.last)
        written = [word for word in words.written[part[0] : part[1]] if word[0].isalnum()]
        if len(written) < _FEWEST_WORDS:
            continue
        report = SpeechReport(speaker.mention, None, (part,), _RULE)
        statement = AttributedStatement(report, [part], number, sentence)
        reading.statements.append(statement)
        is_question = "?" in words.written[max(part[0], part[1] - 2) : part[1]]
        yield ProposalDraft(
            [part],
            number,
            run,
            _RULE,
            statement,
            speaker.referent,
            speaker.mention,
            day,
            Basis.EXPLICIT if day != UNKNOWN else Basis.NONE,
            is_spoken=True,
            is_minor=is_question or not _is_worth(written, named=speaker.referent.name is not None),
        )


def _without_notes(words: ArticleWords, first: int, last: int) -> tuple[int, int]:
    """Return a sentence without what was heard before it or after it: "[Laughter]", "(Applause.)"."""
    while note := _NOTE.match(words.text, words.starts[first], words.ends[last - 1]):
        beyond = bisect_left(words.starts, note.end(), first, last)
        if beyond >= last:
            return first, first
        first = beyond
    while last - first > 1 and (note := _NOTE_BEHIND.search(words.text, words.starts[first], words.ends[last - 1])):
        last = bisect_left(words.starts, note.start(), first, last)
    return first, last


def _is_worth(written: list[str], *, named: bool) -> bool:
    """Return whether there is something to check in a sentence."""
    low = [word.lower() for word in written]
    statement = wording.read_words(low, written)
    kind = wording.claim_kind(statement, "", Attribution.DIRECT_QUOTE)
    return wording.claim_worth(statement, kind, named=named)[0] >= (_WORTH if named else _WORTH_UNNAMED)


def _word_range(words: ArticleWords, span: Span) -> tuple[int, int]:
    return bisect_left(words.starts, span.start), bisect_left(words.starts, span.end)


def _day_of_sitting(words: ArticleWords, transcript: Transcript, published: dt.date | None) -> PartialDate:
    """Return the day that stands above the first turn, with its year; unknown where there is none, or several."""
    last = bisect_left(words.starts, transcript.start)
    dates = dates_in_text.find_dates(words, 0, last, published) if last else []
    days = {date.date for date in dates if date.date.precision is Precision.DAY and not date.relative}
    return days.pop() if len(days) == 1 else UNKNOWN
