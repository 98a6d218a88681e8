"""Finds what is reported without one of the known verbs: "according to", a colon, a quotation and a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import cues, extents, frames, sources, verbs, vocabulary
from factdb.extract.frames import Report
from factdb.extract.sources import Source
from factdb.extract.tokens import DASHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.frames import Sentence
    from factdb.extract.tokens import Words

_CLOSES = frozenset({",", "?", "!"})
_MOST_BEFORE_VERB = 6
_MOST_SOURCE = 30
_FEWEST = 2
_LEADS = vocabulary.SUBORDINATORS | vocabulary.PREPOSITIONS | {"asked"}
_LONG = 4  # words and marks; a longer quotation is told by itself
_MOST_BEFORE_QUOTATION = 25  # words between a verb and the quotation that it brings
_FARTHEST_VERB = 60  # words of a sentence in which its first verb is looked for


def according(sentence: Sentence) -> Iterator[Report]:
    """Yield what stands with "according to" somebody."""
    words = sentence.words
    for at in range(sentence.first, sentence.last - 2):
        if words.low[at] != "according" or words.low[at + 1] != "to" or sentence.inside[at] >= 0:
            continue
        source = sources.behind(words, at + 2, sentence.last)
        content = _with_according(sentence, at, source) if source else None
        if content is not None:
            yield Report(source, None, (content,), "according to")


def _with_according(sentence: Sentence, at: int, source: Source) -> tuple[int, int] | None:
    words = sentence.words
    if at - sentence.first > _FEWEST:
        return sentence.first, at - (words.written[at - 1] == ",")
    for comma in range(source.last, min(sentence.end(), source.last + _MOST_SOURCE)):
        if words.written[comma] == "," and comma + 2 < sentence.end():
            return comma + 1, sentence.end()
    return None


def without_verb(sentence: Sentence, found: list[Report]) -> Iterator[Report]:
    """Yield quotations that no known verb reports: behind a colon, or before a speaker with another verb."""
    for at in range(sentence.first, sentence.last):
        if not sentence.quoted(at):
            continue
        end = sentence.quotation_end(at)
        if any(first < end and at < last for each in found for first, last in each.content):
            continue
        if extents.names_title(sentence, end):
            continue
        source, rule = _before_colon(sentence, at), "colon"
        if source is None:
            source, rule = _behind_quotation(sentence, end), "quotation, speaker"
        if source is not None:
            yield Report(source, None, ((at, end),), rule)


def _before_colon(sentence: Sentence, at: int) -> Source | None:
    if at <= sentence.first + 1 or sentence.words.written[at - 1] != ":":
        return None
    return subject(sentence, at - 1)


def speaker_before_colon(sentence: Sentence) -> Source | None:
    """Return who is meant to speak in the paragraph behind a sentence that ends with a colon."""
    all_cues = cues.cues(sentence.words, sentence.first, sentence.last, sentence.inside)
    named = [each.source for each in all_cues if each.source is not None]
    return named[-1] if named else subject(sentence, sentence.last - 1)


def _behind_quotation(sentence: Sentence, end: int) -> Source | None:
    """Return the speaker of "Never," Reyes barked: a name or he or she, behind or before what looks like a verb."""
    words = sentence.words
    if end >= sentence.last or words.written[end - 2] not in _CLOSES:
        return None
    if _looks_like_verb(words.low[end]):
        found = sources.behind(words, end + 1, sentence.last)
        return found if found is not None and _is_somebody(sentence, found) else None
    for at in range(end + 1, min(sentence.last, end + _MOST_BEFORE_VERB)):
        if _looks_like_verb(words.low[at]):
            found = sources.before(words, end, at)
            return found if found is not None and _is_somebody(sentence, found) else None
    return None


def _looks_like_verb(word: str) -> bool:
    return word.endswith(("ed", "s")) and word not in vocabulary.AUXILIARIES


def _is_somebody(sentence: Sentence, found: Source) -> bool:
    last = found.last - 1
    return sources.is_name(sentence.words, last) or sentence.words.low[last] in {"he", "she"}


def subject(sentence: Sentence, until: int) -> Source | None:
    """Return the subject of the sentence's first verb that can be told before a place, else what it begins with.

    What leads up to it is passed over: "When the rain stopped,".
    """
    first = _after_lead(sentence, until)
    found = subject_between(sentence, first, until)
    if found is None and sentence.inside[first] < 0:
        found = sources.behind(sentence.words, first, until)
    return found


def subject_between(sentence: Sentence, first: int, until: int) -> Source | None:
    """Return the subject of the first verb that can be told in a range of a sentence's words."""
    words = sentence.words
    for at in range(first + 1, min(until, first + _FARTHEST_VERB)):
        if sentence.inside[at] < 0 and (vocabulary.may_be_verb(words.low[at]) or words.low[at] in verbs.VERBS):
            found = sources.before(words, first, at)
            if found and sources.is_speaker_like(words, found):
                return found
    return None


def _after_lead(sentence: Sentence, until: int) -> int:
    """Return where a sentence begins behind a clause that only leads up to it."""
    words, first = sentence.words, sentence.first
    if first < until and words.low[first] in _LEADS:
        comma = next((at for at in range(first, until) if words.written[at] == ","), until)
        return comma + 1 if comma + 1 < until else first
    return first


