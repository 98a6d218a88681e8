"""Reads settings from files, factdb.toml and the user's own: which files there are, and which keys they may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import locations
from factdb.errors import BadSettingError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
EVIDENCE_KEYS = {
    "fetch": "Whether cited pages are fetched when they are added: on or off.",
    "folder": "The folder of captures (default: beside the SQLite file; PostgreSQL has no default).",
    "delay": "Seconds between two fetches from one host (default: 1).",
    "ports": "Ports from which pages may be fetched, beside 80 and 443.",
    "networks": "Networks of the desk from which pages may be fetched although they are not public.",
    "wayback": "The archive that is asked to keep pages (default: https://web.archive.org).",
    "wayback_keys": "The two keys of your account there, joined by a colon: they raise its limits.",
}
TABLES = {"desk": DESK_KEYS, "web": WEB_KEYS, "evidence": EVIDENCE_KEYS}
LISTS = {
    "web.proxies": locations.PROXIES,
    "evidence.ports": locations.PORTS,
    "evidence.networks": locations.NETWORKS,
}
"""The keys that take a list, with how to write it."""
SWITCHES = frozenset({"evidence.fetch"})
"""The keys that take on or off, or a boolean of TOML."""
NUMBERS = frozenset({"evidence.delay"})
"""The keys that take a number."""
_KNOWN_KEYS = (
    "Use these keys: database, user, reports; under [desk] name, url, licence; under [web] url, proxies; "
    "under [evidence] fetch, folder, delay, ports, networks, wayback, "
    "wayback_keys."
)


def paths(cwd: Path, config_dir: Path | None) -> Iterator[Path]:
    """Yield the files that there are, the nearest factdb.toml first; `config_dir` replaces the user's own folder."""
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


def values(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the settings of a file as (full name, value), as in ("desk.name", ...).

    Raise an error for a file that cannot be read, an unknown key or a wrong type.
    """
    for key, value in _parsed(path).items():
        if key in TABLES:
            yield from _table_values(path, key, value)
        elif key in KEYS:
            yield key, _require_text(path, key, value)
        else:
            raise BadSettingError(path, f'has an unknown key: "{key}"', _KNOWN_KEYS)


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


def _table_values(path: Path, name: str, table: object) -> Iterator[tuple[str, str]]:
    keys = TABLES[name]
    if not isinstance(table, dict):
        step = f'Write [{name}] and, below it: {next(iter(keys))} = "..."'
        raise BadSettingError(path, f'has a "{name}" that is not a table', step)
    for key, value in table.items():
        if key not in keys:
            raise BadSettingError(path, f'has an unknown key: "{name}.{key}"', _KNOWN_KEYS)
        text = _text_of(path, f"{name}.{key}", value).strip()
        if text:
            yield f"{name}.{key}", text


def _text_of(path: Path, name: str, value: object) -> str:
    """Return a value of a table as text: a list joined by commas, a switch as on or off, a number as it is."""
    if name in SWITCHES and isinstance(value, bool):
        return "on" if value else "off"
    if name in NUMBERS and type(value) in {int, float}:
        return str(value)
    if name not in LISTS:
        return _require_text(path, name, value)
    kind, items = (int, "numbers") if name == "evidence.ports" else (str, "texts")
    if not isinstance(value, list) or not all(type(item) is kind for item in value):
        raise BadSettingError(path, f'has a "{name}" that is not a list of {items}', LISTS[name])
    return ", ".join(map(str, value))


def _require_text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        written = f'{key.rpartition(".")[2]} = "..."'
        raise BadSettingError(path, f'has a "{key}" that is not text', f"Write the value in quotes: {written}")
    return value
