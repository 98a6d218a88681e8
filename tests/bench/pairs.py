"""Runs two commands in turn as whole processes, and compares the CPU time that they took, pair by pair."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """What is measured, and against what."""

    work: str
    ours: Sequence[str]
    peer: Sequence[str]
    goal: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of the CPU seconds of both, and of the ratios of the pairs."""

    ours: float
    peer: float
    ratio: float


def measure(pair: Pair, runs: int, environment: Mapping[str, str]) -> Measured:
    """Run both in turn, once to warm up and then `runs` times."""
    timed = [(_cpu(pair.ours, environment), _cpu(pair.peer, environment)) for _ in range(runs + 1)][1:]
    ours, peer = zip(*timed, strict=True)
    ratio = statistics.median(a / b for a, b in timed)
    return Measured(statistics.median(ours), statistics.median(peer), ratio)


def _cpu(command: Sequence[str], environment: Mapping[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
