"""Captions that are broken, hostile or strange: read as far as is sound, or refused with a next step."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factdb.errors import UnreadableFileError
from factdb.extract import propose
from factdb.extract.pages.page_reading import Doubt, PageKind, read_page
from factdb.extract.transcripts import caption_file

CUE = "00:00:01.000 --> 00:00:02.000"


def text_of(captions: str, name: str = "a.vtt") -> str:
    return read_page(captions.encode(), name).text


@pytest.mark.parametrize(
    ("raw", "name", "content_type"),
    [
        (f"WEBVTT\n\n{CUE}\nHello.", "a.txt", ""),
        (f"\ufeffWEBVTT - A title\n\n{CUE}\nHello.", "https://a.example/t", "text/plain"),
        (f"WEBVTT\n\n{CUE}\nHello.", "https://a.example/t.vtt", "text/vtt; charset=utf-8"),
        (f"WEBVTT\n\n{CUE}\nHello.", "https://a.example/t", "application/octet-stream"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHello.", "a.txt", ""),
        ("00:00:01,000 --> 00:00:02,000\nHello.", "a", "application/x-subrip"),
        ("\n\n1\r\n00:00:01,000 --> 00:00:02,000\r\nHello.\r\n", "a", "text/plain"),
    ],
)
def test_captions_are_recognised(raw: str, name: str, content_type: str) -> None:
    page = read_page(raw.encode(), name, content_type)
    assert (page.kind, page.text) == (PageKind.CAPTIONS, "[00:00:01] Hello.")


@pytest.mark.parametrize(
    "raw", ["WEBVTTs are files of captions.", "He wrote 1 --> 2.", "1\nThe bridge --> the river\n", "Hello: --> you"]
)
def test_a_text_with_an_arrow_is_no_captions(raw: str) -> None:
    assert read_page(raw.encode(), "a.txt").kind is PageKind.TEXT


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "it is empty"),
        (b"WEBVTT\n\n", "its captions have no words"),
        (f"WEBVTT\n\n{CUE}\n<c></c> &nbsp;\n".encode(), "its captions have no words"),
        (b"Nothing here has a time.", "it has no captions with times"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "it has a NUL byte|is not UTF-8"),
        ("1\n00:00:01,000 --> 00:00:02,000\nÉté".encode("latin-1"), "is not UTF-8"),
        (f"WEBVTT\n\n{CUE}\nHello.".encode("utf-16"), "it looks like UTF-16"),
    ],
)
def test_what_is_no_captions_is_refused_with_a_next_step(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why) as refusal:
        read_page(raw, "a.vtt")
    if raw:
        assert refusal.value.next_step


def test_broken_times_are_read_past_and_reported() -> None:
    page = read_page(
        b"WEBVTT\n\n00:00:07.000 --> 00:00:09.000\n<v Ada>One.\n\n"
        b"00:99:00.000 --> x\n<v Ada>Two.\n\nz --> 3\n<v Bo>Three.",
        "a.vtt",
    )
    assert page.text == "Ada (00:00:07): One. Two.\n\nBo (00:00:07): Three."
    assert page.doubts == (Doubt.BROKEN_TIMES,)


def test_captions_that_name_nobody_say_so() -> None:
    assert read_page(f"WEBVTT\n\n{CUE}\nHello.".encode(), "a.vtt").doubts == (Doubt.NO_SPEAKERS,)


@pytest.mark.parametrize(
    ("captions", "text"),
    [
        ("<v Ada Lund>One.\n<v Bo Ek>Two.", "Ada Lund (00:00:01): One.\n\nBo Ek (00:00:01): Two."),
        ("<v.first.loud Ada &amp; Bo>One.</v>", "Ada & Bo (00:00:01): One."),
        ("<v ada lund>One.", "Ada Lund (00:00:01): One."),
        ("<i>One</i> <b>and</b> <u>two</u> <ruby>three<rt></rt></ruby>.", "[00:00:01] One and two three."),
        ("1 < 2, and 3 > 2, I <3 it.", "[00:00:01] 1 < 2, and 3 > 2, I <3 it."),
        ("One<00:00:01.500> two.", "[00:00:01] One two."),
        ("{\\an8}{\\pos(1,2)}One.", "[00:00:01] One."),
        ("- One.\n- Two.", "[00:00:01] One.\n\n[00:00:01] >> Two."),
        ("-One.\n\u2013 Two.", "[00:00:01] One.\n\n[00:00:01] >> Two."),
        ("He said no \u2014\n\u2014 and left.", "[00:00:01] He said no \u2014 \u2014 and left."),
        ("It was -3\n-2 degrees below", "[00:00:01] It was -3\n\n[00:00:01] >> 2 degrees below"),
        (">> One. >>> Two.", "[00:00:01] One.\n\n[00:00:01] >> Two."),
        ("&gt;&gt; BO EK: One.", "BO EK (00:00:01): One."),
        ("\u266a\u266a", ""),
    ],
)
def test_the_words_of_a_caption(captions: str, text: str) -> None:
    if text:
        assert text_of(f"WEBVTT\n\n{CUE}\n{captions}\n") == text
    else:
        with pytest.raises(UnreadableFileError):
            text_of(f"WEBVTT\n\n{CUE}\n{captions}\n")


def test_words_said_twice_are_kept_where_captions_do_not_roll() -> None:
    cues = "".join(
        f"00:00:0{n}.000 --> 00:00:0{n}.900\n{words}\n\n" for n, words in enumerate(["Yes.", "Yes.", "Never."])
    )
    assert [line.partition("] ")[2] for line in text_of(f"WEBVTT\n\n{cues}").split("\n\n")] == [
        "Yes.",
        "Yes.",
        "Never.",
    ]


def test_a_caption_that_grows_is_said_once() -> None:
    words = ["the", "ferry", "carried", "forty", "thousand", "people"]
    cues = "".join(f"00:00:0{n}.000 --> 00:00:0{n}.900\n{' '.join(words[: n + 1])}\n\n" for n in range(len(words)))
    assert text_of(f"WEBVTT\n\n{cues}") == "[00:00:00] the ferry carried forty thousand people"


PIECES = st.sampled_from(
    [
        *("WEBVTT", "\n", "\n\n", CUE, "00:00:03,000 --> ", "NOTE ", "STYLE", "<v Ada>", "<v ", "</v>", "<c>", "&amp;"),
        *("&gt;&gt;", ">> ", "- ", "ADA LUND: ", "Mr. Lee (00:00:09): ", "[00:01:02] ", "{\\", "1\n", ":", "("),
        "It cost 4 million in 2019. ",
    ]
)


@settings(max_examples=300)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map("".join))
def test_nothing_breaks_the_reader(captions: str) -> None:
    raw = ("WEBVTT\n\n" + captions).encode(errors="ignore")
    try:
        page = read_page(raw, "a.vtt")
    except UnreadableFileError:
        return
    assert not page.text.startswith(("\n", " "))
    for proposal in propose(page.text):
        assert page.text[proposal.start : proposal.end] == proposal.text


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "<",
        "<v ",
        "<v A>",
        ">>",
        "&",
        "&amp;",
        "- a\n",
        "-->",
        "-->\n",
        ":",
        "(",
        "A (B) (C)\n",
        "{\\",
        "A: a\n",
        "\n",
    ],
)
def test_a_hostile_file_takes_work_by_its_length(piece: str) -> None:
    """Twice the file takes about twice the work, not four times: counted in calls, which no busy machine changes."""
    calls = [count_calls(f"WEBVTT\n\n{CUE}\n" + piece * (size // len(piece))) for size in (4_000, 16_000)]
    assert calls[1] <= 6 * calls[0] + 2_000


def count_calls(captions: str) -> int:
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        propose(read_page(captions.encode(), "a.vtt").text)
    except UnreadableFileError:
        pass
    finally:
        sys.setprofile(None)
    return count


def test_a_head_is_no_caption() -> None:
    file = caption_file.read_captions(
        f"WEBVTT - A - B\nKind: captions\nLanguage: pt-BR\nX-TIMESTAMP-MAP=LOCAL:00:00\n\n{CUE}\nOi"
    )
    assert (file.title, file.language, len(file.captions)) == ("A - B", "pt-BR", 1)
