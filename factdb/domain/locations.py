"""Locations: of databases, as a file path or a PostgreSQL URL, shown without passwords; of the pages, and proxies."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from factdb.errors import BadSettingError

KINDS = "Name a file, or a PostgreSQL database: postgresql://user@host/name"
NETWORKS = 'Write IP addresses or networks, as in networks = ["10.0.0.0/8"]'
PORTS = "Write numbers, as in ports = [8080, 8443]"
PROXIES = 'Write IP addresses or networks, as in proxies = ["127.0.0.1", "10.0.0.0/8"]'
_ADDRESS = "Write the whole address, as in https://desk.example.org or https://example.org/desk"
_POSTGRESQL = "postgresql://"
_POSTGRESQL_SCHEMES = {"postgres", "postgresql", "postgresql+psycopg"}
# One letter before a colon is a drive: C:\desk\factdb.db is a path.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_SECRET_WORDS = ("pass", "secret", "token")
_HIGHEST_PORT = 65_535


def is_postgresql(location: str) -> bool:
    """Return whether a normalised location is on a PostgreSQL server; otherwise it is a SQLite file."""
    return location.startswith(_POSTGRESQL)


def shown(location: str) -> str:
    """Return a normalised location for display: passwords are `***`."""
    return _mask_passwords(location) if is_postgresql(location) else location


def as_typed(location: str) -> str:
    """Return a typed location for hints, which end up in logs and pictures of the screen: passwords are `***`."""
    with suppress(BadSettingError):
        normalised = normalise(location, Path(), "--db")
        return shown(normalised) if is_postgresql(normalised) else location
    return location


def normalise(text: str, folder: Path, origin: str) -> str:
    """Return an absolute path, or a URL that libpq reads; `origin` is used in error messages.

    A relative path starts from `folder`. An in-memory database, and any other kind of database, is refused.
    """
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _path(origin, text, folder)
    name, address = scheme[1].lower(), text[scheme.end() :]
    if name == "sqlite":
        return _path(origin, _sqlite_path(origin, address), folder)
    if name in _POSTGRESQL_SCHEMES and address.startswith("//"):
        return _POSTGRESQL + address.removeprefix("//")
    # Only the scheme is repeated, because the rest may contain a password.
    why = f'names a database that begins with "{scheme[0]}", a kind that factdb does not know'
    raise BadSettingError(origin, why, f"{KINDS} (for a file with a colon in its name: ./{scheme[0]}...)")


def _sqlite_path(origin: str, address: str) -> str:
    """Return the path after `sqlite:`; options and hosts are refused."""
    path = address.removeprefix("///")
    if address in {"", "//", "///"}:
        path = ":memory:"
    elif path == address or "?" in path or path.startswith("file:"):
        raise BadSettingError(origin, "names a SQLite URL that is more than a path", "Write only the path.")
    return path


def _path(origin: str, text: str, folder: Path) -> str:
    if text == ":memory:":
        raise BadSettingError(origin, "names a database in memory, which would be lost", KINDS)
    try:
        path = folder / Path(text).expanduser()
        return str(path.resolve() if ".." in path.parts else path)
    except (OSError, RuntimeError) as why:  # ~nobody, or links in a circle
        raise BadSettingError(origin, f"names a path that cannot be found: {why}", "Write the full path.") from why


def _mask_passwords(url: str) -> str:
    """Hide the passwords of a URL, even if the URL is not quoted correctly.

    `u:p@ss/w?rd@host` is not a valid URL, but it contains a password. So the mask reaches to the last "@", and from a
    password among the parameters to the end. It hides too much rather than too little.
    """
    scheme, _, address = url.partition("://")
    colon, at, parameter = address.find(":"), address.rfind("@"), _secret_parameter(address)
    spans = [span for span in ((colon + 1, at), (parameter, len(address))) if 0 < span[0] < span[1]]
    if len(spans) > 1 and spans[1][0] < spans[0][1]:
        spans = [(min(spans)[0], len(address))]
    for start, end in reversed(spans):
        address = f"{address[:start]}***{address[end:]}"
    return f"{scheme}://{address}"


def _secret_parameter(address: str) -> int:
    """Return the position of the first secret parameter's value, or -1."""
    from urllib.parse import unquote  # noqa: PLC0415 - only where something is shown

    for key in re.finditer(r"[?&]([^=&]*)=", address):
        if any(word in unquote(key[1]).lower() for word in _SECRET_WORDS):
            return key.end()
    return -1


def public_address(text: str, origin: str) -> str:
    """Return an address of the web, without a slash at its end; refuse half an address."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - the Tab key must not wait for it

    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number
        is_whole = False
    if not is_whole or parts.query or parts.fragment or parts.username is not None:
        raise BadSettingError(origin, "has no whole address", _ADDRESS)
    return text.rstrip("/")


def proxies(text: str, origin: str) -> str:
    """Return the addresses of proxies, joined by commas.

    Names and "*" are refused: everybody could then say from where a request comes.
    """
    return _networks(text, origin, "proxy", PROXIES)


def networks(text: str, origin: str) -> str:
    """Return the networks of the desk from which pages may be fetched, joined by commas."""
    return _networks(text, origin, "network", NETWORKS)


def ports(text: str, origin: str) -> str:
    """Return the ports from which pages may be fetched, joined by commas."""
    numbers = [part.strip() for part in text.split(",")]
    for number in numbers:
        if not (number.isascii() and number.isdigit() and 0 < int(number[:6]) <= _HIGHEST_PORT):
            raise BadSettingError(origin, f"has a port that is no number from 1 to {_HIGHEST_PORT}", PORTS)
    return ", ".join(numbers)


def _networks(text: str, origin: str, noun: str, next_step: str) -> str:
    import ipaddress  # noqa: PLC0415 - the Tab key must not wait for it

    addresses = [part.strip() for part in text.split(",")]
    for part in addresses:
        try:
            ipaddress.ip_network(part)
        except ValueError as error:
            raise BadSettingError(origin, f"has a {noun} that is no IP address", next_step) from error
    return ", ".join(addresses)
