"""Rates a claim from what somebody typed: which rating, reason, flag and evidence belongs to which question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import ids, ratings, text, urls
from factdb.domain.words import Flag, Question, SourceClass, Stance, Status
from factdb.errors import UnknownWordError
from factdb.errors.verdicts import (
    NoRatingError,
    NoReasonsError,
    NotRatedHereError,
    OtherClaimsEvidenceError,
    StanceNeededError,
    TwoRatingsError,
    TwoReasonsError,
)
from factdb.services import deciding, documents, evidence, reviewing, scales
from factdb.store.models import Document, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim, Rating

_PREFIXES = {f"{question}:": question for question in Question}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for in one go.

    `truth:` or `quote:` before a reason, flag or evidence names its question; without it a reason is for every
    rating given, and all else for truth where that is rated, for the quotation otherwise.
    """

    ratings: Sequence[str]
    because: Sequence[str]
    evidence: Sequence[str] = ()
    flags: Sequence[str] = ()
    as_of: date | None = None
    searched: str | None = None
    stance: Stance | None = None
    publish: bool = False
    url: str | None = None


@dataclass(slots=True)
class Outcome:
    """The version that was written, the moves it took, and what was assumed."""

    version: int
    codes: list[str]
    moves: list[reviewing.Moved]
    said: list[str] = field(default_factory=list)


def rate(session: Session, claim: Claim, act: Act, wish: Wish) -> Outcome:
    """Rate a locked claim, and publish it where that is wished; all or nothing."""
    chosen = _chosen(session, wish.ratings)
    main = Question.TRUTH if Question.TRUTH in chosen else Question.QUOTE
    reasons = _reasons(wish.because, chosen)
    flags = _flags(wish.flags, main, chosen)
    cited, said = _cited(session, claim, act, wish, main, chosen)
    decisions = {
        question: deciding.Decision(
            rating=rating,
            because=reasons[question],
            flags=flags[question],
            as_of=(wish.as_of or act.now.date()) if question is main else None,
            searched=text.given(wish.searched, "searched"),
            cited=cited.get(question),
        )
        for question, rating in chosen.items()
    }
    decided = deciding.decide(session, claim, act, decisions)
    if wish.publish:
        decided.moves.append(reviewing.set_status(session, claim, act, Status.PUBLISHED, url=wish.url))
    return Outcome(decided.version, [rating.code for rating in chosen.values()], decided.moves, said)


def _chosen(session: Session, typed: Sequence[str]) -> dict[Question, Rating]:
    chosen: dict[Question, Rating] = {}
    for word in typed:
        rating, question = scales.rating(session, word)
        if question in chosen:
            raise TwoRatingsError(chosen[question].code, word, question)
        chosen[question] = rating
    if not chosen:
        raise NoRatingError(scales.codes(session))
    return chosen


def _named(typed: str, default: Question) -> tuple[Question, str]:
    """Split off the question that a value is marked with."""
    for prefix, question in _PREFIXES.items():
        if typed.startswith(prefix):
            return question, typed.removeprefix(prefix).strip()
    return default, typed


def _must_be_rated(question: Question, chosen: Iterable[Question], what: str) -> None:
    if question not in chosen:
        raise NotRatedHereError(what, question)


def _reasons(because: Sequence[str], chosen: dict[Question, Rating]) -> dict[Question, str]:
    """Return the reasons of each question; an unmarked one is for those without a reason of their own."""
    reasons: dict[Question | None, str] = {}
    for typed in because:
        marked = typed.startswith(tuple(_PREFIXES))
        question, reason = _named(typed, Question.TRUTH)
        if marked:
            _must_be_rated(question, chosen, "a reason")
        key = question if marked else None
        if key in reasons:
            raise TwoReasonsError
        reasons[key] = text.clean(reason, "reason")
    found = {question: reasons.get(question) or reasons.get(None) for question in chosen}
    for question, answer in found.items():
        if answer is None:
            raise NoReasonsError(question, f"{question}:..." if because else "...")
    return {question: reason for question, reason in found.items() if reason}


def _flags(typed: Sequence[str], main: Question, chosen: dict[Question, Rating]) -> dict[Question, tuple[Flag, ...]]:
    flags: dict[Question, list[Flag]] = {question: list(rating.flags) for question, rating in chosen.items()}
    for word in typed:
        question, flag = _named(word, main)
        if flag not in set(Flag):
            raise UnknownWordError("flag", flag, list(Flag))
        _must_be_rated(question, chosen, f'the flag "{flag}"')
        flags[question].append(Flag(flag))
    return {question: tuple(flag for flag in Flag if flag in given) for question, given in flags.items()}


def _cited(
    session: Session, claim: Claim, act: Act, wish: Wish, main: Question, chosen: dict[Question, Rating]
) -> tuple[dict[Question, list[int]], list[str]]:
    """Return the numbers of the evidence named for each question, new pages added; and what was assumed."""
    cited: dict[Question, list[int]] = {}
    said: list[str] = []
    for typed in wish.evidence:
        question, name = _named(typed, main)
        if "://" in name:
            _must_be_rated(question, chosen, "evidence")
            numbers = _page(session, claim, act, name, question, chosen[question], wish.stance, said)
        else:
            question, numbers = _row(session, claim, name)
            _must_be_rated(question, chosen, f"evidence {name}")
        cited.setdefault(question, []).extend(numbers)
    return cited, said


def _row(session: Session, claim: Claim, name: str) -> tuple[Question, list[int]]:
    owner, n = ids.item_name(name)
    if owner not in {claim.id, claim.uid}:
        raise OtherClaimsEvidenceError(name, claim.id)
    return evidence.named(session, claim.id, n).question, [n]


def _page(
    session: Session, claim: Claim, act: Act, url: str, question: Question, rating: Rating,
    stance: Stance | None, said: list[str],
) -> list[int]:  # fmt: skip
    """Return the rows that cite this page on this question already, or add one."""
    same = select(Document.id).where(Document.url == urls.canonical(url))
    rows = select(Evidence.n).where(
        Evidence.claim_id == claim.id,
        Evidence.question == question,
        Evidence.withdrawn_at.is_(None),
        Evidence.document_id.in_(same),
    )
    known = list(session.scalars(rows))
    if known:
        return known
    taken = stance or ratings.implied_stance(rating.code)
    if taken is None:
        raise StanceNeededError(f'"{rating.code}" doesn\'t say how {url} bears on it')
    draft = evidence.Draft(documents.Draft(url=url), taken, question, source_class=SourceClass.SECONDARY)
    added = evidence.add(session, claim, act, draft)
    assumed = "" if stance else f', as "{rating.code}" implies'
    said.append(f"evidence {claim.id}.{added.evidence.n}: {taken} the {question}{assumed}")
    said.extend(added.said)
    return [added.evidence.n]
