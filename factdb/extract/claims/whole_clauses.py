"""Completes the clauses that an article asserts by itself: a subject from the clause before, or the clause itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import speaker_phrases, vocabulary
from factdb.extract.claims import clause_shapes, pointing_words
from factdb.extract.claims.article_mentions import NEAR
from factdb.extract.noun_phrases import SpeakerPhrase

if TYPE_CHECKING:
    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.claims.claim_text import ClaimPiece
    from factdb.extract.frames import Sentence
    from factdb.extract.tokens import ArticleWords

_SHORT = 8  # words
_MOST_BEFORE = 28  # words of a clause that is put before another in brackets
_RELATIVE = frozenset({"which", "who"})
_JOINERS = (
    _RELATIVE | vocabulary.CONJUNCTIONS | {"then", "also", "still", "even", "later", "although", "though", "while"}
)
_FOLLOWS_CLAUSE = _JOINERS | vocabulary.SUBORDINATORS | vocabulary.PREPOSITIONS
_BEFORE_GERUND = vocabulary.PREPOSITIONS | vocabulary.DETERMINERS
_LEADS = frozenset({"when", "if", "once", "because", "since"})
_WITHOUT_VERB = frozenset({"despite", "with", "as"})
_KEPT_AT_START = frozenset({"as", "while", "although", "though", "so", "even", "despite", "with"})
_BOUNDARIES = frozenset({",", ";", ":", "\u2014", "--", "\u2013", "-", "(", ")"})
# Behind these, "in a place" tells where something is: "the bridge at Orr, which" may be either.
_PLACES = frozenset({"in", "at", "near", "from", "on", "by", "with", "for", "to", "across", "outside", "inside"})
_EVENTS = vocabulary.word_set(
    "rise fall use emergence collapse growth spread expansion departure arrival support help role creation founding"
)
_LONGEST_TITLE = 5  # words and marks; a clause that begins with a longer quotation is somebody's words
_MARKS_BEHIND = 2  # a period and the closing mark


def complete_clause(mentions: ArticleMentions, first: int, last: int) -> list[ClaimPiece] | None:
    """Return the pieces of a sentence for a clause of the article's own; None where it cannot be completed.

    A clause that begins with "he" is returned too: `pointing_words` may say who that is.
    """
    words, sentence = mentions.reading.words, mentions.sentences[mentions.reading.sentence_at[first]]
    if _is_in_quotation(mentions, first, last) or _is_cut_off(mentions, sentence, first, last):
        return None
    joiners = _joiners(mentions, sentence, first)
    behind_start = first > sentence.first + len(joiners)
    clause = first, last
    if clause_shapes.begins_with_verb(words, first, last) and (behind_start or joiners & _RELATIVE):
        return _with_its_subject(mentions, sentence, clause, joiners)
    if behind_start and words.low[first].endswith("ing") and words.written[first][0].islower():
        return _with_clause_before(mentions, sentence, clause)
    if clause_shapes.main_verb(words, first, last) is None:
        return _with_helper(mentions, first, last) if joiners & _WITHOUT_VERB else None
    begins = _begins_clause(mentions, sentence, first, joiners) and not (
        joiners & vocabulary.CONJUNCTIONS and _begins_with_place(mentions, first, last)
    )
    if joiners & _KEPT_AT_START and first == sentence.first + len(_words_between(mentions, sentence, first)):
        clause = sentence.first, last  # "While the two pay": without its first word it would be two sentences
    if words.low[sentence.first] in _LEADS and joiners & vocabulary.CONJUNCTIONS and _leads_all(words, sentence, first):
        clause = sentence.first, last  # "When oil meets ice, and steam rises, it burns": the middle says nothing alone
    return [clause] if begins else None


def _leads_all(words: ArticleWords, sentence: Sentence, first: int) -> bool:
    """Return whether all that a sentence has before a clause is a side clause."""
    return clause_shapes.main_verb(words, sentence.first, first - 1) is None


def _begins_with_place(mentions: ArticleMentions, first: int, last: int) -> bool:
    """Return whether a joined clause may lack its subject: "and in later letters named them"."""
    words = mentions.reading.words
    verb = clause_shapes.main_verb(words, first, last)
    return words.low[first] in vocabulary.PREPOSITIONS and verb is not None and "," not in words.low[first:verb]


def _words_between(mentions: ArticleMentions, sentence: Sentence, first: int) -> range:
    """Return the words from a sentence's beginning to a clause, if all of them only join."""
    low = mentions.reading.words.low
    joins = all(low[at] in _JOINERS or low[at] in _WITHOUT_VERB for at in range(sentence.first, first))
    return range(sentence.first, first) if joins else range(0)


