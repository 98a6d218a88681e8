"""Checks the desk history: its chain and end, what it records but people and documents; also what no history has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select

from factdb.domain import names
from factdb.domain.erasure import ErasureState
from factdb.domain.history import desk_replay
from factdb.domain.history.chain import ChainRow, HashChain, HistoryFinding, read
from factdb.domain.history.desk_replay import DeskReplay
from factdb.domain.history.projections import UNREPLAYABLE
from factdb.domain.identities import Families
from factdb.domain.search import filter_address
from factdb.errors import short
from factdb.services.ledger import desk_ledger
from factdb.services.verify import against, erasures, stored
from factdb.services.verify.claim_checks import NOT_OURS, after_gaps, linked
from factdb.services.verify.stored import as_history_tells, of_row
from factdb.services.verify.streams import Stream
from factdb.store.models import (
    DeskHead,
    DeskHistory,
    Erasure,
    History,
    IdentityDecision,
    Import,
    Lease,
    Password,
    Policy,
    Rating,
    Reviewer,
    SavedSearch,
    Scale,
    ScalePublisher,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

    from factdb.domain.history.projections import Projection
    from factdb.services.verify.streams import Checked, Reader, Row

_EVENTS, _REVIEWERS, _POLICIES = DeskHistory.__table__.c, Reviewer.__table__.c, Policy.__table__.c
_TOPICS, _SCALES, _RATINGS = Topic.__table__.c, Scale.__table__.c, Rating.__table__.c
_IDENTITIES = IdentityDecision.__table__.c
_LEASES, _HEAD, _ERASURES = Lease.__table__.c, DeskHead.__table__.c, Erasure.__table__.c
_PASSWORDS, _PUBLISHERS = Password.__table__.c, ScalePublisher.__table__.c
_IMPORTS, _SEARCHES = Import.__table__.c, SavedSearch.__table__.c
_LONGEST_LEASE = timedelta(hours=1)  # factdb's own are shorter; the clocks of two machines differ a little
_DESK = literal(0)  # the owner of these rows: the desk itself


def _of_scale(reference: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Return code and version of the scale that a column refers to."""
    return [of_row(reference, Scale.__table__, column) for column in ("code", "version")]


_TABLES: tuple[tuple[Projection, stored.Columns], ...] = (
    (
        desk_replay.REVIEWERS,
        (
            _DESK, _REVIEWERS.uid, _REVIEWERS.handle, _REVIEWERS.name, _REVIEWERS.role, _REVIEWERS.disabled_at,
            _REVIEWERS.pen_name,
        ),
    ),
    (desk_replay.POLICIES, (_DESK, _POLICIES.name, _POLICIES.value)),
    (
        desk_replay.TOPICS,
        (_DESK, _TOPICS.name, _TOPICS.name_key, of_row(_TOPICS.merged_into_id, Topic.__table__, "name")),
    ),
    (
        desk_replay.IDENTITIES,
        (
            _DESK, _IDENTITIES.kind, _IDENTITIES.a, _IDENTITIES.b, _IDENTITIES.decision, _IDENTITIES.by_id,
            _IDENTITIES.at,
        ),
    ),
    (desk_replay.SCALES, (_DESK, _SCALES.code, _SCALES.version, _SCALES.publisher, _SCALES.question, _SCALES.note)),
    (
        desk_replay.SCALE_PUBLISHERS,
        (_DESK, *_of_scale(_PUBLISHERS.scale_id), _PUBLISHERS.name_key, _PUBLISHERS.name),
    ),
    (
        desk_replay.RATINGS,
        (
            _DESK, *_of_scale(_RATINGS.scale_id), _RATINGS.code, _RATINGS.label, _RATINGS.definition, _RATINGS.position,
            _RATINGS.category, _RATINGS.score, _RATINGS.flags, _RATINGS.mapping_reason, _RATINGS.label_key,
            _RATINGS.direction,
        ),
    ),
    (
        desk_replay.IMPORTS,
        (
            _DESK, _IMPORTS.uid, _IMPORTS.id, _IMPORTS.format, _IMPORTS.file, _IMPORTS.sha256, _IMPORTS.options,
            _IMPORTS.by_id, _IMPORTS.at, _IMPORTS.added, _IMPORTS.changed, _IMPORTS.same, _IMPORTS.refused,
            _IMPORTS.undone_by_id, _IMPORTS.undone_at,
        ),
    ),
    (
        desk_replay.ERASURES,
        (
            _DESK, _ERASURES.n, _ERASURES.subject, _ERASURES.claim_id, _ERASURES.item, _ERASURES.document_id,
            _ERASURES.reviewer_id, _ERASURES.ground, _ERASURES.asked_by_id, _ERASURES.asked_at, _ERASURES.state,
            _ERASURES.decided_by_id, _ERASURES.decided_at, _ERASURES.reason, _ERASURES.done_at,
        ),
    ),
)  # fmt: skip


