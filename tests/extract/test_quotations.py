"""What is said is found whole, with who says it: in marks, in a clause around them, on both sides of its speaker."""

from __future__ import annotations

import pytest

from factdb.extract import propose

SAID = "\u201cThe lock will hold for years,\u201d"


@pytest.mark.parametrize(
    ("text", "said", "by"),
    [
        # A dateline is nobody's words.
        ("ORR, Ohio (AP) \u2014 " + SAID + " Ann Lee said.", SAID, "Ann Lee"),
        ("ORR \u2014 The lock will hold, the mayor said.", "The lock will hold", "the mayor"),
        # A quotation is signed behind a dash, or on the next line; a mark may be missing.
        ("\u201cWe were never asked.\u201d \u2015 Ann Lee", "\u201cWe were never asked.\u201d", "Ann Lee"),
        ("We were never asked.\u201d \u2015 Ann Lee", "We were never asked.\u201d", "Ann Lee"),
        ("\u201cWe were never asked.\u201d\n- Ann Lee, Orr.", "\u201cWe were never asked.\u201d", "Ann Lee"),
        # A programme's title before the speaker is not what is said.
        (
            "On Monday's \u201cBreakfast with Bea,\u201d Ann Lee said the lock would hold.",
            "the lock would hold",
            "Ann Lee",
        ),
        # Whoever is described before the name or belongs to another's office speaks too, and by telephone.
        (SAID + " said former mayor Ann Lee.", SAID, "former mayor Ann Lee"),
        (SAID + " said Ross\u2019s deputy manager, Ann Lee.", SAID, "Ann Lee"),
        (SAID + " Ann Lee said by telephone.", SAID, "Ann Lee"),
        (SAID + " beamed Ann Lee.", SAID, "Ann Lee"),
        ("\u201cWhy not?\u201d Ann Lee shot back.", "\u201cWhy not?\u201d", "Ann Lee"),
        # "That," and who stands behind a comma; a contracted "is"; "as she put it".
        ("Ann Lee told Radio Orr, that, in time, it would leak.", "in time, it would leak", "Ann Lee"),
        ("She's predicting the lock will hold.", "the lock will hold", "She"),
        ("As Ann Lee put it last week, the lock is old.", "the lock is old", "Ann Lee"),
        ("Conceding that the lock leaked, Ann Lee asked for money.", "the lock leaked", "Ann Lee"),
        # A side clause ends with its comma, and a clause goes on behind its speaker.
        ("While Ann Lee says it is safe, the town moved away.", "it is safe", "Ann Lee"),
        # Quoted words of a sentence without a verb of saying are found with its clause.
        (
            "Ann Lee fled into \u201ca long, cold winter.\u201d",
            "into \u201ca long, cold winter.\u201d",
            "Ann Lee",
        ),
    ],
)
def test_what_is_said_is_found_whole(text: str, said: str, by: str) -> None:
    found = [(each.text, each.mention) for each in propose(text) if each.mention]
    assert found == [(said, by)]


def test_a_clause_goes_on_behind_its_speaker() -> None:
    text = "Unless it rains, Ann Lee said, the river could fall below its bed."
    (found,) = propose(text)
    assert [text[part.start : part.end] for part in found.parts] == [
        "Unless it rains",
        "the river could fall below its bed",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "They sail to states that vote on Monday.",  # a noun, and no verb of saying
        "A group in \u201cWe are Orr\u201d shirts.",
        "He saw \u201cBreakfast with Bea and Friends\u201d there.",
    ],
)
def test_nobody_says_what_is_only_named(text: str) -> None:
    assert [each.text for each in propose(text) if each.mention] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SAID[:-1] + " the city board said, arguing that nobody was hurt.", SAID[:-1]),
        ("He sang it, saying: The lock will hold for years.\u201d", "The lock will hold for years.\u201d"),
    ],
)
def test_a_missing_mark_is_set_where_the_reporting_words_are(text: str, said: str) -> None:
    assert said in [each.text for each in propose(text)]


def test_a_second_long_quotation_in_a_sentence_is_told_by_itself() -> None:
    text = "Ann Lee fled \u201ca long, cold winter\u201d for a place that had \u201call the light in the world.\u201d"
    first, second = propose(text)
    assert first.text == "\u201ca long, cold winter\u201d"
    assert second.text == "\u201call the light in the world.\u201d"
