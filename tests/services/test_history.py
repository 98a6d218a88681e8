"""Whatever the desk does, each history is one unbroken chain that tells all of its claim."""

from __future__ import annotations

import hashlib
import json
import random
import struct
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factdb.domain import dates
from factdb.domain.words import LinkKind, Question, Stance, Status
from factdb.errors import FactdbError
from factdb.services import annotating, documents, evidence, ledger, rating, reviewing, topics
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, DeskHistory, Evidence, History
from tests.conftest import NOW
from tests.services.conftest import Desk, desk_on

ZEROS = "0" * 64
SEEDS = (1, 2, 3)
STEPS = 60
PAGES = [f"https://example.org/{n}" for n in range(4)]
RATINGS = ["true", "false", "half-true", "kept", "unproven", "not-checkable", "verbatim", "altered", "not-found"]


def expected_hash(prev: str, event: str, uid: str, seq: int, body: str) -> str:
    """Compute a hash as the docstring of domain/history.digest describes it, and from nothing else."""
    fields = [text.encode() for text in ("factdb1", prev, event, uid, str(seq), body)]
    return hashlib.sha256(b"".join(struct.pack(">Q", len(raw)) + raw for raw in fields)).hexdigest()


def must_be_a_chain(uid: str, rows: list[Any]) -> None:
    prev = ZEROS
    for seq, row in enumerate(rows, start=1):
        body = json.loads(row.body)
        assert (row.seq, row.prev) == (seq, prev)
        assert row.hash == expected_hash(prev, row.id, uid, seq, row.body)
        assert (body["kind"], body["at"]) == (row.kind, dates.rfc3339(row.at))
        prev = row.hash


