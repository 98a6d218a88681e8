"""Find each setting: flag, else environment, else factdb.toml, else the user's own file, else its default."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from factdb.errors import BadSettingError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_POSTGRESQL = "postgresql+psycopg://"
_POSTGRESQL_SCHEMES = {"postgres", "postgresql", "postgresql+psycopg"}
_VARIABLES = {"database": "FACTDB_DATABASE_URL", "user": "FACTDB_USER"}
_DESK_KEYS = ("name", "url", "licence")
_KNOWN_KEYS = "known keys: database, user, and name, url, licence under [desk]"
_KEPT = "name a file, or a PostgreSQL database: postgresql://user@host/name"
# One letter before a colon is a drive: C:\desk\factdb.db is a path.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_SECRET_WORDS = ("pass", "secret", "token")


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, and for people where it was found: a flag, a variable, a file or "the default".

    The value stays out of the repr: a traceback must not print a password.
    """

    value: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk says about itself where it publishes; None where nothing is set."""

    name: Setting | None
    url: Setting | None
    licence: Setting | None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a person can set. `database` is an absolute path or a postgresql+psycopg:// URL."""

    database: Setting
    user: Setting
    desk: Desk

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is a PostgreSQL server's; else it is a SQLite file."""
        return self.database.value.startswith(_POSTGRESQL)

    @property
    def shown(self) -> str:
        """The database for people: passwords are `***`."""
        return _masked(self.database.value) if self.is_postgresql else self.database.value


@dataclass(frozen=True, slots=True)
class _Layer:
    """The settings of one place, and the folder that its relative paths start from."""

    folder: Path
    found: Mapping[str, Setting]


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
        *(_read(path) for path in _files(cwd, config_dir)),
    ]
    desk = (_first(f"desk.{key}", layers) for key in _DESK_KEYS)
    return Settings(_database(layers, data_dir), _user(layers, login), Desk(*desk))


def _layer(folder: Path, named: Mapping[str, tuple[str, str | None]]) -> _Layer:
    given = {key: Setting(value, origin) for key, (origin, value) in named.items() if value is not None}
    return _Layer(folder, given)


def _first(key: str, layers: Sequence[_Layer]) -> Setting | None:
    return next((layer.found[key] for layer in layers if key in layer.found), None)


def _text(setting: Setting, what: str, next_step: str) -> str:
    text = setting.value.strip()
    if not text:
        raise BadSettingError(setting.origin, f"gives an empty {what}", next_step)
    if "\0" in text:
        raise BadSettingError(setting.origin, f"gives a {what} with a NUL character in it", next_step)
    return text


# -- who acts ------------------------------------------------------------------------------------------------


def _user(layers: Sequence[_Layer], login: Callable[[], str] | None) -> Setting:
    given = _first("user", layers)
    if given is None:
        return Setting((login or _login_name)(), "the login name")
    return Setting(_text(given, "user", "give a reviewer's handle, or leave it out"), given.origin)


def _login_name() -> str:
    """Return the system's name for whoever is logged in; empty where it has none, as in many containers."""
    import getpass  # noqa: PLC0415 - --help must not pay for it

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # what it raises depends on the Python version and the platform
        return ""


# -- the files -----------------------------------------------------------------------------------------------


def _files(cwd: Path, config_dir: Path | None) -> Iterator[Path]:
    nearest = next((f for f in (folder / "factdb.toml" for folder in (cwd, *cwd.parents)) if _stands(f)), None)
    if nearest:
        yield nearest
    own = (config_dir or _config_folder()).absolute() / "config.toml"
    if _stands(own):
        yield own


def _stands(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder above that nobody lets us look into holds no settings of ours
        return False


def _config_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - --help must not pay for it

    return platformdirs.user_config_path("factdb")


def _read(path: Path) -> _Layer:
    return _layer(path.parent, {key: (str(path), value) for key, value in _values(path, _parsed(path))})


def _parsed(path: Path) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - only where there is a file

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))  # editors on Windows write the mark
    except OSError as why:
        raise UnreadableFileError(path, why.strerror or str(why), "check who may read it") from why
    except UnicodeDecodeError as why:
        raise UnreadableFileError(path, f"byte {why.start} is not UTF-8", "save it as UTF-8") from why
    except (tomllib.TOMLDecodeError, RecursionError) as why:
        raise UnreadableFileError(path, f"it is not TOML: {why}", "correct that line") from why


