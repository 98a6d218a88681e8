"""Whatever the desk does, each history is one unbroken chain that tells all of its claim."""

from __future__ import annotations

import hashlib
import json
import random
import struct
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.services.actor import NOBODY
from factdb.services.ledger import claim_ledger
from factdb.services.reads import claim_list, claim_list_at, claim_page, claim_page_at
from factdb.services.reads.row_types import ClaimPage, ClaimRow
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, DeskHead, DeskHistory, Document, Evidence, History, Reviewer
from tests.conftest import NOW
from tests.services.conftest import Desk
from tests.services.random_work import CLAIMS, try_a_step

ZEROS = "0" * 64
DOCUMENT = DeskEvent.DOCUMENT_ADDED.value
SEEDS = (1,)
STEPS = 50
LOOKED_AT = (20, 40)


def expected_hash(prev: str, event: str, uid: str, seq: int, body: str) -> str:
    """Compute a hash as the docstring of domain/history.digest describes it, and from nothing else."""
    fields = [text.encode() for text in ("factdb2", prev, event, uid, str(seq), body)]
    return hashlib.sha256(b"".join(struct.pack(">Q", len(raw)) + raw for raw in fields)).hexdigest()


def opened(body: str, words: str | None) -> dict[str, Any]:
    """Put personal words into a body as the docstrings of domain/history/sealing.py describe it, and check them."""
    whole: dict[str, Any] = json.loads(body)
    beside = json.loads(words) if words else {}
    sealed = whole.pop("sealed", {})
    assert sealed.keys() == beside.keys()
    for part, (salt, texts) in beside.items():
        fields = [
            text.encode() for text in ("factdb2 words", salt, *(t for place in sorted(texts.items()) for t in place))
        ]
        expected = hashlib.sha256(b"".join(struct.pack(">Q", len(raw)) + raw for raw in fields)).hexdigest()
        assert sealed[part] == [expected, *sorted(texts)]
        for place, text in texts.items():
            within: Any = whole
            *path, last = place.split(".")
            for key in path:
                within = within[int(key)] if isinstance(within, list) else within[key]
            assert last not in within
            within[last] = text
    return whole


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
    claim: dict[str, Any] = {"attributed_to": None, **first["claim"]}  # left out where a claim has none
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
        column.removesuffix("_id"): claim_ledger.to_history(session, column, getattr(claim, column))
        for column in claim_ledger.RECORDED
    }
    assert replayed([opened(row.body, row.words) for row in rows]) == now
    assert (claim.history_length, claim.history_head) == (rows[-1].seq, rows[-1].hash)
    assert (claim.changed_at, claim.row_version) == (rows[-1].at, len(rows))
    standing = select(func.count()).where(Evidence.claim_id == claim.id, Evidence.withdrawn_at.is_(None))
    assert claim.evidence_count == session.scalar(standing)


