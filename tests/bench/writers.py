"""Several writers at once: what they ask of the services is a status change for each command, on claims in review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random

from sqlalchemy import select

from factdb.domain.enums import Status
from factdb.domain.history import chain
from factdb.services.actor import find_actor
from factdb.services.claims import adding
from factdb.services.decisions import statuses
from factdb.services.ledger import claim_ledger
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import History

WRITERS = 8
WHO = "ana"
OTHER = {Status.IN_REVIEW: Status.ON_HOLD, Status.ON_HOLD: Status.IN_REVIEW}
Change = Callable[[Database, int, str], None]


def claims_in_review(database: Database, count: int) -> list[int]:
    """Add claims that are in review to a prepared desk; return their numbers."""
    with sessions.writing(database) as session:
        actor = find_actor(session, WHO, datetime.now(UTC))
        claims = [adding.add(session, actor, adding.ClaimDraft(claim=f"Bridge {n} fell.")).claim for n in range(count)]
        for claim in claims:
            statuses.set_status(session, claim, actor, Status.IN_REVIEW)
        return [claim.id for claim in claims]


def write(writer: int, change: Change, database: Database, numbers: Sequence[int], changes: int) -> list[str]:
    """Change claims, one drawn after the other; return what went wrong."""
    chance, errors = Random(writer), []  # noqa: S311 - the same claims every time
    for n in range(changes):
        try:
            change(database, chance.choice(numbers), reason(writer, n))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted and shown
            errors.append(f"{type(error).__name__}: {error}")
    return errors


def reason(writer: int, n: int) -> str:
    """Return the reason by which a change is known again."""
    return f"writer {writer}, change {n}"


def by_services(database: Database, number: int, why: str) -> None:
    """Move a claim on from where it stands, as `claims status` does."""
    with sessions.writing(database) as session:
        actor = find_actor(session, WHO, datetime.now(UTC))
        claim = claim_ledger.lock_one(session, number)
        statuses.set_status(session, claim, actor, OTHER[claim.status], why)


def lost(database: Database, changes: int) -> list[str]:
    """Return the reasons of changes that aren't in the histories exactly once, of those that all writers made."""
    with sessions.reading(database) as session:
        bodies = session.scalars(select(History.body).where(History.kind == "moved"))
        found = Counter(str(chain.read(body).get("reason")) for body in bodies)
    wanted = [reason(writer, n) for writer in range(WRITERS) for n in range(changes)]
    return [each for each in wanted if found[each] != 1]


def broken(database: Database) -> list[str]:
    """Return what `factdb verify` finds."""
    with sessions.reading(database) as session:
        return [str(finding) for finding in verify.findings(session, Checked())]
