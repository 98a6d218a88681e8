"""Puts the sentence before behind a claim whose "it" cannot be read: "The logs show it. [Before: They were shut.]".

It stands behind, so that a list of claims shows the claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import claim_context
from factdb.domain.claim_context import ContextLabel
from factdb.extract import tokens, vocabulary
from factdb.extract.claims import claim_text, clause_shapes, pointing_words, things_before
from factdb.extract.forms import speech_forms

if TYPE_CHECKING:
    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.claims.claim_text import ClaimEdits
    from factdb.extract.drafts import ProposalDraft
    from factdb.extract.frames import Sentence
    from factdb.extract.tokens import ArticleWords

_THINGS = frozenset({"it", "they", "them"})
_LONGEST = 40  # words of a sentence that is put behind a claim
_FARTHEST = 18  # words between two statements, such as "she said at a news conference."
_FEWEST = 4  # words of a sentence that says something
_NEAR_BEGIN = 8
_SHORTEST = 5  # words of a sentence that may lack its verb
_TIMES = vocabulary.word_set("year month week day time morning afternoon evening summer winter spring autumn fall")
_POINTING = frozenset({"this", "these", "those"})
_NEW_CLAUSE = vocabulary.SUBORDINATORS | vocabulary.CLAUSE_OPENERS | vocabulary.CONJUNCTIONS | vocabulary.SUBJECTS
_LONGEST_LABEL = 6


class _Context(NamedTuple):
    """A sentence that a claim follows: the words it begins and ends with, and what says whose it is."""

    first: int
    last: int
    label: ContextLabel


def sentence_before(
    mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft | None, edits: ClaimEdits
) -> str | None:
    """Return the sentence before a claim in brackets, where the claim points at what is not in it.

    It is the question that is answered, the sentence before of the same talk, or the article's. A sentence of the same
    talk that points back itself brings along what stands behind it.
    """
    points = _points_back(mentions, draft, edits) or _points_at_talk(mentions, draft, edits)
    if not points:
        return None
    context = _context(mentions, draft, before)
    if context is None:
        goes_on = before is not None and before.statement is not None and _is_same_talk(mentions, draft, before)
        return mentions.contexts.get(before.parts[0][0]) if before and goes_on else None
    own = pointing_words.edits_of_words(mentions, context.first, context.last)
    marks = mentions.outer_marks if context.label == ContextLabel.TALK else frozenset[int]()
    sentence = claim_text.write_sentence(mentions.reading, [(context.first, context.last)], own, marks)
    earlier = mentions.contexts.get(context.first) if context.label == ContextLabel.TALK else None
    text = claim_context.label(context.label, sentence, earlier)
    mentions.contexts[draft.parts[0][0]] = text
    return text


def _context(mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft | None) -> _Context | None:
    contexts = (
        _question_before(mentions, draft),
        _said_before(mentions, draft, before),
        _article_before(mentions, draft),
    )
    return next((context for context in contexts if context and context.last - context.first <= _LONGEST), None)


def _said_before(mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft | None) -> _Context | None:
    """Return the last sentence of the statement before, if it is of the same talk."""
    if before is None or before.statement is None:
        return None
    begin, end = before.parts[-1]
    if not 0 <= draft.parts[0][0] - end <= _FARTHEST or not _is_same_talk(mentions, draft, before):
        return None
    written = mentions.reading.words.written
    starts = [at for at in range(begin + 1, end - 2) if written[at - 1] in tokens.SENTENCE_ENDS]
    return _Context(starts[-1] if starts else begin, end, ContextLabel.TALK)


def _is_same_talk(mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft) -> bool:
    inside = mentions.reading.inside
    quoted = all(inside[other.parts[-1][0]] >= 0 for other in (draft, before))
    return draft.run == before.run and quoted and not draft.is_narration


def _question_before(mentions: ArticleMentions, draft: ProposalDraft) -> _Context | None:
    """Return the question that is answered: the sentence before, without the label of who asks."""
    words = mentions.reading.words
    sentence = _sentence_before(mentions, draft)
    if sentence is None or draft.rule not in speech_forms.VERBATIM_RULES or words.written[sentence.last - 1] != "?":
        return None
    return _Context(_behind_label(words, sentence), sentence.last, ContextLabel.QUESTION)


def _article_before(mentions: ArticleMentions, draft: ProposalDraft) -> _Context | None:
    """Return the article's sentence before a statement: what "this" is about stands there more often than not.

    In a transcript it is what somebody else said, behind the label of who speaks.
    """
    sentence, paragraph = _sentence_before(mentions, draft), mentions.paragraph_of_sentence
    if sentence is None:
        return None
    number = mentions.reading.sentence_at[sentence.first]
    ends = set(mentions.reading.words.written[sentence.last - 2 : sentence.last])  # a mark may follow the stop
    is_whole = not ends.isdisjoint(tokens.SENTENCE_ENDS)
    if not is_whole or sentence.last - sentence.first < _FEWEST or paragraph[number + 1] - paragraph[number] > 1:
        return None
    if draft.rule in speech_forms.VERBATIM_RULES:
        return _Context(sentence.first, sentence.last, ContextLabel.TALK)
    return _Context(_behind_label(mentions.reading.words, sentence), sentence.last, ContextLabel.ARTICLE)


def _sentence_before(mentions: ArticleMentions, draft: ProposalDraft) -> Sentence | None:
    return next(mentions.sentences_before(draft.parts[0][0]), None)


def _points_at_talk(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> bool:
    """Return whether a quotation says "this", or "she" whom it does not name, of what was spoken of before."""
    low, (begin, end) = mentions.reading.words.low, draft.parts[0]
    if not (draft.is_verbatim or mentions.reading.inside[begin] >= 0):
        return draft.statement is not None and low[begin] in _POINTING | {"that"} and _is_verb(low[begin + 1])
    spoken = [word for word in low[begin:end] if word[0].isalnum()]
    if len(spoken) <= _SHORTEST and _is_verb(spoken[-1]):  # "And he didn't"
        return True
    if any(low[at] in {"he", "she"} and at not in edits.instead for at in range(begin, min(begin + 2, end))):
        return True
    sentence = _sentence_before(mentions, draft)
    before = low[sentence.first : sentence.last] if sentence else []
    last = _end_of_first_sentence(low, begin, end)
    return any(_points_at(low, begin, at, before) for at in range(begin, last - 1))


def _is_verb(low: str) -> bool:
    return low in vocabulary.AUXILIARIES or low in vocabulary.GENITIVES


def _end_of_first_sentence(low: list[str], begin: int, end: int) -> int:
    return next((at for at in range(begin, end) if low[at] in tokens.SENTENCE_ENDS), end)


def _points_at(low: list[str], begin: int, at: int, before: list[str]) -> bool:
    """Return whether "this", "those" or "that" at a place is of the sentence before."""
    is_near = at < begin + _NEAR_BEGIN
    if low[at] in _POINTING:
        return low[at + 1] not in _TIMES and (is_near or _names_nothing_before(low, begin, at))
    if low[at] != "that":
        return False
    if low[at + 1] in before and low[at - 1] not in before:  # "that log": "it says that prices fell" is another
        return _names_nothing_before(low, begin, at)
    return is_near and _is_verb(low[at + 1]) and (at == begin or not low[at - 1][0].isalpha())


def _names_nothing_before(low: list[str], begin: int, at: int) -> bool:
    """Return whether a claim does not hold the noun of "those capabilities" before."""
    noun = low[at + 1]
    is_noun = (
        noun not in vocabulary.PREPOSITIONS | vocabulary.AUXILIARIES | vocabulary.CLAUSE_OPENERS and noun[0].isalpha()
    )
    return is_noun and noun not in low[begin:at]


def _points_back(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> bool:
    """Return whether "it" or "them" stands in a claim's first sentence before anything that it could mean."""
    words = mentions.reading.words
    begin, end = draft.parts[0]
    end = _end_of_first_sentence(words.low, begin, end)
    at = next((at for at in mentions.pointing_between(begin, end) if _is_thing(words, edits, at)), None)
    if at is None or words.low[at : at + 2] == ["they", "say"]:  # "as they say" means nobody
        return False
    is_it = words.low[at] == "it"
    stands_for_nothing = is_it and pointing_words.stands_for_nothing(mentions, at)
    first = _behind_subject(words, begin, at)
    return not stands_for_nothing and not things_before.holds_thing(mentions, first, at, plural=not is_it)


def _is_thing(words: ArticleWords, edits: ClaimEdits, at: int) -> bool:
    """Return whether "it" or "them" stands at a place, and the claim has not said what that is."""
    is_named = any(place <= at and words.low[place] in _THINGS for place in edits.instead)
    return words.low[at] in _THINGS and not is_named and words.low[at - 1 : at + 1] != ["of", "them"]


def _behind_subject(words: ArticleWords, begin: int, at: int) -> int:
    """Return where a clause's subject ends, if a word is an object of that clause: "it" is never its own subject."""
    subject = clause_shapes.subject_range(words, begin, at)
    if subject is None or not _NEW_CLAUSE.isdisjoint(words.low[subject[1] : at]):
        return begin
    return subject[1]


def _behind_label(words: ArticleWords, sentence: Sentence) -> int:
    """Return where a sentence begins behind the label of who speaks."""
    label = range(sentence.first, min(sentence.last, sentence.first + _LONGEST_LABEL))
    return next((at + 1 for at in label if words.written[at] == ":"), sentence.first)
