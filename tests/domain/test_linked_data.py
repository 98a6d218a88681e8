"""JSON-LD is read alike for articles and for imported reviews."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.linked_data import Graph, Node, first_text, nodes, objects, parts, read_script, types

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "wrapping",
    [
        "{}",
        " {}\n",
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "/* <![CDATA[ */{}//]]>",
        "<![CDATA[{}]]>",
    ],
)
def test_a_script_is_read_though_comments_hide_it(wrapping: str) -> None:
    assert read_script(wrapping.format('{"name": "Orr"}')) == [{"name": "Orr"}]
    assert read_script(wrapping.format('[{"name": "Orr"}, 2]')) == [{"name": "Orr"}, 2]
    assert read_script(wrapping.format("")) == []


def test_what_is_no_json_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        read_script("{broken")


@given(JSON)
def test_any_json_is_read_whole(value: object) -> None:
    values = read_script(json.dumps(value))
    assert values == (value if isinstance(value, list) else [value])
    for node in nodes(values):
        for key in node:
            assert len(objects(node, key)) == len(parts(node, key))


def test_a_page_that_nests_without_end_is_read() -> None:
    deep: object = "Orr"
    for _ in range(100_000):
        deep = [deep]
    assert first_text({"name": deep}, "name") == "Orr"
    assert [*nodes(deep)] == []
    assert len([*nodes([{}] * 100, limit=10)]) < 10


def test_types_are_told_without_the_prefix_of_schema_org() -> None:
    for name in ("Article", "schema:Article", "http://schema.org/Article", "https://www.schema.org/Article"):
        assert types({"@type": [name]}) == types({"type": name}) == {"Article"}


def test_values_are_unwrapped_and_references_followed_once() -> None:
    person = {"@id": "#p", "name": {"@value": "A. Wu"}, "knows": {"@id": "#p"}}
    page: Node = {"@id": "#a", "author": {"@list": [{"@id": "#p"}]}}
    resolved = Graph([person, page]).resolve(page)
    (author,) = objects(resolved, "author")
    assert first_text(author, "name") == "A. Wu"
    assert author["knows"] == {"@id": "#p"}
