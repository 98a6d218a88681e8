"""Erased words are in no byte of a database's files: a SQLite file and what stands beside it, or a server's folder.

The desk is one of factdb 0.1 on which ANALYZE was run, so that PostgreSQL's statistics held the words before revision
0016 switched them off. The server is the test's own: its folder is read after a checkpoint.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from factdb.domain.enums import PolicyName
from factdb.domain.erasure import ErasureSubject
from factdb.formats.dump.dump_file import DumpReader
from factdb.services.actor import find_actor
from factdb.services.desk import desk_policy
from factdb.services.erasure import completion, requests
from factdb.services.exports import desk_dump
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import residue, sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.databases import Postgresql, embedded_server
from tests.store.revisions import altering
from tests.upgrades import version_one

# What is erased of the desk of 0.1, and words that must then be nowhere.
ERASED = {
    (ErasureSubject.COMPLAINT, "2.c2"): ("Mo Kelp", "street's name"),
    (ErasureSubject.INTERVIEW, "INTERVIEW"): ("Petra Salt",),
    (ErasureSubject.NOTE, "4.n3"): ("call her at noon",),
    (ErasureSubject.REVIEWER, "max"): ("Max Gone",),
}
STAYING = "Karl Brine"
WORDS = [words for texts in ERASED.values() for words in texts]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    """A PostgreSQL server for this module alone."""
    for url in embedded_server():
        yield Postgresql(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A desk of factdb 0.1 with statistics, upgraded to the newest schema."""
    database = Database.sqlite(tmp_path / "desk.db")
    if request.param == "postgresql":
        database = request.getfixturevalue("server").create()
    with altering(database) as connection:
        schema.run(connection, version_one.REVISION)
        version_one.fill(connection, version_one.EVERY_EVENT)
    with database.engine("rw").connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    schema.upgrade(database, NOW)
    yield database
    if database.is_postgresql:
        request.getfixturevalue("server").drop(database)


def files_of(database: Database) -> list[Path]:
    """Return every file that holds something of a database."""
    if not database.is_postgresql:
        return [path for path in database.path.parent.iterdir() if path.name.startswith(database.path.name)]
    with psycopg.connect(database.location, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    return [path for path in (Path(folder) / "base").rglob("*") if path.is_file()]


def words_in(files: list[Path]) -> set[str]:
    """Return the words, and lower-case words as search indexes hold them, that stand in files."""
    found = set()
    for path in files:
        raw = path.read_bytes()
        found |= {words for words in [*WORDS, STAYING] if words.encode() in raw}
    return found


def interview_in(database: Database) -> str:
    query = (
        "SELECT e.claim_id, e.n FROM evidence e JOIN documents d ON d.id = e.document_id WHERE d.medium = 'interview'"
    )
    with sessions.reading(database) as session:
        claim, n = session.connection().exec_driver_sql(query).first() or (0, 0)
    return f"{claim}.{n}"


def erase_all(database: Database, *, with_backups: bool = False) -> list[residue.Residue]:
    """Erase all of them; this desk has four eyes and one admin."""
    with sessions.writing(database) as session:
        desk_policy.change(session, find_actor(session, "wanjiru", NOW), PolicyName.FOUR_EYES, "off")
    left = []
    for subject, name in ERASED:
        with sessions.writing(database) as session:
            actor = find_actor(session, "wanjiru", NOW)
            named = interview_in(database) if name == "INTERVIEW" else name
            number = requests.request(session, actor, subject, named, "GDPR Art. 17").number
        assert number is not None
        left.append(completion.complete(database, "wanjiru", NOW, number, with_backups=with_backups))
    return left


def verified(database: Database) -> tuple[list[str], int]:
    checked = Checked()
    with sessions.reading(database) as session:
        return [str(finding) for finding in verify.findings(session, checked)], len(checked.erased)


def dumped(database: Database) -> bytes:
    pieces: list[bytes] = []
    with sessions.reading(database) as session:
        desk_dump.dump(session, find_actor(session, "wanjiru", NOW), desk_dump.writer(pieces.append))
    return b"".join(pieces)


def test_erased_words_are_in_no_byte(old_desk: Database) -> None:
    assert words_in(files_of(old_desk)) == {*WORDS, STAYING}
    left = erase_all(old_desk, with_backups=True)
    assert words_in(files_of(old_desk)) == {STAYING}
    assert verified(old_desk) == ([], len(ERASED))
    if old_desk.is_postgresql:
        named = [line.split(":")[0].split(" (")[0] for line in left[-1].by_the_owner]
        assert named[:3] == ["the write-ahead log", "standbys", "backups and archives of the log"]
        assert len(named) == 4  # and the server's own log
    else:
        # Whoever only reads leaves an empty write-ahead log behind.
        assert {path.name for path in files_of(old_desk)} <= {"desk.db", "desk.db-wal", "desk.db-shm"}
        assert [path.suffix for path in left[0].removed] == [".bak"]


def test_copies_beside_a_file_are_named_and_stay_unless_asked(tmp_path: Path) -> None:
    database = Database.sqlite(tmp_path / "desk.db")
    with altering(database) as connection:
        schema.run(connection, version_one.REVISION)
        version_one.fill(connection, version_one.EVERY_EVENT)
    schema.upgrade(database, NOW)
    (tmp_path / "desk.db.before-my-own.bak").write_text("mine")
    (copy,) = erase_all(database)[-1].copies
    assert words_in([copy]) == {*WORDS, STAYING}
    assert words_in([database.path]) == {STAYING}
    left = residue.clear(database, with_backups=True)
    assert (left.copies, left.removed) == ([], [copy])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk.db", "desk.db.before-my-own.bak"]


def test_a_dump_carries_erasures_to_the_other_engine(old_desk: Database, server: Postgresql, tmp_path: Path) -> None:
    erase_all(old_desk)
    raw = dumped(old_desk)
    assert {words for words in WORDS if words.encode() in raw} == set()
    other = Database.sqlite(tmp_path / "other.db") if old_desk.is_postgresql else server.create()
    path = tmp_path / "desk.jsonl.gz"
    path.write_bytes(gzip.compress(raw))
    with path.open("rb") as stream:
        dump = DumpReader(stream, path.name)
        with schema.filling(other, dump.schema) as connection:
            desk_dump.load(connection, dump)
    assert verified(other) == ([], len(ERASED))
    assert dumped(other) == raw
    assert words_in(files_of(other)) == {STAYING}
    if other.is_postgresql:
        server.drop(other)
