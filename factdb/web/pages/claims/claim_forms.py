"""What the other forms of a claim do: evidence, facts, topics, notes, contacts, links. Each calls one service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.domain import dates_as_written
from factdb.domain.enums import Attribution, Channel, ContactKind, Kind, LinkKind, LinkState, Outcome, Question, Stance
from factdb.domain.text import member
from factdb.services import claim_lookup
from factdb.services.claims import contacts, editing, evidence_pages, notes_and_links
from factdb.services.claims.evidence_request import EvidenceRequest
from factdb.services.decisions import statuses
from factdb.services.desk import reviewers
from factdb.services.documents.page_fetching import Ways
from factdb.services.ledger import claim_ledger
from factdb.services.people import topics
from factdb.web.fetching import brought, fetching
from factdb.web.pages.claims import claim
from factdb.web.visits import Act, Done, in_sentences, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from factdb.services.claims.evidence_pages import FetchedEvidence
    from factdb.store.models import Claim

on_claim = writing(claim.page)
_CONTACTS = {
    ContactKind.REPLY: "Request for a reply",
    ContactKind.COMPLAINT: "Complaint",
    ContactKind.OUTREACH: "Request for a correction",
}
_WAYS = Ways(
    "Fetch it later on the page of the evidence.",
    "Save the page in a browser. On the command line: factdb evidence fetch, with --file.",
)


def locked_claim(act: Act) -> Claim:
    """Lock the claim of the page, if it is still the version that the page showed."""
    return claim_ledger.lock_one(act.session, act.number, act.integer("version"))


@on_claim
def assign(act: Act) -> Done:
    """Assign the claim to a reviewer, or to nobody."""
    locked, handle = locked_claim(act), act.text("assignee")
    reviewer = reviewers.find_active_reviewer(act.session, handle) if handle else None
    statuses.assign(act.session, locked, act.actor, reviewer.id if reviewer else None)
    return Done(f"Claim {locked.id} is assigned to {handle or 'nobody'}.")


@on_claim
def tag(act: Act) -> Done:
    """Add topics, and remove those that are ticked."""
    locked = locked_claim(act)
    added = topics.split_names(act.text("topics"))
    topics.tag(act.session, locked, act.actor, added, act.chosen("remove"))
    return Done(f"Topics of claim {locked.id} changed.")


@on_claim
def note(act: Act) -> Done:
    """Add a note for the desk."""
    locked = locked_claim(act)
    n = notes_and_links.note(act.session, locked, act.actor, act.text("note"))
    return Done(f"Note {locked.id}.n{n} added.")


def _fetch_evidence(act: Act) -> Callable[[], FetchedEvidence]:
    """Prepare the fetch of the page that a form cites; a form that would be refused fetches nothing."""
    act.actor.require("evidence add")
    claim_ledger.require_version(act.session, claim_lookup.claim_named(act.session, act.number), act.integer("version"))
    published = act.text("published")
    request = EvidenceRequest(
        url=act.optional("url"),
        interview=act.optional("interview"),
        stance=member(Stance, "stance", act.text("stance")) if act.text("stance") else None,
        question=member(Question, "question", act.text("question") or str(Question.TRUTH)),
        excerpt=act.optional("excerpt"),
        note=act.optional("evidence_note"),
        title=act.optional("title"),
        source=act.optional("source"),
        published=dates_as_written.typed(published, act.now.date()) if published else None,
        archived=act.optional("archived"),
        primary=bool(act.text("primary")),
    )
    is_wanted, fetchers = bool(act.text("fetch")), act.site.fetchers
    return lambda: evidence_pages.fetch(request, fetchers.fetcher, is_wanted=is_wanted)


@fetching(claim.page, _fetch_evidence)
def add_evidence(act: Act) -> Done:
    """Link a page or an interview to the claim, on one of its questions; a page is fetched and kept before."""
    fetched: FetchedEvidence = brought(act)
    locked = locked_claim(act)
    added = evidence_pages.add(act.session, locked, act.actor, fetched)
    notices = [*added.notices, *added.published_notice, *fetched.notices(_WAYS)]
    # The notices end as sentences of a terminal do; here the dot is that of the whole.
    sentences = in_sentences(notice.rstrip(".") for notice in notices)
    return Done(f"Evidence {locked.id}.{added.evidence.n} added.{sentences}")


@on_claim
def edit(act: Act) -> Done:
    """Change the facts of a claim that is not published."""
    locked = locked_claim(act)
    lines = editing.edit(act.session, locked, act.actor, changes_of(act))
    return Done(f"Claim {locked.id}: {'; '.join(lines) or 'nothing changed'}.")


@on_claim
def contact(act: Act) -> Done:
    """Record a request for a reply, a complaint, or a request to the outlet for a correction."""
    locked, on = locked_claim(act), act.text("on")
    draft = contacts.ContactDraft(
        member(ContactKind, "kind of contact", act.text("kind")),
        act.text("who"),
        member(Channel, "channel", act.text("how") or str(Channel.OTHER)),
        dates_as_written.first_day(on, act.now.date()) if on else None,
        act.optional("text"),
    )
    added = contacts.add(act.session, locked, act.actor, draft)
    return Done(f"{_CONTACTS[added.kind]} {locked.id}.c{added.n} recorded.")


@on_claim
def answer(act: Act) -> Done:
    """Record how a contact ended."""
    locked, n = locked_claim(act), act.integer("n") or 0
    outcome = member(Outcome, "outcome", act.text("outcome"))
    contacts.answer(act.session, locked, act.actor, n, outcome, act.optional("answer"))
    return Done(f"Contact {locked.id}.c{n}: {outcome}.")


@on_claim
def link(act: Act) -> Done:
    """Link the claim to another one, or say that they are not alike; both histories record it."""
    other = act.integer("other") or 0
    kind = member(LinkKind, "kind of link", act.text("link"))
    state = LinkState.REJECTED if act.text("reject") else LinkState.CONFIRMED
    locked = {row.id: row for row in claim_ledger.lock(act.session, [act.number, other])}
    claim_ledger.require_version(act.session, locked[act.number], act.integer("version"))
    notes_and_links.link(act.session, (locked[act.number], locked[other]), act.actor, kind, state)
    no = "no longer " if state is LinkState.REJECTED else ""
    return Done(f"Claim {act.number} {no}{kind} claim {other}.")


_FACTS = ("claim", "quote", "speaker", "attributed_to", "occasion", "source", "headline", "published_url")


def changes_of(act: Act) -> editing.ClaimChanges:
    """Return the facts of a form that differ from those that the form was filled with."""
    shown = {name: act.text(f"was_{name}") for name in (*_FACTS, "said_on", "kind", "attribution", "resolves_on")}
    typed = {name: value for name in shown if name in act.fields and (value := act.text(name)) != shown[name]}
    facts: dict[str, Any] = {name: typed[name] for name in _FACTS if name in typed}
    today = act.now.date()
    # An emptied day is one that nobody knows, or on which nothing falls due.
    days = {name for name in ("said_on", "resolves_on") if name in typed}
    facts |= {name: dates_as_written.typed(typed[name] or "unknown", today) for name in days}
    priority = act.integer("priority")
    return editing.ClaimChanges(
        **facts,
        kind=member(Kind, "kind", typed["kind"]) if "kind" in typed else None,
        attribution=member(Attribution, "attribution", typed["attribution"]) if "attribution" in typed else None,
        priority=priority if priority is not None and act.text("priority") != act.text("was_priority") else None,
    )
