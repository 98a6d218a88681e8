"""What a chain can't tell by itself, whoever checks it: these need sealing, by signed checkpoints kept elsewhere."""

from __future__ import annotations

from tests.tampering.forger import Forger

HANGING = (
    "approvals", "verdict_evidence", "verdicts", "evidence", "assessments", "contacts", "claim_topics", "history",
)  # fmt: skip


def a_reason_in_the_whole_chain(forger: Forger) -> None:
    """Change a reason in the body and in the verdict, and compute every hash from there to the head anew."""
    was = forger("SELECT rationale FROM verdicts WHERE claim_id = 8 AND version = 1")[0][0]
    forger("UPDATE verdicts SET rationale = 'Bribed.' WHERE claim_id = 8 AND version = 1")
    seq = forger("SELECT seq FROM history WHERE claim_id = 8 AND kind = 'rated'")[0][0]
    forger.reseal_after(8, seq, forger.reseal(8, seq, f'"because":"{was}"', '"because":"Bribed."'))


def the_tail_with_all_it_told(forger: Forger) -> None:
    """Take back a publication: its row of history, its approvals, and every column that it changed."""
    forger("DELETE FROM history WHERE claim_id = 6 AND seq = 6")
    forger("DELETE FROM approvals WHERE claim_id = 6")
    forger(
        "UPDATE claims SET status = 'reviewed', published_at = NULL, history_length = 5, history_head = :head,"
        " changed_at = (SELECT at FROM history WHERE claim_id = 6 AND seq = 5) WHERE id = 6",
        head=forger.row(6, 5).hash,
    )


def a_whole_claim(forger: Forger) -> None:
    """Take away a claim, every row that hangs on it, and its words from SQLite's search index."""
    for table in HANGING:
        forger(f"DELETE FROM {table} WHERE claim_id = 6")  # noqa: S608 - names that stand above
    forger("DELETE FROM claims WHERE id = 6")
    for index in () if forger.is_postgresql else ("search_claims", "search_evidence"):
        forger(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 - names that stand above


def test_a_chain_made_anew_from_a_body_to_its_head_needs_sealing(forger: Forger) -> None:
    assert forger.found(a_reason_in_the_whole_chain) == []


def test_a_tail_cut_off_with_all_that_it_told_needs_sealing(forger: Forger) -> None:
    assert forger.found(the_tail_with_all_it_told) == []


def test_a_claim_deleted_with_all_that_hangs_on_it_needs_sealing(forger: Forger) -> None:
    assert forger.found(a_whole_claim) == []
