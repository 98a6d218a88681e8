"""`factdb claims ask`, `complain`, `outreach` and `reply`: the right of reply, complaints, corrections asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion import values
from factdb.cli.options import EVIDENCE, FIRST_DAY, EnumValue
from factdb.domain.enums import Channel, ContactKind, Outcome

if TYPE_CHECKING:
    from datetime import date

    from factdb.cli.desk import Desk

by_option = click.option(
    "--by", "how", type=EnumValue(Channel), default=Channel.EMAIL, help="email, phone, letter, ..."
)
on_option = click.option("--on", type=FIRST_DAY, metavar="DATE", help="When; default: today.")


@click.command()
@options.claim_argument
@click.argument("text", metavar="[TEXT|-]", required=False)
@click.option("--who", required=True, metavar="TEXT", help="Whom you asked.")
@by_option
@on_option
@click.pass_obj
def ask(desk: Desk, claim_name: int | str, text: str | None, who: str, how: Channel, on: date | None) -> None:
    """Write down whom you asked for a reply.

    \b
    Example:
      factdb claims ask 7 --who "The Epoch Times, newsroom" --by email --on 2026-11-20
    """
    _add(desk, claim_name, ContactKind.REPLY, who, how, on, text)


@click.command()
@options.claim_argument
@click.argument("text", metavar="TEXT|-")
@click.option("--from", "who", required=True, metavar="TEXT", help="Who complains.")
@by_option
@on_option
@click.pass_obj
def complain(desk: Desk, claim_name: int | str, text: str, who: str, how: Channel, on: date | None) -> None:
    """Write down who complains of a claim.

    \b
    Example:
      factdb claims complain 7 --from "A reader" "The transcript that you cite is of another day."
    """
    _add(desk, claim_name, ContactKind.COMPLAINT, who, how, on, text)


@click.command()
@options.claim_argument
@click.argument("text", metavar="[TEXT|-]", required=False)
@click.option("--to", "who", required=True, metavar="TEXT", help="Whom you asked for a correction.")
@by_option
@on_option
@click.pass_obj
def outreach(desk: Desk, claim_name: int | str, text: str | None, who: str, how: Channel, on: date | None) -> None:
    """Write down which outlet you asked for a correction.

    \b
    Example:
      factdb claims outreach 7 --to "The Epoch Times" "He said operation, not cooperation."
    """
    _add(desk, claim_name, ContactKind.OUTREACH, who, how, on, text)


@click.command()
@click.argument("name", metavar="7.1", type=EVIDENCE, shell_complete=values.completer("contacts"))
@click.argument("text", metavar="[TEXT|-]", required=False)
@click.option("--none", "none", is_flag=True, help="No answer came.")
@click.option("--corrected", is_flag=True, help="It was corrected.")
@click.option("--refused", is_flag=True, help="It was refused; TEXT says why.")
@click.pass_obj
def reply(
    desk: Desk, name: tuple[int | str, int], text: str | None, none: bool, corrected: bool, refused: bool
) -> None:
    """Write down how a contact ended.

    Whom you asked answered TEXT, or --none came. A complaint, or a correction that you asked for, ends --corrected or
    --refused.

    \b
    Example:
      factdb claims reply 7.1 "We stand by our story."
    """
    from factdb.cli.terminal.files import read_text
    from factdb.services.claims import contacts
    from factdb.services.ledger import claim_ledger

    ends = {Outcome.NO_ANSWER: none, Outcome.CORRECTED: corrected, Outcome.REFUSED: refused}
    outcomes = [outcome for outcome, is_chosen in ends.items() if is_chosen]
    if len(outcomes) > 1 or (none and text):
        raise click.UsageError("a contact ends in one way: TEXT, --none, --corrected or --refused TEXT")
    words = read_text("-") if text == "-" else text
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, name[0])
        contact = contacts.answer(session, claim, actor, name[1], outcomes[0] if outcomes else Outcome.ANSWERED, words)
    desk.say(f"contact {claim.id}.{contact.n}: {contact.outcome}")


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
    desk.say(f"contact {claim.id}.{contact.n}: {contact.kind}, {contact.who}")
    desk.hint(f"how it ended: factdb claims reply {claim.id}.{contact.n} ...")
