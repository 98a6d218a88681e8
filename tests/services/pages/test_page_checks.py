"""Cited pages are kept with their bytes, and checked; what is observed changes no claim."""

from __future__ import annotations

import gzip
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from factdb.archive import archived_page, warc_reading
from factdb.archive.capture_files import CaptureFolder
from factdb.archive.wayback import ArchiveAnswer
from factdb.domain.enums import Stance
from factdb.domain.page_states import ArchiveState, PageState
from factdb.errors import NoSuchError, NotPermittedError, UnreadableFileError
from factdb.errors.archive import CaptureNotStoredError
from factdb.errors.evidence import NoTextError, OneDocumentError
from factdb.services.claims.evidence_request import EvidenceRequest, draft_of
from factdb.services.documents import archive_requests, captures, page_checks, page_fetching
from factdb.services.reads import evidence_list, page_timeline
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store.models import Capture, Claim, DeskHead, Document, EvidenceCapture
from tests.archive import fault_server
from tests.archive.fault_server import ARTICLE, simple
from tests.services.conftest import Desk
from tests.services.pages.conftest import Pages

WORDS = "The bridge cost nine million euros"
WAYS = page_fetching.Ways("Fetch it later.", "Save the page in a browser.")
FACTS = (
    "<!doctype html><html lang='en'><head><title>The bridge is open</title>"
    "<link rel='canonical' href='http://www.page.test:{port}/facts'>"
    "<meta name='author' content='Ada Lund'><meta property='og:site_name' content='Example Post'>"
    "<meta property='article:published_time' content='2026-03-04T10:00:00Z'>"
    "<meta property='article:modified_time' content='2026-03-09T10:00:00Z'></head>"
    f"<body><article><h1>The bridge is open</h1><p>{ARTICLE}</p><p>{ARTICLE}</p></article></body></html>"
)


def capture_of(pages: Pages, document_id: int | None, n: int = 1) -> Capture:
    return pages.desk.session.get_one(Capture, (document_id, n))


def findings(desk: Desk, folder: CaptureFolder | None) -> list[str]:
    desk.session.flush()
    return [str(finding) for finding in verify.findings(desk.session, Checked(), folder=folder)]


def test_a_page_is_kept_byte_for_byte_with_its_facts_and_its_text(pages: Pages, folder: CaptureFolder) -> None:
    simple("/facts", FACTS.format(port=pages.server.plain))
    evidence = pages.cite("/facts?utm_source=mail", WORDS.upper())
    document = pages.desk.session.get_one(Document, evidence.document_id)
    capture = capture_of(pages, evidence.document_id)
    assert (document.url, document.typed_url) == (
        f"http://www.page.test:{pages.server.plain}/facts",
        pages.url("/facts?utm_source=mail"),
    )
    facts = (document.title, document.author, str(document.published_on), document.language)
    assert facts == ("The bridge is open", "Ada Lund", "2026-03-04", "en")
    assert str(capture.modified_on) == "2026-03-09"
    assert capture.text is not None
    assert "nine million euros" in capture.text
    assert capture.text_sha256 == hashlib.sha256(capture.text.encode()).hexdigest()
    raw = folder.read(str(capture.file_sha256))
    page = archived_page.read_capture(raw, "capture")
    assert hashlib.sha256(page.content).hexdigest() == capture.sha256
    assert [record.kind for record in warc_reading.records(io.BytesIO(raw), "capture", only_gzip=True)] == [
        "warcinfo", "response", "request",
    ]  # fmt: skip
    assert b"operator: The Example Desk" in gzip.decompress(raw)
    assert findings(pages.desk, folder) == []


def test_words_that_are_not_in_the_page_are_kept_as_such_and_the_nearest_passage_is_named(pages: Pages) -> None:
    evidence = pages.cite("/ok", "The bridge cost eight million euros")
    assert (evidence.excerpt, evidence.span_start, evidence.capture_n) == (
        "The bridge cost eight million euros",
        None,
        1,
    )
    look = pages.look(evidence)[1]
    notice = page_fetching.notices(look, "", WAYS)[1]
    assert notice.startswith("The excerpt is not in the page as fetched. The nearest passage (")
    assert WORDS in notice
    seen = page_timeline.timeline(pages.desk.session, evidence.claim_id, evidence.n)["captures"][0]
    assert WORDS in (seen["nearest"] or "")
    assert 0 < (seen["excerpt"] or 0) < 100


