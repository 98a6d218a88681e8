"""Finds where a reported statement begins and ends: before its speaker, or after the verb of saying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import noun_phrases, verbs, vocabulary

if TYPE_CHECKING:
    from factdb.extract.cues import SpeechCue
    from factdb.extract.frames import Sentence
    from factdb.extract.noun_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

LEFT_OF_SPEAKER = frozenset({",", "?", "!", "\u2014", "--", "-", "\u2013"})
_LEADING = (
    vocabulary.PREPOSITIONS
    | vocabulary.DAY_WORDS
    | vocabulary.word_set(
        "earlier later last asked speaking meanwhile however instead still then now also moreover furthermore indeed"
    )
)
_CLAUSE_LEADING = vocabulary.word_set("when if because although though while since as")
_SIDE_CLAUSE_OPENERS = _CLAUSE_LEADING | {"after", "before"}
_BEFORE_NOUN = vocabulary.DETERMINERS | vocabulary.PREPOSITIONS | {"as"}
_BEHIND_FINITE = (vocabulary.DETERMINERS | {"to"}) - {"more"}
_MOST_ADVERBIAL = 25  # words that may only say when or where; more of them hold a statement
_LONGEST_TITLE = 9  # words and marks of "Breakfast with Bea"
_SMALL_IN_TITLES = vocabulary.PREPOSITIONS | vocabulary.CONJUNCTIONS | {"the", "a", "an"}
_FEWEST_WORDS = 2  # words of a statement before its speaker
_JOINING_TOKENS = vocabulary.ADVERBS | {",", "and", "but", "although", "though", "while", "\u2014", "--", "by"}
_JOINING_CONJUNCTIONS = frozenset({"and", "but", "although", "though", "while"})
_COMMENT_OPENERS = frozenset({"according", "but", "coming", "compared", "even", "while"})
_CLOSING_MARKS = frozenset({",", ".", "?", "!", "\u2026", "..."})


def words_before_speaker(sentence: Sentence, before: int) -> tuple[int, int] | None:
    """Return the words before a speaker that were said: the quotation that ends there, or the clause."""
    end = end_before_speaker(sentence, before)
    if end <= sentence.first or (sentence.inside[end - 1] < 0 and is_adverbial(sentence, end)):
        return None
    # "On “Breakfast with Bea,” Ms. Lee said the lock leaks": the title was taken for the statement, and hers was lost.
    if names_title(sentence, end):
        return None
    return _start_at_colon(sentence, end), end


def names_title(sentence: Sentence, end: int) -> bool:
    """Return whether the words up to a place only end with a title: "On Monday's “Breakfast with Bea,”"."""
    words, inside = sentence.words, sentence.inside
    at = end - 1
    if inside[at] < 0 or inside[sentence.first] == inside[at]:
        return False
    while inside[at - 1] == inside[end - 1]:
        at -= 1
    if any(inside[place] >= 0 and inside[place] != inside[at] for place in range(sentence.first, at)):
        return False
    written = [word for word in words.written[at:end] if word[0].isalpha()]
    return end - at <= _LONGEST_TITLE and bool(written) and written[0][0].isupper() and _is_written_as_title(written)


def _is_written_as_title(written: list[str]) -> bool:
    return all(word[0].isupper() or word.lower() in _SMALL_IN_TITLES for word in written)


def end_before_speaker(sentence: Sentence, before: int) -> int:
    """Return where the words before a speaker end, without the comma."""
    end = before
    while end > sentence.first and sentence.words.written[end - 1] in LEFT_OF_SPEAKER and sentence.inside[end - 1] < 0:
        end -= 1
    return end


def _start_at_colon(sentence: Sentence, end: int) -> int:
    """Return where the words before a speaker begin: at a colon's quotation, else with the sentence."""
    at = end - 1
    while at > sentence.first and sentence.inside[at] >= 0 and sentence.inside[at - 1] == sentence.inside[at]:
        at -= 1
    behind_colon = at > sentence.first and sentence.words.written[at - 1] == ":" and sentence.inside[at] >= 0
    return at if behind_colon else sentence.first


def is_adverbial(sentence: Sentence, end: int) -> bool:
    """Return whether the words up to a comma only say when or where: "On Tuesday, in a speech"."""
    words = sentence.words
    first = words.low[sentence.first]
    if end - sentence.first <= _FEWEST_WORDS:
        return True
    if first not in _LEADING or first in _CLAUSE_LEADING or end - sentence.first > _MOST_ADVERBIAL:
        return False
    return not any(_is_finite(words, at, sentence.first) for at in range(sentence.first, end))


