"""Reads press releases: quotations with a signature, and statements under the name of who made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import cues, frames, speaker_phrases, vocabulary
from factdb.extract.forms import speaker_labels
from factdb.extract.frames import FormSpeech, SpeechReport
from factdb.extract.proposal import ProposalMark
from factdb.extract.tokens import DASHES

if TYPE_CHECKING:
    from factdb.extract.attribution import ArticleReading
    from factdb.extract.cues import SpeechCue
    from factdb.extract.forms.speaker_labels import SpeechLabel
    from factdb.extract.frames import FormSpeeches
    from factdb.extract.noun_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

_LONGEST_SIGNATURE = 24  # words of "Ann Lee, who keeps the lock at Orr"
_LONGEST_SIGNING_NAME = 5
_FEWEST_SIGNED_WORDS = 4  # words of a quotation, its marks among them
_FULL_NAME_WORDS = 2
_MOST_PARAGRAPHS = 12  # of a statement without marks
_FIRST_OF_TEXT = 3  # paragraphs: a statement that begins there is the whole text
_FEWEST_WORDS = 4
_WRITING = frozenset({"write", "say", "state", "post", "tweet", "read"})
_SALUTATIONS = frozenset({"dear", "sincerely", "yours", "regards", "respectfully"})
_END_OF_RELEASE = frozenset({"#", "end", "ends", "-30-", "about", "contact", "contacts", "media", "press", "notes"})
_CLOSED = frozenset({".", "!", "?", '"', "\u201d", "\u2026"})


def signed_quotation(reading: ArticleReading, number: int) -> FormSpeeches:
    """Return what a paragraph says that is one quotation with a signature behind it, there or on the next line."""
    words, (first, last) = reading.words, reading.paragraphs[number]
    if last - first < _FEWEST_SIGNED_WORDS:
        return {}
    end = _place_of_dash(words, first, last)
    speaker = signature(words, end, last)
    speeches: FormSpeeches = {}
    if speaker is None and number + 1 < len(reading.paragraphs):
        following = reading.paragraphs[number + 1]
        end, speaker = last, signature(words, *following) or _signing_name(words, *following)
        speeches[number + 1] = []
    if speaker is None or end - first < _FEWEST_SIGNED_WORDS or not _is_quotation(reading, first, end):
        return {}
    speeches[number] = [_signed(reading, number, (first, end), speaker)]
    for before in _paragraphs_run_on(reading, number):
        speeches[before] = [_signed(reading, before, reading.paragraphs[before], speaker)]
    return speeches


def _signed(reading: ArticleReading, number: int, content: tuple[int, int], speaker: SpeakerPhrase) -> FormSpeech:
    return FormSpeech(SpeechReport(speaker, None, (content,), "signed"), reading.sentences[number][0])


def _paragraphs_run_on(reading: ArticleReading, number: int) -> list[int]:
    """Return the paragraphs before one that its quotation began with, from the last to the first."""
    run = []
    for before in range(number - 1, max(-1, number - _MOST_PARAGRAPHS), -1):
        first, last = reading.paragraphs[before]
        at = reading.inside[last - 1]
        if at < 0 or ProposalMark.MULTI_PARAGRAPH not in reading.quotations[at].marks or reading.inside[first] != at:
            break
        run.append(before)
    return run


def _place_of_dash(words: ArticleWords, first: int, last: int) -> int:
    """Return where the last dash of a paragraph stands that a name may follow; else the paragraph's end."""
    near = range(last - 2, max(first, last - _LONGEST_SIGNATURE - 1), -1)
    dashes = [at for at in near if words.written[at] in DASHES and words.written[at + 1][0].isupper()]
    behind_mark = (at for at in dashes if words.written[at - 1] in frames.MARK_TOKENS)
    return next(behind_mark, dashes[0] if dashes else last)


def _is_quotation(reading: ArticleReading, first: int, end: int) -> bool:
    """Return whether words are all quoted, or would be if a mark at one end of them weren't missing."""
    words, inside = reading.words, reading.inside
    if words.written[end - 1] == ".":
        end -= 1
    marks = [at for at in range(first, end) if words.written[at] in frames.MARK_TOKENS]
    return marks == [end - 1] or all(inside[at] >= 0 for at in range(first, end))


def signature(words: ArticleWords, first: int, last: int) -> SpeakerPhrase | None:
    """Return who signs: a dash, and a name that no verb and no other mark follows."""
    if not 1 < last - first <= _LONGEST_SIGNATURE or words.written[first] not in DASHES:
        return None
    signer = speaker_phrases.subject_behind(words, first + 1, last)
    if signer is None or not speaker_phrases.is_speaker_like(words, signer):
        return None
    if any(words.written[at] in frames.MARK_TOKENS for at in range(first, last)):
        return None
    return None if signer.last < last and vocabulary.may_be_verb(words.low[signer.last]) else signer


def _signing_name(words: ArticleWords, first: int, last: int) -> SpeakerPhrase | None:
    """Return who signs with a line of its own that has no dash: a full name, alone or with an office behind it."""
    if last - first > _LONGEST_SIGNATURE or words.written[last - 1] in _CLOSED:
        return None
    signer = speaker_phrases.subject_behind(words, first, last)
    if signer is None or not _FULL_NAME_WORDS <= signer.last - signer.first <= _LONGEST_SIGNING_NAME:
        return None
    if not speaker_labels.names_speaker(words, signer) or not words.written[signer.last - 1][0].isupper():
        return None
    behind = words.low[signer.last : last]
    if (behind and behind[0] not in {",", "("}) or any(vocabulary.may_be_verb(word) for word in behind):
        return None
    return signer


