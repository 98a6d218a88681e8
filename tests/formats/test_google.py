"""Answers of Google's API: one claim, and a check for each review of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from factdb.formats.records.claim_record import CheckRecord
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of

REVIEW: dict[str, Any] = {
    "publisher": {"name": "Fakt AS", "site": "fakt.example"},
    "url": "https://fakt.example/c1",
    "title": "No, the wells aren't dry",
    "reviewDate": "2022-01-03T00:00:00Z",
    "textualRating": "Half true",
    "languageCode": "nb",
}
CLAIM: dict[str, Any] = {
    "text": "All wells of Lund are dry",
    "claimant": "Ada Lund",
    "claimDate": "2021-07-26T00:00:00Z",
    "claimReview": [REVIEW, {"publisher": {"site": "sjekk.example"}, "textualRating": "Galt"}],
}


def test_a_claim_has_each_publishers_check() -> None:
    record = only_record({"claims": [CLAIM], "nextPageToken": "CAo"})
    assert (record.claim, record.speaker, str(record.said_on)) == (CLAIM["text"], "Ada Lund", "2021-07-26")
    assert (record.external_id, record.language, record.raw) == ("https://fakt.example/c1", "nb", CLAIM)
    assert record.checks == (
        CheckRecord(
            publisher="Fakt AS",
            url="https://fakt.example/c1",
            headline="No, the wells aren't dry",
            label="Half true",
            reviewed_on=date(2022, 1, 3),
        ),
        CheckRecord(publisher="sjekk.example", label="Galt"),
    )


def test_answers_after_one_another_and_bare_claims_are_read() -> None:
    answer = '{"claims": [{"text": "x", "claimReview": []}]}'
    assert read_file(answer).format == "google"
    assert [each.claim for each in records_of(f"{answer}\n{answer}")] == ["x", "x"]
    assert only_record([CLAIM]).claim == CLAIM["text"]


def test_an_empty_answer_has_no_claims() -> None:
    assert records_of({"claims": []}, "google") == []


@pytest.mark.parametrize(
    ("part", "column"),
    [
        ({"text": None}, "claim"),
        ({"text": 5}, "text"),
        ({"claimant": []}, "claimant"),
        ({"claimReview": {}}, "claimReview"),
        ({"claimReview": [None]}, "claimReview[0]"),
        ({"claimReview": [{"publisher": "Fakt"}]}, "claimReview[0].publisher"),
        ({"claimReview": [{"textualRating": 5}]}, "claimReview[0].textualRating"),
    ],
)
def test_the_wrong_type_refuses_the_claim(part: dict[str, object], column: str) -> None:
    assert [each.column for each in refusals_of({"claims": [{**CLAIM, **part}, CLAIM]}, "google")] == [column]


def test_a_malformed_date_or_address_is_remarked_on() -> None:
    record = only_record({"claims": [{**CLAIM, "claimDate": "0000-00-00", "claimReview": [{**REVIEW, "url": "c1"}]}]})
    assert (record.said_on, record.external_id, len(record.remarks)) == (None, None, 2)
