"""AVeriTeC comes out as it came in, unless the ledger says otherwise now; the desk's own claims read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from factdb.domain import dates
from factdb.domain.enums import Category, Kind, Medium, Question, Stance
from factdb.formats.averitec import averitec_reader, averitec_writer
from factdb.formats.averitec.averitec_writer import ExportVerdict
from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord
from factdb.formats.records.compared_with_ledger import LedgerClaim
from factdb.formats.records.row_errors import FileRow
from tests.formats import test_round_trip
from tests.formats.sample_files import only_record
from tests.formats.test_averitec_reader import ANSWER, CLAIM

BARE = {"answer": "None.", "answer_type": "Unanswerable", "source_url": "", "source_medium": ""}
ODD = {**ANSWER, "source_url": "water.example", "cached_source_url": "Metadata", "source_medium": "Metadata"}
QUESTIONS: list[dict[str, Any]] = [
    {"question": "Are they dry?", "answers": [ANSWER, BARE, BARE]},
    {"question": "Are they dry?", "answers": [ODD]},
    {"question": "Who says so?", "answers": []},
]
RICH = {**CLAIM, "questions": QUESTIONS, "claim_date": "01-10-2020", "speaker": " Ada  Lund", "x": [1.0, {"b": 1}]}


def written(record: ClaimRecord, raw: object = RICH, found: ExportVerdict | None = None, **told: Any) -> dict[str, Any]:  # noqa: ANN401 - a claim's names
    """Write a claim as the ledger has it, with the label that its file gave."""
    (check,) = record.checks or (CheckRecord(),)
    keys = {"speaker_keys": frozenset({"ada lund"}), "source_keys": frozenset({"the fjord post"}), **told}
    it = LedgerClaim(replace(record, raw=raw), **keys)  # type: ignore[arg-type]
    return averitec_writer.claim_object(it, found or ExportVerdict(check.label, check.url))


def read(claim: dict[str, Any]) -> ClaimRecord:
    return averitec_reader.record(FileRow(1, claim))


@pytest.mark.parametrize(
    "claim",
    [
        RICH,
        {**RICH, "claim_date": "31-2-2020", "original_claim_url": "fjord.example", "label": None},
        {key: value for key, value in RICH.items() if key != "cached_original_claim_url"},
        {**dict.fromkeys(CLAIM), "claim": "x"},
        {**RICH, "speaker": "", "reporting_source": None, "claim_types": ["Quote Verification"]},
    ],
    ids=["rich", "malformed", "a key less", "nulls", "empty"],
)
def test_a_claim_that_is_as_its_file_said_is_written_to_the_letter(claim: dict[str, Any]) -> None:
    record = read(claim)
    kept = replace(record, kind=record.kind or Kind.EVENT, quote="The desk's own.", said_basis=None)
    assert written(kept, claim) == claim


def test_the_ledgers_own_defaults_are_no_change() -> None:
    """Who was merged bears the old name too; a page's owner is its source; an archive's copy may be of another row."""
    claim = {**RICH, "reporting_source": None, "cached_original_claim_url": None}
    now = replace(read(claim), speaker="Ada B. Lund", source="The Fjord Post", archived_url="https://archive.example/9")
    assert written(now, claim, source_of_page=True) == claim
    assert written(now, claim)["reporting_source"] == "The Fjord Post"


@pytest.mark.parametrize(
    ("changes", "key", "now"),
    [
        ({"claim": "Few are dry."}, "claim", "Few are dry."),
        ({"speaker": "Bo Lie"}, "speaker", "Bo Lie"),
        ({"speaker": None}, "speaker", None),
        ({"said_on": dates.parse("2020-10-02")}, "claim_date", "2-10-2020"),
        ({"said_on": dates.parse("2020-10")}, "claim_date", "2020-10"),
        ({"said_on": None}, "claim_date", None),
        ({"source": "Radio Fjord"}, "reporting_source", "Radio Fjord"),
        ({"url": "https://fjord.example/b"}, "original_claim_url", "https://fjord.example/b"),
        ({"kind": Kind.EVENT}, "claim_types", ["Event/Property Claim"]),
        ({"kind": Kind.OPINION}, "claim_types", []),
        ({"checks": (CheckRecord(label="Supported", url=CLAIM["fact_checking_article"]),)}, "label", "Supported"),
    ],
)
def test_what_the_ledger_says_otherwise_is_written_as_the_ledger_says_it(
    changes: dict[str, Any], key: str, now: object
) -> None:
    nobody = frozenset[str]()
    made = written(replace(read(RICH), **changes), speaker_keys=nobody, source_keys=nobody)
    assert made == {**RICH, key: now}


def test_withdrawn_answers_go_and_added_ones_come_last() -> None:
    record = read(RICH)
    more = EvidenceRecord(asked="Since when?", excerpt="May.", answer_type="Extractive", medium=Medium.WEB)
    quote = EvidenceRecord(question=Question.QUOTE, stance=Stance.SUPPORTS, url="https://fjord.example/a")
    made = written(replace(record, evidence=(*record.evidence[:2], quote, more)))
    assert made["questions"] == [
        {"question": "Are they dry?", "answers": [ANSWER, BARE]},
        {"question": "Who says so?", "answers": []},
        {
            "question": "Since when?",
            "answers": [{"answer": "May.", "answer_type": "Extractive", "source_url": "", "source_medium": "Web text"}],
        },
    ]


def test_where_all_answers_were_withdrawn_the_question_goes() -> None:
    claim = {**RICH, "questions": QUESTIONS[:1]}
    assert written(replace(read(claim), evidence=()), claim)["questions"] == []


def test_the_desks_verdict_brings_its_reasons() -> None:
    made = written(read(RICH), found=ExportVerdict("Supported", "https://desk.example/1", "They are."))
    assert made == {
        **RICH,
        "label": "Supported",
        "fact_checking_article": "https://desk.example/1",
        "justification": "They are.",
    }


@pytest.mark.parametrize(
    ("category", "score", "label"),
    [
        (Category.TRUTH, 4, "Supported"),
        (Category.TRUTH, 3, None),
        (Category.TRUTH, 0, "Refuted"),
        (Category.NOT_ENOUGH_EVIDENCE, None, "Not Enough Evidence"),
        (Category.CONFLICTING_EVIDENCE, None, "Conflicting Evidence/Cherrypicking"),
        (Category.PROMISE, None, None),
        (None, None, None),
    ],
)
def test_only_what_averitec_can_say_has_a_label(
    category: Category | None, score: int | None, label: str | None
) -> None:
    assert averitec_writer.label_of(category, score) == label


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(record=test_round_trip.records)
def test_whatever_the_ledger_holds_reads_back(record: ClaimRecord) -> None:
    evidence = tuple(
        replace(each, question=Question.TRUTH, stance=Stance.CONTEXT, title=None, source_class=None, medium=medium)
        for each, medium in zip(record.evidence, (Medium.WEB, Medium.FILE), strict=False)
    )
    plain = ClaimRecord(
        claim=record.claim,
        kind=record.kind,
        speaker=record.speaker,
        said_on=record.said_on,
        source=record.source,
        url=record.url,
        archived_url=record.archived_url,
        evidence=evidence,
    )
    assume(record.kind not in {Kind.PROMISE, Kind.PREDICTION, Kind.OPINION})
    made = averitec_writer.claim_object(LedgerClaim(plain), ExportVerdict("Refuted", record.published_url, "So."))
    check = CheckRecord(publisher="AVeriTeC", url=record.published_url, label="Refuted", scale="averitec")
    assert only_record([made], "averitec") == replace(plain, checks=(check,))
    assert list(made) == list(CLAIM)[:7] + list(CLAIM)[8:] + ["cached_original_claim_url"]
