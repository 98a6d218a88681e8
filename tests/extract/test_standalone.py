"""A claim is read alone: a full sentence, with what was added in brackets, and nothing changed outside of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from factdb.extract import Proposal, propose
from factdb.extract.vocabulary import word_set
from factdb.resources import folder
from tests.extract.lost_words import lost_words, words_of

DAY = dt.date(2026, 5, 6)  # a Wednesday
ARTICLES = (folder("seeds") / "demo" / "article.txt", *sorted(Path(__file__).parent.glob("articles/*.txt")))
_BRACKETS = re.compile(r"\[[^\]]*\]")


def claims_of(text: str) -> list[str]:
    return [proposal.claim for proposal in propose(text, DAY)]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "The army left the coast in 2011 but returned due to the rise of the Orr Front.",
            ["The army left the coast in 2011.", "[The army] returned due to the rise of the Orr Front."],
        ),
        (
            "The storm hit the Harbour Trust, which repaired nine piers in 2020.",
            ["The storm hit the Harbour Trust.", "[The Harbour Trust] repaired nine piers in 2020."],
        ),
        (
            "The council closed a bridge near Tolland, which opened to ships in 1962.",
            [
                "The council closed a bridge near Tolland.",
                "[The council closed a bridge near Tolland, which] opened to ships in 1962.",
            ],
        ),
        (
            "Ada Orr said the bank would close, coming weeks after profits doubled, although Paul Ito said it was ok.",
            [
                "The bank would close.",
                "[Ada Orr said the bank would close,] coming weeks after profits doubled.",
                "[The bank] was ok.",
            ],
        ),
        ("Hours after the ferry was sold in 2020 for nothing.", []),
        ("In a message posted on the wall.", []),
        ("What has changed since then:\n\nThe mill closed in 2019.", ["The mill closed in 2019."]),
        ("While the mill lost 40 men, the dam hired 90.", ["While the mill lost 40 men, the dam hired 90."]),
        ("These cuts closed 40 schools.", []),
    ],
)  # fmt: skip
def test_a_clause_of_the_article_is_completed_or_left_out(text: str, claims: list[str]) -> None:
    assert claims_of(text) == claims


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Two clerks said the mayor took 40,000 euros.", "Two clerks said the mayor took 40,000 euros."),
        ("Prosecutors said the clerk took 40,000 euros.", "Prosecutors said the clerk took 40,000 euros."),
        ("The clerk took 40,000 euros, prosecutors said.", "Prosecutors said that the clerk took 40,000 euros."),
        ("According to nurses, the clerk took 40,000 euros.", "Nurses said that the clerk took 40,000 euros."),
        (
            "“We have lost nothing,” a senior aide told the Orr Gazette.",
            "A senior aide told the Orr Gazette: “We have lost nothing.”",
        ),
        ("The town mourned, with some nurses saying that beds ran out.", "Some nurses [said] that beds ran out."),
    ],
)
def test_a_source_without_a_name_stands_in_the_claim(text: str, claim: str) -> None:
    assert claim in claims_of(text)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Maria Lopez spoke. Lopez promised to cut the tax.", "[Maria] Lopez promised to cut the tax."),
        ("Maria Lopez spoke. She promised to cut the tax.", "[Maria Lopez] promised to cut the tax."),
        ("Maria Lopez called the plan “a total disaster”.", "Maria Lopez called the plan a total disaster."),
        ("Maria Lopez denied taking any money.", "Maria Lopez denied taking any money."),
        ("Maria Lopez asked not to be named in the report.", "Maria Lopez asked not to be named in the report."),
        ("Maria Lopez left at noon, calling it “a wasted day”.", "Maria Lopez [called] it a wasted day."),
        ("Maria Lopez revealed how close the two sides are.", "Maria Lopez revealed how close the two sides are."),
        ("Maria Lopez denied his part in it and her own.", "Maria Lopez denied his part in it and her own."),
    ],
)
def test_a_thing_done_or_judged_keeps_its_verb(text: str, claim: str) -> None:
    assert claim in claims_of(text)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Mr. Joel Abara said he would resign.", "[Joel Abara] would resign."),
        ("Mr. Joel Abara met Mr. Paul Ito. Some officers said he would resign.", "Some officers said he would resign."),
        ("Mr. Joel Abara came. Ms. Ada Orr said he was late.", "[Joel Abara] was late."),
        ("Ms. Ada Orr praised Mr. Joel Abara. “He saved the port,” Orr said.", "[Joel Abara] saved the port."),
        ("The ministry said it would appeal.", "[The ministry] would appeal."),
        ("Ada Orr said it was hard to sleep.", "It was hard to sleep."),
        ("The report is late. It has nine maps, Ada Orr said.", "[The report] has nine maps."),
        ("Ada Orr denied that the doors had been open. “They were shut,” she said.", "[The doors] were shut."),
        ("Ada Orr said the port closed on Monday.", "The port closed on Monday [2026-05-04]."),
        ("Ada Orr said the port closed last year.", "The port closed last year [2025]."),
        ("Ada Orr said the port will close on Monday.", "The port will close on Monday."),
        ("Ada Orr said the Monday vote was lost.", "The Monday vote was lost."),
        ("Gov. Ada Orr came. Paul Ito said the governor was late.", "The governor [Ada Orr] was late."),
        ("President Orr spoke. Vice President Ada Lee came. Paul Ito said the president was late.",
         "The president was late."),
        ("The town proposed a budget. Paul Ito said the lock leaks. Ada Orr said she would vote against it.",
         "[Ada Orr] would vote against [the budget]."),
        ("Ada Orr backed the lock in 2010. Orr said that had nothing to do with the vote.",
         "That had nothing to do with the vote. [Before, in the article: Ada Orr backed the lock in 2010.]"),
        ("“Paul Ito promised to open it,” Ada Orr said. “And he didn't.”",
         "[Paul Ito] didn't. [Before: Paul Ito promised to open it.]"),
        ("The chair of the Orr Union, Paul Ito, welcomed the ruling, saying that it “will save jobs.”",
         "It will save jobs."),
        ("The Ruritanian government left. Ada Orr said the government lost 40 boats.", "The government lost 40 boats."),
        ("Ada Orr said Monday's fire was small.", "Monday's fire was small."),
        ("The Harbour Bridge is old. Paul Ito said the bridge was safe.", "[The Harbour Bridge] was safe."),
        ("The fish market at Orr Quay is full. Paul Ito said the market lost 40 stalls.",
         "[The fish market at Orr Quay] lost 40 stalls."),
        ("A senior official of the Orr Fund left. The official asked not to be named.",
         "[The senior official of the Orr Fund] asked not to be named."),
        ("The fish market and the old flower market are full. Paul Ito said the market lost 40 stalls.",
         "The market lost 40 stalls."),
        ("The fish market is full. Paul Ito said the market of Tolland lost 40 stalls.",
         "The market of Tolland lost 40 stalls."),
        ("“I have lost my seat,” Ada Orr said.", "I have lost my seat."),
        ("“It is for banks,” Ada Orr said. “It gives us nothing.”", "It gives us nothing. [Before: It is for banks.]"),
        ("The lock will be closed for a year. “This is late for us all,” Ada Orr said.",
         "This is late for us all. [Before, in the article: The lock will be closed for a year.]"),
        ("The lock was shut. “This is late,” Ada Orr said. “It costs us the trade.”",
         "It costs us the trade. [Before, in the article: The lock was shut. Then: This is late.]"),
        ("Paul Ito said that the figures left out the farms. He said Ada Orr knew it.",
         "Ada Orr knew it. [Before, in the article: Paul Ito said that the figures left out the farms.]"),
        ("“The wolves are back,” Ada Orr said. “The shepherds who lost lambs can keep them off.”",
         "The shepherds who lost lambs can keep them off. [Before: The wolves are back.]"),
        ("“We have 40 new pumps,” Ada Orr said. “The question is whether those machines work.”",
         "The question is whether those machines work. [Before: We have 40 new pumps.]"),
        ("MS. ORR: The log says noon on Friday.\n\nMR. ITO: I never saw this log.",
         "I never saw this log. [Before: MS. ORR: The log says noon on Friday.]"),
        ("“This year was late for us all,” Ada Orr said.", "This year [2026] was late for us all."),
        ("Q: Who is the nurse?\n\nADA ORR: She costs 60,000 crowns.\n\nQ: Who pays?\n\nADA ORR: We do it all.",
         "She costs 60,000 crowns. [Question: Who is the nurse?]"),
        ("MS. ORR: Did the pump fail in the flood?\n\nMR. ITO: We heard of it at noon.",
         "We heard of it at noon. [Question: Did the pump fail in the flood?]"),
    ],
)  # fmt: skip
def test_pointing_words_are_resolved_where_it_is_sure(text: str, claim: str) -> None:
    assert claim in claims_of(text)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "“We stay,” Ada Orr said. The army, however, would “be ready to leave.”",
            "[The army would] be ready to leave.",
        ),
        ("“The steel is sound,“ Ada Orr said. But the pier is not.”", "The steel is sound. But the pier is not."),
        ("Ada Orr said that the pier was safe and that nobody fell.", "The pier was safe and nobody fell."),
        ("'He told me, “Go,”' Ada Orr said.", "He told me, “Go.”"),
        ("Paul Ito, who officials say planned the raid.", "Officials say [Paul Ito] planned the raid."),
        ("Ada Orr said too many boats sank in the storm.", "Too many boats sank in the storm."),
        ("So many boats sank that the port closed in 2020.", "So many boats sank that the port closed in 2020."),
        ("But the   port closed in 2020.", "The port closed in 2020."),
    ],
)  # fmt: skip
def test_a_claim_is_written_as_one_sentence(text: str, claim: str) -> None:
    assert claim in claims_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Asked why the pier fell, Ada Orr said “no comment at this time”.",
        "Ada Orr spoke for an hour, not suggesting that the pier was safe.",
        "Ada Orr defended her decision not to recommend that the pier be closed.",
    ],
)
def test_what_was_asked_or_not_said_is_no_claim(text: str) -> None:
    assert not [claim for claim in claims_of(text) if "pier" in claim and "decision" not in claim]


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_claims_of_own_articles(file: Path, snapshot: SnapshotAssertion) -> None:
    assert [proposal.claim for proposal in propose(file.read_text(encoding="utf-8"), DAY)] == snapshot


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_nothing_is_lost_and_all_that_is_added_stands_in_brackets(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    words = {*words_of(text), "said", "that"}
    for proposal in propose(text, DAY):
        assert proposal.text == text[proposal.start : proposal.end]
        assert lost_words(text, proposal) == []
        assert set(words_of(_BRACKETS.sub(" ", proposal.claim))) <= words
        assert _is_sentence(proposal.claim)


def _is_sentence(claim: str) -> bool:
    """Return whether a claim begins with a capital or a number, ends with one mark, and pairs its marks."""
    begins = claim.lstrip("[“\"'")[:1]
    marks = claim.count("“") == claim.count("”") and claim.count('"') % 2 == 0 and claim.count("[") == claim.count("]")
    ends = re.search(r"[\w\])%][.?!]+[”\"']?$|[.?!][”\"']?[\])]$", claim) is not None
    return (begins.isupper() or begins.isdigit()) and marks and ends and "\n" not in claim


@given(
    text=st.lists(
        st.sampled_from(
            sorted(
                word_set(
                    "Maria Lopez said that it not all “ ” ' \" he she , . : and but who which bridge fell [ ] Monday"
                )
            )
        ),
        max_size=30,
    ).map(" ".join)
)
def test_any_words_give_one_line_with_paired_marks(text: str) -> None:
    for proposal in propose(text, DAY):
        assert text[proposal.start : proposal.end] == proposal.text
        assert "\n" not in proposal.claim
        assert proposal.claim.count("“") == proposal.claim.count("”")


def _proposal(text: str) -> Proposal:
    (proposal,) = propose(text, DAY)
    return proposal


@pytest.mark.parametrize(
    ("text", "claim", "lost"),
    [
        ("Ada Orr said not all of the 40 boats sank.", "All of the boats sank.", ["40", "not"]),
        ("Ada Orr said the boats may not sink.", "The boats sink.", ["may", "not"]),
        ("Ada Orr denied that the boats sank.", "The boats sank.", ["denied"]),
        ("Ada Orr said hardly any of the boats sank.", "Hardly any of the boats sank.", []),
    ],
)
def test_the_checker_names_what_a_claim_has_lost(text: str, claim: str, lost: list[str]) -> None:
    assert lost_words(text, dataclasses.replace(_proposal(text), claim=claim)) == lost
