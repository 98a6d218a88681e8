"""Files of scales: the shipped one is in the form, and what isn't is refused by its place."""

from __future__ import annotations

import pytest

from factdb.errors.people import BadScaleFileError
from factdb.formats import scale_file
from factdb.resources import folder

SCALE = '[[scales]]\ncode = "gazette"\npublisher = "The Gazette"\nquestion = "truth"\n'
RATING = '[[scales.ratings]]\ncode = "so-so"\nlabel = "So so"\n'


def test_the_shipped_mappings_are_in_the_form() -> None:
    text = (folder("seeds") / "mappings.toml").read_text(encoding="utf-8")
    assert len(scale_file.read(text, "mappings.toml")) == 9
    assert scale_file.read(SCALE + RATING, "it")[0]["ratings"] == [{"code": "so-so", "label": "So so"}]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[scales", "it is not valid TOML"),
        ("", "it must contain"),
        ("scales = [1]", "scale 1: it is not a table"),
        (SCALE, "scale 1: its ratings is missing"),
        (SCALE + "ratings = []", "its ratings must be a list"),
        (SCALE + RATING + 'colour = "red"', 'scale gazette, rating 1: there is no key "colour"'),
        (SCALE.replace('"truth"', '"lies"') + RATING, "its question must be one of truth, quote"),
        (SCALE.replace('publisher = "The Gazette"\n', "") + RATING, "its publisher is missing"),
        (SCALE + RATING.replace("so-so", "So so"), "its code may have only small letters"),
        (SCALE + RATING + "score = 2", "only the category truth has a score"),
        (SCALE + RATING + "score = true", "its score must be a whole number"),
        (SCALE + RATING + 'category = "truth"\nscore = 5\nmapping_reason = "So."', "from 0 to 4"),
        (SCALE + RATING + 'category = "truth"', "a mapping_reason needs a category"),
        (SCALE + RATING + 'flags = ["red"]', "its flags must be one of"),
        (SCALE + RATING + RATING, 'the code "so-so" occurs twice'),
        (SCALE + RATING + RATING.replace("so-so", "so").replace("So so", ": SO  SO"), 'the label "so so" occurs twice'),
        ((SCALE + RATING) * 2, 'scales: the code "gazette" occurs twice'),
    ],
)
def test_what_is_not_in_the_form_is_refused_by_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BadScaleFileError, match=r"^Cannot read it[,:]") as refused:
        scale_file.read(text, "it")
    assert sentence in str(refused.value)
