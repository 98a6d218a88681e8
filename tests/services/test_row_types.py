"""The rows that faces share have the keys that their types name, in that order."""

from __future__ import annotations

from typing import Any

from factdb.services.reads import claim_list, claim_page, evidence_list, row_types, verdict_list
from tests.services.conftest import Desk


def keys(row_type: type) -> list[str]:
    return list(row_type.__annotations__)


def test_a_listed_claim_has_the_columns_of_the_view() -> None:
    assert keys(row_types.ClaimRow) == list(claim_list.COLUMNS)


def test_a_claim_s_page_and_its_rows_have_the_keys_of_their_types(desk: Desk) -> None:
    pages = [claim_page.page_of(desk.session, number, with_history=True) for number in (2, 4, 7, 18)]
    for page in pages:
        assert set(page) == set(keys(row_types.ClaimPage)) - {"at"}
    rows: dict[type, list[Any]] = {
        row_types.StandingVerdictRow: [row for page in pages for row in page["verdicts"]],
        row_types.EvidenceRow: [row for page in pages for row in page["evidence"]],
        row_types.LinkRow: [row for page in pages for row in page["links"]],
        row_types.EventRow: [row for page in pages for row in page["history"]],
    }
    for row_type, of_pages in rows.items():
        assert of_pages
        assert {tuple(row) for row in of_pages} == {tuple(keys(row_type))}
    assert tuple(keys(row_types.EvidenceRow)) == evidence_list.COLUMNS
    assert tuple(keys(row_types.VerdictRow)) == verdict_list.COLUMNS
