"""What the forms on a claim's page do: each reads its fields, calls one service, and returns to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.enums import Question, Stance
from factdb.services.claims import claim_evidence, notes_and_links
from factdb.services.claims.evidence_request import EvidenceRequest, draft_of
from factdb.services.decisions import rating, statuses
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import reviewers
from factdb.services.ledger import claim_ledger
from factdb.services.people import topics
from factdb.web.pages import claim
from factdb.web.visits import Act, writing

if TYPE_CHECKING:
    from factdb.store.models import Claim


on_claim = writing(claim.page)


def _claim(act: Act) -> Claim:
    """Lock the claim of the page, if it is still the version that the page showed."""
    return claim_ledger.lock_one(act.session, act.request.path_params["number"], act.number("version"))


@on_claim
def rate(act: Act) -> str:
    """Rate the claim, with evidence that is ticked or pasted."""
    claim = _claim(act)
    pages = [line.strip() for line in act.text("pages").splitlines() if line.strip()]
    request = RatingRequest(
        ratings=[*act.chosen("rating"), *act.chosen("quote_rating")],
        because=[act.text("because")],
        evidence=[*act.chosen("evidence"), *pages],
        flags=act.chosen("flag"),
        although=act.text("although") or None,
        stance=Stance(act.text("stance")) if act.text("stance") else None,
        publish=bool(act.text("publish")),
    )
    result = rating.rate(act.session, claim, act.actor, request)
    return f"Rated {', '.join(result.codes)}, version {result.version}."


@on_claim
def move(act: Act) -> str:
    """Move the claim to another status."""
    claim = _claim(act)
    status = statuses.find_status(act.session, act.text("status"), claim.id)
    change = statuses.set_status(act.session, claim, act.actor, status, act.text("reason") or None)
    return f"{change.before} → {change.after}."


@on_claim
def assign(act: Act) -> str:
    """Assign the claim to a reviewer, or to nobody."""
    claim, handle = _claim(act), act.text("assignee")
    reviewer = reviewers.find_active_reviewer(act.session, handle) if handle else None
    statuses.assign(act.session, claim, act.actor, reviewer.id if reviewer else None)
    return f"Assigned to {handle or 'nobody'}."


@on_claim
def tag(act: Act) -> str:
    """Add topics, and remove those that are crossed out."""
    claim = _claim(act)
    added = [name.strip() for name in act.text("topics").split(",") if name.strip()]
    topics.tag(act.session, claim, act.actor, added, act.chosen("remove"))
    return "Topics changed."


@on_claim
def note(act: Act) -> str:
    """Add a note for the desk."""
    notes_and_links.note(act.session, _claim(act), act.actor, act.text("note"))
    return "Note added."


@on_claim
def add_evidence(act: Act) -> str:
    """Link a page to the claim."""
    claim = _claim(act)
    request = EvidenceRequest(
        url=act.text("url") or None,
        stance=Stance(act.text("stance")) if act.text("stance") else None,
        question=Question(act.text("question") or Question.TRUTH),
        excerpt=act.text("excerpt") or None,
        title=act.text("title") or None,
    )
    added = claim_evidence.add(act.session, claim, act.actor, draft_of(request))
    return f"Evidence {claim.id}.{added.evidence.n} added."
