"""Rates a proposed claim: its kind, its worth for checking, how sure it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain.enums import Attribution, Kind
from factdb.extract import vocabulary
from factdb.extract.proposal import ProposalMark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.extract.drafts import ProposalDraft

# How sure each rule is; whose words a quotation within the article's own sentence is, is a guess.
_CONFIDENCE_BY_RULE = {
    "speaker, verb, quotation": 0.95,
    "what was said, speaker": 0.95,
    "split quotation": 0.95,
    "according to": 0.85,
    "denial": 0.8,
    "speaker, verb, clause": 0.8,
    "and he added": 0.7,
    "speaker within a clause": 0.85,
    "speaker's label": 0.9,
    "signed": 0.9,
    "answer": 0.9,
    "statement": 0.85,
    "list": 0.85,
    "headline": 0.8,
    "colon": 0.85,
    "quotation, speaker": 0.75,
    "carried over": 0.75,
    "within a sentence": 0.5,
    "the article's own words": 0.6,
}
_DOUBT_BY_MARK = {
    ProposalMark.UNCLOSED: 0.8,
    ProposalMark.UNOPENED: 0.8,
    ProposalMark.WRONG_MARK: 0.9,
    ProposalMark.CARRIED_OVER: 0.95,
}


def draft_confidence(draft: ProposalDraft) -> float:
    """Return how sure a proposal is, from 0 to 1: of its rule, its marks and its speaker."""
    sure = _CONFIDENCE_BY_RULE[draft.rule]
    for mark in draft.marks:
        sure *= _DOUBT_BY_MARK.get(mark, 1.0)
    if draft.referent is not None and not draft.referent.unnamed:
        sure *= draft.referent.confidence
    return round(sure, 2)


_NUMBER = re.compile(r"\$?\d[\d,.]*%?")
_NUMBER_WORDS = vocabulary.word_set(
    """
    one two three four five six seven eight nine ten dozen dozens hundred hundreds thousand thousands million millions
    billion billions trillion trillions half twice percent third quarter majority most double doubled triple tripled
    """
)
_DIGITS = frozenset("$0123456789")
_MONTHS = vocabulary.MONTHS.keys() - {"may", "march"}
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_CAUSES = vocabulary.word_set(
    "because caused causes cause due thanks led leads prompted blamed therefore consequently result resulted triggered"
)
# Words of value: with one of them and without a number a statement is an opinion.
_JUDGING = vocabulary.word_set(
    """
    should must ought deserve deserves best worst great greatest terrible horrible wonderful beautiful amazing important
    critical proud shameful disgraceful disgusting sad happy love hate hope believe think feel feels wish right wrong
    fair unfair good bad better worse need needs absolutely unacceptable ridiculous disaster hero honored grateful
    tremendous incredible extraordinary committed question thank
    """
)
_FUTURE = vocabulary.word_set("will would shall 'll \u2019ll won't won\u2019t going tomorrow next upcoming")
_PLEDGING = frozenset({"promise", "vow", "pledge", "volunteer", "swear", "plan", "intend", "offer", "agree", "propose"})
_TAKING_SIDES = vocabulary.word_set(
    "support oppose endorse reject urge call favor back demand denounce condemn criticize praise push recommend defend"
)
_SIDE_WORDS = vocabulary.word_set("support supports oppose opposes against favor favors endorse endorses")
_PLAIN_VERBS = frozenset({"say", "tell", "add"})
_FIRST_PERSON = vocabulary.word_set(
    "i we i'm we're i'll we'll i've we've our my i\u2019m we\u2019re i\u2019ll we\u2019ll"
)
SHORT_ARTICLE = 500  # words; of a short article everything is shown
# The worth from which the article's own words are shown at once: a number and a date, or a cause. It is set on news
# articles of 2016, so that reviewers have at most 25 proposals per 1,000 words.
LEAST_WORTH = 0.8
_START_SCORE, _HIGHEST_SCORE = 0.35, 1.0


class StatementWords(NamedTuple):
    """The words of a statement, and what their letters tell: read once for its kind and its worth."""

    low: Sequence[str]
    words: frozenset[str]
    has_number: bool
    has_year: bool
    names_somebody: bool


def read_words(low: Sequence[str], written: Sequence[str]) -> StatementWords:
    """Return what the words of a statement tell, in small letters and as written."""
    words = frozenset(low)
    numbers = [word for word in words if word[0] in _DIGITS]
    years = [word for word in numbers if _YEAR.fullmatch(word)]
    is_number = any(_NUMBER.fullmatch(word) and word not in years for word in numbers)
    has_capital = any(word[0].isupper() for word in written[1:])
    return StatementWords(low, words, is_number or not words.isdisjoint(_NUMBER_WORDS), bool(years), has_capital)


def claim_kind(statement: StatementWords, lemma: str, attribution: Attribution) -> Kind:
    """Return the kind of a statement from its words and the verb that reports it."""
    words = statement.words
    is_reported = attribution is not Attribution.NARRATION
    future = is_reported and not words.isdisjoint(_FUTURE)
    would = lemma in _PLAIN_VERBS and "would" in words
    # The first that holds: a promise with a number in it is a promise.
    for holds, fitting_kind in (
        (is_reported and lemma in _PLEDGING, Kind.PROMISE),
        (future and (would or not words.isdisjoint(_FIRST_PERSON)), Kind.PROMISE),
        (not words.isdisjoint(_CAUSES), Kind.CAUSAL),
        (is_reported and (lemma in _TAKING_SIDES or not words.isdisjoint(_SIDE_WORDS)), Kind.POSITION),
        (future, Kind.PREDICTION),
        (is_reported and not statement.has_number and not words.isdisjoint(_JUDGING), Kind.OPINION),
        (statement.has_number, Kind.NUMERICAL),
    ):
        if holds:
            return fitting_kind
    return Kind.EVENT


def claim_worth(statement: StatementWords, kind_: Kind, *, named: bool) -> tuple[float, tuple[str, ...]]:
    """Return how much a statement is worth checking, from 0 to 1, and why.

    It is a key to sort by, and for the article's own words a threshold.
    """
    words = statement.words
    past = not words.isdisjoint(vocabulary.COMMON_PAST) or any(word.endswith("ed") for word in words)
    score, reasons = _START_SCORE, []
    for holds, points, reason in (
        (statement.has_number, 0.25, "has a number"),
        (statement.has_year or not words.isdisjoint(_MONTHS), 0.1, "names a date"),
        (past, 0.1, "past event"),
        (not words.isdisjoint(_CAUSES), 0.1, "gives a cause"),
        (statement.names_somebody, 0.05, "names somebody or something"),
        (named, 0.05, "has a named speaker"),
        (kind_ is Kind.PROMISE, 0.05, "promise"),
        (kind_ is Kind.PREDICTION, -0.1, "prediction"),
        (kind_ is Kind.OPINION, -0.2, "opinion"),
        (statement.low[-1:] == ["?"], -0.2, "question"),
        (len(statement.low) < 6, -0.15, "few words"),  # noqa: PLR2004 - shorter ones say little
    ):
        if holds:
            score += points
            reasons.append(reason)
    return round(min(_HIGHEST_SCORE, max(0.0, score)), 2), tuple(reasons)