def _values(path: Path, parsed: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the settings by their full names ("desk.name"), or refuse a key or a type nobody knows."""
    for key, value in parsed.items():
        if key == "desk":
            yield from _desk_values(path, value)
        elif key in {"database", "user"}:
            yield key, _checked(path, key, value)
        else:
            raise BadSettingError(path, f'has a key that factdb does not know: "{key}"', _KNOWN_KEYS)


def _desk_values(path: Path, table: object) -> Iterator[tuple[str, str]]:
    if not isinstance(table, dict):
        raise BadSettingError(path, 'has a "desk" that is no table', 'write [desk], and below it name = "..."')
    for key, value in table.items():
        if key not in _DESK_KEYS:
            raise BadSettingError(path, f'has a key that factdb does not know: "desk.{key}"', _KNOWN_KEYS)
        if text := _checked(path, f"desk.{key}", value).strip():
            yield f"desk.{key}", text


def _checked(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        written = f'{key.removeprefix("desk.")} = "..."'
        raise BadSettingError(path, f'has a "{key}" that is not text', f"write it in quotes: {written}")
    return value


# -- the database --------------------------------------------------------------------------------------------


def _database(layers: Sequence[_Layer], data_dir: Path | None) -> Setting:
    for layer in layers:
        if given := layer.found.get("database"):
            return Setting(_normalised(given, layer.folder), given.origin)
    return Setting(str((data_dir or _data_folder()).absolute() / "factdb.db"), "the default")


def _data_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - --help must not pay for it

    return platformdirs.user_data_path("factdb")


def _normalised(given: Setting, folder: Path) -> str:
    text = _text(given, "database", _KEPT)
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _path(given.origin, text, folder)
    name, rest = scheme[1].lower(), text[scheme.end() :]
    if name == "sqlite":
        return _path(given.origin, _sqlite_path(given.origin, rest), folder)
    if name in _POSTGRESQL_SCHEMES and rest.startswith("//"):
        return _POSTGRESQL + rest.removeprefix("//")
    # Only the scheme is repeated: the rest may hold a password.
    why = f'gives a database that begins with "{scheme[0]}", and factdb knows no such kind'
    raise BadSettingError(given.origin, why, f"{_KEPT} (a file with a colon in its name: ./{scheme[0]}...)")


def _sqlite_path(origin: str, rest: str) -> str:
    """Return the path in what follows `sqlite:`; options and hosts are refused, not dropped."""
    path = rest.removeprefix("///")
    if rest in {"", "//", "///"}:
        path = ":memory:"
    elif path == rest or "?" in path or path.startswith("file:"):
        raise BadSettingError(origin, "gives a SQLite URL that is more than a path", "write the path alone")
    return path


def _path(origin: str, text: str, folder: Path) -> str:
    if text == ":memory:":
        raise BadSettingError(origin, "gives a database in memory, where nothing would be kept", _KEPT)
    try:
        path = folder / Path(text).expanduser()
        return str(path.resolve() if ".." in path.parts else path)
    except (OSError, RuntimeError) as why:  # ~nobody, or links that go round in a circle
        raise BadSettingError(origin, f"gives a path that leads nowhere: {why}", "write it in full") from why


def _masked(url: str) -> str:
    """Hide the passwords of a URL, also of one that is badly quoted.

    `u:p@ss/w?rd@host` is no proper URL, and yet somebody's password: so the mask reaches to the last "@", and
    from a password among the parameters to the very end. Rather too much is hidden than too little.
    """
    scheme, _, rest = url.partition("://")
    colon, at, parameter = rest.find(":"), rest.rfind("@"), _secret_parameter(rest)
    spans = [span for span in ((colon + 1, at), (parameter, len(rest))) if 0 < span[0] < span[1]]
    if len(spans) > 1 and spans[1][0] < spans[0][1]:
        spans = [(min(spans)[0], len(rest))]
    for start, end in reversed(spans):
        rest = f"{rest[:start]}***{rest[end:]}"
    return f"{scheme}://{rest}"


def _secret_parameter(rest: str) -> int:
    """Return where the value of the first secret parameter begins, or -1."""
    from urllib.parse import unquote  # noqa: PLC0415 - only where something is shown

    for key in re.finditer(r"[?&]([^=&]*)=", rest):
        if any(word in unquote(key[1]).lower() for word in _SECRET_WORDS):
            return key.end()
    return -1