@pytest.mark.parametrize(
    ("path", "state", "notice"),
    [
        ("/paywall", PageState.WALL, "Nothing was kept. The page is behind a pay wall. Save the page in a browser"),
        ("/bot-403", PageState.BLOCKED, "Nothing was kept. The server answered with status 403 and a bot check."),
        ("/broken", PageState.ERROR, "Nothing was kept. The server answered with status 500. Fetch it later"),
        ("/gone", PageState.GONE, "Nothing was kept. The server answered with status 410."),
        ("/soft-404-title", PageState.SOFT_404, "Nothing was kept. The page says itself that it was not found."),
        ("/to-private", PageState.ERROR, "Nothing was fetched: 10.1.2.3 is a private address"),
    ],
)
def test_no_other_page_is_kept_as_if_it_were_the_page(
    pages: Pages, folder: CaptureFolder, path: str, state: PageState, notice: str
) -> None:
    evidence = pages.cite(path)
    assert (evidence.capture_n, list(folder.names())) == (None, [])
    check = page_timeline.timeline(pages.desk.session, evidence.claim_id, evidence.n)["checks"][0]
    assert check["state"] == state
    assert page_fetching.notices(pages.look(evidence)[1], "", WAYS)[0].startswith(notice)


def test_a_check_changes_neither_claim_nor_history(pages: Pages) -> None:
    evidence = pages.cite("/ok", WORDS)
    claim = pages.desk.session.get_one(Claim, evidence.claim_id)
    pages.desk.rate(claim, "true")
    head = pages.desk.session.get_one(DeskHead, 1)
    before = claim.history_head, claim.row_version, claim.status, head.head, head.length
    for days in range(3):
        assert pages.check(evidence, days).state is PageState.OK
    assert (claim.history_head, claim.row_version, claim.status, head.head, head.length) == before


def test_a_page_is_dead_only_after_three_failures_in_three_days_and_comes_back(pages: Pages) -> None:
    simple("/comes-back", fault_server.page())
    evidence = pages.cite("/comes-back", WORDS)

    def state() -> PageState | None:
        return page_checks.states(pages.desk.session, [evidence.document_id or 0]).get(evidence.document_id or 0)

    simple("/comes-back", "No.", "404 Not Found")
    seen = []
    for days in (1, 2, 3, 4):
        pages.check(evidence, days)
        seen.append(state())
    assert seen == [PageState.GONE, PageState.GONE, PageState.GONE, PageState.DEAD]
    simple("/comes-back", fault_server.page())
    pages.check(evidence, 5)
    assert state() is PageState.OK


def test_a_changed_page_is_kept_beside_the_earlier_one_and_compared(pages: Pages) -> None:
    simple("/rewritten", fault_server.page(ARTICLE + "\n" + ARTICLE))
    evidence = pages.cite("/rewritten", WORDS)
    simple("/rewritten", fault_server.page(ARTICLE.replace("nine million", "ten million")))
    check = pages.check(evidence, 1)
    assert (check.state, check.excerpts, check.excerpts_intact) == (PageState.CHANGED, 1, 0)
    kept = pages.fetch(evidence)
    assert (kept.is_new, kept.capture.n) == (True, 2)
    assert not pages.fetch(evidence).is_new
    comparison = page_timeline.compare(pages.desk.session, evidence.claim_id, evidence.n, 1, 2)
    assert comparison["excerpt_was"] == 100
    assert (comparison["excerpt_now"] or 0) < 100
    assert any("ten million" in change["now"] for change in comparison["changes"])
    timeline = page_timeline.timeline(pages.desk.session, evidence.claim_id, evidence.n)
    assert [capture["read"] for capture in timeline["captures"]] == ["when it was cited", "later"]


