"""`factdb reviewers`: who may act on the desk, and in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import HANDLE
from factdb.cli.options import EnumValue
from factdb.domain.enums import Role

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

handle_argument = click.argument("handle", metavar="HANDLE", type=HANDLE)


@click.group()
def reviewers() -> None:
    """List and edit who may act on the desk, and in which role.

    \b
    Example:
      factdb reviewers list
    """


@reviewers.command("list")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, **shape: Any) -> None:
    """List reviewers, with the claims that are theirs to work on; those who may act come first.

    \b
    Example:
      factdb reviewers list
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.desk import reviewers as on_reviewers

    columns = (on_reviewers.COLUMNS, on_reviewers.COLUMNS)
    print_rows(desk, "reviewer", columns, shape, on_reviewers.list_reviewers)


@reviewers.command()
@click.argument("handle", metavar="HANDLE")
@click.option("--name", metavar="NAME", help="The name for people.")
@click.option("--role", type=EnumValue(Role), default=Role.REVIEWER, help="Default: reviewer.")
@click.pass_obj
def add(desk: Desk, handle: str, name: str | None, role: Role) -> None:
    """Let somebody act on the desk, as reader, reviewer, editor or admin.

    \b
    Example:
      factdb reviewers add zoe --name "Zoe Doe" --role editor
    """
    from factdb.services.desk import reviewers as on_reviewers

    with desk.writing() as session:
        reviewer = on_reviewers.add(session, desk.actor(session), handle, role, name)
    desk.say(f"{reviewer.handle}: added as {reviewer.role}")
    desk.hint(f"they act with: factdb --as {reviewer.handle}, or FACTDB_USER={reviewer.handle}")


@reviewers.command()
@handle_argument
@click.option("--name", metavar="NAME", help="The name for people.")
@click.option("--role", type=EnumValue(Role), help="What they may do from now on.")
@click.pass_obj
def edit(desk: Desk, handle: str, name: str | None, role: Role | None) -> None:
    """Change a reviewer's name or role; the last admin stays one.

    \b
    Example:
      factdb reviewers edit ana --name "Ana Boris"
    """
    from factdb.services.desk import reviewers as on_reviewers

    with desk.writing() as session:
        changed = on_reviewers.edit(session, desk.actor(session), handle, name, role)
    desk.say(f"{handle}: " + (f"{', '.join(changed)} changed" if changed else "as it was"))


@reviewers.command()
@handle_argument
@click.option("--undo", is_flag=True, help="Let them act again.")
@click.pass_obj
def disable(desk: Desk, handle: str, undo: bool) -> None:
    """Let a reviewer act no longer; what they did stays theirs. The last admin can't be disabled.

    \b
    Example:
      factdb reviewers disable seed
    """
    from factdb.services.desk import reviewers as on_reviewers

    with desk.writing() as session:
        actor = desk.actor(session)
        reviewer = (on_reviewers.enable if undo else on_reviewers.disable)(session, actor, handle)
        theirs = on_reviewers.count_assigned(session, reviewer)
    desk.say(f"{reviewer.handle}: may {'act again' if undo else 'no longer act'}")
    if theirs and not undo:
        desk.hint(f"claims that are still theirs, {theirs}: factdb claims list --assignee {reviewer.handle}")
