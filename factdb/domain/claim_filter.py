"""Which claims somebody asks for: by the names that people type, and by the numbers that a database has for them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from factdb.domain.enums import AnswersFor, Attribution, Kind, Status
    from factdb.domain.search.query import SearchPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCriteria:
    """The criteria that mean the same typed and looked up: a claim must match all of them.

    Of several values of one criterion a claim must match any; an empty criterion matches every claim. A criterion
    more is a field here, a test in `store.claims.conditions.TESTS` and an option of `claims list`.
    """

    statuses: Sequence[Status] = ()
    verdicts: Sequence[str] = ()
    quote_verdicts: Sequence[str] = ()
    answers_for: AnswersFor | None = None
    kinds: Sequence[Kind] = ()
    attributions: Sequence[Attribution] = ()
    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None
    due_before: date | None = None
    no_evidence: bool = False
    undecided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRequest(ClaimCriteria):
    """What somebody typed: claims by number or uid, words to search for, names of speakers, handles of reviewers."""

    claims: Sequence[int | str] | None = None
    q: str | None = None
    speakers: Sequence[str] = ()
    sources: Sequence[str] = ()
    topics: Sequence[str] = ()
    assignees: Sequence[str] = ()

    @property
    def has_names(self) -> bool:
        """Whether a name must be looked up before the claims can be: without one, a list needs no models."""
        named = (self.verdicts, self.quote_verdicts, self.speakers, self.sources, self.topics, self.assignees)
        return self.claims is not None or any(named)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter(ClaimCriteria):
    """What a request means in one database: every name is a number there.

    `ratings` holds the numbers of the ratings by question and code, as `queries.rating_numbers` has them: without it
    a page of a verdict's claims is right too, but sorted from all of them.
    """

    ids: Sequence[int] | None = None
    words: Sequence[SearchPart] = ()
    speaker_ids: Sequence[int] = ()
    source_ids: Sequence[int] = ()
    topic_ids: Sequence[int] = ()
    assignee_ids: Sequence[int] = ()
    changed_by: datetime | None = None
    due_by: date | None = None
    ratings: Mapping[tuple[str, str], Sequence[int]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every claim matches."""
        return all(not getattr(self, field.name) for field in fields(self) if field.name != "ratings")


def criteria_of(request: ClaimCriteria) -> dict[str, Any]:
    """Return the criteria of a request by name: as they are typed they hold in every database."""
    return {field.name: getattr(request, field.name) for field in fields(ClaimCriteria)}
