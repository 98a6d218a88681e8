"""Finds what a verb of saying brings with it: where the statement begins, to whom it was said, a subject after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import quotation_marks
from factdb.extract import speaker_phrases, vocabulary
from factdb.extract.verbs import Inflection, Manner

if TYPE_CHECKING:
    from factdb.extract.cues import SpeechCue
    from factdb.extract.noun_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

MARK_TOKENS = quotation_marks.CERTAIN_TOKENS
_TERMINAL = frozenset({".", "!", "?", ":", "\u2026", "..."})
_FARTHEST_THAT = 16  # words between a verb and the "that", colon or quotation that it brings
_LONGEST_EVENT = 6  # words of "in a televised interview"
_LONGEST_TITLE = 7  # words, marks included, of "Breakfast with Bea"
_ADVERBIAL = vocabulary.DAY_WORDS | vocabulary.PREPOSITIONS | {"last", "this", "later", "earlier"}
_NO_CLAUSE = vocabulary.CONJUNCTIONS | {"\u2014", "--", "-", ")", "(", ";"}
# "that may" and "that will" are left out: "May" and "Will" are names too.
_BEHIND_THAT_THING = (
    frozenset({"had", "has", "was", "is", "would", "could", "should", "did", "does"}) | vocabulary.GENITIVES
)
_JOINS = vocabulary.PREPOSITIONS | vocabulary.CONJUNCTIONS
_BEGINS_CLAUSE = vocabulary.DETERMINERS | vocabulary.SUBJECTS
_DAY_PARTS = vocabulary.DAY_WORDS | {"on", "last", "this", "night", "morning", "afternoon", "evening"}
# Of "..., said Mona Reyes, a farmer": without a mark before it the verb has its subject elsewhere.
_BEFORE_INVERTED = frozenset({",", "?", "!", "\u2014", "--"})
_BEHIND_INVERTED = (
    vocabulary.PREPOSITIONS
    | vocabulary.DAY_WORDS
    | {",", ".", ":", ";", "\u2014", "--", "-", "(", "who", "and", "last", "as"}
)
_VERBS_WITH_ADDRESSEE = frozenset(
    {"tell", "inform", "assure", "remind", "notify", "advise", "convince", "persuade", "ask"}
)


class SpeechReport(NamedTuple):
    """What one verb reports: speaker, verb and spoken words as ranges of words, and by which rule.

    `named` is where the text names the speaker in full, for a label such as "A:" that does not.
    """

    speaker: SpeakerPhrase | None
    cue: SpeechCue | None
    content: tuple[tuple[int, int], ...]
    rule: str
    addressee: tuple[int, int] | None = None
    named: SpeakerPhrase | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: its range of words, and which of them are in which quotation."""

    words: ArticleWords
    first: int
    last: int
    inside: list[int]

    def end_without_period(self) -> int:
        """Return where its words end, without the period and the marks after it."""
        end = self.last
        while end > self.first and self.words.written[end - 1] in _TERMINAL and self.inside[end - 1] < 0:
            end -= 1
        return end

    def begins_quotation(self, at: int) -> bool:
        """Return whether a quotation begins with this word."""
        return at < self.last and self.inside[at] >= 0 and (at == 0 or self.inside[at - 1] != self.inside[at])

    def quotation_starts(self) -> list[int]:
        """Return the words with which its quotations begin; most sentences have none."""
        if max(self.inside[self.first : self.last]) < 0:
            return []
        return [at for at in range(self.first, self.last) if self.begins_quotation(at)]

    def quotation_end(self, at: int) -> int:
        """Return where the quotation of a word ends."""
        number = self.inside[at]
        while at < self.last and self.inside[at] == number:
            at += 1
        return at


class FormSpeech(NamedTuple):
    """What is said in a paragraph by its form, as an answer is; `sentence` says when and where."""

    report: SpeechReport
    sentence: Sentence


