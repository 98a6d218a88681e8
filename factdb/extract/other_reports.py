"""Finds what is reported without one of the known verbs: "according to", a colon, a quotation and a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import cues, extents, noun_phrases, speaker_phrases, verbs, vocabulary
from factdb.extract.forms import speaker_labels
from factdb.extract.frames import SpeechReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.frames import Sentence
    from factdb.extract.noun_phrases import SpeakerPhrase

_CLOSES = frozenset({",", "?", "!"})
_MOST_BEFORE_VERB = 6
_LONGEST_SPEAKER = 30
_FEWEST_BEFORE_ACCORDING = 2
_LEADS = vocabulary.SUBORDINATORS | vocabulary.PREPOSITIONS | {"asked"}
_BEFORE_VERB = vocabulary.AUXILIARIES | vocabulary.ADVERBS
_MOST_AUXILIARIES = 3  # of "was also being warned"
_LONG_QUOTATION = 4  # words and marks; a longer quotation is told by itself
_MOST_BEFORE_QUOTATION = 25  # words between a verb and the quotation that it brings
_FARTHEST_VERB = 60  # words of a sentence in which its first verb is looked for
_LONGEST_PAGE_LABEL = 4  # words of "An editor's note"


def reports_according_to(sentence: Sentence) -> Iterator[SpeechReport]:
    """Yield what stands with "according to" somebody."""
    words = sentence.words
    if "according" not in words.low[sentence.first : sentence.last]:
        return
    for at in range(sentence.first, sentence.last - 2):
        if words.low[at] != "according" or words.low[at + 1] != "to" or sentence.inside[at] >= 0:
            continue
        speaker = speaker_phrases.subject_behind(words, at + 2, sentence.last)
        content = _words_with_according(sentence, at, speaker) if speaker else None
        if content is not None:
            yield SpeechReport(speaker, None, (content,), "according to")


def _words_with_according(sentence: Sentence, at: int, speaker: SpeakerPhrase) -> tuple[int, int] | None:
    words = sentence.words
    if at - sentence.first > _FEWEST_BEFORE_ACCORDING:
        return sentence.first, at - (words.written[at - 1] == ",")
    for comma in range(speaker.last, min(sentence.end_without_period(), speaker.last + _LONGEST_SPEAKER)):
        if words.written[comma] == "," and comma + 2 < sentence.end_without_period():
            return comma + 1, sentence.end_without_period()
    return None


def reports_without_verb(sentence: Sentence, reports: list[SpeechReport]) -> Iterator[SpeechReport]:
    """Yield quotations that no known verb reports: after a colon, or before a speaker with another verb."""
    for at in sentence.quotation_starts():
        end = sentence.quotation_end(at)
        if any(first < end and at < last for report in reports for first, last in report.content):
            continue
        if extents.names_title(sentence, end):
            continue
        speaker, rule = _subject_before_colon(sentence, at), "colon"
        if speaker is None:
            speaker, rule = _speaker_beside_quotation(sentence, end), "quotation, speaker"
        if speaker is not None:
            yield SpeechReport(speaker, None, ((at, end),), rule)


def _subject_before_colon(sentence: Sentence, at: int) -> SpeakerPhrase | None:
    if at <= sentence.first + 1 or sentence.words.written[at - 1] != ":":
        return None
    return _speaker_of_lead(sentence, at - 1)


def _speaker_of_lead(sentence: Sentence, colon: int) -> SpeakerPhrase | None:
    """Return who speaks behind a colon: whose name alone stands before it, else the subject of its sentence."""
    label = speaker_labels.speaker_of_lead(sentence.words, sentence.first, colon)
    if label is not None:
        return label.speaker
    return None if _is_page_label(sentence, colon) else sentence_subject(sentence, colon)


def _is_page_label(sentence: Sentence, colon: int) -> bool:
    """Return whether a colon is that of "Editor's note:"."""
    near = 0 < colon - sentence.first <= _LONGEST_PAGE_LABEL
    return near and sentence.words.low[colon - 1] in speaker_labels.NO_SPEAKERS


def speaker_before_colon(sentence: Sentence) -> SpeakerPhrase | None:
    """Return who is meant to speak in the paragraph after a sentence that ends with a colon."""
    all_cues = cues.find_cues(sentence.words, sentence.first, sentence.last, sentence.inside)
    named = [cue.speaker for cue in all_cues if cue.speaker is not None]
    return named[-1] if named else _speaker_of_lead(sentence, sentence.last - 1)


def _speaker_beside_quotation(sentence: Sentence, end: int) -> SpeakerPhrase | None:
    """Return the speaker of "Never," Reyes barked: a name or he or she, after or before what looks like a verb."""
    words = sentence.words
    if end >= sentence.last or words.written[end - 2] not in _CLOSES:
        return None
    if _looks_like_verb(words.low[end]):
        speaker = speaker_phrases.subject_behind(words, end + 1, sentence.last)
        return speaker if speaker is not None and _is_somebody(sentence, speaker) else None
    for at in range(end + 1, min(sentence.last, end + _MOST_BEFORE_VERB)):
        if _looks_like_verb(words.low[at]):
            speaker = speaker_phrases.subject_before(words, end, at)
            return speaker if speaker is not None and _is_somebody(sentence, speaker) else None
    return None


def _looks_like_verb(word: str) -> bool:
    return word.endswith(("ed", "s")) and word not in vocabulary.AUXILIARIES


def _is_somebody(sentence: Sentence, phrase: SpeakerPhrase) -> bool:
    last = phrase.last - 1
    return noun_phrases.is_name(sentence.words, last) or sentence.words.low[last] in {"he", "she"}


def sentence_subject(sentence: Sentence, until: int) -> SpeakerPhrase | None:
    """Return the subject of the sentence's first verb that can be told before a place, else what it begins with.

    What leads up to it is skipped: "When the rain stopped,".
    """
    first = _start_behind_lead(sentence, until)
    phrase = subject_between(sentence, first, until)
    if phrase is None and sentence.inside[first] < 0:
        phrase = speaker_phrases.subject_behind(sentence.words, first, until)
    return phrase


def subject_between(sentence: Sentence, first: int, until: int) -> SpeakerPhrase | None:
    """Return the subject of the first verb that can be told in a range of a sentence's words."""
    words = sentence.words
    for at in range(first + 1, min(until, first + _FARTHEST_VERB)):
        if sentence.inside[at] >= 0 or words.low[at] in vocabulary.GENITIVES:
            continue
        is_name = words.written[at][0].isupper()  # Reed is no verb
        if not is_name and (vocabulary.may_be_verb(words.low[at]) or words.low[at] in verbs.VERBS):
            end = at
            while end > first and words.low[end - 1].endswith("ly"):  # "Reyes publicly supported the plan, saying"
                end -= 1
            phrase = speaker_phrases.subject_before(words, first, end)
            if phrase and speaker_phrases.is_speaker_like(words, phrase):
                return phrase
    return None


