"""Gives speakers and sources other names, or takes them away: the same for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.domain import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk
    from factdb.services.people.namebook import NameBook


def change(desk: Desk, book: NameBook[Any], typed: str, aliases: Sequence[str], *, remove: bool) -> None:
    """Change the aliases of the owner that was named, and say what became of each."""
    aliases = [names.clean_name(alias, "alias") for alias in aliases]
    with desk.writing() as session:
        act = desk.act(session)
        owner = book.lock(session, typed)
        if remove:
            book.remove_aliases(session, act, owner, aliases)
            new, shared = [], []
        else:
            new = book.add_aliases(session, act, owner, aliases)
            shared = book.shared(session, owner, new)
    for alias in aliases:
        what = "is no alias any more" if remove else "is an alias now" if alias in new else "was an alias already"
        desk.say(f'{book.word} {owner.id}: "{alias}" {what}')
    desk.hint(*shared)
