"""The commands that edit a claim, with options or in an editor, and link two claims: `factdb claims edit`, `link`."""

from __future__ import annotations

import json
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.adding import (
    attributed_to_option,
    attribution_option,
    claim_option,
    kind_option,
    place_option,
    said_on_option,
    speaker_option,
)
from factdb.cli.completion import values
from factdb.cli.completion.values import SOURCE
from factdb.cli.date_values import LAST_DAY_OR_NONE, local_day, partial_date
from factdb.cli.options import CLAIM, EnumValue
from factdb.domain.enums import Attribution, Kind, LinkKind, LinkState
from factdb.errors import BadValueError, UnknownWordError, ended

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

edit_options = options.combine(
    claim_option,
    click.option("--quote", metavar="TEXT", help="Passage, exactly as in the article."),
    place_option,
    speaker_option,
    said_on_option,
    click.option("--occasion", metavar="TEXT", help="Occasion of the claim; an empty text removes it."),
    kind_option,
    attribution_option,
    attributed_to_option,
    click.option("--priority", type=click.IntRange(0, 3), metavar="0-3", help="Priority from 0 (none) to 3 (urgent)."),
    click.option(
        "--resolves-on",
        type=LAST_DAY_OR_NONE,
        metavar="DATE",
        help="Date on which a promise or prediction falls due; an empty text removes it.",
    ),
    click.option("--headline", metavar="TEXT", help="Headline of your fact-check."),
    click.option("--published-url", metavar="URL", help="Address of your fact-check; an empty text removes it."),
    click.option("--source", type=SOURCE, help="Outlet that carried the claim."),
)


@click.command()
@options.claim_argument
@edit_options
@options.if_version_option
@click.pass_obj
def edit(desk: Desk, /, claim_name: int | str, if_version: int | None, **details: Any) -> None:
    """Edit the words and the details of a claim.

    Without options, on a terminal, the claim opens in your editor ($VISUAL or $EDITOR).

    \b
    Example:
      factdb claims edit 19 --priority 2 --occasion "a background paragraph"
    """
    from factdb.services.claims import editing
    from factdb.services.ledger import claim_ledger

    # In a pipe there is nobody to close an editor.
    if all(value is None for value in details.values()) and sys.stdin is not None and sys.stdin.isatty():
        # The version that was shown, so that a change that somebody else makes meanwhile is not overwritten.
        details, if_version = edit_in_editor(desk, claim_name)
        if not details:
            desk.say("nothing was changed")
            return
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        changed = editing.edit(session, claim, actor, editing.ClaimChanges(**details))
    desk.say(*(f"claim {claim.id}: {line}" for line in changed or ["unchanged"]))


@click.command()
@options.claim_argument
@click.argument("other_name", metavar="OTHER", type=CLAIM, shell_complete=values.claims)
@click.option(
    "--kind",
    required=True,
    type=EnumValue(LinkKind),
    help="Kind of link: repeats, contradicts, part-of, updates, similar.",
)
@click.option("--reject", is_flag=True, help="Record that the claims are not linked in this way.")
@click.pass_obj
def link(desk: Desk, claim_name: int | str, other_name: int | str, kind: LinkKind, reject: bool) -> None:
    """Link two claims: repeats, contradicts, part-of, updates, similar.

    `factdb claims link 5 3 --kind repeats` records that claim 5 repeats what claim 3 said first.

    \b
    Example:
      factdb claims link 4 10 --kind similar
    """
    from factdb.services import claim_lookup
    from factdb.services.claims import notes_and_links
    from factdb.services.ledger import claim_ledger

    state = LinkState.REJECTED if reject else LinkState.CONFIRMED
    with desk.writing() as session:
        actor = desk.actor(session)
        numbers = claim_lookup.claim_numbers(session, (claim_name, other_name))
        claims = {claim.id: claim for claim in claim_ledger.lock(session, numbers)}
        notes_and_links.link(session, (claims[numbers[0]], claims[numbers[1]]), actor, kind, state)
    desk.say(f"claim {numbers[0]} {kind} claim {numbers[1]}: {state}")


_FIELDS = (
    "claim",
    "quote",
    "attribution",
    "attributed_to",
    "speaker",
    "said_on",
    "occasion",
    "kind",
    "resolves_on",
    "headline",
    "priority",
)
_HEAD = "# Claim {id}. Change the values, save and close. To change nothing, close without saving.\n"


def edit_in_editor(desk: Desk, name: int | str) -> tuple[dict[str, Any], int]:
    """Open the editor; return the changed fields, and the version of the claim that was shown.

    A text that cannot be read is shown again with the reason, so that nothing that was typed is lost.
    """
    from factdb.services.reads import claim_page

    with desk.reading(before_writing=True) as session:
        claim = claim_page.form_of(session, name, _FIELDS)
    form = _HEAD.format(id=claim["id"]) + "".join(f"{key} = {_toml_value(claim[key])}\n" for key in _FIELDS)
    while True:
        typed = click.edit(form, extension=".toml")
        if typed is None:
            return {}, claim["row_version"]
        try:
            return _changed_fields(claim, tomllib.loads(typed)), claim["row_version"]
        except (tomllib.TOMLDecodeError, BadValueError, UnknownWordError) as error:
            form = f"# {error}\n{typed}"
            if not click.confirm(f"{ended(str(error))} Edit again?", default=True, err=True):
                raise click.Abort from error


def _toml_value(value: object) -> str:
    # TOML reads every escape that JSON writes in a string.
    return str(value) if isinstance(value, int) else json.dumps("" if value is None else str(value), ensure_ascii=False)


def _changed_fields(claim: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    for key in typed:
        if key not in _FIELDS:
            raise UnknownWordError("field of a claim", key, _FIELDS)
    shown = {key: "" if claim[key] is None else claim[key] for key in _FIELDS}
    return {key: _parse_field(key, value) for key, value in typed.items() if value != shown[key]}


def _parse_field(key: str, value: Any) -> Any:
    today = local_day(click.get_current_context())
    readers: dict[str, Any] = {
        "said_on": lambda text: partial_date(text or "unknown", today),
        "resolves_on": lambda text: partial_date(text or "unknown", today),
        "kind": lambda text: _parse_word(Kind, key, text),
        "attribution": lambda text: _parse_word(Attribution, key, text),
    }
    field_type = int if key == "priority" else str
    if not isinstance(value, field_type):
        raise BadValueError(
            key, value, "has the wrong type", "Write text in quotation marks, and the priority as a number."
        )
    return readers.get(key, lambda text: text)(value)


def _parse_word(words: Any, field: str, text: str) -> Any:
    if text not in set(words):
        raise UnknownWordError(field, text, list(words))
    return words(text)
