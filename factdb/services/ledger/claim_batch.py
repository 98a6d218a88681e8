"""Changes many locked claims, and writes their histories at once, with the same chains and seals as `claim_ledger`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from factdb.domain import dates
from factdb.services.ledger import claim_ledger, written_rows
from factdb.services.ledger.written_rows import WrittenRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factdb.domain.history.events import ClaimEvent
    from factdb.services.actor import Actor
    from factdb.services.ledger.history_values import HistoryValues
    from factdb.store.bulk.loader import Loader, Row
    from factdb.store.models import Claim

# Each table comes after the tables that it refers to.
_ORDER = ("history", "origins", "other_checks", "withdrawn_checks", "claim_topics")


class ClaimBatch:
    """Events of many claims and the rows that come with them; `write` writes them, and the caller commits.

    A claim's own columns change at once, in the session; until `write`, its history in the database is behind.
    """

    def __init__(self, loader: Loader, actor: Actor, values: HistoryValues) -> None:
        """Start without events; `values` knows what the claims refer to."""
        self._loader = loader
        self._actor = actor
        self._values = values
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._events: list[WrittenRow] = []

    def record(
        self, claim: Claim, event: ClaimEvent, detail: Mapping[str, object] | None = None, /, **changes: object
    ) -> None:
        """Change a locked claim's columns, and add the event to its history, as `claim_ledger.record` does."""
        entry = claim_ledger.change(self._values, claim, self._actor, event, detail or {}, changes)
        at = dates.rfc3339(entry.at)
        columns = entry.seq, entry.id, entry.kind, self._actor.id, at, entry.body, entry.prev, entry.hash, entry.words
        self._rows["history"].append((claim.id, *columns))
        self._events.append(WrittenRow(claim.id, entry.seq, entry.kind, entry.body, entry.words))

    def add(self, table: str, row: Row) -> None:
        """Add a row of a table of claims, in the order of its columns."""
        self._rows[table].append(row)

    def write(self) -> None:
        """Write everything: the claims first, because the session writes them."""
        self._loader.write({table: self._rows[table] for table in _ORDER if table in self._rows})
        self._rows.clear()

    def collect(self) -> None:
        """Keep the events for `written_rows.rows`, once no savepoint can take them back."""
        written_rows.collect_many(self._loader.session, self._events)
        self._events = []
