"""Imports of files of unusual shape, beside the plain reading of them: python -m tests.bench.bounds.

A table of very many columns, a workbook of a million empty rows, many topics. Each run is a process of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_HEAD = "| file | factdb: CPU s | MB | exit | plain reading: CPU s | MB |\n|---|---|---|---|---|---|"
_LONGEST = 120  # seconds of CPU, after which the system ends a process
_CSV = "import csv, sys; csv.field_size_limit(10**9); print(sum(1 for _ in csv.reader(open(sys.argv[1], newline=''))))"
_XLSX = """
import sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True).worksheets[0]
print(sum(1 for _ in sheet.iter_rows(values_only=True)))
"""
_JSONL = "import json, sys; print(sum(len(json.loads(line)) for line in open(sys.argv[1])))"


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took, and what it said last."""

    cpu: float
    peak_mb: float
    exit_code: int
    last_line: str


def main() -> None:
    """Write the files, measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bounds", description="Measure imports of odd files.")
    parser.add_argument("--only", default="", help="measure only files with this in their names")
    parser.add_argument("--factor", type=float, default=1.0, help="size of the files; 1: as in the guide")
    given = parser.parse_args()
    _say(_HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for name, write, plain in _FILES:
            if given.only in name:
                for line in _measured(Path(folder), name, write, plain, given.factor):
                    _say(line)


def _measured(folder: Path, name: str, write: Callable[[Path, int], None], plain: str, factor: float) -> Iterator[str]:
    file = folder / name.rpartition(" ")[2]
    write(file, max(1, int(_size(name) * factor)))
    desk = str(folder / f"{file.name}.db")
    _factdb(desk, "init")
    ours = _factdb(desk, "import", str(file))
    beside = _run([sys.executable, "-c", plain, str(file)])
    yield (
        f"| {name} | {ours.cpu:.1f} | {ours.peak_mb:.0f} | {ours.exit_code} | {beside.cpu:.1f} | {beside.peak_mb:.0f} |"
    )
    sys.stderr.write(f"    {ours.last_line[:160]}\n")


def _size(name: str) -> int:
    return int(name.partition(" ")[0].replace(",", ""))


def _factdb(desk: str, *arguments: str) -> Run:
    return _run([sys.executable, "-m", "factdb", "--db", desk, "--as", "bench", *arguments])


def _run(command: list[str]) -> Run:
    bounded = ["sh", "-c", f'ulimit -t {_LONGEST} && exec "$@"', "sh", *command]
    child = subprocess.Popen(bounded, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    assert child.stdout is not None
    with child.stdout:
        lines = child.stdout.read().splitlines()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, child.returncode, lines[-1] if lines else "")


# -- files ---------------------------------------------------------------------------------------------------


# Piece by piece: the memory that a process had counts as that of its children too.


def _columns(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write("claim")
        out.writelines(f",c{n}" for n in range(1, count))
        out.write("\nx")
        out.writelines(",x" for _ in range(1, count))
        out.write("\n")


def _keys(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write('{"claim": "x"')
        out.writelines(f', "c{n}": "x"' for n in range(1, count))
        out.write('}\n{"claim": "y"}\n')


def _plain_rows(file: Path, count: int) -> None:
    lines = (f"{n},The river rose by {n} centimetres.\n" for n in range(count))
    file.write_text("id,claim\n" + "".join(lines), encoding="utf-8")


def _topics(file: Path, count: int) -> None:
    """Write the same rows with topics, 9 of them new in 5 rows."""
    names = [f"topic {n}" for n in range(count * 9 // 5)]
    per_row = [names[n * 9 // 5 : (n + 1) * 9 // 5] for n in range(count)]
    lines = (f"{n},The river rose by {n} centimetres.,{'; '.join(topics)}\n" for n, topics in enumerate(per_row))
    file.write_text("id,claim,topics\n" + "".join(lines), encoding="utf-8")


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">
<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""",
}


def _sheet(file: Path, rows: Iterator[str]) -> None:
    """Write a workbook of one sheet; its rows are stored, not packed, so that they do not look like a bomb."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'<worksheet xmlns="{_SHEET}"><sheetData>'.encode())
            part.writelines(row.encode() for row in rows)
            part.write(b"</sheetData></worksheet>")


def _full_row(n: int, *texts: str) -> str:
    cells = "".join(
        f'<c r="{letter}{n}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCDEF", texts, strict=False)
    )
    return f'<row r="{n}">{cells}</row>'


def _empty_rows(file: Path, count: int) -> None:
    """Write two rows, and empty ones with a format after them, as spreadsheet programs leave them."""

    def rows() -> Iterator[str]:
        yield _full_row(1, "claim") + _full_row(2, "The river rose.")
        for n in range(3, count + 1):
            yield f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>'

    _sheet(file, rows())


def _full_rows(file: Path, count: int) -> None:
    """Write rows of six cells with text, and empty cells with a format up to the last column."""

    def rows() -> Iterator[str]:
        yield _full_row(1, "claim", "id", "who", "where", "topics", "note")
        for n in range(2, count + 1):
            yield _full_row(n, f"The river rose by {n} cm.", str(n), "Ada Lund", "a speech", "water", "none")

    _sheet(file, rows())


_FILES = (
    ("20,000 columns wide20.csv", _columns, _CSV),
    ("200,000 columns wide200.csv", _columns, _CSV),
    ("1,000,000 columns wide1000.csv", _columns, _CSV),
    ("200,000 keys in an object keys200.jsonl", _keys, _JSONL),
    ("1,000,000 empty rows empty.xlsx", _empty_rows, _XLSX),
    ("5,000 rows full.xlsx", _full_rows, _XLSX),
    ("5,000 rows without topics plain.csv", _plain_rows, _CSV),
    ("5,000 rows with 9,000 topics topics.csv", _topics, _CSV),
)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
