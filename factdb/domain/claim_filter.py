"""Filters of claims: a request with the names that people type, and the filter with the numbers of the database."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from factdb.domain.enums import AnswersFor, Approver, Attribution, Kind, Status
    from factdb.domain.search.query import SearchPart


NOBODY = "nobody"
"""What people type in place of a handle where a claim has no assignee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCriteria:
    """The criteria that need no look-up in the database. A claim must match all criteria.

    A claim must match any of the values of one criterion; an empty criterion matches every claim. To add a criterion,
    add a field here, a test in `store.claims.conditions.TESTS` and an option of `claims list`.
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
    due_by: date | None = None  # what still waits for its day: `claims due` lists the same
    no_evidence: bool = False
    undecided: bool = False
    checked_by_others: bool = False  # by others, and not decided by the desk
    disagrees: bool = False  # the desk's verdict and another publisher's check


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """Claims that wait for an approval: those that this reviewer can approve now, or all others.

    Each is judged by the rules, which takes milliseconds: with `most`, only the first so many that wait are.
    """

    handle: str
    now: datetime
    approver: Approver
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRequest(ClaimCriteria):
    """A request as the user typed it: claims by number or uid, search words, speakers by name, reviewers by handle.

    `is_open` keeps the claims that the desk still works on. The assignee `nobody` stands for claims without one.
    """

    claims: Sequence[int | str] | None = None
    q: str | None = None
    speakers: Sequence[str] = ()
    sources: Sequence[str] = ()
    topics: Sequence[str] = ()
    assignees: Sequence[str] = ()
    articles: Sequence[int] = ()
    is_open: bool = False
    waits_for: ApprovalRequest | None = None

    @property
    def has_names(self) -> bool:
        """Whether the request has names to look up in the database."""
        named = (self.verdicts, self.quote_verdicts, self.speakers, self.sources, self.topics, self.assignees)
        return self.claims is not None or any((*named, self.articles, self.waits_for))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter(ClaimCriteria):
    """A request in one database, with numbers in place of names.

    `ratings` has the numbers of ratings by question and code, from `queries.rating_numbers`. Without it, a page of the
    claims with a verdict is correct too, but all these claims must be sorted.
    """

    ids: Sequence[int] | None = None
    words: Sequence[SearchPart] = ()
    speaker_ids: Sequence[int] = ()
    source_ids: Sequence[int] = ()
    topic_ids: Sequence[int] = ()
    assignee_ids: Sequence[int | None] = ()
    document_ids: Sequence[int] = ()
    changed_by: datetime | None = None
    ratings: Mapping[tuple[str, str], Sequence[int]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every claim matches."""
        return all(not getattr(self, field.name) for field in fields(self) if field.name != "ratings")


def criteria_of(request: ClaimCriteria) -> dict[str, Any]:
    """Return the criteria of a request by name, as typed, so that they are valid in every database."""
    return {field.name: getattr(request, field.name) for field in fields(ClaimCriteria)}
