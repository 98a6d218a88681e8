"""Opens the database: SQLite with the locks and pragmas that the ledger needs, or PostgreSQL."""

from __future__ import annotations

import logging
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import NullPool, QueuePool

from factdb.domain import locations
from factdb.errors.database import NoDatabaseError, OldSqliteError, UnusablePathError
from factdb.errors.endings import Stored
from factdb.store import driver, postgresql, reading_cache
from factdb.store.driver import sqlite3

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

    from factdb.settings import Setting, Settings

BUSY_SECONDS = 15
_READING = frozenset({"ro", "copy"})
_LOOK_AGAIN = 0.005  # seconds
# A server asks with as many threads as Starlette has; those beyond the first few connections are closed after use.
_POOL = {"poolclass": QueuePool, "pool_size": 8, "max_overflow": 40, "pool_timeout": BUSY_SECONDS}

# Each transaction sets this for itself, because a pooler can run the next one on another connection. A page is joined
# with the ten tables of v1_claims: the server's default limit of 8 would make it plan the view separately, and read
# every claim for a page of 20.
_SET = (
    "SELECT set_config('timezone', 'UTC', true), set_config('join_collapse_limit', '16', true),"
    " set_config('lock_timeout', '{}s', true)"
)


@dataclass(slots=True)
class Commits:
    """What this program has committed to one database so far; `driver_errors.committing` records it."""

    stored: Stored = Stored.NOTHING


@dataclass(frozen=True, slots=True)
class Database:
    """The location of the ledger: the path of a SQLite file, or a PostgreSQL URL."""

    location: str
    shown: str
    is_postgresql: bool
    program: str = field(default="factdb", compare=False)
    commits: Commits = field(default_factory=Commits, repr=False, compare=False)
    engines: dict[str, Engine] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, settings: Settings) -> Database:
        """Return the database that the settings name."""
        return cls(settings.database.value, settings.shown, settings.is_postgresql, _program(settings))

    @classmethod
    def reader(cls, settings: Settings) -> Database | None:
        """Return the database with the login that may only read the views; None if the settings have none."""
        return cls._on_server(settings.reader, "factdb sql")

    @classmethod
    def standby(cls, settings: Settings) -> Database | None:
        """Return the standby to read from; None if the settings have none."""
        return cls._on_server(settings.standby, _program(settings))

    @classmethod
    def _on_server(cls, setting: Setting | None, program: str) -> Database | None:
        return cls(setting.value, locations.shown(setting.value), True, program) if setting else None

    @classmethod
    def sqlite(cls, path: Path) -> Database:
        """Return the database in a SQLite file."""
        return cls(str(path), str(path), is_postgresql=False)

    def pooled(self) -> Database:
        """Return the same database for a server, which keeps its connections between requests. Threads may share it."""
        return replace(self, engines={})

    def close(self) -> None:
        """Close the connections that a server kept."""
        for engine in (self.engines or {}).values():
            engine.dispose()

    @property
    def path(self) -> Path:
        """The path of the SQLite file."""
        return Path(self.location)

    @property
    def readers_block_writers(self) -> bool:
        """Whether nobody can write while somebody reads: with SQLite's rollback journal."""
        return not (self.is_postgresql or driver.HAS_SAFE_LOG)

    def engine(self, mode: str) -> Engine:
        """Return an engine: "ro" reads, "rw" writes, "rwc" writes and may create the SQLite file, "copy" reads long.

        With SQLite's rollback journal, nobody can write while somebody reads. So "copy" takes the state of one moment
        into a temporary file, which is gone at the end, and reads that; with other journals and servers it is "ro".
        On SQLite, a writing transaction starts with BEGIN IMMEDIATE, so two writers take turns from their first read.
        A reading transaction sees the same state from its first statement to its last, on both engines.
        """
        if self.engines is None:
            return self._new_engine(mode, {"poolclass": NullPool})
        if mode not in self.engines:
            self.engines[mode] = self._new_engine(mode, {"poolclass": NullPool} if mode == "copy" else _POOL)
        return self.engines[mode]

    def _new_engine(self, mode: str, pool: dict[str, Any]) -> Engine:
        _take_reports_of_pool()
        return self._postgresql(mode, pool) if self.is_postgresql else self._sqlite(mode, pool)

    def _sqlite(self, mode: str, pool: dict[str, Any]) -> Engine:
        if mode == "rwc":
            self._make_folder()
        self._require_file(missing_ok=mode == "rwc")
        connect = partial(self._connect, mode)
        engine = create_engine("sqlite://", module=sqlite3, creator=connect, **pool)
        if self.engines is not None:
            event.listen(engine, "checkout", self._require_same_file)
            if mode == "ro":
                event.listen(engine, "connect", lambda _, entry: reading_cache.start(entry))
        event.listen(engine, "connect", _set_reading_pragmas if mode in _READING else _set_writing_pragmas)
        event.listen(engine, "begin", _begin_to_read if mode in _READING else _begin_to_write)
        return engine

    def _require_same_file(self, _: sqlite3.Connection, entry: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        """Connect anew if another file has taken the place of the database, as a restored copy does.

        A pooled connection would go on writing to the file that is gone.
        """
        self._require_file(missing_ok=False)
        self._roll_back_what_was_cut_off()
        state = self.path.stat()
        identity = state.st_dev, state.st_ino
        if entry.info.setdefault("file", identity) != identity:
            raise DisconnectionError

    def _connect(self, mode: str) -> sqlite3.Connection:
        if mode == "copy":
            return self._connect_to_copy()
        if mode == "ro":
            self._roll_back_what_was_cut_off()
        uri = f"file:{quote(str(self.path))}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    def _connect_to_copy(self) -> sqlite3.Connection:
        source = self._connect("ro")
        try:
            copy = None if _has_log(source) else _copy(source)
        except sqlite3.Error:  # no database, or no room for a copy: read the file itself, which says what is wrong
            source.rollback()
            return source
        if copy is None:
            return source
        source.close()
        return copy

    def _roll_back_what_was_cut_off(self) -> None:
        """Roll back the unfinished transaction of a killed writer; a read-only connection cannot, and would fail."""
        if Path(f"{self.path}-journal").exists():
            with closing(self._connect("rw")) as writer:
                writer.execute("PRAGMA schema_version")  # the first read rolls back, but not a running writer

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnusablePathError(self.path.parent, f"the folder cannot be created: {error.strerror}") from error

    def _require_file(self, *, missing_ok: bool) -> None:
        if self.path.is_dir():
            raise UnusablePathError(self.shown, "it is a folder, not a database")
        if not missing_ok and not self.path.exists():
            raise NoDatabaseError(self.shown)

    def _postgresql(self, mode: str, pool: dict[str, Any]) -> Engine:
        options: dict[str, Any] = {"isolation_level": "READ COMMITTED"}
        if mode in _READING:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        postgresql.parameters(self.location)  # refuses a URL that cannot be read, before anything connects
        connect = partial(postgresql.connect, self.location, self.program)
        address = "postgresql+psycopg://"  # without a host: libpq reads the URL, and SQLAlchemy does not
        # A server that was restarted, or failed over, is noticed before a request begins.
        engine = create_engine(address, creator=connect, pool_pre_ping=True, execution_options=options, **pool)
        event.listen(engine, "begin", _set_for_the_transaction)
        return engine


def _take_reports_of_pool() -> None:
    """Give SQLAlchemy's reports a handler, so that Python does not print them for want of one.

    The pool reports Ctrl-C during the closing of a connection with a traceback, and then raises it as usual.
    """
    logger = logging.getLogger("sqlalchemy")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _program(settings: Settings) -> str:
    """Return the name by which a server shows what this person runs."""
    return f"factdb {settings.user.value}".strip()


def _begin_to_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Connection) -> None:
    """Begin as soon as nobody else writes, or fail after the usual wait.

    SQLite itself checks only every tenth of a second and can miss every free moment: when eight processes wrote
    constantly, one of them waited its 15 seconds in vain.
    """
    file: Any = connection.connection.driver_connection
    deadline = time.monotonic() + BUSY_SECONDS
    with _without_waiting(file):
        while _must_wait(file) and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN)
        if not file.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, to raise the driver's error


