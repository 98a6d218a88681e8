"""My assessments beside what was published: which agree, why the desk decided so, and nothing before it is public."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from factdb.domain.enums import Comparison, PolicyName, Question, Status
from factdb.reports import own_assessments
from factdb.reports.own_assessments import OwnFilter, Place
from factdb.services.actor import Actor
from factdb.services.decisions import assessing, correcting, rating, statuses
from factdb.services.decisions.assessing import Opinion
from factdb.services.desk import desk_policy
from tests.services.conftest import Desk

REASON = "The minutes of that day say so."
AGREES, DIFFERS, NOT_PUBLISHED = (str(word) for word in Comparison)


def assess(desk: Desk, who: Actor, *ratings: str, number: int = 19) -> None:
    assessing.assess(desk.session, desk.claim(number), who, Opinion(ratings, ["As I read it."]))


def rows(desk: Desk, who: Actor, question: Question | None = None) -> list[tuple[int, str, str, str | None, str]]:
    """Return what a reviewer sees: claim, question, own rating, published rating, comparison."""
    listed = own_assessments.rows(desk.session, OwnFilter(who.id, question))
    return [(row["claim"], row["on"], row["rating"], row["verdict"], row["comparison"]) for row in listed]


def decide(desk: Desk, code: str = "true", number: int = 19) -> None:
    desk.cite(desk.claim(number))
    desk.rate(desk.claim(number), code, actor=desk.ed, because=[REASON])


def test_a_verdict_shows_when_it_is_published_and_not_before(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    assess(desk, desk.rita, "true")
    assess(desk, desk.ed, "false")
    assert rows(desk, desk.rita) == [(19, "truth", "true", None, NOT_PUBLISHED)]
    decide(desk)
    (row,) = own_assessments.rows(desk.session, OwnFilter(desk.rita.id))
    assert (row["verdict"], row["reason"], row["version"], row["note"]) == (None, None, None, None)
    assert row["comparison"] == NOT_PUBLISHED, "it is decided, and nobody approved it"
    statuses.set_status(desk.session, desk.claim(19), desk.ana, Status.PUBLISHED)
    assert rows(desk, desk.rita) == [(19, "truth", "true", "true", AGREES)]
    assert rows(desk, desk.ed) == [(19, "truth", "false", "true", DIFFERS)]
    (row,) = own_assessments.rows(desk.session, OwnFilter(desk.rita.id))
    assert (row["because"], row["reason"], row["version"]) == ("As I read it.", REASON, 1)


def test_a_correction_that_waits_does_not_show(desk: Desk) -> None:
    assess(desk, desk.rita, "true")
    decide(desk)
    statuses.set_status(desk.session, desk.claim(19), desk.ana, Status.PUBLISHED)
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    request = rating.RatingRequest(ratings=["half-true"], because=["Half of it."])
    correcting.correct(desk.session, desk.claim(19), desk.ed, correcting.Correction("New facts.", request))
    assert rows(desk, desk.rita) == [(19, "truth", "true", "true", AGREES)]
    statuses.set_status(desk.session, desk.claim(19), desk.ana, Status.PUBLISHED)
    (row,) = own_assessments.rows(desk.session, OwnFilter(desk.rita.id))
    assert (row["verdict"], row["reason"], row["note"]) == ("half-true", "Half of it.", "New facts.")
    assert row["comparison"] == DIFFERS
    correcting.retract(desk.session, desk.claim(19), desk.ed, "It should not have run.")
    statuses.set_status(desk.session, desk.claim(19), desk.ana, Status.RETRACTED)
    assert rows(desk, desk.rita) == [(19, "truth", "true", None, NOT_PUBLISHED)]


def test_each_question_and_each_round_is_a_row(desk: Desk) -> None:
    assess(desk, desk.rita, "true", "verbatim")
    later = replace(desk.rita, now=desk.rita.now + timedelta(days=1))
    assess(desk, later, "false")
    decide(desk)
    statuses.set_status(desk.session, desk.claim(19), desk.ed, Status.PUBLISHED)
    assert rows(desk, desk.rita) == [
        (19, "truth", "false", "true", DIFFERS),
        (19, "quote", "verbatim", None, NOT_PUBLISHED),
        (19, "truth", "true", "true", AGREES),
    ]
    assert [row[1] for row in rows(desk, desk.rita, Question.QUOTE)] == ["quote"]
    counts = own_assessments.counts(desk.session, OwnFilter(desk.rita.id, comparison=Comparison.DIFFERS))
    assert counts == {Comparison.AGREES: 1, Comparison.DIFFERS: 1, Comparison.NOT_PUBLISHED: 1}
    for comparison in Comparison:
        chosen = own_assessments.rows(desk.session, OwnFilter(desk.rita.id, comparison=comparison))
        assert [row["comparison"] for row in chosen] == [comparison]


@pytest.mark.parametrize("handle", ["ana", "rae", None])
def test_who_assessed_nothing_sees_nothing(desk: Desk, handle: str | None) -> None:
    assess(desk, desk.rita, "true")
    reviewer_id = getattr(desk, handle).id if handle else None
    assert own_assessments.rows(desk.session, OwnFilter(reviewer_id)) == []
    assert set(own_assessments.counts(desk.session, OwnFilter(reviewer_id)).values()) == {0}


def test_a_long_list_goes_on_after_a_row(desk: Desk) -> None:
    for days, number in enumerate((9, 15, 19)):
        now = desk.rita.now + timedelta(days=days % 2)
        assess(desk, replace(desk.rita, now=now), "true", "verbatim", number=number)
    chosen = OwnFilter(desk.rita.id)
    whole = own_assessments.rows(desk.session, chosen)
    assert [row["claim"] for row in whole] == [15, 15, 9, 9, 19, 19]
    after, listed = None, []
    while page := own_assessments.rows(desk.session, chosen, after, 1):
        listed += page
        after = Place(page[0]["claim"], Question(page[0]["on"]), page[0]["round"])
    assert listed == whole
    assert own_assessments.rows(desk.session, chosen, Place(9, Question.TRUTH, 7)) == []
