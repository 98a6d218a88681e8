"""`factdb config show`: every setting, its value without a password, and where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import refused, run_bare

DESK = '[desk]\nname = "The Example Desk"\nlicence = "CC BY 4.0"\n'


def shown(*words: str) -> list[str]:
    ran = run_bare(*words, "config", "show")
    assert (ran.exit_code, ran.stderr) == (0, "")
    return ran.stdout.splitlines()


def test_what_nobody_has_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "Ana Müller")
    database, user, *desk = shown()
    assert database.startswith("database: ")
    assert database.endswith("factdb.db (from the default)")
    assert user == "user: ana-muller (from the login name)"
    assert desk == ["desk.name: not set", "desk.url: not set", "desk.licence: not set"]
    assert list(folder.iterdir()) == []


def test_each_value_says_where_it_comes_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "factdb.toml").write_text(f'database = "own.db"\nuser = "rita"\n{DESK}')
    toml = str(folder / "factdb.toml")
    assert shown() == [
        f"database: {folder / 'own.db'} (from {toml})",
        f"user: rita (from {toml})",
        f"desk.name: The Example Desk (from {toml})",
        "desk.url: not set",
        f"desk.licence: CC BY 4.0 (from {toml})",
    ]
    monkeypatch.setenv("FACTDB_DATABASE_URL", "postgresql://ana:s3cret@db.example.org/desk")
    assert shown()[0] == "database: postgresql://ana:***@db.example.org/desk (from FACTDB_DATABASE_URL)"
    assert shown("--db", "x.db", "--as", "ed")[:2] == [
        f"database: {folder / 'x.db'} (from --db)",
        "user: ed (from --as)",
    ]


def test_the_users_own_file_comes_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = folder.parent / "home" / "config" / "factdb" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text('database = "mine.db"\n[desk]\nurl = "https://example.org"\n')
    monkeypatch.setattr("platformdirs.user_config_path", lambda _: own.parent)
    (folder / "factdb.toml").write_text(DESK)
    lines = shown()
    assert lines[0] == f"database: {own.parent / 'mine.db'} (from {own})"
    assert lines[3] == f"desk.url: https://example.org (from {own})"
    assert lines[4].endswith(f"(from {folder / 'factdb.toml'})")


def test_as_json_without_a_password() -> None:
    ran = run_bare("--db", "postgresql://ana:s3cret@h/desk", "--as", "ana", "config", "show", "--json")
    assert "s3cret" not in ran.stdout
    assert ran.json == {
        "database": {"value": "postgresql://ana:***@h/desk", "from": "--db"},
        "user": {"value": "ana", "from": "--as"},
        "desk.name": {"value": None, "from": None},
        "desk.url": {"value": None, "from": None},
        "desk.licence": {"value": None, "from": None},
    }


def test_a_value_that_would_steer_the_terminal_is_shown_harmless(folder: Path) -> None:
    (folder / "factdb.toml").write_text('[desk]\nname = "x\\u001b[2J"\n')
    assert shown()[2].startswith("desk.name: x\\x1b[2J (from ")


def test_a_file_with_a_slip_is_refused(folder: Path) -> None:
    (folder / "factdb.toml").write_text("[desk]\ncolour = 'red'\n")
    refused(run_bare("config", "show"), 2, 'unknown key: "desk.colour"')
