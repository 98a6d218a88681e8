"""Find each setting: flag, else environment, else factdb.toml, else the user's own file, else its default."""

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
    "reports": "FACTDB_REPORTS",
}
_DESK_KEYS = ("name", "url", "licence")
_KNOWN_KEYS = "known keys: database, user, reports, and name, url, licence under [desk]"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, and for people where it was found: a flag, a variable, a file or "the default".

    The value stays out of the repr: a traceback must not print a password.
    """

    value: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """What the desk says about itself where it publishes; None where nothing is set."""

    name: Setting | None
    url: Setting | None
    licence: Setting | None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a person can set. `database` is an absolute path or a postgresql+psycopg:// URL.

    `reader` is the URL of the login that `factdb sql` asks PostgreSQL with, `reports` the folder of a
    desk's own reports.
    """

    database: Setting
    user: Setting
    desk: DeskIdentity
    reader: Setting | None = None
    reports: Setting | None = None

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is a PostgreSQL server's; else it is a SQLite file."""
        return locations.is_postgresql(self.database.value)

    @property
    def shown(self) -> str:
        """The database for people: passwords are `***`."""
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
    """Put the settings together; `db` and `user` are what --db and --as said.

    `config_dir` and `data_dir` stand for the user's own factdb folders, `login` for the system's login name.
    A file that can't be read, or that holds a key nobody knows, is refused even where a flag would win.
    """
    cwd = cwd.absolute()
    layers = [
        _layer(cwd, {"database": ("--db", db), "user": ("--as", user)}),
        _layer(cwd, {key: (name, environ.get(name)) for key, name in _VARIABLES.items()}),
        *(_read_layer(path) for path in _settings_files(cwd, config_dir)),
    ]
    desk = (_first_setting(f"desk.{key}", layers) for key in _DESK_KEYS)
    return Settings(
        _database(layers, data_dir), _user(layers, login), DeskIdentity(*desk), _reader(layers), _reports(layers)
    )


def _layer(folder: Path, named: Mapping[str, tuple[str, str | None]]) -> _SettingsLayer:
    settings = {key: Setting(value, origin) for key, (origin, value) in named.items() if value is not None}
    return _SettingsLayer(folder, settings)


def _first_setting(key: str, layers: Sequence[_SettingsLayer]) -> Setting | None:
    return next((layer.settings[key] for layer in layers if key in layer.settings), None)


def _text(setting: Setting, noun: str, next_step: str) -> str:
    text = setting.value.strip()
    if not text:
        raise BadSettingError(setting.origin, f"gives an empty {noun}", next_step)
    if "\0" in text:
        raise BadSettingError(setting.origin, f"gives a {noun} with a NUL character in it", next_step)
    return text


# -- who acts ------------------------------------------------------------------------------------------------


def _user(layers: Sequence[_SettingsLayer], login: Callable[[], str] | None) -> Setting:
    setting = _first_setting("user", layers)
    if setting is None:
        return Setting((login or _login_name)(), "the login name")
    return Setting(_text(setting, "user", "give a reviewer's handle, or leave it out"), setting.origin)


def _login_name() -> str:
    """Return the system's name for whoever is logged in; empty where it has none, as in many containers."""
    import getpass  # noqa: PLC0415 - --help must not pay for it

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # what it raises depends on the Python version and the platform
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
    except OSError:  # a folder above that nobody lets us look into holds no settings of ours
        return False


def _config_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - --help must not pay for it

    return platformdirs.user_config_path("factdb")


def _read_layer(path: Path) -> _SettingsLayer:
    return _layer(path.parent, {key: (str(path), value) for key, value in _values(path, _parsed(path))})


def _parsed(path: Path) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - only where there is a file

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))  # editors on Windows write the mark
    except OSError as why:
        raise UnreadableFileError(path, why.strerror or str(why), "check who may read it") from why
    except UnicodeDecodeError as why:
        raise UnreadableFileError(path, f"byte {why.start} is not UTF-8", "save it as UTF-8") from why
    # A file of brackets nests deeper than Python goes.
    except (tomllib.TOMLDecodeError, RecursionError) as why:
        raise UnreadableFileError(path, f"it is not TOML: {why}", "correct that line") from why


def _values(path: Path, parsed: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the settings by their full names ("desk.name"), or refuse a key or a type nobody knows."""
    for key, value in parsed.items():
        if key == "desk":
            yield from _desk_values(path, value)
        elif key in {"database", "user", "reports"}:
            yield key, _require_text(path, key, value)
        else:
            raise BadSettingError(path, f'has a key that factdb does not know: "{key}"', _KNOWN_KEYS)


def _desk_values(path: Path, table: object) -> Iterator[tuple[str, str]]:
    if not isinstance(table, dict):
        raise BadSettingError(path, 'has a "desk" that is no table', 'write [desk], and below it name = "..."')
    for key, value in table.items():
        if key not in _DESK_KEYS:
            raise BadSettingError(path, f'has a key that factdb does not know: "desk.{key}"', _KNOWN_KEYS)
        if text := _require_text(path, f"desk.{key}", value).strip():
            yield f"desk.{key}", text


def _require_text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        written = f'{key.removeprefix("desk.")} = "..."'
        raise BadSettingError(path, f'has a "{key}" that is not text', f"write it in quotes: {written}")
    return value


# -- the database --------------------------------------------------------------------------------------------


def _database(layers: Sequence[_SettingsLayer], data_dir: Path | None) -> Setting:
    # Not by key alone: a relative path starts from the folder of the file that names it.
    for layer in layers:
        if setting := layer.settings.get("database"):
            text = _text(setting, "database", locations.KINDS)
            return Setting(locations.normalise(text, layer.folder, setting.origin), setting.origin)
    return Setting(str((data_dir or _data_folder()).absolute() / "factdb.db"), "the default")


def _reader(layers: Sequence[_SettingsLayer]) -> Setting | None:
    setting = _first_setting("reader", layers)
    if setting is None or not setting.value.strip():
        return None
    url = locations.normalise(_text(setting, "URL", locations.KINDS), Path(), setting.origin)
    if not locations.is_postgresql(url):
        raise BadSettingError(setting.origin, "names no PostgreSQL database", locations.KINDS)
    return Setting(url, setting.origin)


def _reports(layers: Sequence[_SettingsLayer]) -> Setting | None:
    """Find the folder of reports; a relative one starts from where it was named."""
    for layer in layers:
        if (setting := layer.settings.get("reports")) and setting.value.strip():
            return Setting(
                str(layer.folder / Path(_text(setting, "folder", "name a folder")).expanduser()), setting.origin
            )
    return None


def _data_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - --help must not pay for it

    return platformdirs.user_data_path("factdb")
