"""The morning view, and `factdb claims next`, `release` and `take-back`, which take claims and give them back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion.values import TOPIC
from factdb.cli.terminal import display

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command("next")
@click.option("--topic", type=TOPIC, help="Topic of the claim to take.")
@click.option("--mine", is_flag=True, help="Show the most urgent claim that you already have.")
@options.json_option
@click.pass_obj
def next_(desk: Desk, topic: str | None, mine: bool, as_json: bool) -> None:
    """Take the most urgent claim that nobody works on.

    Overdue claims come first, then claims due within 30 days, then by priority, then the oldest. The claim is yours for
    30 minutes: nobody else gets it during this time.

    \b
    Example:
      factdb claims next
    """
    from factdb.cli.claims import page
    from factdb.cli.terminal import output
    from factdb.services.claims import queue
    from factdb.services.reads import claim_page

    # A claim that you already have needs no new lease, so nothing is written.
    with desk.reading() if mine else desk.writing() as session:
        handed = (queue.next_own if mine else queue.lease_next)(session, desk.actor(session), topic)
        claim = claim_page.page_of(session, handed.claim_id, viewer=desk.viewer(session))
    if as_json:
        output.print_document(claim)
    else:
        page.print_pages([claim])
        desk.hint(f"yours until {handed.until:%H:%M} UTC" if handed.until else "assigned to you")


@click.command()
@options.listed_argument
@click.pass_obj
def release(desk: Desk, claim_names: tuple[int | str, ...] | None) -> None:
    """Give back claims that you took.

    Without a number, the command gives back all your claims.

    \b
    Example:
      factdb claims release
    """
    from factdb.services import claim_lookup
    from factdb.services.claims import queue

    with desk.writing() as session:
        numbers = claim_lookup.claim_numbers(session, claim_names or ())
        released = queue.release(session, desk.actor(session), numbers)
    desk.say(*(f"claim {number}: released" for number in released))
    if not released:
        desk.hint("no claims to give back")


@click.command("take-back")
@options.claims_argument
@click.pass_obj
def take_back(desk: Desk, claim_names: tuple[int | str, ...] | None) -> None:
    """Take back claims that somebody has taken.

    Others can take the claims at once, and need not wait until the lease ends. Nothing that somebody did is lost.

    \b
    Example:
      factdb claims take-back 9
    """
    from factdb.services import claim_lookup
    from factdb.services.claims import queue

    with desk.writing() as session:
        numbers = claim_lookup.claim_numbers(session, claim_names or ())
        holders = queue.take_back(session, desk.actor(session), numbers)
    desk.say(*(f"claim {number}: taken back from {handle}" for number, handle in holders))


def print_morning(desk: Desk) -> None:
    """Print the open work of the desk: for each section its number of rows, its command, and the first rows."""
    from factdb.cli.terminal import table
    from factdb.services.reads.work import morning

    with desk.reading() as session:
        for section in morning.sections(session, desk.handle, desk.viewer(session), desk.now):
            head = f"{section.title}{section.scope}: {section.count}"
            # A command is copied as a whole: where the line is too short, it gets one of its own.
            gap = "  " if len(head) + len(section.command) + 4 <= shutil.get_terminal_size().columns else "\n  "
            click.echo(f"{display.heading(head)}{gap}({section.command})")
            for line in table.lines(section.first, section.columns):
                click.echo(line)
            if section.count > len(section.first):
                click.echo(f"{section.count - len(section.first)} more: {section.command}")
    desk.hint("Take the next claim: factdb claims next", "Open a claim: factdb claims show ID")
