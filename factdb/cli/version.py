"""`factdb version`."""

from __future__ import annotations

import platform
import sqlite3
from importlib import metadata

import click

from factdb.cli import options
from factdb.errors import FactdbError


@click.command()
@options.json_option
def version(as_json: bool) -> None:
    """Print the versions of factdb and of what it runs on.

    \b
    Example:
      factdb version --json
    """
    versions = {"factdb": _installed("factdb"), "schema": _schema(), "python": platform.python_version()}
    versions |= {"sqlite": sqlite3.sqlite_version, "sqlalchemy": _installed("sqlalchemy")}
    versions |= {"alembic": _installed("alembic"), "psycopg": _installed("psycopg")}
    if as_json:
        import json

        click.echo(json.dumps(versions, indent=2))
    else:
        for name, value in versions.items():
            click.echo(f"{name} {value or 'not installed'}")


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _schema() -> str | None:
    from factdb import resources

    try:
        return resources.newest_revision()
    except FactdbError:
        return None
