"""Filters of claims as the address of a list has them: read from its parameters, and written in one form only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from factdb.domain import dates, dates_as_written
from factdb.domain.claim_filter import ApprovalRequest, ClaimRequest
from factdb.domain.enums import AnswersFor, Approver, Attribution, Kind, Status
from factdb.domain.text import member, whole_number
from factdb.errors import FactdbError, UnknownWordError, UnreadableValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from enum import StrEnum

Pairs = list[tuple[str, str]]
"""The parameters of an address, in order; a parameter with several values stands there several times."""

# Of each parameter: the field of the request.
FACETS: Mapping[str, str] = {
    "status": "statuses",
    "verdict": "verdicts",
    "quote_verdict": "quote_verdicts",
    "kind": "kinds",
    "attribution": "attributions",
}
NAMES: Mapping[str, str] = {"speaker": "speakers", "source": "sources", "topic": "topics", "assignee": "assignees"}
_LISTS = {**FACETS, **NAMES}
_FLAGS = {
    "open": "is_open",
    "undecided": "undecided",
    "no_evidence": "no_evidence",
    "checked_by_others": "checked_by_others",
    "disagrees": "disagrees",
}
_WORDS: dict[str, type[StrEnum]] = {"status": Status, "kind": Kind, "attribution": Attribution}
_DAYS: dict[str, Callable[[str, date], date]] = {
    "since": dates_as_written.first_day,
    "until": dates_as_written.last_day,
    "due_before": dates_as_written.first_day,
    "due_by": dates_as_written.last_day,
}
_YES = "yes"
SORT = "sort"
_PLACES = frozenset({"after", "counts"})
PARAMETERS = ("q", *_LISTS, *_FLAGS, *_DAYS, "changed_since", "article", "answers_for", "waits_for", SORT)
"""All parameters that a list knows besides those of its pages."""


class Reader(NamedTuple):
    """Who reads the list, and when: `waits_for=me` and `since=today` mean something else to another."""

    handle: str
    now: datetime


def read(pairs: Iterable[tuple[str, str]], reader: Reader) -> ClaimRequest:
    """Return the request that an address stands for; refuse a word that no list has. Empty values are no filters."""
    values: dict[str, list[str]] = {}
    for parameter, value in pairs:
        if value.strip():
            values.setdefault(parameter, []).append(value)
    fields: dict[str, Any] = {field: values.get(parameter, []) for parameter, field in _LISTS.items()}
    for parameter, closed in _WORDS.items():
        fields[_LISTS[parameter]] = [member(closed, parameter, word) for word in values.get(parameter, [])]
    fields |= {field: parameter in values for parameter, field in _FLAGS.items()}
    today = reader.now.date()
    fields |= {name: read_day(values[name][-1], today) for name, read_day in _DAYS.items() if name in values}
    if "changed_since" in values:
        moment = dates_as_written.typed_day(values["changed_since"][-1], today)
        fields["changed_since"] = dates.moment(moment, "changed_since")
    if "answers_for" in values:
        fields["answers_for"] = member(AnswersFor, "answers_for", values["answers_for"][-1])
    if "waits_for" in values:
        approver = member(Approver, "waits_for", values["waits_for"][-1])
        fields["waits_for"] = ApprovalRequest(reader.handle, reader.now, approver)
    numbers = [whole_number(word) for word in values.get("article", [])]
    words = values.get("q", [""])[-1].strip()
    return ClaimRequest(q=words or None, articles=[number for number in numbers if number is not None], **fields)


def require_known(pairs: Iterable[tuple[str, str]]) -> None:
    """Refuse a parameter that no list has, and an article that is no number: `read` passes both over."""
    for parameter, value in pairs:
        if parameter not in PARAMETERS:
            raise UnknownWordError("filter", parameter, PARAMETERS)
        if parameter == "article" and whole_number(value) is None:
            raise UnreadableValueError("article", value, "Write the number of the article.")


def pairs_of(request: ClaimRequest, sort: str | None = None) -> Pairs:
    """Return the parameters of a request, each value once; days are written out. Claims by number are no filter."""
    pairs: Pairs = [("q", request.q)] if request.q else []
    for parameter, field in _LISTS.items():
        pairs += [(parameter, str(value)) for value in dict.fromkeys(getattr(request, field))]
    pairs += [(parameter, _YES) for parameter, field in _FLAGS.items() if getattr(request, field)]
    pairs += [(name, day.isoformat()) for name in _DAYS if (day := getattr(request, name)) is not None]
    if request.changed_since is not None:
        pairs.append(("changed_since", request.changed_since.isoformat()))
    pairs += [("article", str(number)) for number in dict.fromkeys(request.articles)]
    if request.answers_for is not None:
        pairs.append(("answers_for", str(request.answers_for)))
    if request.waits_for is not None:
        pairs.append(("waits_for", str(request.waits_for.approver)))
    return [*pairs, (SORT, sort)] if sort else pairs


def sort_of(pairs: Sequence[tuple[str, str]]) -> str | None:
    """Return the order of a list, if its address names one."""
    return dict(pairs).get(SORT) or None


def written(pairs: Sequence[tuple[str, str]]) -> str:
    """Return parameters as the text of an address."""
    return urlencode(pairs)


def parsed(query: str) -> Pairs:
    """Return the parameters that a text of an address has."""
    return parse_qsl(query, keep_blank_values=True)


def is_written(query: str) -> bool:
    """Return whether a text is what `written` makes of the filters of a list, in their one form."""
    pairs = parsed(query)
    try:
        request = read(pairs, Reader("", datetime.now(UTC)))
    except FactdbError:
        return False
    return query == written(pairs_of(request, sort_of(pairs)))


def of_page(query: str) -> Pairs:
    """Return the filters that the address of a page has: without empty fields, and without its place in the list."""
    return [(parameter, value) for parameter, value in parsed(query) if value.strip() and parameter not in _PLACES]
