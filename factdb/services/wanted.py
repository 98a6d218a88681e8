"""Which claims somebody asks for, as they type it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from factdb.domain.enums import AnswersFor, Attribution, Kind, Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims somebody asks for, in their own words: names of speakers, codes of ratings, handles."""

    claims: Sequence[int | str] | None = None
    q: str | None = None
    statuses: Sequence[Status] = ()
    verdicts: Sequence[str] = ()
    quote_verdicts: Sequence[str] = ()
    answers_for: AnswersFor | None = None
    speakers: Sequence[str] = ()
    sources: Sequence[str] = ()
    topics: Sequence[str] = ()
    kinds: Sequence[Kind] = ()
    attributions: Sequence[Attribution] = ()
    assignees: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None
    due_before: date | None = None
    no_evidence: bool = False
    undecided: bool = False
