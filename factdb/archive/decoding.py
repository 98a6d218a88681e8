"""Unpacks what servers compress: gzip, deflate, br and zstd, piece by piece up to a limit, so that no bomb goes off."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from factdb.errors.exchange import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What servers are asked for. br and zstd are unpacked where they come all the same, but some tools that read archives
# cannot: warcio 1.8 itself stumbles over br.
ACCEPTED = "gzip, deflate"
_PIECE = 1 << 16
_MOST_CODINGS = 3  # gzip of gzip happens; more is a game
_ZSTD_WINDOW = 1 << 27


class UnpackingError(Exception):
    """Compressed bytes that are damaged, or in a way of packing that nobody knows."""


class UnpackedTooLargeError(Exception):
    """Bytes that unpack to more than the limit."""


def unpack(raw: bytes, codings: str, limit: int) -> bytes:
    """Return a body without its Content-Encoding; `codings` is that header, such as "gzip" or "gzip, br".

    An unknown word is taken for none: servers write "utf-8" there. So is a packing that the body does not have.
    """
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(names) > _MOST_CODINGS:
        why = f"it is packed {len(names)} times"
        raise UnpackingError(why)
    for name in reversed(names):
        unpacker = _UNPACKERS.get(name)
        if unpacker and raw:
            raw = _limited(unpacker(raw), limit)
    if len(raw) > limit:
        raise UnpackedTooLargeError
    return raw


def _limited(pieces: Iterator[bytes], limit: int) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > limit:
            raise UnpackedTooLargeError
    return bytes(content)


def _gzip_pieces(raw: bytes) -> Iterator[bytes]:
    """Yield the unpacked pieces of every member; zeros or other bytes after a member are padding."""
    while raw:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield from _zlib_pieces(unpacker, raw)
        padding = unpacker.unused_data
        raw = padding if padding.startswith(b"\x1f\x8b") else b""


def _deflate_pieces(raw: bytes) -> Iterator[bytes]:
    # "deflate" means zlib's frame, but some servers send it without.
    try:
        zlib.decompressobj().decompress(raw[:_PIECE], 1)
        bits = zlib.MAX_WBITS
    except zlib.error:
        bits = -zlib.MAX_WBITS
    yield from _zlib_pieces(zlib.decompressobj(bits), raw)


def _zlib_pieces(unpacker: zlib._Decompress, raw: bytes) -> Iterator[bytes]:
    """Yield pieces until the end. No `flush`: it has no limit, and after the end it doubles what zlib left unused."""
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(raw, _PIECE)
            raw = unpacker.unconsumed_tail
            if not piece and not raw and not unpacker.eof:
                why = "its compressed data is cut off"
                raise UnpackingError(why)
            yield piece
    except zlib.error as error:
        raise UnpackingError(str(error)) from error


def _brotli_pieces(raw: bytes) -> Iterator[bytes]:
    try:
        import brotli  # noqa: PLC0415 - only where a server uses it
    except ModuleNotFoundError:
        raise MissingExtraError("pages packed with Brotli", "pages") from None

    unpacker = brotli.Decompressor()
    try:
        yield unpacker.process(raw, output_buffer_limit=_PIECE)
        while not unpacker.is_finished() and not unpacker.can_accept_more_data():
            yield unpacker.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise UnpackingError(str(error)) from error
    if not unpacker.is_finished():
        why = "its compressed data is cut off"
        raise UnpackingError(why)


def _zstd_pieces(raw: bytes) -> Iterator[bytes]:
    try:
        import zstandard  # noqa: PLC0415 - only where a server uses it
    except ModuleNotFoundError:
        raise MissingExtraError("pages packed with Zstandard", "pages") from None

    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with unpacker.stream_reader(raw, read_across_frames=True) as reader:
            while piece := reader.read(_PIECE):
                yield piece
    except zstandard.ZstdError as error:
        raise UnpackingError(str(error)) from error


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip_pieces,
    "x-gzip": _gzip_pieces,
    "deflate": _deflate_pieces,
    "br": _brotli_pieces,
    "zstd": _zstd_pieces,
}
