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


def test_claims_of_half_a_sentence_are_completed() -> None:
    claims = {proposal.start: proposal.claim for proposal in propose(TEXT, PUBLISHED)}
    places = {claim["text"]: claim["start"] for claim in CLAIMS}
    completed = {
        "coming weeks after troops departed Afghanistan": "[President Joe Biden said on July 26 that American combat "
        "troops would leave Iraq sometime in 2021,] coming weeks after troops departed Afghanistan.",
        "remained due to the rise of ISIS": "[The military] remained due to the rise of ISIS.",
        "took over swaths of Syria and Iraq in the midst of the Syrian civil war starting in 2011": "[ISIS] took over "
        "swaths of Syria and Iraq in the midst of the Syrian civil war starting in 2011.",
        "some experts expressing fears that terrorism could flare again without any military presence": "Some experts "
        "[expressed] fears that terrorism could flare again without any military presence.",
        "\u201cbe available to continue to train, to assist, to help and to deal with ISIS.\u201d": "[American forces "
        "would] be available to continue to train, to assist, to help and to deal with ISIS.",
    }
    assert {text: claims[places[text]] for text in completed} == completed