def replayed(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a history says its claim is now; every change must start from what was."""
    (first, *later) = bodies
    claim: dict[str, Any] = dict(first["claim"])
    for body in later:
        for column, change in body.get("changed", {}).items():
            assert claim[column] == change["was"]
            assert change["was"] != change["now"]
            claim[column] = change["now"]
    return claim


def must_hold(session: Session, claim: Claim) -> None:
    """Hold a claim against its history and its evidence."""
    rows = list(session.scalars(select(History).where(History.claim_id == claim.id).order_by(History.seq)))
    must_be_a_chain(claim.uid, rows)
    now = {
        column.removesuffix("_id"): ledger.coded(session, column, getattr(claim, column)) for column in ledger.RECORDED
    }
    assert replayed([json.loads(row.body) for row in rows]) == now
    assert (claim.history_length, claim.history_head) == (rows[-1].seq, rows[-1].hash)
    assert (claim.changed_at, claim.row_version) == (rows[-1].at, len(rows))
    standing = select(func.count()).where(Evidence.claim_id == claim.id, Evidence.withdrawn_at.is_(None))
    assert claim.evidence_count == session.scalar(standing)


def must_hold_everywhere(session: Session) -> None:
    session.expire_all()
    for claim in session.scalars(select(Claim).order_by(Claim.id)):
        must_hold(session, claim)
    must_be_a_chain("desk", list(session.scalars(select(DeskHistory).order_by(DeskHistory.seq))))


class Walk:
    """Somebody who tries this and that on a few claims, whether the rules allow it or not."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk = desk
        self.chance = chance
        self.act = chance.choice([desk.ana, desk.ed, desk.rita, desk.rae])
        self.claim = desk.claim(chance.choice([7, 9, 14, 18, 19, 20]))

    def step(self) -> None:
        moves: list[Callable[[], object]] = [
            self.add, self.cite, self.cite, self.withdraw, self.rate, self.rate, self.move, self.move, self.note,
            self.tag, self.assign, self.link,
        ]  # fmt: skip
        self.chance.choice(moves)()

    def add(self) -> None:
        speaker = self.chance.choice([None, "Biden", f"Speaker {self.chance.randint(1, 3)}"])
        self.desk.added(self.act, claim="The bridge \u202e😀 fell.", speaker=speaker, topics=["Bridges"])

    def cite(self) -> None:
        draft = evidence.Draft(
            documents.Draft(url=self.chance.choice(PAGES), title=self.chance.choice([None, "Bridges"])),
            self.chance.choice(list(Stance)),
            self.chance.choice(list(Question)),
            excerpt=self.chance.choice([None, "It fell.\n“So it is.”"]),
        )
        evidence.add(self.desk.session, self.claim, self.act, draft)

    def withdraw(self) -> None:
        evidence.withdraw(self.desk.session, self.claim, self.act, self.chance.randint(1, 4), "Wrong page.")

    def rate(self) -> None:
        wish = rating.Wish(
            ratings=self.chance.sample(RATINGS, self.chance.randint(1, 2)),
            because=["It is so."],
            evidence=self.chance.sample(PAGES, self.chance.randint(0, 1)),
            flags=self.chance.sample(["missing-context", "shortened", "satire"], self.chance.randint(0, 2)),
            searched=self.chance.choice([None, "The minutes."]),
            stance=self.chance.choice([None, *Stance]),
            publish=self.chance.random() < 0.3,
            url=self.chance.choice([None, "https://desk.example.org/1"]),
        )
        rating.rate(self.desk.session, self.claim, self.act, wish)

    def move(self) -> None:
        wanted = self.chance.choice(list(Status))
        reviewing.set_status(self.desk.session, self.claim, self.act, wanted, self.chance.choice([None, "Why not."]))

    def note(self) -> None:
        annotating.note(self.desk.session, self.claim, self.act, 'She said: "\\u0000" \u2028 so.')

    def tag(self) -> None:
        names = ["Iraq", "ISIS", "Bridges", "Kurdistan"]
        add, remove = self.chance.sample(names, 2), self.chance.sample(names, self.chance.randint(0, 1))
        topics.tag(self.desk.session, self.claim, self.act, add, remove)

    def assign(self) -> None:
        who = self.chance.choice([None, self.desk.rita.actor_id, self.desk.ed.actor_id])
        reviewing.assign(self.desk.session, self.claim, self.act, who)

    def link(self) -> None:
        other = self.desk.claim(self.chance.choice([1, 2, 22]))
        annotating.link(self.desk.session, (self.claim, other), self.act, self.chance.choice(list(LinkKind)))


def try_a_step(database: Database, chance: random.Random, step: int) -> str:
    """Do one thing in a transaction of its own; return why it was refused, where it was."""
    try:
        with sessions.writing(database) as session:
            Walk(desk_on(session, NOW + timedelta(minutes=step)), chance).step()
    except FactdbError as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_work_every_chain_holds_and_tells_its_claim(demo: Database, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same walk every time
    refused = [try_a_step(demo, chance, step) for step in range(STEPS)]
    assert STEPS // 5 < sum(map(bool, refused)) < STEPS * 4 // 5
    with sessions.reading(demo) as session:
        must_hold_everywhere(session)


def test_the_worked_example_holds(session: Session) -> None:
    must_hold_everywhere(session)


def numbers_in(value: object, path: str = "") -> list[str]:
    """List the places of a body where a number stands."""
    if isinstance(value, dict):
        return [place for key, inner in value.items() for place in numbers_in(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [place for inner in value for place in numbers_in(inner, f"{path}[]")]
    return [path] if isinstance(value, int) and not isinstance(value, bool) else []


def test_no_body_names_anything_by_its_database_id(session: Session) -> None:
    """A number in a body counts something within its claim: a version, a span, a capture; or it is a score."""
    bodies = [*session.scalars(select(History.body)), *session.scalars(select(DeskHistory.body))]
    found = {place for body in bodies for place in numbers_in(json.loads(body))}
    within_a_claim = {"capture_n", "span_start", "span_end", "priority", "evidence_count"}
    assert found <= {
        *(f".claim.{column}" for column in within_a_claim),
        *(
            f".changed.{column}.{when}"
            for column in ("evidence_count", "truth_version", "quote_version")
            for when in ("was", "now")
        ),
        ".n",
        ".version",
        ".approved[][]",
        ".evidence.capture",
        ".verdicts.truth.evidence[]",
        ".verdicts.quote.evidence[]",
        ".scale.ratings[].score",
        ".claims",
    }


def test_people_speakers_and_ratings_stand_by_handle_uid_and_code(desk: Desk) -> None:
    claim = desk.claim(18)
    whole = replayed(desk.events(claim))
    assert (whole["added_by"], whole["truth_rating"]) == ("seed", "factdb-truth@1:false")
    assert [len(whole[column]) for column in ("speaker", "source", "document")] == [36, 36, 36]


def test_bodies_are_canonical_as_they_are_stored(session: Session) -> None:
    for body in session.scalars(select(History.body)):
        assert json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == body


def test_a_change_to_the_same_value_leaves_no_trace(desk: Desk) -> None:
    claim = desk.claim(19)
    ledger.record(desk.session, claim, desk.rita, "noted", {"note": "x"}, priority=claim.priority)
    assert "changed" not in desk.events(claim)[-1]
