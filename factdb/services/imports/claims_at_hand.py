"""Reads what the changed rows of a batch need of their claims, in a few statements."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from factdb.domain.enums import Status
from factdb.domain.history.events import UNDONE_IMPORT, ClaimEvent
from factdb.services.exports import records
from factdb.services.imports import import_trail, stored_rows
from factdb.services.ledger import claim_ledger
from factdb.services.ledger.history_values import HistoryValues
from factdb.services.people.claim_tags import ClaimTags
from factdb.services.people.namebook import SOURCES
from factdb.store import counted_checks
from factdb.store.models import Origin, OtherCheck, Source

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from sqlalchemy.orm import Session

    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.services.imports.import_rows import Facts
    from factdb.services.imports.import_trail import ImportTrail
    from factdb.store.models import Claim


class StoredCheck(NamedTuple):
    """A check by another publisher as it is stored; `publisher_id` is the source that lives, after merges.

    `facts` are its address, headline, scale, label and day in the form of the history.
    """

    n: int
    publisher_id: int
    facts: tuple[object, ...]
    is_imported: bool


CHECK_FACTS = ("url", "headline", "scale", "label", "reviewed_on")


class ClaimsAtHand:
    """Claims of a batch, locked, with what else is read of them: all of them at the first question about one."""

    def __init__(self, session: Session, numbers: Sequence[int], undone: Container[str]) -> None:
        """Lock the claims, in the order of their numbers; `undone` are the uids of imports that were undone."""
        self._session = session
        self._numbers = numbers
        self.undone = undone
        self._trails: dict[int, ImportTrail] = {}
        self._last_check: dict[int, int] = {}
        self.claims: dict[int, Claim] = {claim.id: claim for claim in claim_ledger.lock(session, numbers)}
        self.values = HistoryValues(session)
        self.values.learn(self.claims.values())

    def record(self, number: int) -> ClaimRecord:
        """Return what the desk knows of a claim."""
        return self._records[number]

    def history(self, number: int) -> list[dict[str, Any]]:
        """Return the events of a claim, oldest first."""
        return self._histories[number]

    def trail(self, number: int) -> ImportTrail:
        """Return what imports wrote to a claim."""
        if number not in self._trails:
            self._trails[number] = import_trail.read(self._histories[number], self.undone)
        return self._trails[number]

    def added_by(self, number: int) -> str | None:
        """Return the uid of the import that added a claim; None: a person did, or an import that was not recorded."""
        uid: str | None = self._histories[number][0].get("origin", {}).get("import")
        return uid

    def status_before_undoing(self, number: int) -> Status | None:
        """Return the status that a claim had until its import was undone; None if it was not declined by that."""
        if self.claims[number].status is not Status.DECLINED:
            return None
        moves = [body for body in self._histories[number] if body["kind"] == ClaimEvent.MOVED]
        last = moves[-1] if moves else {}
        return Status(last["changed"]["status"]["was"]) if UNDONE_IMPORT in last else None

    def next_origin(self, number: int) -> int:
        """Return the number of the next row of a file that a claim gets; it is asked for once."""
        return self._last_origins.get(number, 0) + 1

    def checks(self, number: int) -> list[StoredCheck]:
        """Return the checks of a claim that count, by their numbers."""
        return self._checks[number]

    def has_withdrawn_checks(self, number: int) -> bool:
        """Return whether an import withdrew a check of a claim."""
        return number in self._with_withdrawn_checks

    def next_check(self, number: int) -> int:
        """Return the next number of a check of a claim, and take it."""
        if number not in self._last_check:
            self._last_check[number] = self._last_checks.get(number, 0)
        self._last_check[number] += 1
        return self._last_check[number]

    @cached_property
    def tags(self) -> ClaimTags:
        """The topics of the claims."""
        return ClaimTags(self._session, self._numbers)

    @cached_property
    def _records(self) -> dict[int, ClaimRecord]:
        return dict(zip(self._numbers, records.records_of(self._session, self._numbers), strict=True))

    @cached_property
    def _histories(self) -> dict[int, list[dict[str, Any]]]:
        return stored_rows.histories_of(self._session, self._numbers)

    @cached_property
    def _last_origins(self) -> dict[int, int]:
        query = select(Origin.claim_id, func.max(Origin.n)).where(Origin.claim_id.in_(self._numbers))
        return dict(self._session.execute(query.group_by(Origin.claim_id)).all())

    @cached_property
    def _last_checks(self) -> dict[int, int]:
        query = select(OtherCheck.claim_id, func.max(OtherCheck.n)).where(OtherCheck.claim_id.in_(self._numbers))
        return dict(self._session.execute(query.group_by(OtherCheck.claim_id)).all())

    @cached_property
    def _with_withdrawn_checks(self) -> set[int]:
        return counted_checks.claims_with_withdrawn(self._session, self._numbers)

    @cached_property
    def _checks(self) -> dict[int, list[StoredCheck]]:
        of_claims = OtherCheck.claim_id.in_(self._numbers), counted_checks.counts()
        columns = OtherCheck.url, OtherCheck.headline, OtherCheck.scale_code, OtherCheck.label, OtherCheck.reviewed_on
        living = SOURCES.living_id.label("publisher_id")
        query = select(OtherCheck.claim_id, OtherCheck.n, living, OtherCheck.import_id, *columns)
        query = query.join(Source, Source.id == OtherCheck.source_id).where(*of_claims)
        checks: dict[int, list[StoredCheck]] = defaultdict(list)
        for claim_id, n, publisher, by, *texts, day in self._session.execute(query.order_by(OtherCheck.n)):
            facts = (*texts, day.isoformat() if day else None)
            checks[claim_id].append(StoredCheck(n, publisher, facts, by is not None))
        return checks


def check_facts(facts: Facts) -> tuple[object, ...]:
    """Return the facts of a check of a row in the order of those of a stored one."""
    return tuple(facts[name] for name in CHECK_FACTS)
