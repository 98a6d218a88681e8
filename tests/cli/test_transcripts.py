"""Transcripts on the command line: from captions to claims with a time, and from a new edition to what it changes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run

URL = "https://video.example/council"
CAPTIONS = """WEBVTT - The council of Orr

00:00:05.000 --> 00:00:09.000
<v Mona Reyes>The ferry carried 41,000 people in 2025.

00:12:31.000 --> 00:12:36.000
<v Tom Lee>The bridge was closed in June 2023.
"""


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    """The captions, and a corrected edition of them, in the folder of the test."""
    (folder / "council.vtt").write_text(CAPTIONS)
    (folder / "corrected.vtt").write_text(CAPTIONS.replace("was closed", "was not closed").replace(":31.", ":33."))


def add(database: Database, file: str = "council.vtt", *options: str) -> str:
    """Add the transcript with all its claims; return what is printed."""
    facts = ("--source", "Orr TV", "--published", "2026-11-18", "--url", URL)
    return ok(database, "articles", "add", file, *facts, *options).stdout


def numbers(printed: str) -> tuple[int, int, int]:
    """Return the number of the article, and of its two claims."""
    words = printed.replace(":", " ").replace(",", " ").split()
    return int(words[1]), int(words[-3]), int(words[-1])


def test_captions_are_proposed_with_speaker_and_time(demo: Database) -> None:
    rows = ok(demo, "articles", "propose", "council.vtt", "--json").json
    shown = [(row["speaker"], row["attribution"], row["recording_time"], row["text"]) for row in rows]
    assert shown == [
        ("Mona Reyes", "direct-quote", "00:00:05", "The ferry carried 41,000 people in 2025."),
        ("Tom Lee", "direct-quote", "00:12:31", "The bridge was closed in June 2023."),
    ]


def test_a_claim_points_to_its_time(demo: Database) -> None:
    article, first, second = numbers(add(demo, "council.vtt", "--accept", "all"))
    page = ok(demo, "claims", "show", str(second)).stdout
    assert "recording   at 00:12:31\n" in page
    assert f"{URL}#t=751\n" in page
    shown = ok(demo, "claims", "show", str(second), "--json").json
    assert shown["passage"]["recording_time"] == "00:12:31"
    assert shown["passage"]["recording_url"] == f"{URL}#t=751"
    assert shown["document_url"] == URL
    assert "recording" not in ok(demo, "claims", "show", "4").stdout
    title = ok(demo, "documents", "show", str(article), "--json").json
    assert (title["title"], title["medium"]) == ("The council of Orr", "transcript")
    assert first == second - 1


def test_an_export_has_times_and_links_and_comes_back(demo: Database, folder: Path) -> None:
    _, first, second = numbers(add(demo, "council.vtt", "--accept", "all"))
    rows = {row["id"]: row for row in map(json.loads, ok(demo, "export", "claims", "-f", "jsonl").stdout.splitlines())}
    assert (rows[first]["recording_time"], rows[first]["recording_url"]) == ("00:00:05", f"{URL}#t=5")
    assert (rows[second]["recording_time"], rows[second]["recording_url"]) == ("00:12:31", f"{URL}#t=751")
    assert (rows[4]["recording_time"], rows[4]["recording_url"]) == (None, None)
    ok(demo, "export", "claims", "-f", "csv", "-o", "claims.csv")
    with (folder / "claims.csv").open(newline="") as file:
        assert {row["recording_time"] for row in csv.DictReader(file)} == {"", "00:00:05", "00:12:31"}
    assert ok(demo, "import", "claims.csv").stdout.startswith("claims.csv: 0 added, 0 changed, ")


def test_a_claimreview_points_to_the_time(demo: Database, folder: Path) -> None:
    (folder / "factdb.toml").write_text('[desk]\nname = "Desk"\nurl = "https://desk.example"\n')
    _, _, second = numbers(add(demo, "council.vtt", "--accept", "all"))
    reasons = ("--because", "It was open.", "--evidence", "https://a.example/b")
    ok(demo, "claims", "rate", str(second), "false", *reasons, "--publish")
    exported = ok(demo, "export", "claimreview", str(second), "--base-url", "https://desk.example").stdout
    review = json.loads(exported)
    assert review["itemReviewed"]["firstAppearance"]["url"] == f"{URL}#t=751"


def test_a_new_edition_names_exactly_what_changed(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTDB_EVIDENCE_FETCH", "off")
    article, _, second = numbers(add(demo, "council.vtt", "--accept", "all"))
    ran = ok(demo, "articles", "add", "corrected.vtt", "--edition-of", str(article))
    assert ran.stdout == f"article {article}: new text added, 124 characters\n"
    assert "factdb evidence check" in ran.stderr
    lines = [
        f"article {article}: The newer edition of the transcript changes 1 of 2 quotations.",
        f'claim {second}: "was" is now "was not" (now at 00:12:33)',
    ]
    checked = run(demo, "evidence", "check", "--claim", str(second))
    assert (checked.exit_code, checked.stdout.splitlines()) == (6, lines)
    assert "1 quotation changed in newer editions of transcripts." in checked.stderr
    # Named again only where somebody asks for it.
    again = run(demo, "evidence", "check", "--claim", str(second))
    assert again.stdout.splitlines() == lines
    assert "clean" in ok(demo, "verify").stdout


def test_a_check_of_all_is_silent_about_what_it_said(demo: Database) -> None:
    article, _, second = numbers(add(demo, "council.vtt", "--accept", "all"))
    assert add(demo, "corrected.vtt") == f"article {article}: new text added, 124 characters\n"
    first = run(demo, "evidence", "check")
    assert f"claim {second}: " in first.stdout
    assert "claim " not in run(demo, "evidence", "check").stdout


def test_an_edition_is_of_one_article(demo: Database) -> None:
    refused(run(demo, "articles", "add", "corrected.vtt", "--edition-of", "999"), 3, "There is no article 999")
    refused(
        run(demo, "articles", "add", "corrected.vtt", "council.vtt", "--edition-of", "1"),
        2,
        "--edition-of takes one file",
    )


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"", ("it is empty",)),
        (b"WEBVTT\n", ("its captions have no words", "Download the captions again")),
        (b"Hello there.", ("it has no captions with times", "let its name end with .txt")),
        ("WEBVTT".encode("utf-16"), ("it looks like UTF-16", "iconv")),
    ],
)
def test_what_is_no_captions_is_refused(demo: Database, folder: Path, content: bytes, parts: tuple[str, ...]) -> None:
    (folder / "bad.vtt").write_bytes(content)
    refused(run(demo, "articles", "propose", "bad.vtt"), 1, "Cannot read bad.vtt", *parts)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("said.vtt", CAPTIONS, "The bridge was closed in June 2023."),
        (
            "said.txt",
            "Ana Roe (00:00:01): Did it?\nTom Lee (00:12:31): It was closed.\nAna Roe (00:13:00): Oh.",
            "It was closed.",
        ),
    ],
)
def test_evidence_in_a_file_has_its_time(demo: Database, folder: Path, name: str, content: str, words: str) -> None:
    (folder / name).write_text(content)
    ok(demo, "evidence", "add", "19", "--file", name, "--context", "--excerpt", words)
    row = ok(demo, "evidence", "list", "19", "--json").json[0]
    assert (row["medium"], row["recording_time"], row["recording_url"]) == ("transcript", "00:12:31", None)
    assert f"\u201c{words}\u201d (at 00:12:31)" in ok(demo, "evidence", "show", "19.1").stdout
