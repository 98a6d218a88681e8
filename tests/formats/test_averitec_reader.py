"""AVeriTeC: questions and answers become evidence, days come first in its dates, and repeats are kept."""

from __future__ import annotations

from typing import Any

import pytest

from factdb.domain.enums import Kind, Medium, Question, Stance
from factdb.formats.records.claim_record import CheckRecord, EvidenceRecord
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of

ANSWER: dict[str, Any] = {
    "answer": "No.",
    "answer_type": "Boolean",
    "boolean_explanation": "The table of May shows water in each.",
    "source_url": "https://water.example/t",
    "cached_source_url": "https://archive.example/1",
    "source_medium": "Web table",
}
CLAIM: dict[str, Any] = {
    "claim": "All wells of Lund are dry.",
    "required_reannotation": False,
    "label": "Refuted",
    "justification": "None is.",
    "claim_date": "1-10-2020",
    "speaker": "Ada Lund",
    "original_claim_url": "https://fjord.example/a",
    "cached_original_claim_url": "https://archive.example/2",
    "fact_checking_article": "https://fakt.example/c1",
    "reporting_source": "The Fjord Post",
    "location_ISO_code": "NO",
    "claim_types": ["Quote Verification", "Numerical Claim", "Causal Claim"],
    "fact_checking_strategies": ["Written Evidence"],
    "questions": [{"question": "Are they dry?", "answers": [ANSWER]}],
}


def test_a_claim_is_read_with_its_evidence_and_its_label() -> None:
    record = only_record([CLAIM])
    assert (record.claim, record.speaker, record.source) == (CLAIM["claim"], "Ada Lund", "The Fjord Post")
    assert (str(record.said_on), record.kind) == ("2020-10-01", Kind.NUMERICAL)
    assert (record.url, record.archived_url) == ("https://fjord.example/a", "https://archive.example/2")
    assert record.checks == (
        CheckRecord(publisher="AVeriTeC", url="https://fakt.example/c1", label="Refuted", scale="averitec"),
    )
    assert record.evidence == (
        EvidenceRecord(
            question=Question.TRUTH,
            stance=Stance.CONTEXT,
            asked="Are they dry?",
            excerpt="No.",
            note="The table of May shows water in each.",
            answer_type="Boolean",
            url="https://water.example/t",
            archived_url="https://archive.example/1",
            medium=Medium.DATA,
        ),
    )
    assert (record.raw, record.remarks, record.external_id) == (CLAIM, (), None)


def test_answers_without_a_page_and_exact_repeats_are_kept() -> None:
    bare = {"answer": "No answer could be found.", "answer_type": "Unanswerable", "source_url": "", "source_medium": ""}
    metadata = {**ANSWER, "source_url": "Metadata", "cached_source_url": "Metadata", "source_medium": "Metadata"}
    questions = [{"question": "When?", "answers": [bare, bare, metadata]}, {"question": "Where?", "answers": [ANSWER]}]
    record = only_record([{**CLAIM, "questions": questions}])
    assert [each.asked for each in record.evidence] == ["When?", "When?", "When?", "Where?"]
    assert record.evidence[0] == record.evidence[1]
    assert [each.url for each in record.evidence] == [None, None, None, "https://water.example/t"]
    assert (record.evidence[2].medium, record.remarks) == (Medium.OTHER, ())


def test_what_is_null_or_missing_is_not_said() -> None:
    nulls = dict.fromkeys(CLAIM)
    record = only_record([{**nulls, "claim": "x"}], "averitec")
    assert (record.speaker, record.said_on, record.evidence, record.checks) == (None, None, (), ())
    assert only_record([{"claim": "x"}], "averitec").claim == "x"


def test_equal_claims_are_read_as_often_as_they_stand() -> None:
    assert len(records_of([CLAIM, CLAIM])) == 2


def test_the_wrong_of_nobody_at_the_desk_is_remarked_on() -> None:
    questions = [{"question": "?", "answers": [{**ANSWER, "source_url": "water.example"}]}, {"question": "And?"}]
    record = only_record([{**CLAIM, "claim_date": "31-2-2020", "questions": questions}])
    date, address, unanswered = record.remarks
    assert date.startswith('The claim_date "31-2-2020" does not exist in the calendar')
    assert address.startswith('The questions[0].answers[0].source_url "water.example" does not start with http')
    assert unanswered.startswith("The question questions[1] has no answer.")
    assert (record.said_on, record.evidence[0].url) == (None, None)


@pytest.mark.parametrize(
    ("part", "column"),
    [
        ({"claim": None}, "claim"),
        ({"claim": ["x"]}, "claim"),
        ({"claim_date": 2020}, "claim_date"),
        ({"questions": {}}, "questions"),
        ({"questions": [1]}, "questions"),
        ({"questions": [{"question": 1, "answers": []}]}, "questions[0].question"),
        ({"questions": [{"question": "?", "answers": "No"}]}, "questions[0].answers"),
        ({"questions": [{"question": "?", "answers": [{"answer": 1}]}]}, "questions[0].answers[0].answer"),
        ({"claim_types": "Causal Claim"}, "claim_types"),
        ({"claim_types": [1]}, "claim_types"),
        ({"label": 0}, "label"),
        ({"speaker": {"name": "Ada"}}, "speaker"),
    ],
)
def test_the_wrong_type_refuses_the_claim_alone(part: dict[str, object], column: str) -> None:
    found = refusals_of([CLAIM, {**CLAIM, **part}, CLAIM])
    assert [each.column for each in found] == [column]


def test_lines_of_json_are_read_too() -> None:
    assert read_file([CLAIM]).format == "averitec"
    (refusal,) = refusals_of([{**CLAIM, "label": 0}])
    assert only_record({**refusal.as_row(), "label": "Refuted"}).checks[0].label == "Refuted"
