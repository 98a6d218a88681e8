"""JSON is read an element at a time, wherever the pieces of the file end."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.errors.exchange import FileRefusedError
from factdb.formats.files import json_stream, strict_json
from factdb.formats.files.json_stream import elements
from factdb.formats.files.texts import Text


class Trickle(Text):
    """A text that comes a few characters at a time."""

    def __init__(self, written: str, size: int) -> None:
        super().__init__("f", io.BytesIO(b"x").read)
        self.parts = [written[at : at + size] for at in range(0, len(written), size)]

    def pieces(self) -> Iterator[str]:
        return iter(self.parts)


def found(written: str, size: int = 1000, within: Collection[str] = ()) -> list[object]:
    return [element.value for element in elements(Trickle(written, size), within)]


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.text(),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(values=st.lists(values, max_size=4), size=st.integers(1, 9), indent=st.none() | st.integers(0, 2))
def test_an_array_is_read_whatever_its_pieces(values: list[object], size: int, indent: int | None) -> None:
    assert found(json.dumps(values, indent=indent), size) == values
    assert found(json.dumps({"a": 1, "rows": values, "z": []}, indent=indent), size, ("rows",)) == values


@given(values=st.lists(values, min_size=1, max_size=4), size=st.integers(1, 9))
def test_values_after_one_another_are_read_whatever_their_pieces(values: list[object], size: int) -> None:
    rows = [{"v": value} for value in values]
    assert found("\n".join(json.dumps(row) for row in rows), size) == rows


def test_each_element_knows_its_line() -> None:
    text = Trickle('[\n {"a":\n 1},\n\n {"b": 2}, 3\n]', 4)
    assert [element.line for element in elements(text)] == [2, 5, 5]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("[1, 2", "line 1 is where the file ends too early"),
        ('[{"a": 1', "line 1 begins a value that never ends"),
        ('["abc', "line 1 begins a value that never ends"),
        ("[1,\n2,\n]", "line 3 is not valid JSON"),
        ("[1 2]", 'line 1 is not valid JSON: "," is missing'),
        ("[1] x", "line 1 is not valid JSON"),
        ('{"rows": [1], "rows": [2]}', "has the same key twice"),
        ('{"rows": [1] "b": 2}', 'is not valid JSON: "," is missing'),
        ("{1: 2}", "is not valid JSON: a key is missing"),
        ('{"a" 2}', 'is not valid JSON: ":" is missing'),
        ('{"a"', "ends too early"),
        ('{"rows"', "ends too early"),
        ('["a\nb"]', "line 1 is not valid JSON: invalid control character"),
        ('["\\x"]', "is not valid JSON: invalid"),
        ("[tru", "line 1 is not valid JSON"),
        ("[" * 100_000, "line 1 has more than 64 levels"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_what_is_no_json_is_refused_with_its_line(written: str, why: str, size: int) -> None:
    size = max(size, len(written) // 10)
    with pytest.raises(FileRefusedError, match=why):
        found(written, size, ("rows",) if written.startswith("{") else ())


def test_an_element_of_any_length_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LARGEST_ELEMENT", 1000)
    with pytest.raises(FileRefusedError, match="begins an element of more than 1,000 characters"):
        found('["' + "x" * 10_000, 10)
    assert found(json.dumps(["x" * 500, "y" * 500]), 10) == ["x" * 500, "y" * 500]


@pytest.mark.parametrize(
    ("written", "path", "value"),
    [
        ('{"a": {"b": [1, NaN]}}', "a.b[1]", "NaN"),
        ('{"a": 1, "a": 2}', "", "a"),
        ('[{"a": "\\u0000"}]', "[0].a", "\x00"),
        ('{"\\ud800": 1}', "", "\ud800"),
        ("-Infinity", "", "-Infinity"),
        ("1e400", "", "1e400"),
    ],
)
def test_a_flaw_is_found_where_it_stands(written: str, path: str, value: str) -> None:
    flaw = strict_json.flaw(strict_json.decode(written))
    assert flaw
    assert (flaw.path, flaw.value) == (path, value)


@given(values)
def test_what_json_holds_has_no_flaw_and_is_kept(value: object) -> None:
    read = strict_json.decode(json.dumps(value))
    amiss = strict_json.flaw(read)
    assert amiss is None or "forbidden character" in amiss.why
    assert strict_json.lenient_value(read) == read == value


def test_what_is_kept_of_a_flaw_is_what_most_readers_make_of_it() -> None:
    written = '{"a": NaN, "b": {"c": 1, "c": 2}, "d": [1e999]}'
    assert strict_json.lenient_value(strict_json.decode(written)) == {"a": "NaN", "b": {"c": 2}, "d": ["1e999"]}
    deep = strict_json.lenient_value(strict_json.decode("[" * 300 + "]" * 300))
    assert json.dumps(deep).count("[") == strict_json.DEEPEST + 1
