"""Unpacking: every way of packing comes back, cut or damaged data is refused, and no bomb goes off."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from factdb.archive import decoding

PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@given(st.binary(max_size=2_000), st.lists(st.sampled_from(sorted(PACKERS)), max_size=3))
def test_what_was_packed_comes_back(content: bytes, codings: list[str]) -> None:
    raw = content
    for coding in codings:
        raw = PACKERS[coding](raw)
    assert decoding.unpack(raw, ", ".join(codings), 3_000) == content


@given(st.binary(max_size=500), st.sampled_from([*PACKERS, "identity", "utf-8", ""]))
def test_any_bytes_are_unpacked_or_refused(raw: bytes, coding: str) -> None:
    try:
        assert len(decoding.unpack(raw, coding, 10_000)) <= 10_000
    except (decoding.UnpackingError, decoding.UnpackedTooLargeError):
        assert coding in PACKERS


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_data_that_is_cut_off_is_refused(coding: str) -> None:
    raw = PACKERS[coding](bytes(range(256)) * 40)
    with pytest.raises(decoding.UnpackingError):
        decoding.unpack(raw[:-6], coding, 1_000_000)


ZEROS = bytes(30_000_000)
BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": lambda: gzip.compress(ZEROS),
    # zlib's flush() after the end of a member doubles what it left unused.
    "x-gzip": lambda: gzip.compress(bytes(1_000_000)) * 30,
    "deflate": lambda: zlib.compress(ZEROS),
    "br": lambda: brotli.compress(ZEROS, quality=1),
    "zstd": lambda: zstandard.compress(ZEROS),
}


@pytest.mark.parametrize("coding", BOMBS)
@pytest.mark.parametrize("limit", [100, 900_000])
def test_a_bomb_takes_no_more_memory_than_the_limit(coding: str, limit: int) -> None:
    bomb = BOMBS[coding]()
    tracemalloc.start()
    try:
        with pytest.raises(decoding.UnpackedTooLargeError):
            decoding.unpack(bomb, coding, limit)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_members_of_gzip_are_one_content_and_padding_is_left_out() -> None:
    raw = gzip.compress(b"one ") + gzip.compress(b"two")
    assert decoding.unpack(raw + bytes(100), "gzip", 100) == b"one two"


def test_packed_too_often() -> None:
    with pytest.raises(decoding.UnpackingError, match="packed 4 times"):
        decoding.unpack(b"", "gzip, gzip, gzip, gzip", 100)
