"""`factdb evidence`: pages, files and interviews that bear on a claim, listed, shown and withdrawn."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, rows_of, run

PAGE = "https://example.org/report"
ARCHIVED = f"https://web.archive.org/web/2021/{PAGE}"


def shown(database: Database, name: str) -> dict[str, object]:
    row: dict[str, object] = ok(database, "evidence", "show", name, "--json").json
    return row


# -- pages ---------------------------------------------------------------------------------------------------


def test_a_page_with_everything_that_is_known_of_it(demo: Database) -> None:
    ran = ok(
        demo, "evidence", "add", "19", "HTTPS://Example.ORG:443/report?utm_source=mail#top", "--refutes",
        "--on", "quote", "--excerpt", "seized large parts of both", "--title", "A report",
        "--source", "Example Institute",
        "--published", "2015-03", "--medium", "report", "--primary", "--note", "page 7", "--archived", ARCHIVED,
    )  # fmt: skip
    assert ran.stdout == "evidence 19.1: refutes the quotation\n"
    assert "new source: Example Institute" in ran.stderr
    row = shown(demo, "19.1")
    wanted = {
        "on": "quote", "stance": "refutes", "source": "Example Institute", "title": "A report", "url": PAGE,
        "typed_url": "HTTPS://Example.ORG:443/report?utm_source=mail#top", "published_on": "2015-03",
        "medium": "report", "source_class": "primary", "excerpt": "seized large parts of both", "note": "page 7",
        "archived_url": ARCHIVED, "added_by": "ana", "withdrawn_at": None,
    }  # fmt: skip
    assert {key: row[key] for key in wanted} == wanted
    assert claim(demo, 19)["evidence_count"] == 1


def test_the_question_is_truth_and_the_source_known_by_its_domain(demo: Database) -> None:
    ran = ok(demo, "evidence", "add", "19", "https://www.reuters.com/world/x", "--supports")
    assert "source, by its domain: Reuters" in ran.stderr
    row = shown(demo, "19.1")
    assert (row["on"], row["source"], row["source_class"]) == ("truth", "Reuters", "secondary")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/a", "http"),
        ("javascript:alert(1)", "http"),
        ("file:///etc/passwd", "http"),
        ("data:text/html,x", "http"),
        ("example.org/a", "http"),
        ("https://", "no host"),
        ("https:///path", "no host"),
        ("", "URL"),
        ("https://example.org/a\0b", "URL"),
    ],
)
def test_only_pages_of_the_web_are_pages(shared: Database, url: str, why: str) -> None:
    before = rows_of(shared)
    refused(run(shared, "evidence", "add", "19", url, "--supports"), 2, why)
    refused(run(shared, "evidence", "add", "19", PAGE, "--supports", "--archived", url or " "), 2, why)
    assert rows_of(shared) == before


def test_the_same_words_of_the_same_page_are_refused(demo: Database) -> None:
    add = ("evidence", "add", "19")
    ok(demo, *add, PAGE, "--supports", "--excerpt", "both")
    before = rows_of(demo)
    again = run(demo, *add, "https://EXAMPLE.org/report#part", "--context", "--excerpt", "both")
    refused(
        again,
        1,
        "already has this document with the same excerpt as evidence on the truth",
        "See the evidence: factdb evidence show 19.1",
    )
    assert rows_of(demo) == before
    ok(demo, *add, PAGE, "--supports", "--excerpt", "other words")
    ok(demo, *add, PAGE, "--supports", "--excerpt", "both", "--on", "quote")
    assert (
        ok(demo, "evidence", "list", "19", "--json", "-c", "id,document_id").json[0]["document_id"]
        == (shown(demo, "19.3")["document_id"])
    )


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ([PAGE], "stance"),
        (["--supports"], "one document"),
        ([PAGE, "--supports", "--interview", "Jane Doe"], "one document"),
        ([PAGE, "--supports", "--on", "facts"], "facts"),
        ([PAGE, "--supports", "--medium", "papyrus"], "papyrus"),
        ([PAGE, "--supports", "--published", "soon"], "soon"),
        ([PAGE, "--supports", "--title", "a\x1b]0;b"], "title"),
        ([PAGE, "--supports", "--note", "\0"], "note"),
    ],
)
def test_what_is_no_evidence_is_refused(shared: Database, options: list[str], part: str) -> None:
    before = rows_of(shared)
    refused(run(shared, "evidence", "add", "19", *options), 2, part)
    assert rows_of(shared) == before


def test_evidence_on_no_claim(shared: Database) -> None:
    refused(run(shared, "evidence", "add", "99", PAGE, "--supports"), 3, "no claim 99")
    refused(run(shared, "evidence", "add", "x", PAGE, "--supports"), 2, '"x"')


# -- files and interviews ------------------------------------------------------------------------------------


def test_a_text_file_is_kept_with_its_text(demo: Database, folder: Path) -> None:
    text = "First line.\r\nISIS “seized large parts” of both.\n"
    (folder / "memo.txt").write_bytes(text.encode())
    excerpt = 'ISIS "seized large parts"'
    ok(demo, "evidence", "add", "19", "--file", "memo.txt", "--supports", "--excerpt", excerpt)
    row = shown(demo, "19.1")
    assert row["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (row["file_name"], row["medium"], row["url"]) == ("memo.txt", "file", None)
    assert row["excerpt"] == "ISIS “seized large parts”"
    missing = run(demo, "evidence", "add", "19", "--file", "memo.txt", "--supports", "--excerpt", "not in it")
    refused(missing, 3, 'no passage "not in it"')


def test_another_file_is_kept_by_its_hash(demo: Database, folder: Path) -> None:
    raw = bytes(range(256)) * 10
    (folder / "photo.jpg").write_bytes(raw)
    ok(demo, "evidence", "add", "19", "--file", "photo.jpg", "--context", "--excerpt", "a flag", "--medium", "image")
    row = shown(demo, "19.1")
    assert (row["sha256"], row["file_name"], row["medium"]) == (hashlib.sha256(raw).hexdigest(), "photo.jpg", "image")


def test_a_file_is_known_again_by_its_bytes(demo: Database, folder: Path) -> None:
    (folder / "a.txt").write_text("The same words.")
    (folder / "b.txt").write_text("The same words.")
    ok(demo, "evidence", "add", "19", "--file", "a.txt", "--supports")
    refused(
        run(demo, "evidence", "add", "19", "--file", "b.txt", "--supports"),
        1,
        "See the evidence: factdb evidence show 19.1",
    )


@pytest.mark.parametrize(
    ("name", "exit_code", "sentence"), [("nothing.txt", 3, 'no file "nothing.txt"'), (".", 1, "Cannot read .: ")]
)
def test_a_file_that_cannot_be_read(shared: Database, name: str, exit_code: int, sentence: str) -> None:
    before = rows_of(shared)
    refused(run(shared, "evidence", "add", "19", "--file", name, "--supports"), exit_code, sentence)
    assert rows_of(shared) == before


def test_an_interview(demo: Database) -> None:
    words = ("evidence", "add", "19", "--interview", "Jane Doe", "--supports", "--excerpt", "I saw it.")
    ok(demo, *words, "--published", "2026-11-20")
    row = shown(demo, "19.1")
    assert (row["title"], row["medium"], row["url"]) == ("Interview with Jane Doe", "interview", None)
    assert (row["excerpt"], row["published_on"]) == ("I saw it.", "2026-11-20")


# -- list, show, withdraw ------------------------------------------------------------------------------------


def test_the_list_of_a_claims_evidence(shared: Database) -> None:
    ran = ok(shared, "evidence", "list", "1", "-f", "jsonl", "-c", "id,on,stance,source")
    assert [tuple(json.loads(line).values()) for line in ran.stdout.splitlines()] == [
        ("1.1", "quote", "refutes", "Republic World"),
        ("1.2", "quote", "context", "U.S. Department of State"),
        ("1.3", "quote", "context", "Associated Press"),
    ]
    assert ran.stderr == "3 rows of evidence\n"
    assert ok(shared, "evidence", "list", "19").stderr == "0 rows of evidence\n"
    refused(run(shared, "evidence", "list", "99"), 3, "no claim 99")


def test_one_row_is_shown_by_its_name(shared: Database) -> None:
    uid = claim(shared, 7)["uid"]
    assert shown(shared, f"{uid}.1") == shown(shared, "7.1")
    refused(run(shared, "evidence", "show", "7.2"), 3, 'no evidence "7.2"', "factdb evidence list 7")
    refused(run(shared, "evidence", "show", "7"), 2, '"7"')
    refused(run(shared, "evidence", "show", "99.1"), 3, "no claim 99")


def test_withdrawn_evidence_counts_no_longer_and_stays_readable(demo: Database) -> None:
    ran = ok(demo, "evidence", "withdraw", "9.1", "--reason", "The page has been taken down.")
    assert ran.stdout == "evidence 9.1: withdrawn\n"
    assert claim(demo, 9)["evidence_count"] == 0
    assert ok(demo, "claims", "list", "--no-evidence", "--json").ids == [9, 19]
    assert shown(demo, "9.1")["withdrawn_at"] is not None
    assert "(reason: The page has been" in " ".join(ok(demo, "claims", "history", "9").stdout.split())
    refused(run(demo, "evidence", "withdraw", "9.1", "--reason", "again"), 1, "was already withdrawn at 2026-11-22")
    ok(demo, "evidence", "add", "9", "https://esta.krd/en/80514/", "--supports", "--on", "quote")


def test_a_verdict_says_that_its_evidence_was_withdrawn(demo: Database) -> None:
    refused(run(demo, "evidence", "withdraw", "7.1", "--reason", "x"), 1, "is published", "--drop-evidence 7.1")
    ok(demo, "claims", "rate", "19", "true", "--because", "So it was.", "--evidence", "https://example.org/a")
    ran = ok(demo, "evidence", "withdraw", "19.1", "--reason", "misread")
    assert ran.stdout.splitlines() == ["evidence 19.1: withdrawn", "claim 19: reviewed -> in-review"]
    assert "the verdict of version 1 rested on it and no longer counts" in ran.stderr
    shown = claim(demo, 19)
    assert (shown["verdict"], shown["verdicts"][0]["evidence"]) == (None, ["19.1"])
    refused(run(demo, "evidence", "withdraw", "7.2", "--reason", "x"), 3, 'no evidence "7.2"')
    refused(run(demo, "evidence", "withdraw", "14.1"), 2, "--reason")


# -- evidence that is not a page -----------------------------------------------------------------------------


def test_a_verdict_rests_on_a_file_and_an_interview(demo: Database, folder: Path) -> None:
    (folder / "notes.txt").write_text("The minutes.\nISIS took both.\n")
    (folder / "scan.pdf").write_bytes(b"%PDF\xff")
    rating = ("claims", "rate", "19", "true", "--because", "The minutes say so.")
    interview = "interview: Jane Doe, 3 May 2026"
    ok(demo, *rating, "--evidence", "notes.txt ISIS took both.", "--evidence", "scan.pdf", "--evidence", interview)
    text, scan, talk = claim(demo, 19)["evidence"]
    assert (text["file_name"], text["medium"], text["excerpt"]) == ("notes.txt", "file", "ISIS took both.")
    assert (scan["file_name"], scan["stance"]) == ("scan.pdf", "supports")
    assert (talk["title"], talk["published_on"], talk["medium"]) == (
        "Interview with Jane Doe, 3 May 2026", "2026-05-03", "interview",
    )  # fmt: skip
    ok(demo, *rating, "--evidence", "scan.pdf")
    assert len(claim(demo, 19)["evidence"]) == 3, "the same file is the same evidence"


def test_a_file_is_evidence_on_the_quotation(demo: Database, folder: Path) -> None:
    (folder / "notes.txt").write_text("The minutes.\n")
    ok(demo, "claims", "rate", "9", "verbatim", "--because", "x", "--evidence", "quote:file:notes.txt")
    assert claim(demo, 9)["evidence"][-1]["on"] == "quote"


def test_evidence_add_takes_a_file_or_an_interview_in_place_of_a_url(demo: Database, folder: Path) -> None:
    (folder / "notes.txt").write_text("The minutes.\n")
    ok(demo, "evidence", "add", "19", "notes.txt", "--supports")
    ok(demo, "evidence", "add", "19", "interview: Jane Doe", "--context")
    assert [row["medium"] for row in claim(demo, 19)["evidence"]] == ["file", "interview"]
    refused(run(demo, "evidence", "add", "19", "www.example.org/a", "--supports"), 2, "https://www.example.org/a")
    refused(run(demo, "evidence", "add", "19", "missing.txt", "--supports"), 2, "a file that exists")


def test_a_refusal_names_what_would_have_worked(demo: Database) -> None:
    words = ("claims", "rate", "9", "verbatim", "true", "--because", "x", "--evidence")
    ok(demo, "evidence", "withdraw", "9.1", "--reason", "Gone.")
    refused(run(demo, *words, "https://example.org/a"), 1, "--evidence quote:supports:URL")
    ok(demo, *words, "https://example.org/a", "--evidence", "quote:supports:https://example.org/a")
