"""`factdb reviewers invite` and `sign-out`, what the log says of them, and who may serve beyond this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factdb.services.desk import accounts
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models.accounts import SECRET_TABLES
from tests.cli.conftest import ok, refused, run
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("cheap_passwords")
PASSWORD = "four random words here"  # noqa: S105 - of nobody


def redeem(database: Database, link: str) -> str:
    with sessions.writing(database) as session:
        return accounts.redeem(session, link.strip().rpartition("/")[2], PASSWORD, NOW)


def test_an_invitation_is_a_link_to_the_public_address(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited = ok(database, "reviewers", "invite", "rita")
    assert invited.stdout.startswith("http://127.0.0.1:8321/invitations/")
    assert "Send this link to rita alone." in invited.stderr
    (folder / "factdb.toml").write_text('[web]\nurl = "https://example.org/desk/"\n')
    assert ok(database, "reviewers", "invite", "rita").stdout.startswith("https://example.org/desk/invitations/")
    monkeypatch.setenv("FACTDB_WEB_URL", "https://desk.example.org")
    assert ok(database, "reviewers", "invite", "rita").stdout.startswith("https://desk.example.org/invitations/")
    link = ok(database, "reviewers", "invite", "rita", "--url", "http://192.0.2.7:8000/").stdout
    assert link.startswith("http://192.0.2.7:8000/invitations/")
    refused(run(database, "reviewers", "invite", "rita", "--url", "desk.example.org"), 2, "no whole address")
    redeem(database, link)


def test_the_log_tells_who_invited_whom_and_no_secret(database: Database) -> None:
    link = ok(database, "reviewers", "invite", "rita").stdout
    token = redeem(database, link)
    assert ok(database, "reviewers", "sign-out", "rita").stdout == "rita: 1 session ended\n"
    log = ok(database, "log", "-L", "3", "-f", "json").stdout
    assert [(row["by"], row["what"]) for row in json.loads(log)] == [
        ("ana", "ended all sessions of rita"),
        ("rita", "rita set a password by an invitation"),
        ("ana", "invited rita to set a password"),
    ]
    everything = log + ok(database, "export", "history", "-f", "json").stdout
    assert [secret for secret in (PASSWORD, token, link.rpartition("/")[2].strip()) if secret in everything] == []
    assert ok(database, "verify").stdout.startswith("clean:")
    assert "matches" in ok(database, "db", "check").stdout


@pytest.mark.parametrize("table", sorted(SECRET_TABLES))
def test_queries_do_not_read_what_signs_somebody_in(sqlite_demo: Database, table: str) -> None:
    for query in (f"SELECT * FROM {table}", f"SELECT * FROM main.{table}", f"SELECT * FROM temp.{table}"):  # noqa: S608
        assert run(sqlite_demo, "sql", query).exit_code == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])  # noqa: S104 - refused
def test_no_host_beyond_this_machine_without_accounts(sqlite_demo: Database, host: str) -> None:
    sentence = f"Others reach {host}, and nobody on this desk has a password to sign in with."
    refused(run(sqlite_demo, "serve", "--host", host, "--port", "0"), 1, sentence, "factdb reviewers invite HANDLE")
    redeem(sqlite_demo, ok(sqlite_demo, "reviewers", "invite", "rita").stdout)
    ok(sqlite_demo, "reviewers", "disable", "rita")
    refused(run(sqlite_demo, "serve", "--host", host, "--port", "0"), 1, sentence)
