"""Finds the one thing that "it" or "them" can mean: the only noun phrase of the sentences before that fits."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from factdb.extract import verbs, vocabulary
from factdb.extract.claims import clause_shapes
from factdb.extract.claims.article_mentions import NEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.claims.article_mentions import ArticleMentions

_OPENERS = frozenset({"the", "a", "an", "this", "that", "these", "those"}) | vocabulary.POSSESSIVES
_ENDS = (
    vocabulary.PREPOSITIONS
    | vocabulary.AUXILIARIES
    | vocabulary.CONJUNCTIONS
    | vocabulary.SUBORDINATORS
    | vocabulary.ADVERBS
    | vocabulary.SUBJECTS
    | {"to", "not"}
)
_NO_THINGS = (
    vocabulary.word_set(
        """
        day days week weeks month months year years time times moment hour hours minute minutes morning afternoon
        evening night way ways end beginning start part lot number rest past future first last same more most one two
        percent second seconds decade decades fact thing things something
        """
    )
    | vocabulary.EVENTS
    | vocabulary.DAY_WORDS
)
_NO_NAMES = vocabulary.SENTENCE_STARTS | vocabulary.DETERMINERS
# What is voted on, however far back: "The governor proposed a budget. Mr. Orr said he would vote against it."
_MEASURES = vocabulary.word_set(
    "act agreement amendment ban bill budget deal law legislation measure motion plan proposal resolution tax treaty"
)
_DECIDES = vocabulary.word_set("approve back enact oppose pass ratify reject repeal sign support veto")
_DECIDED = _DECIDES | vocabulary.word_set("approved backed opposed passed rejected signed supported vetoed")
_SENTENCES_BACK_IN_SPEECH = 2
_LONGEST = 5
_SHORTEST_PLURAL = 4


def only_thing_before(mentions: ArticleMentions, at: int, *, plural: bool, begin: int | None = None) -> str | None:
    """Return the thing that "it" or "them" means: the only one in its sentence before it and in the one before that.

    `begin` is where the claim begins: what it holds itself needs no naming, and leaves nothing to name.
    """
    sentence = mentions.sentences[mentions.reading.sentence_at[at]]
    ranges = [(max(sentence.first, at - NEAR), at)]
    # Speakers go back farther: "I am sorry for the growers. We look for money. We owe them an answer."
    farthest = _SENTENCES_BACK_IN_SPEECH if plural and mentions.reading.inside[at] >= 0 else 1
    ranges += [
        (before.first, min(before.last, before.first + NEAR))
        for before in islice(mentions.sentences_before(at), farthest)
    ]
    things: dict[str, tuple[int, int] | None] = {}
    for first, last in ranges:
        for start, end in _things_before(mentions, first, last):
            head = mentions.reading.words.low[end - 1]
            if clause_shapes.is_plural(mentions.reading.words, start, end) is plural:
                fits = mentions.reading.words.low[start] in _OPENERS and head not in things
                things[head] = (start, end) if fits else things.get(head)
    if len(things) != 1:
        return None
    (place,) = things.values()
    if place is None or (begin is not None and place[0] >= begin):
        return None
    if not plural and place[0] < sentence.first:  # "it" often goes back farther; in the same sentence it does not
        return None
    return _text(mentions, *place)


def measure_before(mentions: ArticleMentions, at: int) -> str | None:
    """Return the bill, plan or budget that "it" means behind "vote against" or "sign": the one that was named last."""
    low = mentions.reading.words.low
    is_voted_on = low[at - 1] in {"for", "against"} and low[at - 2] in {"vote", "voted", "voting"}
    if not is_voted_on and low[at - 1] not in _DECIDED:
        return None
    for sentence in mentions.sentences_before(at):
        for place in range(sentence.last - 1, sentence.first, -1):
            if low[place] in _MEASURES and not _OPENERS.isdisjoint(low[max(sentence.first, place - _LONGEST) : place]):
                return f"the {low[place]}"
    return None


def holds_thing(mentions: ArticleMentions, first: int, last: int, *, plural: bool) -> bool:
    """Return whether a range of words names something that "it", or "them", may mean."""
    words = mentions.reading.words
    return any(clause_shapes.is_plural(words, *phrase) is plural for phrase in _things_before(mentions, first, last))


def _things_before(mentions: ArticleMentions, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the phrases that name things: "the steel doors"; and single words that may: names, "banks"."""
    words = mentions.reading.words
    at = first
    while at < last:
        low = words.low[at]
        if low in _OPENERS:
            end = _end_of_phrase(mentions, at + 1, last)
            if end > at + 1 and _is_thing(words.low[end - 1]):
                yield at, end
            at = max(end, at + 1)
            continue
        is_name = (
            low not in _NO_NAMES
            and words.written[at][0].isupper()
            and at > first
            and not _is_of_longer_name(mentions, at)
        )
        if words.low[at + 1 : at + 2] in (["'"], ["\u2019"]):  # "Ferries' chief executive"
            at += 1
            continue
        is_bare_plural = len(low) >= _SHORTEST_PLURAL and low.endswith("s") and not low.endswith(("ss", "us", "is"))
        may_be = is_name or (is_bare_plural and words.written[at][0].islower() and not _may_be_verb(mentions, at))
        if may_be and low not in _ENDS and _is_thing(low):
            yield at, at + 1
        at += 1


def _may_be_verb(mentions: ArticleMentions, at: int) -> bool:
    words = mentions.reading.words
    return words.low[at] in verbs.VERBS or clause_shapes.is_finite(words, at)


def _is_of_longer_name(mentions: ArticleMentions, at: int) -> bool:
    written = mentions.reading.words.written
    return written[at - 1][0].isupper() or (at + 1 < len(written) and written[at + 1][0].isupper())


def _end_of_phrase(mentions: ArticleMentions, at: int, last: int) -> int:
    words, start = mentions.reading.words, at
    while at < min(last, start + _LONGEST):
        low = words.low[at]
        if not low[0].isalnum() or low in _ENDS or low in _OPENERS or clause_shapes.is_finite(words, at):
            break
        at += 1
    return at


def _is_thing(low: str) -> bool:
    is_person = low in vocabulary.ROLES or low.removesuffix("s") in vocabulary.ROLES or low in vocabulary.PEOPLE
    return low[0].isalpha() and low not in _NO_THINGS and not is_person and not low.endswith("est")


def _text(mentions: ArticleMentions, first: int, last: int) -> str | None:
    words = mentions.reading.words
    if words.low[first] in vocabulary.POSSESSIVES:
        return None
    return f"the {mentions.text(first + 1, last)}"
