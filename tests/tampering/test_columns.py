"""Every column of every table that a history tells of: whichever is altered, verify notices."""

# ruff: noqa: S608 - the statements are made of names that stand in this file and in the models

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Date, Integer
from sqlalchemy.exc import IntegrityError

from factdb.services.verify import claim_checks, desk_checks, people_and_documents
from factdb.services.verify.streams import Checked, Reader
from factdb.store.base import Base, FlagList, UtcDateTime, Word
from factdb.store.models.accounts import SECRET_TABLES
from tests.tampering.forger import Forger

# The row of each table that is altered, and the claim that it hangs on.
ON_CLAIMS = {
    "claims": (4, "id = 4"),
    "history": (4, "claim_id = 4 AND seq = 8"),
    "evidence": (4, "claim_id = 4 AND n = 3"),
    "verdicts": (8, "claim_id = 8 AND version = 2"),
    "verdict_evidence": (7, "claim_id = 7"),
    "approvals": (8, "claim_id = 8 AND version = 2"),
    "assessments": (15, "claim_id = 15 AND rationale = 'It is not.'"),
    "proposed_changes": (11, "claim_id = 11"),
    "contacts": (7, "claim_id = 7 AND n = 1"),
    "other_checks": (25, "claim_id = 25 AND n = 1"),
    "withdrawn_checks": (28, "claim_id = 28"),
    "origins": (25, "claim_id = 25 AND n = 2"),
    "claim_links": (18, "claim_id = 18 AND other_id = 22"),
    "claim_topics": (22, "claim_id = 22 AND topic_id = (SELECT min(topic_id) FROM claim_topics WHERE claim_id = 22)"),
}
OF_DESK = {
    "desk_head": "id = 1",
    "desk_history": "seq = 5",
    "erasures": "n = 5",
    "reviewers": "handle = 'seed'",
    "policies": "name = 'four-eyes'",
    "topics": "name = 'Crossing rivers'",
    "scales": "code = 'factdb-quote'",
    "scale_publishers": "name = 'factcheck.afp.com'",
    "ratings": "code = 'altered'",
    "speakers": "name = 'Joe Biden'",
    "speaker_names": "name = 'Joe Biden'",
    "speaker_roles": "title = 'Senator' OR n = 1 AND title = 'Mayor'",
    "identity_decisions": "kind = 'speaker' AND decision = 'same'",
    "sources": "name = 'The Example Times'",
    "source_names": "name = 'The Example Times'",
    "source_domains": "domain = 'example.org'",
    "documents": "url = 'https://example.org/bridge'",
    "captures": "file_name = 'bridge.txt'",
    "proposal_decisions": "decision = 'rejected'",
    "imports": "undone_at IS NOT NULL",
}
# What nobody recorded: what --if-version tests, how a file was called, and the constant key of a table with one row.
NOT_HELD = {("claims", "row_version"), ("captures", "file_name"), ("desk_head", "id")}


def altered(column: Column[object]) -> str:
    """Return an expression for another value, as plausible as a forger's."""
    name = column.name
    keys = [key.column for key in column.foreign_keys if key.column.name == "id"]
    if column.primary_key and isinstance(column.type, BigInteger | Integer):
        return f"{name} + 1000"
    if keys:
        return f"(SELECT max(id) FROM {keys[0].table.name} WHERE id <> coalesce({column.table.name}.{name}, 0))"
    return another(name, column)


def another(name: str, column: Column[object]) -> str:
    """Return another value of a column's type."""
    first, other = ("'satire'", "'egregious'") if isinstance(column.type, FlagList) else words(column)
    return {
        Word: f"CASE WHEN {name} = {first} THEN {other} ELSE {first} END",
        FlagList: f"CASE WHEN {name} = {first} THEN {other} ELSE {first} END",
        Boolean: f"NOT {name}",
        BigInteger: f"coalesce({name}, 0) + 1",
        Integer: f"coalesce({name}, 0) + 1",
        UtcDateTime: "'1999-01-01T00:00:00.000001Z'",
        Date: "'1999-01-01'",
    }.get(type(column.type), f"coalesce({name}, '') || 'x'")


def words(column: Column[object]) -> tuple[str, str]:
    """Return two words of a closed list; of a key one that the desk has no row of: mostly the last."""
    if column.table.name == "policies":
        return "'four-eyes'", "'blind'"
    listed = [str(word) for word in column.type.words] if isinstance(column.type, Word) else ["", ""]
    return f"'{listed[0]}'", f"'{listed[-1 if column.primary_key else 1]}'"


def unnoticed(forger: Forger, table: str, where: str, claim: int | None) -> Iterable[tuple[str, str]]:
    """Alter each column in turn; return those of which verify says nothing."""
    for column in Base.metadata.tables[table].columns:
        statement = f"UPDATE {table} SET {column.name} = {altered(column)} WHERE {where}"
        with forger.connection.begin_nested() as savepoint:
            try:
                changed = forger.connection.exec_driver_sql(statement).rowcount
            except IntegrityError as refused:
                # A CHECK: nobody can switch it off there, and the schema's text tells where it was dropped.
                if not forger.is_postgresql or "check constraint" not in str(refused):
                    raise
            else:
                assert changed == 1, (table, column.name)
                if not is_noticed(forger, claim):
                    yield table, column.name
            savepoint.rollback()


def is_noticed(forger: Forger, claim: int | None) -> bool:
    """Tell whether the checks of the claim, or of all, find anything; the schema's would find the guards away."""
    reader, checked = Reader(forger.connection), Checked()
    with reader.check():
        families = desk_checks.families(reader)
        if any(claim_checks.findings(reader, checked, families, claim)) or any(
            people_and_documents.origin_findings(reader, checked)
        ):
            return True
        checks = (desk_checks.findings, people_and_documents.findings, people_and_documents.capture_findings)
        return claim is None and any(any(findings(reader, checked)) for findings in checks)


@pytest.mark.parametrize("table", ON_CLAIMS)
def test_no_column_that_hangs_on_a_claim_is_altered_unnoticed(forger: Forger, table: str) -> None:
    claim, where = ON_CLAIMS[table]
    with forger.unguarded():
        assert set(unnoticed(forger, table, where, claim)) <= NOT_HELD


@pytest.mark.long  # each column of each table
@pytest.mark.parametrize("table", OF_DESK)
def test_no_column_of_the_desk_is_altered_unnoticed(forger: Forger, table: str) -> None:
    with forger.unguarded():
        assert set(unnoticed(forger, table, OF_DESK[table], None)) <= NOT_HELD


def test_every_table_is_among_them() -> None:
    # The worked desk was never upgraded: old_chains has rows in test_numbers_and_ends.py.
    # A planted password is in tests/services/test_accounts.py.
    # Saved searches are held to their one form: test_attacks.py.
    # Observations are in no history until a verdict binds a capture: test_page_files.py.
    observations = {"evidence_captures", "archive_requests", "page_checks"}
    elsewhere = {"leases", "saved_searches", "old_chains", *observations, *SECRET_TABLES}
    assert {*ON_CLAIMS, *OF_DESK} == set(Base.metadata.tables) - elsewhere
