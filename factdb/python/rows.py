"""What the methods of a desk take and return: the filters of claims, and the results of writes.

Rows that are read are dictionaries with typed keys, the keys of the command line's JSON: `ClaimRow`, `ClaimPage`,
`EvidenceRow` and others in `factdb.services.reads.row_types`. A list of them goes into `pandas.DataFrame` as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

from factdb.domain import dates, ids
from factdb.domain.enums import AnswersFor, Attribution, Kind, Status
from factdb.errors import BadValueError, UnknownWordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from enum import StrEnum

Words = str | list[str] | tuple[str, ...]
"""One word, or several of which any may match."""
Day = str | date
"""2021-07-26, 2021-07 or 2021 as text, or a date."""
WordT = TypeVar("WordT", bound="StrEnum")


class ClaimFilters(TypedDict, total=False):
    """The filters of `claims list`. A claim must match all of them; of several values of one filter it matches any.

    `q` searches claims, quotations, excerpts and names. `changed_since` takes a moment in UTC. `saved` names a saved
    search of yours; other filters replace those of the same kind.
    """

    q: str
    status: Words
    verdict: Words
    quote_verdict: Words
    answers_for: str
    speaker: Words
    source: Words
    topic: Words
    kind: Words
    attribution: Words
    assignee: Words
    article: int | list[int]
    open: bool
    since: Day
    until: Day
    changed_since: str | datetime
    due_before: Day
    no_evidence: bool
    undecided: bool
    checked_by_others: bool
    disagrees: bool
    saved: str


@dataclass(frozen=True, slots=True)
class RatedClaim:
    """A verdict that was written: the version, the ratings on truth and on the quotation, and the status afterwards.

    `notices` are what people should know: evidence that was linked, what was assumed. Where `waits` is True, another
    editor must publish the verdict.
    """

    claim: int
    version: int
    ratings: tuple[str, ...]
    status: str
    notices: tuple[str, ...]
    waits: bool


@dataclass(frozen=True, slots=True)
class AddedClaim:
    """A claim that was added: its number, its uid, and what was assumed or added for it."""

    claim: int
    uid: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovedClaim:
    """A claim that was moved from one status to another."""

    claim: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CorrectedClaim:
    """A correction: the version that was written, and the status: `correcting` where another editor must approve."""

    claim: int
    version: int
    status: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """An article that was added, or was in the ledger already; `claims` are the claims that were added from it."""

    article: int
    added: bool
    claims: tuple[int, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkedEvidence:
    """A document that was linked to a claim; `id` names the row of evidence, as in 7.1."""

    id: str
    stance: str
    on: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """An import: how many rows were added, changed and the same; `refused` says why rows were left out.

    `waiting` are the published claims whose changes an editor must approve. `number` is the one that `undo_import`
    takes; None if the file changed nothing. `edited` names the fields that somebody edited since the last import, and
    that therefore stay, by claim; `rejected` those that stay because a correction of them was withdrawn. `withdrawn`
    are the claims for which the correction of an earlier import was withdrawn: the file says what is published.
    `beside` of the changed rows only changed what belongs to a claim: its document, checks, evidence or topics.
    `documents_left` says by document what it keeps, because claims from elsewhere stand in it.
    """

    added: int
    changed: int
    same: int
    refused: tuple[Mapping[str, Any], ...]
    waiting: tuple[int, ...]
    number: int | None = None
    edited: Mapping[int, tuple[str, ...]] = dataclass_field(default_factory=dict)
    rejected: Mapping[int, tuple[str, ...]] = dataclass_field(default_factory=dict)
    withdrawn: tuple[int, ...] = ()
    beside: int = 0
    documents_left: Mapping[int, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """An import that was undone: the numbers of claims declined and restored, and of checks that no longer count.

    `left` says by claim why it stays as it is. `speakers` and `sources` came with the import and have no claim now.
    `withdrawn` are claims whose correction by the import was withdrawn; for those in `waiting`, the correction of an
    earlier import waits again. `documents` is the number of documents that got facts back; `documents_left` says by
    document what stays, and why.
    """

    declined: int
    restored: int
    checks: int
    left: Mapping[int, str]
    speakers: tuple[str, ...]
    sources: tuple[str, ...]
    withdrawn: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    documents: int = 0
    documents_left: Mapping[int, str] = dataclass_field(default_factory=dict)


_AS_THEY_ARE: tuple[Literal["no_evidence", "undecided", "checked_by_others", "disagrees", "q"], ...] = (
    "no_evidence", "undecided", "checked_by_others", "disagrees", "q",
)  # fmt: skip


def claim_criteria(filters: ClaimFilters) -> dict[str, Any]:
    """Return the fields of a `ClaimRequest` that the filters mean; words and dates that nobody knows are refused."""
    criteria: dict[str, Any] = {name: filters[name] for name in _AS_THEY_ARE if name in filters}
    for name, field, words in _LISTS:
        if name in filters:
            texts = strings(filters[name])  # type: ignore[literal-required]
            criteria[field] = [word(words, text) for text in texts] if words else texts
    if "answers_for" in filters:
        criteria["answers_for"] = word(AnswersFor, filters["answers_for"])
    for name in ("since", "due_before", "until"):
        if name in filters:
            partial = day(filters[name], name)  # type: ignore[literal-required]
            criteria[name] = partial.last() if name == "until" else partial.first()
    if "changed_since" in filters:
        since = filters["changed_since"]
        criteria["changed_since"] = (
            moment(since, "changed_since") if isinstance(since, datetime) else dates.moment(since, "changed_since")
        )
    if "article" in filters:
        criteria["articles"] = [filters["article"]] if isinstance(filters["article"], int) else filters["article"]
    if "open" in filters:
        criteria["is_open"] = filters["open"]
    unknown = set(filters) - set(ClaimFilters.__annotations__)
    if unknown:
        raise UnknownWordError("filter", min(unknown), sorted(ClaimFilters.__annotations__))
    return criteria


_LISTS: tuple[tuple[str, str, type[StrEnum] | None], ...] = (
    ("status", "statuses", Status),
    ("verdict", "verdicts", None),
    ("quote_verdict", "quote_verdicts", None),
    ("speaker", "speakers", None),
    ("source", "sources", None),
    ("topic", "topics", None),
    ("kind", "kinds", Kind),
    ("attribution", "attributions", Attribution),
    ("assignee", "assignees", None),
)


def strings(words: str | Iterable[str]) -> list[str]:
    """Return one word or several as a list."""
    return [words] if isinstance(words, str) else list(words)


def word(words: type[WordT], text: str) -> WordT:
    """Return the member of a closed list; any other word is refused with the list."""
    try:
        return words(text)
    except ValueError:
        raise UnknownWordError(words.__name__.lower(), text, list(words)) from None


def optional_word(words: type[WordT], text: str | None) -> WordT | None:
    """Return the member of a closed list, None where no word was given."""
    return None if text is None else word(words, text)


def partial_date(value: Day, field: str) -> dates.PartialDate:
    """Return a day, a month, a year or `unknown`."""
    return dates.parse(value.isoformat() if isinstance(value, date) else value, f"value of {field}")


def day(value: Day, field: str) -> dates.PartialDate:
    """Return a day, a month or a year; `unknown` cannot be compared and is refused."""
    partial = partial_date(value, field)
    if partial.day is None:
        raise BadValueError(field, str(value), "is not a date to compare with", "Write 2021-07-26, 2021-07 or 2021.")
    return partial


def moment(value: str | date, field: str) -> datetime:
    """Return the end of a day, or a moment; one without a time zone is taken as UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC)
    return dates.end(value.isoformat() if isinstance(value, date) else value, field)


def names(claims: int | str | Sequence[int | str] | None) -> list[int | str] | None:
    """Return the claims that are named, by number or uid; None where no claim is named."""
    if claims is None:
        return None
    listed = [claims] if isinstance(claims, int | str) else claims
    return [ids.claim_name(name) if isinstance(name, str) else name for name in listed]
