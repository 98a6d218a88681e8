"""Reads headlines that quote: "'Lock leaks', says mayor", "Roe: lock will leak", "“Lock leaks” - Roe"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import frames, noun_phrases, sentence_reports
from factdb.extract.forms import press_releases, speaker_labels
from factdb.extract.frames import FormSpeech, SpeechReport
from factdb.extract.tokens import DASHES

if TYPE_CHECKING:
    from factdb.extract.attribution import ArticleReading
    from factdb.extract.forms.speaker_labels import ArticleNames
    from factdb.extract.noun_phrases import SpeakerPhrase

_LONGEST_HEADLINE = 25
_FEWEST_WORDS = 2  # words that are quoted in a headline, without marks
_FEWEST_CLAIMED = 3  # words behind a name and a colon
_LONGEST_ROLE = 2  # words: "Orr mayor"; "Lee scolds mayor:" is somebody else's headline


def read_headline(reading: ArticleReading, names: ArticleNames) -> list[FormSpeech] | None:
    """Return what the headline of a text quotes; None where it is no headline, or quotes nobody."""
    first, last = reading.paragraphs[0]
    is_headline = last - first <= _LONGEST_HEADLINE and reading.words.written[last - 1] != "?"
    if len(reading.paragraphs) == 1 or not is_headline:
        return None
    report = _behind_label(reading, names) or _signed(reading, names) or _reported(reading, names)
    return [FormSpeech(report, reading.sentences[0][0])] if report else None


def _behind_label(reading: ArticleReading, names: ArticleNames) -> SpeechReport | None:
    """Read "Mayor: “The lock leaks”" and "Roe: lock will leak"; without marks the label is a name, and no role."""
    words, (first, last) = reading.words, reading.paragraphs[0]
    label = speaker_labels.find_label(words, first, last)
    if label is None or speaker_labels.count_words(words, label.start, last) < _FEWEST_WORDS:
        return None
    named = _person(reading, names, label.speaker)
    if named is None and not speaker_labels.names_speaker(words, label.speaker):
        return None
    quoted = _quotation(reading, label.start)
    if quoted is not None and quoted[1] >= last - 1:
        return SpeechReport(label.speaker, None, (quoted,), "headline", named=named)
    is_role = noun_phrases.is_role(words.low[label.speaker.last - 1])
    if is_role or speaker_labels.count_words(words, label.start, last) < _FEWEST_CLAIMED:
        return None
    return SpeechReport(label.speaker, None, ((label.start, last),), "headline", named=named)


def _signed(reading: ArticleReading, names: ArticleNames) -> SpeechReport | None:
    """Read "“Lock leaks” - Roe"."""
    words, (first, last) = reading.words, reading.paragraphs[0]
    quoted = _quotation(reading, first)
    if quoted is None or quoted[1] >= last - 1 or words.written[quoted[1]] not in DASHES:
        return None
    speaker = press_releases.signature(words, quoted[1], last)
    named = _person(reading, names, speaker) if speaker else None
    return SpeechReport(speaker, None, (quoted,), "headline", named=named) if named else None


def _reported(reading: ArticleReading, names: ArticleNames) -> SpeechReport | None:
    """Read "'Lock leaks', says mayor": a role without an article, which the text has one person for."""
    sentence = reading.sentences[0][0]
    for report in sentence_reports.find_reports(sentence):
        speaker, (start, end) = report.speaker, report.content[0]
        if speaker is None or reading.inside[start] < 0 or reading.inside[end - 1] < 0:
            continue
        if speaker_labels.count_words(reading.words, start, end) < _FEWEST_WORDS:
            continue
        named = _person(reading, names, speaker)
        if named is not None:
            return report._replace(named=named)
    return None


def _quotation(reading: ArticleReading, at: int) -> tuple[int, int] | None:
    """Return the quotation that begins at a word, if it quotes more than a word."""
    sentence = reading.sentences[0][0]
    if not (sentence.first <= at < sentence.last and sentence.begins_quotation(at)):
        return None
    end = sentence.quotation_end(at)
    quoted = [word for word in reading.words.written[at:end] if word not in frames.MARK_TOKENS and word[0].isalnum()]
    return (at, end) if len(quoted) >= _FEWEST_WORDS else None


def _person(reading: ArticleReading, names: ArticleNames, label: SpeakerPhrase) -> SpeakerPhrase | None:
    """Return whom a headline means: by a name, or by a role that one person of the text has."""
    person = names.person_behind(label)
    role = reading.words.low[label.last - 1]
    if person is None and label.last - label.first <= _LONGEST_ROLE and noun_phrases.is_role(role):
        return names.person_with_role(role)
    return person
