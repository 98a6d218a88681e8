"""`factdb articles`: the texts that make claims, kept as they were read."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, rows_of, run, run_bare
from tests.extract import sample_pdfs

TEXT = "Bridge opens\n\nThe bridge “cost 4 million”, the mayor said.\n"
OUTLET = ("--source", "The Example Times", "--published", "2021-07")
URL = ("--url", "https://times.example/bridge")


def test_an_article_is_kept_to_the_letter(database: Database, folder: Path) -> None:
    (folder / "article.txt").write_bytes(TEXT.encode())
    about = ("--title", "Bridge opens", "--author", "Jane Doe", "--language", "en")
    ran = ok(database, "articles", "add", "article.txt", *OUTLET, *URL, *about)
    assert ran.stdout == f"article 1: added, {len(TEXT)} characters\n"
    assert "new source: The Example Times" in ran.stderr
    assert 'factdb claims add --article 1 --quote "..."' in ran.stderr
    article = ok(database, "articles", "show", "1", "--json").json
    wanted = {
        "source": "The Example Times", "published_on": "2021-07", "title": "Bridge opens", "author": "Jane Doe",
        "language": "en", "url": "https://times.example/bridge", "claims": 0, "text": TEXT, "spans": [],
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }  # fmt: skip
    assert {key: article[key] for key in wanted} == wanted


def test_an_article_may_come_from_stdin_with_a_byte_order_mark(database: Database) -> None:
    ok(database, "articles", "add", "-", *OUTLET, given=b"\xef\xbb\xbf" + TEXT.encode())
    assert ok(database, "articles", "show", "1", "--json").json["text"] == TEXT


@pytest.mark.parametrize("url", [(), URL])
def test_the_same_text_twice_is_one_article(database: Database, url: tuple[str, ...]) -> None:
    ok(database, "articles", "add", "-", *OUTLET, *url, given=TEXT)
    before = rows_of(database)
    ran = ok(database, "articles", "add", "-", *OUTLET, *url, given=TEXT)
    assert ran.stdout == f"article 1: already in the ledger, {len(TEXT)} characters\n"
    assert rows_of(database) == before


def test_a_known_article_says_what_it_is_and_how_to_go_on(database: Database) -> None:
    ok(database, "articles", "add", "-", *OUTLET, given=TEXT)
    ok(database, "claims", "add", "--article", "1", "--quote", "cost 4 million")
    ran = ok(database, "articles", "add", "-", given=TEXT)  # nobody needs to name the outlet again
    assert ran.stdout == f"article 1: already in the ledger, {len(TEXT)} characters\n"
    assert 'It is "Bridge opens", The Example Times, 2021-07, with 1 claim (1 open).' in ran.stderr
    for command in ("articles review 1", "articles show 1", "articles edit 1"):
        assert f"factdb {command}" in ran.stderr
    refused(run(database, "articles", "add", "-", given="Another text."), 2, "--source and --published")


def test_an_article_is_corrected_with_the_claims_that_follow(database: Database) -> None:
    ok(database, "articles", "add", "-", *OUTLET, given=TEXT)
    ok(database, "claims", "add", "--article", "1", "--quote", "cost 4 million")
    before = rows_of(database)
    dry = ok(database, "articles", "edit", "1", "--published", "2021-08", "--title", "Bridge open", "-n")
    lines = ["article 1: title: Bridge opens -> Bridge open", "article 1: published_on: 2021-07 -> 2021-08"]
    assert dry.stdout.splitlines() == [*lines, "claim 1: said_on: 2021-07 -> 2021-08"]
    assert "this was a dry run" in dry.stderr
    assert rows_of(database) == before
    ran = ok(database, "articles", "edit", "1", "--published", "2021-08", "--title", "Bridge open")
    assert ran.stdout == dry.stdout
    assert claim(database, 1)["said_on"] == "2021-08"
    ok(database, "verify")
    refused(run(database, "articles", "edit", "1"), 2, "--title, --source, --published, --url, --author or --language")


def test_published_claims_of_an_article_are_corrected_in_public(demo: Database) -> None:
    edit = ("articles", "edit", "1", "--source", "Another Times")
    dry = ok(demo, *edit, "--dry-run", user="rita")
    assert "An editor corrects the published claims (1, 2, " in dry.stderr
    refused(run(demo, *edit, user="rita"), 4, '"claims correct" needs the role editor')
    refused(run(demo, *edit, user="ed"), 2, "Readers must be told", "--public-note")
    ok(demo, "policy", "set", "four-eyes", "on")
    ran = ok(demo, *edit, "--public-note", "We named another paper.", user="ed")
    assert "claim 7: published -> correcting" in ran.stdout
    assert "Ask another editor to approve: factdb --as HANDLE claims status 1 2 " in ran.stderr
    assert claim(demo, 7)["source"] == "The Epoch Times"
    numbers = ran.stderr.partition("claims status ")[2].partition(" published")[0].split()
    ok(demo, "claims", "status", *numbers, "published", user="ana")
    assert {row["source"] for row in ok(demo, "claims", "list", "--article", "1", "--json").json} == {"Another Times"}
    corrections = ok(demo, "report", "corrections", "--json").json
    assert {row["note"] for row in corrections if row["kind"] == "correction"} == {"We named another paper."}
    ok(demo, "verify")


def test_the_page_of_an_article_shows_its_progress(shared: Database) -> None:
    ran = ok(shared, "articles", "show", "1")
    assert "22 claims: " in ran.stdout
    assert "without a claim" in ran.stdout
    assert "factdb claims list --article 1" in ran.stderr
    row = ok(shared, "articles", "list", "--json").json[0]
    assert (row["claims"], row["open"]) == (22, 3)


def test_a_changed_page_is_a_new_capture_and_old_claims_keep_theirs(database: Database) -> None:
    ok(database, "articles", "add", "-", *OUTLET, *URL, given=TEXT)
    ok(database, "claims", "add", "--article", "1", "--quote", "cost 4 million")
    ok(database, "articles", "add", "-", *OUTLET, *URL, given=TEXT.replace("4 million", "9 million"))
    assert rows_of(database)["captures"] == 2
    assert "9 million" in ok(database, "articles", "show", "1", "--json").json["text"]
    refused(run(database, "claims", "add", "--article", "1", "--quote", "cost 4 million"), 3, "no passage")
    ok(database, "claims", "add", "--article", "1", "--quote", "cost 9 million")
    passages = [ok(database, "claims", "show", n, "--json").json["passage"] for n in ("1", "2")]
    assert [(each["capture"], each["text"]) for each in passages] == [(1, "cost 4 million"), (2, "cost 9 million")]


def test_what_is_known_of_an_article_is_filled_in_and_never_overwritten(database: Database) -> None:
    ok(database, "articles", "add", "-", *OUTLET, *URL, "--title", "Bridge opens", given=TEXT)
    ran = ok(database, "articles", "add", "-", *OUTLET, *URL, "--title", "Other", "--author", "Jane Doe", given=TEXT)
    assert "document 1 keeps its title: Bridge opens" in ran.stderr
    article = ok(database, "articles", "show", "1", "--json").json
    assert (article["title"], article["author"]) == ("Bridge opens", "Jane Doe")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "it is empty"),
        (b" \n\t\n", "it is empty"),
        (b"caf\xe9 au lait", "byte 0xe9 at offset 3 is not UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (b"a text with a \x00 in it", "NUL byte at offset 14"),
    ],
)
def test_what_is_no_text_in_utf8_is_refused(shared: Database, folder: Path, raw: bytes, why: str) -> None:
    before = rows_of(shared)
    (folder / "it's.txt").write_bytes(raw)
    refused(run(shared, "articles", "add", "it's.txt", *OUTLET), 1, "Cannot read it's.txt: ", why)
    refused(run(shared, "articles", "add", "-", *OUTLET, given=raw), 1, "Cannot read standard input: ", why)
    assert rows_of(shared) == before


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--source", "X"], "--published"),
        (["--published", "2021"], "--source"),
        (["--source", " ", "--published", "2021"], "source"),
        (["--source", "X", "--published", "2021-13"], '"2021-13"'),
        ([*OUTLET, "--url", "file:///tmp/a.txt"], "http"),
        ([*OUTLET, "--title", "\x9b2J"], "title"),
    ],
)
def test_an_article_that_nobody_can_cite_is_refused(shared: Database, options: list[str], part: str) -> None:
    before = rows_of(shared)
    refused(run(shared, "articles", "add", "-", *options, given=TEXT), 2, part)
    assert rows_of(shared) == before


def test_a_missing_file(shared: Database) -> None:
    refused(run(shared, "articles", "add", "nothing.txt", *OUTLET), {3}, 'no file "nothing.txt"')


def test_the_list_is_newest_first_with_the_number_of_claims(demo: Database) -> None:
    ok(demo, "articles", "add", "-", *OUTLET, given=TEXT)
    ok(demo, "articles", "add", "-", "--source", "X", "--published", "2026-01-01", given=f"{TEXT} More.")
    ran = ok(demo, "articles", "list", "--json", "-c", "source,published_on,claims")
    assert [tuple(row.values()) for row in ran.json] == [
        ("X", "2026-01-01", 0),
        ("The Epoch Times", "2021-07-26", 22),
        ("The Example Times", "2021-07", 0),
    ]
    assert ran.stderr == "3 articles\n"


def test_evidence_is_no_article(shared: Database) -> None:
    assert [row["id"] for row in ok(shared, "articles", "list", "--json").json] == [1]
    refused(run(shared, "articles", "show", "2"), 3, "no article 2", "factdb articles list")


def test_the_spans_of_an_articles_claims_are_their_passages(shared: Database) -> None:
    article = ok(shared, "articles", "show", "1", "--json").json
    quotes = {row["id"]: row["quote"] for row in ok(shared, "claims", "list", "--json").json}
    found = {span["claim"]: article["text"][span["start"] : span["end"]] for span in article["spans"]}
    assert found == quotes


SAID = "“The harbour is open,” Ada Lund said on Tuesday.\n\n“It cost 4 million,” Lund said.\n"
_HEAD = "<title>Harbour opens</title><meta property='og:site_name' content='Example Post'>"
_TIME = "<meta property='article:published_time' content='2026-11-18T09:00:00Z'>"
_BODY = "".join(f"<p>{line}</p>" for line in SAID.splitlines() if line)
PAGE = f"<!doctype html><html lang=en><head>{_HEAD}{_TIME}</head><body><article>{_BODY}</article></body></html>"


def test_proposals_are_printed_and_nothing_is_written(database: Database, folder: Path) -> None:
    (folder / "said.txt").write_text(SAID)
    before = rows_of(database)
    rows = ok(database, "articles", "propose", "said.txt", "--published", "2026-11-18", "--json").json
    assert [SAID[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
    assert {row["speaker"] for row in rows} == {"Ada Lund"}
    assert rows[0]["said_on"] == "2026-11-17"
    assert rows_of(database) == before


def test_the_outlet_is_the_speaker_of_what_an_article_narrates(shared: Database, folder: Path) -> None:
    (folder / "said.txt").write_text(f"The bridge opened on Monday.\n\n{SAID}")
    about = ("articles", "propose", "said.txt", "--published", "2026-11-18", "--json")
    speakers = [row["speaker"] for row in ok(shared, *about).json]
    assert speakers == [None, "Ada Lund", "Ada Lund"]
    named = [row["speaker"] for row in ok(shared, *about, "--source", "the epoch times").json]
    assert named == ["The Epoch Times", "Ada Lund", "Ada Lund"]
    nowhere = run_bare("--db", str(folder / "none.db"), *about, "--source", "Example Post")
    assert [row["speaker"] for row in nowhere.json] == ["Example Post", "Ada Lund", "Ada Lund"]


def test_proposals_are_accepted_once(database: Database, folder: Path) -> None:
    (folder / "page.html").write_text(PAGE)
    ran = ok(database, "articles", "add", "page.html", "--accept", "all")
    assert ", 2 claims: " in ran.stdout
    article = ok(database, "articles", "show", "1", "--json").json
    assert (article["source"], article["published_on"], article["title"]) == (
        "Example Post",
        "2026-11-18",
        "Harbour opens",
    )
    before = rows_of(database)
    assert "already in the ledger" in ok(database, "articles", "add", "page.html", "--accept", "all").stdout
    assert rows_of(database) == before


def test_an_article_may_be_a_pdf(database: Database, folder: Path) -> None:
    lines = [(50, 700, 12, "The council decided on Tuesday that the dam"), (50, 686, 12, "of Orr will be mended.")]
    (folder / "report.pdf").write_bytes(
        sample_pdfs.pdf([lines], "/Title(The dam)/Author(Ada Lund)/CreationDate(D:20210726)")
    )
    refused(run(database, "articles", "add", "report.pdf"), 2, "report.pdf does not say", "--source")
    ran = ok(database, "articles", "add", "report.pdf", "--source", "The council of Orr")
    assert "the date is the day on which the PDF file was made" in ran.stderr
    article = ok(database, "articles", "show", "1", "--json").json
    assert article["text"] == "The council decided on Tuesday that the dam of Orr will be mended."
    assert (article["title"], article["author"], article["published_on"]) == ("The dam", "Ada Lund", "2021-07-26")
    again = ok(database, "articles", "add", "report.pdf")
    assert "already in the ledger" in again.stdout
    assert "PDF file" not in again.stderr
    ran = ok(database, "articles", "propose", "report.pdf", "--published", "2021-07-26", "--json")
    assert "PDF file" not in ran.stderr
    assert len(ran.json) == 1


@pytest.mark.parametrize(
    ("name", "raw", "part"),
    [
        (
            "menu.html",
            b"<!doctype html><nav><a href=/>Home</a> <a href=/s>Sport</a></nav><div id=root></div>",
            "no text of an",
        ),
        ("scan.pdf", sample_pdfs.pdf([[]]), "its pages are pictures without text"),
        ("cut.pdf", sample_pdfs.pdf([[]])[:200], "it is not a PDF, or it is damaged"),
        ("latin.txt", "Le maire a dit « déjà »".encode("cp1252"), "is not UTF-8"),
    ],
)
def test_a_file_without_the_text_of_an_article_is_refused(
    shared: Database, folder: Path, name: str, raw: bytes, part: str
) -> None:
    (folder / name).write_bytes(raw)
    before = rows_of(shared)
    refused(run(shared, "articles", "add", name, *OUTLET), 1, f"Cannot read {name}", part)
    refused(run(shared, "articles", "propose", name), 1, f"Cannot read {name}", part)
    assert rows_of(shared) == before


def test_without_the_extra_a_page_is_refused_and_nothing_is_stored(
    shared: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "page.html").write_text(PAGE)
    before = rows_of(shared)
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    for verb in ("add", "propose"):
        refused(run(shared, "articles", verb, "page.html"), 1, "The library for web pages is not", "'factdb[pages]'")
    assert rows_of(shared) == before


def test_letters_that_are_doubtful_are_reported_with_the_article(database: Database, folder: Path) -> None:
    page = PAGE.replace("It cost", "The owner of the café said it cost")
    (folder / "page.html").write_bytes(page.replace("“", '"').replace("”", '"').encode("cp1252"))
    ran = ok(database, "articles", "add", "page.html")
    assert "the page does not name its encoding: check letters with accents" in ran.stderr
    assert "The owner of the café" in ok(database, "articles", "show", "1", "--json").json["text"]


def test_a_folder_is_added_and_what_cannot_be_read_is_told(sqlite_demo: Database, folder: Path) -> None:
    for name, raw in (
        ("a.html", PAGE.encode()),
        ("b.txt", b"\xff\xfe\x00"),
        ("c.html", PAGE.replace("open", "shut").encode()),
    ):
        (folder / name).write_bytes(raw)
    ran = run(sqlite_demo, "articles", "add", ".", "--accept", "1", "--jobs", "2")
    assert ran.exit_code == 1
    assert ran.stdout.count("added") == 2
    number = ran.stdout.split()[1].rstrip(":")
    assert "1 file was left out" in ran.stderr
    refused(run(sqlite_demo, "articles", "add", "a.html", "--accept", "9"), 2, "There is no proposal 9")
    refused(run(sqlite_demo, "articles", "add", "a.html", "--accept", "1-9999999999"), 2, "Write all, or numbers")
    (folder / "said.txt").write_text(SAID)
    refused(run(sqlite_demo, "articles", "add", "said.txt"), 2, "said.txt does not say", "--source and --published")
    refused(run(sqlite_demo, "articles", "review", number), 2, "A review of proposals needs a terminal")
