"""What files said of claims: keeps each row as it was, and knows a row again when it comes a second time.

A row is known by the claim's uid, else by the format's own id, else by all that it holds; rows of one file that are
known alike are told apart by their order.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.formats import records
from factdb.services import ledger
from factdb.store.models import Claim, Origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.formats.records import Record
    from factdb.services.act import Act


class Known:
    """The rows of one file, as the ledger knows them from earlier imports."""

    def __init__(self, session: Session, form: str) -> None:
        self.session = session
        self.form = form
        self._alike: Counter[str] = Counter()

    def place(self, record: Record) -> int:
        """Return which of the file's rows that are known alike this one is; each row is asked for once."""
        name = f"id {record.external_id}" if record.external_id else f"all {records.fingerprint(record.raw)}"
        self._alike[name] += 1
        return self._alike[name]

    def claim_id(self, record: Record, nth: int) -> int | None:
        """Return the number of the claim that this row became, or that it names by its uid."""
        if record.uid:
            return self.session.scalar(select(Claim.id).where(Claim.uid == record.uid))
        same = (
            (Origin.external_id == record.external_id,)
            if record.external_id
            else (Origin.fingerprint == records.fingerprint(record.raw), Origin.external_id.is_(None))
        )
        found = select(Origin.claim_id).where(*same, Origin.format == self.form, Origin.nth == nth)
        return self.session.scalar(found.order_by(Origin.claim_id).limit(1))


def newest(session: Session, claim_id: int, form: str) -> Origin | None:
    """Return what files of a format said last of a claim."""
    query = select(Origin).where(Origin.claim_id == claim_id, Origin.format == form)
    return session.scalar(query.order_by(Origin.n.desc()).limit(1))


def keep(session: Session, claim: Claim, act: Act, record: Record, form: str, nth: int) -> None:
    """Keep what a file says of a locked claim, and tell it in the claim's history."""
    last = session.scalar(select(func.max(Origin.n)).where(Origin.claim_id == claim.id)) or 0
    origin = {
        "format": form,
        "external_id": record.external_id,
        "fingerprint": records.fingerprint(record.raw),
        "nth": nth,
        "raw": records.raw_text(record.raw),
    }
    session.add(Origin(claim_id=claim.id, n=last + 1, imported_at=act.now, **origin))
    ledger.record(session, claim, act, "imported", {"n": last + 1, "origin": origin})
