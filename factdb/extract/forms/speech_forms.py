"""Reads the forms of a text that no verb of saying marks: interviews, press releases, lists, headlines that quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import narration, vocabulary
from factdb.extract.forms import headlines, interviews, press_releases, quoted_lists, speaker_labels
from factdb.extract.forms.speaker_labels import ArticleNames
from factdb.extract.frames import FormSpeech, SpeechReport

if TYPE_CHECKING:
    from factdb.extract.attribution import ArticleReading
    from factdb.extract.frames import FormSpeeches
    from factdb.extract.tokens import ArticleWords

VERBATIM_RULES = frozenset({"answer", "statement", "speaker's label"})
"""Rules whose words are the speaker's own, though no quotation marks stand around them."""

# What a page says of itself behind these labels is no claim of the article either.
_PAGE_LABELS = vocabulary.word_set(
    """
    caption contact contacts copyright credit email e-mail fax file image images ingredients link links listen more
    phone photo photograph photos picture pictures price prices related share subscribe tags tel telephone tickets
    topics url watch website
    """
)
_LONGEST_PAGE_LABEL = 2
_NOTES = frozenset({"clarification", "correction", "note", "update", "updated"})
_PAGES = frozenset({"interview", "article", "story", "transcript", "conversation", "q&a", "post", "report", "page"})
_EDITING = vocabulary.word_set(
    "amended condensed corrected edited lightly originally produced shortened translated updated published"
)
_LONGEST_NOTE = 8  # words of "This interview, held in May, has been lightly edited"
_FEWEST_SPOKEN_WORDS = 3  # words that are a statement


def read_forms(reading: ArticleReading) -> FormSpeeches:
    """Return what is said in the paragraphs that are of such a form as a whole; nothing else is read in them."""
    names = ArticleNames(reading.words, reading.paragraphs)
    speeches = interviews.read_interview(reading, names)
    for number in range(len(reading.paragraphs)):
        if number in speeches:
            continue
        if number == 0:
            headline = headlines.read_headline(reading, names)
            if headline is not None:
                speeches[0] = headline
                continue
        paragraph = reading.paragraphs[number]
        if _is_page_label(reading.words, *paragraph) or _is_note_on_page(reading.words, *paragraph):
            speeches[number] = []
            continue
        for read in (press_releases.signed_quotation, quoted_lists.read_list, press_releases.read_statement):
            own = read(reading, number)
            if own:
                _add(speeches, own)
                break
        else:
            _add(speeches, _labelled(reading, number))
    return speeches


def _add(speeches: FormSpeeches, more: FormSpeeches) -> None:
    for number, own in more.items():
        speeches.setdefault(number, own)


def _is_page_label(words: ArticleWords, first: int, last: int) -> bool:
    """Return whether a paragraph begins with a label of the page: "Read more: ...", "Photo: ..."."""
    near = range(first + 1, min(last, first + _LONGEST_PAGE_LABEL + 1))
    colon = next((at for at in near if words.written[at] == ":"), None)
    return colon is not None and words.low[colon - 1] in _PAGE_LABELS


def _behind_note_label(words: ArticleWords, first: int, last: int) -> int:
    """Return where a note begins behind "CORRECTION:"."""
    is_labelled = words.low[first] in _NOTES and words.written[first + 1 : first + 2] == [":"]
    return first + 2 if is_labelled and first + 2 < last else first


def _is_note_on_page(words: ArticleWords, first: int, last: int) -> bool:
    """Return whether a paragraph says how the page was made: "This interview has been edited for length"."""
    first = _behind_note_label(words, first, last)
    if words.low[first + 1 : first + 5] in (
        ["earlier", "version", "of", "this"],
        ["previous", "version", "of", "this"],
    ):
        return True
    near = set(words.low[first : min(last, first + _LONGEST_NOTE)])
    return words.low[first] in {"this", "the"} and bool(near & _PAGES) and bool(near & _EDITING)


def _labelled(reading: ArticleReading, number: int) -> FormSpeeches:
    """Return what a paragraph says behind the label of its speaker, outside of a dialogue and of marks."""
    words, (first, last) = reading.words, reading.paragraphs[number]
    label = speaker_labels.find_label(words, first, last)
    if label is None or not speaker_labels.names_speaker(words, label.speaker) or reading.inside[label.start] >= 0:
        return {}
    if speaker_labels.count_words(words, label.start, last) < _FEWEST_SPOKEN_WORDS or words.written[last - 1] == "?":
        return {}
    if not any(narration.is_stating_verb(word) for word in words.low[label.start : last]):
        return {}  # "Ann Lee: 45 percent"
    # "Ann Lee: In 2019 Lee proposed a levy" is about her, and no words of hers.
    if words.low[label.speaker.last - 1] in words.low[label.start : last]:
        return {}
    report = SpeechReport(label.speaker, None, ((label.start, last),), "speaker's label")
    return {number: [FormSpeech(report, reading.sentences[number][0])]}
