"""Questions in SQL in the browser: what an analyst asks is answered, what harms is refused beside the question."""

from __future__ import annotations

import csv
import html
import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from factdb.reports.sql.questions import LONGEST, SqlQuestion
from factdb.store.views import VIEWS
from factdb.web.pages.answers import sql
from factdb.web.safety import MOST_BODY_BYTES
from factdb.web.site import Questioning, Site
from tests.databases import Templates
from tests.reports.attacks import SECRET, Target, make_reader, plant_secrets
from tests.reports.test_questions import OF_POSTGRESQL, OF_SQLITE, PRIVATE, WRITES
from tests.web.conftest import Visitor

ROLE = f"factdb_page_reader_{os.getpid()}"
IN_TIME = 0.5  # seconds
ENDLESS = {
    False: [
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
        "SELECT count(*) FROM v1_claims a, v1_claims b, v1_claims c, v1_claims d, v1_claims e, v1_claims f",
        "SELECT instr(printf('%.*c', 9000000, 'x'), printf('%.*cy', 4000000, 'x'))",
    ],
    True: [
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
        "SELECT count(*) FROM v1_claims a, v1_claims b, v1_claims c, v1_claims d, v1_claims e, v1_claims f",
        "SELECT pg_sleep(600)",
        "SELECT pg_sleep(600), set_config('statement_timeout', '0', false)",
    ],
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def target(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """A desk with secrets, and on PostgreSQL a reader's login, which goes with it."""
    for database in templates.copy(request.param, "demo", tmp_path_factory.mktemp("sql") / "desk.db"):
        plant_secrets(database)
        yield Target(database, make_reader(database, ROLE) if database.is_postgresql else None)
        if database.is_postgresql:
            with database.engine("rw").begin() as connection:
                connection.exec_driver_sql(f"DROP OWNED BY {ROLE}")
                connection.exec_driver_sql(f"DROP ROLE {ROLE}")


@pytest.fixture
def asked(target: Target) -> Iterator[Site]:
    """The pages of that desk."""
    site = Site(target.database.pooled(), "ana", questioning=Questioning(target.reader))
    yield site
    site.database.close()


@pytest.fixture
def rae(asked: Site) -> Visitor:
    """A reader of that desk: whoever is signed in may ask."""
    return Visitor(asked).sign_in("rae")


def typed(page: str) -> str:
    """Return the question that stands in the text area."""
    area = re.search(r"<textarea [^>]*id=\"sql\"[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert area
    return html.unescape(area[1])


def alert(page: str) -> str:
    return html.unescape(page.partition('role="alert"')[2].partition("</div>")[0])


def refusal(visitor: Visitor, question: str, status: int = 422) -> str:
    """Return what is said of a question that is refused; it stands beside the question, which is as it was."""
    answer = visitor.client.post("/sql", data={"sql": question})
    assert answer.status_code == status, (question, answer.text)
    assert typed(answer.text) == question
    assert "<h2>Answer</h2>" not in answer.text
    assert "Traceback" not in answer.text
    assert SECRET not in answer.text.replace(html.escape(question), "")
    return alert(answer.text)


def test_an_answer_is_a_table_and_a_file(rae: Visitor) -> None:
    question = "SELECT speaker, count(*) AS n\nFROM v1_claims WHERE id <= 22\nGROUP BY speaker ORDER BY n DESC LIMIT 2"
    sent = {"sql": question.replace("\n", "\r\n")}
    page = rae.client.post("/sql", data=sent).text
    assert '<td>The Epoch Times</td><td class="n">11</td>' in page
    assert re.search(r'role="status">2 rows, in [\d,.]+ m?s\.', page)
    assert typed(page) == question
    answer = rae.client.post("/sql", data=sent | {"format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="answer.csv"'
    assert list(csv.reader(io.StringIO(answer.text)))[1] == ["The Epoch Times", "11"]
    assert rae.client.post("/sql", data=sent | {"format": "json"}).json()[1] == {"speaker": "Joe Biden", "n": 6}


def test_a_null_is_no_empty_text_and_a_question_has_an_address(rae: Visitor) -> None:
    page = rae.client.post("/sql", data={"sql": "SELECT NULL AS a, '' AS b, ' & ' AS c"}).text
    assert re.search(r"<td[^>]*><span class=\"quiet\">NULL</span></td><td[^>]*></td><td", page)
    (link,) = re.findall(r'href="([^"]*)">Link to this question', page)
    assert typed(rae.page(html.unescape(link))) == "SELECT NULL AS a, '' AS b, ' & ' AS c"
    (example,) = re.findall(r'href="([^"]*)">write this question', rae.page("/sql"))
    question = typed(rae.page(html.unescape(example)))
    assert "<h2>Answer</h2>" in rae.client.post("/sql", data={"sql": question}).text
    assert "Link to this question" not in rae.page("/sql")


@pytest.mark.parametrize(
    ("columns", "linked"),
    [
        ("id, claim", ["7"]),
        ("claim, id AS n", []),
        ("id, 8 AS claim_id", ["8"]),
        ("id, speaker", []),
        ("'8' AS claim_id", []),
    ],
)
def test_claims_that_a_question_names_are_links(rae: Visitor, columns: str, linked: list[str]) -> None:
    page = rae.client.post("/sql", data={"sql": f"SELECT {columns} FROM v1_claims WHERE id = 7"}).text  # noqa: S608 - ours
    assert re.findall(r'<a href="/claims/(\d+)">', page) == linked


def test_views_and_limits_are_beside_the_question(rae: Visitor) -> None:
    page = html.unescape(rae.page("/sql"))
    for view in VIEWS:
        assert f"<code>{view.name}</code>" in page
        for column in view.columns:
            assert f"<dt><code>{column.name}</code></dt><dd>{column.meaning}</dd>" in page
    assert f"At most {SqlQuestion('').seconds:g} s, and {sql.MOST_SHOWN} rows" in page


def test_an_address_only_fills_in_the_question(rae: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factdb.reports.sql.questions.ask", lambda *_: pytest.fail("it was asked"))
    page = rae.page("/sql?sql=SELECT+1%20%3C/textarea%3E%3Cscript%3E")
    assert typed(page) == "SELECT 1 </textarea><script>"
    assert "<script>" not in page
    assert "<h2>Answer</h2>" not in page
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        assert rae.client.post("/sql", data={"sql": "SELECT 1"}, headers=headers).status_code == 403


def test_rows_are_limited_and_the_rest_is_said(rae: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "MOST_SHOWN", 5)
    monkeypatch.setattr(sql, "MOST_IN_FILES", 7)
    question = {"sql": "SELECT id FROM v1_claims"}
    page = rae.client.post("/sql", data=question).text
    assert "The first 5 rows" in page
    assert page.count('<td class="n">') == 5
    answer = rae.client.post("/sql", data=question | {"format": "csv"})
    assert 'filename="answer-first-7-rows.csv"' in answer.headers["content-disposition"]
    monkeypatch.setattr(sql, "_MOST_CELLS", 3)
    assert "The first 3 rows" in rae.client.post("/sql", data=question).text


def test_a_long_cell_is_cut_on_the_page_alone(rae: Visitor) -> None:
    question = {"sql": f"SELECT '{'x' * 5_000}' AS word"}
    assert "x" * 1_000 + "…" in rae.client.post("/sql", data=question).text
    assert rae.client.post("/sql", data=question | {"format": "json"}).json() == [{"word": "x" * 5_000}]


def test_no_cell_of_a_file_is_a_formula(rae: Visitor) -> None:
    answer = rae.client.post("/sql", data={"sql": "SELECT '=1+1' AS word", "format": "csv"})
    assert answer.text.splitlines()[1] == "'=1+1"
    page = rae.client.post("/sql", data={"sql": "SELECT '=1+1<b>' AS \"<i>\"", "format": "none"}).text
    assert '<td class="fact">=1+1&lt;b&gt;</td>' in page
    assert '<th scope="col">&lt;i&gt;</th>' in page


def test_a_mistake_is_explained_beside_the_question(rae: Visitor) -> None:
    assert "Did you mean: speaker (v1_claims)" in refusal(rae, "SELECT id, spaker FROM v1_claims")
    assert "A question only reads" in refusal(rae, "DELETE FROM v1_claims")
    assert "The SQL page lists the views" in refusal(rae, "SELECT * FROM history")
    assert "There is no question." in refusal(rae, " ")
    assert "Write the value itself" in refusal(rae, "SELECT 1 FROM v1_claims WHERE id = :id")
    assert "Shorten it." in refusal(rae, "x" * (LONGEST + 1))
    for odd in ("SELECT 1\x00", "SELECT '\x1b[2J' FROM", "\U0001f600", "'", "--", "/*", ";", "()"):
        answer = rae.client.post("/sql", data={"sql": odd})
        assert answer.status_code == 422, odd
        assert alert(answer.text), odd


def test_bytes_that_are_no_text_are_no_failure(rae: Visitor) -> None:
    for body in (b"sql=SELECT+%27%ED%A0%80%27", b"sql=SELECT+%27%FF%27", b"sql=%00", b"sql", b"", b"sql=1&sql=2"):
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert rae.client.post("/sql", content=body, headers=headers).status_code in {200, 422}, body


@pytest.mark.parametrize("statements", [PRIVATE, WRITES, None], ids=["private", "writes", "of the engine"])
def test_what_harms_is_refused(target: Target, rae: Visitor, statements: list[str] | None) -> None:
    own = OF_POSTGRESQL if target.database.is_postgresql else OF_SQLITE
    before = target.state()
    for statement in statements or own:
        assert refusal(rae, statement)
    assert target.state() == before


def test_what_never_ends_is_stopped(target: Target, rae: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "SqlQuestion", lambda text, most_rows=5: SqlQuestion(text, {}, IN_TIME, most_rows))
    for statement in ENDLESS[target.database.is_postgresql]:
        assert re.search(r"stopped|too big|memory", refusal(rae, statement)), statement


def test_megabytes_are_no_question(rae: Visitor) -> None:
    assert "The question is too long." in refusal(rae, "SELECT " + "1, " * 300_000 + "1")
    answer = rae.client.post("/sql", data={"sql": "x" * 10_000_000})
    assert answer.status_code == 413
    assert f"{MOST_BODY_BYTES:,} bytes" in answer.text


def answered(visitor: Visitor, view: str, fmt: str) -> str:
    """Return all rows of a view, as a page or in a file."""
    answer = visitor.client.post("/sql", data={"sql": f"SELECT * FROM {view}", "format": fmt})  # noqa: S608 - ours
    assert answer.status_code == 200, (view, answer.text)
    return answer.text


def test_no_view_shows_what_pages_hide(asked: Site) -> None:
    """Complaints, notes and assessments of what is undecided are in no view."""
    visitor = Visitor(asked).sign_in("rae")
    for view in VIEWS:
        assert SECRET not in answered(visitor, view.name, "csv"), view.name


@pytest.mark.parametrize("handle", ["zed", "rae", "rita", "ed", "ana"])
def test_no_viewer_reads_by_sql_what_pages_hide(asked: Site, handle: str) -> None:
    visitor = Visitor(asked).sign_in(handle)
    for fmt in ("", "json"):
        replies, assessments = (answered(visitor, view, fmt) for view in ("v1_replies", "v1_assessments"))
        assert "complaint" in replies
        assert SECRET not in replies + assessments


def test_who_is_not_signed_in_asks_nothing(asked: Site) -> None:
    answer = Visitor(asked).client.post("/sql", data={"sql": "SELECT 1"}, follow_redirects=False)
    assert answer.status_code == 303


def test_a_server_that_only_reads_answers(asked: Site) -> None:
    visitor = Visitor(replace(asked, read_only=True)).sign_in("rae")
    assert visitor.client.post("/sql", data={"sql": "SELECT 1 AS one"}).status_code == 200


def test_a_server_without_a_login_says_so(target: Target, asked: Site) -> None:
    visitor = Visitor(replace(asked, questioning=Questioning())).sign_in("rae")
    says_so = "this server has none" in visitor.page("/sql")
    assert says_so == target.database.is_postgresql
    if target.database.is_postgresql:
        assert "factdb db reader" in refusal(visitor, "SELECT 1")
