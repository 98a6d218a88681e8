"""The list of articles with its filters and pages, the form that edits one, and what is refused when one is added."""

from __future__ import annotations

import re
from datetime import date

import pytest

from factdb.domain.enums import Medium, Precision
from factdb.services.actor import find_actor
from factdb.services.documents import articles
from factdb.services.reads import article_list
from factdb.services.reads.article_list import ArticleFilter
from factdb.store import sessions
from factdb.store.models import Document
from factdb.web.pages.articles import articles as article_pages
from factdb.web.site import Site
from tests.web.conftest import Visitor
from tests.web.test_articles import FACTS, TEXT, add


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<td class="words"><a href="/articles/(\d+)"', page)]


@pytest.fixture
def many(ana: Visitor) -> list[int]:
    """Articles on three days and on none, newest first."""
    days = {"2020-01-01": 2, "2022-05-01": 1, "2021-03-03": 2}
    for day, count in days.items():
        for n in range(count):
            add(ana, text=f"{TEXT}Of {day}, {n}.\n", published=day, title=f"Über {day} number {n}")
    with sessions.writing(ana.site.database) as session:
        source = session.get_one(Document, 1).source_id
        for n in range(3):
            uid = f"00000000-0000-7000-8000-00000000000{n}"
            session.add(
                Document(
                    uid=uid, source_id=source, title="Undated", is_article=True, medium=Medium.WEB,
                    published_precision=Precision.UNKNOWN,
                )
            )  # fmt: skip
    with sessions.reading(ana.site.database) as session:
        return [row["id"] for row in article_list.list_articles(session)]


def test_pages_go_on_after_the_last_article(ana: Visitor, many: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_pages, "PAGE", 2)
    address, shown = "/articles", list[int]()
    while address:
        page = ana.page(address)
        assert len(listed(page)) <= 2
        shown += listed(page)
        further = re.search(r'href="(\?after=[^"]+)" rel="next"', page)
        address = f"/articles{further[1]}" if further else ""
    assert shown == many
    assert len(many) == 9


def test_articles_are_filtered(ana: Visitor, many: list[int]) -> None:
    assert len(listed(ana.page("/articles?title=2021-03"))) == 2
    assert len(many) == 9
    assert len(listed(ana.page("/articles?source=Example+Post"))) == 5
    opened = listed(ana.page("/articles?open=yes"))
    with sessions.reading(ana.site.database) as session:
        rows = article_list.list_articles(session)
        assert opened == [row["id"] for row in rows if row["open"]]
        assert article_list.list_articles(session, ArticleFilter(is_open=True)) == [row for row in rows if row["open"]]
    assert "No article matches." in ana.page("/articles?title=100%25")
    assert ana.client.get("/articles?source=Nobody+Known").status_code == 404


def test_the_list_counts_decided_proposals(ana: Visitor) -> None:
    path = add(ana)
    page = ana.page(path)
    fields = dict(re.findall(r'name="(proposal|start|end)" value="([^"]*)"', page))
    assert ana.client.post(f"{path}/reject", data=fields).status_code == 200
    number = path.split("/")[2]
    assert f'>1<span class="hidden"> proposals of article {number} decided' in ana.page("/articles")


# -- editing -----------------------------------------------------------------------------------------------------


def form_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', page))


def test_the_facts_are_edited_and_the_history_has_it(ana: Visitor) -> None:
    number = add(ana).split("/")[2]
    form = form_of(ana.page(f"/articles/{number}/edit"))
    assert (form["source"], form["was_published"]) == ("Example Post", "2026-11-18")
    edited = ana.client.post(
        f"/articles/{number}/edit", data={**form, "author": "Jane Doe", "language": "en", "title": "Harbour"}
    )
    assert edited.url.path == f"/articles/{number}"
    assert "author: none -&gt; Jane Doe" in edited.text
    with sessions.reading(ana.site.database) as session:
        article = session.get_one(Document, int(number))
        assert (article.title, article.author, article.language) == ("Harbour", "Jane Doe", "en")
    again = ana.client.post(f"/articles/{number}/edit", data=form_of(ana.page(f"/articles/{number}/edit")))
    assert (again.status_code, "You named nothing to change." in again.text) == (400, True)


