"""Quoted words are those inside the marks, however the marks were typed, and never the article's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.quotation import marks

odd = st.text(alphabet=st.sampled_from("ab s.,\n\"'“”\u2018\u2019„«»「」`[]12é—said I"), max_size=40)


def quoted(passage: str) -> list[str]:
    return [passage[part.start : part.end].strip() for part in marks.quoted_parts(passage)]


@pytest.mark.parametrize(
    ("passage", "parts"),
    [
        ("“So it is.”", ["So it is."]),
        ('"So it is," he said.', ["So it is,"]),
        ("„So ist es“, sagte er.", ["So ist es"]),
        ("»So ist es«, sagte er. »Ja.«", ["So ist es", "Ja."]),
        ("« Oui, je viens », a-t-il dit", ["Oui, je viens"]),
        ("«Sí», dijo.", ["Sí"]),
        ("彼は「はい」と言った", ["はい"]),
        ("『はい。「いいえ」と』", ["はい。「いいえ」と"]),
        ("\u2018We go,\u2019 he said. \u2018Now.\u2019", ["We go,", "Now."]),
        ("``so'' he said", ["so"]),
        ("the so-called 'surge' failed", ["surge"]),
        ("'The troops' mission is over,' he said", ["The troops' mission is over,"]),
        ("“one”—“two”", ["one", "two"]),
        ("(“So it is.”)", ["So it is."]),
        ('They said “a b,” and "c d" and \u2018e f\u2019', ["a b,", "c d", "e f"]),
    ],
)
def test_marks_of_every_style(passage: str, parts: list[str]) -> None:
    assert quoted(passage) == parts


@pytest.mark.parametrize(
    ("passage", "parts"),
    [
        ("“A one,” he said. “B two.”", ["A one,", "B two."]),
        ("“He said “go” to me.”", ["He said “go” to me."]),
        ("“\u2018Go,\u2019 he said to me,” she said", ["\u2018Go,\u2019 he said to me,"]),
        ("“Para one.\n\n“Para two.”", ["Para one.\n\n“Para two."]),
        ('"strongest since 2001" he said', ["strongest since 2001"]),
        ('"a 12" gun is big" he said', ['a 12" gun is big']),
    ],
)
def test_several_parts_and_quotations_in_quotations(passage: str, parts: list[str]) -> None:
    assert quoted(passage) == parts


@pytest.mark.parametrize(
    ("passage", "parts"),
    [
        # Claim 7 of the seed: a mark of the wrong shape, and a sentence that opens with none.
        ("“Our cooperation,“ Biden said. Our fight goes on.”", ["Our cooperation,", "Our fight goes on."]),
        ("”Our cooperation,” he told reporters on Monday. “It goes on.“", ["Our cooperation,", "It goes on."]),
        ("“A thing, he said. “B thing.”", ["A thing,", "B thing."]),
        ("“We will go, Biden said.", ["We will go,"]),
        ("We will go,” Biden said", ["We will go,"]),
        ("Biden said we will go.”", ["we will go."]),
        ("\u2018A,\u2019 he said. B.\u2019", ["A,", "B."]),
        ("would “be available to train", ["be available to train"]),
    ],
)
def test_broken_marks(passage: str, parts: list[str]) -> None:
    assert quoted(passage) == parts


@pytest.mark.parametrize(
    "passage",
    ["", "“", "””””", "no marks", "'90s rock 'n' roll", "it's the boys' own", 'a 12" gun', "“ ”", "6'2\" tall"],
)
def test_nothing_is_quoted(passage: str) -> None:
    assert quoted(passage) == []


@given(odd)
def test_parts_are_in_order_and_within_the_passage(passage: str) -> None:
    edges = [edge for part in marks.quoted_parts(passage) for edge in (part.start, part.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(passage) for edge in edges)


@given(st.text(alphabet="abc de,.", min_size=1).filter(lambda words: words.strip(" ,.")))
def test_words_between_marks_are_quoted_whole(words: str) -> None:
    words = words.strip()
    assert quoted(f"“{words}”") == [words]
