"""The commands duplicates, merge, different and split: the same for speakers and sources, but for words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from factdb.cli import options
from factdb.domain import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.cli.completion.values import LedgerName
    from factdb.cli.desk import Desk
    from factdb.cli.options import Decorator
    from factdb.services.people.merging import MergedOwner
    from factdb.services.people.namebook import NameBook
    from factdb.services.people.public_names import OwnerEdit, PublicClaims
    from factdb.services.reads.people_types import DuplicateRow


_SHOWN = 10  # groups below a list of pairs


class Noun(NamedTuple):
    """The word for speakers or sources, their completion type, and the names that the examples in the help use."""

    word: str
    type: LedgerName
    first: str
    second: str
    split: str


name_reason_option = click.option(
    "--reason", cls=options.AliasedOption, aliases=["--because"], metavar="TEXT",
    help="Reason for the change; needed where published claims show the name and the desk requires a second editor.",
)  # fmt: skip


def add_commands(group: click.Group, noun: Noun) -> None:
    """Add the commands to the group of a noun."""
    for command in (_duplicates(noun), _merge(noun), _different(noun), _split(noun)):
        group.add_command(command)


def _name_argument(noun: Noun, argument: str, metavar: str, *, required: bool = True) -> Decorator:
    return click.argument(argument, metavar=metavar, type=noun.type, required=required)


def _book(noun: Noun) -> NameBook[Any]:
    from factdb.domain.identities import Owners
    from factdb.services.people.namebook import BOOKS

    return BOOKS[Owners(noun.word)]


def _duplicates(noun: Noun) -> click.Command:
    @click.command("duplicates", help=_DUPLICATES.format(**noun._asdict()))
    @click.option(
        "--name", "name_part", metavar="PART", help=f"Show only {noun.word}s with this text in a name or alias."
    )
    @options.limit_option("pairs")
    @options.output_options
    @click.pass_obj
    def duplicates(desk: Desk, /, name_part: str | None, limit: int | None, **shape: Any) -> None:
        from factdb.cli.terminal.lists_and_facts import print_rows
        from factdb.services.people import duplicates as people_duplicates

        pairs: list[DuplicateRow] = []

        def read_pairs(session: Session) -> list[DuplicateRow]:
            pairs.extend(people_duplicates.duplicate_pairs(session, _book(noun), name_part))
            return pairs

        columns = (people_duplicates.COLUMNS, ("id", "name", "claims", "other_id", "other", "likeness", "reason"))
        print_rows(desk, "pair", columns, shape, read_pairs, limit)
        for group in people_duplicates.groups(pairs)[:_SHOWN]:
            numbers = " ".join(map(str, group))
            desk.hint(f"{len(group)} of them may be one {noun.word}: factdb {noun.word}s merge {numbers}")
        desk.hint(
            f"Decide each pair: factdb {noun.word}s merge ID OTHER_ID, or factdb {noun.word}s different ID OTHER_ID"
        )

    return duplicates


def _merge(noun: Noun) -> click.Command:
    @click.command("merge", help=_MERGE.format(**noun._asdict()))
    @click.argument("owners", metavar="NAME... INTO", type=noun.type, nargs=-1, required=True)
    @click.option("--undo", is_flag=True, help="Undo an earlier merge.")
    @name_reason_option
    @options.dry_run_option
    @click.pass_obj
    def merge(desk: Desk, owners: tuple[str, ...], undo: bool, reason: str | None, dry_run: bool) -> None:
        from factdb.services.people import merging

        if undo != (len(owners) == 1):
            raise click.UsageError(f"Name the {noun.word} to merge into, or give --undo.")
        book = _book(noun)
        with desk.writing() as session:
            actor = desk.actor(session)
            results = (
                [merging.undo(session, actor, book, owners[0], reason)]
                if undo
                else merging.merge_all(session, actor, book, owners[:-1], owners[-1], reason)
            )
            # Merge, then roll back: a dry run meets every error that the merge would meet.
            if dry_run:
                session.rollback()
        would = "would be " if dry_run else ""
        for merged in results:
            _say_merged(desk, merged, f"{would}{'separate again, no longer merged into' if undo else 'merged into'}")

    return merge


def _say_merged(desk: Desk, merged: MergedOwner, outcome: str) -> None:
    if merged.waits:
        _say_waiting(desk, merged.name, merged.public)
        return
    desk.say(f"{merged.name}: {outcome} {merged.into}")
    desk.hint(f"claims: {merged.claims}", *([f"merged along with it: {merged.along}"] if merged.along else []))
    desk.hint(*([str(merged.public)] if merged.public.total else []))


def say_edit(desk: Desk, owner: str, edited: OwnerEdit) -> None:
    """Print what was changed of a speaker or source, and the published claims that show the name."""
    if edited.waits:
        _say_waiting(desk, owner, edited.claims)
        return
    desk.say(f"{owner}: " + (f"{', '.join(edited.changed)} changed" if edited.changed else "unchanged"))
    if "name" in edited.changed and edited.claims.total:
        desk.hint(str(edited.claims))


def _say_waiting(desk: Desk, owner: str, claims: PublicClaims) -> None:
    desk.say(f"{owner}: the change waits for a second editor")
    desk.hint(str(claims), "Ask another editor to give the same command: factdb --as HANDLE ...")


def _different(noun: Noun) -> click.Command:
    @click.command("different", help=_DIFFERENT.format(**noun._asdict()))
    @_name_argument(noun, "name", "NAME")
    @_name_argument(noun, "other_name", "OTHER")
    @click.option("--undo", is_flag=True, help="Remove this mark.")
    @click.pass_obj
    def different(desk: Desk, name: str, other_name: str, undo: bool) -> None:
        from factdb.services.people import identities

        book = _book(noun)
        with desk.writing() as session:
            actor = desk.actor(session)
            if undo:
                first, second = identities.forget_difference(session, actor, book, name, other_name)
                outcome = "no longer marked as different"
            else:
                first, second, new = identities.tell_apart(session, actor, book, name, other_name)
                outcome = "marked as different" if new else "already marked as different"
        desk.say(f"{identities.shown(first)} and {identities.shown(second)}: {outcome}")

    return different


def _split(noun: Noun) -> click.Command:
    @click.command("split", help=_SPLIT.format(**noun._asdict()))
    @_name_argument(noun, "name", "NAME")
    @_name_argument(noun, "into", "INTO")
    @options.listed_argument
    @click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Move this alias too (repeatable).")
    @click.pass_obj
    def split(
        desk: Desk, name: str, into: str, claim_names: tuple[int | str, ...] | None, aliases: tuple[str, ...]
    ) -> None:
        from factdb.services.claims import splitting_people

        with desk.writing() as session:
            actor = desk.actor(session)
            split_off = splitting_people.split(session, actor, _book(noun), name, into, claim_names or (), aliases)
        if split_off.added:
            desk.say(f"{split_off.into}: added")
        desk.say(*(f"claim {number}: {split_off.name} -> {split_off.into}" for number in split_off.claims))
        desk.say(*(f'"{alias}": {split_off.name} -> {split_off.into}' for alias in split_off.aliases))
        desk.hint("the two are now marked as different")

    return split


_DUPLICATES = """List {word}s that may be the same, the most likely first.

