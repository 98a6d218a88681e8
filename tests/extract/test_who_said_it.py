"""Traps for names: the words that name a speaker lead to the person who is meant, or to nobody."""

from __future__ import annotations

import datetime as dt

import pytest

from factdb.extract import propose

PUBLISHED = dt.date(2026, 5, 24)  # a Sunday


def _speakers(text: str) -> list[tuple[str, str | None]]:
    """Return what each source says, and who it is."""
    return [
        (proposal.text, proposal.speaker)
        for proposal in propose(text, PUBLISHED)
        if (proposal.mention and proposal.speaker) or proposal.alternatives
    ]


@pytest.mark.parametrize(
    ("text", "passage", "speaker"),
    [
        # A pronoun means who spoke or acted in the sentence before, not whom they told, met or named.
        ("Ann Lee told Carla Reyes that the dam leaked. She said it was old.", "it was old", "Ann Lee"),
        (
            "Carl Berg asked the Orr Post's reporter Tom Ross to leave. “I am busy,” he said.",
            "“I am busy,”",
            "Carl Berg",
        ),
        ("Carl Berg runs the lock. Nobody there trusts Tom Ross. He said it leaked.", "it leaked", "Carl Berg"),
        # A vice president, a deputy and a former president do not hold the office itself.
        (
            "President Paul Orr spoke. Vice President Ann Lee came. The president said it leaked.",
            "it leaked",
            "Paul Orr",
        ),
        ("President Paul Orr spoke. Vice President Ann Lee came. The vice president said it did.", "it did", "Ann Lee"),
        ("Mayor Ann Lee spoke. Deputy mayor Paul Orr came. The mayor said it leaked.", "it leaked", "Ann Lee"),
        (
            "President Paul Orr spoke. Former president Ann Lee came. The president said it leaked.",
            "it leaked",
            "Paul Orr",
        ),
        (
            "President Paul Orr spoke. Former president Ann Lee came. The former president said it did.",
            "it did",
            "Ann Lee",
        ),
        # What a bank maintains in the midst of who it is, is nobody's words.
        ("“It leaked,” said Ann Lee of Orr Bank, which maintains about 40 boats.", "“It leaked,”", "Ann Lee"),
        ("Paul Orr said the rule is known as Lee v. Berg.", "the rule is known as Lee v. Berg", "Paul Orr"),
        # Who is described first and named behind a comma.
        (
            "The Ruritanian ambassador to Orr, Aydin Demir, told the court that the lock leaked.",
            "the lock leaked",
            "Aydin Demir",
        ),
        ("“Good man,” Berg's neighbour in Port Orr, Tom Ross, said.", "“Good man,”", "Tom Ross"),
        ("The lock leaks, said the port's chief engineer, Ann Lee.", "The lock leaks", "Ann Lee"),
        # A mention is cut to the name.
        ("“It leaks,” said Ann Lee of the Orr Post.", "“It leaks,”", "Ann Lee"),
        ("Secretary of State Mark Ross said the lock leaked.", "the lock leaked", "Mark Ross"),
        # Offices, bodies and abbreviations lead to the fullest name.
        (
            "Prime Minister Ann Lee came. Carl Berg met her. The prime minister said the lock leaked.",
            "the lock leaked",
            "Ann Lee",
        ),
        ("The Orr Port Authority (OPA) met. OPA said the lock leaked.", "the lock leaked", "Orr Port Authority"),
        (
            "Berg Brothers estimates that prices will rise. “It is a risk,” the bank said.",
            "“It is a risk,”",
            "Berg Brothers",
        ),
        ("Ruritania's emergency service said the lock leaked.", "the lock leaked", "Ruritania's emergency service"),
        # A document speaks for who made it.
        ("The lock leaks, according to a study by the Orr Institute.", "The lock leaks", "Orr Institute"),
        ("The lock leaks, according to a Reuters report.", "The lock leaks", "Reuters"),
        (
            "A survey by the Orr Institute came out. The survey found that the lock leaks.",
            "the lock leaks",
            "Orr Institute",
        ),
        # What is before a verb of saying, but no subject of it.
        ("Ann Lee has over the past few months warned that the lock leaks.", "the lock leaks", "Ann Lee"),
        ("McNally added that the lock leaks.", "the lock leaks", "McNally"),
        ("Ann Lee left, but, in a letter to the court on 3 March, said it leaked.", "it leaked", "Ann Lee"),
        # A heading is no first name.
        (
            "Dayton\n\nAnn Lee, who runs the lock, said it leaked.\n\nLee said so twice that day.",
            "it leaked",
            "Ann Lee",
        ),
    ],
)
def test_the_speaker_is_who_is_meant(text: str, passage: str, speaker: str) -> None:
    assert (passage, speaker) in _speakers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Saturday said the lock leaked.",
        "In November said the lock leaked.",
        "Investors may lose. Then he said the lock leaked.",
        "Shortly after he said the lock leaked, it broke.",
        "Many Danes say the lock leaked.",
        "No witness said that the lock leaked.",
    ],
)
def test_no_day_and_no_common_word_is_a_speaker(text: str) -> None:
    assert [proposal.speaker for proposal in propose(text, PUBLISHED) if proposal.speaker] == []


def test_two_who_fit_are_listed_and_neither_is_chosen() -> None:
    proposals = propose("Ann Lee and Carla Reyes met. She said the lock leaked.", PUBLISHED)
    (proposal,) = [proposal for proposal in proposals if proposal.mention == "She"]
    assert (proposal.speaker, proposal.alternatives) == (None, ("Ann Lee", "Carla Reyes"))


def test_an_unnamed_source_stays_the_narration_of_the_outlet() -> None:
    text = "Some experts said the lock leaked. They said it was old. Prosecutors said nothing was wrong with the gate."
    assert [(proposal.attribution.value, proposal.speaker) for proposal in propose(text, PUBLISHED)] == [
        ("narration", None)
    ] * 3
