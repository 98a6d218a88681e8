"""Cited pages in the web: the board, the timeline of a row of evidence, and the forms that fetch, check and archive."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factdb.archive.capture_files import CaptureFolder
from factdb.services.actor import find_actor
from factdb.services.claims import claim_evidence, notes_and_links
from factdb.services.documents import captures, page_checks
from factdb.services.ledger import claim_ledger
from factdb.services.reads import page_timeline
from factdb.store import sessions
from factdb.web.fetchers import Fetchers
from factdb.web.pages.claims import cited_pages
from tests.archive.fault_server import ARTICLE, Answering, FaultServer, fault, page, running, simple
from tests.web.conftest import Visitor
from tests.web.page_server import fetching_from
from tests.web.test_claim_forms import claim

if TYPE_CHECKING:
    import httpx2

    from factdb.services.reads.page_timeline import PageTimeline
    from factdb.settings import Settings
    from factdb.web.site import Site

WORDS = "The bridge cost nine million euros"
JSON = "application/json"
HOSTILE = '<script src="https://evil.example/x.js"></script>'


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """The server of faults, one for these tests."""
    with running() as server:
        yield server


@pytest.fixture
def rita(site: Site, server: FaultServer, tmp_path: Path) -> Visitor:
    """A reviewer of a desk that fetches pages."""
    site.fetchers = Fetchers(fetching_from(server, tmp_path / "captures"))
    return Visitor(site).sign_in("rita")


def url(server: FaultServer, path: str) -> str:
    return f"http://127.0.0.1:{server.plain}{path}"


def cite(visitor: Visitor, address: str, *, fetch: bool = True, **fields: str) -> httpx2.Response:
    """Cite a page as evidence of claim 19."""
    form = {"url": address, "stance": "context", **({"fetch": "yes"} if fetch else {}), **fields}
    return visitor.post(19, "evidence", **form)


def act(visitor: Visitor, action: str, n: int = 1, **form: str) -> httpx2.Response:
    return visitor.client.post(f"/claims/19/evidence/{n}/{action}", data=form)


def timeline(visitor: Visitor, n: int = 1) -> PageTimeline:
    with sessions.reading(visitor.site.database) as session:
        return page_timeline.timeline(session, 19, n)


# -- evidence with its page ------------------------------------------------------------------------------------


def test_a_cited_page_is_kept_at_once(rita: Visitor, server: FaultServer, tmp_path: Path) -> None:
    answer = cite(rita, url(server, "/ok"), excerpt=WORDS)
    assert "Evidence 19.1 added. Kept: 280 characters of text." in answer.text
    (capture,) = timeline(rita)["captures"]
    assert (capture["read"], capture["excerpt"]) == ("when it was cited", 100)
    assert list(CaptureFolder(tmp_path / "captures").names()) == [capture["file_sha256"]]
    assert [check["state"] for check in timeline(rita)["checks"]] == ["ok"]


def test_the_link_is_kept_alone_where_nothing_is_fetched(rita: Visitor, server: FaultServer) -> None:
    answer = cite(rita, url(server, "/ok"), fetch=False)
    assert (
        "Nothing was fetched. You asked for the link alone. Fetch it later on the page of the evidence." in answer.text
    )
    answer = cite(rita, url(server, "/paywall"))
    assert "Evidence 19.2 added. Nothing was kept. The page is behind a pay wall." in answer.text
    rita.site.fetchers = Fetchers()
    assert "The settings switch fetching off." in cite(rita, url(server, "/gone")).text
    assert [len(timeline(rita, n)["captures"]) for n in (1, 2, 3)] == [0, 0, 0]
    assert "checked> Fetch and keep the page" in rita.page("/claims/19")


def test_a_form_that_is_refused_fetches_nothing(rita: Visitor, server: FaultServer, tmp_path: Path) -> None:
    form = {"url": url(server, "/ok"), "stance": "context", "fetch": "yes"}
    stale = rita.client.post("/claims/19/evidence", data={**form, "version": "0"})
    reader = Visitor(rita.site).sign_in("rae")
    assert (stale.status_code, cite(reader, url(server, "/ok")).status_code) == (409, 403)
    assert f'value="{url(server, "/ok")}"' in stale.text
    refused = cite(rita, "ftp://example.org/a")
    assert refused.status_code == 400
    unticked = cite(rita, "ftp://example.org/a", fetch=False)
    assert ("checked> Fetch and keep" in refused.text, "checked> Fetch and keep" in unticked.text) == (True, False)
    assert not (tmp_path / "captures").exists()


def test_rating_a_claim_fetches_nothing(rita: Visitor, server: FaultServer, tmp_path: Path) -> None:
    pages = f"supports:{url(server, '/ok')}"
    rita.post(19, "rate", truth_rating="true", because="It says so.", pages=pages)
    assert claim(rita, 19)["verdicts"]
    assert not (tmp_path / "captures").exists()


def test_nobody_waits_for_the_ledger_while_a_page_is_fetched(rita: Visitor, server: FaultServer) -> None:
    """The page writes to the ledger before it is sent: a fetch within a transaction would wait for itself."""

    def writes(asked: Answering) -> None:
        with sessions.writing(rita.site.database) as session:
            actor = find_actor(session, "rita", rita.site.now)
            notes_and_links.note(session, claim_ledger.lock_one(session, 9), actor, "Meanwhile.")
        asked.answer(page())

    fault("/writes")(writes)
    assert "Kept: 280 characters" in cite(rita, url(server, "/writes")).text
    assert "Evidence 19.1: ok." in act(rita, "check").text
    assert [note["note"] for note in claim(rita, 9)["notes"]][-2:] == ["Meanwhile."] * 2


# -- the timeline ----------------------------------------------------------------------------------------------


def test_a_page_is_fetched_checked_and_compared(rita: Visitor, server: FaultServer) -> None:
    simple("/news", page(ARTICLE))
    cite(rita, url(server, "/news"), fetch=False, excerpt=WORDS)
    assert 'href="/claims/19/evidence/1"' in rita.page("/claims/19")
    before = claim(rita, 19)
    answer = act(rita, "fetch")
    assert (answer.url.path, "Evidence 19.1: kept as capture 1." in answer.text) == ("/claims/19/evidence/1", True)
    assert "nothing new: the same content as capture 1" in act(rita, "fetch").text
    simple("/news", page(ARTICLE.replace("nine million", "ten million")))
    assert "Evidence 19.1: changed. The page has the excerpt in other words." in act(rita, "check").text
    assert len(timeline(rita)["captures"]) == 1  # a check keeps nothing
    assert "kept as capture 2. The page is changed" in act(rita, "fetch").text
    shown = rita.page("/claims/19/evidence/1")
    for capture in timeline(rita)["captures"]:
        assert str(capture["sha256"]) in shown
        assert str(capture["file_sha256"]) in shown
    assert "has the cited words" in shown
    assert "The bridge cost ten million euros" in shown
    assert shown.count("<li") >= 2 + len(timeline(rita)["checks"]) == 6
    compared = rita.page("/claims/19/evidence/1/compare?a=1&b=2")
    assert "<del>nine</del>" in re.sub(r"\s+(?=</)|(?<=>)\s+", "", compared)
    assert "<ins>ten</ins>" in re.sub(r"\s+(?=</)|(?<=>)\s+", "", compared)
    assert "The cited words: 100 % →" in compared
    assert claim(rita, 19)["row_version"] == before["row_version"]


def test_the_text_of_a_capture_is_text_and_its_file_a_download(rita: Visitor, server: FaultServer) -> None:
    hostile = page(f"<p>{ARTICLE}</p><p>{ARTICLE} &lt;script&gt;alert(1)&lt;/script&gt; {HOSTILE}</p>")
    simple("/hostile", hostile)
    cite(rita, url(server, "/hostile"), excerpt=WORDS)
    shown = rita.client.get("/claims/19/evidence/1/captures/1")
    assert f'<mark class="current">{WORDS}</mark>' in shown.text
    assert "alert(1)" in shown.text
    assert not re.search(r"<script(?! defer src=\"/static/)", shown.text)
    assert "default-src 'self'" in shown.headers["content-security-policy"]
    answer = rita.client.get("/claims/19/evidence/1/captures/1/file")
    assert hashlib.sha256(answer.content).hexdigest() == timeline(rita)["captures"][0]["file_sha256"]
    assert {
        name: answer.headers[name] for name in ("content-type", "x-content-type-options", "content-disposition")
    } == {
        "content-type": "application/warc",
        "x-content-type-options": "nosniff",
        "content-disposition": "attachment; filename*=UTF-8''evidence-19.1-capture-1.warc.gz",
    }
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    stranger = Visitor(rita.site).client.get(answer.url.path, follow_redirects=False)
    assert stranger.headers["location"].startswith("/sign-in?")


def test_a_file_that_was_handed_in_keeps_its_name_but_is_no_page(rita: Visitor, server: FaultServer) -> None:
    cite(rita, url(server, "/paywall"))
    with sessions.writing(rita.site.database) as session:
        actor = find_actor(session, "rita", rita.site.now)
        cited = page_checks.cited_pages(session, [(19, 1)])[0]
        name = 'Erklärung "1"; x=y\r\n.html'
        file = captures.read_file(page().encode(), "saved.html", rita.site.fetchers.folder())
        file = replace(file, reading=replace(file.reading, file_name=name.replace("\r\n", " ")))
        page_checks.keep(session, actor, cited, file)
    answer = rita.client.get("/claims/19/evidence/1/captures/1/file")
    assert answer.headers["content-type"] == "application/octet-stream"
    expected = "attachment; filename*=UTF-8''Erkl%C3%A4rung%20%221%22%3B%20x%3Dy%20.html"
    assert answer.headers["content-disposition"] == expected


def test_what_is_missing_is_said(rita: Visitor, server: FaultServer, tmp_path: Path) -> None:
    cite(rita, url(server, "/ok"))
    folder = CaptureFolder(tmp_path / "captures")
    (sha256,) = folder.names()
    folder.place(sha256).chmod(0o600)
    folder.place(sha256).write_bytes(b"something else")
    damaged = rita.client.get("/claims/19/evidence/1/captures/1/file")
    assert (damaged.status_code, "was changed or damaged" in damaged.text) == (422, True)
    folder.remove(sha256)
    for path, status in {
        "1/captures/1/file": 404, "1/captures/2": 404, "1/captures/2/file": 404, "2": 404,
        "1/compare?a=1&b=2": 404, "1/compare": 400,
    }.items():  # fmt: skip
        assert rita.client.get(f"/claims/19/evidence/{path}").status_code == status, path
    assert act(rita, "fetch", 2).status_code == 404
    with sessions.writing(rita.site.database) as session:
        actor = find_actor(session, "ana", rita.site.now)
        claim_evidence.withdraw(session, claim_ledger.lock_one(session, 19), actor, 1, "It is gone.")
    assert "is withdrawn, or has no address" in act(rita, "check").text
    assert 'action="/claims/19/evidence/1/' not in rita.page("/claims/19/evidence/1")


def test_a_site_that_fetches_nothing_says_why(rita: Visitor, server: FaultServer) -> None:
    cite(rita, url(server, "/ok"))
    settings = rita.site.fetchers.settings
    assert settings
    off = replace(settings, evidence=replace(settings.evidence, fetch=False))
    for fetchers, why in (
        (Fetchers(), "The settings switch fetching off. Switch it on: [evidence] fetch in factdb.toml"),
        (Fetchers(off), "The settings switch fetching off. Switch it on: [evidence] fetch in factdb.toml"),
        (
            Fetchers(_without_folder(settings)),
            "No folder of captures is set for this PostgreSQL database. Set a folder",
        ),
    ):
        rita.site.fetchers = fetchers
        shown = rita.page("/claims/19/evidence/1")
        assert f"Nothing can be fetched here. {why}" in shown
        assert 'action="/claims/19/evidence/1/' not in shown
        assert act(rita, "fetch").status_code == 400


def _without_folder(settings: Settings) -> Settings:
    database = replace(settings.database, value="postgresql://nowhere/desk")
    return replace(settings, database=database, evidence=replace(settings.evidence, folder=None))


def test_controls_are_drawn_for_reviewers(rita: Visitor, server: FaultServer) -> None:
    cite(rita, url(server, "/ok"))
    reader = Visitor(rita.site).sign_in("rae")
    read_only = Visitor(replace(rita.site, read_only=True)).sign_in("rita")
    for visitor, forms in ((rita, {"fetch", "check", "archive"}), (reader, set()), (read_only, set())):
        drawn = re.findall(r'action="/claims/19/evidence/1/(\w+)"', visitor.page("/claims/19/evidence/1"))
        assert set(drawn) == forms
        if not forms:
            assert {act(visitor, form, consent="yes").status_code for form in ("fetch", "check", "archive")} == {403}
    assert [check["by"] for check in timeline(rita)["checks"]] == ["rita"]
    assert reader.client.get("/claims/19/evidence/1/captures/1/file").status_code == 200


def test_an_archive_is_asked_only_with_consent(rita: Visitor, server: FaultServer) -> None:
    cite(rita, url(server, "/ok"))
    refused = act(rita, "archive")
    assert (refused.status_code, "The Wayback Machine is public" in refused.text) == (400, True)
    assert "Tick that the address may become known" in refused.text
    assert timeline(rita)["archives"] == []
    simple("/spn/save", json.dumps({"job_id": "spn2-1"}), Content_Type=JSON)
    answer = act(rita, "archive", consent="yes")
    assert "The Wayback Machine: asked. Asking is not keeping" in answer.text
    assert "Ask what the archive did" in answer.text
    done = {"status": "success", "timestamp": "20261130010203", "original_url": url(server, "/ok")}
    simple("/spn/save/status/spn2-1", json.dumps(done), Content_Type=JSON)
    answer = act(rita, "archive")
    copy = f"http://127.0.0.1:{server.plain}/spn/web/20261130010203/{url(server, '/ok')}"
    assert f"The Wayback Machine has a copy: {copy}" in answer.text
    assert "A web archive has confirmed a copy." in answer.text
    assert "A copy is confirmed already." in act(rita, "archive", consent="yes").text
    assert [row["state"] for row in timeline(rita)["archives"]] == ["asked", "confirmed"]


# -- the board -------------------------------------------------------------------------------------------------


def test_the_board_shows_states_and_what_cites(rita: Visitor, server: FaultServer) -> None:
    total = int(re.findall(r"<h1>(\d+) cited pages", rita.page("/evidence"))[0])
    for path in ("/ok", "/gone", "/paywall"):
        cite(rita, url(server, path))
    board = rita.page("/evidence")
    assert f"<h1>{total + 3} cited pages</h1>" in board
    gone = rita.page("/evidence?state=gone")
    assert re.findall(r'href="/claims/19/evidence/(\d)" dir', gone) == ["2"]
    assert "The server answered with status 410." in gone
    looked_at = rita.client.get("/evidence.json?state=needs-look").json()
    assert [(row["state"], row["evidence"], row["files"]) for row in looked_at] == [
        ("wall", ["19.3"], 0),
        ("gone", ["19.2"], 0),
    ]
    answer = rita.client.get("/evidence.csv?state=not-kept")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["evidence"] for row in rows[:2]] == ["19.3", "19.2"]
    assert len(rows) == total + 2
    assert answer.headers["content-disposition"] == 'attachment; filename="evidence.csv"'
    assert "No cited page is in this state." in rita.page("/evidence?state=dead")
    assert rita.client.get("/evidence?state=unwell").status_code == 400
    morning = rita.page("/")
    assert '<a href="/evidence?state=needs-look">Cited pages to look at: 2</a>' in morning
    assert 'href="/claims/19/evidence/3"' in morning


def test_the_board_goes_on_by_key(rita: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def numbers(path: str) -> list[int]:
        return [row["id"] for row in rita.client.get(path).json()]

    whole = numbers("/evidence.json")
    monkeypatch.setattr(cited_pages, "PAGE", 3)
    first = rita.page("/evidence")
    (more,) = re.findall(r'<a href="([^"]+)" rel="next">', first)
    assert more == f"?after={whole[2]}"
    assert numbers("/evidence.json") + numbers(f"/evidence.json{more}") == whole[:6]


# -- articles by their address -----------------------------------------------------------------------------------


def test_an_article_is_fetched_by_its_address(rita: Visitor, server: FaultServer, tmp_path: Path) -> None:
    markup = page(ARTICLE * 2).replace("<head>", "<head><meta property='og:site_name' content='Example Post'>")
    simple("/article", markup)
    form = {"url": url(server, "/article"), "published": "2026-11-18"}
    answer = rita.client.post("/articles/new/add", data=form)
    assert answer.status_code == 200
    assert answer.url.path.endswith("/proposals")
    assert "nine million" in answer.text
    assert len(list(CaptureFolder(tmp_path / "captures").names())) == 1


def test_a_page_that_is_no_article_is_refused_with_what_was_typed(rita: Visitor, server: FaultServer) -> None:
    form = {"url": url(server, "/paywall"), "published": "2026-11-18", "title": "Typed before"}
    answer = rita.client.post("/articles/new/add", data=form)
    assert answer.status_code == 422
    assert "behind a pay wall" in answer.text
    assert "Save the page in your browser" in answer.text
    assert "Typed before" in answer.text


def test_an_address_is_not_fetched_where_fetching_is_off(site: Site) -> None:
    answer = Visitor(site).sign_in("rita").client.post("/articles/new/add", data={"url": "https://example.org/x"})
    assert "The settings switch fetching off." in answer.text


# -- transcripts -----------------------------------------------------------------------------------------------

CAPTIONS = """WEBVTT

00:00:05.000 --> 00:00:09.000
<v Mona Reyes>The ferry carried 41,000 people in 2025.

00:12:31.000 --> 00:12:36.000
<v Tom Lee>The bridge was closed in June 2023.
"""


def test_evidence_in_a_transcript_has_a_time_and_a_check_names_what_changed(rita: Visitor, server: FaultServer) -> None:
    simple("/council.vtt", CAPTIONS, Content_Type="text/vtt")
    address = url(server, "/council.vtt")
    cite(rita, address, excerpt="The bridge was closed in June 2023.")
    cite(rita, address, excerpt="The ferry carried 41,000 people in 2025.")
    shown = rita.page("/claims/19")
    assert f'At <a href="{address}#t=751" rel="noreferrer">00:12:31</a> in the recording' in shown
    simple("/council.vtt", CAPTIONS.replace("was closed", "was not closed"), Content_Type="text/vtt")
    told = act(rita, "check").text
    assert "In evidence 19.1: &#34;was&#34; is now &#34;was not&#34; (now at 00:12:31)." in told
    assert "In evidence 19.2" not in told
    assert len(timeline(rita)["captures"]) == 2
