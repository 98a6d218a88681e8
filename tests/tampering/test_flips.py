"""Single bits of a file that turn over: found by chains or pages, or nothing that anybody wrote has changed."""

from __future__ import annotations

import os
import random
from contextlib import closing
from pathlib import Path

import pytest

from factdb.errors import FactdbError
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.base import Base
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.models.accounts import SECRET_TABLES
from tests.tampering.test_columns import NOT_HELD

# The suite turns 25 bits; .ci/run turns 300 in a step of its own, and another seed turns others.
FLIPS = int(os.environ.get("FACTDB_TEST_FLIPS", "25"))
SEED = int(os.environ.get("FACTDB_TEST_SEED", "20261122"))
WITHOUT_HISTORY = ("leases", "saved_searches", *SECRET_TABLES)
Content = dict[str, list[tuple[object, ...]]]


def content(path: Path) -> Content:
    """Return every value that a history or the schema tells of, as bytes where it is text."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        held = {
            name: [column.name for column in table.columns if (name, column.name) not in NOT_HELD]
            for name, table in Base.metadata.tables.items()
            if name not in WITHOUT_HISTORY
        }
        queries = {name: f"SELECT {', '.join(columns)} FROM {name}" for name, columns in held.items()}  # noqa: S608 - the models' names
        # What SQLite makes by itself has no text, and its name says nothing to anybody.
        queries["sqlite_master"] = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        return {name: sorted(connection.execute(query), key=repr) for name, query in queries.items()}


def told(database: Database) -> list[str]:
    """Return what verify finds, or the one sentence with which it refuses a file that it can't read."""
    try:
        with sessions.reading(database) as session:
            return [str(finding) for finding in verify.findings(session, Checked())]
    except FactdbError as refusal:
        return [str(refusal)]


@pytest.fixture
def file(worked_sqlite: Database, tmp_path: Path) -> Path:
    """A copy of the worked desk."""
    path = tmp_path / "desk.db"
    path.write_bytes(worked_sqlite.path.read_bytes())
    return path


def test_a_bit_that_turned_over_is_found_or_has_changed_nothing(file: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same bits every time
    whole_file, before, found = file.read_bytes(), content(file), 0
    for _ in range(FLIPS):
        place, bit = chance.randrange(len(whole_file)), chance.randrange(8)
        flipped = bytearray(whole_file)
        flipped[place] ^= 1 << bit
        file.write_bytes(flipped)
        if told(Database.sqlite(file)):
            found += 1
        else:
            assert content(file) == before, f"byte {place}, bit {bit}"
    assert found > FLIPS // 4  # the others fell into pages that hold nothing any more


def test_a_schema_that_is_no_text_ends_in_a_sentence(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[raw.index(b"CREATE INDEX ix_claims_due") + 1] ^= 1 << 7
    file.write_bytes(raw)
    assert told(Database.sqlite(file)) == [f"The database {file} is damaged."]


def test_a_bit_in_a_body_is_found(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    place = raw.index(b'"kind":"rated"') + len('"kind":"')
    for bit in range(8):  # the highest makes a text that is no UTF-8
        raw[place] ^= 1 << bit
        file.write_bytes(raw)
        assert any("hash does not match" in line for line in told(Database.sqlite(file))), bit
        raw[place] ^= 1 << bit


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_file_ends_in_sentences(file: Path, share: float) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[: int(len(raw) * share)])
    assert told(Database.sqlite(file))


def test_pages_of_noise_among_the_histories_end_in_findings(file: Path) -> None:
    chance, raw = random.Random(SEED), bytearray(file.read_bytes())  # noqa: S311 - the same noise every time
    pages = [page for page in range(len(raw) // 4096) if b'"kind":"rated"' in raw[page * 4096 : (page + 1) * 4096]]
    for page in pages[::5]:
        raw[page * 4096 : (page + 1) * 4096] = chance.randbytes(4096)
    file.write_bytes(raw)
    lines = told(Database.sqlite(file))
    assert "the check of claims could not be finished: database disk image is malformed" in lines
    assert any(
        line.startswith(("the file is damaged: ", "the check of pages could not be finished: ")) for line in lines
    )
