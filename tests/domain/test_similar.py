"""How alike texts are: the words to look for, what they weigh, and which texts say nearly the same."""

from __future__ import annotations

import pytest

from factdb.domain.search import near_identical, similar
from factdb.domain.search.similar import Scorer


def test_terms_are_cleaned_split_and_each_named_once() -> None:
    post = (
        "Fires! #AustralianFires are spreading, the FIRE spreads https://t.co/1 pic.twitter.com/2 "
        "\u2014 Jane Doe (@jane) January 14, 2020"
    )
    terms = similar.terms(post)
    assert list(terms) == ["fires", "australian", "australianfires", "spreading", "jane", "doe", "january", "2020"]
    assert terms["fires"] == 1 > terms["jane"] == terms["2020"] > 0
    assert 0 < similar.terms("Somebody really said it")["really"] < 1


def test_tags_in_one_case_are_taken_apart_where_the_ledger_has_both_words() -> None:
    post = "Look #draintheswamp #TwoWords #tiny @houseofcards"
    terms, compounds = similar.terms(post), similar.compounds(post)
    assert compounds == ["draintheswamp", "houseofcards"]
    assert ("house", "ofcards") in similar.halves("houseofcards")
    counts = {"draint": 9, "heswamp": 8, "drainthe": 3, "swamp": 50, "house": 7, "ofcards": 0}
    read = similar.split_compounds(terms, compounds, counts)
    assert terms.keys() - read.keys() == {"draintheswamp"}
    assert read.keys() - terms.keys() == {"draint", "heswamp"}
    assert similar.split_compounds(terms, compounds, {**counts, "draintheswamp": 1}) == terms


def test_the_rarest_terms_are_looked_for() -> None:
    counts = {f"w{n}": n for n in range(40)}
    assert similar.rarest(counts) == [f"w{n}" for n in range(1, similar.MOST_TERMS + 1)]


def test_a_rare_word_weighs_more_and_a_short_text_fits_better() -> None:
    scorer = Scorer.from_terms({"bridge": 1, "people": 1}, {"bridge": 2, "people": 500}, 1000)
    rare, common = (scorer.score((text, None, None)) for text in ("A bridge fell.", "Some people fell."))
    long = scorer.score((f"A bridge fell {'somewhere far away ' * 9}", None, None))
    assert rare > common > 0
    assert rare > long > 0
    assert scorer.score(("Bridges!", "The bridge", None)) > scorer.score(("Bridges!", None, "The bridge"))
    assert scorer.score(("Nothing of it", None, None)) == 0


def test_candidates_are_those_that_have_most_of_what_weighs() -> None:
    hits = {"rare": [3, 1], "common": [1, 2, 4]}
    assert similar.candidates(hits, {"rare": 2, "common": 300}, 1000, 3) == [1, 3, 2]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (
            "The U.S. mission in Iraq ends by the end of 2021.",
            "The US mission in Iraq will end by the end of 2021!",
            True,
        ),
        ("The bridge cost 4 million.", "The bridge cost 9 million.", False),
        ("The bridge was safe for the whole of the year", "The bridge was not safe for the whole of the year", False),
        ("The bridge cost 4 million.", "The mayor opened the bridge in May.", False),
        ("", "", False),
    ],
)
def test_texts_that_say_nearly_the_same(one: str, other: str, *, alike: bool) -> None:
    assert [pair for pair, _ in near_identical.pairs({7: one, 2: other, 5: "Nothing of it."})] == [(2, 7)] * alike
