"""Counts the lines of Python that some work runs: a measure of time that no busy machine changes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def count_steps(work: Callable[[], object]) -> int:
    """Return how many lines run: each round of a loop is one more."""
    steps = 0

    def trace(_frame: Any, event: str, _argument: Any) -> Any:  # noqa: ANN401 - the signature of sys.settrace
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps
