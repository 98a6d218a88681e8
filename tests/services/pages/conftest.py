"""A desk that fetches pages from the server of faults, and a folder for its captures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from factdb.archive.capture_files import CaptureFolder
from factdb.domain.enums import Question, Stance
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import claim_evidence
from factdb.services.claims.evidence_request import EvidenceRequest, draft_of, with_page
from factdb.services.documents import page_checks
from factdb.services.documents.page_checks import CitedPage, KeptPage, KnownPage
from factdb.services.documents.page_fetching import Earlier, PageFetcher, PageLook
from factdb.store.models import Claim, Evidence, PageCheck
from tests.archive.conftest import MakeClient, client, make_client, server, tls
from tests.archive.fault_server import FaultServer
from tests.conftest import NOW
from tests.services.conftest import Desk

__all__ = ["client", "make_client", "server", "tls"]  # fixtures


@dataclass(frozen=True)
class Pages:
    """What a reviewer does with pages of the server of faults."""

    desk: Desk
    fetcher: PageFetcher
    server: FaultServer

    def url(self, path: str) -> str:
        """Return the address of a page, under a name of its own for each server."""
        return f"http://page.test:{self.server.plain}{path}"

    def link(self, path: str, excerpt: str | None = None, claim: Claim | None = None) -> Evidence:
        """Link a page to a new claim; nothing is fetched."""
        request = EvidenceRequest(url=self.url(path), stance=Stance.SUPPORTS, excerpt=excerpt)
        owner = claim or self.desk.new()
        return claim_evidence.add(self.desk.session, owner, self.desk.rita, draft_of(request)).evidence

    def cite(self, path: str, excerpt: str | None = None, claim: Claim | None = None) -> Evidence:
        """Fetch a page and link it to a new claim, with its capture."""
        request = EvidenceRequest(url=self.url(path), stance=Stance.SUPPORTS, excerpt=excerpt, question=Question.TRUTH)
        draft = draft_of(request)
        look = self.fetcher.look_at(self.url(path), Earlier(excerpts=(excerpt,) if excerpt else ()))
        if look.file:
            draft = with_page(draft, look.file)
        owner = claim or self.desk.new()
        evidence = claim_evidence.add(self.desk.session, owner, self.desk.rita, draft).evidence
        page_checks.record_first(self.desk.session, self.desk.rita, evidence, look)
        return evidence

    def cited(self, evidence: Evidence) -> CitedPage:
        """Return the page of a row of evidence."""
        return page_checks.cited_pages(self.desk.session, [(evidence.claim_id, evidence.n)])[0]

    def look(self, evidence: Evidence) -> tuple[KnownPage, PageLook]:
        """Look at the page of a row of evidence."""
        page = page_checks.known_page(self.desk.session, self.cited(evidence))
        return page, self.fetcher.look_at(page.address, page.earlier)

    def check(self, evidence: Evidence, days: int = 0) -> PageCheck:
        """Check the page of a row of evidence, some days later."""
        return page_checks.record(self.desk.session, self.later(days), *self.look(evidence))

    def fetch(self, evidence: Evidence) -> KeptPage:
        """Fetch the page of a row of evidence and keep it."""
        page, look = self.look(evidence)
        assert look.file
        return page_checks.keep(self.desk.session, self.desk.rita, page.cited, look.file)

    def later(self, days: int) -> Actor:
        """Return the reviewer some days later."""
        return find_actor(self.desk.session, "rita", NOW + timedelta(days=days))


@pytest.fixture
def folder(tmp_path: Path) -> CaptureFolder:
    """The folder of captures."""
    return CaptureFolder(tmp_path / "captures")


@pytest.fixture
def pages(desk: Desk, make_client: MakeClient, server: FaultServer, folder: CaptureFolder) -> Pages:
    """A desk that fetches from the server of faults."""
    return Pages(desk, PageFetcher(make_client(), folder, "factdb/test", "The Example Desk"), server)
