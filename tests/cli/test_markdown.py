"""Every list and every page as Markdown: tables, with every cell on one line and no markup of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from factdb.cli.exchange.schema import SCHEMAS
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run

WORDS = {
    "claims list --q WORDS": ("claims", "list", "--q", "Iraq"),
    "claims show": ("claims", "show", "7"),
    "claims history": ("claims", "history", "7"),
    "claims assessments": ("claims", "assessments", "7"),
    "claims similar": ("claims", "similar", "7"),
    "claims check-quote": ("claims", "check-quote", "7"),
    "evidence list": ("evidence", "list", "7"),
    "evidence show": ("evidence", "show", "7.1"),
    "evidence show --captures": ("evidence", "show", "7.1", "--captures"),
    "evidence diff": ("evidence", "diff", "7.1", "1", "2"),
    "articles propose": ("articles", "propose", "article.txt"),
    "articles show": ("articles", "show", "1"),
    "documents show": ("documents", "show", "1"),
    "speakers show": ("speakers", "show", "Biden"),
    "sources show": ("sources", "show", "NPR"),
    "ratings show": ("ratings", "show", "false"),
    "imports show": ("imports", "show", "1"),
}
# They take a claim or write, and are no list and no page.
OTHERS = {"claims next", "claims note"}
COMMANDS = [command for entry in SCHEMAS.values() for command in entry.commands if command not in OTHERS]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_list_or_a_page_is_printed_as_markdown(sqlite_demo: Database, folder: Path, command: str) -> None:
    (folder / "article.txt").write_text("“The harbour is open,” Ada Lund said.\n")
    for price in (4, 9) if command in {"evidence show --captures", "evidence diff"} else ():
        (folder / "page.txt").write_text(f"The bridge cost {price} million.")
        ok(sqlite_demo, "evidence", "fetch", "7.1", "--file", "page.txt")
    if command == "imports show":
        (folder / "roads.csv").write_text("claim\nThe road is open.\n")
        ok(sqlite_demo, "import", "roads.csv")
    printed = ok(sqlite_demo, *WORDS.get(command, tuple(command.split())), "-f", "md").stdout
    lines = [line for line in printed.splitlines() if line and not line.startswith(("#", ">"))]
    if command != "report corrections":  # a log with headings, for a web page
        assert lines[1].startswith("| ---")
        assert all(line.startswith("| ") and line.endswith(" |") for line in lines)


def test_a_cell_is_only_text(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "add", "--claim", "a | b *c* <i> [d](e)\n# f")
    rows = ok(sqlite_demo, "claims", "list", "23", "-f", "md", "-c", "id,claim").stdout
    assert rows.splitlines()[-1] == r"| 23 | a \| b \*c\* \<i\> \[d\](e) # f |"
    assert r"| claim | a \| b" in ok(sqlite_demo, "claims", "show", "23", "-f", "md").stdout


def test_markdown_has_the_columns_that_people_read(sqlite_demo: Database, folder: Path) -> None:
    head = "| id | speaker | said\\_on | verdict | quote\\_verdict | status | claim |"
    assert ok(sqlite_demo, "claims", "list", "-f", "md").stdout.splitlines()[0] == head
    assert ok(sqlite_demo, "claims", "list", "--format", "Markdown").stdout.splitlines()[0] == head
    ok(sqlite_demo, "claims", "list", "-o", "claims.md")
    assert (folder / "claims.md").read_text("utf-8").splitlines()[0] == head


def test_several_pages_follow_each_other(sqlite_demo: Database) -> None:
    printed = ok(sqlite_demo, "claims", "show", "3", "7", "-f", "md").stdout
    assert [line for line in printed.splitlines() if line.startswith("| id | ")][0::2] == ["| id | 3 |", "| id | 7 |"]


def test_a_history_is_told_in_words(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "note", "7", "Ask *NPR*.")
    head, rule, *rows = ok(sqlite_demo, "claims", "history", "7", "-f", "md").stdout.splitlines()
    assert (head, rule) == ("| seq | at | actor | what |", "| --- | --- | --- | --- |")
    assert rows[0].startswith("| 1 | 2026-")
    assert any("| new -\\> in-review" in row for row in rows), rows
    assert rows[-1].endswith(r" | ana | noted n1: Ask \*NPR\*. |")
    assert "{" not in "".join(rows)
    whole = ok(sqlite_demo, "claims", "show", "7", "--history", "-f", "md").stdout
    assert whole.endswith("\n".join(["## history", "", head, rule, *rows, ""]))


def test_the_state_of_the_desk_is_printed_as_markdown(sqlite_demo: Database) -> None:
    status = ok(sqlite_demo, "db", "status", "-f", "md").stdout.splitlines()
    assert [line.split(" | ")[0] for line in status[2:]] == ["| database", "| user", "| engine", "| schema"]
    assert "| user | ana (from " in ok(sqlite_demo, "db", "status", "-f", "md").stdout
    settings = ok(sqlite_demo, "config", "show", "-f", "md").stdout.splitlines()
    assert settings[0] == "| setting | value | from |"
    assert settings[3].startswith("| user | ana | ")
    assert "| clean | true |" in ok(sqlite_demo, "verify", "-f", "md").stdout


def test_another_format_is_refused_with_the_list(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "claims", "show", "7", "-f", "xls"), 2, "'md'")
