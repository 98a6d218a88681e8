"""A text that an import repaired stays repaired when the file is imported again without the repair: on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factdb.errors.exchange import RowRefusedError
from factdb.services.claims import editing
from factdb.services.exports import records
from factdb.services.imports import import_undoing
from factdb.services.imports.importing import Taken
from factdb.store.models import Claim
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk

BROKEN = (
    "id,claim,speaker,occasion,check_publisher,check_label\n"
    "1,Don\u00e2\u20ac\u2122t wait.,Jos\x92s,A rally,Us,Pants\x92 fire\n"
    "2,Sound.,Al,A rally,Us,True\n"
)
BY_CONTENT = BROKEN.replace("id,", "note,", 1)


def take(desk: Desk, sheet: str = BROKEN, **how: Any) -> Taken:  # noqa: ANN401 - a file's particulars
    return import_file(desk, sheet, "csv", **how)


def claim_of(desk: Desk) -> Claim:
    """Return the claim of the broken row."""
    desk.session.flush()
    return desk.session.scalars(select(Claim).order_by(Claim.id.desc()).offset(1).limit(1)).one()


def says(desk: Desk) -> tuple[str, str | None, str | None, list[str | None]]:
    record = records.record_of(desk.session, claim_of(desk).id)
    return record.claim, record.speaker, record.occasion, [check.label for check in record.checks]


REPAIRED = ("Don\u2019t wait.", "Jos\u2019s", "A rally", ["Pants\u2019 fire"])


@pytest.mark.parametrize("sheet", [BROKEN, BY_CONTENT], ids=["by its id", "by its content"])
def test_a_file_without_changes_keeps_the_repair(desk: Desk, sheet: str) -> None:
    take(desk, sheet, repair=True)
    again = take(desk, sheet)
    assert (row_counts(again), again.repaired, again.with_controls) == ([0, 0, 2], 1, 0)
    assert says(desk) == REPAIRED


def test_a_repair_of_a_later_import_is_kept_too(desk: Desk) -> None:
    assert take(desk).with_controls == 1
    assert row_counts(take(desk, repair=True)) == [0, 1, 1]
    assert row_counts(take(desk)) == [0, 0, 2]
    assert says(desk) == REPAIRED


def test_what_else_changed_changes_beside_the_repair_and_every_later_import_keeps_it(desk: Desk) -> None:
    take(desk, repair=True)
    changed = take(desk, BROKEN.replace("A rally", "A debate"))
    assert (row_counts(changed), changed.repaired) == ([0, 2, 0], 1)
    assert says(desk) == (*REPAIRED[:2], "A debate", REPAIRED[3])
    assert row_counts(take(desk, BROKEN.replace("A rally", "A debate"))) == [0, 0, 2]
    assert row_counts(take(desk, BROKEN.replace("A rally", "A debate"), repair=True)) == [0, 0, 2]
    take(desk, BROKEN.replace("A rally", "A debate").replace("t wait", "t ever wait"))
    assert says(desk) == ("Don\u2019t ever wait.", "Jos\u2019s", "A debate", REPAIRED[3])


def test_what_a_person_edited_after_the_repair_stays(desk: Desk) -> None:
    take(desk, repair=True)
    editing.edit(desk.session, claim_of(desk), desk.ana, editing.ClaimChanges(claim="Do not wait."))
    assert row_counts(take(desk)) == [0, 0, 2]
    assert says(desk)[0] == "Do not wait."


def test_a_row_of_which_a_repair_leaves_nothing_is_refused(desk: Desk) -> None:
    take(desk, repair=True)
    refused: list[RowRefusedError] = []
    assert row_counts(take(desk, BROKEN.replace("Don\u00e2\u20ac\u2122t wait.", "\x01"), refused=refused)) == [0, 0, 1]
    assert [str(refusal) for refusal in refused] == [
        'claims.file, line 2: claim "\\x01" has nothing but control characters.'
    ]
    assert says(desk) == REPAIRED


def test_a_repair_that_was_undone_is_not_kept(desk: Desk) -> None:
    take(desk)
    later = replace(desk, ana=replace(desk.ana, now=desk.ana.now + timedelta(hours=1)))
    cleaned = take(later, repair=True)
    import_undoing.undo(desk.session, desk.ed, cleaned.number or 0)
    again = take(desk)
    assert (row_counts(again), again.repaired, again.with_controls) == ([0, 0, 2], 0, 1)
    assert says(desk)[0] == "Don\u00e2\u20ac\u2122t wait."
