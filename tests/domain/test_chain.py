"""A hash holds every character of its row, and another program can compute it."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.enums import Status
from factdb.domain.history import chain, sealing

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)
bodies = st.dictionaries(texts, values, max_size=4)
ROW = (
    chain.GENESIS,
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-98c4-dc0c0c073990",
    1,
    '{"é":1}',
)


def test_a_hash_is_sha_256_over_six_fields_each_after_its_length_in_bytes() -> None:
    written = (
        b"\0\0\0\0\0\0\0\x07factdb2"
        b"\0\0\0\0\0\0\0\x40%b"
        b"\0\0\0\0\0\0\0\x24017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
        b"\0\0\0\0\0\0\0\x24017f22e2-79b0-7cc3-98c4-dc0c0c073990"
        b"\0\0\0\0\0\0\0\x011"
        b'\0\0\0\0\0\0\0\x08{"\xc3\xa9":1}'
    ) % (b"0" * 64)
    assert chain.digest(*ROW) == hashlib.sha256(written).hexdigest()


def test_the_format_of_factdb2_never_changes() -> None:
    """Hashes and commitments that another program computed: every ledger has such rows."""
    assert chain.digest(*ROW) == "ebbaed1eef5bef30494ea9285baf227f3a11952225c8f8b88e2724e92c1ae052"
    words = {"contact.who": "Zoë", "contact.text": "Das ist falsch. 😀"}
    assert (
        sealing.commitment("c2FsdCBvZiAxNiBieXRl", words)
        == "513df6c6eb541f990208a4b13cb1877c24edfd179118dbc0e3f8c055bdc42488"
    )


def test_the_text_of_a_body_with_words_beside_it_never_changes() -> None:
    facts = {"contact": {"how": "phone", "text": "Das ist falsch. 😀", "who": "Zoë"}, "kind": "contacted", "n": 2}
    open_part, beside = sealing.seal(facts, sealing.claim_places(facts))
    salt, words = beside["contact"]
    commitment = sealing.commitment(salt, words)
    assert chain.canonical(open_part) == (
        '{"contact":{"how":"phone"},"kind":"contacted","n":2,'
        f'"sealed":{{"contact":["{commitment}","contact.text","contact.who"]}}}}'
    )
    assert chain.canonical(beside) == (
        f'{{"contact":["{salt}",{{"contact.text":"Das ist falsch. 😀","contact.who":"Zoë"}}]}}'
    )


@given(st.tuples(texts, texts, texts, st.integers(), texts), st.tuples(texts, texts, texts, st.integers(), texts))
def test_two_rows_that_differ_have_two_hashes(
    one: tuple[str, str, str, int, str], other: tuple[str, str, str, int, str]
) -> None:
    assert (chain.digest(*one) == chain.digest(*other)) == (one == other)


@given(st.lists(st.text("ab", max_size=4), min_size=3, max_size=3), st.data())
def test_characters_that_move_into_the_next_field_change_the_hash(fields: list[str], data: st.DataObject) -> None:
    joined = "".join(fields)
    cuts = sorted(data.draw(st.integers(0, len(joined))) for _ in range(2))
    moved = [joined[: cuts[0]], joined[cuts[0] : cuts[1]], joined[cuts[1] :]]
    hashes = {chain.digest(one, two, three, 1, "{}") for one, two, three in (fields, moved)}
    assert (len(hashes) == 1) == (fields == moved)


def test_a_number_that_moves_between_seq_and_its_neighbours_changes_the_hash() -> None:
    assert (
        len(
            {
                chain.digest("", "", "1", 11, "1"),
                chain.digest("", "", "11", 1, "1"),
                chain.digest("", "", "", 111, "1"),
            }
        )
        == 3
    )


def test_a_body_has_one_text() -> None:
    body = {"b": [1, True, None], "a": {"é": "\u2028\n\x7f"}, "B": Status.NEW, "c": ("x",)}
    assert chain.canonical(body) == '{"B":"new","a":{"é":"\u2028\\n\x7f"},"b":[1,true,null],"c":["x"]}'


@given(bodies)
def test_a_body_is_read_back_as_it_was_and_has_the_same_text_again(body: dict[str, object]) -> None:
    text = chain.canonical(body)
    assert chain.read(text) == body
    assert chain.canonical(chain.read(text)) == text
    assert text.encode()


@given(bodies)
def test_the_order_of_keys_does_not_matter(body: dict[str, object]) -> None:
    assert chain.canonical(dict(reversed(body.items()))) == chain.canonical(body)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        float("inf"),
        {1: "x"},
        {"\ud800": 1},
        "\ud800",
        [b"x"],
        {"x"},
        object(),
        {"a": [{"b": 0.5}]},
    ],
)
def test_what_json_has_two_texts_for_is_no_body(value: object) -> None:
    with pytest.raises(ValueError, match="a history's body can't hold"):
        chain.canonical({"value": value})


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1.0}',
        '{"a":1e3}',
        '{"a":NaN}',
        '{"a":-Infinity}',
        '{"a":"\\ud800"}',
        "[]",
        '"a"',
        "{",
        "",
        '{"a":' * 100_000,
    ],
)
def test_a_text_that_is_no_body_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        chain.read(text)


def test_deep_bodies_are_refused_both_ways() -> None:
    deep: list[object] = []
    for _ in range(70):
        deep = [deep]
    with pytest.raises(ValueError, match="levels"):
        chain.canonical({"deep": deep})
    with pytest.raises(ValueError, match="levels"):
        chain.read(json.dumps({"deep": deep}))


@pytest.mark.parametrize("text", ['{"a":1,"a":1}', '{"a":{"b":1,"c":2,"b":3}}', '[{"a":1,"\\u0061":2}]'])
def test_a_key_that_stands_twice_is_refused_by_name(text: str) -> None:
    with pytest.raises(chain.DuplicateKeyError, match=r"'[ab]' stands twice"):
        chain.read(text)