def must_hold_everywhere(session: Session) -> None:
    session.expire_all()
    for claim in session.scalars(select(Claim).order_by(Claim.id)):
        must_hold(session, claim)
    must_be_a_chain("desk", list(session.scalars(select(DeskHistory).order_by(DeskHistory.seq))))
    assert [str(finding) for finding in verify.findings(session, Checked())] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_work_every_chain_holds_and_tells_its_claim(
    demo: Database, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same walk every time
    refused, was = [], {}
    for step in range(STEPS):
        refused.append(try_a_step(demo, chance, step))
        if step in LOOKED_AT:
            was[NOW + timedelta(minutes=step)] = told_now(demo)
    assert STEPS // 5 < sum(map(bool, refused)) < STEPS * 4 // 5
    with sessions.reading(demo) as session:
        must_hold_everywhere(session)
        for moment, (listed, pages) in was.items():
            # Claims that changed, or did not, are read in another way if they are many.
            for few in (5_000, 2):
                monkeypatch.setattr(claim_list_at, "_FEW", few)
                assert list(claim_list_at.rows(session, ClaimFilter(), moment)) == listed
                assert list(claim_list_at.rows(session, ClaimFilter(), moment, limit=3)) == listed[:3]
            then_told = [claim_page_at.page_of(session, page["id"], moment, NOBODY) for page in pages]
            assert [told_always(page) for page in then_told] == [told_always(page) for page in pages]


def told_now(database: Database) -> tuple[list[ClaimRow], list[ClaimPage]]:
    """Return the list of claims as it stands, and the pages of those that are worked on."""
    with sessions.reading(database) as session:
        listed = list(claim_list.rows(session, ClaimFilter()))
        return listed, [claim_page.page_of(session, number) for number in CLAIMS]


def told_always(page: ClaimPage) -> dict[str, Any]:
    """Return what a page of then and one of now must both say; titles, and what is hidden, are as they are now."""
    shown: dict[str, Any] = {
        key: value for key, value in page.items() if key not in {"at", "repeats", "leased_to", "assessments"}
    }
    shown["evidence"] = [{key: value for key, value in row.items() if key != "title"} for row in page["evidence"]]
    shown["assessments"] = [(row["on"], row["reviewer"], row["round"]) for row in page["assessments"]]
    shown["links"] = sorted((link["kind"], link["direction"], link["claim"]) for link in page["links"])
    shown["earlier_verdicts"] = sorted((row["version"], row["on"]) for row in page["earlier_verdicts"])
    return shown


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
        *(f".proposed.{column}" for column in within_a_claim),
        ".n",
        ".number",  # of the claim or document itself: it is bound to its history
        ".version",
        ".approved[][]",
        ".evidence.capture",
        ".verdicts.truth.evidence[]",
        ".verdicts.quote.evidence[]",
        ".scale.ratings[].score",
        ".claims",
        *(place for place in found if place.startswith(".scales.")),  # versions of scales, by code
    }


def test_people_speakers_and_ratings_stand_by_uid_and_code(desk: Desk) -> None:
    claim = desk.claim(18)
    whole = replayed(desk.events(claim))
    assert whole["truth_rating"] == "factdb-truth@1:false"
    assert [len(whole[column]) for column in ("added_by", "speaker", "source", "document")] == [36, 36, 36, 36]


def test_no_body_names_a_reviewer(session: Session) -> None:
    """Handles and names stand beside the bodies, so that they can be erased."""
    bodies = "\n".join([*session.scalars(select(History.body)), *session.scalars(select(DeskHistory.body))])
    people = session.execute(select(Reviewer.handle, Reviewer.name)).all()
    names = {name for person in people for name in person if name}
    assert [name for name in names if f'"{name}"' in bodies] == []


def test_a_claim_and_a_document_are_bound_to_their_numbers(session: Session) -> None:
    for number, body in session.execute(select(History.claim_id, History.body).where(History.seq == 1)):
        assert json.loads(body)["number"] == number
    numbers = {uid: number for number, uid in session.execute(select(Document.id, Document.uid))}
    added = [json.loads(body) for body in session.scalars(select(DeskHistory.body).where(DeskHistory.kind == DOCUMENT))]
    assert {body["uid"]: body["number"] for body in added} == numbers


def test_the_desk_history_has_a_stored_end(session: Session) -> None:
    newest = session.scalars(select(DeskHistory).order_by(DeskHistory.seq.desc())).first()
    assert newest
    assert session.execute(select(DeskHead.length, DeskHead.head)).all() == [(newest.seq, newest.hash)]


def test_bodies_are_canonical_as_they_are_stored(session: Session) -> None:
    for body in session.scalars(select(History.body)):
        assert json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == body


def test_a_change_to_the_same_value_leaves_no_trace(desk: Desk) -> None:
    claim = desk.claim(19)
    claim_ledger.record(desk.session, claim, desk.rita, ClaimEvent.NOTED, {"note": "x"}, priority=claim.priority)
    assert "changed" not in desk.events(claim)[-1]
