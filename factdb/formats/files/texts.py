"""Reads text a piece or a line at a time: UTF-8, UTF-16 with a byte order mark, or the encoding that was named."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from factdb.errors import UnreadableFileError, UsageError, short
from factdb.errors.exchange import FileRefusedError
from factdb.errors.import_files import EmptyFileError, OtherKindError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PIECE = 1 << 18
LONGEST_LINE = 10_000_000
# The longer marks first: UTF-32's begins as UTF-16's does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MANY_NULS = 4  # more than one byte in so many: UTF-16, not a stray NUL
# Their NUL bytes look like UTF-16, and no encoding would make them texts.
_NO_TEXTS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an archive inside another (zip)",
    b"\x1f\x8b": "packed twice (gzip)",
    b"7z\xbc\xaf": "an archive of 7-Zip",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"(\xb5/\xfd": "packed with zstd",
    b"SQLite format 3\x00": "a database (SQLite)",
}


class Text:
    """A text that is read once, from its beginning, and whose beginning may be read before."""

    def __init__(
        self,
        name: str,
        read: Callable[[int], bytes],
        encoding: str | None = None,
        *,
        size: int | None = None,
        is_pipe: bool = False,
    ) -> None:
        """Take the name for refusals, a function that reads bytes, and the encoding if one was named.

        `size` is the number of bytes that the file had when it was opened.
        """
        self.name = name
        self._size, self._is_pipe = size, is_pipe
        self._bytes = 0
        self._ends_in_a_line = False
        self._pieces = self._decoded(read, encoding)
        self._ahead = ""

    def head(self, size: int = _PIECE) -> str:
        """Return at least the first `size` characters, where there are so many; they are read again later."""
        while len(self._ahead) < size and (piece := next(self._pieces, "")):
            self._ahead += piece
        return self._ahead

    def pieces(self) -> Iterator[str]:
        """Yield the text as it comes, in pieces of any length."""
        if self._ahead:
            ahead, self._ahead = self._ahead, ""
            yield ahead
        yield from self._pieces

    def lines(self, *, a_cut_shows: bool = False) -> Iterator[str]:
        """Yield the lines, each ended by LF; where the file's beginning has none, lines end in CR.

        With `a_cut_shows` half a line cannot be read, as of JSON: the last line then needs no line end in a pipe.
        """
        head = self.head()
        end = "\r" if "\r" in head and "\n" not in head else "\n"
        # Pieces of a long line are joined once, at its end: to add each to a text would copy the text each time.
        unfinished: list[str] = []
        waiting = count = 0
        for piece in self.pieces():
            first, *others = piece.split(end)
            unfinished.append(first)
            waiting += len(first)
            for next_line in others:
                yield "".join(unfinished) + "\n"
                count += 1
                unfinished, waiting = [next_line], len(next_line)
            # A file without line ends must not fill the memory before it is refused.
            if waiting > LONGEST_LINE:
                why = f"has more than {LONGEST_LINE:,} characters"
                raise FileRefusedError(self.name, count + 1, why, "Check that it is a text file, and shorten the line.")
        if last := "".join(unfinished):
            self._ends_in_a_line = not a_cut_shows
            yield last

    def why_cut(self) -> str | None:
        """Return, after the last line, why the text seems to be cut off, as the end of a sentence; None if it is whole.

        Nothing else shows it where a row is a line: a row without its last letters looks like a row.
        """
        if self._size is not None and self._bytes < self._size:
            return "is the last of a file that became shorter while it was read"
        if self._ends_in_a_line and self._is_pipe:
            return "has no line end after it, so the pipe may be cut off; if the row is whole, add a line end"
        if self._ends_in_a_line and self._size is not None and self._bytes > self._size:
            return "is the last of a file that somebody was still writing"
        return None

    def _decoded(self, read: Callable[[int], bytes], encoding: str | None) -> Iterator[str]:
        start = read(_PIECE)
        self._bytes = len(start)
        if not start:
            raise EmptyFileError(self.name)
        decoder = self._decoder(start, encoding)
        lines = 1
        raw = start
        while True:
            try:
                piece = decoder.decode(raw, final=not raw)
            except UnicodeError as error:
                raise self._undecodable(error, lines, encoding) from None
            lines += piece.count("\n")
            if piece:
                yield piece
            if not raw:
                return
            raw = read(_PIECE)
            self._bytes += len(raw)

    def _decoder(self, start: bytes, encoding: str | None) -> codecs.IncrementalDecoder:
        if kind := next((kind for mark, kind in _NO_TEXTS.items() if start.startswith(mark)), None):
            raise OtherKindError(self.name, kind)
        marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
        if marked == "utf-32" or (not marked and not encoding and start.count(0) * _MANY_NULS > len(start)):
            why = "it looks like UTF-32 or UTF-16 without a byte order mark, not UTF-8"
            step = "Save it as UTF-8." if marked else "Name its encoding, such as: --encoding utf-16-le"
            raise UnreadableFileError(self.name, why, step)
        if encoding and not _is_encoding(encoding):
            raise UsageError(
                f"There is no encoding {short(encoding)}.", "Name an encoding such as utf-8, utf-16 or windows-1252."
            )
        return codecs.getincrementaldecoder(marked or encoding or "utf-8")("strict")

    def _undecodable(self, error: UnicodeError, lines: int, encoding: str | None) -> UnreadableFileError:
        expected = encoding or "UTF-8 or UTF-16"
        # Never guessed: a detector takes the ø of Brønnene for the ř of Central Europe, and no reader would notice.
        hint = "Name its encoding, such as: --encoding windows-1252" if not encoding else "Name another encoding."
        if not isinstance(error, UnicodeDecodeError):
            return FileRefusedError(self.name, lines, f"is not {expected}", hint)
        before = error.object[: error.start].count(b"\n")
        bad = error.object[error.start : error.start + 1].hex()
        return FileRefusedError(self.name, lines + before, f"is not {expected}: byte 0x{bad}", hint)


def _is_encoding(name: str) -> bool:
    """Return whether Python knows an encoding of text by this name: hex and base64 are none."""
    try:
        b"a".decode(name)
    except UnicodeError:  # a letter alone is too short for it
        return True
    except (LookupError, ValueError):
        return False
    return True
