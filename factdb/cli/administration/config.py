"""`factdb config` and `factdb version`: the settings, and the versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.lazy import NounGroup

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
    from factdb.services.desk import installation

    settings = installation.setting_values(desk.settings, desk.handle)
    if form == "json":
        output.print_document({name: {"value": value, "from": origin} for name, (value, origin) in settings.items()})
        return
    if form == "md":
        rows = [{"setting": name, "value": value, "from": origin} for name, (value, origin) in settings.items()]
        output.print_document(rows, form=form)
        return
    for name, (value, origin) in settings.items():
        desk.say(f"{name}: {value} (from {origin})" if origin else f"{name}: not set")


@click.command()
@options.json_option
def version(as_json: bool) -> None:
    """Print the versions of factdb, Python and the libraries.

    \b
    Example:
      factdb version --json
    """
    from factdb.services.desk import installation

    versions = installation.versions()
    if as_json:
        import json

        click.echo(json.dumps(versions, indent=2))
    else:
        for name, value in versions.items():
            click.echo(f"{name} {value or 'not installed'}")


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