def _with_its_subject(
    mentions: ArticleMentions, sentence: Sentence, clause: tuple[int, int], joiners: set[str]
) -> list[ClaimPiece] | None:
    """Return a clause that begins with its verb, with what it is said of before it."""
    if joiners & _RELATIVE:
        return _with_antecedent(mentions, sentence, clause)
    return _with_subject(mentions, sentence, clause) if joiners else None


def _is_in_quotation(mentions: ArticleMentions, first: int, last: int) -> bool:
    """Return whether a clause begins or ends within somebody's quoted words."""
    numbers = {mentions.reading.inside[at] for at in (first, last - 1)} - {-1}
    quoted = [mentions.reading.quotations[number] for number in numbers]
    if any(quotation.last - quotation.first > _LONGEST_TITLE and quotation.first <= first for quotation in quoted):
        return True
    return any(quotation.first < first or quotation.last > last + _MARKS_BEHIND for quotation in quoted)


def _is_cut_off(mentions: ArticleMentions, sentence: Sentence, first: int, last: int) -> bool:
    """Return whether a clause lacks its end, or says only that somebody "said so"."""
    words = mentions.reading.words
    end = sentence.end_without_period()
    if last < end:
        if words.low[last - 1] in {"since", "after", "before"} or clause_shapes.is_cut_off_behind(words, last, end):
            return True
        joins = words.low[last] in _FOLLOWS_CLAUSE
        if not (words.written[last] in _BOUNDARIES or joins or words.written[last] in {"\u201d", '"', "'", "\u2019"}):
            return True
    elif last - first <= _SHORT and words.low[first] in vocabulary.PREPOSITIONS and "," not in words.low[first:last]:
        return True  # "In a message posted on Friday"
    elif words.low[last - 1] in {"since", "and", "or", "the", "a", "of"}:
        return True
    low = words.low[first:last]
    return "said" in low and low[low.index("said") + 1 :][:1] == ["so"]


def _joiners(mentions: ArticleMentions, sentence: Sentence, first: int) -> set[str]:
    """Return the words that join a clause to what stands before it: ", which then"."""
    words, joiners, at = mentions.reading.words, set(), first
    while at > sentence.first and (words.low[at - 1] in _JOINERS or words.low[at - 1] in _WITHOUT_VERB):
        at -= 1
        joiners.add(words.low[at])
    return joiners


def _begins_clause(mentions: ArticleMentions, sentence: Sentence, first: int, joiners: set[str]) -> bool:
    """Return whether nothing that belongs to a clause stands before it."""
    words = mentions.reading.words
    at = first - 1
    if first == sentence.first or joiners or words.written[at] in _BOUNDARIES:
        return words.low[first] not in {"than", "whom", "whose", "where"}
    return not any(words.written[place][0].isalnum() for place in range(sentence.first, first))


def _with_antecedent(mentions: ArticleMentions, sentence: Sentence, clause: tuple[int, int]) -> list[ClaimPiece] | None:
    """Put before "which took over" what it is said of; where that is not sure, the clause before."""
    at = clause[0] - 1
    while at > sentence.first and mentions.reading.words.low[at] not in _RELATIVE:
        at -= 1
    subject = antecedent(mentions, sentence, at)
    return [subject, clause] if subject else _with_clause_before(mentions, sentence, clause)