def _start_behind_lead(sentence: Sentence, until: int) -> int:
    """Return where a sentence begins after a clause that only leads up to it."""
    words, first = sentence.words, sentence.first
    if first < until and words.low[first] in _LEADS:
        comma = next((at for at in range(first, until) if words.written[at] == ","), until)
        return comma + 1 if comma + 1 < until else first
    return first


def report_within_sentence(sentence: Sentence, at: int) -> SpeechReport | None:
    """Return a quotation that only a part of the article's sentence is made of: "They fear “a long, cold winter”".

    What follows the verb before it goes with it, but not another long quotation; whose words they are is a guess: its
    subject's, or the sentence's.
    """
    verb = _verb_before(sentence, at)
    if verb is None or (sentence.words.written[at - 1] == ":" and _is_page_label(sentence, at - 1)):
        return None
    if _is_told(sentence, verb):
        return None
    speaker = _subject_of_verb(sentence, verb) or sentence_subject(sentence, at)
    end = extents.quotation_end(sentence, at, [])
    closed = sentence.quotation_end(at)
    if any(
        sentence.begins_quotation(i) and sentence.quotation_end(i) - i > _LONG_QUOTATION for i in range(closed, end)
    ):
        end = closed
    return SpeechReport(speaker, None, ((verb + 1, end),), "within a sentence") if speaker else None


def _verb_before(sentence: Sentence, at: int) -> int | None:
    low = sentence.words.low
    near = range(at - 1, max(sentence.first, at - _MOST_BEFORE_QUOTATION), -1)
    verbs_there = (
        i for i in near if sentence.inside[i] < 0 and (vocabulary.may_be_verb(low[i]) or low[i] in verbs.VERBS)
    )
    return next(verbs_there, None)


def _is_told(sentence: Sentence, verb: int) -> bool:
    """Return whether somebody is only told the quoted words: "she was warned that “nobody will fail”"."""
    low = sentence.words.low
    near = range(max(sentence.first, verb - _MOST_AUXILIARIES), verb)
    return low[verb] in verbs.VERBS and any(low[at] in vocabulary.PASSIVE_AUXILIARIES for at in near)


def _subject_of_verb(sentence: Sentence, verb: int) -> SpeakerPhrase | None:
    low, first = sentence.words.low, verb
    while first > sentence.first and low[first - 1] in _BEFORE_VERB:
        first -= 1
    phrase = speaker_phrases.subject_before(sentence.words, sentence.first, first)
    if phrase is None or low[phrase.last - 1] in {"that", "which"}:
        return None
    return phrase if speaker_phrases.is_speaker_like(sentence.words, phrase) else None
