"""Stems of words for searches: in lower case, without diacritics, without endings (Porter, 1980)."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_LONGEST = 64  # FTS5 does not stem longer words
_VOWELS = frozenset("aeiou")
_SECOND = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
)  # fmt: skip
_THIRD = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_FOURTH = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
    "al", "er", "ic", "ou",
)  # fmt: skip


def plain_text(text: str) -> str:
    """Return text without diacritics and case."""
    if text.isascii():
        return text.lower()
    return _BEYOND_ASCII.sub(_without_mark, unicodedata.normalize("NFKD", text)).casefold()


def _without_mark(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter[0]) else letter[0]


def words(text: str) -> list[str]:
    """Return the words of a text, in plain letters, in their order."""
    return _WORD.findall(plain_text(text))


def stem(word: str) -> str:
    """Return a plain word without its endings."""
    if not 2 < len(word) < _LONGEST:  # noqa: PLR2004 - "as", "is"
        return word
    word = _first(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replace_ending(_replace_ending(word, _SECOND), _THIRD)
    word = _without_fourth(word)
    return _fifth(word)


def _first(word: str) -> str:
    """Remove plural endings, -ed and -ing; before an ending of several letters stands at least one more."""
    if word[1:].endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word[1:].endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        base = word[: -len(ending)]
        if word.endswith(ending):
            return _mend(base) if _has_vowel(base) else word
    return word


def _mend(word: str) -> str:
    """Repair a word after -ed or -ing was removed: "hopp" gives "hop", "conflat" gives "conflate"."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _is_double(word) and word[-1] not in "lsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _is_short(word) else word


