"""The article of the demo gives every claim that people found in it, and little else."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest

from factdb.extract import ProposalMark, propose
from factdb.resources import folder

DEMO = folder("seeds") / "demo"
TEXT = (DEMO / "article.txt").read_text(encoding="utf-8")
CLAIMS: list[dict[str, Any]] = tomllib.loads((DEMO / "desk.toml").read_text(encoding="utf-8"))["claims"]
OUTLET = "The Epoch Times"
PUBLISHED = dt.date(2021, 7, 26)
# The desk's words for an occasion, and the words that stand for the same event and party.
OCCASIONS = {
    "White House meeting with Prime Minister Mustafa al-Kadhimi": ("White House meeting", "Mustafa al-Kadhimi"),
    "White House press briefing": ("press briefing",),
    "NPR interview": ("interview", "NPR"),
}


@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_all_claims_are_proposed(published: dt.date | None) -> None:
    found = {(each.start, each.end): each for each in propose(TEXT, published)}
    assert len(found) <= 30
    for claim in CLAIMS:
        each = found[claim["start"], claim["end"]]
        assert each.text == claim["text"]
        assert each.attribution == claim["attribution"]
        assert (each.speaker or OUTLET) == claim["speaker"]
        assert str(each.said_on) == (claim.get("date_in_article") or claim["said_on"])
        if each.speaker:
            assert all(words in str(each.occasion) for words in OCCASIONS[claim["occasion"]])


def test_broken_marks_are_told() -> None:
    found = next(each for each in propose(TEXT, PUBLISHED) if each.start == 645)
    assert (found.end, set(found.marks)) == (
        900,
        {ProposalMark.SPLIT, ProposalMark.UNOPENED, ProposalMark.WRONG_MARK, *_lent()},
    )


def _lent() -> set[ProposalMark]:
    return {ProposalMark.DATE_ELSEWHERE, ProposalMark.OCCASION_ELSEWHERE}


def test_days_without_a_year_are_inferred() -> None:
    assert {each.said_basis for each in propose(TEXT)} == {"inferred"}
