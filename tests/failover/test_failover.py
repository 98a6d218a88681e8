"""A primary is killed under eight writers, and its standby promoted: nothing that was acknowledged is lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

import factdb
from factdb.domain.history import chain
from factdb.errors import FactdbError
from factdb.errors.endings import CommitUnknownError
from factdb.services.actor import find_actor
from factdb.services.claims import notes_and_links
from factdb.services.ledger import claim_ledger
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import History
from factdb.web.site import Site
from tests.cli.conftest import run_bare
from tests.databases import load_demo, prepare
from tests.servers import HOST, Pooler, Server, owned_folder, wait_until
from tests.stories.conftest import Program, finished
from tests.web.conftest import Visitor

pytestmark = pytest.mark.failover
WRITERS = 8


@dataclass(slots=True)
class Writing:
    """What the writers were told."""

    acknowledged: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: int = 0
    stop: Event = field(default_factory=Event)

    def write(self, database: Database, writer: int) -> None:
        """Add notes to claims, one after the other, until told to stop."""
        n = 0
        while not self.stop.is_set():
            n += 1
            words = f"Writer {writer}, note {n}."
            try:
                add_note(database, 1 + (writer + n) % 22, words)
            except CommitUnknownError:
                self.unknown.append(words)
            except FactdbError:
                self.refused += 1
                time.sleep(0.1)
            else:
                self.acknowledged.append(words)


def add_note(database: Database, number: int, words: str) -> None:
    """Add a note to a claim in a transaction of its own."""
    with sessions.writing(database) as session:
        actor = find_actor(session, "ana", datetime.now(UTC))
        notes_and_links.note(session, claim_ledger.lock_one(session, number), actor, words)


def at(url: str) -> Database:
    """Return the database at a URL."""
    return Database(url, url, is_postgresql=True)


def notes(database: Database) -> set[str]:
    """Return the notes that a desk has."""
    with sessions.reading(database) as session:
        bodies = session.query(History.body, History.words).where(History.kind == "noted").all()
    return {str(chain.read_opened(body, words).get("note")) for body, words in bodies}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make the folder of the servers."""
    with owned_folder("failover") as made:
        yield made


@pytest.fixture
def primary(folder: Path) -> Iterator[Server]:
    """Start a primary with the worked example; it acknowledges what its standby has too, once there is one."""
    server = Server(folder / "primary")
    server.initialise()
    server.start()
    server.execute("CREATE DATABASE desk")
    database = at(server.url("desk"))
    prepare(database)
    load_demo(database)
    yield server
    server.stop()


@pytest.fixture
def standby(folder: Path, primary: Server) -> Iterator[Server]:
    """Start a standby of the primary, and let the primary wait for it."""
    server = Server(folder / "standby")
    server.copy_of(primary)
    server.start()
    primary.stop()
    primary.start(synchronous_standby_names="*")  # for this start alone: the standby must not wait for another
    wait_until(lambda: bool(primary.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")))
    yield server
    server.stop()


def fail_over(writing: Writing, primary: Server, standby: Server) -> None:
    """Kill the primary while people write, and promote its standby."""
    wait_until(lambda: len(writing.acknowledged) >= 40)
    primary.kill()
    wait_until(lambda: writing.refused >= WRITERS)  # everybody has noticed
    standby.promote()


@pytest.mark.parametrize("way", ["the URL of both", "a pooler"])
def test_nothing_acknowledged_is_lost(way: str, folder: Path, primary: Server, standby: Server) -> None:
    pooler = Pooler(folder)
    both = f"{HOST}:{primary.port},{HOST}:{standby.port}"
    url = f"postgresql://postgres@{both}/desk?target_session_attrs=read-write"
    if way == "a pooler":
        pooler.start(f"host={HOST} port={primary.port}")
        url = pooler.url("desk")
    writing = Writing()
    try:
        with ThreadPoolExecutor(WRITERS) as several:
            writers = [several.submit(writing.write, at(url), number) for number in range(WRITERS)]
            try:
                fail_over(writing, primary, standby)
                if way == "a pooler":
                    pooler.lead_to(f"host={HOST} port={standby.port}")
                before = len(writing.acknowledged)
                wait_until(lambda: len(writing.acknowledged) >= before + 40, seconds=60)
            finally:
                writing.stop.set()
            assert [writer.result() for writer in writers] == [None] * WRITERS
        database = at(standby.url("desk"))
        stored = notes(database)
        lost = set(writing.acknowledged) - stored
        print(  # noqa: T201 - the step shows it
            f"\n{way}: {len(writing.acknowledged)} acknowledged, {len(lost)} lost, {writing.refused} refused, "
            f"{len(writing.unknown)} unknown, of which {len(set(writing.unknown) & stored)} are stored"
        )
        assert not lost
        assert stored <= {*writing.acknowledged, *writing.unknown, *notes_of_the_example(stored)}
        with sessions.reading(database) as session:
            assert list(verify.findings(session, Checked())) == []
    finally:
        pooler.stop()


def notes_of_the_example(stored: set[str]) -> set[str]:
    """Return the notes that no writer of these tests made."""
    return {words for words in stored if not words.startswith("Writer ")}


def test_a_standby_says_what_it_is(primary: Server, standby: Server) -> None:
    reading = at(f"postgresql://postgres@{HOST}:{standby.port}/desk")
    assert notes(reading) == notes(at(primary.url("desk")))
    with pytest.raises(FactdbError, match="takes no changes: it is a standby"):
        add_note(reading, 1, "Nobody may write here.")
    primary.kill()
    with pytest.raises(FactdbError, match="has no primary now: only a standby answered"):
        notes(
            at(f"postgresql://postgres@{HOST}:{primary.port},{HOST}:{standby.port}/desk?target_session_attrs=primary")
        )


def test_encryption_that_the_server_has_not(primary: Server) -> None:
    with pytest.raises(FactdbError, match="with the sslmode of the URL"):
        notes(at(f"{primary.url('desk')}?sslmode=require"))


def test_a_standby_answers_with_what_the_reader_wrote_last(
    primary: Server, standby: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(person: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / person))
        ran = run_bare("--db", primary.url("desk"), "--as", "ana", *words)
        return ran.exit_code, ran.stdout, ran.stderr

    monkeypatch.setenv("FACTDB_STANDBY_URL", standby.url("desk"))
    assert " (sync)\nstandby to read from: " in run("writer", "db", "status")[1]
    standby.execute("SELECT pg_wal_replay_pause()")
    assert run("writer", "claims", "note", "7", "Written just now.")[0] == 0
    history = ("claims", "history", "7")
    assert "Written just now." in run("writer", *history)[1]  # from the primary, which has it
    assert "Written just now." not in run("another", *history)[1]  # from the standby, which has it not yet
    primary.kill()
    code, page, notices = run("writer", *history)
    assert (code, "Written just now." in page) == (0, False)
    assert "The primary does not answer. The standby is " in notices
    assert "seconds behind your last change." in notices
    standby.execute("SELECT pg_wal_replay_resume()")
    standby.promote()
    assert "Written just now." in run("writer", *history)[1]


def test_pages_and_programs_read_from_the_standby_too(
    primary: Server, standby: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTDB_STANDBY_URL", standby.url("desk"))
    database = at(primary.url("desk")).pooled()
    site = Site(database, "ana", at(standby.url("desk")))
    standby.execute("SELECT pg_wal_replay_pause()")
    writer, another = Visitor(site).sign_in("ana"), Visitor(replace(site, positions={})).sign_in("ana")
    assert "Note 7.n1 added." in writer.post(7, "note", note="Written by a page.").text
    assert "Written by a page." in writer.page("/claims/7")
    assert "Written by a page." not in another.page("/claims/7")
    desk = factdb.open(primary.url("desk"), user="ana")
    assert desk.claim(19)["status"] == "new"
    desk.status(19, "in-review")
    assert desk.claim(19)["status"] == "in-review"
    assert another.client.get("/claims/19.json").json()["status"] == "new"
    standby.execute("SELECT pg_wal_replay_resume()")
    database.close()


def test_a_server_that_waits_for_a_lost_standby(primary: Server, standby: Server, tmp_path: Path) -> None:
    standby.kill()
    program = Program(at(primary.url("desk")), tmp_path)
    process = program.start("claims", "note", "7", "Nobody confirms this.")
    assert process.stderr is not None
    notice = process.stderr.readline()
    assert "The server has not confirmed the change for 10 seconds." in notice
    process.send_signal(signal.SIGINT)
    done = finished(process)
    assert done.returncode == 130, done
    assert "Changes were being stored: they are stored as a whole, or not at all." in done.stderr
    assert "Nobody confirms this." in notes(at(primary.url("desk")))  # the primary alone has it
