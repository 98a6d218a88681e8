"""`factdb export` of rows: which format, into what, and for whom."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run, run_bare


def test_a_name_s_ending_says_the_format(sqlite_demo: Database, folder: Path) -> None:
    assert ok(sqlite_demo, "export", "claims", "-o", "claims.csv", user="rae").stderr == "22 claims\n"
    assert (folder / "claims.csv").read_text().startswith("uid,external_id,claim,quote,")
    ok(sqlite_demo, "export", "evidence", "7", "-o", "evidence.JSONL.gz")
    lines = gzip.decompress((folder / "evidence.JSONL.gz").read_bytes()).splitlines()
    assert {json.loads(line)["claim_id"] for line in lines} == {7}
    ok(sqlite_demo, "export", "speakers", "-o", "speakers.parquet")
    assert (folder / "speakers.parquet").read_bytes()[:4] == b"PAR1"
    ok(sqlite_demo, "export", "history", "7", "-f", "json", "-o", "history")
    assert json.loads((folder / "history").read_text())[0]["kind"] == "added"
    assert len(list(folder.iterdir())) == 4


def test_a_pipe_gets_tab_separated_lines_and_the_filters_are_those_of_lists(sqlite_demo: Database) -> None:
    ran = ok(sqlite_demo, "export", "verdicts", "--speaker", "burns", "--verdict", "false")
    assert ran.stdout.startswith("claim_id\tclaim_uid\ton\trating\t")
    listed = ok(sqlite_demo, "claims", "list", "--speaker", "burns", "--json").ids
    exported = json.loads(ok(sqlite_demo, "export", "claims", "--speaker", "burns", "-f", "json").stdout)
    assert [row["id"] for row in exported] == sorted(listed)
    refused(run(sqlite_demo, "export", "claims", "--speaker", "nobody at all"), 3, "no speaker")


def test_what_no_terminal_shows_wants_a_file(sqlite_demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factdb.cli.terminal.output.is_terminal", lambda: True)
    refused(run(sqlite_demo, "export", "claims", "-f", "xlsx"), 2, "A terminal cannot show the format xlsx", "-o FILE")


def test_a_file_that_can_t_be_written_leaves_nothing(sqlite_demo: Database, folder: Path) -> None:
    refused(run(sqlite_demo, "export", "claims", "-o", "no/claims.csv"), 1, "Cannot write no/claims.csv")
    assert not list(folder.iterdir())


def test_without_a_name_it_lists_what_there_is() -> None:
    assert [line.split()[0] for line in run_bare("export").stdout.splitlines()][:2] == ["claims", "evidence"]
