"""`factdb reviewers`: the reviewers of the desk and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import HANDLE
from factdb.cli.lazy import NounGroup
from factdb.cli.options import EnumValue
from factdb.cli.serve import HOST, PORT
from factdb.domain import locations
from factdb.domain.enums import Role

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

LOCAL_ADDRESS = f"http://{HOST}:{PORT}"  # where factdb serve listens, unless it is told otherwise
handle_argument = click.argument("handle", metavar="HANDLE", type=HANDLE)


@click.group(cls=NounGroup)
def reviewers() -> None:
    """List and edit the reviewers of the desk and their roles.

    \b
    Example:
      factdb reviewers list
    """


@reviewers.command("list")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, **shape: Any) -> None:
    """List reviewers, with the number of claims assigned to them.

    Disabled reviewers come last.

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
@click.option("--name", metavar="NAME", help="Full name of the reviewer.")
@click.option("--role", type=EnumValue(Role), default=Role.REVIEWER, help="Role of the reviewer (default: reviewer).")
@click.pass_obj
def add(desk: Desk, handle: str, name: str | None, role: Role) -> None:
    """Add a reviewer, as reader, reviewer, editor or admin.

    \b
    Example:
      factdb reviewers add zoe --name "Zoe Doe" --role editor
    """
    from factdb.services.desk import reviewers as on_reviewers

    with desk.writing() as session:
        reviewer = on_reviewers.add(session, desk.actor(session), handle, role, name)
    desk.say(f"{reviewer.handle}: added as {reviewer.role}")
    as_reviewer = f"factdb --as {reviewer.handle} ..., or set FACTDB_USER={reviewer.handle}"
    desk.hint(f"To work as {reviewer.name or reviewer.handle}: {as_reviewer}")


@reviewers.command()
@handle_argument
@click.option("--name", metavar="NAME", help="New name of the reviewer.")
@click.option("--role", type=EnumValue(Role), help="New role of the reviewer.")
@click.option("--pen-name", metavar="NAME", help='Name of the reviewer for outsiders; "" removes it.')
@click.pass_obj
def edit(desk: Desk, handle: str, name: str | None, role: Role | None, pen_name: str | None) -> None:
    """Change the name, role or pen name of a reviewer.

    The last admin must remain an admin. Outsiders see the pen name, and never the handle or the name. Of a reviewer
    without a pen name they see the name of the desk: factdb policy set desk-name NAME.

    \b
    Example:
      factdb reviewers edit ana --name "Ana Boris"
      factdb reviewers edit ana --pen-name "The science team"
    """
    from factdb.services.desk import reviewers as on_reviewers

    with desk.writing() as session:
        changed = on_reviewers.edit(session, desk.actor(session), handle, name, role, pen_name)
    words = [column.replace("_", " ") for column in changed]
    desk.say(f"{handle}: " + (f"{', '.join(words)} changed" if words else "unchanged"))


@reviewers.command()
@handle_argument
@click.option("--url", metavar="ADDRESS", help="Address of the review pages (default: the setting url under [web]).")
@click.pass_obj
def invite(desk: Desk, handle: str, url: str | None) -> None:
    """Print a link with which a reviewer sets a password.

    The reviewer then signs in to the review pages with it. The link works once, within 7 days, and only until you make
    the next one. Who forgot a password is invited again. Send the link by a way that only the reviewer reads.

    \b
    Example:
      factdb reviewers invite ana
      factdb reviewers invite rita --url https://desk.example.org
    """
    from factdb.services.desk import accounts

    setting = desk.settings.web.url
    address = locations.public_address(url, "--url") if url else (setting.value if setting else LOCAL_ADDRESS)
    with desk.writing() as session:
        token = accounts.invite(session, desk.actor(session), handle)
    desk.say(f"{address}/invitations/{token}")
    desk.hint(f"Send this link to {handle} alone. It sets a password once, within 7 days.")


@reviewers.command("sign-out")
@handle_argument
@click.pass_obj
def sign_out(desk: Desk, handle: str) -> None:
    """End all sessions of a reviewer on the review pages.

    The reviewer can sign in again with the password. To end that too: factdb reviewers disable HANDLE

    \b
    Example:
      factdb reviewers sign-out ana
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.services.desk import accounts

    with desk.writing() as session:
        count = accounts.sign_out_everywhere(session, desk.actor(session), handle)
    desk.say(f"{handle}: {count_with_noun(count, 'session')} ended")


@reviewers.command()
@handle_argument
@click.option("--undo", is_flag=True, help="Enable the reviewer again.")
@click.pass_obj
def disable(desk: Desk, handle: str, undo: bool) -> None:
    """Disable a reviewer, who may then no longer act.

    The work of the reviewer stays in the ledger under their name. The last admin cannot be disabled.

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
        desk.hint(f"See the claims still assigned to them ({theirs}): factdb claims list --assignee {reviewer.handle}")
