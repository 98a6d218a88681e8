"""How far reviewers agree in their assessments of one question. Hidden assessments are left out.

A report covers one question. Truth and quote ratings have no word in common, so one figure for both would show more
agreement than there is. Figures are exact until they are shown. Shares are in percent, 0 to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, TypeVarTuple

from sqlalchemy import Select, case, func, not_, select

from factdb.domain import agreement
from factdb.domain.enums import Question
from factdb.store.blind_assessments import visible
from factdb.store.models import Assessment, Claim, Rating, Reviewer, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.domain.agreement import Level, Matrix


Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class AssessmentViewer:
    """The person who asks for the report, and whether the desk is blind. Without a reviewer_id: not a reviewer."""

    reviewer_id: int | None
    blind: bool


@dataclass(frozen=True, slots=True)
class AssessmentRequest:
    """Which assessments are compared: one round, optionally since a day (UTC), by some reviewers or by all.

    `round` counts the assessments of each reviewer. The default is everybody's first round: agreement measures
    independent (blind) ratings.
    """

    question: Question = Question.TRUTH
    round: int = 1
    since: date | None = None
    reviewers: Sequence[str] = ()


def visible_assessments(request: AssessmentRequest, by: AssessmentViewer) -> Select[int, str, str, int | None, bool]:
    """Select claim, reviewer, rating, score and saw_others of all assessments that the viewer may see.

    A rating of another publisher's scale is named with its scale, because the same word can mean something else there.
    """
    word = case((Scale.publisher.is_(None), Rating.code), else_=Scale.code + ":" + Rating.code)
    query = select(
        Assessment.claim_id,
        Reviewer.handle,
        word.label("rating"),
        Rating.score,
        Assessment.saw_others,
    )
    rated = query.join(Assessment.rating).join(Rating.scale)
    return _from_claims(rated, request).where(_open_to(by)).order_by(Assessment.claim_id, Reviewer.handle)


def hidden(request: AssessmentRequest, by: AssessmentViewer) -> Select[int]:
    """Count the claims whose assessments the viewer may not see yet."""
    claims = select(func.count(Assessment.claim_id.distinct()))
    return _from_claims(claims, request).where(not_(_open_to(by)))


def count(session: Session, request: AssessmentRequest, by: AssessmentViewer) -> int:
    """Count the assessments that the viewer may see."""
    query = select(func.count()).select_from(visible_assessments(request, by).order_by(None).subquery())
    return session.scalar(query) or 0


def _open_to(viewer: AssessmentViewer) -> ColumnElement[bool]:
    return visible(viewer.reviewer_id, blind=viewer.blind, assessments=Assessment.__table__)


def _from_claims(query: Select[*Columns], request: AssessmentRequest) -> Select[*Columns]:
    conditions = [Assessment.question == request.question, Assessment.round == request.round]
    conditions += [Assessment.submitted_at >= datetime.combine(request.since, time(), UTC)] if request.since else []
    conditions += [Reviewer.handle.in_(request.reviewers)] if request.reviewers else []
    return query.join(Assessment.claim).join(Assessment.reviewer).where(*conditions)


PAIR_COLUMNS = ("question", "round", "a", "b", "units", "percent", "kappa", "why")
_MOST = 10


@dataclass(frozen=True, slots=True)
class Rater:
    """A reviewer, and the number of their assessments in the report, including those of claims with only one."""

    reviewer: str
    assessments: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Counts of claims that are not compared: assessed by only one reviewer, or hidden from the viewer."""

    alone: int
    hidden: int


@dataclass(frozen=True, slots=True)
class AgreementPair:
    """Two reviewers: the number of claims that both assessed, the share on which they agree, and Cohen's kappa.

    `why` explains a missing figure.
    """

    a: str
    b: str
    units: int
    percent: float | None
    kappa: float | None
    why: str | None


@dataclass(frozen=True, slots=True)
class AlphaFigure:
    """Krippendorff's alpha at a level: the claims and assessments used and left out; `why` explains a missing value."""

    level: Level
    value: float | None
    units: int
    assessments: int
    left_out: int
    why: str | None


@dataclass(frozen=True, slots=True)
class ConfusedRatings:
    """Two ratings given to the same claim: `times` counts pairs of reviewers, `units` counts claims."""

    ratings: tuple[str, str]
    times: int
    units: int


