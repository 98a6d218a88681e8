"""Small PDFs, written by hand: lines at places of a page, and heads that lie."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

CATALOG, PAGES, FONT = 1, 2, 3
Placed = tuple[int, int, int, str]  # from the left, from the bottom, size of the letters, text


def pdf(pages: Sequence[Sequence[Placed]], facts: str = "", kids: str = "") -> bytes:
    """Return a PDF with these lines on each page."""
    return raw_pdf([_content(lines) for lines in pages], facts=facts, kids=kids)


def raw_pdf(contents: Sequence[bytes], coding: str = "", facts: str = "", kids: str = "") -> bytes:
    """Return a PDF whose pages have these streams, coded as named; `kids` replaces the list of its pages."""
    numbers = range(FONT + 1, FONT + 1 + 2 * len(contents), 2)
    kids = kids or " ".join(f"{number} 0 R" for number in numbers)
    count = kids.count("R")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, content in zip(numbers, contents, strict=True):
        resources = "/Resources<</Font<</F 3 0 R>>>>"
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {number + 1} 0 R{resources}>>"
        objects += [page.encode(), f"<</Length {len(content)} {coding}>>stream\n".encode() + content + b"\nendstream"]
    objects.append(f"<<{facts}>>".encode())
    return _file(objects)


def bomb() -> bytes:
    """Return a small PDF whose page unpacks to more than a gigabyte.

    A full flush lets a piece stand without those before it, so one piece is packed and repeated.
    """
    packer = zlib.compressobj(9)
    first, more = (packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return raw_pdf([first + more * 1_100 + packer.flush()], "/Filter/FlateDecode")


def _content(lines: Sequence[Placed]) -> bytes:
    shown = []
    for left, bottom, size, text in lines:
        escaped = text.replace("\\", "\\\\").replace("(", r"\(").replace(")", r"\)")
        shown.append(f"BT /F {size} Tf {left} {bottom} Td ({escaped}) Tj ET")
    return "\n".join(shown).encode("cp1252")


def _file(objects: Sequence[bytes]) -> bytes:
    raw = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    end = b"trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(objects),
        len(raw),
    )
    return raw + head + end
