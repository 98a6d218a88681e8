"""Checks by other publishers after a row is imported again: those that the row names count, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.sentences import event_text
from factdb.services.claims import editing
from factdb.services.decisions import statuses
from factdb.services.imports.importing import Taken
from factdb.services.ledger import claim_ledger
from factdb.services.reads import other_check_list
from factdb.store import counted_checks
from factdb.store.models import Claim, Import, OtherCheck, WithdrawnCheck
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk
from tests.services.test_imports import Days, claims, findings

SHEET = """\
id,claim,speaker,Checker,Verdict,Review URL
C1,The lock is safe.,Bo Able,River Check,Hardly true,https://river.example/1
C2,The lock is old.,Cy Baker,River Check,True,https://river.example/2
"""
RENAMED = SHEET.replace("Verdict", "Rating")
WITHOUT = SHEET.replace("Verdict", "Notes by us")


@pytest.fixture
def days(desk: Desk) -> Days:
    return Days(desk)


def take(days: Days, sheet: str = SHEET, **options: Any) -> Taken:  # noqa: ANN401 - a file's particulars
    """Import the sheet by its headings alone."""
    return import_file(days.next(), sheet, "csv", **{"name": "h.csv", **options})


def checks(days: Days, claim: Claim) -> list[tuple[int, str | None]]:
    """Return the numbers and the labels of the checks that count."""
    days.desk.session.flush()
    query = select(OtherCheck.n, OtherCheck.label).where(OtherCheck.claim_id == claim.id, counted_checks.counts())
    return [(n, label) for n, label in days.desk.session.execute(query.order_by(OtherCheck.n))]


def test_a_heading_that_was_renamed_keeps_the_checks(days: Days) -> None:
    take(days)
    first, second = claims(days.desk)
    assert row_counts(take(days, RENAMED)) == [0, 2, 0]
    assert (checks(days, first), checks(days, second)) == ([(1, "Hardly true")], [(1, "True")])
    assert days.desk.kinds(first) == ["added", "imported"]
    assert row_counts(take(days, RENAMED)) == [0, 0, 2]
    assert findings(days.desk) == []


def test_a_label_that_changed_under_a_renamed_heading_replaces_the_check(days: Days) -> None:
    take(days)
    first, second = claims(days.desk)
    taken = take(days, RENAMED.replace("Hardly true", "Half true"))
    assert (checks(days, first), checks(days, second)) == ([(2, "Half true")], [(1, "True")])
    days.undone(taken.number)
    assert (checks(days, first), checks(days, second)) == ([(1, "Hardly true")], [(1, "True")])
    assert findings(days.desk) == []


def test_a_check_that_an_import_withdrew_counts_again_once_the_file_names_it(days: Days) -> None:
    take(days)
    first, _ = claims(days.desk)
    wrong = take(days, WITHOUT)
    assert [label for _, label in checks(days, first)] == [None]
    right = take(days)
    assert [label for _, label in checks(days, first)] == ["Hardly true"]
    assert row_counts(take(days)) == [0, 0, 2]
    days.undone(right.number)
    assert [label for _, label in checks(days, first)] == [None]
    days.undone(wrong.number)
    assert checks(days, first) == [(1, "Hardly true")]
    assert findings(days.desk) == []


def test_a_check_that_is_lost_comes_back_with_the_unchanged_file(days: Days) -> None:
    take(days)
    first, _ = claims(days.desk)
    number = take(days, RENAMED).number
    _withdraw(days, first, number)
    assert checks(days, first) == []
    assert row_counts(take(days, RENAMED)) == [0, 1, 1]
    assert [label for _, label in checks(days, first)] == ["Hardly true"]
    assert row_counts(take(days, RENAMED)) == [0, 0, 2]
    assert findings(days.desk) == []


def _withdraw(days: Days, claim: Claim, number: int | None) -> None:
    """Withdraw the check of a claim, as an import did that took a renamed heading for another check."""
    session = days.desk.session
    run = session.get_one(Import, number)
    session.add(WithdrawnCheck(claim_id=claim.id, n=1, import_id=number))
    detail = {"n": 1, "import": run.uid}
    claim_ledger.record(session, days.desk.claim(claim.id), days.desk.ana, ClaimEvent.CHECK_WITHDRAWN, detail)
    session.flush()


def test_texts_that_were_read_with_a_wrong_encoding_keep_their_checks(days: Days) -> None:
    sheet = SHEET.replace("River Check", "Rivière")
    take(days, sheet.encode().decode("latin-1"))
    first, second = claims(days.desk)
    assert row_counts(take(days, sheet)) == [0, 2, 0]
    publishers = [check["publisher"] for check in other_check_list.checks_of(days.desk.session, first.id)]
    assert publishers == ["Rivière"]
    assert checks(days, second) == [(2, "True")]
    assert findings(days.desk) == []


def history(days: Days, claim: Claim) -> list[str]:
    """Return the sentences of a claim's history."""
    days.desk.session.flush()
    return [event_text({"body": body, "kind": body["kind"]}) for body in days.desk.events(claim)]


def test_the_history_tells_which_checks_an_undoing_changed(days: Days) -> None:
    take(days)
    first, _ = claims(days.desk)
    number = take(days, RENAMED.replace("Hardly true", "Half true")).number
    assert history(days, first)[2:] == ["other check 1 no longer counts", "other check 2: Half true"]
    days.undone(number)
    assert history(days, first)[-2:] == [
        f"other check 2 no longer counts, import {number} was undone",
        f"other check 1 counts again, import {number} was undone",
    ]
    assert checks(days, first) == [(1, "Hardly true")]
    assert findings(days.desk) == []


def test_the_history_of_a_claim_that_is_left_tells_of_its_checks_too(days: Days) -> None:
    number = take(days).number
    first, second = claims(days.desk)
    desk = days.next()
    editing.edit(desk.session, desk.claim(first.id), desk.rita, editing.ClaimChanges(occasion="A visit"))
    days.undone(number)
    assert history(days, first)[-1] == f"other check 1 no longer counts, import {number} was undone"
    assert history(days, second)[-1] == f"new -> declined (reason: Import {number} (h.csv) was undone.)"
    assert findings(days.desk) == []


def test_a_proposal_that_an_undoing_withdraws_names_it(days: Days) -> None:
    take(days)
    first, _ = claims(days.desk)
    desk = days.next()
    desk.cite(first)
    desk.rate(first, "true")
    statuses.set_status(desk.session, first, desk.ed, Status.PUBLISHED)
    number = take(days, SHEET.replace("The lock is safe.", "The lock is strong.")).number
    days.undone(number)
    reason = f"(reason: Import {number} (h.csv) was undone.)"
    assert history(days, first)[-1] == f"withdrew the proposal, version 2 {reason}"
    assert findings(days.desk) == []