def test_an_edit_of_old_facts_is_refused_and_takes_nothing_back(ana: Visitor) -> None:
    number = add(ana).split("/")[2]
    form = form_of(ana.page(f"/articles/{number}/edit"))
    with sessions.writing(ana.site.database) as session:
        actor = find_actor(session, "ed", ana.site.now)
        articles.edit(session, actor, int(number), articles.ArticleChanges(author="Ed Roe"))
    refused = ana.client.post(f"/articles/{number}/edit", data={**form, "title": "Typed for an hour"})
    assert refused.status_code == 409
    assert "author is now Ed Roe" in refused.text
    anew = form_of(refused.text)
    assert (anew["title"], anew["author"]) == ("Typed for an hour", "Ed Roe")
    assert ana.client.post(f"/articles/{number}/edit", data=anew).status_code == 200
    with sessions.reading(ana.site.database) as session:
        article = session.get_one(Document, int(number))
        assert (article.title, article.author) == ("Typed for an hour", "Ed Roe")


def test_a_preview_changes_nothing_and_names_the_claims_that_follow(ana: Visitor) -> None:
    form = form_of(ana.page("/articles/1/edit")) | {"published": "2021-07-27"}
    with sessions.reading(ana.site.database) as session:
        before = article_list.summary(session, 1)
    preview = ana.client.post("/articles/1/edit", data={**form, "preview": "yes"})
    assert preview.status_code == 200
    assert "published_on: 2021-07-26 -&gt; 2021-07-27" in preview.text
    assert "(by a public correction)" in preview.text
    with sessions.reading(ana.site.database) as session:
        assert article_list.summary(session, 1) == before
    refused = ana.client.post("/articles/1/edit", data=form)
    assert refused.status_code == 400
    assert "Readers must be told" in refused.text
    assert 'value="2021-07-27"' in refused.text
    done = ana.client.post("/articles/1/edit", data={**form, "public_note": "We had the wrong day."})
    assert "Claims that follow:" in done.text
    with sessions.reading(ana.site.database) as session:
        assert session.get_one(Document, 1).published_on == date(2021, 7, 27)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"published": "some day"}, 400),
        ({"published": "unknown"}, 400),
        ({"url": "no address"}, 400),
        ({"source": ""}, 400),
    ],
)
def test_what_the_command_line_refuses_is_refused_here(ana: Visitor, typed: dict[str, str], status: int) -> None:
    form = form_of(ana.page("/articles/1/edit"))
    answer = ana.client.post("/articles/1/edit", data={**form, **typed})
    assert (answer.status_code, 'role="alert"' in answer.text) == (status, True), answer.text


def test_a_reader_edits_nothing(site: Site, ana: Visitor) -> None:
    rae = Visitor(site).sign_in("rae")
    assert "/edit" not in rae.page("/articles/1")
    assert "Readers do not edit articles." in rae.page("/articles/1/edit")
    assert rae.client.post("/articles/1/edit", data={"title": "x"}).status_code == 403
    assert ana.client.get("/articles/999/edit").status_code == 404


# -- adding ------------------------------------------------------------------------------------------------------

LINE = "The harbour was closed on Monday, said the mayor of the town. "
LONG = LINE * (1_990_000 // len(LINE))


@pytest.mark.parametrize("by", ["file", "paste"])
def test_an_article_of_nearly_two_megabytes_is_added(ana: Visitor, by: str) -> None:
    if by == "file":
        answer = ana.client.post(
            "/articles/new/add", data=FACTS, files={"file": ("long.txt", LONG.encode())}, follow_redirects=False
        )
    else:
        answer = ana.client.post("/articles/new/add", data=FACTS, files={"text": (None, LONG)}, follow_redirects=False)
    assert answer.status_code == 303, answer.text[:2000]
    assert answer.headers["location"].endswith("/proposals")


def test_a_longer_one_is_refused_in_a_sentence(ana: Visitor) -> None:
    answer = ana.client.post("/articles/new/add", data=FACTS, files={"file": ("long.txt", 2 * LONG.encode())})
    assert answer.status_code == 413
    assert "A form may have 2,000,000 bytes; this has more. Nothing was changed." in answer.text
    assert "Go back in your browser" in answer.text


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file_is_refused(ana: Visitor, content: bytes) -> None:
    answer = ana.client.post("/articles/new/add", data=FACTS, files={"file": ("empty.txt", content)})
    assert answer.status_code == 422
    assert "empty" in answer.text
    assert 'value="Example Post"' in answer.text


def test_an_address_that_refuses_keeps_what_was_typed(ana: Visitor) -> None:
    answer = ana.client.post("/articles/new/add", data={**FACTS, "url": "http://127.0.0.1:9/none"})
    assert answer.status_code >= 400
    assert 'role="alert"' in answer.text
    assert 'value="http://127.0.0.1:9/none"' in answer.text
    assert 'value="Example Post"' in answer.text
