"""Checks the ends of histories from before revision 0016, which wrote them anew, for the sake of old copies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain.history.chain import HistoryFinding
from factdb.store.models import Claim, OldChain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.domain.history.desk_replay import DeskReplay
    from factdb.services.verify.streams import Reader

_OLD, _CLAIMS = OldChain.__table__.c, Claim.__table__.c


def findings(reader: Reader, state: DeskReplay) -> Iterator[HistoryFinding]:
    """Compare the stored ends with the event `rechained`, which has their number and their SHA-256."""
    digest, count = hashlib.sha256(), 0
    query = select(_CLAIMS.uid, _OLD.length, _OLD.head).join_from(OldChain.__table__, Claim.__table__)
    for uid, length, head in reader.rows(query.order_by(_OLD.claim_id)):
        digest.update(f"{uid} {length} {head}\n".encode())
        count += 1
    if state.rechained is None:
        if count:
            yield HistoryFinding(f"old_chains has {count} rows, but no event in the desk history made them")
    elif (count, digest.hexdigest()) != (state.rechained.get("claims"), state.rechained.get("old_chains")):
        yield HistoryFinding("old_chains differs from what the upgrade recorded in the desk history")
