"""Slows down whoever guesses passwords: after wrong ones, the next attempt counts only after a wait that doubles.

Wrong passwords are counted by name, so that many machines cannot guess the password of one reviewer, and by address, so
that one machine cannot try one password on many names. The counts are in memory: a server that starts again forgets
them, and several servers count apart.
"""

from __future__ import annotations

import ipaddress
import math
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from factdb.errors.web import TooManyAttemptsError, WrongPasswordError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FREE = 5  # wrong passwords before the first wait
LONGEST_WAIT = 300  # seconds
_FORGOTTEN_AFTER = timedelta(hours=1)
_MOST_COUNTS = 20_000
# Comparing takes 32 MB each: a crowd of attempts must not take the memory or the cores of those who are at work.
_COMPARED_AT_ONCE = 2
_PATIENCE = 5  # seconds to wait for a turn
_NETWORK_BITS = 64  # one customer has at least as many addresses of IPv6


@dataclass(slots=True)
class _Count:
    wrong: int
    last: datetime
    until: datetime
    before: datetime  # the end of the wait that the last attempt had


class Attempts:
    """The wrong passwords of late; threads share them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, _Count] = {}
        self._turns = BoundedSemaphore(_COMPARED_AT_ONCE)

    @contextmanager
    def comparing(self, name: str, address: str | None, at: datetime) -> Iterator[None]:
        """Compare a password within this block, which raises WrongPasswordError for a wrong one.

        Refused if it is too soon, whatever the password is: the answer would tell whether it is right. An attempt
        counts as wrong before it is compared, so that many at once are not more than one after the other.
        """
        by_name, by_address = f"name {name.strip().lower()[:100]}", f"address {_network(address)}"
        with self._lock:
            wait = max(self._seconds_left(key, at) for key in (by_name, by_address))
            if wait > 0:
                raise TooManyAttemptsError(math.ceil(wait))
            self._count(by_name, at)
            self._count(by_address, at)
        if not self._turns.acquire(timeout=_PATIENCE):
            raise TooManyAttemptsError(_PATIENCE)
        try:
            yield
        except WrongPasswordError:
            raise
        except BaseException:  # nothing was compared: the database was not to be reached, say
            self._take_back(by_name, by_address)
            raise
        else:
            # Those of the address stay: whoever has an account could otherwise guess those of others for ever.
            self._take_back(by_address)
            with self._lock:
                self._counts.pop(by_name, None)
        finally:
            self._turns.release()

    def _seconds_left(self, key: str, at: datetime) -> float:
        count = self._counts.get(key)
        return (count.until - at).total_seconds() if count else 0

    def _count(self, key: str, at: datetime) -> None:
        count = self._counts.pop(key, None)
        wrong = count.wrong + 1 if count and at - count.last < _FORGOTTEN_AFTER else 1
        wait = min(2 ** (wrong - FREE), LONGEST_WAIT) if wrong >= FREE else 0
        before = count.until if count else at
        # At the end of the dictionary, so that the oldest comes first.
        self._counts[key] = _Count(wrong, at, at + timedelta(seconds=wait), before)
        while len(self._counts) > _MOST_COUNTS:
            del self._counts[next(iter(self._counts))]

    def _take_back(self, *keys: str) -> None:
        """Take one wrong password off each count: that of the attempt itself."""
        with self._lock:
            for count in filter(None, map(self._counts.get, keys)):
                count.wrong -= 1
                count.until = count.before


def _network(address: str | None) -> str:
    """Return an address as it is counted: of IPv6, the network of one customer."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"  # a socket, or a proxy that writes names
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))
