"""Drafts of what is said in a transcript: each sentence of a turn that may be worth checking, as its speaker's."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from factdb.domain.dates import UNKNOWN
from factdb.domain.enums import Attribution, Basis, Precision
from factdb.extract import dates_in_text, tokens, wording
from factdb.extract.attribution import ArticleReading
from factdb.extract.drafts import ProposalDraft
from factdb.extract.noun_phrases import SpeakerPhrase
from factdb.extract.people import Referent
from factdb.extract.transcripts import speakers, turns

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from factdb.domain.dates import PartialDate
    from factdb.domain.passages import Span
    from factdb.extract.tokens import ArticleWords
    from factdb.extract.transcripts.turns import Transcript, Turn

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
    nowhere = [-1] * len(words)
    reading = ArticleReading(words, [], [], nowhere, [], nowhere)
    read_labels = (turn.label for turn in transcript.turns if turn.label)
    people = speakers.speakers_of(words, read_labels, find_speakers)
    day = _day_of_sitting(words, transcript, published)
    drafts: list[ProposalDraft] = []
    for run, turn in enumerate(transcript.turns):
        drafts += _drafts_of_turn(reading, people, turn, run, day)
    return reading, drafts


def _drafts_of_turn(
    reading: ArticleReading,
    people: speakers.TranscriptSpeakers,
    turn: Turn,
    run: int,
    day: PartialDate,
) -> Iterator[ProposalDraft]:
    words = reading.words
    named = people.resolve(turn.label) if turn.label else speakers.NamedSpeaker(None)
    sure = _CERTAIN if named.name else _UNCLEAR
    referent = Referent(named.name, sure, named.alternatives)
    mention = _word_range(words, turn.label_span) if turn.label_span else None
    for part in turn.parts:
        first, last = _word_range(words, part)
        for whole_sentence in tokens.find_sentences(words, first, last, reading.inside):
            sentence = _without_notes(words, *whole_sentence)
            written = [word for word in words.written[sentence[0] : sentence[1]] if word[0].isalnum()]
            if len(written) >= _FEWEST_WORDS:
                is_question = "?" in words.written[max(sentence[0], sentence[1] - 2) : sentence[1]]
                yield ProposalDraft(
                    [sentence],
                    run,
                    run,
                    "speaker's label",
                    referent=referent,
                    mention=SpeakerPhrase(*mention) if mention else None,
                    date=day,
                    basis=Basis.EXPLICIT if day != UNKNOWN else Basis.NONE,
                    is_spoken=True,
                    is_minor=is_question or not _is_worth(written, named=named.name is not None),
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
    kind = wording.claim_kind(low, "", Attribution.DIRECT_QUOTE)
    return wording.claim_worth(low, written, kind, named=named)[0] >= (_WORTH if named else _WORTH_UNNAMED)


def _word_range(words: ArticleWords, span: Span) -> tuple[int, int]:
    return bisect_left(words.starts, span.start), bisect_left(words.starts, span.end)


def _day_of_sitting(words: ArticleWords, transcript: Transcript, published: dt.date | None) -> PartialDate:
    """Return the day that stands above the first turn, with its year; unknown where there is none, or several."""
    last = bisect_left(words.starts, transcript.start)
    dates = dates_in_text.find_dates(words, 0, last, published) if last else []
    days = {date.date for date in dates if date.date.precision is Precision.DAY and not date.relative}
    return days.pop() if len(days) == 1 else UNKNOWN
