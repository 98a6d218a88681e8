"""Collects everything about one claim for `claims show`, for people and for programs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, func, or_, select

from factdb.domain import dates, passages
from factdb.domain.enums import LinkState
from factdb.domain.history import chain
from factdb.domain.history.claim_replay import replay
from factdb.domain.history.events import ClaimEvent
from factdb.errors.claims import NoSuchClaimError
from factdb.services import claim_lookup
from factdb.services.actor import NOBODY, Viewer
from factdb.services.reads import (
    assessment_list,
    claim_contacts,
    claim_list,
    evidence_list,
    other_check_list,
    pending_change,
    recording_times,
    verdict_list,
)
from factdb.store import history_names
from factdb.store.tables import CAPTURES, CLAIM_LINKS, CLAIMS, DOCUMENTS, HISTORY, REVIEWERS, SPEAKERS, living_id
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter, ColumnElement, Select

    from factdb.services.reads.row_types import (
        ClaimDetails,
        ClaimPage,
        EventRow,
        LeaseRow,
        LinkRow,
        PassageRow,
        RepeatsRow,
        RetractionRow,
    )
    from factdb.store.sessions import OpenDatabase


def repeats_of(session: OpenDatabase, claim: Any) -> RepeatsRow | None:  # noqa: ANN401 - a row of claims, or the model
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
    return or_(CLAIMS.c.id == _ORIGINAL, CLAIMS.c.repeats_id == _ORIGINAL)


@cache
def _times() -> Select[int]:
    return select(func.count()).where(_family())


@cache
def _first_day() -> Select[date | None, str]:
    """Select the first day on which a claim was made; of a day and a month that begins with it, the day."""
    day, precision = CLAIMS.c.said_on, CLAIMS.c.said_precision
    return select(day, precision).where(_family()).order_by(day.is_(None), day, precision).limit(1)


@cache
def _speakers() -> Select[str, int]:
    """Select who said a claim how often, by current speaker: merged speakers are counted together."""
    living = living_id(SPEAKERS.c)
    counts = (
        select(living.label("speaker_id"), func.count().label("times"))
        .join(CLAIMS, CLAIMS.c.speaker_id == SPEAKERS.c.id)
        .where(_family())
        .group_by(living)
        .subquery()
    )
    query = select(SPEAKERS.c.name, counts.c.times).join(counts, counts.c.speaker_id == SPEAKERS.c.id)
    return query.order_by(counts.c.times.desc(), SPEAKERS.c.name)


@cache
def _view_row() -> Select[Any]:
    return select(V1_CLAIMS).where(V1_CLAIMS.c.id == _CLAIM)


@cache
def _events() -> Select[Any]:
    query = select(HISTORY, REVIEWERS.c.handle).join(REVIEWERS, REVIEWERS.c.id == HISTORY.c.actor_id)
    return query.where(HISTORY.c.claim_id.in_(_IDS)).order_by(HISTORY.c.claim_id, HISTORY.c.seq)


@cache
def _linked() -> Select[Any]:
    # A link is one row, so both of its ends must be searched.
    link = CLAIM_LINKS.c
    at_either_end = or_(link.claim_id == _CLAIM, link.other_id == _CLAIM)
    return select(CLAIM_LINKS).where(at_either_end, link.state != LinkState.REJECTED)


@cache
def _says() -> Select[Any]:
    return select(CLAIMS.c.id, CLAIMS.c.claim).where(CLAIMS.c.id.in_(_IDS))


@cache
def _claim() -> Select[Any]:
    return select(CLAIMS).where(CLAIMS.c.id == _CLAIM)


@cache
def _passage() -> Select[Any]:
    of_capture = CAPTURES.c.text, CAPTURES.c.sha256
    of_document = DOCUMENTS.c.medium, DOCUMENTS.c.typed_url, DOCUMENTS.c.url
    query = select(*of_capture, *of_document).join(DOCUMENTS, DOCUMENTS.c.id == CAPTURES.c.document_id)
    return query.where(CAPTURES.c.document_id == bindparam("document"), CAPTURES.c.n == bindparam("capture"))


def page_of(
    session: OpenDatabase, name: int | str, *, viewer: Viewer = NOBODY, with_history: bool = False
) -> ClaimPage:
    """Return everything that a viewer may see of a claim, with the keys of `claims show --json`."""
    claim = _claim_row(session, name)
    row = session.execute(_view_row(), {"claim": claim.id}).mappings().one()
    verdicts, earlier = verdict_list.verdicts_of(session, claim)
    events = history_of(session, claim.id, viewer)
    state = replay(event["body"] for event in events)
    details: ClaimDetails = {
        **claim_list.shown(dict(row)),
        "said_basis": claim.said_basis,
        "row_version": claim.row_version,
        "passage": passage(session, claim.document_id, claim.capture_n, claim.span_start, claim.span_end),
        "verdicts": verdicts,
        "earlier_verdicts": earlier,
        "evidence": evidence_list.evidence_of(session, claim.id),
        "checks": other_check_list.checks_of(session, claim.id),
        "links": _links(session, claim.id),
        "repeats": repeats_of(session, claim),
        "assessments": assessment_list.assessments_of(session, claim.id, viewer.reviewer_id),
        "contacts": claim_contacts.contacts_of(session, claim.id, viewer),
        "leased_to": _lease(session, claim.id, viewer.now),
        "retraction": cast("RetractionRow | None", state.retraction),
        "pending": pending_change.pending_of(session, claim.id, state),
        "notes": [
            {"id": f"{claim.id}.n{n}", "at": event["at"], "by": event["actor"], "note": event["body"]["note"]}
            for n, event in enumerate((event for event in events if event["kind"] == ClaimEvent.NOTED), start=1)
        ],
    }
    return cast("ClaimPage", {**details, "history": events} if with_history else details)


def history_of(session: OpenDatabase, claim_id: int, viewer: Viewer = NOBODY) -> list[EventRow]:
    """Return a claim's history, oldest first; for hidden assessments and complaints, only that they exist."""
    return [event for _, event in histories(session, [claim_id], viewer)]


