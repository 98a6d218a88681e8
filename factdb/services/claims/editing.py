"""Edits a claim: its words, passage, speaker, date, occasion, kind and the desk's own fields."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from factdb.domain import dates, new_claim, passages, text, urls
from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors import BadValueError
from factdb.errors.claims import NothingToEditError
from factdb.errors.decisions import ClaimPublishedError
from factdb.services.ledger import claim_ledger
from factdb.services.people import sources, speakers
from factdb.services.people.namebook import SOURCES
from factdb.store.models import Capture, Document, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.domain.dates import PartialDate
    from factdb.domain.enums import Attribution, Basis, Kind
    from factdb.services.actor import Actor
    from factdb.store.models import Claim

# Fields that readers have seen in a published claim are changed only by a public correction, `claims correct`.
_PUBLIC_FIELDS = frozenset({"claim", "quote", "attribution", "attributed_to", "kind", "speaker", "said_on", "source"})
EDITABLE = frozenset({Status.NEW, Status.IN_REVIEW, Status.ON_HOLD, Status.REVIEWED, Status.DECLINED})


@dataclass(frozen=True, slots=True)
class ClaimChanges:
    """The fields to change; None means no change.

    An empty occasion, attributed_to, headline or published_url is removed.

    An unknown `resolves_on` removes the day; of a month or a year it is the last one.

    `said_basis` says how a new day is known (explicit, if it is None).
    """

    claim: str | None = None
    quote: str | None = None
    place: int | None = None
    attribution: Attribution | None = None
    attributed_to: str | None = None
    speaker: str | None = None
    said_on: PartialDate | None = None
    said_basis: Basis | None = None
    occasion: str | None = None
    kind: Kind | None = None
    priority: int | None = None
    resolves_on: PartialDate | None = None
    headline: str | None = None
    published_url: str | None = None
    source: str | None = None

    @property
    def named(self) -> set[str]:
        """The fields that are given."""
        return {field.name for field in fields(self) if getattr(self, field.name) is not None} - {"place", "said_basis"}


def edit(session: Session, claim: Claim, actor: Actor, changes: ClaimChanges) -> list[str]:
    """Change a locked claim; return one line per changed column. Published fields are refused."""
    actor.require("claims edit")
    if not changes.named:
        raise NothingToEditError(claim.id)
    if claim.status not in EDITABLE and changes.named & _PUBLIC_FIELDS:
        raise ClaimPublishedError(claim.id, claim.status)
    changed = changed_columns(session, claim, actor, changes)
    descriptions = describe_changes(session, claim, changed)
    if changed:
        claim_ledger.record(session, claim, actor, ClaimEvent.EDITED, **changed)
    return descriptions


def speaker_columns(session: Session, speaker: Speaker, day: date | None) -> dict[str, Any]:
    """Return the speaker columns of a claim, with the office of that day."""
    # The office comes from the current speaker; the claim keeps the named speaker, so that a merge can be undone.
    office = speakers.office(session, speaker.merged_into_id or speaker.id, day)
    return {
        "speaker_id": speaker.id,
        "speaker_title": office.title if office else None,
        "speaker_party": office.party if office else None,
    }


def changed_columns(
    session: Session, claim: Claim, actor: Actor, changes: ClaimChanges, allowed: str = ""
) -> dict[str, Any]:
    """Return the columns that the changes alter, with their new values.

    Control characters are refused, but for those that the claim's own texts have, and those in `allowed`: a text that
    came from a file is edited without removing them.
    """
    texts = (claim.claim, claim.quote, claim.occasion, claim.headline, claim.attributed_to)
    allowed = "".join({sign for own in (allowed, *texts) if own for sign in own if sign in text.CONTROLS})
    columns = {
        **_plain_columns(changes, allowed),
        **_passage_columns(session, claim, changes, allowed),
        **_speaker_and_date_columns(session, claim, actor, changes),
        **_source_columns(session, actor, changes),
    }
    return {column: value for column, value in columns.items() if value != getattr(claim, column)}


def describe_changes(session: Session, claim: Claim, changed: Mapping[str, Any]) -> list[str]:
    """Return one line per column that will change; call it before the change.

    The day is shown as exactly as it is known: 2021-07-26 -> 2021 changes only the precision.
    """
    before: dict[str, Any] = {"said_on": claim.said_on, "said_precision": claim.said_precision}
    is_day_changed = not changed.keys().isdisjoint(before)
    days = [dates.shown(side["said_on"], side["said_precision"]) or "none" for side in (before, {**before, **changed})]
    return ([f"said_on: {' -> '.join(days)}"] if is_day_changed else []) + [
        f"{claim_ledger.history_key(column)}: {_shown_value(session, column, getattr(claim, column))}"
        f" -> {_shown_value(session, column, value)}"
        for column, value in changed.items()
        if column not in _SILENT
    ]


PRIORITIES = range(4)  # from none to urgent; the table holds it too
# Derived columns change too, but need no line; the day has its own.
_SILENT = frozenset({
    "sort_on", "prefix", "suffix", "span_start", "span_end", "said_on", "said_precision", "said_basis"
})  # fmt: skip


def _plain_columns(changes: ClaimChanges, allowed: str) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if changes.claim is not None:
        columns["claim"] = text.clean(changes.claim, "claim", lines=False, allowed=allowed)
    for name in ("occasion", "headline"):
        if getattr(changes, name) is not None:
            columns[name] = text.clean_optional(getattr(changes, name).strip(), name, lines=False, allowed=allowed)
    if changes.attributed_to is not None:
        columns["attributed_to"] = new_claim.unnamed_source(changes.attributed_to, allowed=allowed)
    if changes.published_url is not None:
        columns["published_url"] = (
            urls.valid_url(changes.published_url, "published URL") if changes.published_url else None
        )
    if changes.priority is not None and changes.priority not in PRIORITIES:
        raise BadValueError("priority", changes.priority, "is not one of 0 to 3", "Write 0 (none) to 3 (urgent).")
    for name in ("attribution", "kind", "priority"):
        if getattr(changes, name) is not None:
            columns[name] = getattr(changes, name)
    if changes.resolves_on is not None:
        columns["resolves_on"] = changes.resolves_on.last()
    return columns


def _passage_columns(session: Session, claim: Claim, changes: ClaimChanges, allowed: str) -> dict[str, Any]:
    """Find the new passage in the capture's text; without a text, take it as given."""
    if changes.quote is None:
        return {}
    quote = text.clean(changes.quote, "quote", allowed=allowed)
    # The capture of the claim: spans do not fit a newer text.
    capture = session.get(Capture, (claim.document_id, claim.capture_n)) if claim.capture_n else None
    if capture is None or capture.text is None:
        return {"quote": quote}
    span = passages.locate(capture.text, quote, changes.place)
    before, after = passages.context(capture.text, span)
    return {
        # As in the text: the typed passage can differ in spaces and quotation marks.
        "quote": capture.text[span.start : span.end],
        "span_start": span.start,
        "span_end": span.end,
        "prefix": before,
        "suffix": after,
    }


