"""Puts events of a claim's history into the words of people: names for uids, and what a proposal would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.history import chain
from factdb.domain.history.claim_replay import replay
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.projections import UNREPLAYABLE
from factdb.domain.history.sentences import PROPOSED, has_day, with_whole_day
from factdb.services.decisions.versions import DROPPED
from factdb.store import history_names
from factdb.store.models import History

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from factdb.services.reads.row_types import EventRow


def in_words(session: Session, claim_id: int, events: Iterable[EventRow]) -> list[EventRow]:
    """Return events of a claim's history with names in place of uids, and days as exactly as they were known.

    A correction that was proposed also has the changes that it proposed.
    """
    return [{**event, "body": _body_in_words(session, claim_id, event)} for event in events]


def _body_in_words(session: Session, claim_id: int, event: EventRow) -> dict[str, Any]:
    body = history_names.in_words(session, event["body"])
    is_proposal = event["kind"] == ClaimEvent.CORRECTED and "proposed" in body
    if not (has_day(body["changed"]) or is_proposal):
        return body
    try:
        columns = _columns_before(session, claim_id, event["seq"])
        changed = {"changed": with_whole_day(body["changed"], columns)}
        proposed = {PROPOSED: _proposed(session, columns, body["proposed"])} if is_proposal else {}
    except UNREPLAYABLE:  # somebody tampered with a row: it is shown as it stands, and `factdb verify` finds it
        return body
    return {**body, **changed, **proposed}


def _columns_before(session: Session, claim_id: int, seq: int) -> Mapping[str, Any]:
    """Return the columns of a claim before an event, which itself has only what changed."""
    earlier = select(History.body, History.words).where(History.claim_id == claim_id, History.seq < seq)
    rows = session.execute(earlier.order_by(History.seq))
    return replay(chain.read_opened(text, words) for text, words in rows).columns


def _proposed(session: Session, columns: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a correction proposed, as an event tells of changes."""
    changes = {name: {"was": columns.get(name), "now": now} for name, now in fields.items() if name != DROPPED}
    named: dict[str, Any] = history_names.in_words(session, {"changed": changes})["changed"]
    return with_whole_day(named, columns)
