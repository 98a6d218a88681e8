"""The public log of corrections: what was corrected, updated, clarified or retracted, when, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, literal, or_, select, text, union_all

from factdb.domain.enums import Status
from factdb.domain.history import chain
from factdb.domain.history.claim_replay import ClaimReplay
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.sentences import with_whole_day
from factdb.store import history_names
from factdb.store.models import Approval, Claim, History, Verdict
from factdb.store.models.verdicts import CORRECTIONS
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.domain.history.claim_replay import Facts

COLUMNS = ("date", "claim", "speaker", "says", "kind", "changed", "note", "version", "url")
TABLE_COLUMNS = ("date", "claim", "kind", "changed", "note")
_IS_CORRECTION = text(f"verdicts.{CORRECTIONS}")
# Columns that readers see as words; other columns follow from these, or are internal to the desk.
_PUBLIC_COLUMNS = (
    "claim", "quote", "attribution", "kind", "speaker", "speaker_title", "speaker_party", "said_on", "occasion",
    "source", "resolves_on", "headline", "attributed_to",
)  # fmt: skip
_NAMED = frozenset({"speaker", "source"})
_BESIDE = {
    "reasons": "because", "flags": "flags", "evidence": "evidence", "day": "as_of", "places searched": "searched",
    "why in spite of evidence": "although",
}  # fmt: skip
_QUESTIONS = {"truth": "verdict", "quote": "quote verdict"}


class Place(NamedTuple):
    """An entry of the log: the claim, and the version that was published, 0 for a retraction."""

    claim: int
    version: int


@dataclass(slots=True)
class _Log:
    """A claim's history while it is read: the state, corrections that wait for approval, and versions in force."""

    state: ClaimReplay = field(default_factory=ClaimReplay)
    waiting: dict[int, Facts] = field(default_factory=dict)
    in_force: dict[str, int] = field(default_factory=dict)


def rows(session: Session, since: datetime | None = None) -> list[dict[str, Any]]:
    """Return the published changes since a time, newest first; `changes` are {what, was, now}, `changed` their text."""
    # Filtered only now: to know what an entry changed, all entries before it must be read.
    entries = [(number, entry) for number, entry in _read(session) if since is None or entry["date"] >= since]
    entries.sort(key=lambda numbered: (numbered[1]["date"], -numbered[0]), reverse=True)
    return [_row(session, claim_id, entry) for claim_id, entry in entries]


def page(session: Session, after: Place | None, limit: int) -> tuple[list[dict[str, Any]], Place | None]:
    """Return a part of the log, and the place after which it continues; only the histories of its claims are read."""
    listed = session.execute(_places(after).limit(limit + 1)).all()
    places = [Place(row.claim_id, row.version) for row in listed[:limit]]
    by_place = {
        Place(number, entry["version"] or 0): (number, entry)
        for number, entry in _read(session, {place.claim for place in places})
    }
    log = [_row(session, *by_place[place]) for place in places if place in by_place]
    return log, places[-1] if len(listed) > limit else None


def _read(session: Session, claims: Collection[int] | None = None) -> Iterator[tuple[int, Facts]]:
    """Yield the entries of the log by claim, of some claims or of all, each claim's oldest first."""
    events = session.execute(_histories(claims), execution_options={"yield_per": 1_000})
    for claim_id, claim_events in groupby(events, key=lambda event: int(event.claim_id)):
        log = _Log()
        for event in claim_events:
            for entry in _entries(log, chain.read_opened(event.body, event.words)):
                yield claim_id, entry


def _places(after: Place | None) -> Select[int, int]:
    """Select the claim and the version of each entry, 0 for a retraction, the newest first."""
    # Subqueries and not joins: SQLite would read all approvals, and all histories, to group them.
    approved_at = select(func.min(Approval.at)).where(
        Approval.claim_id == Verdict.claim_id, Approval.version == Verdict.version
    )
    retracted_at = select(func.max(History.at)).where(History.claim_id == Claim.id, History.kind == ClaimEvent.MOVED)
    corrected = select(Verdict.claim_id, Verdict.version, approved_at.scalar_subquery().label("at")).distinct()
    retracted = select(Claim.id, literal(0), retracted_at.scalar_subquery())
    entries = union_all(corrected.where(_IS_CORRECTION), retracted.where(Claim.status == Status.RETRACTED)).cte(
        "entries"
    )
    claim, version, at = entries.c.claim_id, entries.c.version, entries.c.at
    query = select(claim, version).where(at.is_not(None)).order_by(at.desc(), claim, version.desc())
    if after is None:
        return query
    last = entries.alias("last")
    moment = select(last.c.at).where(last.c.claim_id == after.claim, last.c.version == after.version).scalar_subquery()
    beside = or_(claim > after.claim, and_(claim == after.claim, version < after.version))
    return query.where(or_(at < moment, and_(at == moment, beside)))


