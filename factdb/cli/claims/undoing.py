"""`factdb undo`: takes back your last action."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import click

from factdb.cli.terminal import asking

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.services.undo.undoing import LastAction

# An archive of articles is one action: thousands of claims, which nobody reads or types.
_MOST_CHANGES = 40
_MANY_CLAIMS = re.compile(rf"((?: \d+){{{_MOST_CHANGES}}})(?: \d+)+")


@click.command()
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def undo(desk: Desk, yes: bool) -> None:
    """Take back your last action.

    The action is what your last command wrote, within the hour, if nobody has built on it. factdb shows the action and
    the commands that take it back, and asks. The histories keep both. A verdict is not taken back but decided again,
    and what readers were told is corrected.

    \b
    Example:
      factdb undo --yes
    """
    from factdb.services.undo import undoing
    from factdb.services.undo.counters import UNDO

    with desk.reading(before_writing=True) as session:
        action = undoing.last_action(session, desk.actor(session))
        lines = _events(desk, session, action)
    desk.hint(f"your last action, {action.at:%Y-%m-%d %H:%M:%S} UTC:", *_first(lines))
    commands = [_MANY_CLAIMS.sub(r"\1 ...", f"  factdb {command}") for command in action.commands if command != UNDO]
    desk.hint(*(["takes it back:", *commands] if commands else ["no other command takes it back"]))
    if not yes:
        if not asking.is_possible():
            raise click.UsageError("Without a terminal nobody can be asked. To take the action back: factdb undo --yes")
        if not click.confirm("Take it back?", err=True):
            desk.say("nothing was changed")
            return
    with desk.writing() as session:
        undoing.undo(session, desk.actor(session), action)
    desk.say("taken back")


def _events(desk: Desk, session: Session, action: LastAction) -> list[str]:
    """Return one line for each row of the action."""
    from factdb.cli.report.log import event_sentence
    from factdb.services.reads.histories import desk_log

    request = desk_log.LogRequest(action.at, (desk.handle,))
    with closing(desk_log.rows(session, request, desk.viewer(session), None)) as events:
        mine = [event for event in events if event["at"] == action.at]
    return [f"  {_place(event['claim'])}{event_sentence(event)}" for event in reversed(mine)]


def _first(lines: list[str]) -> list[str]:
    """Return the first lines, and how many more there are."""
    more = len(lines) - _MOST_CHANGES
    return [*lines[:_MOST_CHANGES], f"  and {more:,} more changes: factdb log"] if more > 1 else lines


def _place(claim: int | None) -> str:
    return f"claim {claim}: " if claim else ""
