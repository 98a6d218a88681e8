"""Puts the speaker's sentence before into a claim whose "it" cannot be read: "[They were shut.] The logs show it."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import tokens
from factdb.extract.claims import claim_text, pointing_words, things_before
from factdb.extract.forms import speech_forms

if TYPE_CHECKING:
    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.claims.claim_text import ClaimEdits
    from factdb.extract.drafts import ProposalDraft

_THINGS = frozenset({"it", "they", "them"})
_LONGEST = 20  # words of a sentence that is put before a claim
_FARTHEST = 18  # words between two statements, such as "she said at a news conference."
_LABEL = "speaker's label"
_LONGEST_LABEL = 6


def sentence_before(
    mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft | None, edits: ClaimEdits
) -> str | None:
    """Return the sentence before a claim in brackets, where the claim points at it.

    It is of the same quotation, or the question that is answered: another statement is another claim.
    """
    if not _points_back(mentions, draft, edits):
        return None
    if question := _question_before(mentions, draft):
        return f"[{question}]"
    if before is None or before.statement is None:
        return None
    begin, end = before.parts[-1]
    if not 0 <= draft.parts[0][0] - end <= _FARTHEST or not _is_same_talk(mentions, draft, before):
        return None
    words = mentions.reading.words
    starts = [at for at in range(begin + 1, end - 2) if words.written[at - 1] in tokens.SENTENCE_ENDS]
    first = starts[-1] if starts else begin
    if end - first > _LONGEST:
        return None
    own = pointing_words.edits_of_words(mentions, first, end)
    sentence = claim_text.write_sentence(mentions.reading, [(first, end)], own, mentions.outer_marks)
    return f"[{mentions.plain(sentence)}]"


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
    if number < 0 or not (draft.rule == _LABEL or draft.rule in speech_forms.VERBATIM_RULES):
        return None
    sentence = mentions.sentences[number]
    if words.written[sentence.last - 1] != "?" or sentence.last - sentence.first > _LONGEST:
        return None
    label = range(sentence.first, min(sentence.last, sentence.first + _LONGEST_LABEL))
    begin = next((at + 1 for at in label if words.written[at] == ":"), sentence.first)
    return mentions.text(begin, sentence.last)
