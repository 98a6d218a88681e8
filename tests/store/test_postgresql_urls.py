"""Every form of URL that libpq reads, at a real server; and what is said about those that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import text

from factdb.errors import FactdbError
from factdb.store import postgresql, sessions
from factdb.store.engine import Database
from tests.databases import name_of

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = "127.0.0.1:1"  # no server answers there


class Server:
    """Where the test server is, in pieces."""

    def __init__(self, database: Database) -> None:
        with psycopg.connect(database.location) as connection:
            info = connection.info
            self.host, self.port, self.user, self.password = info.host, info.port, info.user, info.password
        self.name = name_of(database)

    @property
    def login(self) -> str:
        """The user and the password, as they stand in a URL."""
        return f"{self.user}:{self.password}" if self.password else self.user

    @property
    def address(self) -> str:
        """The host and the port, as they stand in a URL."""
        return f"{self.host.replace('/', '%2F')}:{self.port}"


@pytest.fixture
def server(demo: Database) -> Server:
    """Return the pieces of the address of the worked example on PostgreSQL."""
    if not demo.is_postgresql:
        pytest.skip("SQLite has no URLs")
    return Server(demo)


def claims(url: str) -> int:
    """Return how many claims a desk has."""
    with sessions.reading(Database(url, url, is_postgresql=True)) as session:
        return session.scalar(text("SELECT count(*) FROM claims")) or 0


@pytest.mark.parametrize(
    "form",
    [
        "postgresql://{login}@{address}/{name}",
        "postgresql://{login}@{nobody},{address}/{name}",
        "postgresql://{login}@{nobody},{address}/{name}?target_session_attrs=read-write",
        "postgresql://{login}@/{name}?host=127.0.0.1&host={host}&port=1&port={port}",
        "postgresql://{login}@/{name}?host=127.0.0.1,{host}&port=1,{port}",
        "postgresql://{address}/{name}?user={user}&password={password}",
        "postgresql://{login}@{address}/{name}?sslmode=disable&connect_timeout=3&application_name=desk",
        "postgresql://{login}@{address}/{name}?sslmode=prefer&target_session_attrs=primary",
        "postgresql://{login}@{address}/{name}?prepare_threshold=0",
        "postgresql://{login}@{address}/{name}?prepare_threshold=5&sslmode=disable",
        "postgresql://{login}@{address}/{name}?options=-c%20work_mem%3D8MB",
        "postgresql://{login}@/{name}?service=desk",
    ],
)
def test_a_url_is_read_as_libpq_reads_it(
    server: Server, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "services.conf").write_text(f"[desk]\nhost={server.host}\nport={server.port}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services.conf"))
    pieces = {**vars(server), "login": server.login, "address": server.address, "nobody": NOBODY}
    assert claims(form.format(**pieces)) == 22


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("postgresql://{login}@{nobody}/{name}", "no server answers there"),
        ("postgresql://{login}@no-such-host.invalid/{name}", "no server answers there"),
        ("postgresql://{login}@{nobody},{address}/{name}?target_session_attrs=standby", "only the primary answered"),
        ("postgresql://{login}@{address}/{name}?service=nowhere", "a service that no service file defines"),
        ("postgresql://{login}@{address}/{name}?sslmode=maybe", "the sslmode of the URL"),
        ("postgresql://{login}@{address}/{name}?prepare_threshold=some", "prepare_threshold is not a whole number"),
        ("postgresql://{login}@{address}/{name}?colour=red", 'invalid URI query parameter: "colour"'),
        ("postgresql://ana:p@ss@{address}/{name}", "not written as %40"),
        ("postgresql://ana:p/w@{address}/{name}", "not written as %40"),
        ("postgresql://{login}@{address}/no_such_desk", "does not exist"),
        ("postgresql://{login}@[::1/{name}", "Cannot read the URL"),
    ],
)
def test_a_wrong_url_has_its_sentence(server: Server, form: str, sentence: str) -> None:
    url = form.format(**vars(server), login=server.login, address=server.address, nobody=NOBODY)
    with pytest.raises(FactdbError) as refused:
        claims(url)
    assert sentence in str(refused.value)
    assert refused.value.next_step


@pytest.mark.parametrize(
    ("location", "other"),
    [
        ("postgresql://ana:pw@h:1/desk?sslmode=require", "postgresql://r:p%40s@h:1/desk?sslmode=require"),
        ("postgresql://h1,h2:5/desk?user=ana&password=pw", "postgresql://r:p%40s@h1,h2:5/desk"),
        ("postgresql:///desk?host=/run/pg", "postgresql://r:p%40s@/desk?host=/run/pg"),
    ],
)
def test_another_login_of_the_same_database(location: str, other: str) -> None:
    assert postgresql.with_login(location, "r", "p@s") == other


def test_settings_hold_for_one_transaction_and_none_when_it_connects(demo: Database) -> None:
    if not demo.is_postgresql:
        pytest.skip("SQLite has no such settings")
    shown = {"timezone": "UTC", "join_collapse_limit": "16", "lock_timeout": "15s"}
    with demo.engine("rw").connect() as connection:
        for _ in range(2):
            assert {name: connection.scalar(text(f"SHOW {name}")) for name in shown} == shown
            connection.commit()
        driver = connection.connection.driver_connection
        assert driver is not None
        assert "options" not in driver.info.get_parameters()
        assert driver.prepare_threshold is None
        driver.autocommit = True
        settings = {name: driver.execute(f"SHOW {name}").fetchone() for name in ("join_collapse_limit", "lock_timeout")}
        assert settings == {"join_collapse_limit": ("8",), "lock_timeout": ("0",)}
