"""Puts the speaker's sentence before into a claim whose "it" cannot be read: "[They were shut.] The logs show it."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import tokens, vocabulary
from factdb.extract.claims import claim_text, pointing_words, things_before
from factdb.extract.forms import speech_forms

if TYPE_CHECKING:
    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.claims.claim_text import ClaimEdits
    from factdb.extract.drafts import ProposalDraft
    from factdb.extract.frames import Sentence
    from factdb.extract.tokens import ArticleWords

_THINGS = frozenset({"it", "they", "them"})
_LONGEST = 20  # words of a sentence that is put before a claim
_FARTHEST = 18  # words between two statements, such as "she said at a news conference."
_FEWEST = 4  # words of a sentence that says something
_NEAR_BEGIN = 8
_TIMES = vocabulary.word_set("year month week day time morning afternoon evening summer winter spring autumn fall")
_LONGEST_LABEL = 6


def sentence_before(
    mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft | None, edits: ClaimEdits
) -> str | None:
    """Return the sentence before a claim in brackets, where the claim points at it.

    It is of the same quotation or the question that is answered. Before "this", "that" and "she" it may also be the
    article's own; "it" has such a sentence less often than it seems, and lists would show that instead of the claim.
    """
    points = _points_back(mentions, draft, edits)
    if not points and not _points_at_talk(mentions, draft, edits):
        return None
    if question := _question_before(mentions, draft):
        return f"[{question}]"
    place = _said_before(mentions, draft, before) if points else _article_before(mentions, draft)
    if place is None or place[1] - place[0] > _LONGEST:
        return None
    own = pointing_words.edits_of_words(mentions, *place)
    sentence = claim_text.write_sentence(mentions.reading, [place], own, mentions.outer_marks)
    return f"[{mentions.plain(sentence)}]"


def _said_before(
    mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft | None
) -> tuple[int, int] | None:
    """Return the last sentence of the statement before, if it is of the same talk."""
    if before is None or before.statement is None:
        return None
    begin, end = before.parts[-1]
    if not 0 <= draft.parts[0][0] - end <= _FARTHEST or not _is_same_talk(mentions, draft, before):
        return None
    written = mentions.reading.words.written
    starts = [at for at in range(begin + 1, end - 2) if written[at - 1] in tokens.SENTENCE_ENDS]
    return (starts[-1] if starts else begin), end


def _article_before(mentions: ArticleMentions, draft: ProposalDraft) -> tuple[int, int] | None:
    """Return the article's sentence before a statement: what "this" is about stands there more often than not."""
    words, statement = mentions.reading.words, draft.statement
    is_quoted = draft.is_verbatim or mentions.reading.inside[draft.parts[0][0]] >= 0
    if statement is None or draft.is_narration or not is_quoted:
        return None
    number = mentions.reading.sentence_at[draft.parts[0][0]] - 1
    if number < 0:
        return None
    sentence = mentions.sentences[number]
    is_whole = words.written[sentence.last - 1] in tokens.SENTENCE_ENDS and sentence.last - sentence.first >= _FEWEST
    paragraph = mentions.paragraph_of_sentence
    if not is_whole or paragraph[number + 1] - paragraph[number] > 1:
        return None
    return _behind_label(words, sentence), sentence.last


def _points_at_talk(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> bool:
    """Return whether a claim begins with "this", or "she" whom it does not name, of what was spoken of before."""
    low, (begin, end) = mentions.reading.words.low, draft.parts[0]
    for at in range(begin, min(end - 1, begin + _NEAR_BEGIN)):
        if low[at] in {"he", "she"} and at <= begin + 1 and at not in edits.instead:
            return True
        if low[at] in {"this", "these", "those"}:
            return low[at + 1] not in _TIMES
        if low[at] == "that" and (at == begin or not low[at - 1][0].isalpha()):
            return low[at + 1] in vocabulary.AUXILIARIES or low[at + 1] in vocabulary.GENITIVES
    return False


def _points_back(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> bool:
    """Return whether "it" or "them" stands in a claim before anything that it could mean."""
    words = mentions.reading.words
    begin, end = draft.parts[0]
    for at in mentions.pointing_between(begin, end):
        low = words.low[at]
        if low == "they" and words.low[at + 1 : at + 2] == ["say"]:
            return False  # "as they say" means nobody
        if low in _THINGS and at not in edits.instead:
            stands_for_nothing = low == "it" and pointing_words.stands_for_nothing(mentions, at)
            return not stands_for_nothing and not things_before.holds_thing(mentions, begin, at, plural=low != "it")
    return False


def _is_same_talk(mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft) -> bool:
    inside = mentions.reading.inside
    quoted = all(inside[other.parts[-1][0]] >= 0 for other in (draft, before))
    return draft.run == before.run and quoted and not draft.is_narration


def _question_before(mentions: ArticleMentions, draft: ProposalDraft) -> str | None:
    """Return the question that is answered: the sentence before, without the label of who asks."""
    words, first = mentions.reading.words, draft.parts[0][0]
    number = mentions.reading.sentence_at[first] - 1
    if number < 0 or draft.rule not in speech_forms.VERBATIM_RULES:
        return None
    sentence = mentions.sentences[number]
    if words.written[sentence.last - 1] != "?" or sentence.last - sentence.first > _LONGEST:
        return None
    return mentions.text(_behind_label(words, sentence), sentence.last)


def _behind_label(words: ArticleWords, sentence: Sentence) -> int:
    """Return where a sentence begins behind the label of who speaks."""
    label = range(sentence.first, min(sentence.last, sentence.first + _LONGEST_LABEL))
    return next((at + 1 for at in label if words.written[at] == ":"), sentence.first)
