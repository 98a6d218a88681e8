"""The commands on contacts with people outside the desk: `factdb claims ask`, `complain`, `outreach`, `reply`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion import values
from factdb.cli.date_values import FIRST_DAY
from factdb.cli.options import CONTACT, EnumValue
from factdb.domain.enums import Channel, ContactKind, Outcome

if TYPE_CHECKING:
    from datetime import date

    from factdb.cli.desk import Desk

by_option = click.option(
    # The column takes no NULL: a channel that nobody named is "other", never a guess.
    "--by", "how", type=EnumValue(Channel), default=Channel.OTHER,
    help="Channel: email, phone, letter, form, social, in-person or other (default other: not named).",
)  # fmt: skip
on_option = click.option("--on", type=FIRST_DAY, metavar="DATE", help="Day of the contact (default: today).")


@click.command()
@options.claim_argument
@click.argument("text", metavar="[TEXT|-]", required=False)
@click.option(
    "--to", "who", cls=options.AliasedOption, aliases=["--who"], required=True, metavar="TEXT",
    help="Person or outlet that you asked.",
)  # fmt: skip
@by_option
@on_option
@click.pass_obj
def ask(desk: Desk, claim_name: int | str, text: str | None, who: str, how: Channel, on: date | None) -> None:
    """Record that you asked for a reply.

    \b
    Example:
      factdb claims ask 7 --to "The Epoch Times, newsroom" --by email --on 2026-11-20
    """
    _add(desk, claim_name, ContactKind.REPLY, who, how, on, text)


@click.command()
@options.claim_argument
@click.argument("text", metavar="TEXT|-")
@click.option("--from", "who", required=True, metavar="TEXT", help="Person or outlet that complains.")
@by_option
@on_option
@click.pass_obj
def complain(desk: Desk, claim_name: int | str, text: str, who: str, how: Channel, on: date | None) -> None:
    """Record a complaint about a claim.

    \b
    Example:
      factdb claims complain 7 --from "A reader" "Your transcript is from another day."
    """
    _add(desk, claim_name, ContactKind.COMPLAINT, who, how, on, text)


@click.command()
@options.claim_argument
@click.argument("text", metavar="[TEXT|-]", required=False)
@click.option("--to", "who", required=True, metavar="TEXT", help="Outlet that you asked for a correction.")
@by_option
@on_option
@click.pass_obj
def outreach(desk: Desk, claim_name: int | str, text: str | None, who: str, how: Channel, on: date | None) -> None:
    """Record that you asked an outlet for a correction.

    \b
    Example:
      factdb claims outreach 7 --to "The Epoch Times" "He said operation, not cooperation."
    """
    _add(desk, claim_name, ContactKind.OUTREACH, who, how, on, text)


@click.command()
@click.argument("contact_name", metavar="7.c1", type=CONTACT, shell_complete=values.completer("contacts"))
@click.argument("text", metavar="[TEXT|-]", required=False)
@click.option("--none", "none", is_flag=True, help="Record that no answer came.")
@click.option("--corrected", is_flag=True, help="Record that the error was corrected.")
@click.option("--refused", is_flag=True, help="Record that a correction was refused; TEXT says why.")
@click.pass_obj
def reply(
    desk: Desk, contact_name: tuple[int | str, int], text: str | None, none: bool, corrected: bool, refused: bool
) -> None:
    """Record the answer to a contact.

    TEXT is the answer; --none says that no answer came. A complaint or a request for a correction ends with
    --corrected or --refused.

    \b
    Example:
      factdb claims reply 7.c1 "We stand by our story."
    """
    from factdb.cli.terminal.files import read_text
    from factdb.services.claims import contacts
    from factdb.services.ledger import claim_ledger

    ends = {Outcome.NO_ANSWER: none, Outcome.CORRECTED: corrected, Outcome.REFUSED: refused}
    outcomes = [outcome for outcome, is_chosen in ends.items() if is_chosen]
    if len(outcomes) > 1 or (none and text):
        raise click.UsageError("Give only one result: TEXT, --none, --corrected or --refused TEXT.")
    words = read_text("-") if text == "-" else text
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, contact_name[0])
        contact = contacts.answer(
            session, claim, actor, contact_name[1], outcomes[0] if outcomes else Outcome.ANSWERED, words
        )
    desk.say(f"contact {claim.id}.c{contact.n}: {contact.outcome}")


def _add(
    desk: Desk, claim_name: int | str, kind: ContactKind, who: str, how: Channel, on: date | None, text: str | None
) -> None:
    from factdb.cli.terminal.files import read_text
    from factdb.services.claims import contacts
    from factdb.services.ledger import claim_ledger

    words = read_text("-") if text == "-" else text
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name)
        contact = contacts.add(session, claim, actor, contacts.ContactDraft(kind, who, how, on, words))
    desk.say(f"contact {claim.id}.c{contact.n}: {contact.kind}, {contact.who}")
    desk.hint(f"Record the answer: factdb claims reply {claim.id}.c{contact.n} ...")
