"""A day of which only the year or the month is known is shown so on every page."""

from __future__ import annotations

import json

import pytest

from tests.web.conftest import Visitor

STORED = ("2025-01-01", "2025-04-01", "2024-01-01", "2010-01-01")
TEXT = "Harbour\n\nIn 2010, Ada Lund said the harbour had lost half of its ships.\n\nIt opened in 1990.\n"


@pytest.fixture
def article(ana: Visitor) -> str:
    """The address of an article of a year, with a claim of a month in it that had other days; claim 7 is corrected."""
    draft = {"text": TEXT, "source": "Example Post", "published": "2024"}
    address = ana.client.post("/articles/new/add", data=draft).url.path.removesuffix("/proposals")
    start = TEXT.index("It opened")
    form = {"start": start, "end": start + 18, "claim": "It opened.", "said_on": "2025-04", "anyway": "1"}
    assert ana.client.post(f"{address}/claims", data=form).status_code == 200
    ana.post(23, "edit", was_said_on="2025-04", said_on="2025")
    ana.post(23, "edit", was_said_on="2025", said_on="2025-04")
    ana.post(23, "assign", assignee="ana")
    ana.post(7, "correct", public_note="Some day in 2025.", was_said_on="2021-07-26", said_on="2025")
    return str(address)


# What each page shows; none shows a day that is only stored.
SHOWN = {
    "/": ["2025-04"],
    "/claims": ["2025-04", ">2025<"],
    "/claims/23": ["<span>2025-04</span>", 'name="said_on" value="2025-04"'],
    "/claims/7": ["<span>2025,"],
    "/claims/23/history": ["said on: 2025-04 -&gt; 2025", "said on: 2025 -&gt; 2025-04"],
    "/claims/7/history?a=1&b=2": ["2025"],
    "/claims/23/similar": ["It opened."],
    "/claims.json": ['"said_on": "2025-04"'],
    "/claims/export.csv": [",2025-04,"],
    "/articles": [">2024<"],
    "ARTICLE": ["<span>2024</span>"],
    "ARTICLE/proposals": ['name="said_on" value="2010"'],
}


def test_no_page_shows_more_of_a_day_than_is_known(ana: Visitor, article: str) -> None:
    pages = {path: ana.page(path.replace("ARTICLE", article)) for path in SHOWN}
    assert [(path, day) for path, page in pages.items() for day in STORED if day in page] == []
    assert [(path, words) for path, page in pages.items() for words in SHOWN[path] if words not in page] == []


def test_the_json_of_a_claim_has_the_month_and_its_history_what_was_hashed(ana: Visitor, article: str) -> None:
    assert article
    page = json.loads(ana.page("/claims/23.json"))
    changed = page.pop("history")[-2]["body"]["changed"]
    assert (page["said_on"], page["said_precision"]) == ("2025-04", "month")
    assert changed["said_on"] == {"was": "2025-01-01", "now": "2025-04-01"}
    assert [day for day in STORED if day in json.dumps(page)] == []
