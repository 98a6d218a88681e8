"""Collects everything about one claim for `claims show`, for people and for programs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from factdb.domain import dates, passages
from factdb.domain.enums import LinkState
from factdb.domain.history import chain
from factdb.domain.history.claim_replay import replay
from factdb.domain.history.events import ClaimEvent
from factdb.errors.claims import NoSuchClaimError
from factdb.services import claim_lookup
from factdb.services.actor import NOBODY, Viewer
from factdb.services.claims import contacts, queue
from factdb.services.decisions import assessing
from factdb.services.reads import (
    claim_list,
    evidence_list,
    other_check_list,
    pending_change,
    recording_times,
    verdict_list,
)
from factdb.store import history_names
from factdb.store.base import living_id
from factdb.store.models import Capture, Claim, ClaimLink, Document, History, Reviewer, Speaker
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.orm import Session

    from factdb.domain.enums import Precision
    from factdb.services.reads.row_types import (
        ClaimDetails,
        ClaimPage,
        EventRow,
        LinkRow,
        PassageRow,
        RepeatsRow,
        RetractionRow,
    )


def repeats_of(session: Session, claim: Claim) -> RepeatsRow | None:
    """Return the original claim, and how often, by whom and since when it was said; None if only once."""
    original = claim.repeats_id or claim.id
    times = session.execute(_times(), {"original": original}).scalar_one()
    if times == 1:
        return None
    first = session.execute(_first_day(), {"original": original}).one()
    speakers = session.execute(_speakers(), {"original": original})
    return {
        "original": original,
        "times": times,
        "since": dates.shown(first.said_on, first.said_precision),
        "speakers": [{"speaker": name, "times": count} for name, count in speakers],
    }


# The statements of a page are made once: to make one takes longer than to run it.
_ORIGINAL: BindParameter[int] = bindparam("original")
_CLAIM: BindParameter[int] = bindparam("claim")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def _family() -> ColumnElement[bool]:
    """Keep a claim and those that repeat it."""
    return or_(Claim.id == _ORIGINAL, Claim.repeats_id == _ORIGINAL)


@cache
def _times() -> Select[int]:
    return select(func.count()).where(_family())


@cache
def _first_day() -> Select[date | None, Precision]:
    """Select the first day on which a claim was made; of a day and a month that begins with it, the day."""
    columns = select(Claim.said_on, Claim.said_precision).where(_family())
    return columns.order_by(Claim.said_on.is_(None), Claim.said_on, Claim.said_precision).limit(1)


@cache
def _speakers() -> Select[str, int]:
    """Select who said a claim how often, by current speaker: merged speakers are counted together."""
    living = living_id(Speaker)
    counts = (
        select(living.label("speaker_id"), func.count().label("times"))
        .join(Claim, Claim.speaker_id == Speaker.id)
        .where(_family())
        .group_by(living)
        .subquery()
    )
    query = select(Speaker.name, counts.c.times).join(counts, counts.c.speaker_id == Speaker.id)
    return query.order_by(counts.c.times.desc(), Speaker.name)


@cache
def _view_row() -> Select[Any]:
    return select(V1_CLAIMS).where(V1_CLAIMS.c.id == _CLAIM)


@cache
def _events() -> Select[History, str]:
    query = select(History, Reviewer.handle).join(History.actor).where(History.claim_id.in_(_IDS))
    return query.order_by(History.claim_id, History.seq)


@cache
def _linked() -> Select[ClaimLink, int, str]:
    linked = aliased(Claim)
    return (
        select(ClaimLink, linked.id, linked.claim)
        .join(linked, (linked.id != _CLAIM) & or_(linked.id == ClaimLink.claim_id, linked.id == ClaimLink.other_id))
        # A link is one row, so both of its ends must be searched.
        .where(or_(ClaimLink.claim_id == _CLAIM, ClaimLink.other_id == _CLAIM))
        .where(ClaimLink.state != LinkState.REJECTED)
        .order_by(linked.id, ClaimLink.kind)
    )


def page_of(session: Session, name: int | str, *, viewer: Viewer = NOBODY, with_history: bool = False) -> ClaimPage:
    """Return everything that a viewer may see of a claim, with the keys of `claims show --json`."""
    claim = claim_named(session, name)
    row = session.execute(_view_row(), {"claim": claim.id}).mappings().one()
    verdicts, earlier = verdict_list.verdicts_of(session, claim)
    events = history_of(session, claim.id, viewer)
    state = replay(event["body"] for event in events)
    details: ClaimDetails = {
        **claim_list.shown(dict(row)),
        "said_basis": str(claim.said_basis),
        "row_version": claim.row_version,
        "passage": passage(session, claim.document_id, claim.capture_n, claim.span_start, claim.span_end),
        "verdicts": verdicts,
        "earlier_verdicts": earlier,
        "evidence": evidence_list.evidence_of(session, claim.id),
        "checks": other_check_list.checks_of(session, claim.id),
        "links": _links(session, claim.id),
        "repeats": repeats_of(session, claim),
        "assessments": assessing.assessments_of(session, claim.id, viewer.reviewer_id),
        "contacts": contacts.contacts_of(session, claim.id, viewer),
        "leased_to": queue.lease_details(session, claim.id, viewer.now),
        "retraction": cast("RetractionRow | None", state.retraction),
        "pending": pending_change.pending_of(session, claim.id, state),
        "notes": [
            {"id": f"{claim.id}.n{n}", "at": event["at"], "by": event["actor"], "note": event["body"]["note"]}
            for n, event in enumerate((event for event in events if event["kind"] == ClaimEvent.NOTED), start=1)
        ],
    }
    return cast("ClaimPage", {**details, "history": events} if with_history else details)


def history_of(session: Session, claim_id: int, viewer: Viewer = NOBODY) -> list[EventRow]:
    """Return a claim's history, oldest first; for hidden assessments and complaints, only that they exist."""
    return [event for _, event in histories(session, [claim_id], viewer)]


