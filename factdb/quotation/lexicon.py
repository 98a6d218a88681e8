"""Words that change a meaning: hedges, negations and fillers, in English and, for the commonest, other languages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from factdb.quotation import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.quotation.tokens import ComparedWords


class Weight(StrEnum):
    """The kinds of words that change the meaning of a sentence when they change."""

    HEDGE = "hedge"
    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_HEDGES = _word_set(
    """
    probably perhaps maybe possibly likely unlikely apparently allegedly alleged reportedly supposedly presumably
    seemingly arguably potentially conceivably might may could seem seems seemed appear appears appeared approximately
    roughly nearly almost generally usually mostly often sometimes largely partly somewhat typically virtually
    wahrscheinlich vielleicht möglicherweise vermutlich angeblich wohl probablement apparemment peutêtre
    probablemente quizás quizá posiblemente aparentemente provavelmente talvez possivelmente probabilmente forse
    waarschijnlijk misschien wellicht troligen kanske sandsynligvis måske
    """
)
_HEDGING_PHRASES = {
    first: tuple(tuple(f"{first} {ending}".split()) for ending in endings)
    for first, endings in {
        "i": ("think", "believe", "guess", "suppose", "assume", "hope", "expect", "suspect", "would say"),
        "we": ("think", "believe", "hope", "expect"),
        "in": ("my opinion", "my view"),
        "sort": ("of",),
        "kind": ("of",),
        "to": ("some extent",),
        "more": ("or less",),
        "as": ("far as i know",),
        "not": ("sure", "certain"),
        "peut": ("être",),
        "sans": ("doute",),
        "tal": ("vez",),
        "al": ("parecer",),
        "a": ("lo mejor",),
    }.items()
}
# Hedges only before a number: "about 2,500 troops", but not "the talk was about troops".
_BEFORE_NUMBERS = frozenset({"about", "around", "some", "up", "over", "under"})
# What an article may say in its own words for a speaker's hedge: it clears the article, and accuses nobody.
_CLEARING = _word_set(
    """
    think thinks thought believe believes believed suggest suggests suggested suggesting guess guessed hope hopes hoped
    expect expects expected estimate estimates estimated suspect suspects suspected opinion uncertain unsure doubt
    doubts doubted
    """
)
_NEGATIONS = _word_set(
    """
    not no never none nobody nothing neither nor nowhere without hardly barely scarcely
    nicht kein keine keinen keinem keiner nie niemals ne pas jamais aucun aucune nunca jamás não non niet geen nooit
    inte ikke
    """
)
_CLEARING_NEGATIONS = _word_set(
    """
    deny denies denied denying refuse refused reject rejected rule ruled fail failed avoid stop stopped end ended
    instead rather than little few far lack lacks lacked
    """
)
_NEGATING_PREFIXES = ("un", "in", "im", "il", "ir", "non", "dis")
_SHORTEST_OPPOSED = 4
# Words that alone carry no meaning; "would" and "will" are among them, "could" and "may" are hedges.
_LIGHT = _word_set(
    """
    a an the and but so that which who of in on at to for by with as is are was were be been am it its this these those
    there here then than well uh um er ah oh mm hmm like just very really i we you he she they them us our your their
    his her my me 's 'd do does did have has had will would
    """
)
# Verbs that separate what was said in one go from the speaker: "A," he said. "B."
REPORTING = _word_set(
    """
    said says say saying told tells tell added adds adding asked asks wrote writes noted notes argued argues explained
    explains continued continues replied replies stated states insisted insists warned warns acknowledged announced
    announces declared remarked recalled concluded tweeted posted testified according told sagte sagt erklärte dit
    déclaré ajouté dijo afirmó añadió disse afirmou acrescentou detto zei sa
    """
)


def is_light(key: str) -> bool:
    """Return whether a word has no meaning of its own that a change could alter."""
    return key in _LIGHT


def hedges(words: ComparedWords, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the hedges among the words from `start` to before `end`."""
    at = start
    while at < end:
        length = _hedge_length(words, at, end)
        if length:
            yield at, at + length
        at += length or 1


def _hedge_length(words: ComparedWords, at: int, end: int) -> int:
    key = words.keys[at]
    for phrase in _HEDGING_PHRASES.get(key, ()):
        if at + len(phrase) <= end and tuple(words.keys[at : at + len(phrase)]) == phrase:
            return len(phrase)
    if key in _BEFORE_NUMBERS:
        return int(at + 1 < len(words) and numbers.is_number(words.keys[at + 1]))
    return int(key in _HEDGES and not (key == "may" and _is_the_month(words, at)))


def _is_the_month(words: ComparedWords, at: int) -> bool:
    """Return whether a word is the month May: next to a number, or with a capital letter inside a sentence."""
    beside = words.keys[max(0, at - 1) : at] + words.keys[at + 1 : at + 2]
    return any(map(numbers.is_number, beside)) or (is_capital(words, at) and not begins_sentence(words, at))


def negations(words: ComparedWords, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the negations."""
    return ((at, at + 1) for at in range(start, end) if words.keys[at] in _NEGATIONS)


def clears_hedge(key: str) -> bool:
    """Return whether a word in an article's own words may express a speaker's hedge."""
    return key in _CLEARING


def clears_negation(key: str) -> bool:
    """Return whether a word in an article's own words may express a speaker's negation."""
    return key in _CLEARING_NEGATIONS or key.startswith(("un", "non"))


def are_opposites(first: str, second: str) -> bool:
    """Return whether one word denies the other: possible, impossible."""
    short, long = sorted((first, second), key=len)
    return len(short) >= _SHORTEST_OPPOSED and any(long == before + short for before in _NEGATING_PREFIXES)


def is_capital(words: ComparedWords, at: int) -> bool:
    """Return whether a word is written with a capital letter."""
    return words.text[words.start_of(at)].isupper()


_SENTENCE_ENDS = (".", "!", "?", "\u2026", "\n\n", "\u3002", "\uff01", "\uff1f", "\u0964", "\u061f")
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "st", "prof", "jr", "sr"})


def begins_sentence(words: ComparedWords, at: int) -> bool:
    """Return whether a sentence begins with this word."""
    if at <= 0 or at >= len(words):
        return True
    gap = words.gap_before(at)
    if not any(mark in gap for mark in _SENTENCE_ENDS) and ":" not in gap:
        return False
    # "Mr. Lee": the period belongs to the title.
    return not (gap.strip() == "." and words.keys[at - 1] in _TITLES)


def begins_clause(words: ComparedWords, at: int) -> bool:
    """Return whether a clause begins with this word: after a semicolon, a dash, or a comma and a joining word."""
    if begins_sentence(words, at):
        return True
    gap = words.gap_before(at)
    if ";" in gap or "\u2014" in gap or "--" in gap or " \u2013 " in gap:
        return True
    return "," in gap and words.keys[at] in {"but", "and", "so", "or", "yet", "while", "although", "though", "because"}