def read_statement(reading: ArticleReading, number: int) -> FormSpeeches:
    """Return the statement without marks that a paragraph brings in: "Statement from X:", "X wrote in a statement:"."""
    last = reading.paragraphs[number][1]
    words = reading.words
    lead = reading.sentences[number][-1]
    closes = words.written[last - 1] == ":"
    label = _lead_label(reading, number, closes)
    if label is not None:
        return _statement_below(reading, number, label)
    cue = _cue_of_writing(lead) if closes else None
    if cue is None or cue.speaker is None:
        return {}
    return _statement_below(reading, number, speaker_labels.SpeechLabel(cue.speaker, last), cue)


def _lead_label(reading: ArticleReading, number: int, closes: bool) -> SpeechLabel | None:  # noqa: FBT001 - a fact
    """Return whose statement follows a lead that is a paragraph, or stands in the same one."""
    words, (first, last) = reading.words, reading.paragraphs[number]
    near = range(first, min(last, first + _LONGEST_SIGNATURE))
    colon = last - 1 if closes else next((at for at in near if words.written[at] == ":"), last)
    # A title alone, "Statement from Ann Lee", is one where it stands at the top of the text.
    is_title = colon == last and number < _FIRST_OF_TEXT and words.written[last - 1] not in _CLOSED
    if colon == last and not is_title:
        return None
    label = speaker_labels.speaker_of_lead(words, first, colon)
    return label if label is not None and label.is_statement else None


def _cue_of_writing(lead: frames.Sentence) -> SpeechCue | None:
    """Return the verb by which somebody "wrote:" what follows: only words such as "in a statement" are behind it."""
    all_cues = cues.find_cues(lead.words, lead.first, lead.last, lead.inside)
    if not all_cues or all_cues[-1].lemma not in _WRITING or all_cues[-1].speaker is None:
        return None
    speaker, behind = all_cues[-1].speaker, lead.words.low[all_cues[-1].last : lead.last - 1]
    named = speaker_phrases.is_speaker_like(lead.words, speaker) and lead.words.low[speaker.first] not in {"who", "it"}
    brief = not behind or behind[0] in vocabulary.PREPOSITIONS | vocabulary.DAY_WORDS | {"the", "this", "as"}
    return all_cues[-1] if named and brief and len(behind) < _LONGEST_SIGNATURE else None


def _statement_below(
    reading: ArticleReading, number: int, label: SpeechLabel, cue: SpeechCue | None = None
) -> FormSpeeches:
    """Return the paragraphs of a statement: the first behind its lead, and those that go on in its words."""
    first, last = reading.paragraphs[number]
    whole_text = label.is_statement and number < _FIRST_OF_TEXT
    speeches: FormSpeeches = {}
    if first < label.start < last:
        if reading.inside[label.start] >= 0 or last - label.start < _FEWEST_WORDS:
            return {}
        speeches[number] = [_statement(reading, number, (label.start, last), label.speaker, cue)]
    for following in range(number + 1, min(len(reading.paragraphs), number + 1 + _MOST_PARAGRAPHS)):
        if whole_text and reading.inside[reading.paragraphs[following][0]] >= 0:
            continue  # what is in marks in it is read as elsewhere
        if not whole_text and _reports(reading, following):
            break
        certain = whole_text or not speeches
        if not _is_of_statement(reading, following, label.speaker, certain=certain):
            break
        part = reading.paragraphs[following]
        says = part[1] - part[0] >= _FEWEST_WORDS and not _SALUTATIONS & {reading.words.low[part[0]]}
        speeches[following] = [_statement(reading, number, part, label.speaker, cue)] if says else []
    return {number: [], **speeches} if label.is_statement and speeches else speeches


def _reports(reading: ArticleReading, number: int) -> bool:
    """Return whether a paragraph begins by saying what somebody says: then it is the article's own."""
    begin = reading.sentences[number][0]
    return bool(cues.find_cues(begin.words, begin.first, begin.last, begin.inside))


def _statement(
    reading: ArticleReading, lead: int, content: tuple[int, int], speaker: SpeakerPhrase, cue: SpeechCue | None
) -> FormSpeech:
    return FormSpeech(SpeechReport(speaker, cue, (content,), "statement"), reading.sentences[lead][-1])


def _is_of_statement(reading: ArticleReading, number: int, speaker: SpeakerPhrase, *, certain: bool) -> bool:
    """Return whether a paragraph is of the statement before it: in its first person, and not about who made it."""
    words, (first, last) = reading.words, reading.paragraphs[number]
    low = words.low[first:last]
    if reading.inside[first] >= 0 or low[0] in _END_OF_RELEASE or words.low[speaker.last - 1] in low:
        return False
    if number in reading.bulleted or _lead_label(reading, number, words.written[last - 1] == ":"):
        return False
    closed = words.written[last - 1] in _CLOSED or low[0] in _SALUTATIONS
    own_words = {words.low[at] for at in range(first, last) if reading.inside[at] < 0}
    return closed and (certain or bool(vocabulary.FIRST_PERSON & own_words))
