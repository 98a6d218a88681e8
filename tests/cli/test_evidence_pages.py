"""`factdb evidence fetch|check|archive|diff` against a web server on this machine; files through dump and backup."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from factdb.archive import warc_reading
from factdb.archive.capture_files import CaptureFolder
from factdb.archive.client import Client
from factdb.archive.guard import Guard
from factdb.archive.warc_writing import write_warc
from factdb.store.engine import Database
from tests.archive.fault_server import ARTICLE, FaultServer, fault, leads, page, running, simple
from tests.cli.conftest import claim, ok, refused, rows_of, run

WORDS = "The bridge cost nine million euros"
JSON = "application/json"
VALIDATOR = os.environ.get("FACTDB_TEST_WACZ") or shutil.which("wacz")  # now: tests work without these variables


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """The server of faults, one for these tests."""
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, server: FaultServer, folder: Path) -> Path:
    """Let commands fetch from this machine, and keep captures in a folder; return the folder."""
    for name, value in {
        "FETCH": "on", "PORTS": str(server.plain), "NETWORKS": "127.0.0.0/8", "DELAY": "0",
        "FOLDER": str(folder / "captures"), "WAYBACK": f"http://127.0.0.1:{server.plain}/spn",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"FACTDB_EVIDENCE_{name}", value)
    return folder / "captures"


def url(server: FaultServer, path: str) -> str:
    return f"http://127.0.0.1:{server.plain}{path}"


def add(database: Database, server: FaultServer, path: str, *words: str) -> str:
    """Cite a page as evidence of claim 19; return the name of the evidence."""
    ran = ok(database, "evidence", "add", "19", url(server, path), "--context", *words)
    return ran.stdout.split()[1].rstrip(":")


def timeline(database: Database, name: str) -> dict[str, list[dict[str, object]]]:
    shown: dict[str, list[dict[str, object]]] = ok(database, "evidence", "show", name, "--captures", "--json").json
    return shown


def test_a_cited_page_is_kept_at_once(demo: Database, server: FaultServer, settings: Path) -> None:
    ran = ok(demo, "evidence", "add", "19", url(server, "/ok"), "--context", "--excerpt", WORDS)
    assert ran.stdout == "evidence 19.1: context on the claim\n"
    assert "kept: 280 characters of text" in ran.stderr
    assert len(list(CaptureFolder(settings).names())) == 1
    (capture,) = timeline(demo, "19.1")["captures"]
    assert (capture["read"], capture["characters"], capture["excerpt"]) == ("when it was cited", 280, 100)
    shown = ok(demo, "evidence", "show", "19.1", "--captures").stdout
    assert "state: ok" in shown
    assert "capture 1: " in shown
    assert "clean: " in ok(demo, "verify").stdout


@pytest.mark.parametrize(
    ("words", "environ", "why"),
    [
        (["--no-fetch"], {}, "Nothing was fetched. You asked for the link alone. Fetch it later"),
        ([], {"FETCH": "off"}, "Nothing was fetched. The settings switch fetching off. Fetch it later"),
        ([], {"NETWORKS": ""}, "Nothing was fetched: 127.0.0.1 is a loopback address"),
    ],
)
def test_where_nothing_is_fetched_the_link_is_kept(
    demo: Database,
    server: FaultServer,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    environ: dict[str, str],
    why: str,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(f"FACTDB_EVIDENCE_{name}", value)
    ran = ok(demo, "evidence", "add", "19", url(server, "/ok"), "--context", *words)
    assert why in " ".join(ran.stderr.split())
    assert "factdb evidence fetch 19.1" in ran.stderr
    assert timeline(demo, "19.1")["captures"] == []


def test_verdicts_claims_and_imports_fetch_nothing(demo: Database, server: FaultServer, settings: Path) -> None:
    page_url = url(server, "/ok")
    ok(demo, "claims", "rate", "19", "true", "--because", "Seen.", "--evidence", page_url)
    Path("claims.csv").write_text(f"claim,speaker,evidence_url\nIt rained.,Ann,{page_url}\n")
    ok(demo, "import", "claims.csv")
    assert not settings.exists()


def test_pages_are_fetched_checked_and_compared(demo: Database, server: FaultServer) -> None:
    simple("/news", page(ARTICLE))
    name = add(demo, server, "/news", "--no-fetch", "--excerpt", WORDS)
    assert ok(demo, "evidence", "fetch", name).stdout == f"evidence {name}: kept as capture 1\n"
    assert ok(demo, "evidence", "fetch", name).stdout == ""
    before = claim(demo, 19)
    assert ok(demo, "evidence", "check", name).stdout == ""
    simple("/news", page(ARTICLE.replace("nine million", "ten million")))
    ran = run(demo, "evidence", "check", name, "--keep")
    assert (ran.exit_code, ran.stdout.splitlines()) == (
        6,
        [
            f"evidence {name}: kept as capture 2",
            f"evidence {name}: changed. The page has the excerpt in other words.",
        ],
    )
    assert "New since the last check: 1 changed." in ran.stderr
    # What was seen before is nothing new.
    assert ok(demo, "evidence", "check", name).stdout == ""
    after = claim(demo, 19)
    assert before.pop("evidence") is not None
    after.pop("evidence")
    assert after == before
    lines = ok(demo, "evidence", "diff", name, "1", "2").stdout.splitlines()
    assert lines[0].endswith("% of the words of capture 1 are in capture 2")
    assert lines[1].startswith("the cited words: 100 % -> ")
    compared = ok(demo, "evidence", "diff", name, "1", "2", "--json").json
    assert "ten million" in compared["changes"][0]["now"]


def test_what_was_done_is_one_object_of_json(demo: Database, server: FaultServer) -> None:
    name = add(demo, server, "/ok", "--no-fetch")
    written = ok(demo, "evidence", "fetch", name, "--json").json
    assert (written["command"], written["done"]) == ("evidence fetch", [f"evidence {name}: kept as capture 1"])
    assert [event["kind"] for event in written["events"]] == ["document-edited", "document-captured"]
    written = ok(demo, "evidence", "check", name, "--json").json
    assert (written["done"], written["events"], written["notices"]) == ([], [], ["1 pages: 1 ok"])


def test_what_was_checked_lately_is_left_alone(demo: Database, server: FaultServer) -> None:
    name = add(demo, server, "/ok")
    ok(demo, "evidence", "check", name, "--older-than", "1d")
    assert len(timeline(demo, name)["checks"]) == 1
    ok(demo, "evidence", "check", "--claim", "19")
    assert len(timeline(demo, name)["checks"]) == 2


def test_pages_that_cannot_be_fetched_end_with_1(demo: Database, server: FaultServer) -> None:
    names = [add(demo, server, path, "--no-fetch") for path in ("/ok", "/broken")]
    ran = run(demo, "evidence", "fetch", *names)
    assert ran.exit_code == 1
    assert f"evidence {names[0]}: kept as capture 1" in ran.stdout
    assert "1 of 2 pages could not be fetched." in ran.stderr


def test_a_machine_that_is_offline_records_nothing(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FACTDB_EVIDENCE_NETWORKS")
    refused(
        run(demo, "evidence", "check", "--claim", "1"), 1, "this machine seems to be offline. Nothing was recorded."
    )
    assert timeline(demo, "1.1")["checks"] == []


@pytest.mark.parametrize("command", ["fetch", "check"])
def test_a_reader_may_not(demo: Database, command: str) -> None:
    refused(run(demo, "evidence", command, "1.1", user="rae"), 4, "rae")


def test_a_saved_page_is_kept_for_a_page_behind_a_wall(demo: Database, server: FaultServer) -> None:
    name = add(demo, server, "/paywall", "--excerpt", WORDS)
    Path("saved.html").write_text(page())
    ran = ok(demo, "evidence", "fetch", name, "--file", "saved.html")
    assert ran.stdout == f"evidence {name}: kept as capture 1\n"
    (capture,) = timeline(demo, name)["captures"]
    assert (capture["file_name"], capture["excerpt"]) == ("saved.html", 100)
    refused(run(demo, "evidence", "fetch", "--file", "saved.html"), 2, "one row of evidence")
    refused(run(demo, "evidence", "fetch"), 2, "Name evidence")


def test_an_archive_is_asked_only_with_consent(demo: Database, server: FaultServer) -> None:
    name = add(demo, server, "/ok")
    refused(run(demo, "evidence", "archive", name), 2, "The Wayback Machine is public", "--yes")
    assert timeline(demo, name)["archives"] == []
    simple("/spn/save", json.dumps({"job_id": "spn2-1"}), Content_Type=JSON)
    ran = ok(demo, "evidence", "archive", name, "--yes")
    assert ran.stdout == f"evidence {name}: asked.\n"
    done = {"status": "success", "timestamp": "20261130010203", "original_url": url(server, "/ok")}
    simple("/spn/save/status/spn2-1", json.dumps(done), Content_Type=JSON)
    copy = f"http://127.0.0.1:{server.plain}/spn/web/20261130010203/{url(server, '/ok')}"
    assert ok(demo, "evidence", "archive", name).stdout == f"evidence {name}: {copy}\n"
    assert ok(demo, "evidence", "archive", name).stdout == ""
    states = [row["state"] for row in timeline(demo, name)["archives"]]
    assert states == ["asked", "confirmed"]


def test_a_busy_archive_ends_the_run(demo: Database, server: FaultServer) -> None:
    name = add(demo, server, "/ok")
    simple("/spn/save", "{}", "429 Too Many Requests", Content_Type=JSON, Retry_After="42")
    ran = run(demo, "evidence", "archive", name, "--yes")
    assert ran.exit_code == 1
    assert "come back in 42 seconds" in ran.stderr


def test_a_file_behind_a_verdict_is_kept_too(demo: Database, settings: Path) -> None:
    Path("minutes.txt").write_text("The council met. It said that the bridge is open.\n")
    ok(demo, "claims", "rate", "19", "true", "--because", "The minutes say so.", "--evidence", "minutes.txt")
    assert len(list(CaptureFolder(settings).names())) == 1
    assert timeline(demo, "19.1")["captures"][0]["file_name"] == "minutes.txt"


def test_a_folder_that_cannot_be_used_costs_no_link(
    demo: Database, server: FaultServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "taken").write_text("A file where the folder should be.")
    monkeypatch.setenv("FACTDB_EVIDENCE_FOLDER", str(folder / "taken"))
    ran = ok(demo, "evidence", "add", "19", url(server, "/ok"), "--context")
    assert "Nothing was fetched. Cannot store a capture in" in " ".join(ran.stderr.split())
    assert timeline(demo, "19.1")["captures"] == []


def test_nothing_is_fetched_for_a_claim_that_is_not_there(demo: Database, server: FaultServer, settings: Path) -> None:
    refused(run(demo, "evidence", "add", "999", url(server, "/ok"), "--context"), 3, "There is no claim 999")
    refused(run(demo, "evidence", "add", "19", url(server, "/ok"), "--context", user="rae"), 4, "rae")
    assert not settings.exists()


def test_words_that_are_gone_stay_gone_though_the_server_calls_the_page_unchanged(
    demo: Database, server: FaultServer
) -> None:
    simple("/tagged", page(ARTICLE), ETag='"1"')
    name = add(demo, server, "/tagged", "--excerpt", WORDS)
    simple("/tagged", page("The weather will be fine all week, with some clouds in the evening. " * 9), ETag='"2"')
    assert run(demo, "evidence", "check", name, "--keep").exit_code == 6
    fault("/tagged")(
        lambda asked: (
            asked.answer("", "304 Not Modified", ETag='"2"')
            if asked.headers.get("if-none-match") == '"2"'
            else asked.answer(
                page("The weather will be fine all week, with some clouds in the evening. " * 9), ETag='"2"'
            )
        )
    )
    for _ in range(2):
        ok(demo, "evidence", "check", name)
    shown = ok(demo, "evidence", "show", name, "--captures", "--json").json
    assert shown["state"] == "excerpt-gone"
    assert len(shown["captures"]) == 2


def test_two_pages_that_lead_to_one_are_two_documents(demo: Database, server: FaultServer) -> None:
    leads("/old-1", "/section")
    leads("/old-2", "/section")
    simple("/section", page("News of the day, and much more that was written about the town. " * 9))
    names = [add(demo, server, path) for path in ("/old-1", "/old-2")]
    rows = [ok(demo, "evidence", "show", name, "--json").json for name in names]
    assert [row["url"] for row in rows] == [url(server, "/old-1"), url(server, "/old-2")]
    assert len({row["document_id"] for row in rows}) == 2


def test_an_error_page_in_an_archive_is_not_the_page(demo: Database, server: FaultServer) -> None:
    client = Client("factdb/test", guard=Guard(frozenset({server.plain}), (ip_network("127.0.0.0/8"),)))
    Path("404.warc.gz").write_bytes(write_warc(client.fetch(url(server, "/missing")), "factdb/test"))
    name = add(demo, server, "/missing")
    refused(run(demo, "evidence", "fetch", name, "--file", "404.warc.gz"), 1, "answered with status 404")
    assert timeline(demo, name)["captures"] == []


# -- articles --------------------------------------------------------------------------------------------------


def test_an_article_is_fetched_and_kept(demo: Database, server: FaultServer, settings: Path) -> None:
    markup = page(ARTICLE * 2).replace("<head>", "<head><meta property='og:site_name' content='Example Post'>")
    simple("/article", markup)
    proposed = ok(demo, "articles", "propose", url(server, "/article"), "--json").json
    assert any("nine million" in row["text"] for row in proposed)
    assert not settings.exists()
    ran = ok(demo, "articles", "add", url(server, "/article"), "--published", "2026-11-18", "--accept", "1")
    assert ran.stdout.startswith("article ")
    number = ran.stdout.split()[1].rstrip(":")
    shown = ok(demo, "articles", "show", number, "--json").json
    assert (shown["source"], shown["title"], shown["url"]) == ("Example Post", "The bridge", url(server, "/article"))
    assert len(list(CaptureFolder(settings).names())) == 1
    again = ok(demo, "articles", "add", url(server, "/article"))
    assert "already in the ledger" in again.stdout
    assert "clean: " in ok(demo, "verify").stdout


def test_an_article_has_one_address(demo: Database, server: FaultServer) -> None:
    words = ("articles", "add", url(server, "/ok"), "--url", "https://example.org/other")
    refused(run(demo, *words), 2, "two addresses")


@pytest.mark.parametrize(("path", "why"), [("/paywall", "behind a pay wall"), ("/gone", "status 410")])
def test_a_page_that_is_no_article_is_refused(demo: Database, server: FaultServer, path: str, why: str) -> None:
    before = rows_of(demo)
    refused(run(demo, "articles", "add", url(server, path)), 1, why, "factdb articles add PAGE.html --url")
    assert rows_of(demo) == before


# -- the files -------------------------------------------------------------------------------------------------


def test_files_go_through_a_dump(
    demo: Database, server: FaultServer, settings: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(demo, server, "/ok", "--excerpt", WORDS)
    ok(demo, "db", "dump", "desk.jsonl.gz")
    ok(demo, "db", "dump", "bare.jsonl", "--no-files")
    monkeypatch.setenv("FACTDB_EVIDENCE_FOLDER", str(folder / "copied"))
    new = Database.sqlite(folder / "new.db")
    ok(new, "db", "load", "desk.jsonl.gz", "-n")
    assert not (folder / "copied").exists()
    ok(new, "db", "load", "desk.jsonl.gz")
    assert list(CaptureFolder(folder / "copied").names()) == list(CaptureFolder(settings).names()) != []
    assert rows_of(new) == rows_of(demo)
    assert "clean: " in ok(new, "verify").stdout
    bare = Database.sqlite(folder / "bare.db")
    monkeypatch.setenv("FACTDB_EVIDENCE_FOLDER", str(folder / "nowhere"))
    ok(bare, "db", "load", "bare.jsonl")
    ran = run(bare, "verify")
    assert (ran.exit_code, "nowhere is missing, with the files of 1 captures" in ran.stdout) == (6, True)


def test_files_follow_a_backup(sqlite_demo: Database, server: FaultServer, folder: Path) -> None:
    add(sqlite_demo, server, "/ok")
    ran = ok(sqlite_demo, "db", "backup", "copy.db")
    assert "1 files of captures copied to copy.db-captures" in ran.stdout
    assert len(list(CaptureFolder(folder / "copy.db-captures").names())) == 1


def test_erased_bytes_are_gone_from_the_files(demo: Database, server: FaultServer, settings: Path) -> None:
    simple("/private", page("Zoe Qzprivate lives in the house by the bridge. " * 9))
    name = add(demo, server, "/private", "--excerpt", "lives in the house by the bridge")
    add(demo, server, "/ok")
    ok(demo, "claims", "rate", "19", "unproven", "--because", "Nobody knows.", "--searched", "The minutes.")
    document = ok(demo, "evidence", "show", name, "--json").json["document_id"]
    ok(demo, "erase", "capture", f"{document}.1", "--ground", "GDPR Art. 17")
    assert len(list(CaptureFolder(settings).names())) == 1
    assert all(b"Qzprivate" not in file.read_bytes() for file in settings.rglob("*") if file.is_file())
    assert ", 1 erased" in ok(demo, "verify").stdout
    assert timeline(demo, name)["captures"][0]["file_sha256"] == "[erased]"
    ok(demo, "db", "dump", "desk.jsonl")
    assert "Qzprivate" not in Path("desk.jsonl").read_text()


def test_a_folder_serves_one_desk(demo: Database, server: FaultServer, settings: Path, folder: Path) -> None:
    add(demo, server, "/ok")
    other = Database.sqlite(folder / "other.db")
    ok(other, "init")
    ok(other, "claims", "add", "--claim", "The bridge is open.")
    refused(run(other, "evidence", "add", "1", url(server, "/other"), "--context"), 2, "belongs to another desk")
    assert len(list(CaptureFolder(settings).names())) == 1
    assert "clean: " in ok(demo, "verify").stdout


def test_an_erasure_is_not_done_while_the_folder_is_away(demo: Database, server: FaultServer, settings: Path) -> None:
    name = add(demo, server, "/ok")
    document = ok(demo, "evidence", "show", name, "--json").json["document_id"]
    away = settings.with_name("away")
    settings.rename(away)
    ran = run(demo, "erase", "capture", f"{document}.1", "--ground", "GDPR Art. 17")
    assert ran.exit_code == 1
    assert "The folder of captures is not there" in ran.stderr
    away.rename(settings)
    ok(demo, "erase", "approve", "1")
    assert list(CaptureFolder(settings).names()) == []
    assert "clean: " in ok(demo, "verify").stdout


def test_a_lost_file_does_not_keep_the_rest_from_a_dump(demo: Database, server: FaultServer, settings: Path) -> None:
    add(demo, server, "/ok")
    captures = CaptureFolder(settings)
    captures.remove(next(captures.names()))
    assert "1 files of captures are missing or damaged" in ok(demo, "db", "dump", "desk.jsonl").stderr
    assert Path("desk.jsonl").read_text().count("\n") > 100


# -- for other tools -------------------------------------------------------------------------------------------


@pytest.fixture
def kept(demo: Database, server: FaultServer, folder: Path) -> Database:
    """The worked example with a page that was fetched, and one that somebody saved, for claim 19."""
    add(demo, server, "/ok", "--excerpt", WORDS)
    saved = folder / "saved.html"
    saved.write_text(page("The bridge was opened, as the paper says. " * 9))
    name = add(demo, server, "/paywall")
    ok(demo, "evidence", "fetch", name, "--file", "saved.html")
    return demo


def test_kept_pages_go_out_as_a_warc(kept: Database, server: FaultServer) -> None:
    assert "2 pages" in ok(kept, "export", "warc", "19", "-o", "pages.warc.gz").stderr
    assert "0 pages" in ok(kept, "export", "warc", "1", "-o", "none.warc.gz").stderr
    with Path("pages.warc.gz").open("rb") as file:
        records = [(record.kind, record.address) for record in warc_reading.records(file, "pages")]
    assert records == [
        ("warcinfo", ""),
        ("response", url(server, "/ok")),
        ("request", url(server, "/ok")),
        ("resource", url(server, "/paywall")),
    ]
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", "pages.warc.gz"], check=False)
    assert checked.returncode == 0


def test_kept_pages_go_out_as_a_wacz(kept: Database, server: FaultServer, folder: Path) -> None:
    ok(kept, "export", "wacz", "19", "-o", "pages.wacz")
    ok(kept, "export", "wacz", "19", "-o", "again.wacz")
    assert (folder / "pages.wacz").read_bytes()[:4] == b"PK\x03\x04"
    name = add(kept, server, "/ok", "--no-fetch", "--on", "quote")
    ok(kept, "evidence", "fetch", name, "--file", "pages.wacz")
    timeline_of = timeline(kept, name)["captures"]
    assert timeline_of[-1]["file_name"] == "pages.wacz"
    if VALIDATOR is None:
        pytest.skip("the tool of the format's makers is not installed: pip install wacz")
    checked = subprocess.run([VALIDATOR, "validate", "-f", "pages.wacz"], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
