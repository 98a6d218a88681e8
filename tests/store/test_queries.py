"""Which claims a list gives, in which order, and that its pages make up the whole."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, select

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import AnswersFor, Attribution, Kind, Status
from factdb.domain.history.events import ClaimEvent
from factdb.services.actor import find_actor
from factdb.services.claims import adding
from factdb.services.decisions import statuses
from factdb.services.desk import setup
from factdb.services.ledger import claim_ledger
from factdb.store import sessions
from factdb.store.claims import queries
from factdb.store.models import Reviewer, Source, Speaker, Topic
from factdb.store.views import V1_CLAIMS, V1_CLAIMS_COLUMNS
from tests.conftest import NOW
from tests.databases import Templates

CLAIMS = setup.read_seed("demo/desk.toml")["claims"]
LATER = NOW + timedelta(hours=1)
Claim = dict[str, Any]

# DESIGN.md, section 6
COLUMNS = [
    "id", "uid", "claim", "quote", "attribution", "kind", "speaker", "speaker_title", "speaker_party", "said_on",
    "said_precision", "occasion", "source", "document_title", "document_url", "status", "assignee", "verdict",
    "verdict_category", "verdict_score", "quote_verdict", "answers_for", "flags", "verdict_version", "decided_at",
    "published_at", "published_url", "evidence_count", "other_checks", "repeats_id", "topics", "resolves_on",
    "language", "speaker_id", "source_id", "document_id", "added_at", "changed_at",
    "priority", "headline", "attributed_to",
]  # fmt: skip


# One of each type, and those that may be empty.
SORTED_BY = [
    "id", "claim", "speaker", "said_on", "occasion", "assignee", "verdict_score", "answers_for", "flags", "decided_at",
    "evidence_count", "topics", "resolves_on", "changed_at",
]  # fmt: skip


def databases(engine: str, templates: Templates, folder: Path) -> Iterator[Connection]:
    """Yield the worked example, with three claims about which less is known, changed an hour later."""
    for database in templates.copy(engine, "demo", folder / "desk.db"):
        with sessions.writing(database) as session:
            actor = find_actor(session, "ana", LATER)
            for said_on in ("2021-07", "2019", "unknown"):
                draft = adding.ClaimDraft(claim="The bridge fell.", said_on=dates.parse(said_on), topics=["Bridges"])
                claim = adding.add(session, actor, draft).claim
            statuses.assign(session, claim_ledger.lock_one(session, 9), actor, actor.id)
            claim_ledger.record(session, claim, actor, ClaimEvent.NOTED, priority=2)
        with database.engine("ro").connect() as connection:
            yield connection


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """The same for all tests of the module, which only read."""
    yield from databases(str(request.param), templates, tmp_path_factory.mktemp("queries"))


def numbers(connection: Connection, wanted: ClaimFilter, sort: str | None = None, **page: int) -> list[int]:
    return [int(row.id) for row in connection.execute(queries.claims(wanted, sort, **page))]


def in_order(claims: Sequence[Claim]) -> list[int]:
    """Return the numbers of claims of the seed, newest said first, and within a day as they are numbered."""
    days = sorted({claim["said_on"] for claim in claims}, reverse=True)
    return [claim["n"] for day in days for claim in claims if claim["said_on"] == day]


def rated(question: str, *codes: str) -> Callable[[Claim], bool]:
    return lambda claim: claim["verdicts"].get(question, {}).get("rating") in codes


DISPUTED = rated("quote", "altered", "out-of-context", "misattributed", "not-found")
FILTERS: list[tuple[ClaimFilter, Callable[[Claim], bool]]] = [
    (ClaimFilter(statuses=[Status.PUBLISHED]), lambda claim: claim["status"] == "published"),
    (ClaimFilter(statuses=[Status.IN_REVIEW, Status.DECLINED]), lambda claim: claim["status"] == "in-review"),
    (ClaimFilter(verdicts=["false"]), rated("truth", "false")),
    (ClaimFilter(verdicts=["true", "half-true", "kept"]), rated("truth", "true", "half-true", "kept")),
    (ClaimFilter(quote_verdicts=["altered"]), rated("quote", "altered")),
    (ClaimFilter(verdicts=["true"], quote_verdicts=["verbatim"]), lambda claim: claim["n"] == 10),
    (ClaimFilter(answers_for=AnswersFor.SOURCE), DISPUTED),
    (ClaimFilter(kinds=[Kind.CAUSAL, Kind.OPINION]), lambda claim: claim["kind"] in {"causal", "opinion"}),
    (ClaimFilter(attributions=[Attribution.PARTIAL_QUOTE]), lambda claim: claim["attribution"] == "partial-quote"),
    (ClaimFilter(until=date(2021, 7, 22), since=date(2021, 7, 22)), lambda claim: claim["said_on"] == "2021-07-22"),
    (ClaimFilter(since=date(2021, 7, 23)), lambda claim: claim["said_on"] > "2021-07-22"),
    (ClaimFilter(due_before=date(2022, 1, 1)), lambda claim: "resolves_on" in claim),
    (ClaimFilter(verdicts=["false"], statuses=[Status.NEW]), lambda _: False),
    (ClaimFilter(verdicts=["no such rating"]), lambda _: False),
]


@pytest.mark.parametrize(("wanted", "holds"), FILTERS, ids=range(len(FILTERS)))
def test_a_filter_keeps_what_the_seed_says(
    connection: Connection, wanted: ClaimFilter, holds: Callable[[Claim], bool]
) -> None:
    expected = in_order([claim for claim in CLAIMS if holds(claim)])
    assert numbers(connection, wanted) == expected
    assert connection.scalar(queries.count(wanted)) == len(expected)


def test_the_numbers_that_everybody_knows(connection: Connection) -> None:
    assert numbers(connection, ClaimFilter(verdicts=["false"])) == [18]
    assert numbers(connection, ClaimFilter(quote_verdicts=["altered"])) == [1, 7, 14]
    assert numbers(connection, ClaimFilter(answers_for=AnswersFor.SOURCE)) == [1, 7, 14]
    assert [n for n in numbers(connection, ClaimFilter(undecided=True)) if n <= 22] == [9, 19, 15]
    assert [n for n in numbers(connection, ClaimFilter(no_evidence=True)) if n <= 22] == [19]
    assert numbers(connection, ClaimFilter(due_before=date(2021, 12, 31))) == []


def test_who_does_not_answer_is_the_other(connection: Connection) -> None:
    speakers = set(numbers(connection, ClaimFilter(answers_for=AnswersFor.SPEAKER)))
    assert speakers == set(range(1, 26)) - {1, 7, 14}


def test_filters_by_number(connection: Connection) -> None:
    def number_of(column: Any) -> list[int]:  # noqa: ANN401 - a column of any model
        model = column.class_
        return list(
            connection.scalars(select(model.id).where(column.in_(["William Burns", "terrorism", "ana", "NPR"])))
        )

    burns, ana = number_of(Speaker.name), number_of(Reviewer.handle)
    assert numbers(connection, ClaimFilter(speaker_ids=burns)) == [14, 15, 16]
    assert numbers(connection, ClaimFilter(speaker_ids=burns, verdicts=["false"])) == []
    assert numbers(connection, ClaimFilter(assignee_ids=ana)) == [9]
    assert numbers(connection, ClaimFilter(source_ids=number_of(Source.name))) == []
    about = [claim for claim in CLAIMS if "terrorism" in claim["topics"]]
    assert numbers(connection, ClaimFilter(topic_ids=number_of(Topic.name))) == in_order(about)


def test_what_changed_lately(connection: Connection) -> None:
    assert sorted(numbers(connection, ClaimFilter(changed_since=LATER))) == [9, 23, 24, 25]
    assert numbers(connection, ClaimFilter(changed_since=LATER + timedelta(microseconds=1))) == []


def test_a_claim_without_a_date_is_in_no_span_of_days(connection: Connection) -> None:
    assert set(numbers(connection, ClaimFilter(since=date(1, 1, 1)))) == set(range(1, 25))
    assert set(numbers(connection, ClaimFilter(until=date(9999, 1, 1)))) == set(range(1, 25))


def test_no_filter_gives_all_in_the_order_of_the_days(connection: Connection) -> None:
    everything = numbers(connection, ClaimFilter())
    assert everything[0] == 25  # not dated: sorted by the day it was added
    assert everything[1:-2] == in_order(CLAIMS)
    assert everything[-2:] == [23, 24]  # July 2021 and 2019 begin before all others
    assert ClaimFilter().is_empty
    assert not ClaimFilter(no_evidence=True).is_empty


def pages(connection: Connection, size: int, sort: str | None) -> list[int]:
    """Return the whole list, read page by page."""
    found: list[int] = []
    while page := numbers(connection, ClaimFilter(), sort, limit=size, **({"after": found[-1]} if found else {})):
        assert len(page) <= size
        found += page
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 24, 25, 26])
def test_pages_of_every_size_make_up_the_whole(connection: Connection, size: int) -> None:
    assert pages(connection, size, None) == numbers(connection, ClaimFilter())


@pytest.mark.parametrize("size", [1, 9])
@pytest.mark.parametrize("sign", ["", "-"])
def test_pages_in_the_order_of_any_column_make_up_the_whole(connection: Connection, sign: str, size: int) -> None:
    chosen = SORTED_BY if size > 1 else ["said_on", "assignee"]
    for column in chosen:
        whole = numbers(connection, ClaimFilter(), sign + column)
        assert sorted(whole) == list(range(1, 26))
        assert pages(connection, size, sign + column) == whole, column


@pytest.mark.parametrize("column", ["said_on", "verdict_score", "evidence_count", "changed_at", "resolves_on"])
def test_a_column_sorts_both_ways_with_what_is_empty_last(connection: Connection, column: str) -> None:
    for sign in ("", "-"):
        rows = connection.execute(queries.claims(ClaimFilter(), sign + column)).mappings().all()
        values = [row[column] for row in rows]
        known = [value for value in values if value is not None]
        assert values == sorted(known, reverse=bool(sign)) + [None] * (len(values) - len(known))
        ties = [(row[column], row["id"]) for row in rows]
        assert all(one[1] < other[1] for one, other in itertools.pairwise(ties) if one[0] == other[0])


def test_a_page_goes_on_within_its_filter(connection: Connection) -> None:
    wanted = ClaimFilter(statuses=[Status.PUBLISHED])
    whole = numbers(connection, wanted)
    for place, number in enumerate(whole):
        assert numbers(connection, wanted, after=number) == whole[place + 1 :]
    assert numbers(connection, wanted, after=19) == [n for n in whole if n > 19 or n in {14, 16}]


def test_the_view_has_the_columns_of_the_design_in_its_order(connection: Connection) -> None:
    assert [column.name for column in V1_CLAIMS_COLUMNS] == COLUMNS
    assert [column["name"] for column in inspect(connection).get_columns("v1_claims")] == COLUMNS
    assert all(column.meaning for column in V1_CLAIMS_COLUMNS)


def test_values_have_the_types_of_their_columns(connection: Connection) -> None:
    row = connection.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == 1)).mappings().one()
    assert (row["said_on"], row["resolves_on"]) == (date(2021, 7, 26), date(2021, 12, 31))
    assert (row["added_at"], row["decided_at"], row["published_at"]) == (NOW, NOW, NOW)
    assert (row["verdict"], row["verdict_score"], row["quote_verdict"]) == (None, None, "altered")
    assert (row["flags"], row["topics"], row["answers_for"]) == ("scope-changed", "Iraq", "source")
    assert (row["evidence_count"], row["other_checks"], row["verdict_version"]) == (3, 0, 1)


def test_the_unknown_speaker_and_source_are_empty(connection: Connection) -> None:
    row = connection.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == 23)).mappings().one()
    assert (row["speaker"], row["source"], row["document_url"]) == (None, None, None)
    assert row["speaker_id"] is not None


def test_topics_are_joined_in_the_order_of_their_names(connection: Connection) -> None:
    query = select(V1_CLAIMS.c.topics).where(V1_CLAIMS.c.id == 7)
    assert connection.scalar(query) == "ISIS, terrorism"
