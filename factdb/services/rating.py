"""Rates a claim from what somebody typed: which rating, reason, flag and evidence belongs to which question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.domain import text
from factdb.domain.enums import Flag, Question, Status
from factdb.errors import UnknownWordError
from factdb.errors.decisions import NoRatingError, NoReasonsError, TwoRatingsError, TwoReasonsError
from factdb.errors.desk import PublishApartError
from factdb.services import citations, deciding, policies, reviewing, scales, versions

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Stance
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
    """The version that was written, the moves it took, what was assumed, and whether somebody else must approve it."""

    version: int
    codes: list[str]
    moves: list[reviewing.Moved]
    said: list[str] = field(default_factory=list)
    waits: bool = False


def rate(session: Session, claim: Claim, act: Act, wish: Wish) -> Outcome:
    """Rate a locked claim, and publish it where that is wished; all or nothing."""
    act.may("claims rate")
    four_eyes = policies.current(session).four_eyes
    if wish.publish and four_eyes:
        raise PublishApartError
    chosen = chosen_ratings(session, wish.ratings)
    main = main_question(chosen)
    reasons = reasons_for(wish.because, chosen)
    for question in chosen:
        if question not in reasons:
            raise NoReasonsError(question, f"{question}:..." if wish.because else "...")
    flags = flags_for(wish.flags, main, chosen)
    citing = citations.Citing(main, chosen, wish.stance)
    cited, said = citations.cite(session, claim, act, wish.evidence, citing)
    decisions = {
        question: versions.Decision(
            rating=rating,
            because=reasons[question],
            flags=(*rating.flags, *flags.get(question, ())),
            as_of=(wish.as_of or act.now.date()) if question is main else None,
            searched=text.given(wish.searched, "searched"),
            cited=cited.get(question),
        )
        for question, rating in chosen.items()
    }
    decided = deciding.decide(session, claim, act, decisions)
    if wish.publish:
        decided.moves.append(reviewing.set_status(session, claim, act, Status.PUBLISHED, url=wish.url))
    return Outcome(decided.version, [rating.code for rating in chosen.values()], decided.moves, said, waits=four_eyes)


def cite(session: Session, claim: Claim, act: Act, wish: Wish) -> list[str]:
    """Add the evidence of a wish without ratings; what only a rating takes is refused. Return what was done."""
    for name in ("because", "flags", "as_of", "searched", "publish"):
        if getattr(wish, name):
            raise NoRatingError(scales.codes(session))
    _, said = citations.cite(session, claim, act, wish.evidence, citations.Citing(Question.TRUTH, {}, wish.stance))
    return said


def chosen_ratings(session: Session, typed: Sequence[str]) -> dict[Question, Rating]:
    """Return the rating that was typed for each question; none at all is refused."""
    chosen: dict[Question, Rating] = {}
    for word in typed:
        rating, question = scales.rating(session, word)
        if question in chosen:
            raise TwoRatingsError(chosen[question].code, word, question)
        chosen[question] = rating
    if not chosen:
        raise NoRatingError(scales.codes(session))
    return chosen


def main_question(chosen: Container[Question]) -> Question:
    """Return the question that unmarked flags and evidence are for."""
    return Question.TRUTH if Question.TRUTH in chosen else Question.QUOTE


def reasons_for(because: Sequence[str], chosen: Collection[Question]) -> dict[Question, str]:
    """Return the reasons of each question that has some; an unmarked one is for those without their own."""
    reasons: dict[Question | None, str] = {}
    for typed in because:
        marked = typed.startswith(tuple(_PREFIXES))
        question, reason = _named(typed, Question.TRUTH)
        if marked:
            citations.must_be_rated(question, chosen, "a reason")
        key = question if marked else None
        if key in reasons:
            raise TwoReasonsError
        reasons[key] = text.clean(reason, "reason")
    found = {question: reasons.get(question) or reasons.get(None) for question in chosen}
    return {question: reason for question, reason in found.items() if reason}


def flags_for(typed: Sequence[str], main: Question, chosen: Container[Question]) -> dict[Question, tuple[Flag, ...]]:
    """Return the flags that were typed, by the question they are for."""
    flags: dict[Question, tuple[Flag, ...]] = {}
    for word in typed:
        question, flag = _named(word, main)
        if flag not in set(Flag):
            raise UnknownWordError("flag", flag, list(Flag))
        citations.must_be_rated(question, chosen, f'the flag "{flag}"')
        flags[question] = (*flags.get(question, ()), Flag(flag))
    return flags


def _named(typed: str, default: Question) -> tuple[Question, str]:
    """Split off the question that a value is marked with."""
    for prefix, question in _PREFIXES.items():
        if typed.startswith(prefix):
            return question, typed.removeprefix(prefix).strip()
    return default, typed
