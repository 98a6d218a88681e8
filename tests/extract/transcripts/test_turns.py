"""Labels and turns: what names a speaker, what does not, and which texts are transcripts at all."""

from __future__ import annotations

import sys

import pytest

from factdb.extract.transcripts import labels, turns


def names(text: str) -> list[str | None]:
    transcript = turns.read_transcript(text)
    return [turn.label.name if turn.label else None for turn in transcript.turns] if transcript else []


@pytest.mark.parametrize(
    ("line", "name", "remarks"),
    [
        ("MR. LEE: It did.", "MR. LEE", ()),
        ("Ms. Ann O\u2019Neil-Roe: It did.", "Ms. Ann O\u2019Neil-Roe", ()),
        ("The Prime Minister (Mona Reyes): It did.", "The Prime Minister", ("Mona Reyes",)),
        ("Mona Reyes (Orr North) (Lab): It did.", "Mona Reyes", ("Orr North", "Lab")),
        ("Q12. [900123] Mona Reyes (Orr North): It did.", "Mona Reyes", ("Orr North",)),
        ("Mona van der Berg, Mayor of Orr: It did.", "Mona van der Berg, Mayor of Orr", ()),
        ("[Mona Reyes]: It did.", "Mona Reyes", ()),
        ("**Mona Reyes**: It did.", "Mona Reyes", ()),
        ("Q: Did it?", "Q", ()),
        ("Hon. Members: Oh!", "Hon. Members", ()),
        ("SPEAKER 2: It did.", "SPEAKER 2", ()),
        ("Unidentified male: It did.", "Unidentified male", ()),
    ],
)
def test_a_label_names_a_speaker(line: str, name: str, remarks: tuple[str, ...]) -> None:
    label = labels.leading_label(line)
    assert label is not None
    assert (label.name, label.remarks) == (name, remarks)
    assert line[label.end :].strip() in {"It did.", "Did it?", "Oh!"}


@pytest.mark.parametrize(
    "line",
    [
        "Photo: the bridge in May.",
        "Source: the ministry.",
        "He said one thing: it fell.",
        "One thing is sure: it fell.",
        "The train left at 10:30 on Friday.",
        "It cost nine million. The mayor: no.",
        "https://example.com/bridge",
        "Read more: the bridge.",
        ": it did.",
        "and so: it did.",
        "A" * 80 + ": it did.",
    ],
)
def test_other_words_before_a_colon_name_nobody(line: str) -> None:
    assert labels.leading_label(line) is None


@pytest.mark.parametrize(
    "text",
    [
        "The bridge fell. \u201cIt was old,\u201d said Ada Lund.\n\nPhoto: Bo Ek\n\nSource: the ministry",
        "Q: Did it fall?\n\nA: It did.\n\nQ: When?\n\nA: In May.",
        "MS. ROE: Did it fall?\n\nMR. LEE: It did.\n\nMS. ROE: When?\n\nMR. LEE: In May.",
        "Orr Times: Did it fall?\n\nAnn Roe: It did.\n\nOT: When?\n\nAR: In May.\n\nRoe: Or June.",
        "Myth: It fell.\n\nFact: It stands.\n\nMyth: It was old.\n\nFact: It was new.",
        "Ada Lund: The bridge fell.\n\nThe town has no other bridge. " + "It was built long ago. " * 20,
        "[10:30] The police came.\n\n[10:45] The police left.\n\n[11:00] The road is open.",
        "",
        "\n\n",
    ],
    ids=[
        "article",
        "interview without names",
        "interview",
        "initials",
        "list",
        "one label",
        "live blog",
        "empty",
        "empty lines",
    ],
)
def test_other_texts_are_no_transcripts(text: str) -> None:
    assert names(text) == []


def test_notes_are_nobodys_words() -> None:
    text = "MR. LEE: It fell.\n\n[Laughter.]\n\n(Applause)\n\n4.15 pm\n\nIt was old.\n\nMS. ROE: No.\n\nMR. LEE: Yes."
    transcript = turns.read_transcript(text)
    assert transcript is not None
    assert [[text[part.start : part.end] for part in turn.parts] for turn in transcript.turns] == [
        ["It fell.", "It was old."],
        ["No."],
        ["Yes."],
    ]


def test_wrapped_lines_are_one_passage() -> None:
    text = "MR. LEE: It fell\nin May\nof 2019.\n\nIt was old.\n\nMS. ROE: No.\n\nMR. LEE: Yes."
    transcript = turns.read_transcript(text)
    assert transcript is not None
    assert [text[part.start : part.end] for part in transcript.turns[0].parts] == [
        "It fell\nin May\nof 2019.",
        "It was old.",
    ]


def test_a_name_that_was_introduced_stands_alone_on_a_line() -> None:
    text = "Tom Lee (Hill) (Lab)\nIt fell in May.\n\nMona Reyes (Orr) (Con)\nIt did not.\n\nTom Lee\nIt did, in May.\n"
    assert names(text) == ["Tom Lee", "Mona Reyes", "Tom Lee"]


def test_a_place_in_a_turn_is_its_speakers() -> None:
    text = "MR. LEE: It fell.\n\nMS. ROE: No.\n\nMR. LEE: Yes."
    transcript = turns.read_transcript("Orr\n\n" + text)
    assert transcript is not None
    assert turns.turn_at(transcript, 0) is None
    at = [turns.turn_at(transcript, ("Orr\n\n" + text).index(words)) for words in ("MR.", "It f", "ROE", "No", "Yes")]
    assert [turn.label.name for turn in at if turn and turn.label] == ["MR. LEE"] * 2 + ["MS. ROE"] * 2 + ["MR. LEE"]


def test_many_speakers_take_work_by_their_number() -> None:
    calls = []
    for count in (200, 800):
        text = "\n\n".join(f"Ana R{number}: We paid for it." for number in range(count))
        made = 0

        def note(*_: object) -> None:
            nonlocal made
            made += 1

        sys.setprofile(note)
        try:
            assert turns.is_transcript(text)
        finally:
            sys.setprofile(None)
        calls.append(made)
    assert calls[1] <= 5 * calls[0]
