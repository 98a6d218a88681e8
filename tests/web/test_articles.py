"""Articles: the list, adding one by paste or by file, and a claim added in its text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from factdb.services.documents import article_reading
from factdb.services.reads import article_list, claim_page
from factdb.store import sessions
from factdb.store.models import Claim
from tests.extract import sample_pdfs
from tests.web.conftest import Visitor

TEXT = "Harbour opens\n\n“The harbour 🚢 will open in May,” Ada Lund said on Tuesday.\n\nIt cost 4 million.\n"
FACTS = {"source": "Example Post", "published": "2026-11-18"}


def add(visitor: Visitor, **fields: str) -> str:
    answer = visitor.client.post("/articles/new/add", data={**FACTS, "text": TEXT, **fields})
    assert answer.status_code == 200, answer.text
    return str(answer.url.path)


def as_reader(visitor: Visitor) -> Visitor:
    return Visitor(replace(visitor.site, handle="rae")).sign_in("rae")


def test_the_list_says_how_far_the_work_is(ana: Visitor) -> None:
    page = ana.page("/articles")
    with sessions.reading(ana.site.database) as session:
        (row,) = article_list.list_articles(session)
    for word in (row["title"], row["source"], f"{row['claims']}<span", f"{row['open']}<span", f"{row['published']}<"):
        assert word in page


def test_an_article_is_pasted(ana: Visitor) -> None:
    answer = ana.client.post("/articles/new/add", data={**FACTS, "text": TEXT.replace("\n", "\r\n")})
    assert answer.url.path.endswith("/proposals")
    assert f"added, {len(TEXT)} characters" in answer.text
    assert "New source: Example Post" in answer.text
    again = ana.client.post("/articles/new/add", data={"text": TEXT})
    assert "already in the ledger" in again.text
    assert not again.url.path.endswith("/proposals")


def test_nobody_waits_while_an_article_is_read(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    read_article = article_reading.read_article

    def read_beside_a_writer(*args: Any) -> article_reading.NewArticle:  # noqa: ANN401 - passed on
        assert ana.post(19, "note", note="Written meanwhile.").status_code == 200
        return read_article(*args)

    monkeypatch.setattr(article_reading, "read_article", read_beside_a_writer)
    assert add(ana).endswith("/proposals")
    assert "Written meanwhile." in ana.page("/claims/19")


def test_a_file_of_somebody_who_may_not_add_it_is_not_read(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_reading, "read_article", pytest.fail)
    assert as_reader(ana).client.post("/articles/new/add", data={**FACTS, "text": TEXT}).status_code == 403


def test_an_article_is_uploaded_and_a_page_names_its_facts(ana: Visitor) -> None:
    html = (
        '<!doctype html><html lang="en"><head><title>Harbour</title>'
        '<meta property="og:site_name" content="Example Post">'
        '<meta property="article:published_time" content="2026-11-18T08:00:00Z"></head><body><article>'
        + "".join(f"<p>{line}</p>" for line in TEXT.splitlines() if line)
        + "</article></body></html>"
    )
    answer = ana.client.post("/articles/new/add", files={"file": ("harbour.html", html.encode(), "text/html")})
    assert answer.status_code == 200, answer.text
    assert "Harbour" in answer.text


def test_a_pdf_is_uploaded_and_a_refusal_keeps_its_text_and_facts(ana: Visitor) -> None:
    raw = sample_pdfs.pdf([[(50, 700, 12, "The dam of Orr will be mended.")]], "/Title(The dam)/Author(Ada Lund)")
    file = ("dam.pdf", raw, "application/pdf")
    answer = ana.client.post("/articles/new/add", data={}, files={"file": file})
    assert answer.status_code == 400
    for part in ("The dam of Orr will be mended.", 'value="The dam"', 'value="Ada Lund"', 'value="dam.pdf"'):
        assert part in answer.text
    answer = ana.client.post("/articles/new/add", data=FACTS, files={"file": file})
    assert "added, 30 characters" in answer.text


def test_a_page_in_an_encoding_of_its_own_is_uploaded(ana: Visitor) -> None:
    html = f"<html><body><article><p>{'The café of Orr is open. ' * 9}</p></article></body></html>"
    file = ("cafe.html", html.encode("cp1252"), "text/html")
    answer = ana.client.post("/articles/new/add", data=FACTS, files={"file": file})
    assert "The page does not name its encoding: check letters with accents." in answer.text
    menu = ("menu.html", b"<html><body><nav><a href=/>Home</a></nav></body></html>", "text/html")
    answer = ana.client.post("/articles/new/add", data=FACTS, files={"file": menu})
    assert answer.status_code == 422
    assert "it has no text of an article" in answer.text


def test_a_refused_article_keeps_every_letter(ana: Visitor) -> None:
    answer = ana.client.post("/articles/new/add", data={"text": "Some <b>text</b>.", "author": "A. <Lund>"})
    assert answer.status_code == 400
    assert "the outlet and the day of publication" in answer.text
    assert "Some &lt;b&gt;text&lt;/b&gt;." in answer.text
    assert 'value="A. &lt;Lund&gt;"' in answer.text
    answer = ana.client.post("/articles/new/add", data={}, files={"file": ("a.txt", TEXT.encode(), "text/plain")})
    assert answer.status_code == 400
    assert "It cost 4 million." in answer.text
    assert 'name="file_name" value="a.txt"' in answer.text


@pytest.mark.parametrize(
    ("fields", "files"),
    [
        ({}, None),
        ({"text": " "}, None),
        ({"text": "A text."}, {"file": ("a.txt", b"Another text.", "text/plain")}),
        ({}, {"file": ("a.txt", b"\xff\xfe\x00", "text/plain")}),
        ({}, {"file": ("a.docx", b"PK\x03\x04\x00\x00\x00\x00\xff", "application/zip")}),
        ({"text": TEXT, "published": "soon"}, None),
    ],
)
def test_what_is_no_article_is_refused(
    ana: Visitor, fields: dict[str, str], files: dict[str, tuple[str, bytes, str]]
) -> None:
    data = {"source": "Example Post", "published": "2026-11-18", **fields}
    answer = ana.client.post("/articles/new/add", data=data, files=files)
    assert 400 <= answer.status_code < 500
    assert 'role="alert"' in answer.text


def test_a_claim_is_added_at_a_selected_passage(ana: Visitor) -> None:
    article = add(ana).removesuffix("/proposals")
    start = TEXT.index("It cost")
    form = {
        "start": start,
        "end": start + len("It cost 4 million."),
        "claim": "It cost four million.",
        "topics": "a, b",
    }
    facts = {"kind": "numerical", "speaker": "Ada Lund", "attributed_to": "the mayor"}
    answer = ana.client.post(f"{article}/claims", data={**form, **facts})
    assert answer.status_code == 200, answer.text
    with sessions.reading(ana.site.database) as session:
        claim = session.get_one(Claim, 23)
        topics = claim_page.page_of(session, 23)["topics"]
    assert (claim.quote, claim.span_start, claim.kind) == ("It cost 4 million.", start, "numerical")
    assert (topics, claim.attributed_to) == (["a", "b"], "the mayor")


def test_words_of_a_passage_are_pasted(ana: Visitor) -> None:
    article = add(ana).removesuffix("/proposals")
    answer = ana.client.post(
        f"{article}/claims", data={"quote": '"The harbour 🚢 will open in May,"', "start": "", "end": ""}
    )
    assert "Claim 23 added." in answer.text
    assert 'id="claim-23"' in answer.text
    answer = ana.client.post(f"{article}/claims", data={"quote": "The harbour closed.", "speaker": "<Ada>"})
    assert answer.status_code == 404
    assert "The harbour closed." in answer.text
    assert 'value="&lt;Ada&gt;"' in answer.text


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (0, 10_000), (13, 14), (99, 10**12)])
def test_no_passage_outside_the_text(ana: Visitor, start: int, end: int) -> None:
    article = add(ana).removesuffix("/proposals")
    answer = ana.client.post(f"{article}/claims", data={"start": start, "end": end, "claim": "x"})
    assert answer.status_code == 400, answer.text
    assert "is not a passage of the text" in answer.text


def test_similar_claims_are_shown_before_a_claim_is_added(ana: Visitor) -> None:
    with sessions.reading(ana.site.database) as session:
        claim = claim_page.page_of(session, 4)
    form = {"quote": claim["quote"], "claim": claim["claim"]}
    answer = ana.client.post("/articles/1/claims", data=form)
    assert answer.status_code == 409
    assert "Add anyway" in answer.text
    assert "/claims/4" in answer.text
    assert "Claim 23 added." in ana.client.post("/articles/1/claims", data={**form, "anyway": "1"}).text


def test_a_reader_adds_nothing(ana: Visitor) -> None:
    rae = as_reader(ana)
    assert "<textarea" not in rae.page("/articles/1")
    assert "/articles/new" not in rae.page("/articles")
    assert "<textarea" not in rae.page("/articles/new")
    assert rae.client.post("/articles/new/add", data={**FACTS, "text": TEXT}).status_code == 403
    assert rae.client.post("/articles/1/claims", data={"quote": "x"}).status_code == 403


def test_an_article_that_is_not_there(ana: Visitor) -> None:
    assert ana.client.get("/articles/999").status_code == 404
    assert ana.client.get("/articles/999/proposals").status_code == 404
