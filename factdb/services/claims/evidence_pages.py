"""Evidence that is added with its page: the page is fetched first, and recorded in the transaction that adds the row.

Every face adds evidence so: `fetch` before the transaction, `add` within it, and then the notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.errors import FactdbError
from factdb.services.claims import claim_evidence, evidence_request
from factdb.services.documents import page_checks, page_fetching
from factdb.services.documents.page_fetching import Earlier

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.claims.claim_evidence import AddedEvidence, EvidenceDraft
    from factdb.services.claims.evidence_request import EvidenceRequest
    from factdb.services.documents.page_fetching import PageFetcher, PageLook, Ways
    from factdb.store.models import Claim

_NOT_ASKED = "You asked for the link alone."


@dataclass(frozen=True, slots=True)
class FetchedEvidence:
    """A draft of evidence after its page was looked at; without a look, `why_not` says why, if there is a page."""

    draft: EvidenceDraft
    look: PageLook | None = None
    why_not: str = ""

    def notices(self, ways: Ways) -> list[str]:
        """Return what to say of the page; of a file or an interview there is nothing to say."""
        return page_fetching.notices(self.look, self.why_not, ways) if self.look or self.why_not else []


def fetch(request: EvidenceRequest, open_fetcher: Callable[[], PageFetcher], *, is_wanted: bool) -> FetchedEvidence:
    """Fetch the page that a request cites; where nothing can be fetched, the link is kept alone."""
    draft = evidence_request.draft_of(request)
    if not request.url or request.file:
        return FetchedEvidence(draft)
    if not is_wanted:
        return FetchedEvidence(draft, why_not=_NOT_ASKED)
    # Evidence is worth more than its copy: whatever hinders the fetch, the link is added.
    try:
        fetcher = open_fetcher()
    except FactdbError as error:
        return FetchedEvidence(draft, why_not=str(error))
    look = fetcher.look_at(request.url, Earlier(excerpts=(draft.excerpt,) if draft.excerpt else ()))
    if look.file is None or look.file.reading.file is None:
        return FetchedEvidence(draft, look)
    # A full disk must not cost the link. The file itself is written with its row, under the turn of the desk.
    try:
        look.file.reading.file.require_room()
    except FactdbError as error:
        return FetchedEvidence(draft, why_not=str(error))
    return FetchedEvidence(evidence_request.with_page(draft, look.file), look)


def add(session: Session, claim: Claim, actor: Actor, fetched: FetchedEvidence) -> AddedEvidence:
    """Add the evidence to a locked claim, and write down what was seen of its page."""
    added = claim_evidence.add(session, claim, actor, fetched.draft)
    if fetched.look is not None:
        page_checks.record_first(session, actor, added.evidence, fetched.look)
    return added
