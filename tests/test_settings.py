"""Which place wins, what is refused, and that no password is ever shown."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.errors import FactdbError, UnreadableFileError, UsageError
from factdb.settings import DeskIdentity, EvidenceSettings, Setting, Settings, load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Place:
    """A folder that somebody works in, with folders of their own, and nothing set anywhere."""

    def __init__(self, root: Path) -> None:
        self.root, self.cwd, self.config, self.data = root, root / "work", root / "config", root / "data"
        for folder in (self.cwd, self.config):
            folder.mkdir()
        self.own = self.config / "config.toml"
        self.project = self.cwd / "factdb.toml"

    def load(
        self,
        db: str | None = None,
        user: str | None = None,
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Settings:
        return load(
            db=db,
            user=user,
            environ=environ or {},
            cwd=cwd or self.cwd,
            config_dir=self.config,
            data_dir=self.data,
            login=lambda: "login",
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def _shown(database: str) -> str:
    return Settings(Setting(database, "--db"), Setting("ana", "--as"), DeskIdentity(None, None, None)).shown


# -- which place wins


def test_where_nothing_is_set_there_are_defaults(place: Place) -> None:
    settings = place.load()
    assert settings.database == Setting(str(place.data / "factdb.db"), "the default")
    assert settings.user == Setting("login", "the login name")
    assert settings.desk == DeskIdentity(None, None, None)


def test_each_place_wins_over_the_next(place: Place) -> None:
    environ = {"FACTDB_DATABASE_URL": "environ.db", "FACTDB_USER": "environ"}
    place.own.write_text('database = "own.db"\nuser = "own"\n')
    own = place.load()
    place.project.write_text('database = "project.db"\nuser = "project"\n')
    project = place.load()
    variable = place.load(environ=environ)
    flag = place.load("flag.db", "flag", environ)
    assert own.database == Setting(str(place.config / "own.db"), str(place.own))
    assert project.database == Setting(str(place.cwd / "project.db"), str(place.project))
    assert variable.database == Setting(str(place.cwd / "environ.db"), "FACTDB_DATABASE_URL")
    assert flag.database == Setting(str(place.cwd / "flag.db"), "--db")
    assert [s.user for s in (own, project, variable, flag)] == [
        Setting("own", str(place.own)),
        Setting("project", str(place.project)),
        Setting("environ", "FACTDB_USER"),
        Setting("flag", "--as"),
    ]


def test_the_nearest_factdb_toml_above_counts_and_its_paths_start_there(place: Place) -> None:
    deep = place.cwd / "a" / "b"
    deep.mkdir(parents=True)
    (place.root / "factdb.toml").write_text('database = "farther.db"\nuser = "farther"\n')
    place.project.write_text('database = "data/near.db"\n')
    settings = place.load(cwd=deep)
    assert settings.database.value == str(place.cwd / "data" / "near.db")
    assert settings.user.value == "login"


def test_a_folder_named_factdb_toml_is_no_file_of_settings(place: Place) -> None:
    place.project.mkdir()
    assert place.load().database.origin == "the default"


def test_places_are_joined_key_by_key(place: Place) -> None:
    place.own.write_text('user = "own"\n[desk]\nname = "Own"\nlicence = "CC-BY-4.0"\nurl = " "\n')
    place.project.write_text('\ufeffdatabase = "project.db"\n[desk]\nname = "Ours"\n', encoding="utf-8")
    settings = place.load()
    assert (settings.user.value, settings.database.origin) == ("own", str(place.project))
    assert settings.desk.name == Setting("Ours", str(place.project))
    assert settings.desk.licence == Setting("CC-BY-4.0", str(place.own))
    assert settings.desk.url is None


def test_the_users_own_folders_are_those_of_the_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    settings = load(db=None, user=None, environ={}, cwd=tmp_path)
    assert settings.database.value.startswith(str(tmp_path))
    assert settings.database.value.endswith("factdb.db")


def test_where_nobody_is_logged_in_the_user_is_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def nobody() -> str:
        message = "no entry for this number"
        raise KeyError(message)

    monkeypatch.setattr("getpass.getuser", nobody)
    settings = load(db="x.db", user=None, environ={}, cwd=tmp_path, config_dir=tmp_path)
    assert settings.user.value == ""


# -- what a database may be


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("desk.db", "{cwd}/desk.db"),
        (" desk.db\n", "{cwd}/desk.db"),
        ("./desk.db", "{cwd}/desk.db"),
        ("../desk.db", "{root}/desk.db"),
        ("./a:b.db", "{cwd}/a:b.db"),
        ("/srv/desk.db", "/srv/desk.db"),
        ("/srv/what?.db", "/srv/what?.db"),
        ("~/desk.db", "{root}/desk.db"),
        ("sqlite:///desk.db", "{cwd}/desk.db"),
        ("SQLite:////srv/desk.db", "/srv/desk.db"),
        ("postgresql://ana@host/desk", "postgresql://ana@host/desk"),
        ("postgres://host/desk?sslmode=require", "postgresql://host/desk?sslmode=require"),
        ("postgresql:///desk", "postgresql:///desk"),
    ],
)
def test_a_database_is_a_whole_path_or_a_postgresql_url(
    place: Place, monkeypatch: pytest.MonkeyPatch, typed: str, kept: str
) -> None:
    monkeypatch.setenv("HOME", str(place.root))
    settings = place.load(typed)
    assert settings.database.value == kept.format(cwd=place.cwd, root=place.root.resolve())
    assert settings.is_postgresql == kept.startswith("postgresql")


@pytest.mark.parametrize("typed", [r"C:\desk\factdb.db", "C:/desk/factdb.db", r"sqlite:///C:\desk\factdb.db"])
def test_a_drive_is_no_scheme(place: Place, typed: str) -> None:
    assert place.load(typed).database.value.endswith(("C:\\desk\\factdb.db", "C:/desk/factdb.db"))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "empty database"),
        ("  ", "empty database"),
        ("a\0b", "NUL"),
        (":memory:", "in memory"),
        ("sqlite://", "in memory"),
        ("sqlite:///", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite://host/desk.db", "more than a path"),
        ("sqlite:desk.db", "more than a path"),
        ("sqlite:///desk.db?mode=ro", "more than a path"),
        ("sqlite:///file:desk.db", "more than a path"),
        ("~nobody-of-this-name/desk.db", "cannot be found"),
        ("file:desk.db", 'begins with "file:"'),
        ("mysql://ana:secret@host/desk", 'begins with "mysql:"'),
        ("postgresql+asyncpg://ana:secret@host/desk", r'begins with "postgresql\+asyncpg:"'),
        ("postgresql:/ana:secret@host/desk", 'begins with "postgresql:"'),
    ],
)
def test_any_other_database_is_refused_without_repeating_it(place: Place, typed: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refusal:
        place.load(environ={"FACTDB_DATABASE_URL": typed})
    assert str(refusal.value).startswith("FACTDB_DATABASE_URL ")
    assert refusal.value.next_step
    assert "secret" not in f"{refusal.value} {refusal.value.next_step}"


def test_an_empty_user_is_refused(place: Place) -> None:
    with pytest.raises(UsageError, match="--as has an empty user"):
        place.load(user=" ")


# -- what a file may be


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        (b"databse = 'x.db'", UsageError, 'unknown key: "databse"'),
        (b"[desk]\nlicense = 'MIT'", UsageError, 'unknown key: "desk.license"'),
        (b"user = 7", UsageError, '"user" that is not text'),
        (b"database = ['x.db']", UsageError, '"database" that is not text'),
        (b"[desk]\nname = true", UsageError, '"desk.name" that is not text'),
        (b"desk = 'Ours'", UsageError, '"desk" that is not a table'),
        (b"database = ''", UsageError, "empty database"),
        (b"desk.name = 'Ours'\nuser = ana\n", UnreadableFileError, "not TOML: .*line 2"),
        (b"user = " + b"[" * 9000, UnreadableFileError, "not TOML"),
        (b"user = '\xff'", UnreadableFileError, "byte 8 is not UTF-8"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(place: Place, text: bytes, kind: type[FactdbError], why: str) -> None:
    for file in (place.project, place.own):
        file.write_bytes(text)
        with pytest.raises(kind, match=why) as refusal:
            place.load()
        assert str(refusal.value).removeprefix("Cannot read ").startswith(str(file))
        assert "\n" not in str(refusal.value)
        assert refusal.value.next_step
        file.unlink()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read here")
def test_a_file_that_may_not_be_read_is_named(place: Place) -> None:
    place.project.touch(mode=0o000)
    with pytest.raises(UnreadableFileError, match="Permission denied"):
        place.load()


# -- what is shown


@pytest.mark.parametrize(
    ("database", "shown"),
    [
        ("/srv/desk.db", "/srv/desk.db"),
        ("postgresql://host:5432/desk", "postgresql://host:5432/desk"),
        ("postgresql://ana@host:5432/desk", "postgresql://ana@host:5432/desk"),
        ("postgresql://ana:pw@host:5432/desk", "postgresql://ana:***@host:5432/desk"),
        ("postgresql://ana:p%40w@host/desk", "postgresql://ana:***@host/desk"),
        ("postgresql://ana:p@:w/?#@host/desk", "postgresql://ana:***@host/desk"),
        (
            "postgresql://ana@azure:pw@[::1]:5432/desk",
            "postgresql://ana@azure:***@[::1]:5432/desk",
        ),
        ("postgresql://h/d?sslmode=require", "postgresql://h/d?sslmode=require"),
        (
            "postgresql://h/d?user=ana&password=p&w=x",
            "postgresql://h/d?user=ana&password=***",
        ),
        ("postgresql://h/d?p%61ssword=pw", "postgresql://h/d?p%61ssword=***"),
        ("postgresql://a:pw@h/d?password=pw", "postgresql://a:***@h/d?password=***"),
    ],
)
def test_the_database_is_shown_without_its_passwords(database: str, shown: str) -> None:
    assert _shown(database) == shown


_password = st.text(max_size=12).map(lambda written: written.replace("*", ""))


@given(
    password=_password.map("Zq".__add__),
    template=st.sampled_from(
        [
            "postgresql://ana:{}@host:5432/desk?sslmode=require",
            "postgresql://host:5432/desk?user=ana&password={}",
            "postgresql://ana:{0}@host/desk?sslpassword={0}",
        ]
    ),
)
def test_no_password_leaks_however_it_is_written(password: str, template: str) -> None:
    shown = _shown(template.format(password + "Zq"))
    assert "Zq" not in shown
    assert shown.startswith("postgresql://")


def test_a_repr_tells_no_password(place: Place) -> None:
    assert "secret" not in repr(place.load("postgresql://ana:secret@host/desk"))


# -- what it costs


def test_importing_the_settings_imports_nothing_heavy() -> None:
    heavy = "{'tomllib', 'platformdirs', 'getpass', 'json', 'sqlalchemy'}"
    asked = f"import sys, factdb.settings; print(*{heavy} & {{*sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout == "\n"


# -- who asks in SQL, and a desk's own reports ---------------------------------------------------------------


def test_the_reader_is_a_postgresql_url_whose_password_is_not_told(place: Place) -> None:
    assert place.load().reader is None
    found = place.load(environ={"FACTDB_READER_URL": "postgres://r:s3cret@h/desk"}).reader
    assert found == Setting("postgresql://r:s3cret@h/desk", "FACTDB_READER_URL")
    assert "s3cret" not in repr(found)
    with pytest.raises(UsageError, match="FACTDB_READER_URL does not name a PostgreSQL"):
        place.load(environ={"FACTDB_READER_URL": "desk.db"})


def test_the_folder_of_reports_starts_where_it_is_named(place: Place) -> None:
    assert place.load().reports is None
    place.project.write_text('reports = "ours"')
    below = place.cwd / "below"
    below.mkdir()
    assert place.load(cwd=below).reports == Setting(str(place.cwd / "ours"), str(place.project))
    found = place.load(cwd=below, environ={"FACTDB_REPORTS": "mine"}).reports
    assert found == Setting(str(below / "mine"), "FACTDB_REPORTS")


# -- the review pages


def test_where_the_pages_are_reached(place: Place) -> None:
    assert (place.load().web.url, place.load().web.proxies) == (None, None)
    place.project.write_text('[web]\nurl = "https://example.org/desk/"\nproxies = ["127.0.0.1", "10.0.0.0/8"]\n')
    web = place.load().web
    assert web.url == Setting("https://example.org/desk", str(place.project))
    assert web.proxies == Setting("127.0.0.1, 10.0.0.0/8", str(place.project))
    web = place.load(environ={"FACTDB_WEB_URL": "http://[::1]:8321", "FACTDB_WEB_PROXIES": "::1,192.0.2.1 "}).web
    assert web.url == Setting("http://[::1]:8321", "FACTDB_WEB_URL")
    assert web.proxies == Setting("::1, 192.0.2.1", "FACTDB_WEB_PROXIES")


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("url", "desk.example.org", "no whole address"),
        ("url", "ftp://desk.example.org", "no whole address"),
        ("url", "https://", "no whole address"),
        ("url", "https://desk.example.org:x", "no whole address"),
        ("url", "https://ana:secret@desk.example.org", "no whole address"),
        ("url", "https://desk.example.org/?secret", "no whole address"),
        ("proxies", "*", "no IP address"),
        ("proxies", "secret.example.org", "no IP address"),
        ("proxies", "127.0.0.1,", "no IP address"),
        ("proxies", "10.0.0.1/8", "no IP address"),
    ],
)
def test_other_addresses_of_the_pages_are_refused(place: Place, key: str, value: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refusal:
        place.load(environ={f"FACTDB_WEB_{key.upper()}": value})
    assert "secret" not in f"{refusal.value} {refusal.value.next_step}"


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[web]\nport = 1", 'unknown key: "web.port"'),
        ("[web]\nproxies = '127.0.0.1'", "not a list of texts"),
        ("[web]\nproxies = [1]", "not a list of texts"),
        ("[web]\nurl = 1", '"web.url" that is not text'),
        ("web = 1", '"web" that is not a table'),
    ],
)
def test_other_tables_of_the_pages_are_refused(place: Place, toml: str, why: str) -> None:
    place.project.write_text(toml)
    with pytest.raises(UsageError, match=why):
        place.load()


def test_settings_of_evidence(place: Place) -> None:
    place.project.write_text(
        '[evidence]\nfetch = false\ndelay = 0.5\nfolder = "kept"\n'
        'ports = [8080]\nnetworks = ["10.0.0.0/8", "127.0.0.1"]\n'
    )
    evidence = place.load().evidence
    own = ("10.0.0.0/8", "127.0.0.1")
    assert evidence == EvidenceSettings(False, place.project.parent / "kept", 0.5, (8080,), own)
    assert place.load(environ={"FACTDB_EVIDENCE_PORTS": "1, 2"}).evidence.ports == (1, 2)
    assert place.load(environ={"FACTDB_EVIDENCE_FETCH": "on"}).evidence.fetch


def test_captures_lie_beside_a_sqlite_file_and_nowhere_by_default_on_a_server(place: Place) -> None:
    assert str(place.load(environ={"FACTDB_DATABASE_URL": "/data/desk.db"}).capture_folder) == "/data/desk.db-captures"
    assert place.load(environ={"FACTDB_DATABASE_URL": "postgresql://host/desk"}).capture_folder is None


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("fetch = 'perhaps'", "neither on nor off"),
        ("fetch = 1", "not text"),
        ("delay = -1", "no number of seconds"),
        ("delay = inf", "no number of seconds"),
        ("delay = true", "not text"),
        ("ports = ['http']", "not a list of numbers"),
        ("ports = [0]", "no number from 1 to 65535"),
        ("ports = [70000]", "no number from 1 to 65535"),
        ("networks = ['intranet']", "a network that is no IP address"),
        ("keep = 'all'", 'unknown key: "evidence.keep"'),
    ],
)
def test_wrong_settings_of_evidence_are_refused(place: Place, toml: str, why: str) -> None:
    place.project.write_text(f"[evidence]\n{toml}\n")
    with pytest.raises(UsageError, match=why):
        place.load()
