"""Load the settings. For each: the flag, else the environment, factdb.toml, the user's own file, the default."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from factdb import settings_files
from factdb.domain import locations
from factdb.errors import BadSettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_VARIABLES = {
    "database": "FACTDB_DATABASE_URL",
    "user": "FACTDB_USER",
    "reader": "FACTDB_READER_URL",
    "standby": "FACTDB_STANDBY_URL",
    "reports": "FACTDB_REPORTS",
    "web.url": "FACTDB_WEB_URL",
    "web.proxies": "FACTDB_WEB_PROXIES",
    "evidence.fetch": "FACTDB_EVIDENCE_FETCH",
    "evidence.folder": "FACTDB_EVIDENCE_FOLDER",
    "evidence.delay": "FACTDB_EVIDENCE_DELAY",
    "evidence.ports": "FACTDB_EVIDENCE_PORTS",
    "evidence.networks": "FACTDB_EVIDENCE_NETWORKS",
    "evidence.wayback": "FACTDB_EVIDENCE_WAYBACK",
    "evidence.wayback_keys": "FACTDB_EVIDENCE_WAYBACK_KEYS",
}
_LONGEST_DELAY = 3_600
_LOGIN = "the login name"  # where the user comes from, if no setting names one


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, and the place where it was found: a flag, a variable, a file or "the default".

    The value stays out of the repr: a traceback must not print a password.
    """

    value: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """What the desk says about itself where it publishes; None for each setting that is missing."""

    name: Setting | None
    url: Setting | None
    licence: Setting | None


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How browsers reach the review pages; None for each setting that is missing.

    `url` is the public address without a slash at its end, `proxies` has IP addresses and networks, joined by commas.
    """

    url: Setting | None = None
    proxies: Setting | None = None


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How cited pages are fetched and kept: whether at all, in which folder, and from where beside the public web.

    `folder` is None where no setting names one: then it is beside the SQLite file, and PostgreSQL has none.
    `delay` is the number of seconds between two fetches from one host.
    """

    fetch: bool = True
    folder: Path | None = None
    delay: float = 1.0
    ports: tuple[int, ...] = ()
    networks: tuple[str, ...] = ()
    wayback: str | None = None
    wayback_keys: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a person can set. `database` is an absolute path or a postgresql:// URL.

    `reader` is the URL of the PostgreSQL login that `factdb sql` uses, `standby` the URL of a standby to read from, and
    `reports` the folder of the desk's own reports.
    """

    database: Setting
    user: Setting
    desk: DeskIdentity
    reader: Setting | None = None
    standby: Setting | None = None
    reports: Setting | None = None
    web: WebSettings = WebSettings()
    evidence: EvidenceSettings = EvidenceSettings()

    @property
    def capture_folder(self) -> Path | None:
        """The folder of captures; None on PostgreSQL where no setting names one."""
        if self.evidence.folder is not None or self.is_postgresql:
            return self.evidence.folder
        return captures_beside(Path(self.database.value))

    @property
    def handle(self) -> str:
        """The handle of the reviewer who acts: a login name becomes one, a typed handle must be one."""
        from factdb.domain import names  # noqa: PLC0415 - the Tab key must not wait for it

        user = self.user
        return names.handle_from_login(user.value) if user.origin == _LOGIN else names.handle(user.value)

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is on a PostgreSQL server; otherwise it is a SQLite file."""
        return locations.is_postgresql(self.database.value)

    @property
    def shown(self) -> str:
        """The database as people see it: a password is `***`."""
        return locations.shown(self.database.value)


def captures_beside(database: Path) -> Path:
    """Return the folder of captures that belongs to a SQLite file, if no setting names another."""
    return database.with_name(f"{database.name}-captures")


@dataclass(frozen=True, slots=True)
class _SettingsLayer:
    """The settings of one place, and the folder that its relative paths start from."""

    folder: Path
    settings: Mapping[str, Setting]


def load(
    *,
    db: str | None,
    user: str | None,
    environ: Mapping[str, str],
    cwd: Path,
    config_dir: Path | None = None,
    data_dir: Path | None = None,
    login: Callable[[], str] | None = None,
) -> Settings:
    """Return the settings; `db` and `user` are the values of --db and --as.

    `config_dir` and `data_dir` replace the user's own factdb folders, `login` replaces the system's login name.
    Raise an error for a file that cannot be read or has an unknown key, even where a flag would win.
    """
    cwd = cwd.absolute()
    layers = [
        _layer(cwd, {"database": ("--db", db), "user": ("--as", user)}),
        _layer(cwd, {key: (name, environ.get(name)) for key, name in _VARIABLES.items()}),
        *(_file_layer(path) for path in settings_files.paths(cwd, config_dir)),
    ]
    desk = (_first_setting(f"desk.{key}", layers) for key in settings_files.DESK_KEYS)
    return Settings(
        _database(layers, data_dir),
        _user(layers, login),
        DeskIdentity(*desk),
        _server("reader", layers),
        _server("standby", layers),
        _folder("reports", layers),
        WebSettings(
            _checked("web.url", layers, locations.public_address), _checked("web.proxies", layers, locations.proxies)
        ),
        _evidence(layers),
    )


def _layer(folder: Path, named: Mapping[str, tuple[str, str | None]]) -> _SettingsLayer:
    settings = {key: Setting(value, origin) for key, (origin, value) in named.items() if value is not None}
    return _SettingsLayer(folder, settings)


