"""`factdb verify`: what it prints, and how it ends."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from factdb.cli.administration import verify
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, rows_of, run
from tests.tampering.forger import open_forger


def alter(database: Database, statement: str) -> None:
    """Change a desk by hand, the guards dropped and put back."""
    with open_forger(database) as forger, forger.for_good():
        forger(statement)


def test_a_clean_ledger_is_one_line(shared: Database) -> None:
    before = rows_of(shared)
    ran = ok(shared, "verify", user="rae")
    assert ran.stdout.startswith("clean: 22 claims, ")
    assert ran.stdout.count("\n") == 1
    assert ran.stderr.startswith("not checked: what only sealing can show: ")
    assert rows_of(shared) == before


def test_programs_get_one_document(shared: Database) -> None:
    told = ok(shared, "verify", "--json").json
    assert (told["clean"], told["claims"], told["findings"], told["found"]) == (True, 22, [], 0)
    assert told["events"] > 200
    assert told["checked"][:3] == ["schema", "claims", "desk"]
    assert told["not_checked"]


def test_nobody_needs_to_be_a_reviewer_to_verify(shared: Database) -> None:
    assert run(shared, "verify", user=None).exit_code == 0


def test_after_one_change_by_hand_the_claim_is_named(demo: Database) -> None:
    alter(demo, "UPDATE verdicts SET rationale = 'Because.' WHERE claim_id = 7")
    ran = run(demo, "verify")
    assert ran.exit_code == 6
    (line,) = ran.stdout.splitlines()
    assert line.startswith('claim 7: verdict 1 quote: because is "Because.", the history says "')
    assert "was altered or damaged: 1 finding.\n" in ran.stderr
    assert run(demo, "verify", "--claim", "7").exit_code == 6
    assert ok(demo, "verify", "--claim", "8").stdout.startswith("clean: 1 claim, ")


def test_findings_for_programs(demo: Database) -> None:
    alter(demo, "UPDATE history SET kind = 'noted' WHERE claim_id = 7 AND seq = 2")
    ran = run(demo, "verify", "--json")
    assert ran.exit_code == 6
    assert ran.json["clean"] is False
    assert ran.json["findings"] == [{"claim": 7, "seq": 2, "what": "the column kind differs from the body"}]


def test_only_so_many_findings_are_printed_and_all_are_counted(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "SHOWN_FINDINGS", 5)
    alter(demo, "UPDATE claims SET priority = 3")
    ran = run(demo, "verify")
    assert len(ran.stdout.splitlines()) == 5
    assert "17 more findings are not shown" in ran.stderr
    assert "22 findings" in ran.stderr
    ran = run(demo, "verify", "--json")
    assert (len(ran.json["findings"]), ran.json["found"]) == (5, 22)


def test_what_a_forger_wrote_steers_no_terminal(demo: Database) -> None:
    alter(demo, "UPDATE claims SET occasion = 'x\x1b[2J\u202e' WHERE id = 7")
    ran = run(demo, "verify")
    assert "claim 7: occasion is" in ran.stdout
    assert not {"\x1b", "\u202e"} & set(ran.stdout)


@pytest.mark.parametrize("name", ["99", "01a20305-0000-7000-8000-000000000000"])
def test_a_claim_that_never_was(shared: Database, name: str) -> None:
    refused(run(shared, "verify", "--claim", name), 3, "no claim", "factdb claims list")


def test_a_claim_is_named_by_its_uid_too(shared: Database) -> None:
    (claim,) = ok(shared, "claims", "show", "7", "--json").json["uid"].splitlines()
    assert ok(shared, "verify", "--claim", claim, "--json").json["claims"] == 1


def test_a_claim_whose_row_is_gone_is_a_finding_not_a_slip(sqlite_demo: Database) -> None:
    alter(sqlite_demo, "DELETE FROM claims WHERE id = 7")
    ran = run(sqlite_demo, "verify", "--claim", "7")
    assert ran.exit_code == 6
    assert ran.stdout.startswith("claim 7: the claim is missing, but these rows belong to it: history 6, ")


@pytest.mark.parametrize("content", [b"not a database, but long enough to be taken for one" * 9, b"\0" * 4096])
def test_what_is_no_ledger_ends_in_one_sentence(folder: Path, content: bytes) -> None:
    (folder / "x.db").write_bytes(content)
    refused(run(Database.sqlite(folder / "x.db"), "verify"), {1, 3})


def test_an_older_schema_is_refused(sqlite_demo: Database) -> None:
    with closing(sqlite3.connect(sqlite_demo.path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0004'")
        connection.commit()
    refused(run(sqlite_demo, "verify"), 1, "factdb db upgrade")


def test_a_read_only_copy_can_be_verified(sqlite_demo: Database) -> None:
    sqlite_demo.path.chmod(0o400)
    assert ok(sqlite_demo, "verify").stdout.startswith("clean: ")
    assert [each.name for each in sqlite_demo.path.parent.iterdir() if each.name.startswith("desk")] == ["desk.db"]
