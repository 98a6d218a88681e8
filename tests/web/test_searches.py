"""Saved searches on the pages: saved, opened in one click, changed, and seen by nobody else."""

from __future__ import annotations

import re

import pytest

from factdb.services.actor import find_actor
from factdb.services.people import topics
from factdb.store import sessions
from factdb.web.site import Site
from tests.web.conftest import Visitor

SECRET = "Harbour affair"  # noqa: S105 - the name of a search


def save(visitor: Visitor, name: str, query: str, **fields: str) -> str:
    answer = visitor.client.post("/searches/save", data={"name": name, "query": query, **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_filters_of_an_address_are_saved_and_opened_in_one_click(ana: Visitor) -> None:
    page = ana.page("/claims?q=iraq&speaker=&status=published&after=7&counts=yes")
    hidden = re.search(r'name="query" value="([^"]*)"[^>]*>\s*<label class="block" for="search-name"', page)
    assert hidden
    saved = save(ana, "  Iraq,  published ", hidden[1].replace("&amp;", "&"))
    assert "Saved as “Iraq, published”." in saved
    assert 'action="/undo"' not in saved, "undo would take back what was done before"
    for path in ("/", "/claims", "/searches"):
        assert '<a href="/claims?q=iraq&amp;status=published" data-key="1"' in ana.page(path)
    listed = ana.page("/searches")
    (count,) = re.findall(r'<span class="count">([\d,+]+)</span>', listed)
    assert f"<h1>{count} claim" in ana.page("/claims?q=iraq&status=published")


def test_no_filters_no_form(ana: Visitor) -> None:
    assert "/searches/save" not in ana.page("/claims")
    assert "/searches/save" in ana.page("/claims?open=yes")


def test_a_search_is_renamed_replaced_and_deleted(ana: Visitor) -> None:
    save(ana, "Open", "open=yes")
    taken = ana.client.post("/searches/save", data={"name": "open", "query": "status=new"})
    assert taken.status_code == 422
    assert "You have a saved search “Open” already." in taken.text or "already" in taken.text
    assert 'value="status=new"' in taken.text, "what was typed is still there"
    save(ana, "open", "status=new", replace="yes")
    assert 'href="/claims?status=new"' in ana.page("/searches")
    assert "Renamed to “Neu”." in ana.client.post("/searches/rename", data={"name": "open", "new_name": "Neu"}).text
    assert "“Neu” deleted." in ana.client.post("/searches/delete", data={"name": "neu"}).text
    assert "You have no saved search yet." in ana.page("/searches")


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("colour=red", 400, "There is no filter"),
        ("status=nowhere", 400, "There is no status"),
        ("topic=nothing+of+the+kind", 404, "There is no topic"),
        ("", 400, "A search without a filter cannot be saved"),
        ("sort=-id", 400, "A search without a filter cannot be saved"),
    ],
)
def test_what_the_list_refuses_is_not_saved(ana: Visitor, query: str, status: int, sentence: str) -> None:
    answer = ana.client.post("/searches/save", data={"name": "X", "query": query})
    assert (answer.status_code, sentence in answer.text) == (status, True), answer.text
    assert "You have no saved search yet." in answer.text


def test_a_renamed_topic_is_said_and_the_link_has_the_new_name(ana: Visitor) -> None:
    ana.post(19, "tag", topics="ports")
    save(ana, "Ports", "topic=ports")
    with sessions.writing(ana.site.database) as session:
        topics.rename(session, find_actor(session, "ana", ana.site.now), "ports", "harbours")
    for path in ("/", "/claims", "/searches"):
        page = ana.page(path)
        assert "is now called" in page
        assert 'href="/claims?topic=harbours"' in page
    assert "<h1>1 claim" in ana.page("/claims?topic=harbours")


@pytest.mark.parametrize("handle", ["rae", "rita", "ed"])
def test_nobody_else_sees_a_search(site: Site, ana: Visitor, handle: str) -> None:
    save(ana, SECRET, "q=secretword")
    other = Visitor(site).sign_in(handle)
    paths = ("/", "/claims", "/claims.json", "/claims/export.json", "/searches", "/account", "/claims?open=yes")
    for path in paths:
        page = other.page(path)
        assert SECRET not in page, path
        assert "secretword" not in page, path
    for action in ("rename", "delete"):
        answer = other.client.post(f"/searches/{action}", data={"name": SECRET, "new_name": "Mine"})
        assert answer.status_code == (403 if handle == "rae" else 404)
    assert SECRET in ana.page("/searches")


def test_a_name_is_text_and_nothing_else(ana: Visitor) -> None:
    save(ana, "<script>alert(1)</script> الموانئ", "open=yes")
    for path in ("/", "/claims", "/searches"):
        assert "<script>alert" not in ana.page(path)
        assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt; الموانئ</bdi>" in ana.page(path)


def test_promises_that_are_due_are_saved_with_their_day(ana: Visitor) -> None:
    save(ana, "Due this year", "kind=promise&due_by=2021&sort=")
    assert 'href="/claims?kind=promise&amp;due_by=2021-12-31"' in ana.page("/searches")


def test_the_filter_form_keeps_what_it_has_no_field_for(ana: Visitor) -> None:
    page = ana.page("/claims?changed_since=2020-01-01&due_before=2030-01-01&answers_for=speaker")
    for name, value in (("changed_since", "2020-01-01"), ("due_before", "2030-01-01"), ("answers_for", "speaker")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
