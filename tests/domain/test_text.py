"""Hostile text is refused at the edge, and can't steer a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb import errors
from factdb.domain import text


@pytest.mark.parametrize(
    ("value", "lines", "kept"),
    [
        ("  so \n", True, "so"),
        ("a\r\nb\rc\n\td", True, "a\nb\nc\n\td"),
        ("a \r\n\t b  c\td", False, "a b  c d"),
        ("\u202eabc \u200f", True, "\u202eabc \u200f"),
        ("é\u2028x", True, "é\u2028x"),
    ],
)
def test_space_around_goes_and_line_ends_become_one_kind(value: str, lines: bool, kept: str) -> None:  # noqa: FBT001
    assert text.clean(value, "reason", lines=lines) == kept


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9b", "\udfff"])
def test_control_characters_and_lone_surrogates_are_refused_with_their_place(bad: str) -> None:
    with pytest.raises(errors.BadValueError, match=rf"^The reason .*U\+{ord(bad):04X} at position 3") as refusal:
        text.clean(f"ab{bad}", "reason")
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("empty", ["", " \n\t ", "\u00a0\u3000"])
def test_nothing_is_refused(empty: str) -> None:
    with pytest.raises(errors.BadValueError, match="is empty"):
        text.clean(empty, "reason")


def test_the_limit_counts_what_is_kept() -> None:
    assert text.clean("  abc  ", "reason", limit=3) == "abc"
    with pytest.raises(errors.BadValueError, match=r"has 4 characters \(limit 3\)"):
        text.clean("abcd", "reason", limit=3)


@given(st.text(), st.booleans())
def test_a_clean_text_stays_as_it_is(value: str, lines: bool) -> None:  # noqa: FBT001
    try:
        kept = text.clean(value, "reason", lines=lines)
    except errors.BadValueError:
        return
    assert text.clean(kept, "reason", lines=lines) == kept
    assert lines or not set("\n\r\t") & set(kept)


def test_long_runs_of_spaces_take_no_quadratic_time() -> None:
    assert len(text.clean("a" + " " * 1_000_000 + "b", "reason", limit=2_000_000, lines=False)) == 1_000_002


def test_a_file_is_read_as_it_is_but_for_the_byte_order_mark() -> None:
    assert text.decode(b"\xef\xbb\xbfso\r\n\xe2\x80\x9cit\xe2\x80\x9d\n", "a.txt") == "so\r\n\u201cit\u201d\n"


@pytest.mark.parametrize(
    ("raw", "why", "hint"),
    [
        (b"caf\xe9 au lait", "byte 0xe9 at offset 3", "iconv -f windows-1252 -t utf-8 'my file.txt'"),
        (b"\xef\xbb\xbfx\xff", "offset 4", "windows-1252"),
        ("so".encode("utf-16"), "UTF-16", "iconv -f utf-16"),
        ("so it is".encode("utf-16-le"), "UTF-16", "iconv -f utf-16"),
        (b"so it was not a text\0", "NUL byte at offset 20", "text file"),
        (b"\xed\xa0\x80", "offset 0", "windows-1252"),
        (b"", "empty", ""),
        (b"\xef\xbb\xbf \n", "empty", ""),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_way_out(raw: bytes, why: str, hint: str) -> None:
    with pytest.raises(errors.UnreadableFileError, match=f"^Cannot read my file.txt: .*{why}") as refusal:
        text.decode(raw, "my file.txt")
    assert hint in refusal.value.next_step


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain “é” 日本 😀", "plain “é” 日本 😀"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b\x85\x7f\x00", "\\x9b\\x85\\x7f\\x00"),
        ("\u202eevil\u2066\u200f\u061c\u2028", "\\u202eevil\\u2066\\u200f\\u061c\\u2028"),
        ("\ud800", "\\ud800"),
        ("a\nb\tc\r\nd\re", "a b c d\\x0de"),
    ],
)
def test_what_could_steer_a_terminal_is_made_visible(value: str, shown: str) -> None:
    assert text.for_terminal(value) == shown


def test_lines_are_kept_where_wanted() -> None:
    assert text.for_terminal("a\n\tb\r\nc\rd\x1b", keep_lines=True) == "a\n\tb\nc\\x0dd\\x1b"


@given(st.text(), st.booleans())
def test_a_shown_text_can_be_written_and_shown_again(value: str, keep_lines: bool) -> None:  # noqa: FBT001
    shown = text.for_terminal(value, keep_lines=keep_lines)
    assert shown.encode().decode() == shown
    assert text.for_terminal(shown, keep_lines=keep_lines) == shown
    assert not any(ch < " " and ch not in "\n\t" for ch in shown)


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Bridge opens\n\nThe bridge cost 9 million.\n", "Bridge opens"),
        ("# Will the bridge open?\n\nNobody knows.", "Will the bridge open?"),
        ("Bridge opens\nBy Jane Doe\n\nThe bridge cost 9 million.", "Bridge opens"),
        ("The bridge cost 9 million.\n\nNobody knows why.", None),
        ("“It cost 9 million,”\n\nsaid the mayor.", None),
        ("The bridge that the town opened on Monday cost\n9 million.", None),
        ("Minutes\n\nThe bridge cost 9 million.", None),
        ("Bridge opens", None),
        ("Word " * 40 + "\n\nText.", None),
    ],
)
def test_the_first_line_of_a_text_may_be_a_headline(article: str, expected: str | None) -> None:
    assert text.headline(article) == expected