def _is_finite(words: ArticleWords, at: int, first: int) -> bool:
    """Return whether a word is surely the verb of a clause: "failed to", but not the "prepared" of a speech."""
    low = words.low[at]
    if low in vocabulary.AUXILIARIES:
        return low not in vocabulary.GENITIVES
    if at == first or words.low[at - 1] in _BEFORE_NOUN:
        return False
    return vocabulary.may_be_verb(low) and words.low[at + 1] in _BEHIND_FINITE


def has_verb(sentence: Sentence, first: int, last: int) -> bool:
    """Return whether a range of words may be a clause: one of them may be its verb."""
    low = sentence.words.low
    return any(vocabulary.may_be_verb(low[at]) or low[at] in verbs.VERBS for at in range(first, last))


def statement_range(
    sentence: Sentence, start: int, later: list[SpeechCue], speaker: SpeakerPhrase | None = None
) -> tuple[int, int]:
    """Return the words from `start` to where what was said ends; `later` are the verbs of saying after it.

    Where its `speaker` begins a side clause, it ends with that clause.
    """
    end = (
        quotation_end(sentence, start, later)
        if sentence.begins_quotation(start)
        else _clause_end(sentence, start, later)
    )
    # Without its end, "While he says A, B" took in B, which is the article's own.
    if speaker is not None and _is_side_clause(sentence, speaker):
        end = _side_clause_end(sentence, start, end)
    return start, end


def _is_side_clause(sentence: Sentence, speaker: SpeakerPhrase) -> bool:
    """Return whether the sentence only begins with who reports: "While Mr. Lee says it is safe, others ..."."""
    low, first = sentence.words.low, sentence.first
    return first < speaker.start <= first + 2 and low[speaker.start - 1] in _SIDE_CLAUSE_OPENERS


def _side_clause_end(sentence: Sentence, start: int, end: int) -> int:
    for at in range(start + 1, end):
        place = end_at_comma(sentence, at)
        if place is not None:
            return place
    return end


def end_at_comma(sentence: Sentence, at: int) -> int | None:
    """Return where words end with a comma at a place, or with a mark that closes after one; None where they don't."""
    written, inside = sentence.words.written, sentence.inside
    if inside[at] < 0:
        return at if written[at] == "," else None
    closes = at + 1 >= sentence.last or inside[at + 1] != inside[at]
    return at + 1 if closes and written[at - 1] == "," else None


def quotation_end(sentence: Sentence, start: int, later: list[SpeechCue]) -> int:
    """Return where a quotation ends, or the clause that it begins where it isn't a sentence by itself."""
    end = sentence.quotation_end(start)
    closes = sentence.words.written[end - 2] if end - start > _FEWEST_WORDS else ""
    if closes in _CLOSING_MARKS or end >= sentence.end_without_period():
        return end
    return max(end, _clause_end(sentence, start, later))


def _clause_end(sentence: Sentence, start: int, later: list[SpeechCue]) -> int:
    """Return where a clause ends: the sentence's end, or what says by whom else or how it was said."""
    words, end = sentence.words, _end_before_next_report(sentence, start, later)
    for at in range(start + 2, end):
        if sentence.inside[at] >= 0:
            continue
        if sentence.inside[at - 1] >= 0 and words.written[at - 2] == ",":
            return at
        if words.written[at - 1] == "," and words.low[at] in _COMMENT_OPENERS:
            return at - 1
    return end


def _end_before_next_report(sentence: Sentence, start: int, later: list[SpeechCue]) -> int:
    """Return where another reported clause begins that is joined to this one, else where the sentence ends."""
    words, end = sentence.words, sentence.end_without_period()
    for cue in later:
        stop = cue.speaker.start if cue.speaker else cue.first
        if stop <= start + 1 or not (_goes_on_to_say(words, cue) or _is_joined(words, stop)):
            continue
        while stop > start and words.low[stop - 1] in _JOINING_TOKENS:
            stop -= 1
        if stop > start + 1:
            end = min(end, stop)
    return end


def _goes_on_to_say(words: ArticleWords, cue: SpeechCue) -> bool:
    """Return whether a verb without a subject reports by itself: ", adding that"; not "and even asked to leave"."""
    return cue.dependent and words.low[cue.last : cue.last + 1] != ["to"]


def _is_joined(words: ArticleWords, at: int) -> bool:
    """Return whether a second reported clause is joined here: ", although he said", "and Ms. Lee says"."""
    if words.low[at - 1] not in _JOINING_CONJUNCTIONS:
        return False
    follows_comma = words.written[at - 2] in {",", "--", "\u2014"}
    return follows_comma or noun_phrases.is_name(words, at) or words.low[at] in {"he", "she"}
