"""Reports as pages: the catalogue, forms whose values are refused in place, charts, files, and who sees what."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from factdb.formats.tables import table_writer
from factdb.reports import catalogue
from factdb.reports.desk_reports import DESK_REPORTS, SUBJECTS, DeskReport
from factdb.services.actor import find_actor
from factdb.services.decisions import assessing
from factdb.services.ledger import claim_ledger
from factdb.store import sessions
from factdb.web import slow_pages
from factdb.web.site import Questioning, Site
from tests.conftest import NOW
from tests.reports.attacks import SECRET, plant_secrets
from tests.web.conftest import Visitor

SHIPPED: list[catalogue.Report | DeskReport] = [*DESK_REPORTS, *catalogue.shipped()]
NAMES = [report.name for report in SHIPPED]
FILES = ("csv", "tsv", "json", "jsonl", "xlsx", "parquet")
OWN = """-- Claims of each kind
--
-- How many claims there are of a kind. And more.
-- param least=1: Claims at least.
SELECT kind, count(*) AS claims FROM v1_claims GROUP BY kind HAVING count(*) >= CAST(:least AS INTEGER) ORDER BY 1
"""


def alert(page: str) -> str:
    return page.partition('role="alert"')[2].partition("</div>")[0]


def test_every_report_has_its_page_and_its_files(ana: Visitor) -> None:
    listed = ana.page("/reports")
    for name in NAMES:
        assert f'href="/reports/{name}"' in listed
        page = ana.page(f"/reports/{name}")
        assert "It took " in page, name
        for fmt in FILES:
            answer = ana.client.get(f"/reports/{name}.{fmt}")
            assert answer.status_code == 200, (name, fmt)
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{fmt}"'
            assert ana.client.get(f"/reports/{name}?format={fmt}").headers == answer.headers


def test_every_report_that_ships_has_a_subject() -> None:
    assert {report.subject for report in SHIPPED} == set(SUBJECTS)


def test_a_report_counts_what_the_form_asks_for(ana: Visitor) -> None:
    page = ana.page("/reports/verdicts-by-month?since=2021-07-24&until=2021-07")
    assert 'value="2021-07-24"' in page
    assert "until: 2021-07-31" in page
    link = re.search(r'<a href="(/reports/verdicts-by-month\?[^"]*)">Link', page)
    assert link
    assert link[1].startswith("/reports/verdicts-by-month?since=2021-07-24&amp;until=2021-07-31&amp;as_seen=")
    (row,) = csv.DictReader(io.StringIO(ana.client.get(link[1].replace("?", ".csv?").replace("amp;", "")).text))
    assert row["month"] == "2021-07"
    assert ana.client.get("/reports/verdicts-by-month.json?since=2022").json()["rows"] == []
    assert "The report has no rows." in ana.page("/reports/verdicts-by-month?since=2022")


@pytest.mark.parametrize(
    ("address", "field", "sentence"),
    [
        ("verdicts-by-month?since=soon&until=2021", "since", "Cannot read the date &#34;soon&#34;."),
        ("verdicts-by-month?since=unknown", "since", "cannot be compared with other dates"),
        ("most-repeated?least=two", "least", "is not a whole number"),
        ("agreement?round=0", "round", "is not from 1 to 1,000"),
        ("agreement?question=flavour", "question", "There is no question"),
        ("replies?kind=reply&kind=letter", "kind", "letter"),
        ("replies?older_than=long", "older_than", "is not a number of days or weeks"),
        ("takedowns?since=2021-13-01", "since", "calendar"),
    ],
)
def test_a_bad_value_is_refused_at_its_field(ana: Visitor, address: str, field: str, sentence: str) -> None:
    answer = ana.client.get(f"/reports/{address}")
    assert answer.status_code == 422
    assert "The report was not made." in alert(answer.text)
    place = answer.text.partition(f'id="about-{field}"')
    assert sentence in place[2].partition("</div>")[0]
    assert 'aria-invalid="true"' in place[0]
    for typed in re.findall(r"=([^&]+)", address):
        assert f'value="{typed}"' in answer.text or f"selected>{typed}<" in answer.text
    assert "It took" not in answer.text


def test_what_no_field_has_is_refused_above_the_form(ana: Visitor) -> None:
    answer = ana.client.get("/reports/due?speaker=Ann&until=2021")
    assert answer.status_code == 422
    assert "has no parameter" in alert(answer.text)
    assert 'value="2021"' in answer.text
    answer = ana.client.get("/reports/agreement?reviewer=zed")
    assert answer.status_code == 422
    assert "zed" in alert(answer.text)
    assert re.search(r'value="zed" checked', answer.text)
    answer = ana.client.get("/reports/nothing")
    assert answer.status_code == 404
    assert '<a href="/reports">See all reports</a>' in answer.text
    assert ana.client.get("/reports/due.exe").status_code == 400
    assert ana.client.get("/reports/due.csv?until=x").status_code == 400


def test_a_chart_is_a_picture_with_words(ana: Visitor) -> None:
    page = ana.page("/reports/verdicts-by-speaker")
    assert 'role="img" aria-labelledby="title desc"' in page
    assert '<h1 id="title">Verdicts by speaker</h1>' in page
    assert "Bar chart, 4 bars. The Epoch Times 11 (" in page
    assert re.search(r">a true</text>", page)  # a letter beside each colour, and on it
    assert re.search(r'text-anchor="middle" fill="#\w+">a</text>', page)
    assert "style=" not in page
    assert re.findall(r'<desc id="([^"]+)"', page) == ["desc", "desc-narrow"]  # the stylesheet shows either
    assert "#1c2126" not in page  # the ink is that of the page, whose scheme may be dark
    assert "<svg" not in ana.page("/reports/single-source")


def test_the_sql_is_that_of_the_report(ana: Visitor) -> None:
    page = ana.page("/reports/due")
    assert "WHERE c.resolves_on IS NOT NULL AND c.status NOT IN (&#39;declined&#39;" in page
    assert "The SQL behind it" not in ana.page("/reports/agreement")


def test_its_sql_is_a_question_with_the_same_rows(ana: Visitor) -> None:
    if ana.site.database.is_postgresql:
        pytest.skip("a question on PostgreSQL needs a login of its own: test_sql_page.py has one")
    for report in catalogue.shipped():
        day = "?until=2021-07-23" if "until" in {parameter.name for parameter in report.parameters} else ""
        link = re.search(r'href="(/sql\?sql=[^"]*)"', ana.page(f"/reports/{report.name}{day}"))
        assert (link is None) == (report.name == "reviewers"), "it reads tables, which no question may"
        if link is None:
            continue
        question = dict(parse_qsl(urlsplit(unescape(link[1])).query))
        answer = ana.client.post("/sql", data={**question, "format": "csv"})
        rows = re.sub(r"(?<=\d)\.0\b", "", answer.text)  # a report writes whole numbers without their nought
        assert rows == ana.client.get(f"/reports/{report.name}.csv{day}").text, report.name


def test_a_link_says_what_has_changed_since(ana: Visitor) -> None:
    """A colleague opens it at once, after a note, and after a claim is declined; somebody else, a list of their own."""
    link = _link(ana, "verdicts-by-speaker?since=2021")
    assert "since=2021-01-01&" in link
    assert "Nothing has changed." in ana.page(link)
    assert ana.post(19, "note", note="Called again.").status_code == 200
    assert "The desk has changed since, but not what this report shows." in ana.page(link)
    assert ana.post(19, "status", status="declined", reason="Not ours.").status_code == 200
    assert "The desk has changed since, and so has what this report shows." in ana.page(link)
    assess(ana.site, 9, "rita")
    link = _link(ana, "mine")
    assert "The desk has not changed since; the report differs" in Visitor(ana.site).sign_in("rita").page(link)
    for mark in ("x", "2021-13-45T99:99Z.0123456789ab.0123456789ab", "<script>"):
        assert "This link was made" not in ana.page(f"/reports/mine?as_seen={mark}")


def _link(visitor: Visitor, report: str) -> str:
    link = re.search(r'href="([^"]*)">Link to this report', visitor.page(f"/reports/{report}"))
    assert link
    return unescape(link[1])


def test_words_of_others_stay_text(ana: Visitor) -> None:
    attack = '=HYPERLINK("x")<script>alert(1)</script>'
    assert ana.post(19, "edit", speaker=attack, source="<b>x</b>").status_code == 200
    for name in ("verdicts-by-speaker", "verdicts-by-source", "balance"):
        page = ana.page(f"/reports/{name}")
        assert "<script>" not in page
        assert "<b>x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in ana.page("/reports/verdicts-by-speaker")
    rows = csv.DictReader(io.StringIO(ana.client.get("/reports/verdicts-by-speaker.csv").text))
    assert f"'{attack}" in {row["speaker"] for row in rows}
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(ana.client.get("/reports/verdicts-by-speaker.xlsx").content))
    cells = {cell.value: cell.data_type for row in book.active.iter_rows() for cell in row}
    assert cells[f"'{attack}"] == "s"
    assert "f" not in cells.values()


def test_a_library_that_is_missing_is_named(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "find_spec", lambda _name: None)
    page = ana.page("/reports/due")
    assert "PARQUET (not here: The library for Parquet files is not installed. Install it: pip install" in page
    assert 'href="/reports/due.parquet' not in page
    assert 'href="/reports/due.csv' in page


# -- who sees what ---------------------------------------------------------------------------------------------


def seen(visitor: Visitor, name: str) -> str:
    """Return all that a person is shown of a report: the page, and the files of text."""
    texts = [visitor.client.get(f"/reports/{name}{end}").text for end in ("", ".csv", ".tsv", ".json", ".jsonl")]
    return "\n".join(texts)


def in_tables(visitor: Visitor, name: str) -> str:
    """Return all that a person is shown of a report in files that are no text."""
    openpyxl, parquet = pytest.importorskip("openpyxl"), pytest.importorskip("pyarrow.parquet")
    book, table = (visitor.client.get(f"/reports/{name}.{end}").content for end in ("xlsx", "parquet"))
    cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows() for cell in row]
    return "\n".join([*cells, str(parquet.read_table(io.BytesIO(table)).to_pylist())])


def assess(site: Site, number: int, *handles: str) -> None:
    with sessions.writing(site.database) as session:
        for handle in handles:
            actor = find_actor(session, handle, NOW)
            claim = claim_ledger.lock_one(session, number)
            assessing.assess(session, claim, actor, assessing.Opinion(["false"], [f"{SECRET} opinion"]))


@pytest.mark.parametrize("handle", ["zed", "rae", "rita", "ed", "ana"])
def test_no_report_shows_what_is_hidden(site: Site, handle: str) -> None:
    plant_secrets(site.database)
    visitor = Visitor(site).sign_in(handle)
    answers_readers = handle in {"rita", "ed", "ana"}
    for name in NAMES:
        text = seen(visitor, name)
        if name == "replies" and answers_readers:
            assert f"{SECRET} reader" in text
            text = text.replace(f"{SECRET} reader", "")
        if name == "mine" and handle == "rita":
            assert f"{SECRET} opinion" in text, "it is her own"
            text = text.replace(f"{SECRET} opinion", "")
        assert SECRET not in text, name


def test_assessments_are_hidden_until_ones_own(site: Site) -> None:
    assess(site, 19, "rita", "ed")
    for handle in ("rita", "ed"):
        assert "rita" in seen(Visitor(site).sign_in(handle), "agreement").partition("ed,rita")[2]
    for handle in ("zed", "rae", "ana"):
        visitor = Visitor(site).sign_in(handle)
        text = seen(visitor, "agreement")
        assert "1 claim hidden until you assess them" in text
        assert "ed,rita" not in text
        assert "rita" not in in_tables(visitor, "agreement")
        assert visitor.client.get("/reports/agreement.json").json()["kappa"] == []
    assess(site, 19, "ana")
    assert "ed,rita" in Visitor(site).sign_in("ana").client.get("/reports/agreement.csv").text


def test_a_reader_does_not_see_who_complained(site: Site) -> None:
    plant_secrets(site.database)
    reader, reviewer = (Visitor(site).sign_in(handle) for handle in ("rae", "rita"))
    assert "complaint open" in seen(reader, "replies")
    assert SECRET not in in_tables(reader, "replies")
    assert f"{SECRET} reader" in in_tables(reviewer, "replies")


# -- the desk's own reports ------------------------------------------------------------------------------------


@pytest.fixture
def own(site: Site, tmp_path: Path) -> Visitor:
    """A visitor of a desk on SQLite with reports of its own."""
    if site.database.is_postgresql:
        pytest.skip("a question on PostgreSQL needs a login of its own: test_sql_page.py has one")
    (tmp_path / "own").mkdir()
    for name, text in {"kinds": OWN, "broken": "SELECT 1", "secret": "-- Names\nSELECT * FROM reviewers"}.items():
        (tmp_path / "own" / f"{name}.sql").write_text(text, encoding="utf-8")
    return Visitor(replace(site, questioning=Questioning(reports=tmp_path / "own"))).sign_in("rae")


def test_own_reports_are_listed_and_run_as_questions(own: Visitor) -> None:
    listed = own.page("/reports")
    assert "Your desk&#39;s own reports" in listed
    assert "How many claims there are of a kind." in listed
    assert "broken.sql: The report" in listed
    assert "has no title" in listed
    page = own.page("/reports/kinds?least=3")
    assert "Bar chart, " in page  # its columns are a name and a count
    assert "least: 3" in page
    assert own.client.get("/reports/kinds.json").json()["rows"][0]["kind"] == "causal"
    answer = own.client.get("/reports/secret")
    assert answer.status_code == 422
    assert "is not one of the views that queries can read" in alert(answer.text)
    assert own.client.get("/reports/broken").status_code == 422


def test_more_than_the_server_takes_are_turned_away(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_pages, "_MOST_WAITING", 0)
    answer = ana.client.get("/reports/due?until=2021")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "wait already" in alert(answer.text)
    assert 'value="2021"' in answer.text
