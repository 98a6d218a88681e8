"""`factdb serve` as a process of its own, and requests to it that no browser sends."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.stories.conftest import Program

if TYPE_CHECKING:
    from factdb.store.engine import Database

_PATIENCE = 60  # seconds: machines that run tests are slow


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status (0 for a connection that was closed without a word), the headers and the text."""

    status: int
    head: str
    text: str

    @classmethod
    def of(cls, received: bytes) -> Answer:
        """Read an answer from what was received until the end of the connection."""
        head, _, text = received.decode("utf-8", "replace").partition("\r\n\r\n")
        status = re.match(r"HTTP/1.1 (\d+)", head)
        return cls(int(status[1]) if status else 0, head, text)

    @property
    def cookie(self) -> str | None:
        """The token of the session that it opens."""
        token = re.search(r"set-cookie: factdb=([^;\r]+)", self.head, re.IGNORECASE)
        return token[1] if token else None


@dataclass(slots=True)
class ServedProgram:
    """The program that serves, where it listens, the one-time key that it printed, and the session of who asks."""

    pid: int
    port: int
    key: str
    token: str = ""

    @property
    def host(self) -> str:
        """The Host header of its own pages."""
        return f"127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """Open a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE)

    def head(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        """Return the head of a request of a browser that is signed in; a header of None is left out."""
        fields = {"Host": self.host, "Origin": f"http://{self.host}", "Connection": "close", **(headers or {})}
        if self.token:
            fields.setdefault("Cookie", f"factdb={self.token}")
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def exchange(self, request: bytes) -> Answer:
        """Send bytes, and read the answer to its end; a server may close before it has read everything."""
        received = b""
        with self.connect() as connection, suppress(ConnectionResetError, BrokenPipeError):
            with suppress(ConnectionResetError, BrokenPipeError):
                connection.sendall(request)
            while piece := connection.recv(65536):
                received += piece
        return Answer.of(received)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page."""
        return self.exchange(self.head("GET", path, headers))

    def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form."""
        fields = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }
        return self.exchange(self.head("POST", path, fields) + body)

    def memory(self) -> int:
        """Return how much memory the process has in use, in MB."""
        kilobytes = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text("ascii"))
        assert kilobytes
        return int(kilobytes[1]) // 1024


@contextmanager
def serving(database: Database, folder: Path) -> Iterator[ServedProgram]:
    """Serve a desk until the end, signed in as ana; the program must end cleanly, and without a traceback."""
    process = Program(database, folder).start("serve", "--port", "0", "--no-open")
    try:
        assert process.stdout
        address = urlsplit(process.stdout.readline().strip())
        assert address.port, process.communicate()
        served = ServedProgram(process.pid, address.port, address.path.rpartition("/")[2])
        served.token = served.get(address.path).cookie or ""
        assert served.token
        yield served
    finally:
        process.terminate()
        errors = process.communicate(timeout=_PATIENCE)[1]
    assert "Traceback" not in errors, errors
    assert process.returncode == 0, errors
