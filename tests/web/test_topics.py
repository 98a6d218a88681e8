"""The list and the pages of topics, and their forms."""

from __future__ import annotations

import re

import pytest

from factdb.web.pages.words import topics
from tests.web.conftest import Visitor
from tests.web.test_people import four_eyes, rows_of, send, shares


def number_of(visitor: Visitor, name: str) -> int:
    """Return the number of a topic."""
    rows = visitor.client.get("/topics.json", params={"q": name}).json()
    return next(int(row["id"]) for row in rows if row["name"] == name)


def test_a_list_pages_by_number_of_claims(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, names in ((19, "roads, bridges"), (18, "roads"), (17, "ports")):
        ana.post(number, "tag", topics=names)
    monkeypatch.setattr(topics, "PAGE", 1)
    address, shown = "/topics", list[int]()
    while address:
        page = ana.page(address)
        shown += rows_of(page)
        more = re.search(r'<a href="(\?[^"]*after=\d+)" rel="next"', page)
        address = f"/topics{more[1]}" if more else ""
    monkeypatch.undo()
    rows = ana.client.get("/topics.json").json()
    assert list(rows[0]) == ["id", "name", "merged", "claims"]
    assert shown == [row["id"] for row in rows]
    assert [row["claims"] for row in rows] == sorted((row["claims"] for row in rows), reverse=True)
    assert rows_of(ana.page("/topics?q=ROAD")) == [number_of(ana, "roads")]
    assert "See all topics" in ana.page("/topics?q=%25")


def test_a_page_counts_its_claims_by_verdict(ana: Visitor) -> None:
    for number in (2, 4, 19):
        ana.post(number, "tag", topics="roads & rails")
    number = number_of(ana, "roads & rails")
    page = ana.page(f"/topics/{number}")
    assert "Verdicts, n = 3" in page
    assert sum(shares(ana, f"/topics/{number}").values()) == 3
    for address, size in re.findall(r'<a href="(/claims\?topic=roads%20%26%20rails&amp;[^"]+)">(\d+)<span', page):
        assert re.search(rf"<h1>{size} claims?</h1>", ana.page(address.replace("&amp;", "&"))), address


def test_a_topic_is_added_renamed_merged_and_separated(ana: Visitor) -> None:
    ana.post(19, "tag", topics="roads")
    assert "Topic " in send(ana, "/topics/add", name="Streets").text
    roads, streets = number_of(ana, "roads"), number_of(ana, "Streets")
    assert "called Highways now" in send(ana, f"/topics/{streets}/rename", name="Highways").text
    answer = send(ana, f"/topics/{roads}/merge", into="Highways")
    assert answer.url.path == f"/topics/{streets}"
    assert "roads is merged into Highways." in answer.text
    assert sum(shares(ana, f"/topics/{streets}").values()) == 1
    assert '<title dir="auto">Highways' in ana.page(f"/topics/{roads}")
    assert "roads is separate again." in send(ana, f"/topics/{streets}/separate", member="roads").text
    assert shares(ana, f"/topics/{streets}") == {}


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/topics/add", {"name": "a, b"}, 400),
        ("/topics/999/rename", {"name": "roads"}, 404),
        ("/topics/1/merge", {"into": "nothing of the kind"}, 404),
    ],
)
def test_a_refusal_is_said(ana: Visitor, path: str, form: dict[str, str], status: int) -> None:
    ana.post(19, "tag", topics="roads")
    answer = send(ana, path, **form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert ana.client.get("/topics/999").status_code == 404


def test_a_topic_whose_name_is_a_number_is_not_taken_for_another(ana: Visitor) -> None:
    ana.post(19, "tag", topics="first")
    first = number_of(ana, "first")
    send(ana, "/topics/add", name=str(first))
    called = number_of(ana, str(first))
    assert f'<title dir="auto">{first} ·' in ana.page(f"/topics/{called}")
    send(ana, f"/topics/{first}/rename", name="second")
    assert '<title dir="auto">second ·' in ana.page(f"/topics/{first}")


def test_no_page_of_topics_tells_what_somebody_assessed_or_what_waits(ana: Visitor) -> None:
    """By kind of viewer, on each page and its data: blind assessments nowhere, a verdict once it is in force."""
    ana.post(9, "tag", topics="Bridges")
    number = number_of(ana, "Bridges")
    paths = ("/topics", "/topics.json", f"/topics/{number}", f"/topics/{number}.json")
    everybody = [Visitor(ana.site).sign_in(handle) for handle in ("rae", "rita", "ed", "ana")]

    def seen() -> list[list[str]]:
        return [[visitor.page(path) for path in paths] for visitor in everybody]

    four_eyes(ana)
    before = seen()
    ana.post(9, "assess", truth_rating="false", because="As I read it.")
    everybody[1].post(9, "assess", truth_rating="mostly-false", because="So do I.")
    assert seen() == before
    ana.post(9, "rate", truth_rating="true", because="Both say so.", pages="supports:https://example.org/p")
    for visitor in everybody:
        assert shares(visitor, f"/topics/{number}") == {"undecided": 1}
        assert 'class="chip' not in visitor.page(f"/topics/{number}")  # nor in the row of the claim
    assert everybody[2].post(9, "status", status="published").status_code == 200
    for visitor in everybody:
        assert shares(visitor, f"/topics/{number}") == {"true": 1}
