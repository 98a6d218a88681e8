"""Filters in an address: read as the list reads them, written in one form, and refused where no list has them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.claim_filter import ApprovalRequest, ClaimRequest
from factdb.domain.enums import AnswersFor, Approver, Attribution, Kind, Status
from factdb.domain.search import filter_address
from factdb.domain.search.filter_address import Reader
from factdb.errors import FactdbError, UnknownWordError, UnreadableValueError

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ANA = Reader("ana", NOW)
names = st.lists(st.text(min_size=1).filter(str.strip), max_size=2, unique=True)
flags, days = st.booleans(), st.none() | st.dates()
requests = st.builds(
    ClaimRequest,
    q=st.none() | st.text(min_size=1).map(str.strip).filter(bool),
    statuses=st.lists(st.sampled_from(Status), max_size=2, unique=True),
    kinds=st.lists(st.sampled_from(Kind), max_size=2, unique=True),
    attributions=st.lists(st.sampled_from(Attribution), max_size=2, unique=True),
    verdicts=names, quote_verdicts=names, speakers=names, sources=names, topics=names, assignees=names,
    articles=st.lists(st.integers(1, 10**17), max_size=2, unique=True),
    is_open=flags, undecided=flags, no_evidence=flags, checked_by_others=flags, disagrees=flags,
    since=days, until=days, due_before=days, due_by=days,
    changed_since=st.none() | st.datetimes(timezones=st.just(UTC)),
    answers_for=st.none() | st.sampled_from(AnswersFor),
    waits_for=st.none() | st.sampled_from(Approver).map(lambda approver: ApprovalRequest("ana", NOW, approver)),
)  # fmt: skip


@given(requests)
def test_a_request_is_the_same_after_writing_and_reading(request: ClaimRequest) -> None:
    query = filter_address.written(filter_address.pairs_of(request, "-priority"))
    pairs = filter_address.parsed(query)
    assert filter_address.read(pairs, ANA) == request
    assert filter_address.sort_of(pairs) == "-priority"
    assert filter_address.is_written(query)
    filter_address.require_known(pairs)


def test_every_filter_has_a_parameter() -> None:
    fields = set(ClaimRequest.__dataclass_fields__) - {"claims"}
    assert len(filter_address.PARAMETERS) == len(fields) + 1  # the order is no filter


def test_words_of_a_day_are_written_as_the_day() -> None:
    request = filter_address.read([("since", "yesterday"), ("until", "2026-02")], ANA)
    assert (request.since, request.until) == (date(2026, 11, 21), date(2026, 2, 28))
    assert filter_address.pairs_of(request) == [("since", "2026-11-21"), ("until", "2026-02-28")]


def test_the_place_in_a_list_and_empty_fields_are_no_filters() -> None:
    query = "q=&status=new&after=7&counts=yes&speaker=+&open=yes"
    assert filter_address.of_page(query) == [("status", "new"), ("open", "yes")]


@pytest.mark.parametrize(
    ("pairs", "error"),
    [([("colour", "red")], UnknownWordError), ([("article", "seven")], UnreadableValueError)],
)
def test_what_no_list_has_is_refused(pairs: list[tuple[str, str]], error: type[FactdbError]) -> None:
    with pytest.raises(error):
        filter_address.require_known(pairs)


@pytest.mark.parametrize(
    "query", ["status=nowhere", "since=2026-02", "status=new&status=new", "open=1", "x=1", "topic=a&status=new"]
)
def test_another_form_is_not_as_factdb_writes_it(query: str) -> None:
    assert not filter_address.is_written(query)
