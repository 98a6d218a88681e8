"""Slowing down: how long the next attempt waits, by name and by address."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from factdb.errors.web import TooManyAttemptsError, WrongPasswordError
from factdb.web.attempts import FREE, LONGEST_WAIT, Attempts
from tests.conftest import NOW

HERE = "203.0.113.9"


def guess(attempts: Attempts, name: str, address: str | None, at: datetime) -> int:
    """Try a wrong password; return the seconds to wait if it was not even compared."""
    try:
        with suppress(WrongPasswordError), attempts.comparing(name, address, at):
            raise WrongPasswordError
    except TooManyAttemptsError as refusal:
        return refusal.seconds
    return 0


def test_the_wait_doubles_up_to_five_minutes() -> None:
    attempts, at, waits = Attempts(), NOW, []
    for _ in range(FREE + 10):
        assert guess(attempts, "rita", HERE, at) == 0
        wait = guess(attempts, "rita", HERE, at)
        waits.append(wait)
        at += timedelta(seconds=wait)
        if wait == 0:
            continue
        assert guess(attempts, "rita", HERE, at - timedelta(milliseconds=1)) == 1
    # The first guesses were free, so two of them counted in each round.
    assert waits[:5] == [0, 0, 1, 2, 4]
    assert waits[-1] == LONGEST_WAIT == 300


@pytest.mark.parametrize(("name", "address"), [("rita", "198.51.100.1"), (" Rita", "198.51.100.2"), ("ed", HERE)])
def test_names_and_addresses_are_counted_apart(name: str, address: str) -> None:
    attempts = Attempts()
    for _ in range(FREE):
        guess(attempts, "rita", HERE, NOW)
    assert guess(attempts, name, address, NOW) == 1
    assert guess(attempts, "ana", "198.51.100.3", NOW) == 0


def test_many_names_from_one_address_and_many_addresses_for_one_name() -> None:
    attempts = Attempts()
    assert [guess(attempts, f"name{n}", HERE, NOW) for n in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    assert [guess(attempts, "ana", f"198.51.100.{n}", NOW) for n in range(7)] == [0, 0, 0, 0, 0, 1, 1]


def test_the_addresses_of_one_customer_count_together() -> None:
    attempts = Attempts()
    assert [guess(attempts, f"n{n}", f"2001:db8:1:2::{n}", NOW) for n in range(6)][-1] == 1
    assert guess(attempts, "n9", "2001:db8:1:3::1", NOW) == 0
    assert [guess(attempts, f"m{n}", f"::ffff:203.0.113.{n}", NOW) for n in range(6)][-1] == 0
    assert [guess(attempts, f"o{n}", ("?", None, "unix:")[n % 3], NOW) for n in range(6)][-1] == 1


def test_the_right_password_is_refused_too_while_it_is_too_soon() -> None:
    attempts = Attempts()
    for _ in range(FREE):
        guess(attempts, "rita", HERE, NOW)
    with pytest.raises(TooManyAttemptsError), attempts.comparing("rita", HERE, NOW):
        pytest.fail("nothing may be compared")
    with attempts.comparing("rita", HERE, NOW + timedelta(seconds=1)):
        pass
    assert guess(attempts, "rita", "198.51.100.1", NOW + timedelta(seconds=1)) == 0


def test_right_passwords_do_not_free_an_address() -> None:
    attempts, at = Attempts(), NOW
    waits = []
    for n in range(7):
        waits.append(guess(attempts, f"name{n}", HERE, at))
        try:
            with attempts.comparing("own", HERE, at):
                pass
        except TooManyAttemptsError:
            waits.append(-1)
    assert waits == [0, 0, 0, 0, 0, -1, 1, -1, 1, -1]


def test_what_was_not_compared_counts_for_nothing() -> None:
    attempts = Attempts()
    for _ in range(20):
        with pytest.raises(OSError, match="gone"), attempts.comparing("rita", HERE, NOW):
            raise OSError("gone")
    assert guess(attempts, "rita", HERE, NOW) == 0


def test_an_hour_later_nothing_is_known() -> None:
    attempts = Attempts()
    for _ in range(FREE):
        guess(attempts, "rita", HERE, NOW)
    later = NOW + timedelta(hours=1)
    assert [guess(attempts, "rita", HERE, later) for _ in range(FREE + 1)] == [0] * FREE + [1]
