"""Which claims are wanted: the fields that lists, exports and counts are narrowed by."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from factdb.domain.enums import AnswersFor, Attribution, Kind, Status
    from factdb.domain.search.query import Sought


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are wanted: fields are joined by "and", the values of one field by "or"; empty: no matter.

    `ratings` holds the numbers of the ratings by question and code, as `rating_numbers` has them: without it a page
    of a verdict's claims is right too, but sorted from all of them.
    """

    ids: Sequence[int] | None = None
    words: Sequence[Sought] = ()
    statuses: Sequence[Status] = ()
    verdicts: Sequence[str] = ()
    quote_verdicts: Sequence[str] = ()
    answers_for: AnswersFor | None = None
    speaker_ids: Sequence[int] = ()
    source_ids: Sequence[int] = ()
    topic_ids: Sequence[int] = ()
    kinds: Sequence[Kind] = ()
    attributions: Sequence[Attribution] = ()
    assignee_ids: Sequence[int] = ()
    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None
    changed_by: datetime | None = None
    due_before: date | None = None
    due_by: date | None = None
    no_evidence: bool = False
    undecided: bool = False
    ratings: Mapping[tuple[str, str], Sequence[int]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every claim is wanted."""
        return all(not getattr(self, field.name) for field in fields(self) if field.name != "ratings")