FormSpeeches = dict[int, list[FormSpeech]]
"""What is said in paragraphs by their number; where a list is empty, as of a question, nobody is to be quoted."""


def statement_behind_verb(sentence: Sentence, cue: SpeechCue) -> tuple[int | None, tuple[int, int] | None]:
    """Return where the words begin that follow a verb as what was said, and to whom it was said."""
    words, at = sentence.words, cue.last
    addressee = None
    while at < sentence.last and _is_of_verb(words, at):
        at += 1
    if cue.lemma in _VERBS_WITH_ADDRESSEE and at < sentence.last:
        addressee, at = _addressee(sentence, at)
        quotation = _quotation_after_addressee(sentence, at)
        if addressee and quotation:
            return quotation, addressee
    if words.low[at : at + 2] == [",", "that"]:  # "told the station, that"
        at += 1
    return _clause_start(sentence, cue, at), addressee


def _is_of_verb(words: ArticleWords, at: int) -> bool:
    """Return whether a word behind a verb of saying belongs to the verb, and not to what is said."""
    low = words.low[at]
    if low in vocabulary.SPEAKING_ADVERBS:
        return True
    # "said only that": what stands before "that" is not in the clause. "said not that A but that B" denies A.
    is_adverb = low in vocabulary.ADVERBS or (low.endswith("ly") and len(low) > len("early"))
    return is_adverb and low not in vocabulary.NEGATIONS and words.low[at + 1 : at + 2] == ["that"]


def _addressee(sentence: Sentence, at: int) -> tuple[tuple[int, int] | None, int]:
    """Read whom something is told: up to what begins a clause, else one noun phrase."""
    words = sentence.words
    first = at
    if (
        sentence.begins_quotation(at)
        or words.low[at] in vocabulary.CLAUSE_OPENERS
        or words.written[at] in {",", ":"}
        or at >= sentence.last
    ):
        return None, at
    if words.low[at] in {"him", "her", "them", "us", "me", "you", "it", "reporters", "journalists"}:
        return (first, at + 1), at + 1
    phrase = speaker_phrases.subject_behind(words, at, sentence.last)
    end = max(phrase.last if phrase else at + 1, _place_of_that(sentence, at))
    return (first, phrase.last if phrase else end), end


def _quotation_after_addressee(sentence: Sentence, at: int) -> int | None:
    """Return the quotation after "everyone who had come," if one comes with the next comma."""
    for place in range(at, min(sentence.end_without_period(), at + _FARTHEST_THAT)):
        if sentence.words.written[place] in {",", ":"}:
            return place + 1 if sentence.begins_quotation(place + 1) else None
        if sentence.inside[place] >= 0 or sentence.words.low[place] == "that":
            return None
    return None


def _place_of_that(sentence: Sentence, at: int) -> int:
    """Return where "that" follows whom something is told, with a programme's name in marks in its midst; else 0."""
    words = sentence.words
    for place in range(at + 1, min(sentence.last, at + _FARTHEST_THAT)):
        if words.low[place] == "that" and sentence.inside[place] < 0:
            return place
        if words.written[place] in {",", ":"} or _is_long_quotation(sentence, place):
            return 0
    return 0


def _is_long_quotation(sentence: Sentence, at: int) -> bool:
    return sentence.begins_quotation(at) and sentence.quotation_end(at) - at > _LONGEST_TITLE


def _clause_start(sentence: Sentence, cue: SpeechCue, at: int) -> int | None:
    """Return where what was said begins, at or after a word after the verb; None where nothing follows."""
    words, last = sentence.words, sentence.end_without_period()
    if at >= last:
        return None
    low = words.low[at]
    if sentence.begins_quotation(at) or (low == "to" and Manner.INTEND in cue.manners):
        return at
    if low == "that" and not _is_that_thing(words, at):
        at += 1 + (words.low[at + 1 : at + 2] == [","])
        return at if at < last else None
    if low in {",", ":"}:
        return _start_after_comma(sentence, at)
    if low in _ADVERBIAL and not _is_that_thing(words, at):
        return _start_after_adverbial(sentence, cue, at)
    return None if low in _NO_CLAUSE else at


