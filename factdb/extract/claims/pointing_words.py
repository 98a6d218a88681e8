"""Says what the pointing words of a claim mean, where it is sure: "he", "it", "the governor", "last year", "Psaki"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import quotation_marks
from factdb.extract import vocabulary
from factdb.extract.claims import clause_shapes, dates_in_claims, fuller_phrases, names_in_claims, things_before
from factdb.extract.claims.claim_text import ClaimEdits
from factdb.extract.drafts import ProposalDraft

if TYPE_CHECKING:
    from factdb.extract.claims.article_mentions import ArticleMentions

_ITS = {"it": "it", "its": "it", "they": "they", "their": "they"}
_POSSESSIVE = frozenset({"his", "its", "their"})
_BE = frozenset({"is", "was", "'s", "\u2019s", "be", "seems", "seemed", "takes", "took", "appears", "appeared"})
_BEHIND_EMPTY_IT = frozenset({"to", "that", "whether", "how", "why", "if", "for", "when"})
_BEFORE_VERB = vocabulary.ADVERBS | quotation_marks.MARK_TOKENS
_NEAR_IT = 7  # words after "it" within which "to" or "that" shows that it stands for nothing: "it is hard to say"
_LONGEST_NAME = 8
_NO_THING_BEGINS = vocabulary.PREPOSITIONS | {"up", "almost", "nearly", "more", "less", "as", "next", "last"}


def edits_of(mentions: ArticleMentions, draft: ProposalDraft, ranges: list[tuple[int, int]]) -> ClaimEdits:
    """Return what is written in brackets for the pointing words within the ranges of a claim."""
    edits = ClaimEdits()
    words = mentions.reading.words
    for first, last in ranges:
        for at in mentions.pointing_between(first, last):
            low = words.low[at]
            if low in names_in_claims.HE_OR_SHE:
                names_in_claims.edit_person(mentions, draft, edits, ranges, at)
            elif low in _ITS and at == _first_word(mentions, *ranges[0]):
                _edit_thing(mentions, draft, edits, at)
            elif low in {"it", "them"}:
                _edit_object(mentions, edits, ranges, at)
            elif low in mentions.full_names and words.written[at][0].isupper():
                names_in_claims.edit_last_name(mentions, edits, ranges, at)
            elif at > first and words.low[at - 1] == "the":
                names_in_claims.edit_short_name(mentions, edits, at - 1)
        dates_in_claims.edit_dates(mentions, draft, edits, first, last)
        fuller_phrases.edit_short_phrases(mentions, edits, first, last)
    return edits


def _first_word(mentions: ArticleMentions, first: int, last: int) -> int:
    words = mentions.reading.words
    return next((at for at in range(first, last) if words.low[at][0].isalnum()), first)


def edits_of_words(mentions: ArticleMentions, first: int, last: int) -> ClaimEdits:
    """Return what is written for the pointing words of a clause of the article's own."""
    return edits_of(mentions, ProposalDraft([(first, last)], 0, 0, "the article's own words"), [(first, last)])


def is_unresolved(mentions: ArticleMentions, edits: ClaimEdits, at: int) -> bool:
    """Return whether a claim begins with a word that points at something that is not in it."""
    words = mentions.reading.words
    low = words.low[at]
    if at in edits.instead:
        return False
    if low in {"it", "its"}:
        return low == "its" or not stands_for_nothing(mentions, at)
    if low in {"this", "these", "those", "that"}:
        return words.low[at + 1 : at + 2] != [] and words.low[at + 1] not in {"year", "month", "week", "who"}
    return low in {
        "he",
        "she",
        "they",
        "his",
        "her",
        "their",
        "here",
        "him",
        "them",
        "such",
        "both",
        "i",
        "we",
        "our",
        "my",
    }


def stands_for_nothing(mentions: ArticleMentions, at: int) -> bool:
    """Return whether "it" names nothing: "it is hard to say", "it was the rain that came"."""
    words = mentions.reading.words
    near = words.low[at + 1 : at + 1 + _NEAR_IT]
    return bool(near) and any(word in _BE for word in near[:2]) and any(word in _BEHIND_EMPTY_IT for word in near[1:])


def _edit_thing(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits, at: int) -> None:
    """Write what "it" or "they" at the beginning of a claim is: what the sentence before is about, or who speaks."""
    words = mentions.reading.words
    low = words.low[at]
    if low in {"it", "they"} and not _is_subject(mentions, at):
        return
    if low == "it" and stands_for_nothing(mentions, at):
        return
    subject = thing_before(mentions, at, _ITS[low])
    body = None if draft.is_narration else _speaking_body(mentions, draft, _ITS[low])
    cue = draft.statement.report.cue if draft.statement else None
    if cue and cue.dependent and not body:  # "welcomed the ruling, saying it would": the ruling or the vote
        return
    if low == "it" and body and subject:  # "The toll is high. The bank said it would fall": either may be meant
        return
    name = body or (mentions.text(*subject, edits_of_words(mentions, *subject)) if subject else None)
    name = name or (
        things_before.only_thing_before(mentions, at, plural=low == "they") if low in {"it", "they"} else None
    )
    if name is not None:
        edits.instead[at] = at + 1, f"[{name}'s]" if low in _POSSESSIVE else f"[{name}]"


