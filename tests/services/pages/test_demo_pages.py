"""The evidence of the worked example is kept from copies that the test serves under the pages' own names."""

from __future__ import annotations

import html
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest
import trustme
from sqlalchemy import select

from factdb.archive.capture_files import CaptureFolder
from factdb.archive.client import Client
from factdb.archive.fetched import FetchLimits
from factdb.archive.guard import Guard
from factdb.domain.page_states import PageState
from factdb.services.documents import page_checks
from factdb.services.documents.page_fetching import PageFetcher
from factdb.services.reads.quotation_checks import Checker
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store.models import Document, Evidence
from tests.services.conftest import Desk

FILLING = "The report goes on for a while, and says much that nobody on the desk has cited so far. " * 20


def copies(desk: Desk) -> dict[str, str]:
    """Return a page for each cited address: the cited words, and some more."""
    query = select(Document, Evidence.excerpt).join(Evidence, Evidence.document_id == Document.id)
    pages: dict[str, list[str]] = {}
    for document, excerpt in desk.session.execute(query.where(Document.url.is_not(None)).order_by(Evidence.claim_id)):
        pages.setdefault(document.typed_url or document.url or "", []).append(excerpt or "")
    return {
        address: "<!doctype html><title>A copy</title><article><p>"
        + "</p><p>".join(html.escape(part) for part in (FILLING, *words, FILLING))
        + "</p></article>"
        for address, words in pages.items()
    }


@contextmanager
def served(pages: dict[str, str]) -> Iterator[ssl.SSLContext]:
    """Serve pages at port 443 of this machine; yield the certificates that make them believed."""
    by_path = {(urlsplit(address).netloc, urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()): body
               for address, body in pages.items()}  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = by_path.get((self.headers["Host"], self.path or "/"), "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    authority = trustme.CA()
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*{host for host, _ in by_path}).configure_cert(own)
    believed = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(believed)
    with ExitStack() as stack:
        for port in (80, 443):
            try:
                server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", port), Handler))
            except OSError as error:
                pytest.skip(f"port {port} cannot be listened on: {error}")
            if port == 443:
                server.socket = own.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        yield believed


def test_the_evidence_of_the_worked_example_is_kept_and_checked(desk: Desk, folder: CaptureFolder) -> None:
    pages = copies(desk)
    assert len(pages) >= 15
    with served(pages) as believed:
        guard = Guard(networks=(ip_network("127.0.0.0/8"),), resolve=lambda *_: ["127.0.0.1"])
        client = Client("factdb/test", guard=guard, limits=FetchLimits(delay=0.0), tls=believed)
        fetcher = PageFetcher(client, folder, "factdb/test")
        for cited in page_checks.cited_pages(desk.session):
            page = page_checks.known_page(desk.session, cited)
            look = fetcher.look_at(page.address, page.earlier)
            assert look.observation.state is PageState.OK, (page.address, look.observation.why)
            assert look.file
            page_checks.keep(desk.session, desk.rita, cited, look.file)
    assert len(list(folder.names())) == len(pages)
    check = Checker(desk.session).check(7).row()
    assert (check["evidence"], check["text"], check["result"]) == ("7.1", "capture", "altered")
    assert list(verify.findings(desk.session, Checked(), folder=folder)) == []
