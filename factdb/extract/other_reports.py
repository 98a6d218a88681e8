"""Finds what is reported without one of the known verbs: "according to", a colon, a quotation and a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import cues, sources, verbs, vocabulary
from factdb.extract.frames import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.frames import Sentence
    from factdb.extract.sources import Source

_CLOSES = frozenset({",", "?", "!"})
_MOST_BEFORE_VERB = 6
_MOST_SOURCE = 30
_FEWEST = 2
_DASHES = frozenset({"\u2014", "--", "\u2013", "-"})
_LEADS = vocabulary.SUBORDINATORS | vocabulary.PREPOSITIONS | {"asked"}
_LONGEST_DATELINE = 12
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
    """Return the speaker of "Never," Reyes barked: a name or he or she, and then what looks like a verb."""
    words = sentence.words
    if end >= sentence.last or words.written[end - 2] not in _CLOSES:
        return None
    for at in range(end + 1, min(sentence.last, end + _MOST_BEFORE_VERB)):
        if words.low[at].endswith(("ed", "s")) and words.low[at] not in vocabulary.GENITIVES:
            found = sources.before(words, end, at)
            return found if found is not None and _is_somebody(sentence, found) else None
    return None


def _is_somebody(sentence: Sentence, found: Source) -> bool:
    last = found.last - 1
    return sources.is_name(sentence.words, last) or sentence.words.low[last] in {"he", "she"}


def subject(sentence: Sentence, until: int) -> Source | None:
    """Return the subject of the sentence's first verb that can be told before a place, else what it begins with.

    What leads up to it is passed over: "WASHINGTON -", "When the rain stopped,".
    """
    words = sentence.words
    first = _after_lead(sentence, until)
    for at in range(first + 1, min(until, first + _FARTHEST_VERB)):
        if vocabulary.may_be_verb(words.low[at]) or words.low[at] in verbs.VERBS:
            found = sources.before(words, first, at)
            if found and sources.is_speaker_like(words, found):
                return found
    return sources.behind(words, first, until)


def _after_lead(sentence: Sentence, until: int) -> int:
    """Return where a sentence begins behind its dateline and behind a clause that only leads up to it."""
    words, first = sentence.words, sentence.first
    for at in range(first, min(until, first + _LONGEST_DATELINE)):
        if words.written[at] in _DASHES and words.written[first].isupper():
            first = at + 1
            break
    if first < until and words.low[first] in _LEADS:
        comma = next((at for at in range(first, until) if words.written[at] == ","), until)
        return comma + 1 if comma + 1 < until else first
    return first