def histories(session: OpenDatabase, ids: Sequence[int], viewer: Viewer = NOBODY) -> list[tuple[int, EventRow]]:
    """Return the histories of several claims, each event with the claim's number, in order of claim and event."""
    rows = session.execute(_events(), {"ids": ids}).all()
    return opened_events(session, [(event, event.handle) for event in rows], viewer)


def opened_events(
    session: OpenDatabase, rows: Sequence[tuple[Any, str]], viewer: Viewer = NOBODY
) -> list[tuple[int, EventRow]]:
    """Return rows of histories (of `History`), each with the handle of its actor, as events with the claim's number."""
    ids = sorted({event.claim_id for event, _ in rows})
    opinions = assessment_list.hidden_by_claim(session, ids, viewer.reviewer_id)
    complaints = claim_contacts.hidden_complaints(session, ids, viewer)
    events: list[tuple[int, EventRow]] = []
    handles = history_names.handles(session)
    for event, handle in rows:
        body = assessment_list.hide_opinions(chain.read_opened(event.body, event.words), opinions[event.claim_id])
        body = claim_contacts.hide_in_history(body, event.claim_id, complaints)
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


def form_of(session: OpenDatabase, name: int | str, columns: Sequence[str]) -> dict[str, Any]:
    """Return a claim's columns for editing, with its number and version."""
    claim = _claim_row(session, name)
    row = session.execute(_view_row(), {"claim": claim.id}).mappings().one()
    stored: dict[str, Any] = {**claim_list.shown(dict(row))}
    return {"id": claim.id, "row_version": claim.row_version, **{column: stored[column] for column in columns}}


def _claim_row(session: OpenDatabase, name: int | str) -> Any:  # noqa: ANN401 - a row of claims
    number = name if isinstance(name, int) else claim_lookup.claim_number(session, name)
    row = session.execute(_claim(), {"claim": number}).one_or_none()
    if row is None:
        raise NoSuchClaimError(name)
    return row


def _lease(session: OpenDatabase, claim_id: int, moment: datetime | None) -> LeaseRow | None:
    lease = claim_lookup.lease_holder(session, claim_id, moment) if moment else None
    return {"reviewer": lease[0], "until": lease[1]} if lease else None


def passage(
    session: OpenDatabase, document_id: int | None, capture_n: int | None, start: int | None, end: int | None
) -> PassageRow | None:
    """Return a passage of a capture's text with the text around it; None if its place is not known."""
    if start is None or end is None:
        return None
    capture = session.execute(_passage(), {"document": document_id, "capture": capture_n}).one()
    seconds = recording_times.seconds_in(capture.medium, capture.text, start)
    time, link = recording_times.time_and_link(seconds, capture.typed_url or capture.url)
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


def _links(session: OpenDatabase, claim_id: int) -> list[LinkRow]:
    links = session.execute(_linked(), {"claim": claim_id}).all()
    if not links:
        return []
    # Read apart: on a distributed desk, the claims at both ends can be on different workers.
    ends = [(link.other_id if link.claim_id == claim_id else link.claim_id, link) for link in links]
    says = {row.id: row.claim for row in session.execute(_says(), {"ids": sorted({number for number, _ in ends})})}
    return [
        {
            "kind": link.kind,
            "direction": "to" if link.claim_id == claim_id else "from",
            "claim": number,
            "says": says[number],
            "state": link.state,
        }
        for number, link in sorted(ends, key=lambda end: (end[0], end[1].kind))
    ]