def test_an_unchanged_page_is_not_sent_again(pages: Pages) -> None:
    evidence = pages.cite("/etag")
    check = pages.check(evidence)
    assert check.state is PageState.OK
    page, look = pages.look(evidence)
    assert page.earlier.validators is not None
    assert getattr(look.fetch, "status", None) == 304
    assert (look.observation.state, look.file) == (PageState.OK, None)


def test_two_addresses_of_one_page_are_one_document(pages: Pages) -> None:
    simple("/facts", FACTS.format(port=pages.server.plain))
    simple("/facts-print", FACTS.format(port=pages.server.plain))
    first, second = pages.cite("/facts"), pages.cite("/facts-print")
    assert first.document_id == second.document_id
    assert (first.capture_n, second.capture_n) == (1, 1)
    assert pages.cited(first).evidence == ((first.claim_id, 1), (second.claim_id, 1))


def test_a_link_that_was_kept_later_is_tied_to_every_claim_that_cites_it(pages: Pages, folder: CaptureFolder) -> None:
    first, second = pages.link("/ok", WORDS), pages.link("/ok")
    assert pages.fetch(first).is_new
    ties = pages.desk.session.scalars(select(EvidenceCapture).order_by(EvidenceCapture.claim_id)).all()
    assert [(tie.claim_id, tie.n, tie.capture_n) for tie in ties[-2:]] == [
        (first.claim_id, first.n, 1),
        (second.claim_id, second.n, 1),
    ]
    assert (first.capture_n, findings(pages.desk, folder)) == (None, [])


def test_a_verdict_binds_what_was_kept_since_the_page_was_cited(pages: Pages, folder: CaptureFolder) -> None:
    evidence = pages.link("/ok", WORDS)
    pages.fetch(evidence)
    claim = pages.desk.session.get_one(Claim, evidence.claim_id)
    pages.desk.rate(claim, "true")
    event = next(event for event in pages.desk.events(claim) if event["kind"] == "rated")
    capture = capture_of(pages, evidence.document_id)
    (bound,) = event["captures"]
    assert (bound["evidence"], bound["capture"]) == (1, 1)
    assert (bound["sha256"], bound["file_sha256"]) == (capture.sha256, capture.file_sha256)
    assert findings(pages.desk, folder) == []


def test_a_reader_fetches_nothing_for_the_desk(pages: Pages) -> None:
    evidence = pages.link("/ok")
    page, look = pages.look(evidence)
    with pytest.raises(NotPermittedError):
        page_checks.record(pages.desk.session, pages.desk.rae, page, look)
    assert look.file
    with pytest.raises(NotPermittedError):
        page_checks.keep(pages.desk.session, pages.desk.rae, page.cited, look.file)


def test_a_flipped_byte_and_a_missing_folder_are_named(pages: Pages, folder: CaptureFolder) -> None:
    evidence = pages.cite("/ok", WORDS)
    capture = capture_of(pages, evidence.document_id)
    place = folder.place(str(capture.file_sha256))
    raw = bytearray(place.read_bytes())
    raw[len(raw) // 2] ^= 1
    place.write_bytes(raw)
    (finding,) = findings(pages.desk, folder)
    assert f"capture 1 of document {evidence.document_id}: The file {capture.file_sha256}" in finding
    place.unlink()
    assert "has no file" in findings(pages.desk, folder)[0]
    missing = CaptureFolder(folder.path / "elsewhere")
    assert findings(pages.desk, missing) == [
        f"the folder of captures {missing.path} is missing, with the files of 1 captures"
    ]
    checked = Checked()
    assert list(verify.findings(pages.desk.session, checked)) == []
    assert "the files of 1 captures: no setting names their folder" in checked.not_checked


def test_files_of_other_tools_are_read_and_kept(pages: Pages, folder: CaptureFolder) -> None:
    first = pages.cite("/ok", WORDS)
    warc = folder.read(str(capture_of(pages, first.document_id).file_sha256))
    for raw, name, has_text in (
        (warc, "page.warc.gz", True),
        (fault_server.page().encode(), "page.html", True),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "page.png", False),
        (b"%PDF-1.7\n", "page.pdf", False),
        (b"The bridge cost nine million euros.\n", "page.txt", True),
    ):
        file = captures.read_file(raw, name, folder, pages.url("/ok"))
        assert file.reading.sha256 == hashlib.sha256(raw).hexdigest()
        assert bool(file.reading.text and WORDS in file.reading.text) is has_text
        evidence = pages.link(f"/{name}")
        kept = page_checks.keep(pages.desk.session, pages.desk.rita, pages.cited(evidence), file)
        assert folder.read(str(kept.capture.file_sha256)) == raw
    assert findings(pages.desk, folder) == []


