"""Text laid out by the cells of a terminal: wide letters, marks, emoji, long words, and encodings that lack them."""

from __future__ import annotations

import io
import sys

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from factdb.cli.terminal import display, layout, table

URL = "https://example.org/" + "a-long-way/" * 20


def wrapped(
    monkeypatch: pytest.MonkeyPatch, columns: int, text: str, first: str = "  ", rest: str = "    "
) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    return layout.wrap(text, first, rest)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge cost 4 million, the mayor said at the opening on Monday morning.",
        "橋は四百万円だった。市長は月曜日の朝の開通式でそう述べた。" * 3,
        "The mayor 市長 said that the bridge 橋は四百万円だった cost four million 四百万円 in all",
        "Zu\u0308rich und Mu\u0308nchen und Ko\u0308ln und Du\u0308sseldorf und Osnabru\u0308ck und Lu\u0308beck",
        "👨‍👩‍👧‍👦 👍🏽 ❤️ 🇩🇪 " * 10,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3,
        "ส่วนใหญ่เป็นความจริง" * 8,
    ],
    ids=["latin", "japanese", "mixed", "combining", "emoji", "one long word", "thai"],
)
def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for columns in (25, 40, 60, 100):
        lines = wrapped(monkeypatch, columns, text)
        assert max(map(cell_len, lines)) <= columns
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert lines[0].startswith("  ")
        assert all(line.startswith("    ") for line in lines[1:])


def test_wide_letters_fill_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = wrapped(monkeypatch, 40, "橋" * 50, "", "")
    assert list(map(cell_len, lines)) == [40, 40, 20]


def test_a_mark_stays_on_its_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(not line.startswith("\u0308") for line in wrapped(monkeypatch, 25, "u\u0308" * 60, "", ""))


def test_a_url_is_left_whole_on_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = wrapped(monkeypatch, 40, f"See {URL} for more of it.")
    assert lines == ["  See", f"    {URL}", "    for more of it."]
    assert wrapped(monkeypatch, 40, f'"{URL}"', "  in  ") == [f'  in  "{URL}"']


def test_spaces_and_lines_stay_where_they_mean_something(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrapped(monkeypatch, 80, "  1  noted\n\nnext\tone ") == ["    1  noted", "", "    next    one"]
    assert wrapped(monkeypatch, 80, "") == [""]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200), st.integers(1, 120))
@example("\xa0", 1)
def test_nothing_is_lost_whatever_is_wrapped(text: str, columns: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        lines = wrapped(patch, columns, text, "", "")
    kept = layout.printable(text)
    assert "".join(lines).replace(" ", "") == kept.replace(" ", "")
    if "http" not in text:
        assert max(map(cell_len, lines)) <= max(columns, 20)


def test_columns_stay_under_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    names = ["Zu\u0308rich", "市長", "👍🏽", "plain"]
    rows = [{"name": name, "status": "published", "claim": "It is so."} for name in names]
    for line in list(table.lines(rows, ("name", "status", "claim")))[1:]:
        before, _, _ = click.unstyle(line).partition("published")
        assert cell_len(before) == cell_len("plain  ") + max(0, cell_len("Zu\u0308rich") - 5)


# -- encodings -----------------------------------------------------------------------------------------------


def speak(monkeypatch: pytest.MonkeyPatch, encoding: str) -> io.BytesIO:
    """Let stdout be a terminal of another encoding, and return what is written on it."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, write_through=True))
    display.accept_all_letters()
    return raw


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("ascii", b'claim 7 - "x" ... 4 \\u20ac \\u6a4b'),
        ("latin-1", b'claim 7 \xb7 "x" ... 4 \\u20ac \\u6a4b'),
        ("cp1252", b"claim 7 \xb7 \x93x\x94 \x85 4 \x80 \\u6a4b"),
        ("utf-8", "claim 7 · “x” … 4 € 橋".encode()),
    ],
)
def test_what_an_encoding_lacks_is_readable(monkeypatch: pytest.MonkeyPatch, encoding: str, expected: bytes) -> None:
    text = "claim 7 · “x” … 4 € 橋"
    raw = speak(monkeypatch, encoding)
    assert display.replace_lacking(text).encode(encoding) == expected
    sys.stdout.write(text)
    assert raw.getvalue() == expected


def test_a_table_stays_aligned_where_letters_are_written_as_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, "ascii")
    monkeypatch.setenv("COLUMNS", "60")
    rows = [{"name": name, "status": "new", "claim": "x " * 60} for name in ("橋" * 30, "Ana", "Müller")]
    lines = list(table.lines(rows, ("name", "status", "claim")))
    assert all(line.isascii() and len(click.unstyle(line)) <= 60 for line in lines)
    assert len({line.index("new") for line in lines[1::2]}) == 1
    assert lines[2].endswith("...")


# -- colours -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flag", "environ", "expected"),
    [
        ("auto", {}, None),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, None),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, None),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_about_colours(flag: str, environ: dict[str, str], expected: bool | None) -> None:  # noqa: FBT001
    assert display.choose_colour(flag, environ) is expected


def test_a_colour_never_says_what_the_words_do_not() -> None:
    assert click.unstyle(display.paint("published", "published")) == "published"
    assert display.paint("half-true", "half-true") != display.paint("half-true", "true")
    assert display.paint("pants-fire", "pants-fire") == "pants-fire"