def antecedent(mentions: ArticleMentions, sentence: Sentence, relative: int) -> str | None:
    """Return in brackets what the word "who" or "which" at a place stands for; None where it is not sure."""
    words, comma = mentions.reading.words, relative
    while comma > sentence.first and words.written[comma - 1] == ",":
        comma -= 1
    phrase = speaker_phrases.subject_before(words, sentence.first, comma) if comma > sentence.first else None
    if phrase is None or phrase.last != comma:
        return None
    is_person = words.low[relative] == "who"
    name = None if is_person else _name_behind_event(mentions, phrase)
    if name is None and not _is_sure(mentions, sentence, phrase, is_person=is_person):
        return None
    first, last = (name or phrase)[:2]
    return f"[{mentions.text(first, last, pointing_words.edits_of_words(mentions, first, last))}]"


def _name_behind_event(mentions: ArticleMentions, phrase: SpeakerPhrase) -> SpeakerPhrase | None:
    """Return the name in "the rise of ISIS": an event does not take over towns, but "the capital of Peru" may grow."""
    words = mentions.reading.words
    at = next((at for at in range(phrase.last - 1, phrase.first, -1) if words.low[at] == "of"), None)
    if (
        at is None
        or words.low[at - 1] not in _EVENTS
        or not all(w[0].isupper() for w in words.written[at + 1 : phrase.last])
    ):
        return None
    return SpeakerPhrase(at + 1, phrase.last)


def _is_sure(mentions: ArticleMentions, sentence: Sentence, phrase: SpeakerPhrase, *, is_person: bool) -> bool:
    words = mentions.reading.words
    before = words.low[phrase.first - 1] if phrase.first > sentence.first else ""
    if before == "and":  # "Ann Lee and Bo Ray, who": both may be meant
        return False
    if is_person:
        return speaker_phrases.is_speaker_like(words, phrase) and phrase.last - phrase.first > 1
    is_name = all(word[0].isupper() for word in words.written[phrase.first : phrase.last])
    return before not in _PLACES and (is_name or (before != "of" and words.low[phrase.first] in vocabulary.DETERMINERS))


def _with_subject(mentions: ArticleMentions, sentence: Sentence, clause: tuple[int, int]) -> list[ClaimPiece] | None:
    """Put the sentence's subject before "and left in 2011"."""
    words, first = mentions.reading.words, clause[0]
    begin = max(sentence.first, first - NEAR)
    if any(mentions.reading.inside[at] >= 0 for at in range(begin, first)):
        return None
    subject = clause_shapes.subject_range(words, sentence.first, first)
    if subject is None:
        return _with_clause_before(mentions, sentence, clause)
    # "The army under Lee": the second clause may be of a later time, "but returned in 2014".
    under = next((at for at in range(subject[0] + 1, subject[1]) if words.low[at] == "under"), subject[1])
    own = pointing_words.edits_of_words(mentions, subject[0], under)
    if pointing_words.is_unresolved(mentions, own, subject[0]):
        return None
    return [f"[{mentions.text(subject[0], under, own)}]", clause]


def _with_clause_before(
    mentions: ArticleMentions, sentence: Sentence, clause: tuple[int, int]
) -> list[ClaimPiece] | None:
    before = clause_before(mentions, sentence, clause[0])
    return [before, clause] if before else None


def clause_before(mentions: ArticleMentions, sentence: Sentence, end: int) -> str | None:
    """Return all that stands before a clause in its sentence, in brackets: "[Troops will leave,]" of "coming soon"."""
    words, begin = mentions.reading.words, sentence.first
    while begin < end and words.low[begin] in vocabulary.CONJUNCTIONS:
        begin += 1
    is_long = not 0 < end - begin <= _MOST_BEFORE
    if is_long or any(mentions.reading.inside[at] >= 0 for at in range(begin, end)):
        return None
    own = pointing_words.edits_of_words(mentions, begin, end)
    if clause_shapes.main_verb(words, begin, end) is None or pointing_words.is_unresolved(mentions, own, begin):
        return None
    return f"[{mentions.text(begin, end, own)}]"


def _with_helper(mentions: ArticleMentions, first: int, last: int) -> list[ClaimPiece] | None:
    """Write "some experts [were] expressing" for what stands behind "despite"."""
    words = mentions.reading.words
    at = next((at for at in range(first + 1, last) if words.low[at].endswith("ing")), None)
    if at is None or words.low[at - 1] in _BEFORE_GERUND:
        return None
    helper = "[were]" if clause_shapes.is_plural(words, first, at) else "[was]"
    return [(first, at), helper, (at, last)]
