"""The commands that correct or retract a published claim: `factdb claims correct` and `factdb claims retract`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.deciding import rating_request, reasons_options
from factdb.cli.claims.editing import edit_options
from factdb.cli.completion.values import RATING
from factdb.domain.enums import ChangeKind

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.services.decisions.correcting import CorrectionResult

_EDITED_FIELDS = (
    "claim", "quote", "place", "speaker", "said_on", "occasion", "kind", "attribution", "attributed_to", "priority",
    "resolves_on", "headline", "published_url", "source",
)  # fmt: skip
public_note_option = click.option("--public-note", metavar="TEXT", help="Note to readers: what changed, and why.")


@click.command()
@options.claim_argument
@click.argument("ratings", type=RATING, metavar="[RATING...]", nargs=-1)
@public_note_option
@click.option("--update", is_flag=True, help="Mark as an update: the facts changed after the verdict.")
@click.option("--clarification", is_flag=True, help="Mark as a clarification: only the words are clearer.")
@reasons_options
@click.option(
    "--drop-evidence", multiple=True, type=options.EVIDENCE, metavar="7.2",
    help="Evidence to withdraw with the correction (repeatable).",
)  # fmt: skip
@edit_options
@click.option("--withdraw", is_flag=True, help="Withdraw the correction or retraction that waits for approval.")
@options.if_version_option
@click.pass_obj
def correct(
    desk: Desk,
    /,
    claim_name: int | str,
    ratings: tuple[str, ...],
    public_note: str | None,
    update: bool,
    clarification: bool,
    withdraw: bool,
    if_version: int | None,
    **details: Any,
) -> None:
    """Correct a published claim, with a public note.

    factdb writes and publishes a new version. Earlier versions stay readable (`claims show ID --at TIME`, `claims
    history ID --diff 1 2`), and `report corrections` lists the change. Fields and evidence that you do not name stay
    the same. If the desk requires a second editor ("four eyes"), the correction waits until another editor publishes
    it: `claims status ID published`.

    \b
    Example:
      factdb claims correct 18 --because "The transcript has it word for word." --public-note "We added our reasons."
      factdb claims correct 4 stalled --public-note "Troops stayed." --evidence refutes:https://example.org/a
    """
    from factdb.services.claims import editing
    from factdb.services.decisions import correcting
    from factdb.services.ledger import claim_ledger

    if withdraw:
        if ratings or public_note or update or clarification or any(details.values()):
            raise click.UsageError("Use --withdraw alone: it cannot be combined with a new correction.")
        _withdraw(desk, claim_name, if_version)
        return
    kind = _change_kind(update=update, clarification=clarification)
    note = _require_public_note(public_note, f"correct {claim_name}")
    changes = editing.ClaimChanges(**{name: details[name] for name in _EDITED_FIELDS})
    correction = correcting.Correction(
        note, rating_request(desk, ratings, details), changes, kind, details["drop_evidence"]
    )
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        corrected = correcting.correct(session, claim, actor, correction)
    _say_correction(desk, claim.id, corrected)


@click.command()
@options.claim_argument
@public_note_option
@options.if_version_option
@click.pass_obj
def retract(desk: Desk, claim_name: int | str, public_note: str | None, if_version: int | None) -> None:
    """Retract a published claim, with a public note.

    The claim stays in the ledger, with its verdict, its history and the note. If the desk requires a second editor
    ("four eyes"), the retraction waits until another editor approves it: `claims status ID retracted`.

    \b
    Example:
      factdb claims retract 18 --public-note "We mixed up two speeches; this check should not have run."
    """
    from factdb.services.decisions import correcting
    from factdb.services.ledger import claim_ledger

    note = _require_public_note(public_note, f"retract {claim_name}")
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        retraction = correcting.retract(session, claim, actor, note)
    if retraction.withdrawn:
        desk.say(f"claim {claim.id}: the correction that waited, version {retraction.withdrawn}, is withdrawn")
    desk.say(*retraction.moves)
    if retraction.version:
        desk.say(f"claim {claim.id}: the retraction is version {retraction.version}")
        approval = f"claims status {claim.id} retracted --version {retraction.version}"
        desk.hint(f"Ask another editor to approve it: factdb --as HANDLE {approval}")


def _withdraw(desk: Desk, claim_name: int | str, if_version: int | None) -> None:
    from factdb.services.decisions import correcting
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        actor = desk.actor(session)
        moved = correcting.withdraw(session, claim_ledger.lock_one(session, claim_name, if_version), actor)
    desk.say(moved)


def _change_kind(*, update: bool, clarification: bool) -> ChangeKind:
    if update and clarification:
        raise click.UsageError("Choose --update or --clarification, not both.")
    return ChangeKind.UPDATE if update else ChangeKind.CLARIFICATION if clarification else ChangeKind.CORRECTION


def _require_public_note(public_note: str | None, command: str) -> str:
    """Return the public note; without one, refuse and name the option, which the service does not know."""
    from factdb.errors.decisions import NoPublicNoteError

    if not public_note:
        raise NoPublicNoteError(command)
    return public_note


def _say_correction(desk: Desk, claim_id: int, corrected: CorrectionResult) -> None:
    desk.say(
        f"claim {claim_id}: version {corrected.version}", *(f"claim {claim_id}: {line}" for line in corrected.changed)
    )
    desk.say(*corrected.moves)
    desk.hint(*corrected.notices)
    if len(corrected.moves) == 1:
        approval = f"claims status {claim_id} published --version {corrected.version}"
        desk.hint(f"Ask another editor to approve it: factdb --as HANDLE {approval}")
