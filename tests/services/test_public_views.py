"""What the public views tell of a desk at work, and what they keep to themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from factdb.domain.enums import Channel, ContactKind, Status
from factdb.services.claims import claim_evidence, contacts
from factdb.services.decisions import assessing, correcting, statuses
from factdb.services.people import merging
from factdb.services.people.namebook import SOURCES
from tests.conftest import NOW
from tests.services.conftest import Desk, desk_on


def rows(desk: Desk, query: str, **given: object) -> list[tuple[Any, ...]]:
    desk.session.flush()
    return [tuple(row) for row in desk.session.execute(text(query), given)]


def test_verdicts_show_every_version_and_which_is_in_force(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    desk.rate(claim, "true")
    desk.rate(claim, "mostly-true")
    query = "SELECT version, rating, scale, scale_version, CASE WHEN in_force THEN 1 ELSE 0 END, evidence_count"
    found = rows(desk, f"{query} FROM v1_verdicts WHERE claim_id = :id ORDER BY version", id=claim.id)
    assert found == [(1, "true", "factdb-truth", 1, 0, 1), (2, "mostly-true", "factdb-truth", 1, 1, 1)]


def test_nothing_decided_nothing_mapped_and_withdrawn_are_told_apart(desk: Desk) -> None:
    claim = desk.new()
    added = desk.cite(claim)
    claim_evidence.withdraw(desk.session, claim, desk.rita, added.evidence.n, "wrong page")
    told = "SELECT n, CASE WHEN standing THEN 1 ELSE 0 END, withdrawn_at IS NULL FROM v1_evidence WHERE claim_id = :id"
    ((n, standing, stands),) = rows(desk, told, id=claim.id)
    assert (n, standing, bool(stands)) == (1, 0, False)
    assert rows(desk, "SELECT verdict, verdict_category FROM v1_claims WHERE id = :id", id=claim.id) == [(None, None)]
    desk.session.execute(text("UPDATE ratings SET category = NULL, score = NULL WHERE code = 'true'"))
    desk.cite(claim, "https://example.org/other")
    desk.rate(claim, "true")
    unmapped = "SELECT rating, category, CASE WHEN mapped THEN 1 ELSE 0 END FROM v1_verdicts WHERE claim_id = :id"
    assert rows(desk, unmapped, id=claim.id) == [("true", None, 0)]


def test_status_changes_are_those_of_the_history(desk: Desk) -> None:
    claim = desk.new()
    later = desk_on(desk.session, NOW + timedelta(hours=2))
    statuses.set_status(desk.session, claim, later.rita, Status.DECLINED, "no fact")
    query = "SELECT seq, was, now, reason, changed_by, seconds FROM v1_status_changes WHERE claim_id = :id ORDER BY seq"
    assert rows(desk, query, id=claim.id) == [
        (1, None, "new", None, "rita", 0),
        (2, "new", "declined", "no fact", "rita", 7200),
    ]


def test_corrections_and_retractions_stand_with_what_readers_are_told(desk: Desk) -> None:
    correcting.retract(desk.session, desk.claim(7), desk.ed, "We took it back.")
    found = rows(desk, "SELECT claim_id, version, kind, public_note, told_by FROM v1_corrections")
    assert found == [(7, None, "retraction", "We took it back.", "ed")]


def test_who_complains_is_the_desks_affair(desk: Desk) -> None:
    for kind, who in ((ContactKind.COMPLAINT, "A reader"), (ContactKind.REPLY, "The newsroom")):
        draft = contacts.ContactDraft(kind, who, Channel.EMAIL, NOW.date(), "You are wrong.")
        contacts.add(desk.session, desk.claim(7), desk.rita, draft)
    query = "SELECT kind, who, text FROM v1_replies ORDER BY n"
    assert rows(desk, query) == [("complaint", None, None), ("reply", "The newsroom", "You are wrong.")]


def test_merges_hold_in_every_view(desk: Desk) -> None:
    claim = desk.new(source="The Epoch Tymes")
    merging.merge(desk.session, desk.ed, SOURCES, "The Epoch Tymes", "The Epoch Times")
    assert rows(desk, "SELECT id FROM v1_sources WHERE name = 'The Epoch Tymes'") == []
    query = "SELECT s.name FROM v1_claims c JOIN v1_sources s ON s.id = c.source_id WHERE c.id = :id"
    assert rows(desk, query, id=claim.id) == [("The Epoch Times",)]


# -- assessments ---------------------------------------------------------------------------------------------

# Each fails on its engine where it meets such a row: 1/0 is NULL on SQLite, and abs of the least number is an error.
PROBES = {
    "sqlite": "SELECT 1 FROM v1_assessments WHERE abs(-9223372036854775807 - (rationale LIKE 'Hid%')) = 1",
    "postgresql": "SELECT 1 FROM v1_assessments WHERE 1 / (CASE WHEN rationale LIKE 'Hid%' THEN 0 ELSE 1 END) > 9",
}


def test_opinions_on_what_is_not_decided_are_hidden(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    assessing.assess(desk.session, claim, desk.rita, assessing.Opinion(["true"], ["Hidden reasons."]))
    query = "SELECT reviewer, rating, round FROM v1_assessments WHERE claim_id = :id"
    assert rows(desk, query, id=claim.id) == []
    probe = PROBES[desk.session.get_bind().dialect.name]
    assert rows(desk, probe) == []  # a condition that fails on a hidden row would tell what stands in it
    desk.rate(claim, "true")
    assert rows(desk, query, id=claim.id) == [("rita", "true", 1)]
    with pytest.raises(DBAPIError):
        rows(desk, probe)
