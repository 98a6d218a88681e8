"""Load the settings. For each: the flag, else the environment, factdb.toml, the user's own file, the default."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from factdb.domain import locations
from factdb.errors import BadSettingError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_VARIABLES = {
    "database": "FACTDB_DATABASE_URL",
    "user": "FACTDB_USER",
    "reader": "FACTDB_READER_URL",
    "standby": "FACTDB_STANDBY_URL",
    "reports": "FACTDB_REPORTS",
    "web.url": "FACTDB_WEB_URL",
    "web.proxies": "FACTDB_WEB_PROXIES",
}
_LOGIN = "the login name"  # where the user comes from, if no setting names one
KEYS = {
    "database": "The database: a path, or postgresql://...",
    "user": "The handle of the reviewer who acts.",
    "reports": "The folder of the desk's own reports in SQL.",
}
DESK_KEYS = {
    "name": "The name of the desk, as readers know it.",
    "url": "The address of the desk's site.",
    "licence": "The licence of what the desk publishes.",
}
WEB_KEYS = {
    "url": "The address by which browsers reach the review pages.",
    "proxies": "The addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
}
_TABLES = {"desk": DESK_KEYS, "web": WEB_KEYS}
_KNOWN_KEYS = "Use these keys: database, user, reports; under [desk] name, url, licence; under [web] url, proxies."


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
        *(_read_layer(path) for path in _settings_files(cwd, config_dir)),
    ]
    desk = (_first_setting(f"desk.{key}", layers) for key in DESK_KEYS)
    return Settings(
        _database(layers, data_dir),
        _user(layers, login),
        DeskIdentity(*desk),
        _server("reader", layers),
        _server("standby", layers),
        _reports(layers),
        WebSettings(
            _checked("web.url", layers, locations.public_address), _checked("web.proxies", layers, locations.proxies)
        ),
    )


def _layer(folder: Path, named: Mapping[str, tuple[str, str | None]]) -> _SettingsLayer:
    settings = {key: Setting(value, origin) for key, (origin, value) in named.items() if value is not None}
    return _SettingsLayer(folder, settings)


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


# -- the files -----------------------------------------------------------------------------------------------


def _settings_files(cwd: Path, config_dir: Path | None) -> Iterator[Path]:
    nearest = next((f for f in (folder / "factdb.toml" for folder in (cwd, *cwd.parents)) if _is_file(f)), None)
    if nearest:
        yield nearest
    own = (config_dir or _config_folder()).absolute() / "config.toml"
    if _is_file(own):
        yield own


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder above that we may not read holds no settings of ours
        return False


def _config_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - --help must not pay for it

    return platformdirs.user_config_path("factdb")


def _read_layer(path: Path) -> _SettingsLayer:
    return _layer(path.parent, {key: (str(path), value) for key, value in _values(path, _parsed(path))})


def _parsed(path: Path) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - only where there is a file

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))  # editors on Windows write a byte-order mark
    except OSError as why:
        raise UnreadableFileError(path, why.strerror or str(why), "Check the permissions of the file.") from why
    except UnicodeDecodeError as why:
        raise UnreadableFileError(path, f"byte {why.start} is not UTF-8", "Save the file as UTF-8.") from why
    # A file of brackets nests deeper than Python goes.
    except (tomllib.TOMLDecodeError, RecursionError) as why:
        raise UnreadableFileError(path, f"it is not TOML: {why}", "Correct the line.") from why


def _values(path: Path, parsed: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the settings as (full name, value), as in ("desk.name", ...); raise for an unknown key or a wrong type."""
    for key, value in parsed.items():
        if key in _TABLES:
            yield from _table_values(path, key, value)
        elif key in KEYS:
            yield key, _require_text(path, key, value)
        else:
            raise BadSettingError(path, f'has an unknown key: "{key}"', _KNOWN_KEYS)


def _table_values(path: Path, name: str, table: object) -> Iterator[tuple[str, str]]:
    keys = _TABLES[name]
    if not isinstance(table, dict):
        step = f'Write [{name}] and, below it: {next(iter(keys))} = "..."'
        raise BadSettingError(path, f'has a "{name}" that is not a table', step)
    for key, value in table.items():
        if key not in keys:
            raise BadSettingError(path, f'has an unknown key: "{name}.{key}"', _KNOWN_KEYS)
        if name == "web" and key == "proxies":
            text = _require_list(path, value)
        else:
            text = _require_text(path, f"{name}.{key}", value).strip()
        if text:
            yield f"{name}.{key}", text


def _require_list(path: Path, value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadSettingError(path, 'has a "web.proxies" that is not a list of texts', locations.PROXIES)
    return ", ".join(value)


def _require_text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        written = f'{key.rpartition(".")[2]} = "..."'
        raise BadSettingError(path, f'has a "{key}" that is not text', f"Write the value in quotes: {written}")
    return value


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


def _reports(layers: Sequence[_SettingsLayer]) -> Setting | None:
    """Return the folder of reports; a relative path starts from the folder of the setting."""
    for layer in layers:
        if (setting := layer.settings.get("reports")) and setting.value.strip():
            return Setting(
                str(layer.folder / Path(_text(setting, "folder", "Name a folder.")).expanduser()), setting.origin
            )
    return None


def _data_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - --help must not pay for it

    return platformdirs.user_data_path("factdb")
