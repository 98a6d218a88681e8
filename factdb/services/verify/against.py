"""Holds an old copy against the ledger: each history of the copy must be the beginning of the present one.

Histories of version 1 were written anew by revision 0016. Their ends are in `old_chains`, which the desk history binds.
"""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, tuple_

from factdb.domain.history import chain
from factdb.domain.history.chain import HistoryFinding
from factdb.domain.history.events import DeskEvent
from factdb.store.models import Claim, DeskHistory, History, OldChain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.history.desk_replay import DeskReplay
    from factdb.services.verify.old_copies import CopyEnd, OldCopy
    from factdb.services.verify.streams import Checked, Reader

    Compared = Generator[HistoryFinding, None, int]

_AT_ONCE = 400
_OLD_CHAINS, _CLAIM_COLUMNS = OldChain.__table__.c, Claim.__table__.c


def findings(session: Session, copy: OldCopy, checked: Checked) -> Iterator[HistoryFinding]:
    """Yield where the copy differs from what the ledger says about that time."""
    compare = _compare_first if copy.version == 1 else _compare_second
    by_id = 0
    while ends := list(islice(copy.ends, _AT_ONCE)):
        checked.compared += len(ends)
        claims = [end for end in ends if end.uid is not None]
        for end in (end for end in ends if end.uid is None):
            yield from _desk(session, end, copy.version)
        known = select(Claim.uid, Claim.id).where(Claim.uid.in_([end.uid for end in claims]))
        numbers = {uid: number for uid, number in session.execute(known)}  # noqa: C416 - rows
        for end in claims:
            if end.uid not in numbers:
                yield HistoryFinding("the copy has this claim, the ledger does not", end.number)
        present = [(numbers[end.uid], end) for end in claims if end.uid in numbers]
        by_id += yield from compare(session, present)
    if by_id:
        checked.not_checked.append(
            f"the hashes of {by_id} histories that were shorter in the copy than before revision 0016"
        )
    checked.finished.append("the old copy")


def old_chain_findings(reader: Reader, state: DeskReplay) -> Iterator[HistoryFinding]:
    """Compare the stored ends with the event `rechained`, which has their number and their SHA-256."""
    digest, count = hashlib.sha256(), 0
    query = select(_CLAIM_COLUMNS.uid, _OLD_CHAINS.length, _OLD_CHAINS.head).join_from(
        OldChain.__table__, Claim.__table__
    )
    for uid, length, head in reader.rows(query.order_by(_OLD_CHAINS.claim_id)):
        digest.update(f"{uid} {length} {head}\n".encode())
        count += 1
    if state.rechained is None:
        if count:
            yield HistoryFinding(f"old_chains has {count} rows, but no event in the desk history made them")
    elif (count, digest.hexdigest()) != (state.rechained.get("claims"), state.rechained.get("old_chains")):
        yield HistoryFinding("old_chains differs from what the upgrade recorded in the desk history")


def _compare_second(session: Session, ends: Sequence[tuple[int, CopyEnd]]) -> Compared:
    """Compare histories of version 2: the row at the end of the copy has the same hash."""
    key = tuple_(History.claim_id, History.seq)
    rows = select(History.claim_id, History.hash).where(key.in_([(number, end.length) for number, end in ends]))
    hashes = {number: row_hash for number, row_hash in session.execute(rows)}  # noqa: C416 - rows
    for number, end in ends:
        if number not in hashes:
            yield _cut(number, end)
        elif hashes[number] != end.head:
            yield HistoryFinding("the copy has another row here: one of the two was written again", number, end.length)
    return 0


def _compare_first(session: Session, ends: Sequence[tuple[int, CopyEnd]]) -> Compared:
    """Compare histories of version 1 with their ends before the upgrade; return how many were shorter in the copy."""
    query = select(OldChain).where(OldChain.claim_id.in_([number for number, _ in ends]))
    old_ends = {old.claim_id: old for old in session.scalars(query)}
    shorter = []
    for number, end in ends:
        old = old_ends.get(number)
        if old is None or end.length is None or end.length > old.length:
            yield _cut(number, end)
        elif end.length < old.length:
            shorter.append((number, end))
        elif end.head != old.head:
            yield HistoryFinding("the copy has another history than the ledger had before revision 0016", number)
    key = tuple_(History.claim_id, History.seq)
    rows = select(History.claim_id, History.id).where(key.in_([(number, end.length) for number, end in shorter]))
    ids = {number: row_id for number, row_id in session.execute(rows)}  # noqa: C416 - rows
    for number, end in shorter:
        if end.row_id is not None and ids.get(number) != end.row_id:
            yield HistoryFinding("the copy has another row here: one of the two was written again", number, end.length)
    return len(shorter)


def _cut(number: int, end: CopyEnd) -> HistoryFinding:
    return HistoryFinding(f"the copy has {end.length} rows of its history, the ledger had fewer", number)


def _desk(session: Session, end: CopyEnd, version: int) -> Iterator[HistoryFinding]:
    row = session.execute(select(DeskHistory.id, DeskHistory.hash).where(DeskHistory.seq == end.length)).one_or_none()
    if row is None or row.id != end.row_id or (_old_desk_head(session, end) if version == 1 else row.hash) != end.head:
        yield HistoryFinding("the copy has another desk history: one of the two was written again", seq=end.length)


def _old_desk_head(session: Session, end: CopyEnd) -> str | None:
    """Return what the hash at the end of a copy of version 1 should be; None if the copy is longer than it can be.

    Of a shorter copy, only the id of the last row can be compared.
    """
    body = session.scalar(select(DeskHistory.body).where(DeskHistory.kind == DeskEvent.RECHAINED).limit(1))
    old: dict[str, Any] = chain.read(body)["old_desk"] if body else {"length": 0, "head": None}
    length = end.length or 0
    if length < old["length"]:
        return end.head
    return old["head"] if length == old["length"] else None
