"""Tells whether the words behind a verb of saying are what somebody said: a clause, a quotation, or only a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import speaker_phrases, verbs, vocabulary
from factdb.extract.verbs import Manner

if TYPE_CHECKING:
    from factdb.extract.cues import SpeechCue
    from factdb.extract.frames import Sentence
    from factdb.extract.tokens import ArticleWords

_PLAIN_VERBS = frozenset({"say", "tell", "note", "argue"})
_NEAR_VERB = 14  # words at the beginning of a clause that contain its helper verb
_CLAUSE_OPENERS = frozenset({"if", "what", "when", "once"})
_QUESTION_OPENERS = frozenset({"whether", "how", "why", "who", "where", "which", "whose"})


_NEAR_TO = 6  # words of "the town's old lock to"
_FEWEST_WORDS = 3  # words that say something


def fits_verb(sentence: Sentence, cue: SpeechCue, start: int) -> bool:
    """Return whether what comes after a verb is what it asks for."""
    words = sentence.words
    if sentence.end_without_period() - start < 1 or _says_little(sentence, cue, start):
        return False
    low, previous = words.low[start], words.low[start - 1]
    finds_oneself = cue.lemma == "find" and low.endswith(("self", "selves"))
    # "Explained why the lock leaks" asks and says nothing.
    if finds_oneself or (low in _QUESTION_OPENERS and previous != ":"):
        return False
    if low == "to":
        return Manner.INTEND in cue.manners
    if previous == ":" or is_behind_that(words, start) or sentence.begins_quotation(start) or low in _CLAUSE_OPENERS:
        return True
    return _takes_bare_words(sentence, cue, start)


def _takes_bare_words(sentence: Sentence, cue: SpeechCue, start: int) -> bool:
    """Return whether a verb reports what follows it without "that" and without quotation marks."""
    is_clause = _is_clause(sentence, start)
    if cue.manners <= {Manner.JUDGE} and cue.lemma not in verbs.PREDICATING:
        return is_clause or _has_quotation(sentence, start) or _is_judged(sentence.words, start, sentence.last)
    if Manner.JUDGE in cue.manners or (Manner.TELL in cue.manners and cue.lemma not in verbs.WEAK):
        return True
    if Manner.INTEND in cue.manners and "to" in sentence.words.low[start + 1 : start + _NEAR_TO]:
        return True  # "expects the lock to leak"
    bare = cue.lemma not in verbs.MUTE and is_clause
    return bare or (Manner.SAY in cue.manners and cue.lemma not in verbs.WEAK)


def is_behind_that(words: ArticleWords, at: int) -> bool:
    """Return whether "that" comes before a word, or "that," does: "said that, in time, it will break"."""
    return words.low[at - 1] == "that" or words.low[at - 2 : at] == ["that", ","]


def _says_little(sentence: Sentence, cue: SpeechCue, start: int) -> bool:
    """Return whether what follows a verb is too short, or its subject no speaker, without quotation or "that"."""
    words = sentence.words
    if sentence.begins_quotation(start) or is_behind_that(words, start):
        return False
    if sentence.end_without_period() - start < _FEWEST_WORDS and words.low[start] not in vocabulary.SUBJECTS:
        return True
    return (
        cue.speaker is not None
        and cue.lemma not in _PLAIN_VERBS
        and not speaker_phrases.is_speaker_like(words, cue.speaker)
    )


def _is_judged(words: ArticleWords, start: int, last: int) -> bool:
    """Return whether a thing is said to be something: "cited it as proof", "slammed her for her silence"."""
    return any(words.low[at] in {"as", "for"} for at in range(start + 1, min(last, start + _NEAR_VERB)))


def _has_quotation(sentence: Sentence, start: int) -> bool:
    return any(sentence.inside[at] >= 0 for at in range(start, sentence.last))


def _is_clause(sentence: Sentence, start: int) -> bool:
    """Return whether words begin a clause: a subject, and a verb's helper soon after it."""
    low = sentence.words.low
    if low[start] in vocabulary.SUBJECTS or low[start] == "there":
        return True
    return any(
        vocabulary.may_be_verb(low[at]) and (low[at] not in vocabulary.GENITIVES or low[at - 1] in vocabulary.PRONOUNS)
        for at in range(start, min(sentence.end_without_period(), start + _NEAR_VERB))
    )