def _must_wait(file: sqlite3.Connection) -> bool:
    """Try to begin; return whether another writer prevents it."""
    try:
        file.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        return driver.is_busy(error)
    return False


def _set_reading_pragmas(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA query_only = ON")


def _set_writing_pragmas(file: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    file.execute("PRAGMA foreign_keys = ON")
    file.execute("PRAGMA synchronous = FULL")
    has_log = _has_log(file)
    if has_log and not driver.HAS_SAFE_LOG:
        # Others may be writing with the log now, and this SQLite has the bug that can reset it.
        raise OldSqliteError(driver.library(), driver.EXTRA)
    if driver.HAS_SAFE_LOG and not has_log:
        _switch_to_log(file)


def _switch_to_log(file: sqlite3.Connection) -> None:
    """Switch to the write-ahead log if nobody uses the file now; otherwise a later command does."""
    with _without_waiting(file):
        try:
            file.execute("PRAGMA journal_mode = wal")
        except sqlite3.OperationalError as error:
            if not driver.is_busy(error):
                raise


def _copy(source: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # SQLite deletes it at the end
    try:
        source.execute("BEGIN")
        source.execute("PRAGMA schema_version")  # waits for a writer; the copy itself would wait for ever
        copy.execute("PRAGMA journal_mode = OFF")
        source.backup(copy)
    except sqlite3.Error:
        copy.close()
        raise
    return copy


def _has_log(file: sqlite3.Connection) -> bool:
    return bool(file.execute("PRAGMA journal_mode").fetchone()[0] == "wal")


@contextmanager
def _without_waiting(file: sqlite3.Connection) -> Iterator[None]:
    """Let SQLite refuse at once, within this block, where it would wait for a lock."""
    file.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        file.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _set_for_the_transaction(connection: Connection) -> None:
    connection.exec_driver_sql(_SET.format(BUSY_SECONDS))