@pytest.mark.parametrize(
    ("raw", "name", "error"),
    [(b"", "page.html", "it is empty"), (b"PK\x03\x04", "a.wacz", "zip"), (b"WARC/1.0", "a.warc", "it")],
)
def test_damaged_files_are_refused(folder: CaptureFolder, raw: bytes, name: str, error: str) -> None:
    with pytest.raises(UnreadableFileError, match=error):
        captures.read_file(raw, name, folder)
    assert list(folder.names()) == []


def test_a_saved_page_is_evidence_under_its_address(pages: Pages, folder: CaptureFolder) -> None:
    request = EvidenceRequest(
        url=pages.url("/wall"), file=("saved.html", fault_server.page().encode()), folder=folder, stance=Stance.CONTEXT
    )
    draft = draft_of(request)
    assert draft.document.url == pages.url("/wall")
    assert draft.reading is not None
    assert draft.reading.file_name == "saved.html"
    with pytest.raises(OneDocumentError):
        draft_of(EvidenceRequest(url=pages.url("/wall"), interview="Ada Lund", stance=Stance.CONTEXT))


def test_captures_without_a_text_are_not_compared(pages: Pages) -> None:
    simple("/picture", b"\x89PNG\r\n\x1a\n" + bytes(40), Content_Type="image/png")
    evidence = pages.cite("/picture")
    place = evidence.claim_id, evidence.n
    with pytest.raises(NoTextError):
        page_timeline.compare(pages.desk.session, *place, 1, 1)
    with pytest.raises(NoSuchError):
        page_timeline.compare(pages.desk.session, *place, 2, 1)


def test_what_an_archive_answers_is_written_down(pages: Pages) -> None:
    evidence = pages.link("/ok")
    session = pages.desk.session
    (page,) = archive_requests.archivable_pages(session, [pages.cited(evidence)])
    assert (page.address, page.job) == (pages.url("/ok"), None)
    archive_requests.record(session, pages.desk.rita, page, ArchiveAnswer(ArchiveState.ASKED, "job-1"))
    (page,) = archive_requests.archivable_pages(session, [pages.cited(evidence)])
    assert page.job == "job-1"
    copy = "https://web.archive.org/web/20260101000000/http://page.test/ok"
    answer = ArchiveAnswer(ArchiveState.CONFIRMED, "job-1", copy)
    archive_requests.record(session, pages.desk.rita, page, answer)
    assert archive_requests.archivable_pages(session, [pages.cited(evidence)]) == []
    assert evidence_list.evidence_row(session, evidence.claim_id, evidence.n)["archived_url"] == copy
    view = text("SELECT archived_url FROM v1_evidence WHERE claim_id = :claim")
    assert session.scalars(view, {"claim": evidence.claim_id}).all() == [copy]
    rows = page_timeline.timeline(session, evidence.claim_id, evidence.n)["archives"]
    assert [row["state"] for row in rows] == ["asked", "confirmed"]


def test_a_full_disk_keeps_nothing_half(pages: Pages, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("A file where the folder should be.")
    page, look = pages.look(pages.link("/ok"))
    assert look.file
    assert look.file.reading.file
    file = replace(look.file.reading.file, folder=CaptureFolder(blocked))
    reading = replace(look.file.reading, file=file)
    with pytest.raises(CaptureNotStoredError):
        page_checks.keep(pages.desk.session, pages.desk.rita, page.cited, replace(look.file, reading=reading))