@dataclass(frozen=True, slots=True)
class DisputedClaim:
    """A claim on which reviewers differ: the distance, from 0 to 1, and the number of reviewers for each rating."""

    id: int
    claim: str
    distance: float
    ratings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The report. Units are claims with two assessments or more; `differing` of them are disputed.

    `saw_others` counts the compared assessments whose reviewer could already see others. `alpha` is the figure to
    quote. `alphas` has each level that the ratings allow. `confused` and `disputed` have the first ten.
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
    kappa: Sequence[AgreementPair]
    alpha: AlphaFigure
    alphas: Sequence[AlphaFigure]
    confused: Sequence[ConfusedRatings]
    differing: int
    disputed: Sequence[DisputedClaim]
    at: datetime


def report(session: Session, request: AssessmentRequest, viewer: AssessmentViewer, at: datetime) -> Agreement:
    """Return the agreement report for a viewer, dated `at`."""
    ratings, informed = _read(session, request, viewer)
    matrix = agreement.comparable_units(ratings)
    alphas = [_alpha(alpha) for alpha in agreement.alphas(matrix)]
    disputes = agreement.disputes(matrix)
    return Agreement(
        question=request.question,
        round=request.round,
        since=request.since,
        reviewers=list(request.reviewers),
        units=len(matrix),
        assessments=sum(map(len, matrix.values())),
        raters=_raters(ratings),
        left_out=LeftOut(len(ratings) - len(matrix), session.scalar(hidden(request, viewer)) or 0),
        saw_others=sum(count for unit, count in informed.items() if unit in matrix),
        percent=_percent(agreement.agreement(matrix)),
        kappa=[_pair(pair) for pair in agreement.kappas(ratings)],
        alpha=alphas[0],
        alphas=alphas,
        confused=[
            ConfusedRatings(confusion.words, confusion.times, confusion.units)
            for confusion in agreement.confusions(matrix)[:_MOST]
        ],
        differing=len(disputes),
        disputed=_with_words(session, disputes[:_MOST]),
        at=at,
    )


def pair_rows(agreement_report: Agreement) -> list[dict[str, object]]:
    """Return the pairs of reviewers as rows with the columns `PAIR_COLUMNS`."""
    about = {"question": str(agreement_report.question), "round": agreement_report.round}
    return [{**about, **{name: getattr(pair, name) for name in PAIR_COLUMNS[2:]}} for pair in agreement_report.kappa]


def _read(session: Session, request: AssessmentRequest, viewer: AssessmentViewer) -> tuple[Matrix, Mapping[int, int]]:
    """Return ratings by claim and reviewer, and for each claim the number of assessments that saw others."""
    matrix: dict[int, dict[str, agreement.RaterRating]] = {}
    informed: dict[int, int] = {}
    for claim_id, handle, word, score, saw_others in session.execute(visible_assessments(request, viewer)):
        matrix.setdefault(claim_id, {})[handle] = agreement.RaterRating(word, score)
        informed[claim_id] = informed.get(claim_id, 0) + saw_others
    return matrix, informed


def _raters(ratings: Matrix) -> list[Rater]:
    counts: dict[str, int] = {}
    for by_reviewer in ratings.values():
        for handle in by_reviewer:
            counts[handle] = counts.get(handle, 0) + 1
    return [Rater(handle, counts[handle]) for handle in sorted(counts)]


def _pair(pair: agreement.RaterPair) -> AgreementPair:
    return AgreementPair(pair.a, pair.b, pair.units, _percent(pair.agreement), _number(pair.kappa), pair.why)


def _alpha(alpha: agreement.KrippendorffAlpha) -> AlphaFigure:
    return AlphaFigure(alpha.level, _number(alpha.value), alpha.units, alpha.ratings, alpha.left_out, alpha.why)


def _with_words(session: Session, disputes: Sequence[agreement.Dispute]) -> list[DisputedClaim]:
    ids = [dispute.unit for dispute in disputes]
    rows = session.execute(select(Claim.id, Claim.claim).where(Claim.id.in_(ids)))
    words = dict(rows.all())
    return [
        DisputedClaim(dispute.unit, words[dispute.unit], float(dispute.distance), dispute.ratings)
        for dispute in disputes
    ]


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(share * 100)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
