"""How far reviewers agree in their assessments of one question, as far as whoever looks may see them.

One question at a time: their ratings have no word in common, so truth and quote in one figure would look like more
agreement than chance allows for. Figures are exact until they are shown; shares are in percent, 0 to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import agreement
from factdb.domain import agreement as krippendorffs
from factdb.domain.agreement import Rating
from factdb.reports import assessments
from factdb.store.models import Claim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from fractions import Fraction

    from sqlalchemy.orm import Session

    from factdb.domain.agreement import Level, Matrix
    from factdb.domain.enums import Question
    from factdb.reports.assessments import Viewer, Wanted

PAIR_COLUMNS = ("question", "round", "a", "b", "units", "percent", "kappa", "why")
_MOST = 10


@dataclass(frozen=True, slots=True)
class Rater:
    """A reviewer, and how many of their assessments were looked at, those that stand alone too."""

    reviewer: str
    assessments: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Claims that aren't compared: assessed by one reviewer alone, or hidden from whoever looks."""

    alone: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers: the claims that both assessed, on what share of them they agree, and Cohen's kappa."""

    a: str
    b: str
    units: int
    percent: float | None
    kappa: float | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha at a level: over how much, how many assessments it leaves out, and why there is none."""

    level: Level
    value: float | None
    units: int
    assessments: int
    left_out: int
    why: str | None


@dataclass(frozen=True, slots=True)
class Confused:
    """Two ratings that the same claim was given: by how many pairs of reviewers, and on how many claims."""

    ratings: tuple[str, str]
    times: int
    units: int


@dataclass(frozen=True, slots=True)
class Disputed:
    """A claim on which reviewers differ: how far, from 0 to 1, and how many gave each rating."""

    id: int
    claim: str
    distance: float
    ratings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The report. Units are claims with two assessments or more; `differing` of them are disputed.

    `saw_others` counts the assessments compared here that were made when others could be seen. `alpha` is the one to
    quote, `alphas` has each level that the ratings allow; of what is confused and disputed the first ten are here.
    """

    question: Question
    round: int
    since: date | None
    reviewers: Sequence[str]
    units: int
    assessments: int
    raters: Sequence[Rater]
    left_out: LeftOut
    saw_others: int
    percent: float | None
    kappa: Sequence[Pair]
    alpha: Alpha
    alphas: Sequence[Alpha]
    confused: Sequence[Confused]
    differing: int
    disputed: Sequence[Disputed]
    at: datetime


def report(session: Session, wanted: Wanted, viewer: Viewer, at: datetime) -> Agreement:
    """Make the report, for somebody at a moment."""
    seen, informed = _read(session, wanted, viewer)
    matrix = agreement.compared(seen)
    alphas = [_alpha(each) for each in krippendorffs.alphas(matrix)]
    disputes = agreement.disputed(matrix)
    return Agreement(
        question=wanted.question,
        round=wanted.round,
        since=wanted.since,
        reviewers=list(wanted.reviewers),
        units=len(matrix),
        assessments=sum(map(len, matrix.values())),
        raters=_raters(seen),
        left_out=LeftOut(len(seen) - len(matrix), session.scalar(assessments.hidden(wanted, viewer)) or 0),
        saw_others=sum(count for unit, count in informed.items() if unit in matrix),
        percent=_percent(agreement.agreement(matrix)),
        kappa=[_pair(each) for each in agreement.kappas(seen)],
        alpha=alphas[0],
        alphas=alphas,
        confused=[Confused(each.words, each.times, each.units) for each in agreement.confused(matrix)[:_MOST]],
        differing=len(disputes),
        disputed=_with_words(session, disputes[:_MOST]),
        at=at,
    )


def pair_rows(made: Agreement) -> list[dict[str, object]]:
    """Return the report's pairs of reviewers as rows by `PAIR_COLUMNS`."""
    about = {"question": str(made.question), "round": made.round}
    return [{**about, **{name: getattr(pair, name) for name in PAIR_COLUMNS[2:]}} for pair in made.kappa]


def _read(session: Session, wanted: Wanted, viewer: Viewer) -> tuple[Matrix, Mapping[int, int]]:
    """Return ratings by claim and reviewer, and how many of each claim were made with others in view."""
    matrix: dict[int, dict[str, Rating]] = {}
    informed: dict[int, int] = {}
    for claim_id, handle, word, score, saw_others in session.execute(assessments.seen(wanted, viewer)):
        matrix.setdefault(claim_id, {})[handle] = Rating(word, score)
        informed[claim_id] = informed.get(claim_id, 0) + saw_others
    return matrix, informed


def _raters(seen: Matrix) -> list[Rater]:
    counts: dict[str, int] = {}
    for given in seen.values():
        for handle in given:
            counts[handle] = counts.get(handle, 0) + 1
    return [Rater(handle, counts[handle]) for handle in sorted(counts)]


def _pair(pair: agreement.Pair) -> Pair:
    return Pair(pair.a, pair.b, pair.units, _percent(pair.agreement), _number(pair.kappa), pair.why)


def _alpha(alpha: krippendorffs.Alpha) -> Alpha:
    return Alpha(alpha.level, _number(alpha.value), alpha.units, alpha.ratings, alpha.left_out, alpha.why)


def _with_words(session: Session, disputes: Sequence[agreement.Dispute]) -> list[Disputed]:
    ids = [each.unit for each in disputes]
    rows = session.execute(select(Claim.id, Claim.claim).where(Claim.id.in_(ids)))
    words = dict(rows.all())
    return [Disputed(each.unit, words[each.unit], float(each.distance), each.ratings) for each in disputes]


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(share * 100)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
