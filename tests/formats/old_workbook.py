"""Writes an old workbook (.xls) for tests: BIFF8 records in a compound file, no more than a reader needs."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Sequence

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_DAY_ZERO = dt.date(1899, 12, 30)
_DATE_FORMAT = 14  # built in: m/d/yy

Cell = str | float | bool | dt.date | None | Exception


def workbook(*rows: Sequence[Cell], others: tuple[str, ...] = ()) -> bytes:
    """Return a workbook with these rows on its first sheet; an exception is a cell with the error #DIV/0!."""
    sheets = [_sheet(rows), *(_sheet(()) for _ in others)]
    names = ["Claims", *others]
    fonts_and_formats = b"".join(_record(0xE0, struct.pack("<HHHHLLH", 0, form, 0, 0, 0, 0, 0)) for form in (0, 14))
    head = _record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0)) + fonts_and_formats
    bounds = [len(_bound(0, name)) for name in names]
    start = len(head) + sum(bounds) + len(_record(0x0A))
    places = [start + sum(map(len, sheets[:at])) for at in range(len(sheets))]
    globals_ = head + b"".join(map(_bound, places, names)) + _record(0x0A)
    return _compound_file(globals_ + b"".join(sheets))


def _bound(place: int, name: str) -> bytes:
    return _record(0x85, struct.pack("<LHBB", place, 0, len(name), 0) + name.encode("latin-1"))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    cells = b"".join(_cell(at, column, value) for at, row in enumerate(rows) for column, value in enumerate(row))
    size = struct.pack("<LLHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
    return (
        _record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0)) + _record(0x200, size) + cells + _record(0x0A)
    )


def _cell(row: int, column: int, value: Cell) -> bytes:
    place = struct.pack("<HHH", row, column, 1 if isinstance(value, dt.date) else 0)
    match value:
        case None:
            return b""
        case Exception():
            return _record(0x205, place + b"\x07\x01")
        case bool():
            return _record(0x205, place + bytes([value, 0]))
        case dt.date():
            return _record(0x203, place + struct.pack("<d", (value - _DAY_ZERO).days))
        case str():
            return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        case _:
            return _record(0x203, place + struct.pack("<d", value))


def _compound_file(stream: bytes) -> bytes:
    """Return a compound file with one stream, Workbook: a header, a sector of the table, one of names, the stream."""
    stream = stream.ljust(4096, b"\x00")  # shorter ones would stand in sectors of another size
    stream += b"\x00" * (-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, count + 2), _END]
    table = struct.pack(f"<{len(chain)}L", *chain).ljust(_SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<L", 0) + b"\xff" * 432
    names = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream)) + b"\x00" * 256
    return header + table + names + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\x00\x00"
    return written.ljust(64, b"\x00") + struct.pack(
        "<HBBLLL36xLLL", len(written), kind, 1, _FREE, _FREE, child, start, size, 0
    )