def _file_layer(path: Path) -> _SettingsLayer:
    return _layer(path.parent, {key: (str(path), value) for key, value in settings_files.values(path)})


def _first_setting(key: str, layers: Sequence[_SettingsLayer]) -> Setting | None:
    return next((layer.settings[key] for layer in layers if key in layer.settings), None)


def _checked(key: str, layers: Sequence[_SettingsLayer], check: Callable[[str, str], str]) -> Setting | None:
    """Return a setting as `check` reads it, with its origin for a refusal; None where it is missing or empty."""
    setting = _first_setting(key, layers)
    if setting is None or not setting.value.strip():
        return None
    return Setting(check(setting.value.strip(), setting.origin), setting.origin)


def _text(setting: Setting, noun: str, next_step: str) -> str:
    text = setting.value.strip()
    if not text:
        raise BadSettingError(setting.origin, f"has an empty {noun}", next_step)
    if "\0" in text:
        raise BadSettingError(setting.origin, f"has a NUL character in the {noun}", next_step)
    return text


# -- who acts ------------------------------------------------------------------------------------------------


def _user(layers: Sequence[_SettingsLayer], login: Callable[[], str] | None) -> Setting:
    setting = _first_setting("user", layers)
    if setting is None:
        return Setting((login or _login_name)(), _LOGIN)
    return Setting(_text(setting, "user", "Give the handle of a reviewer, or remove the setting."), setting.origin)


def _login_name() -> str:
    """Return the login name of the system; empty where there is none, as in many containers."""
    import getpass  # noqa: PLC0415 - --help must not pay for it

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # the error depends on the Python version and the platform
        return ""


# -- the database --------------------------------------------------------------------------------------------


def _database(layers: Sequence[_SettingsLayer], data_dir: Path | None) -> Setting:
    # Not by key alone: a relative path starts from the folder of the file that names it.
    for layer in layers:
        if setting := layer.settings.get("database"):
            text = _text(setting, "database", locations.KINDS)
            return Setting(locations.normalise(text, layer.folder, setting.origin), setting.origin)
    return Setting(str((data_dir or _data_folder()).absolute() / "factdb.db"), "the default")


def _server(key: str, layers: Sequence[_SettingsLayer]) -> Setting | None:
    setting = _first_setting(key, layers)
    if setting is None or not setting.value.strip():
        return None
    url = locations.normalise(_text(setting, "URL", locations.KINDS), Path(), setting.origin)
    if not locations.is_postgresql(url):
        raise BadSettingError(setting.origin, "does not name a PostgreSQL database", locations.KINDS)
    return Setting(url, setting.origin)


def _evidence(layers: Sequence[_SettingsLayer]) -> EvidenceSettings:
    folder = _folder("evidence.folder", layers)
    ports = _checked("evidence.ports", layers, locations.ports)
    networks = _checked("evidence.networks", layers, locations.networks)
    wayback = _checked("evidence.wayback", layers, locations.public_address)
    return EvidenceSettings(
        _switch("evidence.fetch", layers),
        Path(folder.value) if folder else None,
        _seconds("evidence.delay", layers, EvidenceSettings().delay),
        tuple(map(int, ports.value.split(", "))) if ports else (),
        tuple(networks.value.split(", ")) if networks else (),
        wayback.value if wayback else None,
        _pair("evidence.wayback_keys", layers),
    )


def _pair(key: str, layers: Sequence[_SettingsLayer]) -> tuple[str, str] | None:
    """Return two secrets that are joined by a colon; a refusal does not repeat them."""
    setting = _first_setting(key, layers)
    if setting is None or not setting.value.strip():
        return None
    first, colon, second = setting.value.strip().partition(":")
    if not (first and colon and second and setting.value.isascii() and setting.value.isprintable()):
        raise BadSettingError(setting.origin, f'has a "{key}" that is no pair of keys', "Write both: ACCESS:SECRET")
    return first, second


def _switch(key: str, layers: Sequence[_SettingsLayer]) -> bool:
    """Return whether a switch is on, which it is where nothing is set."""
    setting = _first_setting(key, layers)
    value = setting.value.strip().casefold() if setting else ""
    if setting and value not in {"", "on", "off"}:
        raise BadSettingError(setting.origin, f'has a "{key}" that is neither on nor off', "Write on or off.")
    return value != "off"


def _seconds(key: str, layers: Sequence[_SettingsLayer], default: float) -> float:
    setting = _first_setting(key, layers)
    if setting is None or not setting.value.strip():
        return default
    try:
        seconds = float(setting.value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _LONGEST_DELAY:
        why = f'has a "{key}" that is no number of seconds from 0 to {_LONGEST_DELAY}'
        raise BadSettingError(setting.origin, why, "Write a number, such as 1 or 0.5.")
    return seconds


def _folder(key: str, layers: Sequence[_SettingsLayer]) -> Setting | None:
    """Return a folder; a relative path starts from the folder of the setting."""
    for layer in layers:
        if (setting := layer.settings.get(key)) and setting.value.strip():
            path = Path(_text(setting, "folder", "Name a folder.")).expanduser()
            return Setting(str(layer.folder / path), setting.origin)
    return None


def _data_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - --help must not pay for it

    return platformdirs.user_data_path("factdb")
