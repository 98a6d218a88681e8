"""Writes the day after "on Tuesday", the year after "July 26" and "last year": a claim is read without its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.enums import Precision
from factdb.extract import dates_in_text, vocabulary

if TYPE_CHECKING:
    import datetime as dt

    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.claims.claim_text import ClaimEdits
    from factdb.extract.dates_in_text import DateMention
    from factdb.extract.drafts import ProposalDraft

_DATE_WORDS = vocabulary.DAY_WORDS | vocabulary.MONTHS.keys() | {"last", "this", "earlier"}
_FUTURE = vocabulary.word_set(
    "will would shall won't won\u2019t going due until next upcoming ahead by plans coming could to"
)
_BEFORE_MONTH = frozenset({"in", "since", "last", "early", "late", "mid", "of", "during"})
_PAST_HELPERS = frozenset({"was", "were", "had", "did", "wasn't", "weren't", "hadn't", "didn't"})
_BEHIND_DATE = (
    vocabulary.PREPOSITIONS
    | vocabulary.CONJUNCTIONS
    | vocabulary.SUBORDINATORS
    | vocabulary.ADVERBS
    | vocabulary.DETERMINERS
    | {"to", "alone"}
)
_LONG_AGO = 270  # days
_DAY_PARTS = frozenset({"morning", "afternoon", "evening", "night"})


def edit_dates(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits, first: int, last: int) -> None:
    """Write the day after "on Tuesday", the year after "July 26" and "last year"."""
    words = mentions.reading.words
    anchor = _anchor(mentions, draft, first)
    if anchor is None or _DATE_WORDS.isdisjoint(words.low[first:last]):
        return
    low = words.low[first:last]
    is_past = _FUTURE.isdisjoint(low) and any(_is_past(word) for word in low)
    for mention in dates_in_text.find_dates(words, first, last, anchor):
        text = _date_text(words.low[mention.first], mention, anchor, is_past=is_past)
        at = (
            mention.last
            - 1
            + (words.low[mention.last : mention.last + 1] != [] and words.low[mention.last] in _DAY_PARTS)
        )
        if text and mention.relative and _is_whole_date(mentions, mention, at + 1):
            edits.after[at] = f"[{text}]"


def _is_past(word: str) -> bool:
    return vocabulary.may_be_verb(word) and (word not in vocabulary.AUXILIARIES or word in _PAST_HELPERS)


def _is_whole_date(mentions: ArticleMentions, mention: DateMention, behind: int) -> bool:
    """Return whether a date says when: not "Tuesday's vote", "the April 19 primary" or "an April like it"."""
    words = mentions.reading.words
    follows, low = words.low[behind] if behind < len(words) else ".", words.low[mention.first]
    if (
        low in vocabulary.MONTHS
        and mention.date.precision is Precision.MONTH
        and words.low[mention.first - 1] not in _BEFORE_MONTH
    ):
        return False
    if words.low[mention.last - 1] == "week" or words.low[mention.first - 1] in vocabulary.GENITIVES:
        return False
    if follows in vocabulary.GENITIVES:
        return False
    return not follows[0].isalpha() or follows in _BEHIND_DATE or vocabulary.may_be_verb(follows)


def _anchor(mentions: ArticleMentions, draft: ProposalDraft, first: int) -> dt.date | None:
    """Return the day from which "last week" counts: in a quotation the day of speaking, else that of the article."""
    if mentions.reading.inside[first] >= 0 and draft.date.precision is Precision.DAY:
        return draft.date.day
    return mentions.published


def _date_text(word: str, mention: DateMention, anchor: dt.date, *, is_past: bool) -> str | None:
    """Return what a date is; None where it may as well be one of the year that follows: "the vote on April 19"."""
    day = mention.date.day
    is_year = mention.date.precision is Precision.YEAR
    if day is None or ((anchor - day).days > _LONG_AGO and not is_year):
        return None
    if is_year:  # of "last year" and "this year"
        return str(day.year) if word in {"last", "this", "earlier"} else None
    if not is_past:
        return None
    if word in vocabulary.MONTHS or word[0].isdigit():
        return str(day.year)
    return day.isoformat() if mention.date.precision is Precision.DAY else day.isoformat()[:7]