def _histories(claims: Collection[int] | None) -> Select[int, str, str | None]:
    """Select the histories of claims that were corrected or retracted, or of some claims."""
    corrected = select(Verdict.claim_id).where(_IS_CORRECTION)
    retracted = select(Claim.id).where(Claim.status == Status.RETRACTED)
    either = or_(History.claim_id.in_(corrected), History.claim_id.in_(retracted))
    chosen = either if claims is None else History.claim_id.in_(claims)
    return select(History.claim_id, History.body, History.words).where(chosen).order_by(History.claim_id, History.seq)


def _entries(log: _Log, body: Facts) -> Iterator[Facts]:
    """Apply one row of a history; yield the entries that it published."""
    # Read before the row is applied: its entry needs the values before and after.
    before = {question: log.state.verdicts[version, question] for question, version in log.in_force.items()}
    log.state.apply(body)
    if body["kind"] == ClaimEvent.CORRECTED:
        log.waiting[body["version"]] = body
    for version, question in body.get("approved", ()):
        log.in_force[question] = version
    for version in sorted({version for version, _ in body.get("approved", ())} & log.waiting.keys()):
        correction = log.waiting.pop(version)
        fields = {**correction.get("changed", {}), **body.get("changed", {})}
        own = _own_changes(with_whole_day(fields, log.state.columns))
        changes = [*_decided(before, log.state, version), *own]
        yield _entry(body, correction["change"], correction["public_note"], changes, version)
    if body["kind"] == ClaimEvent.MOVED and "public_note" in body:
        yield _entry(body, "retraction", body["public_note"], [], None)


def _entry(body: Facts, kind: str, note: str, changes: list[Facts], version: int | None) -> Facts:
    date = datetime.fromisoformat(body["at"])
    return {"date": date, "kind": kind, "note": note, "changes": changes, "version": version}


def _decided(before: Facts, state: ClaimReplay, version: int) -> Iterator[Facts]:
    """Yield the differences between the verdicts of a version and the verdicts in force before."""
    for question, word in _QUESTIONS.items():
        after, previous = state.verdicts.get((version, question)), before.get(question)
        for label, key in ((word, "rating"), *((f"{name} of the {word}", key) for name, key in _BESIDE.items())):
            values = [_plain(key, facts[key]) if facts else None for facts in (previous, after)]
            if after and values[0] != values[1]:
                yield {"what": label, "was": values[0], "now": values[1]}


def _own_changes(changed: Facts) -> Iterator[Facts]:
    """Yield the changes in the claim's own columns, such as its words, speaker or date."""
    for column in _PUBLIC_COLUMNS:
        if column in changed:
            yield {"what": column.replace("_", " "), **changed[column]}


def _plain(key: str, value: Any) -> str | None:  # noqa: ANN401 - whatever a body holds
    if key == "rating":
        return str(value).rpartition(":")[2]
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    return None if value is None else str(value)


def _row(session: Session, claim_id: int, entry: Facts) -> dict[str, Any]:
    columns = V1_CLAIMS.c.speaker, V1_CLAIMS.c.claim, V1_CLAIMS.c.published_url
    claim = session.execute(select(*columns).where(V1_CLAIMS.c.id == claim_id)).one()
    changes = [_named(session, change) for change in entry["changes"]]
    changed = "; ".join(
        f"{change['what']}: {change['was'] or 'none'} -> {change['now'] or 'none'}" for change in changes
    )
    claim_facts = {"claim": claim_id, "speaker": claim.speaker, "says": claim.claim, "url": claim.published_url}
    return {**entry, **claim_facts, "changes": changes, "changed": changed}


def _named(session: Session, change: Facts) -> Facts:
    """Replace the uid of a speaker or source by its current name."""
    if change["what"] not in _NAMED:
        return change
    return {**change, **{key: history_names.named(session, change["what"], change[key]) for key in ("was", "now")}}