def _speaker_and_date_columns(session: Session, claim: Claim, actor: Actor, changes: ClaimChanges) -> dict[str, Any]:
    """Return the columns of a new speaker and a new date: both decide which office the speaker held."""
    if changes.speaker is None and changes.said_on is None:
        return {}
    columns: dict[str, Any] = {}
    day = claim.said_on
    if changes.said_on is not None:
        said_on, basis = new_claim.day_and_basis(changes.said_on, changes.said_basis)
        day = said_on.day
        columns |= {"said_on": day, "said_precision": said_on.precision, "said_basis": basis}
        columns |= {"sort_on": _sort_on(session, claim, day)}
    speaker = session.get_one(Speaker, claim.speaker_id)
    if changes.speaker is not None:
        outlet = SOURCES.living_one(session, session.get_one(Source, claim.source_id)).name
        kind = new_claim.kind_of_speaker(changes.speaker, None, outlet, changes.source)
        speaker = speakers.find_or_add(session, actor, changes.speaker, day, kind).speaker
    return columns | speaker_columns(session, speaker, day)


def _source_columns(session: Session, actor: Actor, changes: ClaimChanges) -> dict[str, Any]:
    return (
        {} if changes.source is None else {"source_id": sources.find_or_add(session, actor, changes.source).source.id}
    )


def _sort_on(session: Session, claim: Claim, day: date | None) -> date:
    document = session.get(Document, claim.document_id) if claim.document_id else None
    return new_claim.sort_day(day, document.published_on if document else None, claim.added_at.date())


def _shown_value(session: Session, column: str, value: object) -> str:
    if value is None or value == "":
        return "none"
    if column == "speaker_id":
        return session.get_one(Speaker, int(str(value))).name
    return session.get_one(Source, int(str(value))).name if column == "source_id" else str(value)
