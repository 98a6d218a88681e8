"""Times in a recording: which marks count, what they mean, and how a link names them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain import recording_times


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("[00:12:31] The bridge cost nine million.", 751),
        ("(1:02:03) The bridge cost nine million.", 3723),
        ("[00:12:31.480] The bridge cost nine million.", 751),
        ("[00:12:31] Mona Reyes: It did.", 751),
        ("[12:31] Mona Reyes: It did.", 751),
        ("[75:31] Mona Reyes: It did.", 4531),
        ("Mona Reyes (00:12:31): It did.", 751),
        ("Mona Reyes [12:31]: It did.", 751),
        ("MR. LEE: (12:31) It did.", 751),
        ("Mona Reyes (00:12:31)", 751),
        ("  [00:12:31] It did.", 751),
        # A clock, an hour of sixty minutes and more, a time within a sentence, a verse.
        ("[10:30] The police have closed the bridge.", None),
        ("[01:75:00] The bridge cost nine million.", None),
        ("The train (00:12:31) was late again.", None),
        ("It was late (12:31) at night: nobody came.", None),
        ("12:31 The bridge cost nine million.", None),
        ("[00:12:99] The bridge cost nine million.", None),
        ("", None),
    ],
)
def test_a_line_begins_with_a_time(line: str, seconds: int | None) -> None:
    mark = recording_times.mark_of_line(line, 0)
    assert (mark.seconds if mark else None) == seconds
    if mark:
        assert line[mark.span.start] in "[("
        assert line[mark.span.end - 1] in "])"


def test_a_passage_has_the_time_of_the_last_mark_before_it() -> None:
    text = "The bridge\n\nMona Reyes (00:00:05): It cost nine.\nIt opened.\n\n[01:00:07] It fell.\nTom Adu: No."
    times = {words: recording_times.seconds_at(text, text.index(words)) for words in ("The b", "It cost", "It opened")}
    assert times == {"The b": None, "It cost": 5, "It opened": 5}
    assert recording_times.seconds_at(text, text.index("It fell")) == 3607
    assert recording_times.seconds_at(text, text.index("[01")) == 3607
    assert recording_times.seconds_at(text, len(text)) == 3607


def test_a_text_of_many_lines_without_marks_has_no_time() -> None:
    assert recording_times.seconds_at("[00:00:01] a\n" + "b\n" * 1_000, 2_000) is None


@given(st.integers(0, 999 * 3600))
def test_a_time_is_read_as_it_is_shown(seconds: int) -> None:
    line = f"[{recording_times.shown(seconds)}] It did."
    mark = recording_times.mark_of_line(line, 0)
    assert mark is not None
    assert mark.seconds == seconds


def test_a_link_names_the_second() -> None:
    assert recording_times.link("https://video.example/council?id=7", 751) == "https://video.example/council?id=7#t=751"
    assert recording_times.link("https://video.example/council#start", 0) == "https://video.example/council#t=0"
