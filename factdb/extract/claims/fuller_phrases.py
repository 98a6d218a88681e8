"""Writes what a short phrase stands for: "[the night market at Quay Street]" for "the market".

Only a phrase that ends with the same words, is longer, and is the only such one of the sentences before is put in.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import vocabulary
from factdb.extract.claims import clause_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.claims.claim_text import ClaimEdits
    from factdb.extract.tokens import ArticleWords

_ARTICLES = frozenset({"the", "a", "an"})
_ENDS = (
    vocabulary.PREPOSITIONS
    | vocabulary.AUXILIARIES
    | vocabulary.CONJUNCTIONS
    | vocabulary.SUBORDINATORS
    | vocabulary.CLAUSE_OPENERS
    | vocabulary.ADVERBS
    | vocabulary.SUBJECTS
    | vocabulary.DETERMINERS
    | vocabulary.POSSESSIVES
    | vocabulary.NEGATIONS
    | vocabulary.DATE_WORDS
    | {"to", "who", "which"}
) - vocabulary.GENITIVES
# These words tell no thing from another of its kind, or point at something said before.
_SAYS_LITTLE = vocabulary.word_set(
    """
    same other another first second third last next whole entire new old own only few many several current former such
    very more most best worst latest recent following previous final different similar two three four five six seven
    eight nine ten big small large great good bad real main
    """
)
# Of governments and armies an article names several; of committees seldom.
_NO_HEADS = vocabulary.EVENTS | vocabulary.word_set(
    """
    government governments administration country countries nation nations state states army military police parliament
    day days week weeks month months year years time times moment hour hours minute minutes morning afternoon evening
    night way ways end beginning start part lot number rest past future fact thing things people percent
    """
)
_TIES = frozenset({"of", "at", "in", "on", "for", "from"})
_MODIFIED_BY = vocabulary.PREPOSITIONS | {"who", "which", "that", "whose", "where"}
_LONGEST = 6  # words behind the article
_LONGEST_NAME = 5  # words of the name that a phrase is tied to
_MOST_WORDS = 2  # of a short phrase: "the terrorist group"
_SENTENCES_BACK = 8


class FullPhrase(NamedTuple):
    """A phrase that says which thing is meant: where its article stands, where it ends, and its noun's end."""

    at: int
    noun_end: int
    end: int


class ArticlePhrases(NamedTuple):
    """The phrases that say more of a thing than its noun, by that noun, and the short ones, both in the text's order.

    A short phrase is "the market": where it begins and ends.
    """

    full: dict[str, list[FullPhrase]]
    short: list[tuple[int, int]]


def read_phrases(words: ArticleWords) -> ArticlePhrases:
    """Return the full phrases of an article, and the short ones that one of them may stand for."""
    full: dict[str, list[FullPhrase]] = {}
    short: list[tuple[int, int]] = []
    for at in [at for at, low in enumerate(words.low) if low in _ARTICLES]:
        noun_end = _noun_end(words, at + 1)
        if noun_end == at + 1:
            continue
        end = _end_of_tie(words, noun_end)
        if end > noun_end or _says_more(words.low[at + 1 : noun_end - 1]):
            full.setdefault(words.low[noun_end - 1], []).append(FullPhrase(at, noun_end, end))
        if _is_short(words, at, noun_end):
            short.append((at, noun_end))
    return ArticlePhrases(full, [phrase for phrase in short if words.low[phrase[1] - 1] in full])


def edit_short_phrases(mentions: ArticleMentions, edits: ClaimEdits, first: int, last: int) -> None:
    """Write the full phrase for the short ones within a range of a claim, once a noun."""
    words, phrases, written = mentions.reading.words, mentions.phrases, set[str]()
    begin, end = (bisect_left(phrases.short, (place,)) for place in (first, last))
    for at, noun_end in phrases.short[begin:end]:
        noun = words.low[noun_end - 1]
        if noun_end > last or noun in written or at in edits.instead or at + 1 in edits.instead:
            continue
        written.add(noun)
        farthest = _SENTENCES_BACK * (noun_end - at - 1)
        back = max(0, mentions.reading.sentence_at[at] - farthest)
        near = (bisect_left(phrases.full[noun], (place,)) for place in (mentions.sentences[back].first, at))
        phrase = _only_one(words, phrases.full[noun][slice(*near)], words.low[at + 1 : noun_end])
        if phrase is not None and phrase.at < first:
            text = " ".join(words.text_between(phrase.at + 1, phrase.end).split())
            edits.instead[at] = noun_end, f"[the {text}]"


def _is_short(words: ArticleWords, at: int, end: int) -> bool:
    """Return whether a phrase is "the market": one or two words in small letters with nothing tied to them."""
    if words.low[at] != "the" or end > at + 1 + _MOST_WORDS:
        return False
    behind = words.low[end] if end < len(words) else "."
    return behind not in _MODIFIED_BY and all(word[0].islower() for word in words.written[at + 1 : end])


def _noun_end(words: ArticleWords, start: int) -> int:
    """Return where the words of a noun phrase end; its start where it has no noun."""
    at = start
    while at < min(len(words), start + _LONGEST):
        low = words.low[at]
        is_genitive = low in vocabulary.GENITIVES
        if not (low[0].isalnum() or is_genitive) or low in _ENDS or clause_shapes.is_finite(words, at):
            break
        at += 1
    noun = words.low[at - 1]
    is_noun = noun[0].isalpha() and noun not in _NO_HEADS and noun not in _SAYS_LITTLE and not noun.endswith("ly")
    return at if at > start and is_noun else start


def _end_of_tie(words: ArticleWords, noun_end: int) -> int:
    """Return where the name ends that a noun is tied to: "at Quay Street", "of the Lugano Fund"."""
    if noun_end >= len(words) or words.low[noun_end] not in _TIES:
        return noun_end
    start = noun_end + 1
    at = start + (words.low[start : start + 1] == ["the"])
    begin = at
    while at < min(len(words), begin + _LONGEST_NAME) and words.written[at][0].isupper():
        at += 1
    is_date = begin < len(words) and words.low[begin] in vocabulary.DATE_WORDS
    return noun_end if at == begin or is_date else at


def _says_more(modifiers: Sequence[str]) -> bool:
    """Return whether the words before a noun tell which one it is."""
    return any(word not in _SAYS_LITTLE and word not in vocabulary.GENITIVES for word in modifiers)


def _only_one(words: ArticleWords, phrases: Sequence[FullPhrase], short: Sequence[str]) -> FullPhrase | None:
    """Return the fullest phrase that ends with the short one's words; None where two things may be meant."""
    if not phrases:
        return None
    by_length = sorted(phrases, key=lambda phrase: (phrase.noun_end - phrase.at, phrase.end - phrase.noun_end))
    fullest = by_length[-1]
    modifiers = words.low[fullest.at + 1 : fullest.noun_end]
    for phrase in by_length:
        own = words.low[phrase.at + 1 : phrase.noun_end]
        if own != modifiers[len(modifiers) - len(own) :]:
            return None
        if (
            phrase.end > phrase.noun_end
            and _tie(words, phrase) != _tie(words, fullest)
            and fullest.end > fullest.noun_end
        ):
            return None
    ends_with_short = list(short) == modifiers[len(modifiers) - len(short) :]
    is_longer = len(modifiers) > len(short) or fullest.end > fullest.noun_end
    return fullest if ends_with_short and is_longer else None


def _tie(words: ArticleWords, phrase: FullPhrase) -> list[str]:
    return words.low[phrase.noun_end : phrase.end]
