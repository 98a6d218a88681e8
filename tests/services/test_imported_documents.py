"""Documents of a wrong import: put right by importing again, and given back by undoing, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from factdb.domain.dates import PartialDate
from factdb.domain.dates_as_written import DateOrder
from factdb.domain.enums import Status
from factdb.domain.history.sentences import event_text
from factdb.services.documents import articles, documents
from factdb.services.documents.documents import DocumentDraft
from factdb.services.imports import importing
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import claim_page
from factdb.services.reads.histories import event_words
from factdb.store.models import Claim, Document, Import, Source
from tests.services.claim_files import row_counts
from tests.services.conftest import Desk
from tests.services.test_imports import Days, findings

PAGE = "https://dam.example/safe"
SHEET = f"""\
code,text,page,head,byline,put,paper
P1,The dam is safe.,{PAGE},Dam,Di Reed,2021-04-03,Herald
P2,The dam is old.,{PAGE},Dam,Di Reed,2021-04-03,Herald
"""
RIGHT = {
    "code": "external_id", "text": "claim", "page": "url", "head": "document_title", "byline": "author",
    "put": "document_published", "paper": "source",
}  # fmt: skip
WRONG = {**RIGHT, "head": "author", "byline": "document_title"}
TOLD = ("Herald", "Dam", "Di Reed", "2021-04-03")


@pytest.fixture
def days(desk: Desk) -> Days:
    return Days(desk)


def imported(days: Days, columns: dict[str, str] = RIGHT, sheet: str = SHEET, **options: Any) -> importing.Taken:  # noqa: ANN401 - a file's particulars
    return days.imported(sheet, **{"columns": columns, "date_order": None, "scale": None, **options})


def page(desk: Desk, url: str = PAGE) -> Document:
    desk.session.flush()
    return desk.session.scalars(select(Document).where(Document.url == url)).one()


def told(desk: Desk) -> tuple[str, str | None, str | None, str]:
    document = page(desk)
    source = SOURCES.living_one(desk.session, desk.session.get_one(Source, document.source_id))
    day = PartialDate(document.published_on, document.published_precision)
    return source.name, document.title, document.author, str(day)


def source_of_claims(desk: Desk) -> set[str]:
    query = select(Source.name).join(Claim, Claim.source_id == Source.id).where(Claim.document_id == page(desk).id)
    return set(desk.session.scalars(query))


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {**RIGHT, "paper": ""}, "source": "Wrong Paper"},
        {"columns": WRONG},
        {"columns": {**RIGHT, "head": "claim", "text": "document_title"}},
        {"columns": {**RIGHT, "paper": "author", "byline": "source"}},
    ],
    ids=["source", "title and author", "text as title", "source and author"],
)
def test_a_document_of_a_wrong_import_is_put_right(days: Days, wrong: dict[str, Any]) -> None:
    imported(days, **wrong)
    assert told(days.desk) != TOLD
    assert row_counts(imported(days)) == [0, 2, 0]
    assert told(days.desk) == TOLD
    assert source_of_claims(days.desk) == {"Herald"}
    assert row_counts(imported(days)) == [0, 0, 2]
    assert findings(days.desk) == []


def test_the_history_of_a_claim_tells_what_an_import_changed_in_its_document(days: Days) -> None:
    imported(days, WRONG)
    taken = imported(days)
    assert (taken.changed, taken.beside, taken.rows_only, taken.documents_left) == (2, 2, 0, {})
    session = days.desk.session
    for number in session.scalars(select(Claim.id).where(Claim.document_id == page(days.desk).id)).all():
        *_, event = event_words.in_words(session, number, claim_page.history_of(session, number))
        changes = "title Di Reed -> Dam, author Dam -> Di Reed"
        assert event_text(event) == f"imported from claims.file: document {page(days.desk).id}: {changes}"


def test_a_wrong_day_of_a_document_is_put_right_with_the_claims_that_took_it(days: Days) -> None:
    sheet = SHEET.replace("2021-04-03", "03/04/2021")
    imported(days, sheet=sheet, date_order=DateOrder.MDY, undated_as_published=True)
    assert told(days.desk)[3] == "2021-03-04"
    taken = imported(days, sheet=sheet, date_order=DateOrder.DMY, undated_as_published=True)
    assert row_counts(taken) == [0, 2, 0]
    assert told(days.desk)[3] == "2021-04-03"
    query = select(Claim.said_on).where(Claim.document_id == page(days.desk).id)
    assert {str(day) for day in days.desk.session.scalars(query)} == {"2021-04-03"}
    assert findings(days.desk) == []


def test_rows_in_two_batches_are_put_right_alike(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_BATCH", 1)
    test_a_wrong_day_of_a_document_is_put_right_with_the_claims_that_took_it(days)


def test_what_a_person_wrote_stays_and_is_listed(days: Days) -> None:
    imported(days, WRONG)
    desk = days.next()
    documents.store_document(desk.session, desk.rita, DocumentDraft(url=PAGE, is_article=True))
    articles.edit(desk.session, desk.ed, page(desk).id, articles.ArticleChanges(title="Is the dam safe?"))
    taken = imported(days)
    numbers = sorted(desk.session.scalars(select(Claim.id).where(Claim.document_id == page(desk).id)))
    assert taken.edited == [(number, ["title of the document"]) for number in numbers]
    assert told(days.desk) == ("Herald", "Is the dam safe?", "Di Reed", "2021-04-03")
    assert findings(days.desk) == []


def test_a_document_with_claims_from_elsewhere_stays(days: Days) -> None:
    imported(days, WRONG)
    wrong = told(days.desk)
    other = f"text,page\nThe dam leaks.,{PAGE}\n"
    days.imported(other, columns={"text": "claim", "page": "url"}, name="other.csv", date_order=None, scale=None)
    taken = imported(days)
    assert told(days.desk) == wrong
    assert taken.documents_left == {page(days.desk).id: "title Di Reed, author Dam"}
    assert (taken.changed, taken.beside, taken.rows_only) == (2, 0, 2)
    assert findings(days.desk) == []


def test_undoing_counts_no_claim_that_the_import_did_not_change(days: Days) -> None:
    imported(days, WRONG)
    undone = days.undone(imported(days).number)
    assert (undone.declined, undone.restored, undone.documents) == (0, 0, 1)


# -- undone ----------------------------------------------------------------------------------------------------------


def unsourced(days: Days) -> None:
    imported(days, {**RIGHT, "paper": "", "byline": ""})


def test_a_source_of_an_undone_import_goes_back_to_what_the_document_had(days: Days) -> None:
    unsourced(days)
    before = told(days.desk)
    number = imported(days, {**RIGHT, "paper": ""}, source="Wrong Paper").number
    assert told(days.desk) == ("Wrong Paper", "Dam", "Di Reed", "2021-04-03")
    undone = days.undone(number)
    assert (undone.documents, undone.documents_left, undone.sources) == (1, [], ["Wrong Paper"])
    assert told(days.desk) == before
    imported(days)
    assert told(days.desk) == TOLD
    assert findings(days.desk) == []


def test_a_document_that_was_put_right_is_wrong_again_after_undoing(days: Days) -> None:
    imported(days, WRONG)
    wrong = told(days.desk)
    number = imported(days).number
    assert days.undone(number).documents == 1
    assert told(days.desk) == wrong
    imported(days)
    assert told(days.desk) == TOLD
    assert findings(days.desk) == []


def test_a_source_that_others_rest_on_stays_and_is_listed(days: Days) -> None:
    unsourced(days)
    number = imported(days, {**RIGHT, "paper": "", "byline": ""}, source="Wrong Paper").number
    other = f"text,page,paper\nThe dam leaks.,{PAGE},Wrong Paper\n"
    columns = {"text": "claim", "page": "url", "paper": "source"}
    days.imported(other, columns=columns, name="other.csv", date_order=None, scale=None)
    undone = days.undone(number)
    assert undone.documents_left == [(page(days.desk).id, "source stays: a later import has claims of it")]
    assert told(days.desk)[0] == "Wrong Paper"
    assert findings(days.desk) == []


def test_a_source_that_a_person_set_stays_and_is_listed(days: Days) -> None:
    unsourced(days)
    number = imported(days, {**RIGHT, "paper": "", "byline": ""}, source="Wrong Paper").number
    desk = days.next()
    documents.store_document(desk.session, desk.rita, DocumentDraft(url=PAGE, is_article=True))
    articles.edit(desk.session, desk.ed, page(desk).id, articles.ArticleChanges(source="Gazette"))
    undone = days.undone(number)
    assert undone.documents_left == [(page(desk).id, "source changed since by ed")]
    assert told(days.desk)[0] == "Gazette"
    assert findings(days.desk) == []


def test_a_new_document_of_an_undone_import_is_put_right_by_the_next(days: Days) -> None:
    days.undone(imported(days, WRONG).number)
    taken = imported(days)
    assert (row_counts(taken), taken.taken_up) == ([0, 2, 0], 2)
    assert told(days.desk) == TOLD
    numbers = select(Claim.status).where(Claim.document_id == page(days.desk).id)
    assert set(days.desk.session.scalars(numbers)) == {Status.NEW}
    assert days.desk.session.scalar(select(Import.undone_at).order_by(Import.id)) is not None
    assert findings(days.desk) == []
