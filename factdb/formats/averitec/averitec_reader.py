"""Reads AVeriTeC: claims with questions and answers, and the pages that the answers stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.dates_as_written import DateOrder
from factdb.domain.enums import Kind, Medium
from factdb.errors import BadValueError
from factdb.formats.records import fields, values
from factdb.formats.records.claim_record import CheckRecord, EvidenceRecord
from factdb.formats.records.row_errors import FileRow, Records, objects, records
from factdb.formats.records.values import Options, Remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.formats.files.texts import Text
    from factdb.formats.records.claim_record import ClaimRecord

KINDS = {
    "Event/Property Claim": Kind.EVENT,
    "Numerical Claim": Kind.NUMERICAL,
    "Causal Claim": Kind.CAUSAL,
    "Position Statement": Kind.POSITION,
}
_MEDIA = {
    "Web text": Medium.WEB,
    "PDF": Medium.FILE,
    "Web table": Medium.DATA,
    "Image/graphic": Medium.IMAGE,
    "Video": Medium.VIDEO,
    "Metadata": Medium.OTHER,
    "Other": Medium.OTHER,
}
_NO_PAGE = "Metadata"  # stands where an address should, for what the claim's own particulars answer
_OPTIONS = Options(date_order=DateOrder.DMY)  # 1-10-2020 is 1 October: said by its authors, and 31-10-2020 shows it


def read(text: Text) -> Records:
    """Read an array of claims, or one claim after another.

    Dates are day first. An answer is evidence on truth, of the stance context, whether it has a page or not; equal
    answers are kept. A claim of several types has the first that is a kind of ours; the rest is in the raw row.
    The verdict is AVeriTeC's own, at the article that its annotators started from.
    """
    return records(text.name, objects(text), record)


def record(row: FileRow) -> ClaimRecord:
    """Make a record of one claim."""
    raw, remarks = row.raw, Remarks(_OPTIONS)
    check = CheckRecord(
        publisher="AVeriTeC",
        url=remarks.read_or_remark(values.url, raw.get("fact_checking_article"), "fact_checking_article"),
        label=values.line(raw.get("label"), "label"),
        scale="averitec",
    )
    fields_read = {
        "external_id": values.identity(raw.get("claim_id"), "claim_id"),
        "claim": values.line(raw.get("claim"), "claim"),
        "kind": _kind(raw.get("claim_types")),
        "speaker": values.name(raw.get("speaker"), "speaker"),
        "said_on": remarks.read_or_remark(values.date, raw.get("claim_date"), "claim_date"),
        "source": values.name(raw.get("reporting_source"), "reporting_source"),
        "url": remarks.read_or_remark(values.url, raw.get("original_claim_url"), "original_claim_url"),
        "archived_url": remarks.read_or_remark(
            values.url, raw.get("cached_original_claim_url"), "cached_original_claim_url"
        ),
        "evidence": tuple(_evidence(raw.get("questions"), remarks)),
        # A claim without a label, as in a test set whose labels are held back, was given no verdict.
        "checks": (check,) if check.label else (),
    }
    return fields.make_record(row.line, raw, {**fields_read, "remarks": tuple(remarks.sentences)})


def _kind(claim_types: object) -> Kind | None:
    """Return the first type that is a kind of ours; a quotation to be verified, say, has its own question here."""
    return next((KINDS[name] for name in _texts(claim_types, "claim_types") if name in KINDS), None)


def _evidence(questions: object, remarks: Remarks) -> Iterator[EvidenceRecord]:
    for at, question in enumerate(_objects(questions, "questions")):
        column = f"questions[{at}]"
        rows = list(answer_evidence(question, column, remarks))
        if question.get("question") and not rows:
            remarks.add(f"The question {column} has no answer. It is kept only in the raw row.")
        yield from rows


def answer_evidence(question: dict[str, object], column: str, remarks: Remarks) -> Iterator[EvidenceRecord]:
    """Yield the evidence that each answer to a question is; `column` is where the question stands."""
    question_text = values.words(question.get("question"), f"{column}.question")
    for n, answer in enumerate(_objects(question.get("answers"), f"{column}.answers")):
        yield _answer(question_text, answer, f"{column}.answers[{n}]", remarks)


def _answer(question_text: str | None, answer: dict[str, object], column: str, remarks: Remarks) -> EvidenceRecord:
    medium = values.line(answer.get("source_medium"), f"{column}.source_medium")
    return EvidenceRecord(
        asked=question_text,
        excerpt=values.words(answer.get("answer"), f"{column}.answer"),
        note=values.words(answer.get("boolean_explanation"), f"{column}.boolean_explanation"),
        answer_type=values.line(answer.get("answer_type"), f"{column}.answer_type"),
        url=_page(answer, "source_url", column, remarks),
        archived_url=_page(answer, "cached_source_url", column, remarks),
        medium=_MEDIA.get(medium or ""),
    )


def _page(answer: dict[str, object], key: str, column: str, remarks: Remarks) -> str | None:
    address = answer.get(key)
    return None if address == _NO_PAGE else remarks.read_or_remark(values.url, address, f"{column}.{key}")


def _objects(value: object, column: str) -> list[dict[str, object]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
        raise BadValueError(column, str(value), "is not a list of objects")
    return value


def _texts(value: object, column: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
        raise BadValueError(column, str(value), "is not a list of texts")
    return value