The list shows how similar the names are, and why; pairs that share only a last name come last. Of each pair the
better name is the second one: usual capitals, no title, a full first name, accents; then more claims. Pairs that you
marked with factdb {word}s different are left out. Below the list are groups of three or more that may be one.

\b
Example:
  factdb {word}s duplicates
"""
_MERGE = """Merge a {word} into another, or several into the last one.

Claims of all are listed under the last {word}. No claim is rewritten, so --undo restores a merged {word}. The names,
number and links of a merged {word} still work.

\b
Example:
  factdb {word}s merge "{first}" "{second}"
"""
_DIFFERENT = """Mark two {word}s as different.

They are no longer listed as duplicates and cannot be merged.

\b
Example:
  factdb {word}s different "{first}" "{second}"
"""
_SPLIT = """Move claims and aliases of a {word} to another {word}.

The other {word} is added if it does not exist. The history of each claim keeps the old {word}. A published claim is
changed only by a public correction: factdb claims correct.

\b
Example:
  factdb {word}s split {split}
"""


def change_aliases(desk: Desk, book: NameBook[Any], typed: str, aliases: Sequence[str], *, remove: bool) -> None:
    """Add or remove aliases of the named speaker or source, and print the result for each."""
    from factdb.services.people import name_changes

    aliases = [names.clean_name(alias, "alias") for alias in aliases]
    with desk.writing() as session:
        actor = desk.actor(session)
        owner = book.lock(session, typed)
        if remove:
            name_changes.remove_aliases(session, actor, book, owner, aliases)
            new, shared = [], []
        else:
            new = name_changes.add_aliases(session, actor, book, owner, aliases)
            shared = name_changes.shared_names(session, book, owner, new)
    for alias in aliases:
        outcome = "is no longer an alias" if remove else "is an alias now" if alias in new else "was an alias already"
        desk.say(f'{book.word} {owner.id}: "{alias}" {outcome}')
    desk.hint(*shared)