def _replace_ending(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, replacement in endings:
        if word.endswith(ending):
            base = word[: -len(ending)]
            return base + replacement if _measure(base) else word
    return word


def _without_fourth(word: str) -> str:
    for ending in _FOURTH:
        if word.endswith(ending):
            base = word[: -len(ending)]
            drops = _measure(base) > 1 and (ending != "ion" or base.endswith(("s", "t")))
            return base if drops else word
    return word


def _fifth(word: str) -> str:
    if word.endswith("e"):
        base = word[:-1]
        if _measure(base) > 1 or (_measure(base) == 1 and not _is_short(base)):
            word = base
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _consonants(word: str) -> list[bool]:
    """Return for each letter whether it is a consonant; y is one at the start and after a vowel."""
    are_consonants: list[bool] = []
    for letter in word:
        are_consonants.append(letter not in _VOWELS and (letter != "y" or not are_consonants or not are_consonants[-1]))
    return are_consonants


def _measure(word: str) -> int:
    """Count how often a vowel is followed by a consonant."""
    kinds = _consonants(word)
    return sum(1 for before, after in pairwise(kinds) if after and not before)


def _has_vowel(word: str) -> bool:
    return not all(_consonants(word))


def _is_double(word: str) -> bool:
    """Return whether a word ends in the same consonant twice; y is one here, wherever it stands, as FTS5 has it."""
    return len(word) > 1 and word[-1] == word[-2] and word[-1] not in _VOWELS


def _is_short(word: str) -> bool:
    """Return whether a word ends in consonant, vowel, consonant, and the last is not w, x or y."""
    return _consonants(word)[-3:] == [True, False, True] and word[-1] not in "wxy"


# Stop words, which are never searched.
STOP = frozenset({
    "a", "about", "above", "after", "again", "against", "all", "also", "am", "amp", "an", "and", "any", "are", "aren",
    "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "com",
    "could", "couldn", "d", "did", "didn", "do", "does", "doesn", "doing", "don", "down", "during", "each", "few",
    "for", "from", "further", "had", "hadn", "has", "hasn", "have", "haven", "having", "he", "her", "here", "hers",
    "herself", "him", "himself", "his", "how", "http", "https", "i", "if", "in", "into", "is", "isn", "it", "its",
    "itself", "just", "ll", "m", "me", "more", "most", "my", "myself", "no", "nor", "not", "now", "of", "off", "on",
    "once", "only", "or", "other", "our", "ours", "ourselves", "out", "over", "own", "pic", "re", "rt", "s", "said",
    "same", "say", "says", "she", "should", "shouldn", "so", "some", "such", "t", "than", "that", "the", "their",
    "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "twitter", "u", "under", "until", "up", "us", "ve", "very", "via", "was", "wasn", "we", "were", "weren", "what",
    "when", "where", "which", "while", "who", "whom", "why", "will", "with", "won", "would", "wouldn", "www", "you",
    "your", "yours", "yourself", "yourselves",
})  # fmt: skip
# Words of small talk: they are rare in the sober claims of a ledger, but say nothing.
TALK = frozenset({
    "able", "actual", "actually", "ago", "agree", "alone", "already", "always", "anybody", "anymore", "anyone",
    "anything", "anyway", "apparently", "around", "ask", "asked", "asking", "away", "awesome", "awful", "back", "bad",
    "basically", "become", "believe", "best", "better", "big", "bit", "bring", "brought", "call", "called", "came",
    "cannot", "care", "change", "check", "come", "comes", "coming", "completely", "crazy", "damn", "dear", "definitely",
    "different", "easy", "either", "else", "end", "enough", "especially", "etc", "even", "ever", "every", "everybody",
    "everyone", "everything", "exactly", "example", "fact", "far", "feel", "fellow", "felt", "finally", "find", "fine",
    "first", "folks", "forget", "forward", "found", "friend", "friends", "full", "fun", "funny", "gave", "get", "gets",
    "getting", "give", "given", "gives", "giving", "go", "god", "goes", "going", "gone", "gonna", "good", "got",
    "gotta", "great", "guess", "guy", "guys", "happen", "happened", "happening", "happens", "happy", "hard", "hate",
    "hear", "heard", "hell", "hello", "help", "hey", "hi", "hope", "hoping", "huge", "idea", "important", "instead",
    "interesting", "issue", "keep", "keeps", "kept", "kind", "knew", "know", "known", "knows", "lack", "last", "late",
    "later", "least", "leave", "left", "let", "lets", "life", "like", "likely", "line", "literally", "little", "live",
    "lol", "long", "look", "looked", "looking", "looks", "lot", "lots", "love", "mad", "made", "make", "makes",
    "making", "man", "many", "matter", "may", "maybe", "mean", "means", "might", "mind", "moment", "much", "must",
    "nearly", "need", "needed", "needs", "never", "new", "next", "nice", "night", "nobody", "nothing", "oh", "ok",
    "okay", "old", "omg", "one", "ones", "part", "past", "people", "person", "piece", "place", "please", "point",
    "pretty", "probably", "problem", "proud", "put", "question", "quite", "rather", "read", "reading", "real",
    "reality", "really", "reason", "remember", "right", "run", "sad", "sadly", "saw", "saying", "second", "see",
    "seeing", "seem", "seems", "seen", "send", "serious", "seriously", "set", "several", "shame", "share", "show",
    "showed", "showing", "shown", "shows", "side", "simply", "since", "smh", "someone", "something", "sometimes",
    "soon", "sorry", "sort", "start", "started", "starting", "stay", "still", "stop", "story", "stuff", "stupid",
    "suddenly", "support", "supposed", "sure", "take", "taken", "takes", "taking", "talk", "talking", "tell", "telling",
    "thank", "thanks", "thing", "things", "think", "thinking", "thought", "thread", "time", "times", "today",
    "together", "told", "tomorrow", "tonight", "took", "totally", "toward", "towards", "tried", "true", "truly",
    "truth", "try", "trying", "turn", "turned", "turns", "unbelievable", "understand", "unless", "upon", "use",
    "used", "uses", "using", "usual", "usually", "wait", "wake", "want", "wanted", "wants", "watch", "watching", "way",
    "ways", "week", "well", "went", "whatever", "whether", "whole", "within", "without", "wonder", "wonderful",
    "wondering", "word", "words", "work", "works", "world", "worse", "worst", "worth", "wow", "wrong", "wtf", "yeah",
    "year", "years", "yes", "yesterday", "yet",
})  # fmt: skip
