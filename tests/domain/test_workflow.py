"""The table of moves: every pair of statuses, who may make each move, and what each refusal says."""

from __future__ import annotations

import pytest

from factdb.domain import workflow
from factdb.domain.enums import Role, Status
from factdb.domain.workflow import Move
from factdb.errors import UsageError
from factdb.errors.claims import IllegalMoveError, ReasonNeededError

# The whole of DESIGN.md, section 5: (from, to) -> (minimum role, whether a reason must be given).
LEGAL = {
    ("new", "in-review"): ("reviewer", False),
    ("new", "declined"): ("reviewer", True),
    ("in-review", "reviewed"): ("reviewer", False),
    ("in-review", "on-hold"): ("reviewer", True),
    ("in-review", "new"): ("reviewer", True),
    ("in-review", "declined"): ("reviewer", True),
    ("on-hold", "in-review"): ("reviewer", False),
    ("on-hold", "declined"): ("reviewer", True),
    ("reviewed", "published"): ("editor", False),
    ("reviewed", "in-review"): ("reviewer", True),
    ("declined", "in-review"): ("reviewer", True),
    ("correcting", "published"): ("editor", False),
    ("correcting", "retracted"): ("editor", False),
}
NEED_A_VERDICT = {("in-review", "reviewed"), ("reviewed", "published")}


def attempt(current: str, wanted: str, *, reason: str | None = "because", has_verdict: bool = True) -> Move:
    return workflow.legal_move(7, Status(current), Status(wanted), reason=reason, has_verdict=has_verdict)


def refusal(current: str, wanted: str, *, has_verdict: bool = True) -> IllegalMoveError:
    with pytest.raises(IllegalMoveError) as caught:
        attempt(current, wanted, has_verdict=has_verdict)
    return caught.value


@pytest.mark.parametrize(("pair", "terms"), LEGAL.items())
def test_a_move_of_the_table_is_made_by_its_role(pair: tuple[str, str], terms: tuple[str, bool]) -> None:
    found = attempt(*pair)
    assert (found.to, found.role, found.reason) == (pair[1], Role(terms[0]), terms[1])


@pytest.mark.parametrize("pair", [pair for pair, (_, reason) in LEGAL.items() if not reason])
def test_a_move_forward_needs_no_reason(pair: tuple[str, str]) -> None:
    assert attempt(*pair, reason=None).to == pair[1]


@pytest.mark.parametrize("reason", [None, ""])
@pytest.mark.parametrize("pair", [pair for pair, (_, reason) in LEGAL.items() if reason])
def test_a_move_back_or_aside_needs_one(pair: tuple[str, str], reason: str | None) -> None:
    with pytest.raises(ReasonNeededError) as caught:
        attempt(*pair, reason=reason)
    assert str(caught.value) == f"Claim 7 is {pair[0]}. A change to {pair[1]} needs a reason."
    assert caught.value.next_step == 'Give a reason: --reason "..."'
    assert isinstance(caught.value, UsageError)


@pytest.mark.parametrize("current", Status)
def test_every_other_move_is_refused_with_those_that_there_are(current: Status) -> None:
    legal_targets = [to for start, to in LEGAL if start == current]
    moves = f" It can become {' or '.join(legal_targets)}." if legal_targets else ""
    for target in (str(status) for status in Status if status not in legal_targets):
        error = refusal(current, target)
        assert str(error) == f"Claim 7 is {current} and cannot become {target}.{moves}"
        assert error.exit_code == 1


@pytest.mark.parametrize("current", Status)
def test_the_possible_moves_are_those_of_the_table(current: Status) -> None:
    assert [str(status) for status in workflow.possible_moves(current)] == [
        to for start, to in LEGAL if start == current
    ]


def test_publishing_a_new_claim_names_its_moves_and_the_one_command_that_does_it() -> None:
    error = refusal("new", "published")
    assert str(error) == "Claim 7 is new and cannot become published. It can become in-review or declined."
    assert error.next_step == 'Rate the claim first: factdb claims rate 7 RATING --because "..." --publish'


@pytest.mark.parametrize("current", ["new", "on-hold"])
def test_who_wants_reviewed_is_told_to_decide(current: str) -> None:
    assert refusal(current, "reviewed").next_step == 'Rate the claim first: factdb claims rate 7 RATING --because "..."'


def test_a_claim_without_a_verdict_is_not_reviewed() -> None:
    error = refusal("in-review", "reviewed", has_verdict=False)
    assert "in-review without a verdict and cannot become reviewed" in str(error)
    assert str(error).endswith("It can become on-hold or new or declined.")
    assert error.next_step == 'Rate the claim first: factdb claims rate 7 RATING --because "..."'


@pytest.mark.parametrize("pair", sorted(LEGAL.keys() - NEED_A_VERDICT))
def test_no_other_move_asks_for_a_verdict(pair: tuple[str, str]) -> None:
    assert attempt(*pair, has_verdict=False).to == pair[1]


@pytest.mark.parametrize("wanted", Status)
def test_what_is_published_changes_in_the_open(wanted: Status) -> None:
    error = refusal("published", wanted)
    verb = "retract" if wanted is Status.RETRACTED else "correct"
    assert error.next_step.startswith(f"{verb.capitalize()} the published claim: factdb claims {verb} 7")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PUBLISHED])
def test_a_claim_that_is_there_already_is_told_so(status: Status) -> None:
    assert refusal(status, status).next_step == "Nothing was changed."


@pytest.mark.parametrize(
    ("current", "wanted", "next_step"),
    [
        ("new", "on-hold", "Move it to in-review first: factdb claims status 7 in-review"),
        ("reviewed", "declined", 'Move it to in-review first: factdb claims status 7 in-review --reason "..."'),
        ("declined", "new", 'Move it to in-review first: factdb claims status 7 in-review --reason "..."'),
        ("declined", "published", 'Move it to in-review first: factdb claims status 7 in-review --reason "..."'),
        ("on-hold", "new", "Move it to in-review first: factdb claims status 7 in-review"),
        ("reviewed", "retracted", "See the claim: factdb claims show 7"),
        ("correcting", "declined", "See the claim: factdb claims show 7"),
        ("retracted", "new", "See the claim: factdb claims show 7"),
    ],
)
def test_a_move_that_takes_two_names_the_first(current: str, wanted: str, next_step: str) -> None:
    assert refusal(current, wanted).next_step == next_step


@pytest.mark.parametrize("current", Status)
@pytest.mark.parametrize("wanted", Status)
def test_every_refused_move_has_a_next_step(current: Status, wanted: Status) -> None:
    if wanted not in workflow.possible_moves(current):
        assert refusal(current, wanted).next_step


@pytest.mark.parametrize("start", workflow.PATH_TO_REVIEWED)
def test_rating_takes_a_claim_to_reviewed_by_moves_that_need_no_reason(start: Status) -> None:
    current = start
    for step in workflow.PATH_TO_REVIEWED[start]:
        current = workflow.legal_move(7, current, step, reason=None, has_verdict=True).to
    assert current is Status.REVIEWED


def test_rating_starts_where_work_is_open() -> None:
    assert set(workflow.PATH_TO_REVIEWED) == {"new", "in-review", "on-hold", "reviewed"}
    assert workflow.PATH_TO_REVIEWED[Status.NEW] == ("in-review", "reviewed")
    assert workflow.PATH_TO_REVIEWED[Status.ON_HOLD] == ("in-review", "reviewed")
