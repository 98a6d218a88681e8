"""Checks every claim against its history: the chain, the claim's row, and its rows in other tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain.history import projections
from factdb.domain.history.chain import ChainRow, HashChain, HistoryFinding
from factdb.domain.history.claim_replay import ClaimReplay
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.projections import UNREPLAYABLE
from factdb.services.ledger import claim_ledger
from factdb.services.verify import erasures, stored
from factdb.services.verify.stored import as_history_tells, of_row
from factdb.services.verify.streams import Stream, owners
from factdb.store.models import Claim, ClaimTopic, Erasure, History, Topic

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select

    from factdb.domain.identities import Families
    from factdb.services.verify.streams import Checked, Reader

_CLAIMS, _HISTORY, _TOPICS = Claim.__table__.c, History.__table__.c, ClaimTopic.__table__.c
_NAMED = 5  # rows that are named in one line
_STANDING = "uid", "history_length", "history_head", "changed_at"
NOT_OURS = "the body was not written by factdb"


def findings(
    reader: Reader, checked: Checked, families: Families, claim: int | None = None
) -> Iterator[HistoryFinding]:
    """Check every claim, or one, in one pass over all tables in parallel."""
    approved = erasures.approved(reader)
    side = _ClaimStreams(reader, claim)
    for number in owners(side.streams):
        retold = yield from _claim(side, number, families, checked)
        if retold is not None:
            checked.erased.update(retold.state.erasures.values())
            for seq, problem in erasures.differences(retold.erased, retold.state.erasures, approved, number):
                yield HistoryFinding(problem, number, seq)
    checked.rows += sum(stream.count for stream in side.beside)
    for stream in side.streams:
        if stream.strays:
            yield HistoryFinding(f"rows without their claim, {stream.word}: {stream.strays}")


def uid_findings(reader: Reader) -> Iterator[HistoryFinding]:
    """Find claims that share a uid, which a distributed desk has no constraint against.

    Histories refer to claims by uid: a copy of a claim with its whole history would pass every other check.
    """
    lowest, highest, rows = func.min(_CLAIMS.id), func.max(_CLAIMS.id), func.count()
    query = select(_CLAIMS.uid, lowest, highest, rows).group_by(_CLAIMS.uid).having(rows > 1).order_by(_CLAIMS.uid)
    for uid, first, last, count in reader.rows(query):
        yield HistoryFinding(f"{count} claims have the uid {uid}, such as claims {first} and {last}")


class _ClaimStreams:
    """The streams of the tables, all in the order of claims."""

    def __init__(self, reader: Reader, claim: int | None) -> None:
        self.rows = Stream("claim", reader.rows(_rows(reader, claim)))
        self.events = Stream("history", reader.rows(_events(reader, claim)), numbered=1)
        self.topics = Stream("topic", reader.rows(_topics(reader, claim)))
        self.hanging = [
            (table, Stream(table.word, reader.rows(stored.hanging(columns, reader, claim))))
            for table, columns in stored.ON_CLAIMS
        ]
        self.beside = [self.topics, *(stream for _, stream in self.hanging)]
        # A distributed desk has no foreign keys for them: a row that names a missing claim is found here.
        self.pointers = [
            Stream(word, reader.rows(_pointers(column, claim)))
            for word, column in (("repeat", _CLAIMS.repeats_id), ("erasure", Erasure.__table__.c.claim_id))
        ]
        self.streams = [self.rows, self.events, *self.beside, *self.pointers]


@dataclass(slots=True)
class _Retold:
    """A claim as its history records it, without the rows in `left_out`, which cannot be replayed."""

    chain: HashChain
    state: ClaimReplay = field(default_factory=ClaimReplay)
    left_out: list[int] = field(default_factory=list)
    erased: set[tuple[int, str]] = field(default_factory=set)

    def take(self, body: Mapping[str, Any] | None) -> Iterator[str]:
        """Apply one row; yield its statements about the earlier state that are wrong."""
        self.erased.update((self.chain.seq, part) for part in self.chain.erased)
        if body is None or (not self.state.columns and body.get("kind") != ClaimEvent.ADDED):
            self.left_out.append(self.chain.seq)
            return
        try:
            stale = list(_stale(body, self.state.columns))
            self.state.apply(body)
        except UNREPLAYABLE:
            self.left_out.append(self.chain.seq)
            yield NOT_OURS
            return
        yield from stale


def _stale(body: Mapping[str, Any], columns: Mapping[str, Any]) -> Iterator[str]:
    """Yield old values in a row that differ from the state before: its writer had not read the newest state."""
    for name, change in body.get("changed", {}).items():
        if columns.get(name) != change["was"]:
            actual, claimed = (projections.shown(value) for value in (columns.get(name), change["was"]))
            yield f"it says that {name} was {claimed}, but it was {actual}"


def _claim(
    side: _ClaimStreams, number: int, families: Families, checked: Checked
) -> Generator[HistoryFinding, None, _Retold | None]:
    row = next(side.rows.of(number), None)
    if row is None:
        yield _missing(side, number)
        return None
    retold = _Retold(HashChain(row[1]))
    for event in side.events.of(number):
        body = retold.chain.verify(ChainRow._make(event[1:]))
        for seq, problem in retold.chain.problems:
            yield HistoryFinding(problem, number, seq)
        for problem in retold.take(body):
            yield HistoryFinding(problem, number, retold.chain.seq)
    checked.claims += 1
    checked.chains += 1
    checked.events += retold.chain.length
    for problem in _differences(side, row, retold, families):
        yield HistoryFinding(problem, number)
    return retold


def _missing(side: _ClaimStreams, number: int) -> HistoryFinding:
    """Return a finding with the rows that belong to a missing claim."""
    counts = {stream.word: sum(1 for _ in stream.of(number)) for stream in side.streams}
    listed = ", ".join(f"{word} {count}" for word, count in counts.items() if count)
    return HistoryFinding(f"the claim is missing, but these rows belong to it: {listed}", number)


def _differences(side: _ClaimStreams, row: Any, retold: _Retold, families: Families) -> Iterator[str]:  # noqa: ANN401 - a row of any query
    chain, state = retold.chain, retold.state
    if not chain.length:
        yield "it has no history"
        return
    standing = {"uid": row[1], "history_length": chain.seq, "history_head": chain.head, "changed_at": chain.at}
    yield from projections.column_differences(_STANDING, standing, row[1:5])
    if not state.columns:
        yield "its history cannot be replayed, so the rest of the claim was not checked"
        return
    if state.number != row[0]:
        yield f"its history is that of claim {state.number}"
    yield from after_gaps(retold.left_out, _replay_differences(side, row, state, families))


def _replay_differences(side: _ClaimStreams, row: Any, state: ClaimReplay, families: Families) -> Iterator[str]:  # noqa: ANN401 - a row of any query
    yield from projections.column_differences(claim_ledger.RECORDED_NAMES, state.columns, row[5:])
    yield from _topic_differences(side, row[0], state, families)
    for table, stream in side.hanging:
        yield from table.differences(state, stream.of(row[0]))


def after_gaps(left_out: Sequence[int], differences: Iterator[str]) -> Iterator[str]:
    """Yield the differences; before the first one, say if the replay had to leave out rows that could explain it."""
    for place, difference in enumerate(differences):
        if left_out and not place:
            rows = ", ".join(map(str, left_out[:_NAMED])) + (", ..." if len(left_out) > _NAMED else "")
            yield f"the history was replayed without seq {rows}: the next differences can come from that"
        yield difference


def _topic_differences(side: _ClaimStreams, number: int, state: ClaimReplay, families: Families) -> Iterator[str]:
    recorded = {families.root_of(name): name for name in state.topics}
    stored = {families.root_of(name): (name, sort_on) for _, name, sort_on in side.topics.of(number)}
    for family, (name, sort_on) in stored.items():
        if family not in recorded:
            yield f"topic {name}: it is not in the history"
        elif sort_on != state.columns.get("sort_on"):
            yield f"topic {name}: its sort_on differs from the claim's"
    for family in recorded.keys() - stored.keys():
        yield f"topic {recorded[family]} is missing, but it is in the history"


# -- what is read --------------------------------------------------------------------------------------------


def _rows(reader: Reader, claim: int | None) -> Select[Any]:
    columns = [_CLAIMS[name] for name in (*_STANDING, *claim_ledger.RECORDED)]
    return stored.told(_CLAIMS.id, columns, reader, claim)


def _events(reader: Reader, claim: int | None) -> Select[Any]:
    query = select(_HISTORY.claim_id, *linked(_HISTORY, reader)).order_by(_HISTORY.claim_id, _HISTORY.seq)
    return query if claim is None else query.where(_HISTORY.claim_id == claim)


def _pointers(column: ColumnElement[Any], claim: int | None) -> Select[Any]:
    """Select the claims that other rows name, in order."""
    return select(column).where(column.is_not(None) if claim is None else column == claim).order_by(column)


def _topics(reader: Reader, claim: int | None) -> Select[Any]:
    name, day = (
        of_row(_TOPICS.topic_id, Topic.__table__, "name"),
        as_history_tells(_TOPICS.sort_on, postgresql=reader.is_postgresql),
    )
    query = select(_TOPICS.claim_id, name, day)
    return query.order_by(_TOPICS.claim_id) if claim is None else query.where(_TOPICS.claim_id == claim)


def linked(columns: Any, reader: Reader) -> list[Any]:  # noqa: ANN401 - a table's columns
    """Return the columns of a history in the order of `ChainRow`."""
    names = "seq", "id", "kind", "actor_id", "at", "body", "prev", "hash", "words"
    return [as_history_tells(columns[name], postgresql=reader.is_postgresql) for name in names]
