"""kill -9 at random moments of deciding, correcting and assessing: what was told is there, and nothing half done."""

from __future__ import annotations

import random
import re
import time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factdb.domain.history import chain
from factdb.store import sessions
from factdb.store.models import Assessment, Claim, History, Verdict
from tests.services.test_history import must_hold
from tests.stories.conftest import Program, must_verify
from tests.stories.forked_program import Forked

KILLS = 9  # of each command on each engine: 54 in all
LONGEST = 0.12  # seconds: a few commands long, so that every moment of one is as likely as any other
PAGE = "https://example.org/{}"
COMMANDS = {
    "rate": ("claims", "rate", "19", "true", "--because", "Turn {}.", "--evidence", PAGE),
    "correct": (
        "claims",
        "correct",
        "18",
        "false",
        "--because",
        "Turn {}.",
        "--public-note",
        "So.",
        "--evidence",
        PAGE,
    ),
    "assess": ("claims", "assess", "15", "true", "verbatim", "--because", "Turn {}."),
}


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
def test_what_was_told_before_a_kill_is_there_and_nothing_half_done(on_demo: Program, command: str) -> None:
    chance = random.Random(command)  # noqa: S311 - the same moments every time
    program = Forked(on_demo.database, on_demo.folder)
    there = len(kept(on_demo, command))
    for child_number in range(KILLS):
        child = program.repeat_command(*words(command, child_number))
        said = child.read_first_output()
        time.sleep(chance.uniform(0, LONGEST))
        told = numbers(said + child.kill())
        assert told == list(range(there + 1, there + 1 + len(told)))
        now = kept(on_demo, command)
        assert len(now) - len(told) - there in {0, 1}  # one may have been written and not yet told
        there = len(now)
    assert numbers(program.run_child(*words(command, KILLS)).stdout) == [there + 1]
    must_verify(on_demo.database)


def words(command: str, child: int) -> list[str]:
    """Return a command as a child gives it: none says what another said, for a correction must correct something."""
    return [word.replace("Turn", f"Child {child}, turn") for word in COMMANDS[command]]


def numbers(said: str) -> list[int]:
    """Return the versions, or rounds, that a command told of on stdout; a line that the kill cut off tells nothing."""
    lines = said.splitlines(keepends=True)
    found = [re.search(r"(?:version|assessed the truth, round) (\d+)\n", line) for line in lines]
    return [int(each[1]) for each in found if each]


def kept(program: Program, command: str) -> list[int]:
    """Return the versions, or rounds, that the claim has, which must be those that its history tells of."""
    number = int(COMMANDS[command][2])
    with sessions.reading(program.database) as session:
        claim = session.get_one(Claim, number)
        must_hold(session, claim)
        found = assessed(session, number) if command == "assess" else decided(session, number)
        assert claim.status == {"rate": "reviewed" if found else "new", "correct": "published"}.get(
            command, "in-review"
        )
    return found


def decided(session: Session, number: int) -> list[int]:
    versions = list(
        session.scalars(select(Verdict.version).where(Verdict.claim_id == number).order_by(Verdict.version))
    )
    assert versions == [body["version"] for body in bodies(session, number) if body["kind"] in {"rated", "corrected"}]
    return versions


def assessed(session: Session, number: int) -> list[int]:
    query = select(Assessment.question, Assessment.round).where(Assessment.claim_id == number)
    rounds: dict[str, list[int]] = {"truth": [], "quote": []}
    for question, its_round in session.execute(query.order_by(Assessment.round)):
        rounds[question].append(its_round)
    told = [body["assessments"] for body in bodies(session, number) if body["kind"] == "assessed"]
    assert rounds == {question: [each[question]["round"] for each in told] for question in rounds}
    return rounds["truth"]


def bodies(session: Session, number: int) -> list[dict[str, Any]]:
    query = select(History.body, History.words).where(History.claim_id == number).order_by(History.seq)
    return [chain.read_opened(*row) for row in session.execute(query)]
