"""Reads the lines of a PDF as a program of its own, from standard input to JSON on standard output.

PDFium is quick and reads every script, but it is not safe for threads, and one megabyte of a hostile file made it fill
2.5 GB or end the process. So it works here, within limits of memory and time, and only the program ends.
This module imports nothing of factdb: it starts in the time that PDFium needs.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sys
from typing import Any

MOST_PAGES = 5_000
MOST_LETTERS = 20_000_000
MEMORY = 1 << 30  # bytes
SECONDS = 20  # of CPU: a book of 500 pages takes one
_WRONG_PASSWORD = 4  # PDFium's number
_LINE_ENDS = frozenset({0x0A, 0x0D})
_HYPHENS = frozenset({0x02, 0x2D, 0xAD, 0x2010, 0xFFFE})
# What PDFium writes for a hyphen at the end of a line, and for a letter whose font does not say which it is.
_WRITTEN_AS = {0x02: "-", 0xFFFE: "-", 0x00: "\ufffd"}


def limit_resources() -> None:
    """Ask the operating system, where possible, to end this program before it takes too much."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - Windows has none

        limits = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CORE: 0}
        for limit, value in limits.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(limit, (value, value))


def read(raw: bytes) -> dict[str, Any]:
    """Return the lines of a PDF and what its head says, or the reason why it cannot be read."""
    import pypdfium2  # noqa: PLC0415 - an extra

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if getattr(error, "err_code", None) == _WRONG_PASSWORD else "damaged"}
    if len(document) > MOST_PAGES:
        return {"error": "pages"}
    lines: list[list[Any]] = []
    damaged = letters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            page_lines = _page_lines(page.get_textpage(), number)
            page.close()
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        letters += sum(len(line[1]) for line in page_lines)
        if letters > MOST_LETTERS:
            return {"error": "letters"}
        lines += page_lines
    return {"pages": len(document), "damaged": damaged, "lines": lines, "facts": document.get_metadata_dict()}


def _page_lines(text_page: Any, number: int) -> list[list[Any]]:  # noqa: ANN401 - the library has no types
    """Return the lines of a page: its number, the text, left, top, right, bottom and the size of the letters."""
    from pypdfium2 import raw as pdfium  # noqa: PLC0415 - an extra

    codes = [pdfium.FPDFText_GetUnicode(text_page, at) for at in range(pdfium.FPDFText_CountChars(text_page))]
    lines: list[list[Any]] = []
    start = 0
    for at, code in enumerate([*codes, 0x0A]):
        is_end = code in _LINE_ENDS
        # After a hyphen, PDFium goes on with the next line as if it were the same.
        if not is_end and not (at and codes[at - 1] in _HYPHENS and _is_below(text_page, at)):
            continue
        box = _box(text_page, codes, start, at)
        if box:
            # Letters beyond the first plane come as two codes.
            units = "".join(_WRITTEN_AS.get(unit) or chr(unit) for unit in codes[start:at])
            words = units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            lines.append([number, words.strip(), *box])
        start = at + is_end
    text_page.close()
    return lines


def _is_below(text_page: Any, at: int) -> bool:  # noqa: ANN401 - as above
    """Return whether a letter stands in a lower line than the letter before it."""
    before, box = (_rectangle(text_page, position) for position in (at - 1, at))
    return bool(box.top < before.bottom + (before.top - before.bottom) / 2)


def _rectangle(text_page: Any, at: int) -> Any:  # noqa: ANN401 - as above
    from pypdfium2 import raw as pdfium  # noqa: PLC0415 - an extra

    rectangle = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, at, ctypes.byref(rectangle))
    return rectangle


def _box(text_page: Any, codes: list[int], start: int, end: int) -> list[float] | None:  # noqa: ANN401 - as above
    """Return left, top, right, bottom and the size of the letters of a line; None for a line of white space."""
    from pypdfium2 import raw as pdfium  # noqa: PLC0415 - an extra

    seen = [at for at in range(start, end) if codes[at] in _WRITTEN_AS or not chr(codes[at]).isspace()]
    if not seen:
        return None
    first, last = (_rectangle(text_page, at) for at in (seen[0], seen[-1]))
    size = pdfium.FPDFText_GetFontSize(text_page, seen[0])
    return [round(side, 1) for side in (first.left, first.top, last.right, first.bottom, size)]


if __name__ == "__main__":
    limit_resources()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
