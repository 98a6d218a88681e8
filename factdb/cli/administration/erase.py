"""`factdb erase`: erase personal words on request, and decide on requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.lazy import NounGroup
from factdb.domain.erasure import ErasureState, ErasureSubject
from factdb.errors.erasure import NotErasableError

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.services.erasure.requests import ErasureResult

_NAMES = {
    ErasureSubject.COMPLAINT: ("CLAIM.cN", "7.c2", "who complained about a claim, the complaint and the answer"),
    ErasureSubject.REPLY: ("CLAIM.cN", "7.c1", "who was asked for a reply, the request and the answer"),
    ErasureSubject.NOTE: ("CLAIM.nN", "7.n3", "the words of a note"),
    ErasureSubject.INTERVIEW: ("CLAIM.N", "18.3", "who was interviewed, and all words of the interview"),
    ErasureSubject.CAPTURE: ("DOCUMENT.N", "1.1", "the text of a capture, and its copies in claims and evidence"),
    ErasureSubject.ORIGIN: ("CLAIM[.N]", "23", "an imported row as the file had it"),
    ErasureSubject.REVIEWER: ("HANDLE", "zoe", "handle, name and pen name of a disabled reviewer"),
}
_NEVER = ("claim", "verdict", "reason", "assessment")
_backups = click.option(
    "--backups", is_flag=True, help="Also remove the copies that upgrades made beside a SQLite file."
)


class _Erasures(NounGroup):
    """The commands that erase; what is never erased has a refusal of its own."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or refuse to erase a part of the record."""
        if cmd_name in _NEVER:
            raise NotErasableError(cmd_name)
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Erasures)
def erase() -> None:
    """Erase personal words on request, such as a complaint.

    The history stays whole and verifiable. Only an admin may ask. Under four eyes another admin approves; before that,
    nothing is removed. The words go from every table and from the files of the database. A claim, its verdicts and
    their reasons are never erased.

    \b
    Example:
      factdb erase complaint 7.c2 --ground "GDPR Art. 17"
      factdb erase list
    """


def _subject_command(subject: ErasureSubject) -> click.Command:
    metavar, example, words = _NAMES[subject]

    @click.argument("name", metavar=metavar)
    @click.option("--ground", metavar="TEXT", required=True, help="Legal ground or reason; do not name the person.")
    @options.dry_run_option
    @_backups
    @click.pass_obj
    def command(desk: Desk, name: str, ground: str, *, dry_run: bool, backups: bool) -> None:
        from factdb.services.erasure import requests

        with desk.writing() as session:
            result = requests.request(session, desk.actor(session), subject, name, ground, dry_run=dry_run)
            if dry_run:
                session.rollback()
        _report(desk, result, f"{subject} {name}", with_backups=backups)

    command.__doc__ = f"""Erase {words}.

    \b
    Example:
      factdb erase {subject} {example} --ground "GDPR Art. 17"
    """
    return click.command(str(subject))(command)


for _subject in ErasureSubject:
    erase.add_command(_subject_command(_subject))


@erase.command("list")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, **shape: Any) -> None:
    """List all erasures: what was asked, by whom, and what became of it.

    \b
    Example:
      factdb erase list
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.erasure import requests

    print_rows(desk, "erasure", (requests.COLUMNS, requests.TABLE_COLUMNS), shape, requests.list_erasures)


@erase.command()
@click.argument("number", metavar="N", type=click.IntRange(1))
@_backups
@click.pass_obj
def approve(desk: Desk, number: int, *, backups: bool) -> None:
    """Approve an erasure, and remove the words; finish one that was cut off.

    Under four eyes, an admin cannot approve an erasure that they asked for.

    \b
    Example:
      factdb erase approve 1
    """
    from factdb.services.erasure import requests

    with desk.writing() as session:
        result = requests.approve(session, desk.actor(session), number)
    _report(desk, result, "", with_backups=backups)


@erase.command()
@click.argument("number", metavar="N", type=click.IntRange(1))
@click.option(
    "--reason", cls=options.AliasedOption, aliases=["--because"], metavar="TEXT", required=True,
    help="Reason for the refusal.",
)  # fmt: skip
@click.pass_obj
def refuse(desk: Desk, number: int, reason: str) -> None:
    """Refuse an erasure that waits for approval; nothing is removed.

    \b
    Example:
      factdb erase refuse 1 --reason "The words are part of a published reply."
    """
    from factdb.services.erasure import requests

    with desk.writing() as session:
        requests.refuse(session, desk.actor(session), number, reason)
    desk.say(f"erasure {number}: refused")


def _report(desk: Desk, result: ErasureResult, name: str, *, with_backups: bool) -> None:
    """Say what happened; where words were removed, clear the files of the database too."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    places = count_with_noun(result.parts, "place")
    if result.number is None:
        if result.state is ErasureState.REMOVING:
            desk.say(f"would finish the erasure of {name}, which was cut off")
        else:
            desk.say(f"would erase {name}: {places} in the history{_of_claims(result)}")
        return
    if result.state is ErasureState.REQUESTED:
        desk.say(f"erasure {result.number}: {name} requested, {places} in the history; nothing is removed yet")
        desk.hint(f"Another admin approves it: factdb --as HANDLE erase approve {result.number}")
        return
    if result.parts:
        desk.say(f"erasure {result.number}: words removed from {places} in the history{_of_claims(result)}")
    _complete(desk, result.number, with_backups=with_backups)


def _of_claims(result: ErasureResult) -> str:
    numbers = ", ".join(map(str, result.claims))
    return f" of {'claim' if len(result.claims) == 1 else 'claims'} {numbers}" if result.claims else ""


def _complete(desk: Desk, number: int, *, with_backups: bool) -> None:
    from factdb.services.erasure import completion

    folder = desk.capture_folder
    left = completion.complete(desk.database, desk.handle, desk.now, number, folder, with_backups=with_backups)
    desk.say(f"erasure {number}: done; no copy is left in the files of the database")
    for copy in left.removed:
        desk.say(f"removed the copy {copy}")
    for copy in left.copies:
        desk.hint(f"This copy from before an upgrade may still hold the words: {copy}")
    if left.copies:
        desk.hint(f"Remove these copies: factdb erase approve {number} --backups")
    if left.by_the_owner:
        desk.hint("Only the owner of the server can clear:", *(f"  {line}" for line in left.by_the_owner))
    desk.hint("Erase the words also from dumps, exports and backups of your own.")
