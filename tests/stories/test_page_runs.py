"""A run over many cited pages is killed, interrupted, and done twice at once: nothing is lost, doubled or half kept."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import func, select

from factdb.archive.capture_files import CaptureFolder
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Capture, EvidenceCapture
from tests.stories.conftest import Program, finished

pytestmark = pytest.mark.long
PAGES = 30
SECONDS = 0.1  # that each page takes


class Handler(BaseHTTPRequestHandler):
    """A page for each path, slowly."""

    def do_GET(self) -> None:
        time.sleep(SECONDS)
        words = f"This is the page {self.path}, and it says that the bridge was opened by the mayor. " * 20
        body = f"<!doctype html><title>Page {self.path}</title><article><p>{words}</p></article>".encode()
        self.send_response(200 if self.path[1:].isdigit() else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def cited(demo: Database, folder: Path) -> Iterator[Program]:
    """The worked example with a claim for each page of a slow server, of which nothing is kept."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    program = Program(demo, folder)
    program.environment |= {
        "FACTDB_EVIDENCE_FETCH": "on",
        "FACTDB_EVIDENCE_DELAY": "0",
        "FACTDB_EVIDENCE_PORTS": str(port),
        "FACTDB_EVIDENCE_NETWORKS": "127.0.0.0/8",
        "FACTDB_EVIDENCE_FOLDER": str(folder / "captures"),
    }
    rows = "".join(f"The bridge has {n} arches.,Ann,http://127.0.0.1:{port}/{n}\n" for n in range(PAGES))
    (folder / "claims.csv").write_text(f"claim,speaker,evidence url\n{rows}")
    program.ok("import", "claims.csv")
    yield program
    server.shutdown()
    server.server_close()


NAMES = [f"{claim}.1" for claim in range(23, 23 + PAGES)]  # those of the worked example are of no matter here


def kept(program: Program) -> tuple[int, int, int]:
    """Return the number of captures with a file, of their ties to evidence, and of files."""
    with sessions.reading(program.database) as session:
        files = select(func.count()).select_from(Capture).where(Capture.file_sha256.is_not(None))
        captures = session.scalar(files) or 0
        ties = session.scalar(select(func.count()).select_from(EvidenceCapture)) or 0
    return captures, ties, len(list(CaptureFolder(program.folder / "captures").names()))


def wait_until_some_are_kept(program: Program) -> None:
    for _ in range(300):
        if kept(program)[0] >= 3:
            return
        time.sleep(0.05)
    pytest.fail("no page was kept")


def must_be_whole(program: Program) -> None:
    with sessions.reading(program.database) as session:
        checked = Checked()
        folder = CaptureFolder(program.folder / "captures")
        assert [str(finding) for finding in verify.findings(session, checked, folder=folder)] == []


@pytest.mark.parametrize(("end", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_what_was_kept_before_the_end_stays_and_the_rest_is_fetched_later(
    cited: Program, end: signal.Signals, code: int
) -> None:
    process = cited.start("evidence", "fetch", *NAMES)
    wait_until_some_are_kept(cited)
    process.send_signal(end)
    assert finished(process).returncode == code
    captures, ties, _ = kept(cited)
    assert 3 <= captures < PAGES
    assert ties == captures
    must_be_whole(cited)
    cited.ok("evidence", "fetch", *NAMES)
    captures, ties, files = kept(cited)
    assert (captures, ties) == (PAGES, PAGES)
    # A file is written before the row that names it is committed. An end between the two leaves one file that no
    # capture names: `verify` counts it, and an erasure removes it.
    assert files in {PAGES, PAGES + 1}
    must_be_whole(cited)


def test_two_runs_at_once_keep_each_page_once(cited: Program) -> None:
    processes = [cited.start("evidence", "fetch", *NAMES) for _ in range(2)]
    assert [finished(process).returncode for process in processes] == [0, 0]
    assert kept(cited) == (PAGES, PAGES, PAGES)
    must_be_whole(cited)
