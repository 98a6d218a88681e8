"""`factdb policy`: the rules of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.lazy import NounGroup
from factdb.cli.options import EnumValue
from factdb.domain.enums import PolicyName

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.group(cls=NounGroup)
def policy() -> None:
    """Show and set the rules of the desk.

    \b
    Example:
      factdb policy show
    """


@policy.command()
@options.output_options
@click.pass_obj
def show(desk: Desk, /, **shape: Any) -> None:
    """Show every rule: four-eyes, assessments, blind, desk-name.

    \b
    Example:
      factdb policy show
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.desk import desk_policy

    print_rows(desk, "rule", (desk_policy.COLUMNS, desk_policy.COLUMNS), shape, desk_policy.list_rules)


@policy.command("set")
@click.argument("name", metavar="four-eyes|assessments|blind|desk-name", type=EnumValue(PolicyName))
@click.argument("value", metavar="on|off|N|NAME")
@click.pass_obj
def set_(desk: Desk, name: PolicyName, value: str) -> None:
    """Set a rule of the desk, which applies from now on.

    four-eyes on: a reviewer cannot approve or publish a verdict that they proposed. This includes admins.
    assessments N: at least N reviewers must assess a question before it can be rated. blind on: while a question is
    undecided, reviewers see the assessments of others only after their own. desk-name NAME: outsiders see this name in
    place of every reviewer without a pen name; "" removes it.

    \b
    Example:
      factdb policy set four-eyes on
      factdb policy set desk-name "The Example Desk"
    """
    from factdb.services.desk import desk_policy

    with desk.writing() as session:
        before, after = desk_policy.change(session, desk.actor(session), name, value)
    before, after = before or "none", after or "none"
    desk.say(f"{name}: {before} -> {after}" if before != after else f"{name}: {after}, unchanged")
