"""Runs two commands in turn as whole processes, and compares the CPU time that they took, pair by pair."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
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
    """Medians of the CPU seconds of both, and of the ratios of the pairs."""

    ours: float
    peer: float
    ratio: float


def measure(pair: Pair, runs: int) -> Measured:
    """Run both in turn, once to warm up and then `runs` times."""
    timed = [(_cpu(pair.ours), _cpu(pair.peer)) for _ in range(runs + 1)][1:]
    ours, peer = zip(*timed, strict=True)
    ratio = statistics.median(a / b for a, b in timed)
    return Measured(statistics.median(ours), statistics.median(peer), ratio)


def _cpu(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    nothing = subprocess.DEVNULL
    subprocess.run(command, env={**os.environ, **_ENVIRONMENT}, stdout=nothing, stderr=nothing, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