def _is_that_thing(words: ArticleWords, at: int) -> bool:
    """Return whether "that" or "this" is what is spoken of: "said that had nothing to do with it"."""
    behind = words.low[at + 1] if at + 1 < len(words) else ""
    return behind in _BEHIND_THAT_THING and words.low[at + 2 : at + 3] != [","]


def _start_after_comma(sentence: Sentence, at: int) -> int | None:
    """Return where a statement begins after a comma or colon, or after what is between two commas."""
    words, end = sentence.words, sentence.end_without_period()
    if sentence.begins_quotation(at + 1):
        return at + 1
    if words.written[at] == ":":
        return at + 1 if at + 1 < end else None
    # "said, in a speech on Tuesday, that": two commas close what is only inserted.
    beyond = next((i + 1 for i in range(at + 1, min(end, at + _FARTHEST_THAT)) if words.written[i] in {",", ":"}), end)
    if beyond >= end or not (sentence.begins_quotation(beyond) or words.low[beyond] == "that"):
        return None
    return beyond if sentence.begins_quotation(beyond) else beyond + 1


def _start_after_adverbial(sentence: Sentence, cue: SpeechCue, at: int) -> int | None:
    """Skip "in a speech on Tuesday" after a verb: up to "that", a colon or a quotation, or past the day's name."""
    words, end = sentence.words, sentence.end_without_period()
    if beyond := _place_of_that(sentence, at):
        return beyond + 1
    near = range(at, min(end, at + _FARTHEST_THAT))
    stop = next((i for i in near if sentence.begins_quotation(i) or words.written[i] in {",", ":", ";"}), None)
    if stop is not None:
        return stop if sentence.begins_quotation(stop) else _start_after_comma(sentence, stop)
    if Manner.JUDGE in cue.manners:
        return at
    if behind := _start_after_event(sentence, at):
        return behind
    while at < end and _is_part_of_date(words.low[at]):
        at += 1
    return at if at < end and words.low[at] not in _JOINS else None


def _is_part_of_date(word: str) -> bool:
    return word in _DAY_PARTS or word in vocabulary.MONTHS or word[0].isdigit()


def _start_after_event(sentence: Sentence, at: int) -> int | None:
    """Return where a clause begins after "in an email" or "during the hearing on Monday"."""
    words, end = sentence.words, sentence.end_without_period()
    if words.low[at] not in vocabulary.PREPOSITIONS:
        return None
    near = range(at + 1, min(end, at + _LONGEST_EVENT))
    event = next((i for i in near if words.low[i] in vocabulary.EVENTS), None)
    if event is None:
        return None
    start = event + 1
    while start < end and _is_part_of_date(words.low[start]):
        start += 1
    if start >= end or words.low[start] not in _BEGINS_CLAUSE:
        return None
    verb_near = range(start + 1, min(end, start + _FARTHEST_THAT))
    return start if any(vocabulary.may_be_verb(words.low[i]) for i in verb_near) else None


def subject_behind_verb(sentence: Sentence, cue: SpeechCue) -> SpeakerPhrase | None:
    """Return the subject after a verb: "..., said Mona Reyes, a farmer"."""
    if cue.form is Inflection.PARTICIPLE or Manner.SAY not in cue.manners or not sentence.first < cue.at == cue.first:
        return None
    words = sentence.words
    if words.written[cue.at - 1] not in _BEFORE_INVERTED and sentence.inside[cue.at - 1] < 0:
        return None
    subject = speaker_phrases.subject_behind(words, cue.last, sentence.last)
    if subject is None or not speaker_phrases.is_speaker_like(words, subject):
        return None
    ends = subject.last >= sentence.last or words.low[subject.last] in _BEHIND_INVERTED
    return subject if ends else None
