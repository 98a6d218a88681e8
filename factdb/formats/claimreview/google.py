"""Reads answers of Google's Fact Check Tools API: a claim, and each publisher's review of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import BadValueError
from factdb.formats.records import fields, values
from factdb.formats.records.claim_record import CheckRecord
from factdb.formats.records.row_errors import FileRow, Records, objects, records
from factdb.formats.records.values import Remarks

if TYPE_CHECKING:
    from factdb.formats.files.texts import Text
    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.formats.rows import Json


def read(text: Text) -> Records:
    """Read a saved answer, several after one another, or bare claims.

    A claim has no id of its own: the address of its first review stands for it, and so may several claims' do.
    """
    # An answer has its claims under a key; what others saved of one may be the bare list.
    return records(text.name, objects(text, ("claims",) if '"claims"' in text.head() else ()), record)


def record(row: FileRow) -> ClaimRecord:
    """Make a record of one claim."""
    raw, remarks = row.raw, Remarks()
    reviews = raw.get("claimReview")
    if reviews is not None and not isinstance(reviews, list):
        raise BadValueError("claimReview", str(reviews), "is not a list of reviews")
    checks = tuple(_check(review, f"claimReview[{at}]", remarks) for at, review in enumerate(reviews or ()))
    # The claim itself has no language here, only its reviews do.
    language = next((review.get("languageCode") for review in reviews or () if isinstance(review, dict)), None)
    fields_read = {
        "external_id": next((check.url for check in checks if check.url), None),
        "claim": values.line(raw.get("text"), "text"),
        "speaker": values.name(raw.get("claimant"), "claimant"),
        "said_on": remarks.read_or_remark(values.date, raw.get("claimDate"), "claimDate"),
        "language": remarks.read_or_remark(values.language, language, "languageCode"),
        "checks": checks,
    }
    return fields.make_record(row.line, raw, {**fields_read, "remarks": tuple(remarks.sentences)})


def _check(review: Json, column: str, remarks: Remarks) -> CheckRecord:
    if not isinstance(review, dict):
        raise BadValueError(column, str(review), "is not an object")
    publisher = review.get("publisher") or {}
    if not isinstance(publisher, dict):
        raise BadValueError(f"{column}.publisher", str(publisher), "is not an object")
    site = values.name(publisher.get("site"), f"{column}.publisher.site")
    return CheckRecord(
        publisher=values.name(publisher.get("name"), f"{column}.publisher.name") or site,
        url=remarks.read_or_remark(values.url, review.get("url"), f"{column}.url"),
        headline=values.line(review.get("title"), f"{column}.title"),
        label=values.line(review.get("textualRating"), f"{column}.textualRating"),
        reviewed_on=remarks.read_or_remark(values.day, review.get("reviewDate"), f"{column}.reviewDate"),
    )
