"""`factdb report NAME` of the reports in SQL: as table, chart, data and page; and a desk's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from factdb.store.engine import Database
from factdb.store.views import VIEWS
from tests.cli.conftest import ok, refused, run

OWN = """-- What Ann said
--
-- Claims by one speaker.
--
-- param speaker=Jen Psaki: Who said it.
-- chart id: n
SELECT id, 1 AS n, ':speaker' AS letters FROM v1_claims WHERE speaker = :speaker ORDER BY id

-- counted
SELECT 'claims' AS what, count(*) AS n FROM v1_claims
"""


def test_every_form_bears_what_it_rests_on(shared: Database, folder: Path) -> None:
    facts = "claims counted: 22", "left out: nothing", "factdb-truth@1", "2026-11-22"
    name = ("report", "verdicts-by-speaker")
    for form in ("table", "csv", "jsonl", "markdown", "svg", "html"):
        ran = ok(shared, *name, "-f", form)
        assert all(fact.replace("-", "\\-") in f"{ran}" or fact in f"{ran}" for fact in facts), form
    whole = ok(shared, *name, "--json").json
    assert (whole["n"], whole["counted"]["claims counted"], whole["rows"][2]["speaker"]) == (4, 22, "William Burns")
    assert whole["made_at"].startswith("2026-11-22")
    ok(shared, *name, "-o", "report.html")
    assert (folder / "report.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_the_table_and_the_chart_fit_the_terminal(
    sqlite_demo: Database, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in (("-f", "table"), ("--chart",)):
        ran = ok(sqlite_demo, "report", "verdicts-by-speaker", *words)
        assert max(map(cell_len, ran.stdout.splitlines())) <= columns
        assert columns < 80 or all(word in ran.stdout for word in ("disputed", "William Burns"))


def test_what_can_not_be_asked_is_refused(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "report", "balance", "-p", "party=x"), 2, 'no parameter "party"', "since, until")
    refused(run(sqlite_demo, "report", "balance", "-p", "since=soon"), 2, "soon")
    refused(run(sqlite_demo, "report", "due", "-f", "svg"), 2, "The report due declares no chart")


def test_a_desk_has_reports_of_its_own(sqlite_demo: Database, folder: Path) -> None:
    (folder / "factdb.toml").write_text('reports = "ours"\n')
    (folder / "ours").mkdir()
    (folder / "ours" / "by-ann.sql").write_text(OWN)
    (folder / "ours" / "due.sql").write_text(OWN)
    (folder / "ours" / "spy.sql").write_text("-- What is hidden\nSELECT body FROM history")
    listed = ok(sqlite_demo, "report").stdout.splitlines()
    assert [line.split()[0] for line in listed if "desk's own" in line] == ["by-ann", "spy"]
    assert [line.split()[1] for line in listed if line.startswith("due ")] == ["Promises"]
    found = ok(sqlite_demo, "report", "by-ann", "--json").json
    assert [row["letters"] for row in found["rows"]] == [":speaker", ":speaker"]
    assert (found["counted"], found["parameters"]) == ({"claims": 22}, {"speaker": "Jen Psaki"})
    assert ok(sqlite_demo, "report", "by-ann", "-p", "speaker=Nobody", "--json").json["rows"] == []
    refused(run(sqlite_demo, "report", "spy"), 1, '"history" is not one of the views')
    refused(run(sqlite_demo, "report", "by-bob"), 2, "by-bob")


def test_a_file_that_is_no_report_hides_no_other(sqlite_demo: Database, folder: Path) -> None:
    (folder / "factdb.toml").write_text('reports = "ours"\n')
    assert "There is no folder" in ok(sqlite_demo, "report").stderr
    (folder / "ours" / "folder.sql").mkdir(parents=True)
    (folder / "ours" / "latin.sql").write_bytes(b"-- Caf\xe9\nSELECT 1")
    (folder / "ours" / "due.sql").write_text(OWN)
    (folder / "ours" / "lacks.sql").write_text("-- Lacks\nSELECT :nope AS nope")
    (folder / "ours" / "miscounts.sql").write_text("-- Miscounts\nSELECT 1 AS one\n\n-- counted\nSELECT NULL, 1, 2")
    (folder / "ours" / "by-ann.sql").write_text(OWN)
    listed = ok(sqlite_demo, "report")
    assert "by-ann" in listed.stdout
    assert "is not UTF-8" in " ".join(listed.stdout.split())  # the path decides where the line breaks
    assert "factdb has a report named due" in listed.stderr
    refused(run(sqlite_demo, "report", "latin"), 1, "is not UTF-8", "Save it as UTF-8")
    refused(run(sqlite_demo, "report", "lacks"), 1, ":nope", "-- param nope: what it is")
    refused(run(sqlite_demo, "report", "miscounts"), 1, "must return a text and a number", "AS what")
    assert ok(sqlite_demo, "report", "by-ann", "-f", "csv").stdout
    refused(run(sqlite_demo, "report", "due", "--chart"), 2, "declares no chart")
    refused(run(sqlite_demo, "report", "balance", "--chart", "-o", "a.txt"), 2, "-f svg")


def test_the_views_are_told_and_drawn(sqlite_demo: Database) -> None:
    told = ok(sqlite_demo, "report", "views", "-f", "markdown").stdout.splitlines()
    assert len(told) == 2 + sum(len(view.columns) for view in VIEWS)
    drawn = ok(sqlite_demo, "report", "views", "--diagram").stdout
    assert drawn.startswith("erDiagram\n    v1_claims {\n        number id\n")
    assert 'v1_verdicts }o--|| v1_reviewers : "approved_by_id"' in drawn
    assert 'public1_evidence }o--|| public1_documents : "document_id"' in drawn