def within(sentence: Sentence, at: int) -> Report | None:
    """Return a quotation that only a part of the article's sentence is made of: "They fear “a long, cold winter”".

    What follows the verb before it goes with it, but not another long quotation; whose words they are is a guess: its
    subject's, or the sentence's.
    """
    verb = _verb_before(sentence, at)
    if verb is None:
        return None
    source = _subject_of(sentence, verb) or subject(sentence, at)
    end = extents.quotation_end(sentence, at, [])
    closed = sentence.quotation_end(at)
    if any(sentence.quoted(i) and sentence.quotation_end(i) - i > _LONG for i in range(closed, end)):
        end = closed
    return Report(source, None, ((verb + 1, end),), "within a sentence") if source else None


def _verb_before(sentence: Sentence, at: int) -> int | None:
    low = sentence.words.low
    near = range(at - 1, max(sentence.first, at - _MOST_BEFORE_QUOTATION), -1)
    verbs_there = (
        i for i in near if sentence.inside[i] < 0 and (vocabulary.may_be_verb(low[i]) or low[i] in verbs.VERBS)
    )
    return next(verbs_there, None)


def _subject_of(sentence: Sentence, verb: int) -> Source | None:
    low, first = sentence.words.low, verb
    while first > sentence.first and low[first - 1] in vocabulary.AUXILIARIES | vocabulary.ADVERBS:
        first -= 1
    found = sources.before(sentence.words, sentence.first, first)
    if found is None or low[found.last - 1] in {"that", "which"}:
        return None
    return found if sources.is_speaker_like(sentence.words, found) else None


_LONGEST = 16  # words of a signature: "Ann Lee, who keeps the lock at Orr"
_FEWEST_SIGNED_WORDS = 4  # words of a quotation, its marks among them


def signed(words: Words, paragraphs: list[tuple[int, int]], number: int, inside: list[int]) -> Report | None:
    """Return what a paragraph says that is one quotation with a signature; None where it is none."""
    first, last = paragraphs[number]
    end = _dash(words, first, last)
    source = _source(words, end, last)
    if source is None and number + 1 < len(paragraphs):
        end, source = last, _source(words, *paragraphs[number + 1])
    if source is None or end - first < _FEWEST_SIGNED_WORDS or not _is_quotation(words, first, end, inside):
        return None
    return Report(source, None, ((first, end),), "signed")


def _dash(words: Words, first: int, last: int) -> int:
    """Return where the last dash of a paragraph stands that a name may follow; else the paragraph's end."""
    near = range(last - 2, max(first, last - _LONGEST - 1), -1)
    return next((at for at in near if words.written[at] in DASHES), last)


def _is_quotation(words: Words, first: int, end: int, inside: list[int]) -> bool:
    """Tell whether words are all quoted, or would be if a mark at one end of them weren't missing."""
    if words.written[end - 1] == ".":
        end -= 1
    marks = [at for at in range(first, end) if words.written[at] in frames.MARKS]
    return marks == [end - 1] or all(inside[at] >= 0 for at in range(first, end))


def _source(words: Words, first: int, last: int) -> Source | None:
    """Return who signs: a dash, and a name that no verb and no other mark follows."""
    if not 1 < last - first <= _LONGEST or words.written[first] not in DASHES:
        return None
    found = sources.behind(words, first + 1, last)
    if found is None or not sources.is_speaker_like(words, found):
        return None
    if any(words.written[at] in frames.MARKS for at in range(first, last)):
        return None
    return None if found.last < last and vocabulary.may_be_verb(words.low[found.last]) else found


_LONGEST_LABEL = 6
_FEWEST_SPOKEN_WORDS = 3  # words that are a statement
_NO_SPEAKERS = vocabulary.listed(
    """
    abstract analysis audio breaking by byline caption claim clarification correction date editor's exclusive fact
    headline key live location more note opinion photo poll question rating re read related report sign source
    sources subject summary tags time topic topics update updated verdict video watch
    """
)


def labelled(words: Words, first: int, last: int, inside: list[int]) -> Report | None:
    """Return what a paragraph says behind the label of its speaker; None where it has none, or quotes in marks."""
    colon = next((at for at in range(first, min(last, first + _LONGEST_LABEL)) if words.written[at] == ":"), None)
    if colon is None or colon == first or last - colon <= _FEWEST_SPOKEN_WORDS or inside[colon + 1] >= 0:
        return None
    label = words.written[first:colon]
    if not all(each[0].isupper() or each == "." for each in label) or any(
        each in _NO_SPEAKERS for each in words.low[first:colon]
    ):
        return None
    if not _is_speaker_label(label):
        return None
    return Report(Source(first, colon), None, ((colon + 1, last),), "speaker's label")


def _is_speaker_label(label: list[str]) -> bool:
    """Tell a speaker's label from a heading: in capitals, or with a title or a known first name."""
    if all(each.isupper() or each == "." for each in label):
        return True
    return label[0].lower() in vocabulary.TITLES or (len(label) > 1 and vocabulary.is_known(label[0]))
