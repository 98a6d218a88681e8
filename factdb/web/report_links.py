"""The link to a report that people send each other: what was seen, and what has changed when somebody opens it.

The address has the parameters of the report, and a mark of what it showed: when it was made, where the ledger ended,
and a digest of the rows. Whoever opens it reads the report as it is now, and a sentence on what has changed since.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from factdb.formats import rows as plain_rows
from factdb.web.rendering import moment

if TYPE_CHECKING:
    from factdb.reports.desk_reports import ReportAnswer

PARAMETER = "as_seen"
_MARK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)Z\.([0-9a-f]{12})\.([0-9a-f]{12})", re.ASCII)
_DIGITS = 12  # of a digest: enough to see a change, short enough for an address


class Seen(NamedTuple):
    """What a report showed: the minute in which it was made, a mark of the ledger's end, and one of its rows."""

    made_at: datetime
    ledger: str
    rows: str

    @classmethod
    def of(cls, answer: ReportAnswer, ledger: str, made_at: datetime) -> Seen:
        """Return the mark of a report that was just made."""
        shown = plain_rows.document([(table.title, table.columns, table.rows) for table in answer.tables])
        return cls(made_at, ledger[:_DIGITS], hashlib.sha256(shown.encode()).hexdigest()[:_DIGITS])

    @classmethod
    def read(cls, text: str) -> Seen | None:
        """Return the mark that an address has; None where it is none, for the report itself is there all the same."""
        match = _MARK.fullmatch(text)
        if match is None:
            return None
        try:
            return cls(datetime.fromisoformat(match[1]).replace(tzinfo=UTC), match[2], match[3])
        except ValueError:  # of no day of the calendar
            return None

    def written(self) -> str:
        """Return the mark as an address has it."""
        return f"{self.made_at.astimezone(UTC):%Y-%m-%dT%H:%M}Z.{self.ledger}.{self.rows}"

    def changed_since(self, earlier: Seen) -> str:
        """Return what has changed since an earlier mark, in a sentence."""
        when = moment(earlier.made_at)
        was_written = self.ledger != earlier.ledger
        if self.rows == earlier.rows:
            changed = (
                "The desk has changed since, but not what this report shows" if was_written else "Nothing has changed"
            )
        elif was_written:
            changed = "The desk has changed since, and so has what this report shows"
        else:
            changed = "The desk has not changed since; the report differs by the day, or by who reads it"
        return f"This link was made on {when}. {changed}."


def address_of(answer: ReportAnswer, mark: Seen) -> str:
    """Return the query of the link: every parameter as it was read, so that no day of it moves, and the mark."""
    return urlencode({**answer.parameters, PARAMETER: mark.written()}, doseq=True)
