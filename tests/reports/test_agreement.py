"""The report on agreement: what it compares, what it leaves out, and what it doesn't give away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from math import nan

import krippendorff
import pytest
from nltk.metrics.agreement import AnnotationTask
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from factdb.domain import agreement as rules
from factdb.domain.enums import PolicyName, Question
from factdb.reports import agreement
from factdb.reports.agreement import Agreement, AssessmentRequest, AssessmentViewer, LeftOut, Rater
from factdb.services.actor import find_actor, find_viewer
from factdb.services.decisions import mapping
from factdb.services.desk import desk_policy
from factdb.store.models import Assessment, Claim, Rating, Reviewer
from tests.conftest import NOW
from tests.reports.conftest import SCORES, TEN, assess, new_claim


def viewer(session: Session, handle: str) -> AssessmentViewer:
    """Return somebody who looks, on the desk as its policy has it."""
    return AssessmentViewer(find_viewer(session, handle, NOW).reviewer_id, desk_policy.current(session).blind)


def report(session: Session, wanted: AssessmentRequest | None = None, by: str = "ana") -> Agreement:
    return agreement.report(session, wanted or AssessmentRequest(), viewer(session, by), NOW)


def ten_claims(session: Session) -> list[int]:
    """Let ana and ed assess ten claims."""
    claims = [new_claim(session, f"The bridge cost {number} million.") for number in range(10)]
    for claim, (anas, eds) in zip(claims, TEN, strict=True):
        assess(session, claim, {"ana": anas, "ed": eds})
    return claims


def shown_to(session: Session, handle: str) -> tuple[int, int]:
    """Return how many claims are compared for somebody, and how many are hidden."""
    made = report(session, by=handle)
    return made.units, made.left_out.hidden


# -- figures -------------------------------------------------------------------------------------------------


def test_ten_claims_of_two_reviewers_equal_the_established_implementations(session: Session) -> None:
    ten_claims(session)
    made = report(session)
    triples = [(who, n, word) for n, pair in enumerate(TEN) for who, word in zip(("ana", "ed"), pair, strict=True)]
    theirs = AnnotationTask(triples)
    (pair,) = made.kappa
    assert (made.units, made.assessments, pair.units) == (10, 20, 10)
    assert made.percent == pytest.approx(100 * theirs.avg_Ao())
    assert pair.kappa == pytest.approx(theirs.kappa_pairwise("ana", "ed"))
    rows = [[SCORES[pair[place]] for pair in TEN] for place in (0, 1)]
    levels = {str(each.level): each.value for each in made.alphas}
    assert levels == {
        level: pytest.approx(krippendorff.alpha(reliability_data=rows, level_of_measurement=level))
        for level in ("ordinal", "nominal")
    }
    assert made.alpha == made.alphas[0]
    assert made.alpha.level == "ordinal"


def test_missing_and_unscored_ratings_are_counted_where_they_count(session: Session) -> None:
    given: list[Mapping[str, str]] = [
        {"ana": "true", "ed": "true", "rita": "mostly-true"},
        {"ana": "false", "ed": "unproven"},
        {"ana": "false", "ed": "half-true", "rita": "unproven"},
        {"ana": "true", "ed": "mostly-true", "rita": "false"},
        {"ana": "true"},
    ]
    for row in given:
        assess(session, new_claim(session), row)
    made = report(session)
    assert (made.units, made.assessments) == (4, 11)
    nominal, ordinal = made.alphas
    assert (nominal.level, nominal.assessments, nominal.left_out) == ("nominal", 11, 0)
    assert (ordinal.level, ordinal.assessments, ordinal.left_out) == ("ordinal", 8, 3)
    scored = [[SCORES.get(row.get(who, ""), nan) for row in given] for who in ("ana", "ed", "rita")]
    assert ordinal.value == pytest.approx(krippendorff.alpha(reliability_data=scored, level_of_measurement="ordinal"))


def test_what_is_confused_and_what_is_disputed(session: Session) -> None:
    claims = ten_claims(session)
    made = report(session)
    assert [each.ratings for each in made.confused] == [
        ("false", "mostly-false"),
        ("false", "true"),
        ("half-true", "mostly-false"),
        ("mostly-true", "true"),
    ]
    assert made.differing == len(made.disputed) == 4
    first = made.disputed[0]
    assert (first.id, first.claim, first.distance) == (claims[5], "The bridge cost 5 million.", 1)
    assert first.ratings == {"false": 1, "true": 1}
    assert [each.id for each in made.disputed[1:]] == [claims[1], claims[3], claims[9]]


def test_of_many_disputed_claims_the_first_ten_are_named(session: Session) -> None:
    for _ in range(12):
        assess(session, new_claim(session), {"ana": "true", "ed": "false"})
    made = report(session)
    assert (made.differing, len(made.disputed)) == (12, 10)


def test_the_rows_are_the_pairs(session: Session) -> None:
    ten_claims(session)
    made = report(session)
    (row,) = agreement.pair_rows(made)
    assert tuple(row) == agreement.PAIR_COLUMNS
    assert (row["question"], row["round"], row["a"], row["b"], row["units"]) == ("truth", 1, "ana", "ed", 10)
    assert row["percent"] == made.percent


# -- which assessments ---------------------------------------------------------------------------------------


def test_nothing_assessed_is_nothing_reported(session: Session) -> None:
    made = report(session)
    assert (made.units, made.assessments, made.percent, made.alpha.value) == (0, 0, None, None)
    assert (made.raters, made.kappa, made.confused, made.disputed) == ([], [], [], [])
    assert made.left_out == LeftOut(0, 0)


def test_questions_are_never_mixed(session: Session) -> None:
    claim = new_claim(session)
    assess(session, claim, {"ana": "true", "ed": "true"})
    assess(session, claim, {"ana": "verbatim", "ed": "altered"}, Question.QUOTE)
    truth, quote = report(session), report(session, AssessmentRequest(Question.QUOTE))
    assert (truth.assessments, truth.percent) == (2, 100)
    assert (quote.assessments, quote.percent, [each.level for each in quote.alphas]) == (2, 0, ["nominal"])
    assert agreement.count(session, AssessmentRequest(Question.QUOTE), viewer(session, "ana")) == 2


def test_rounds_are_never_mixed(session: Session) -> None:
    claim = new_claim(session)
    assess(session, claim, {"ana": "true", "ed": "false"})
    assess(session, claim, {"ana": "true", "ed": "true"}, number=2)
    assert report(session).percent == 0
    assert report(session, AssessmentRequest(round=2)).percent == 100
    assert report(session, AssessmentRequest(round=3)).units == 0


def test_a_rating_alone_is_compared_with_nothing_and_said(session: Session) -> None:
    assess(session, new_claim(session), {"ana": "true", "ed": "true"})
    assess(session, new_claim(session), {"ana": "false"})
    made = report(session)
    assert (made.units, made.assessments, made.left_out) == (1, 2, LeftOut(alone=1, hidden=0))
    assert made.raters == [Rater("ana", 2), Rater("ed", 1)]


def test_some_reviewers_alone(session: Session) -> None:
    assess(session, new_claim(session), {"ana": "true", "ed": "true", "rita": "false"})
    made = report(session, AssessmentRequest(reviewers=["ana", "ed"]))
    assert ([each.reviewer for each in made.raters], made.percent) == (["ana", "ed"], 100)


def test_since_a_day(session: Session) -> None:
    assess(session, new_claim(session), {"ana": "true", "ed": "false"}, at=NOW - timedelta(days=1))
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    assess(session, new_claim(session), {"ana": "true", "ed": "true"}, at=midnight)
    assert report(session).units == 2
    assert report(session, AssessmentRequest(since=NOW.date())).percent == 100
    assert report(session, AssessmentRequest(since=NOW.date() + timedelta(days=1))).units == 0


def test_who_could_see_others_is_counted(session: Session) -> None:
    assess(session, new_claim(session), {"ana": "true", "ed": "false"})
    claim = new_claim(session)
    assess(session, claim, {"ana": "true"})
    assess(session, claim, {"ed": "true"}, saw_others=True)
    assess(session, new_claim(session), {"ana": "true"}, saw_others=True)
    assert report(session).saw_others == 1


def test_a_rating_of_another_scale_is_another_rating(session: Session) -> None:
    theirs = {
        "code": "meter",
        "publisher": "The Meter",
        "question": "truth",
        "ratings": [{"code": "true", "label": "True", "category": "truth", "score": 4}],
    }
    mapping.import_scales(session, find_actor(session, "ana", NOW), [theirs])
    assess(session, new_claim(session), {"ana": "true", "ed": "meter:true"})
    made = report(session)
    assert made.percent == 0
    assert made.confused[0].ratings == ("meter:true", "true")


# -- blindness -----------------------------------------------------------------------------------------------


def test_what_a_viewer_has_not_assessed_does_not_count(session: Session) -> None:
    both = new_claim(session)
    assess(session, both, {"ana": "true", "ed": "false"})
    assess(session, new_claim(session), {"ana": "true", "rita": "false"})
    assert shown_to(session, "ana") == (2, 0)
    assert shown_to(session, "ed") == (1, 1)
    assert shown_to(session, "rae") == (0, 2)
    assert shown_to(session, "a-stranger") == (0, 2)
    assess(session, both, {"rae": "true"})
    assert shown_to(session, "rae") == (1, 1)


def test_nothing_of_a_hidden_claim_is_in_the_report(session: Session) -> None:
    ten_claims(session)
    made = report(session, by="rita")
    nothing = report(session, AssessmentRequest(reviewers=["rae"]), by="rita")
    assert nothing.left_out == LeftOut(0, 0)
    assert asdict(made) == {**asdict(nothing), "reviewers": [], "left_out": {"alone": 0, "hidden": 10}}
    assert agreement.count(session, AssessmentRequest(), viewer(session, "rita")) == 0


def test_the_other_question_or_an_earlier_round_opens_nothing(session: Session) -> None:
    claim = new_claim(session)
    assess(session, claim, {"ana": "true", "ed": "false"})
    assess(session, claim, {"ana": "true", "ed": "true"}, number=2)
    assess(session, claim, {"rita": "verbatim"}, Question.QUOTE)
    assert shown_to(session, "rita") == (0, 1)
    assess(session, claim, {"rita": "true"})
    assert shown_to(session, "rita") == (1, 0)
    assert report(session, AssessmentRequest(round=2), "rita").left_out == LeftOut(alone=0, hidden=1)


@pytest.mark.parametrize("question", list(Question))
def test_what_is_decided_is_open_on_that_question_alone(session: Session, question: Question) -> None:
    claim = new_claim(session)
    assess(session, claim, {"ana": "true", "ed": "false"})
    assess(session, claim, {"ana": "verbatim", "ed": "altered"}, Question.QUOTE)
    rating = select(Rating.id).limit(1).scalar_subquery()
    columns = {f"{question}_rating_id": rating, f"{question}_version": 1}
    session.execute(update(Claim).where(Claim.id == claim).values(**columns))
    for each in Question:
        made = report(session, AssessmentRequest(each), "a-stranger")
        assert (made.units, made.left_out.hidden) == ((1, 0) if each is question else (0, 1))


def test_on_a_desk_that_is_not_blind_everything_is_open(session: Session) -> None:
    ten_claims(session)
    admin = find_actor(session, "ana", NOW)
    assert shown_to(session, "rita") == (0, 10)
    desk_policy.change(session, admin, PolicyName.BLIND, "off")
    assert shown_to(session, "rita") == (10, 0)
    assert shown_to(session, "a-stranger") == (10, 0)
    desk_policy.change(session, admin, PolicyName.BLIND, "on")
    assert shown_to(session, "rita") == (0, 10)


# -- many ----------------------------------------------------------------------------------------------------


def test_the_select_composes_and_reads_in_order(session: Session) -> None:
    claims = ten_claims(session)
    query = agreement.visible_assessments(AssessmentRequest(), viewer(session, "ana"))
    rows = session.execute(query.where(Assessment.claim_id == claims[3])).all()
    assert [tuple(row) for row in rows] == [
        (claims[3], "ana", "half-true", 2, False),
        (claims[3], "ed", "mostly-false", 1, False),
    ]
    assert [row.claim_id for row in session.execute(query)] == [number for number in claims for _ in TEN[0]]


def test_thousands_of_assessments_take_three_queries(session: Session) -> None:
    """A query for each claim or pair would take minutes on a desk of years."""
    people = list(session.scalars(select(Reviewer.id).where(Reviewer.handle.in_(["ana", "ed", "rae", "rita"]))))
    ratings = list(session.scalars(select(Rating.id).where(Rating.score.is_not(None)).order_by(Rating.id)))
    first = new_claim(session)
    columns = {column.key: getattr(session.get_one(Claim, first), column.key) for column in Claim.__table__.columns}
    session.execute(insert(Claim), [{**columns, "id": first + n, "uid": f"copy-{n}"} for n in range(1, 1001)])
    shared = {"question": Question.TRUTH, "round": 1, "rationale": "x", "submitted_at": NOW, "saw_others": False}
    rows = [
        {**shared, "claim_id": first + n, "reviewer_id": who, "rating_id": ratings[(n * who) % len(ratings)]}
        for n in range(1, 1001)
        for who in people
    ]
    session.execute(insert(Assessment), rows)
    by, asked = viewer(session, "ana"), list[str]()
    event.listen(session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    made = agreement.report(session, AssessmentRequest(), by, NOW)
    assert len(asked) == 3
    assert (made.units, made.assessments, len(made.kappa)) == (1000, 4000, 6)
    assert made.raters[0] == Rater("ana", 1000)
    assert {pair.why for pair in made.kappa} <= {None, rules.NO_VARIATION}
