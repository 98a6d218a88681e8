"""Commands that write, each with what it leaves in which tables: for holding that a fault leaves none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.cli.conftest import rows_of
from tests.stories.conftest import must_verify, one_sentence
from tests.stories.forked_program import Before, Child, Forked

_LONG = "Because. " * 2_000  # some pages of a file


@dataclass(frozen=True, slots=True)
class Work:
    """A command, and how many rows of each table it adds to the worked example."""

    words: tuple[str, ...]
    leaves: Mapping[str, int]


WORKS = {
    "correct": Work(
        ("claims", "correct", "18", "--because", _LONG, "--public-note", "We say why."),
        {"history": 3, "verdicts": 1, "verdict_evidence": 2, "approvals": 1},
    ),
    "assess": Work(
        ("claims", "assess", "15", "true", "--because", _LONG),
        {"history": 1, "assessments": 1},
    ),
    "policy": Work(("policy", "set", "assessments", "2"), {"policies": 1, "desk_history": 1}),
    "next": Work(("claims", "next"), {"leases": 1}),
}


class Attempt:
    """One command on the worked example, which some fault is to hinder."""

    def __init__(self, program: Forked, work: Work) -> None:
        self.program = program
        self.work = work
        self.database = program.database
        self.before = rows_of(program.database)

    def start(self, before: Before | None = None) -> Child:
        """Give the command; `before` is called in its process first."""
        return self.program.child(*self.work.words, before=before)

    def must_fail(self, child: Child, *parts: str) -> None:
        """Wait for the command: it says one sentence, and leaves nothing, half done or whole."""
        done = child.finished()
        one_sentence(done, 1, *parts)
        assert done.stdout == ""
        assert self._left() == {}

    def must_work_once(self) -> None:
        """Give the command again, with nothing in its way: it leaves what it should, once."""
        done = self.start().finished()
        assert done.returncode == 0, done
        assert self._left() == self.work.leaves

    def _left(self) -> dict[str, int]:
        """Return how many rows each table has gained, in a ledger that verifies."""
        must_verify(self.database)
        after = rows_of(self.database)
        return {table: after[table] - count for table, count in self.before.items() if after[table] != count}
