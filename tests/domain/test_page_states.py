"""What several checks of a page allow to say: dead only after three failures over three days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.page_states import CheckedState, PageState, standing

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
OBSERVED = [state for state in PageState if state is not PageState.DEAD]


def after(checks: str) -> PageState | None:
    """Return the state after checks written as "hours state": "0 gone, 48 error"."""
    pairs = (check.split() for check in checks.split(", ") if check)
    return standing([CheckedState(START + timedelta(hours=float(hours)), PageState(state)) for hours, state in pairs])


@pytest.mark.parametrize(
    ("checks", "state"),
    [
        ("", None),
        ("0 ok", "ok"),
        ("0 gone", "gone"),
        ("0 error", "error"),
        ("0 gone, 24 gone, 48 gone", "gone"),  # three, but within two days
        ("0 gone, 96 gone", "gone"),  # four days, but two
        ("0 gone, 24 gone, 72 gone", "dead"),
        ("0 gone, 24 error, 72 soft-404", "dead"),
        ("0 error, 1 error, 2 error, 3 error, 71.9 error", "error"),
        ("0 gone, 24 ok, 48 gone, 96 gone", "gone"),  # it was seen between
        ("0 gone, 24 changed, 48 gone, 96 gone", "gone"),
        ("0 gone, 24 excerpt-gone, 48 gone, 96 gone", "gone"),
        ("0 gone, 24 blocked, 48 wall, 72 gone, 96 gone", "dead"),  # these two say nothing about the page
        ("0 blocked, 24 blocked, 72 blocked, 100 blocked", "blocked"),
        ("0 gone, 24 gone, 72 gone, 96 blocked", "blocked"),
        ("0 gone, 24 gone, 72 gone, 96 ok", "ok"),  # it came back
        ("0 gone, 24 gone, 72 gone, 96 ok, 97 gone", "gone"),
    ],
)
def test_the_state_after_checks(checks: str, state: str | None) -> None:
    assert after(checks) == state


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from(OBSERVED)), max_size=12))
def test_dead_needs_three_failures_and_three_days(rows: list[tuple[int, PageState]]) -> None:
    checks = [CheckedState(START + timedelta(hours=hours), state) for hours, state in sorted(rows)]
    state = standing(checks)
    if state is PageState.DEAD:
        failures = [check for check in checks if check.state.is_failure]
        assert len(failures) >= 3
        assert failures[-1].at - failures[0].at >= timedelta(days=3)
        assert checks[-1].state.is_failure
    else:
        assert state == (checks[-1].state if checks else None)


def test_no_state_both_shows_a_page_and_fails() -> None:
    assert not any(state.shows_page and state.is_failure for state in PageState)
