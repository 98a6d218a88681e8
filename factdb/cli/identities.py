"""Says who is whom, of speakers as of sources: the commands are the same for both, but for words and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from factdb.cli.completing import Named
    from factdb.cli.desk import Desk
    from factdb.cli.options import Decorator
    from factdb.services.namebook import NameBook


class Noun(NamedTuple):
    """What speakers, or sources, are called, how they complete, and two of the worked example for the help."""

    word: str
    type: Named
    one: str
    other: str


def add_to(group: click.Group, noun: Noun) -> None:
    """Add the commands to the group of a noun."""
    for command in (_merge(noun), _different(noun)):
        group.add_command(command)


def _named(noun: Noun, argument: str, *, required: bool = True) -> Decorator:
    return click.argument(argument, metavar=argument.upper(), type=noun.type, required=required)


def _book(noun: Noun) -> NameBook[Any]:
    from factdb.services import namebook

    return namebook.SPEAKERS if noun.word == "speaker" else namebook.SOURCES


def _merge(noun: Noun) -> click.Command:
    @click.command("merge", help=_MERGE.format(**noun._asdict()))
    @_named(noun, "name")
    @_named(noun, "into", required=False)
    @click.option("--undo", is_flag=True, help="Let it stand on its own again.")
    @click.option("-n", "--dry-run", is_flag=True, help="Say what would change, and change nothing.")
    @click.pass_obj
    def merge(desk: Desk, name: str, into: str | None, undo: bool, dry_run: bool) -> None:
        from factdb.services import merging

        if undo == bool(into):
            raise click.UsageError("name what it is merged into, or give --undo")
        book = _book(noun)
        with desk.writing() as session:
            act = desk.act(session)
            found = merging.merge(session, act, book, name, into) if into else merging.undo(session, act, book, name)
            if dry_run:
                session.rollback()
        would = "would be " if dry_run else ""
        desk.say(f"{found.name}: {would}{'on its own again, no longer' if undo else 'merged into'} {found.into}")
        desk.hint(f"claims: {found.claims}", *([f"along with it: {found.along}"] if found.along else []))

    return merge


def _different(noun: Noun) -> click.Command:
    @click.command("different", help=_DIFFERENT.format(**noun._asdict()))
    @_named(noun, "name")
    @_named(noun, "other")
    @click.option("--undo", is_flag=True, help="Take that back.")
    @click.pass_obj
    def different(desk: Desk, name: str, other: str, undo: bool) -> None:
        from factdb.services import identities

        book = _book(noun)
        with desk.writing() as session:
            act = desk.act(session)
            if undo:
                first, second = identities.take_back(session, act, book, name, other)
                what = "no longer told apart"
            else:
                first, second, new = identities.tell_apart(session, act, book, name, other)
                what = "told apart" if new else "were told apart already"
        desk.say(f"{identities.shown(first)} and {identities.shown(second)}: {what}")

    return different


_MERGE = """Say that a {word} is the same as another: claims of both show and find the second.

No claim is rewritten, so --undo brings the first back as it was; names, numbers and links of the first go on to work.

\b
Example:
  factdb {word}s merge "{one}" "{other}"
"""
_DIFFERENT = """Say that two {word}s are different: they are never offered as duplicates again, nor merged.

\b
Example:
  factdb {word}s different "{one}" "{other}"
"""
