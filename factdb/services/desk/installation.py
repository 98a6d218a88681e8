"""What the desk is made of: its settings, without passwords, and the versions of the programs that serve it."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING

from factdb.domain import locations
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from factdb.settings import Settings

    Values = dict[str, tuple[str | None, str | None]]


def setting_values(settings: Settings, handle: str) -> Values:
    """Return (value, origin) of each setting by its name, without passwords; (None, None) for one that is not set."""
    desk_settings = {
        "desk.name": settings.desk.name,
        "desk.url": settings.desk.url,
        "desk.licence": settings.desk.licence,
    }
    optional_settings = {
        "reader": settings.reader,
        "standby": settings.standby,
        "reports": settings.reports,
        "web.url": settings.web.url,
        "web.proxies": settings.web.proxies,
    }
    return {
        "database": (settings.shown, settings.database.origin),
        "user": (handle, settings.user.origin),
        **{
            name: (setting.value, setting.origin) if setting else (None, None)
            for name, setting in desk_settings.items()
        },
        **{
            # The URLs have passwords, which are not shown.
            name: (locations.shown(setting.value), setting.origin)
            for name, setting in optional_settings.items()
            if setting
        },
    }


def versions() -> dict[str, str | None]:
    """Return the versions of factdb, its schema, Python and the libraries; None for one that is not installed."""
    from factdb.store import driver  # noqa: PLC0415 - the settings need no database

    return {
        "factdb": _installed_version("factdb"),
        "schema": _newest_schema(),
        "python": platform.python_version(),
        "sqlite": driver.sqlite3.sqlite_version,
        **{name: _installed_version(name) for name in ("sqlalchemy", "alembic", "psycopg")},
    }


def _installed_version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _newest_schema() -> str | None:
    from factdb import resources  # noqa: PLC0415 - the settings do not need it

    try:
        # People are asked for their versions above all when files are missing: the other versions are still printed.
        return resources.newest_revision()
    except FactdbError:
        return None