def _edit_object(mentions: ArticleMentions, edits: ClaimEdits, ranges: list[tuple[int, int]], at: int) -> None:
    """Write what "it" or "them" is behind a verb, where one thing alone can be meant and the claim does not hold it."""
    low, begin = mentions.reading.words.low[at], ranges[0][0]
    if _is_subject(mentions, at) or stands_for_nothing(mentions, at):
        return
    name = None
    if not any(place < at for place in edits.instead):
        name = things_before.only_thing_before(mentions, at, plural=low == "them", begin=begin)
    if name is None and low == "it" and not things_before.holds_thing(mentions, begin, at, plural=False):
        name = things_before.measure_before(mentions, at)
    if name is not None:
        edits.instead[at] = at + 1, f"[{name}]"


def _is_subject(mentions: ArticleMentions, at: int) -> bool:
    """Return whether a verb follows "it": in "called it a disgrace" it is no subject."""
    words = mentions.reading.words
    place = at + 1
    while place < len(words) and (words.low[place] in _BEFORE_VERB or words.low[place].endswith("ly")):
        place += 1
    if place >= len(words):
        return False
    low = words.low[place]
    return clause_shapes.is_finite(words, place) or low in vocabulary.GENITIVES or low in vocabulary.AUXILIARIES


def _speaking_body(mentions: ArticleMentions, draft: ProposalDraft, word: str) -> str | None:
    """Return the body that says of itself "it would": the ministry, a company."""
    mention, words = draft.mention, mentions.reading.words
    cue = draft.statement.report.cue if draft.statement else None
    if mention is None or cue is None or not mention.last <= cue.first < draft.parts[0][0]:
        return None
    if (
        mention.last - mention.first > _LONGEST_NAME
        or clause_shapes.main_verb(words, mention.first, mention.last) is not None
    ):
        return None
    is_name = all(name[0].isupper() for name in words.written[mention.first : mention.last])
    fits = clause_shapes.is_plural(words, mention.first, mention.last) == (word == "they") or (is_name and word == "it")
    if not fits or not _is_thing(mentions, mention.first, mention.last):
        return None
    return (draft.referent.name if draft.referent else None) or mentions.text(mention.first, mention.last)


def _is_thing(mentions: ArticleMentions, first: int, last: int) -> bool:
    """Return whether a noun phrase is sure to name no single person."""
    words = mentions.reading.words
    head = clause_shapes.head_of(words, first, last)
    if head in vocabulary.PRONOUNS or head in vocabulary.INDEFINITE_PRONOUNS or head in {"this", "these", "those"}:
        return False
    # "Tomorrow before the event", "up to a foot of snow": a time and a measure are no things.
    if words.low[first] in vocabulary.DATE_WORDS or words.low[first] in _NO_THING_BEGINS:
        return False
    if mentions.people_between(last - 1, last):
        return clause_shapes.is_plural(words, first, last)
    is_person = head in vocabulary.ROLES and not clause_shapes.is_plural(words, first, last)
    return not is_person and (words.low[first] in vocabulary.DETERMINERS or words.written[first][0].isupper())


def thing_before(mentions: ArticleMentions, at: int, word: str) -> tuple[int, int] | None:
    """Return what "it" or "they" means: the subject of the sentence before, past sentences about "it" itself."""
    words = mentions.reading.words
    own = _subject_of_same_sentence(mentions, at)
    if own and clause_shapes.is_plural(words, *own) == (word == "they") and _is_thing(mentions, *own):
        return own
    paragraph = mentions.paragraph_of_sentence[mentions.reading.sentence_at[at]]
    for sentence in mentions.sentences_before(at):
        if paragraph - mentions.paragraph_of_sentence[mentions.reading.sentence_at[sentence.first]] > 1:
            return None
        subject = mentions.subject_of(sentence)
        if subject is None:
            return None
        if (mentions.reading.inside[subject[0]] >= 0) is not (mentions.reading.inside[at] >= 0):
            return None  # what somebody says is about something else than the article is
        if words.low[subject[0]] == word and subject[1] - subject[0] == 1:
            continue
        fits = clause_shapes.is_plural(words, *subject) == (word == "they")
        return subject if fits and _is_thing(mentions, *subject) else None
    return None


def _subject_of_same_sentence(mentions: ArticleMentions, at: int) -> tuple[int, int] | None:
    """Return what a sentence is about whose second clause begins with "but it": its subject, outside of quotations."""
    words, inside = mentions.reading.words, mentions.reading.inside
    sentence = mentions.sentences[mentions.reading.sentence_at[at]]
    if at <= sentence.first + 1 or words.low[at - 1] not in {"but", "and"}:
        return None
    subject = mentions.subject_of(sentence)
    is_before = subject is not None and subject[1] < at and inside[subject[0]] < 0 > inside[at]
    return subject if is_before else None
