"""What is typed into a search is taken apart, and what it found is marked, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factdb.domain.search import query, stems
from factdb.domain.search.query import SearchPart
from factdb.store.driver import sqlite3

WORDS = [
    "caresses", "ponies", "ties", "cats", "feed", "agreed", "plastered", "motoring", "sing", "conflated", "troubled",
    "sized", "hopping", "falling", "hissing", "failing", "filing", "happy", "sky", "relational", "conditional",
    "rational", "valenci", "digitizer", "radically", "differently", "analogously", "vietnamization", "predication",
    "operator", "feudalism", "decisiveness", "hopefulness", "callousness", "formality", "sensitivity", "sensibility",
    "triplicate", "formative", "formalize", "electricity", "electrical", "hopeful", "goodness", "revival", "allowance",
    "inference", "airliner", "adjustable", "defensible", "irritant", "replacement", "adjustment", "dependent",
    "adoption", "homologous", "activate", "effective", "bowdlerize", "probate", "rate", "cease", "controll", "roll",
    "apology", "audibly", "états", "1990s", "us", "is", "ayying", "eed", "eeds", "ies", "sses",
]  # fmt: skip


def fts5_stems(words: list[str]) -> list[str]:
    """Return the stems that SQLite's index has of words."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'porter unicode61 remove_diacritics 2')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
    connection.executemany("INSERT INTO t (rowid, x) VALUES (?, ?)", enumerate(words))
    found = [str(row[0]) for row in connection.execute("SELECT term FROM v ORDER BY doc")]
    connection.close()
    return found


def test_stems_are_those_of_the_index() -> None:
    assert [stems.stem(stems.plain_text(word)) for word in WORDS] == fts5_stems(WORDS)


@settings(max_examples=30)
@given(st.lists(st.from_regex(r"[a-z]{3,8}(ational|ing|ed|es|ly|ement|ion|y|e|ll|ss)", fullmatch=True), min_size=1))
def test_stems_are_those_of_the_index_whatever_the_ending(words: list[str]) -> None:
    assert [stems.stem(word) for word in words] == fts5_stems(words)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("combat Iraq", [SearchPart(("combat",)), SearchPart(("iraq",))]),
        ('"combat mission" troop*', [SearchPart(("combat", "mission")), SearchPart(("troop",), is_prefix=True)]),
        (
            '-isis -"by the end"',
            [SearchPart(("isis",), is_excluded=True), SearchPart(("by", "the", "end"), is_excluded=True)],
        ),
        ("covid-19 Müller's", [SearchPart(("covid", "19")), SearchPart(("muller", "s"))]),
        ('"end of the', [SearchPart(("end", "of", "the"))]),
        ("troops TROOPS", [SearchPart(("troops",))]),
        ("AND OR NOT NEAR(", [SearchPart(("and",)), SearchPart(("or",)), SearchPart(("not",)), SearchPart(("near",))]),
        ('!!! * "" -', []),
    ],
)
def test_what_is_typed_is_taken_apart(typed: str, parts: list[SearchPart]) -> None:
    assert query.parse(typed) == parts


def test_no_more_is_looked_for_than_so_many_words() -> None:
    parts = query.parse(" ".join(f"word{n}" for n in range(100)))
    assert sum(len(part.words) for part in parts) == query.MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "count", "snippet"),
    [
        ("troop iraq", 2, "The **troops** left **Iraq** in 2011, they said."),
        ('"left iraq"', 1, "The troops **left Iraq** in 2011, they said."),
        ('"iraq left"', 0, "The troops left Iraq in 2011, they said."),
        ("ira* -troops", 1, "The troops left **Iraq** in 2011, they said."),
    ],
)
def test_what_was_found_is_marked(typed: str, count: int, snippet: str) -> None:
    text = "The troops left Iraq\nin 2011, they said."
    assert query.snippet(text, query.parse(typed)) == (count, snippet)


def test_a_snippet_keeps_the_texts_own_stars() -> None:
    text = "Five ** stars ** were given"
    assert query.snippet(text, query.parse("stars given")) == (2, "Five ** **stars** ** were **given**")


def test_a_long_text_is_cut_round_what_was_found() -> None:
    text = " ".join(f"w{n}" for n in range(100))
    _, snippet = query.snippet(text, query.parse("w50"))
    assert snippet.startswith("…w46 ")
    assert "w49 **w50** w51" in snippet
    assert snippet.endswith("w73…")


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=60))
def test_marks_are_all_that_a_snippet_adds(text: str, typed: str) -> None:
    bare = " ".join(text.replace("*", "").replace("…", "").split())
    _, snippet = query.snippet(bare, query.parse(typed))
    assert " ".join(snippet.replace("**", "").strip("…").split()) in bare
