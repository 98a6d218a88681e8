"""Puts events of a claim's history into the words of people: names for uids, and what an event does not say itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.history import chain
from factdb.domain.history.claim_replay import DROPPED, replay
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.projections import UNREPLAYABLE
from factdb.domain.history.sentences import BESIDE, PROPOSED, REPLACED, has_day, with_whole_day
from factdb.services.reads.histories.document_changes import DocumentChanges
from factdb.store import history_names
from factdb.store.models import History

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.domain.history.claim_replay import ClaimReplay
    from factdb.services.reads.row_types import EventRow

    Body = dict[str, Any]

_CHECK_FACTS = ("publisher", "url", "headline", "scale", "label", "reviewed_on")


def in_words(session: Session, claim_id: int, events: Iterable[EventRow]) -> list[EventRow]:
    """Return events of a claim's history in words; see `EventWords`."""
    return EventWords(session).of(claim_id, events)


class EventWords:
    """Events in words: names in place of uids, and days as exactly as they were known.

    A correction that was proposed also has the changes that it proposed, a check that an import brought the check that
    it replaced, and an import that changed no field of the claim what it changed beside it.
    """

    def __init__(self, session: Session) -> None:
        """Remember where the desk history tells of an import, for as many claims as are asked for."""
        self._session = session
        self._documents = DocumentChanges(session)

    def of(self, claim_id: int, events: Iterable[EventRow]) -> list[EventRow]:
        """Return events of a claim in words."""
        return [{**event, "body": self._body(claim_id, event)} for event in events]

    def _body(self, claim_id: int, event: EventRow) -> Body:
        body = history_names.in_words(self._session, event["body"])
        try:
            return {**body, **self._more(claim_id, event, body)}
        except UNREPLAYABLE:  # somebody tampered with a row: it is shown as it stands, and `factdb verify` finds it
            return body

    def _more(self, claim_id: int, event: EventRow, body: Body) -> Body:
        """Return what the event itself does not say, from the events before it or beside it."""
        kind = event["kind"]
        more: Body = {}
        if has_day(body["changed"]):
            more["changed"] = with_whole_day(body["changed"], self._before(claim_id, event).columns)
        if kind == ClaimEvent.CORRECTED and "proposed" in body:
            more[PROPOSED] = self._proposed(self._before(claim_id, event).columns, body["proposed"])
        elif kind == ClaimEvent.CHECKED and "import" in body["check"]:
            more[REPLACED] = self._replaced(claim_id, event)
        elif kind == ClaimEvent.IMPORTED and not body["changed"]:
            document = self._before(claim_id, event).columns.get("document")
            kinds = [other["kind"] for other in self._bodies(claim_id, History.at == event["at"])]
            changes = self._documents.of(document, event["at"]) if document else {}
            more[BESIDE] = {"kinds": kinds, "document": changes}
        return more

    def _bodies(self, claim_id: int, which: ColumnElement[bool]) -> Iterator[Body]:
        rows = self._session.execute(
            select(History.body, History.words).where(History.claim_id == claim_id, which).order_by(History.seq)
        )
        return (chain.read_opened(text, words) for text, words in rows)

    def _before(self, claim_id: int, event: EventRow) -> ClaimReplay:
        """Return the claim before an event, which itself has only what changed."""
        return replay(self._bodies(claim_id, History.seq < event["seq"]))

    def _proposed(self, columns: Mapping[str, Any], fields: Mapping[str, Any]) -> Body:
        """Return what a correction proposed, as an event tells of changes."""
        changes = {name: {"was": columns.get(name), "now": now} for name, now in fields.items() if name != DROPPED}
        named: Body = history_names.in_words(self._session, {"changed": changes})["changed"]
        return with_whole_day(named, columns)

    def _replaced(self, claim_id: int, event: EventRow) -> Body | None:
        """Return the check that an import withdrew for this one: the first for the first, the second for the second."""
        beside = list(self._bodies(claim_id, History.at == event["at"]))
        gone = [body["n"] for body in beside if body["kind"] == ClaimEvent.CHECK_WITHDRAWN]
        come = [body["n"] for body in beside if body["kind"] == ClaimEvent.CHECKED]
        n = dict(zip(come, gone, strict=False)).get(event["body"]["n"])
        if n is None:
            return None
        was, now = self._before(claim_id, event).checks[n], event["body"]["check"]
        changes = {name: {"was": was[name], "now": now[name]} for name in _CHECK_FACTS if was[name] != now[name]}
        if "publisher" in changes:
            named = history_names.in_words(self._session, {"changed": {"source": changes["publisher"]}})
            changes["publisher"] = named["changed"]["source"]
        return {"n": n, "changed": changes}
