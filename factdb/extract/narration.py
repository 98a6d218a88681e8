"""Finds what an article asserts by itself: clauses that nobody is quoted for and that can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import noun_phrases, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.frames import Sentence
    from factdb.extract.tokens import ArticleWords

LONGEST_REPORTING = 15  # words of ", White House press secretary Jen Psaki said." between two pieces
_FEWEST_WORDS = 4
_MOST_OPENING = 8  # words of "The change in Iraq comes as"
_COMES = frozenset({"comes", "came", "come"})
_CAUSES = vocabulary.word_set("because due caused causes prompted led triggered")
_COUNTS = vocabulary.word_set(
    "dozens hundreds thousands millions billions half most majority weeks months years decades nearly percent"
)
_TELLS_FACT = _CAUSES | _COUNTS | vocabulary.COMMON_PAST
# What is not a part of an assertion at its two ends: it only joins it to its sentence.
_TRIM = frozenset(",;:.\u2014\u2013-()") | {
    "--",
    "and",
    "but",
    "although",
    "though",
    "while",
    "which",
    "who",
    "that",
    "despite",
    "meanwhile",
    "however",
    "as",
    "or",
    "so",
    "where",
    "even",
    "with",
    "'s",
    "\u2019s",
    "then",
    "still",
    "also",
}
# A clause that begins so states nothing without the rest of its sentence.
_DEPENDENT = frozenset({"if", "unless", "whether", "asked", "when", "until", "because", "since"})
_LONGEST_ITEM = 6  # words of one thing of a list
_BEGINS_SUBJECT = vocabulary.DETERMINERS | vocabulary.SUBJECTS
_BEFORE_SPLIT = frozenset({"which", "but", "and", "while", "although", "despite", "where"})


def asserted_clauses(sentence: Sentence, reported: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a sentence that state something by themselves; `taken` is reported of somebody."""
    for first, last in _unreported_ranges(sentence, reported):
        for start, end in _split_into_clauses(sentence, first, last):
            begin, stop = _trim(sentence, start, end)
            begin = _skip_opening(sentence.words, begin, stop)
            if _states_fact(sentence, begin, stop) and not _is_cut_off(sentence, begin, stop):
                yield begin, stop


def _unreported_ranges(sentence: Sentence, reported: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a sentence between those that are taken."""
    at = sentence.first
    for first, last in sorted(reported):
        if first > at:
            yield at, first
        at = max(at, last)
    if at < sentence.last:
        yield at, sentence.last


def _split_into_clauses(sentence: Sentence, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a range: parted where "which", "but" or "and" brings a verb of its own, never in marks."""
    start, low = first, sentence.words.low
    for at in [at for at in range(first + _FEWEST_WORDS, last - 2) if low[at] in _BEFORE_SPLIT]:
        if sentence.inside[at] < 0 and _begins_new_clause(sentence.words, start, at, last):
            yield start, at
            start = at
    yield start, last


def _begins_new_clause(words: ArticleWords, start: int, at: int, last: int) -> bool:
    low = words.low[at]
    if at - start < _FEWEST_WORDS or words.low[at - 1] in _BEFORE_SPLIT:
        return False
    if words.low[at - 1] == ",":
        begins = words.low[at + 1] in _BEGINS_SUBJECT
        return low != "and" or begins or _has_verb(words, at + 1, min(last, at + 9))
    if low == "and" and _ends_list(words, start, at):
        return False
    if low == "but":
        return _is_past(words.low[at + 1])
    return low == "and" and _begins_clause(words, at + 1, last)


def _ends_list(words: ArticleWords, start: int, at: int) -> bool:
    """Return whether "and" is before the last thing of a list: "from Orr, Dayton and the islands have come"."""
    comma = next(
        (place for place in range(at - 1, max(start, at - _LONGEST_ITEM), -1) if words.low[place] == ","), None
    )
    return comma is not None and not _has_verb(words, comma, at)


def _begins_clause(words: ArticleWords, at: int, last: int) -> bool:
    """Return whether a subject and its verb follow: "most troops left", "the house fell"."""
    if words.low[at] not in _BEGINS_SUBJECT:
        return False
    return _has_verb(words, at + 1, min(last, at + 6))


def _has_verb(words: ArticleWords, first: int, last: int) -> bool:
    return any(_is_past(words.low[at]) or words.low[at] in vocabulary.AUXILIARIES for at in range(first, last))


def _is_past(word: str) -> bool:
    return word in vocabulary.COMMON_PAST or (word.endswith("ed") and len(word) > len("used") - 1)


def _trim(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    words, inside = sentence.words, sentence.inside
    while first < last and words.low[first] in _TRIM:
        first += 1
    # A quotation at the end keeps its closing mark: without it the article's words ended in the midst of another's.
    while (
        last > first
        and inside[last - 1] < 0
        and (words.low[last - 1] in _TRIM or not words.low[last - 1][0].isalnum())
        and words.written[last - 1] not in {"%", ")"}
    ):
        last -= 1
    return first, last


def _skip_opening(words: ArticleWords, first: int, last: int) -> int:
    """Leave out "The change in Iraq comes as" before what is stated, and "A:" of an answer."""
    if first < last and words.low[first] in {"a", "q"} and words.low[first + 1 : first + 2] == [":"]:
        return min(first + 2, last)
    for at in range(first, min(last - 1, first + _MOST_OPENING)):
        if words.low[at] in _COMES and words.low[at + 1] == "as":
            return at + 2
    return first


def _states_fact(sentence: Sentence, first: int, last: int) -> bool:
    """Return whether a clause states what can be checked: a number, a date, a past event or a cause.

    Its verb is the article's own: what only the words in marks state is somebody else's statement.
    """
    words = sentence.words
    if last - first < _FEWEST_WORDS or any(
        sentence.inside[at] >= 0 and last - first < _FEWEST_WORDS * 2 for at in range(first, last)
    ):
        return False
    low = words.low[first:last]
    # A capital within the clause is a name's or the month's: "ORR, Ohio (May 4)" states nothing.
    own_words = (
        words.low[at]
        for at in range(first, last)
        if sentence.inside[at] < 0 and (at == first or not words.written[at][0].isupper())
    )
    if words.written[min(last, len(words) - 1)] == "?" or not any(is_stating_verb(word) for word in own_words):
        return False
    return not _TELLS_FACT.isdisjoint(low) or any(word[0].isdecimal() or _is_past(word) for word in low)


def _is_cut_off(sentence: Sentence, first: int, last: int) -> bool:
    """Return whether a clause only says when or on which condition, and what it belongs to is not in it."""
    return sentence.words.low[first] in _DEPENDENT and last < sentence.end_without_period()


def is_stating_verb(word: str) -> bool:
    """Return whether a word is or may be a verb that states something."""
    if word in vocabulary.GENITIVES:
        return False
    return word in vocabulary.AUXILIARIES or _is_past(word) or word in {"says", "makes", "remains", "includes", "costs"}


def shortest_mention(words: ArticleWords, speaker: noun_phrases.SpeakerPhrase) -> int:
    """Return where the shortest name of a speaker begins: its last name, or the whole of a role."""
    last = speaker.last - 1
    while last > speaker.first and words.low[last] in {"'s", "\u2019s"}:
        last -= 1
    return last if noun_phrases.is_name(words, last) and speaker.last - last == 1 else speaker.first
