"""Answers refusals: the one place where their kinds become HTTP statuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.errors.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factdb.errors import FactdbError

# By exit code: every refusal says itself what kind it is.
_STATUS_BY_EXIT_CODE = {2: 400, 3: 404, 4: 403, 5: 409}
_NOT_POSSIBLE, _NOT_NOW = 422, 503
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused form: what is wrong, what to do next, the status of the answer, and every letter that was typed."""

    sentence: str
    next_step: str
    status: int
    fields: Mapping[str, str]

    @classmethod
    def of(cls, error: FactdbError, fields: Mapping[str, str] | None = None) -> Refused:
        """Return the answer to a refusal."""
        return cls(str(error), error.next_step, status_of(error), fields or {})

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer: when to try again, if the ledger could not be reached."""
        return {"retry-after": str(RETRY_SECONDS)} if self.status == _NOT_NOW else {}


def status_of(error: FactdbError) -> int:
    """Return the HTTP status of a refusal."""
    if isinstance(error, DatabaseError):
        return _NOT_NOW
    return _STATUS_BY_EXIT_CODE.get(error.exit_code, _NOT_POSSIBLE)