def findings(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:
    """Check the desk's chain, and then the tables against it."""
    chain, state = HashChain(desk_ledger.UID), DeskReplay()
    left_out: list[int] = []
    missing: set[tuple[int, str]] = set()
    query = select(literal(0), *linked(_EVENTS, reader)).order_by(_EVENTS.seq)
    for event in reader.rows(query):
        body = chain.verify(ChainRow._make(event[1:]))
        missing.update((chain.seq, part) for part in chain.erased)
        for seq, problem in chain.problems:
            yield HistoryFinding(problem, seq=seq)
        problems = _replayed(state, body)
        left_out += [chain.seq] if NOT_OURS in problems else []
        for problem in problems:
            yield HistoryFinding(problem, seq=chain.seq)
    checked.chains += 1
    checked.events += chain.length
    checked.erased.update(n for n, facts in state.erasures.items() if facts["state"] == ErasureState.DONE)
    yield from _end_findings(reader, chain)
    yield from against.old_chain_findings(reader, state)
    for seq, problem in erasures.differences(missing, state.erased, erasures.approved(reader)):
        yield HistoryFinding(problem, seq=seq)
    for problem in (*erasures.unfinished(state), *after_gaps(left_out, _differences(reader, checked, state))):
        yield HistoryFinding(problem)


def _end_findings(reader: Reader, chain: HashChain) -> Iterator[HistoryFinding]:
    """Compare the stored end of the desk history with its rows."""
    ends = list(reader.rows(select(_HEAD.length, _HEAD.head)))
    if not ends:
        yield HistoryFinding("desk history: its stored end is missing")
    if len(ends) > 1:
        yield HistoryFinding(f"desk history: it has {len(ends)} stored ends, but a history has one")
    for length, head in ends:
        if (length, head) != (chain.seq, chain.head):
            yield HistoryFinding(f"desk history: it ends at seq {chain.seq}, but its stored end is seq {length}")


def families(reader: Reader) -> Families:
    """Return the names that each topic has had, as far as the desk history can be read."""
    topic_families = Families()
    for row in reader.rows(select(_EVENTS.body).where(_EVENTS.kind.like("topic-%")).order_by(_EVENTS.seq)):
        try:
            topic_families.apply(read(row[0]))
        except UNREPLAYABLE:
            continue  # the check of the chain reports it
    return topic_families


def _replayed(state: DeskReplay, body: dict[str, Any] | None) -> list[str]:
    """Apply a row; return what is wrong with it."""
    if body is None:
        return [NOT_OURS]
    try:
        problems = list(erasures.unlawful(state, body))
        state.apply(body)
    except UNREPLAYABLE:
        return [NOT_OURS]
    return problems


def _differences(reader: Reader, checked: Checked, state: DeskReplay) -> Iterator[str]:
    for table, columns in _TABLES:
        stream = Stream(table.word, reader.rows(stored.hanging(columns, reader)))
        yield from table.differences(state, stream.of(0))
        checked.rows += stream.count
    yield from _planted_passwords(reader, state)


def _planted_passwords(reader: Reader, state: DeskReplay) -> Iterator[str]:
    """Yield the passwords that the history does not record: somebody wrote them past factdb, to sign in as another.

    A password that is missing is no finding: a dump has none.
    """
    uid = of_row(_PASSWORDS.reviewer_id, Reviewer.__table__, "uid")
    set_at = as_history_tells(_PASSWORDS.set_at, postgresql=reader.is_postgresql)
    for owner, moment in reader.rows(select(uid, set_at).order_by(_PASSWORDS.reviewer_id)):
        if state.passwords.get(owner) != moment:
            yield f"the password of {owner} was set at {moment}, and the history does not record it"


def lease_findings(reader: Reader, claim: int | None = None) -> Iterator[HistoryFinding]:
    """Check that leases end soon: they are in no history, and one until 2099 would keep a claim from everybody."""
    latest_end = reader.now + _LONGEST_LEASE
    rows = _leases_after(reader, latest_end, claim)
    # A clock may have gone back since a lease was taken: what the histories record as past is not the future.
    if rows and (recorded := _end_after_newest_event(reader)):
        rows = _leases_after(reader, max(latest_end, recorded), claim)
    for number, handle, until in rows:
        yield HistoryFinding(f"the lease of {handle} ends at {until}, but a lease ends within the hour", number)


def search_findings(reader: Reader, _checked: Checked) -> Iterator[HistoryFinding]:
    """Check that saved searches are as factdb writes them: they are in no history, and nothing else holds them."""
    handle = of_row(_SEARCHES.reviewer_id, Reviewer.__table__, "handle")
    query = select(handle, _SEARCHES.name_key, _SEARCHES.name, _SEARCHES.query)
    for owner, key, name, filters in reader.rows(query.order_by(_SEARCHES.reviewer_id, _SEARCHES.name_key)):
        is_ours = all(isinstance(value, str) for value in (key, name, filters))
        if not is_ours or names.name_key(name) != key or not filter_address.is_written(filters):
            yield HistoryFinding(f"the saved search {short(str(key))} of {owner} is not as factdb writes it")


def _leases_after(reader: Reader, moment: datetime, claim: int | None) -> list[Row]:
    """Return claim, reviewer and end of the leases that end after a time."""
    handle = of_row(_LEASES.reviewer_id, Reviewer.__table__, "handle")
    until = as_history_tells(_LEASES.until, postgresql=reader.is_postgresql)
    query = select(_LEASES.claim_id, handle, until).where(_LEASES.until > moment).order_by(_LEASES.claim_id)
    return list(reader.rows(query if claim is None else query.where(_LEASES.claim_id == claim)))


def _end_after_newest_event(reader: Reader) -> datetime | None:
    """Return the end of a lease taken at the newest time in the histories; None if that is no time."""
    columns = (
        as_history_tells(column, postgresql=reader.is_postgresql) for column in (_EVENTS.at, History.__table__.c.at)
    )
    newest = max(str(reader.connection.scalar(select(func.max(column)))) for column in columns)
    try:
        return datetime.fromisoformat(newest).astimezone(UTC) + _LONGEST_LEASE
    except (ValueError, OverflowError):
        return None
