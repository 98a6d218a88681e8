"""Runs two commands in turn as whole processes, and compares the CPU time that they took, pair by pair."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

# Compiled modules are kept, as they are for people who installed both.
_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True, slots=True)
class Pair:
    """What is measured, against what, and the ratio that it should stay below, where there is such a goal."""

    work: str
    ours: Sequence[str]
    against: str
    peer: Sequence[str]
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of the CPU seconds of both, of the ratios of the pairs, and of the seconds on the clock."""

    ours: float
    peer: float
    ratio: float
    our_wall: float
    peer_wall: float


@dataclass(frozen=True, slots=True)
class _Spent:
    cpu: float
    wall: float


def measure(pair: Pair, runs: int) -> Measured:
    """Run both in turn `runs` times; before several runs, once to warm up."""
    warm_up = 1 if runs > 1 else 0
    timed = [(_spent(pair.ours), _spent(pair.peer)) for _ in range(warm_up + runs)][warm_up:]
    ours, peer = zip(*((our.cpu, other.cpu) for our, other in timed), strict=True)
    ratio = statistics.median(a / b for a, b in zip(ours, peer, strict=True))
    walls = (statistics.median(pair[place].wall for pair in timed) for place in (0, 1))
    return Measured(statistics.median(ours), statistics.median(peer), ratio, *walls)


def _spent(command: Sequence[str]) -> _Spent:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    nothing = subprocess.DEVNULL
    subprocess.run(command, env={**os.environ, **_ENVIRONMENT}, stdout=nothing, stderr=nothing, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return _Spent(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall)