def histories(session: Session, ids: Sequence[int], viewer: Viewer = NOBODY) -> list[tuple[int, EventRow]]:
    """Return the histories of several claims, each event with the claim's number, in order of claim and event."""
    rows = session.execute(_events(), {"ids": ids}).all()
    return opened_events(session, [(event, handle) for event, handle in rows], viewer)


def opened_events(
    session: Session, rows: Sequence[tuple[Any, str]], viewer: Viewer = NOBODY
) -> list[tuple[int, EventRow]]:
    """Return rows of histories (of `History`), each with the handle of its actor, as events with the claim's number."""
    ids = sorted({event.claim_id for event, _ in rows})
    opinions = assessing.hidden_by_claim(session, ids, viewer.reviewer_id)
    complaints = contacts.hidden_complaints(session, ids, viewer)
    events: list[tuple[int, EventRow]] = []
    handles = history_names.handles(session)
    for event, handle in rows:
        body = assessing.hide_opinions(chain.read_opened(event.body, event.words), opinions[event.claim_id])
        body = contacts.hide_in_history(body, event.claim_id, complaints)
        events.append((event.claim_id, _event(event, handle, history_names.with_handles(body, handles))))
    return events


def _event(event: Any, handle: str, body: dict[str, Any]) -> EventRow:  # noqa: ANN401 - a row with these columns
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": handle,
        "kind": event.kind,
        "body": body,
        "hash": event.hash,
    }


def form_of(session: Session, name: int | str, columns: Sequence[str]) -> dict[str, Any]:
    """Return a claim's columns for editing, with its number and version."""
    claim = claim_named(session, name)
    row = session.execute(_view_row(), {"claim": claim.id}).mappings().one()
    stored: dict[str, Any] = {**claim_list.shown(dict(row))}
    return {"id": claim.id, "row_version": claim.row_version, **{column: stored[column] for column in columns}}


def claim_named(session: Session, name: int | str) -> Claim:
    """Return a claim by its number or uid."""
    number = name if isinstance(name, int) else claim_lookup.claim_number(session, name)
    claim = session.get(Claim, number)
    if claim is None:
        raise NoSuchClaimError(name)
    return claim


def passage(
    session: Session, document_id: int | None, capture_n: int | None, start: int | None, end: int | None
) -> PassageRow | None:
    """Return a passage of a capture's text with the text around it; None if its place is not known."""
    if start is None or end is None:
        return None
    capture = session.get_one(Capture, (document_id, capture_n))
    document = session.get_one(Document, document_id)
    seconds = recording_times.seconds_in(document, capture.text, start)
    time, link = recording_times.time_and_link(seconds, document.typed_url or document.url)
    before, words, after = passages.split_around(capture.text or "", passages.Span(start, end))
    return {
        "document_id": document_id,
        "capture": capture_n,
        "sha256": capture.sha256,
        "start": start,
        "end": end,
        "before": before,
        "text": words,
        "after": after,
        "recording_time": time,
        "recording_url": link,
    }


def _links(session: Session, claim_id: int) -> list[LinkRow]:
    return [
        {
            "kind": str(link.kind),
            "direction": "to" if link.claim_id == claim_id else "from",
            "claim": number,
            "says": words,
            "state": str(link.state),
        }
        for link, number, words in session.execute(_linked(), {"claim": claim_id})
    ]
