"""Reads AVeriTeC: claims with questions, their answers, the pages of these, and copies of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.dates_as_written import DateOrder
from factdb.domain.enums import Kind, Medium
from factdb.errors import BadValueError
from factdb.formats.records import fields, values
from factdb.formats.records.claim_record import Evidence, OtherCheck
from factdb.formats.records.row_errors import Records, Row, objects, records
from factdb.formats.records.values import Options, Remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.formats.files.texts import Text
    from factdb.formats.records.claim_record import Record

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


def record(row: Row) -> Record:
    """Make a record of one claim."""
    raw, remarks = row.raw, Remarks(_OPTIONS)
    check = OtherCheck(
        publisher="AVeriTeC",
        url=remarks.taken(values.url, raw.get("fact_checking_article"), "fact_checking_article"),
        label=values.line(raw.get("label"), "label"),
        scale="averitec",
    )
    given = {
        "external_id": values.identity(raw.get("claim_id"), "claim_id"),
        "claim": values.line(raw.get("claim"), "claim"),
        "kind": next((KINDS[each] for each in _texts(raw.get("claim_types"), "claim_types") if each in KINDS), None),
        "speaker": values.name(raw.get("speaker"), "speaker"),
        "said_on": remarks.taken(values.date, raw.get("claim_date"), "claim_date"),
        "source": values.name(raw.get("reporting_source"), "reporting_source"),
        "url": remarks.taken(values.url, raw.get("original_claim_url"), "original_claim_url"),
        "archived_url": remarks.taken(values.url, raw.get("cached_original_claim_url"), "cached_original_claim_url"),
        "evidence": tuple(_evidence(raw.get("questions"), remarks)),
        "checks": (check,) if check.label else (),
    }
    return fields.made(row.line, raw, {**given, "remarks": tuple(remarks.said)})


def _evidence(questions: object, remarks: Remarks) -> Iterator[Evidence]:
    for at, question in enumerate(_objects(questions, "questions")):
        column = f"questions[{at}]"
        found = list(answers(question, column, remarks))
        if question.get("question") and not found:
            remarks.add(f"{column} has no answer: it is kept in the raw row alone")
        yield from found


def answers(question: dict[str, object], column: str, remarks: Remarks) -> Iterator[Evidence]:
    """Yield the evidence that each answer to a question is; `column` is where the question stands."""
    asked = values.words(question.get("question"), f"{column}.question")
    for n, answer in enumerate(_objects(question.get("answers"), f"{column}.answers")):
        yield _answer(asked, answer, f"{column}.answers[{n}]", remarks)


def _answer(asked: str | None, answer: dict[str, object], column: str, remarks: Remarks) -> Evidence:
    medium = values.line(answer.get("source_medium"), f"{column}.source_medium")
    return Evidence(
        asked=asked,
        excerpt=values.words(answer.get("answer"), f"{column}.answer"),
        note=values.words(answer.get("boolean_explanation"), f"{column}.boolean_explanation"),
        answer_type=values.line(answer.get("answer_type"), f"{column}.answer_type"),
        url=_page(answer, "source_url", column, remarks),
        archived_url=_page(answer, "cached_source_url", column, remarks),
        medium=_MEDIA.get(medium or ""),
    )


def _page(answer: dict[str, object], key: str, column: str, remarks: Remarks) -> str | None:
    given = answer.get(key)
    return None if given == _NO_PAGE else remarks.taken(values.url, given, f"{column}.{key}")


def _objects(value: object, column: str) -> list[dict[str, object]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise BadValueError(column, str(value), "is no list of objects")
    return value


def _texts(value: object, column: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadValueError(column, str(value), "is no list of texts")
    return value
