"""Files that break readers: each import ends in sentences and an exit code, and leaves nothing half done."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import rows_of, run

CSV = b"claim,speaker\nOne thing is so.,Al\n" * 500
DEEP = 100_000


def packed(*parts: tuple[str, bytes]) -> bytes:
    """Return an archive of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts:
            archive.writestr(name, raw)
    return out.getvalue()


BOMB = packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b" " * 50_000_000))
FILES = {
    "levels.json": (b'[{"claim": "One.", "a": ' + b"[" * DEEP + b"]" * DEEP + b"}]", "has more than 64 levels"),
    "open.json": (b"[" * DEEP, "has more than 64 levels"),
    "types.json": (b'[{"claim": "One."}, {"claim": ["a"]}, {"claim": 5}, 7, null]', "4 rows of types.json"),
    "nul.csv": (b"claim\nOne.\nTwo\x00.\n", "has the forbidden character U+0000"),
    "surrogate.json": (b'[{"claim": "One."}, {"claim": "a\\ud800b"}]', "has the forbidden character U+D800"),
    "twice.csv": (b"claim,claim\nOne.,Two.\n", 'has two columns called "claim"'),
    "cut.csv.gz": (gzip.compress(CSV)[:-20], "its compressed data is damaged"),
    "cut.zip": (packed(("a.csv", CSV))[:-30], "its compressed data is damaged"),
    "bomb.xlsx": (BOMB, "it unpacks to more than 200 times its size"),
    "line.csv": (b"claim\nOne.\n" + b"x" * 11_000_000, "has more than 10,000,000 characters"),
    "digits.json": (b'[{"claim": "One.", "n": 1' + b"0" * 5000 + b"}]", "is a number with too many digits"),
    "days.csv": (b"claim,said_on\nOne.,2021-02-28\nTwo.,2021-02-30\n", "does not exist in the calendar"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_a_sentence_and_leaves_nothing(demo: Database, name: str) -> None:
    raw, why = FILES[name]
    Path(name).write_bytes(raw)
    before = rows_of(demo)
    ran = run(demo, "import", name)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert why in ran.stderr
    sentence, next_step = ran.stderr.splitlines()[-2:]
    assert sentence.startswith("factdb: ")
    assert next_step.startswith("  ")
    assert max(map(len, ran.stderr.splitlines())) < 500
    assert rows_of(demo) == before
