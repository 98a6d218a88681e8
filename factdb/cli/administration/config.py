"""`factdb config` and `factdb version`: the settings, and the versions."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.lazy import NounGroup
from factdb.domain import locations
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.group(cls=NounGroup)
def config() -> None:
    """Show the settings and where each value comes from.

    \b
    Example:
      factdb config show
    """


@config.command()
@options.form_options
@click.pass_obj
def show(desk: Desk, form: str) -> None:
    """Show each setting, its value and where the value comes from.

    The value comes from a flag, a variable, a file or the default.

    \b
    Example:
      factdb config show
      factdb config show --json
    """
    from factdb.cli.terminal import output

    settings = _setting_values(desk)
    if form == "json":
        output.print_document({name: {"value": value, "from": origin} for name, (value, origin) in settings.items()})
        return
    if form == "md":
        rows = [{"setting": name, "value": value, "from": origin} for name, (value, origin) in settings.items()]
        output.print_document(rows, form=form)
        return
    for name, (value, origin) in settings.items():
        desk.say(f"{name}: {value} (from {origin})" if origin else f"{name}: not set")


def _setting_values(desk: Desk) -> dict[str, tuple[str | None, str | None]]:
    """Return (value, origin) of each setting by its name, without passwords."""
    settings = desk.settings
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
        "user": (desk.handle, settings.user.origin),
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


@click.command()
@options.json_option
def version(as_json: bool) -> None:
    """Print the versions of factdb, Python and the libraries.

    \b
    Example:
      factdb version --json
    """
    from factdb.store import driver

    versions = {"factdb": _installed_version("factdb"), "schema": _newest_schema(), "python": platform.python_version()}
    versions |= {"sqlite": driver.sqlite3.sqlite_version, "sqlalchemy": _installed_version("sqlalchemy")}
    versions |= {"alembic": _installed_version("alembic"), "psycopg": _installed_version("psycopg")}
    if as_json:
        import json

        click.echo(json.dumps(versions, indent=2))
    else:
        for name, value in versions.items():
            click.echo(f"{name} {value or 'not installed'}")


def _installed_version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _newest_schema() -> str | None:
    from factdb import resources

    try:
        # People are asked for their versions above all when files are missing: the other versions are still printed.
        return resources.newest_revision()
    except FactdbError:
        return None


@click.command()
@click.pass_obj
def whoami(desk: Desk) -> None:
    """Print who you are on this desk, and your role.

    \b
    Example:
      factdb whoami
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.errors import NoSuchError
    from factdb.errors.claims import ReviewerDisabledError
    from factdb.services.desk import reviewers

    origin = f"from {desk.settings.user.origin}"
    try:
        with desk.reading() as session:
            me = reviewers.find_active_reviewer(session, desk.handle)
            assigned = reviewers.count_assigned(session, me)
    except (NoSuchError, ReviewerDisabledError):
        desk.say(f"{desk.handle} ({origin}): not a reviewer of this desk, so you can read")
        desk.hint(f"An admin adds you: factdb --as ADMIN reviewers add {desk.handle}")
        return
    named = f", {me.name}" if me.name else ""
    desk.say(f"{me.handle}{named} ({origin}): {me.role}, {count_with_noun(assigned, 'claim')} assigned")
