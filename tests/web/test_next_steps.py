"""Refusals speak of fields and buttons on the pages, and of the command line only where no page does it."""

from __future__ import annotations

import re

import pytest

from factdb.errors.claims import NoTextError
from factdb.errors.web import PortTakenError
from factdb.store.engine import Database
from factdb.web.next_steps import next_step
from factdb.web.site import Site
from tests.web.conftest import Visitor

RATED = {"truth_rating": "true", "because": "Both say so."}
OPTION = re.compile(r"--\w|factdb [a-z]+ [a-z]")


@pytest.mark.parametrize(
    ("number", "action", "form", "step"),
    [
        (19, "rate", {"truth_rating": "true"}, "Write them under Reasons."),
        (19, "rate", RATED, "Paste the address of a page under New evidence, or tick evidence of the claim."),
        (19, "rate", {"because": "Why not."}, "Choose one."),
        (19, "rate", RATED | {"truth_rating": "unproven"}, "the places searched, under"),
        (19, "rate", RATED | {"truth_rating": "half-true", "pages": "https://example.org/p"}, "before its address"),
        (19, "rate", RATED | {"version": "1"}, "Look at what changed, and save again"),
        (15, "status", {"status": "declined"}, "Write it under Reason."),
        (19, "edit", {}, "Change a field first."),
        (12, "correct", {"truth_rating": "half-true", "because": "New."}, "The public note is empty."),
        (12, "rate", RATED, "Correct in public."),
    ],
)
def test_a_refusal_names_the_field(ana: Visitor, number: int, action: str, form: dict[str, str], step: str) -> None:
    if form.get("version"):
        ana.post(number, "note", note="Called.")
    answer = ana.post(number, action, **form)
    assert answer.status_code >= 400
    alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert step in alert
    assert not OPTION.search(alert)


@pytest.mark.parametrize(
    ("address", "form", "step"),
    [
        ("/speakers/2/merge", {"into": "Nobody At All"}, "See the list of all speakers."),
        ("/speakers/2/merge", {"into": "2"}, "See the list of all speakers."),
        ("/speakers/2/office", {"title": "Mayor", "since": "2022", "until": "2021"}, "under Since and Until"),
        ("/speakers/2/office", {}, "Write one of the three."),
        ("/speakers/add", {"name": "Joe Biden"}, "See speaker 2 under People."),
        ("/speakers/4/edit", {"name": "Joe Biden"}, "See speaker 2 under People; if both are the same, merge them."),
        ("/speakers/2/split", {"into": "Bo Biden"}, "Tick claims or names"),
        ("/speakers/2/split", {"into": "Bo Biden", "claims": "1"}, "correct each in public, on its page."),
        ("/topics/add", {"name": "Iraq"}, "See the list of all topics."),
    ],
)
def test_a_refusal_about_people_and_words_names_no_option(
    ana: Visitor, address: str, form: dict[str, str], step: str
) -> None:
    answer = ana.client.post(address, data=form)
    assert answer.status_code >= 400
    alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert step in alert
    assert not OPTION.search(alert)


def test_what_no_page_does_is_said_to_be_a_command() -> None:
    assert next_step(NoTextError(3)) == "On the command line: Add the text: factdb articles add FILE --url URL ..."
    assert next_step(PortTakenError("127.0.0.1", 8321, "taken")).startswith("Choose another port: factdb serve")


def test_an_empty_desk_says_how_to_begin(database: Database) -> None:
    site = Site(database.pooled(), "ana")
    visitor = Visitor(site).sign_in("ana")
    for path in ("/", "/claims", "/articles"):
        page = visitor.page(path)
        assert 'href="/articles/new"' in page
        assert "factdb proposes its claims" in page
    assert "No claim matches." in visitor.page("/claims?q=nothing")
    site.database.close()
