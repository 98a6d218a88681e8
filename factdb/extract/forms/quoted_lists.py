"""Reads lists: their bullets, and whose words the items are that a lead with a colon brings in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import cues, frames, narration, other_reports, speaker_phrases, vocabulary
from factdb.extract.forms import press_releases
from factdb.extract.frames import FormSpeech, SpeechReport
from factdb.extract.tokens import DASHES

if TYPE_CHECKING:
    from factdb.extract.attribution import ArticleReading
    from factdb.extract.cues import SpeechCue
    from factdb.extract.frames import FormSpeeches, Sentence
    from factdb.extract.noun_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

BULLETS = frozenset("\u2022*\u25aa\u2023\u25e6\u00b7\u25cf\u25cb\u25a0\u27a4\u2013\u2014-\u2015\u2043") | {"--"}
_CLOSES_NUMBER = frozenset({".", ")"})
_HIGHEST_NUMBER = 2  # digits
_FEWEST_WORDS = 4  # of an item that states something


class ListLead(NamedTuple):
    """What brings in a list: its sentence, who speaks in it, and the verb of saying if there is one."""

    sentence: Sentence
    speaker: SpeakerPhrase
    cue: SpeechCue | None


def skip_bullets(words: ArticleWords, paragraphs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return paragraphs without their bullets and numbers."""
    behind: list[tuple[int, int]] = []
    for first, last in paragraphs:
        # "- Ann Lee" below a quotation is a signature.
        is_signature = (
            bool(behind)
            and words.written[first] in DASHES
            and words.written[first - 1] in frames.MARK_TOKENS
            and press_releases.signature(words, first, last) is not None
        )
        behind.append((first if is_signature else _start_behind_bullet(words, first, last), last))
    return behind


def _start_behind_bullet(words: ArticleWords, first: int, last: int) -> int:
    if last - first <= 2:  # noqa: PLR2004 - a bullet and one word
        return first
    written = words.written
    if written[first] in BULLETS:
        return first + 1
    numbered = written[first].isdigit() and len(written[first]) <= _HIGHEST_NUMBER
    if numbered and written[first + 1] in _CLOSES_NUMBER and words.follows_space(first + 2):
        return first + 2
    return first


def read_list(reading: ArticleReading, number: int) -> FormSpeeches:
    """Return what the items of a list say that begins behind a paragraph; each in the words of who brings it in."""
    if number + 1 not in reading.bulleted or number in reading.bulleted:
        return {}
    lead = _find_lead(reading, number)
    if lead is None:
        return {}
    speeches: FormSpeeches = {}
    unmarked: list[int] = []
    for item in range(number + 1, len(reading.paragraphs)):
        if item not in reading.bulleted:
            break
        content = _content_of_item(reading, item, lead)
        if content is not None:
            report = SpeechReport(lead.speaker, lead.cue, (content,), "list")
            speeches[item] = [FormSpeech(report, lead.sentence)]
        elif not any(reading.inside[at] >= 0 for at in range(*reading.paragraphs[item])):
            unmarked.append(item)
    # Beside items that are somebody's words, one without marks is hardly the article's own.
    return speeches | {item: [] for item in unmarked} if speeches else {}


def _find_lead(reading: ArticleReading, number: int) -> ListLead | None:
    sentence = reading.sentences[number][-1]
    words = reading.words
    if words.written[sentence.last - 1] != ":":
        return None
    speaking = [
        cue
        for cue in cues.find_cues(words, sentence.first, sentence.last, sentence.inside)
        if cue.speaks and cue.speaker is not None and _is_somebody(words, cue.speaker)
    ]
    cue = speaking[-1] if speaking else None
    speaker = cue.speaker if cue else other_reports.speaker_before_colon(sentence)
    return ListLead(sentence, speaker, cue) if speaker else None


def _is_somebody(words: ArticleWords, speaker: SpeakerPhrase) -> bool:
    last_word = words.low[speaker.last - 1]
    return speaker_phrases.is_speaker_like(words, speaker) and last_word not in vocabulary.INDEFINITE_PRONOUNS


def _content_of_item(reading: ArticleReading, number: int, lead: ListLead) -> tuple[int, int] | None:
    """Return the words of an item that are the speaker's: a quotation alone, or a sentence without marks."""
    words, inside, (first, last) = reading.words, reading.inside, reading.paragraphs[number]
    end = last - 1 if words.written[last - 1] in {".", ";"} and inside[last - 1] < 0 else last
    if end - first < _FEWEST_WORDS:
        return None
    if all(inside[at] >= 0 for at in range(first, end)):
        return first, end
    # "Roe said the plan will:" brings in verbs without a subject.
    is_cut = words.low[lead.sentence.last - 2] in vocabulary.AUXILIARIES | {"to", "that"}
    if lead.cue is None or is_cut or any(words.written[at] in frames.MARK_TOKENS for at in range(first, last)):
        return None
    # "more life jackets" is no sentence; one with a period is, whatever its verb.
    states = end < last or any(narration.is_stating_verb(words.low[at]) for at in range(first + 1, end))
    return (first, end) if states and words.written[first][0].isupper() else None
