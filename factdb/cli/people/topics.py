"""`factdb topics`: what claims are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import TOPIC

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.group()
def topics_group() -> None:
    """List, rename and merge what claims are about.

    \b
    Example:
      factdb topics list
    """


@topics_group.command("list")
@click.option("--name", "part", metavar="PART", help="Only those with this in their name, or in one merged into them.")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, part: str | None, **shape: Any) -> None:
    """List topics, the one with most claims first; those merged away stand beside what they were merged into.

    \b
    Example:
      factdb topics list
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.people import topics

    columns = (topics.COLUMNS, ("id", "name", "claims", "merged"))
    print_rows(desk, "topic", columns, shape, lambda session: topics.topic_rows(session, part))


@topics_group.command()
@click.argument("name", metavar="NAME")
@click.pass_obj
def add(desk: Desk, name: str) -> None:
    """Add a topic; `claims tag` does it by itself.

    \b
    Example:
      factdb topics add "Middle East"
    """
    from factdb.services.people import topics

    with desk.writing() as session:
        topic = topics.add(session, desk.actor(session), name)
    desk.say(f"topic {topic.id}: {topic.name}, added")


@topics_group.command()
@click.argument("topic", metavar="TOPIC", type=TOPIC)
@click.argument("name", metavar="NAME")
@click.pass_obj
def rename(desk: Desk, topic: str, name: str) -> None:
    """Give a topic another name.

    \b
    Example:
      factdb topics rename terrorism Terrorism
    """
    from factdb.services.people import topics

    with desk.writing() as session:
        renamed = topics.rename(session, desk.actor(session), topic, name)
    desk.say(f"topic {renamed.id}: {renamed.name}")


@topics_group.command()
@click.argument("topic", metavar="TOPIC", type=TOPIC)
@click.argument("into", metavar="INTO", type=TOPIC, required=False)
@click.option("--undo", is_flag=True, help="Let it stand on its own again.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def merge(desk: Desk, topic: str, into: str | None, undo: bool, dry_run: bool) -> None:
    """Say that a topic is the same as another: claims of both show and find the second.

    No claim is rewritten, so --undo brings the first back as it was.

    \b
    Example:
      factdb topics merge ISIS terrorism
    """
    from factdb.services.people import topics

    if undo == bool(into):
        raise click.UsageError("name what it is merged into, or give --undo")
    with desk.writing() as session:
        actor = desk.actor(session)
        merged = topics.merge(session, actor, topic, into) if into else topics.undo_merge(session, actor, topic)
        # Merged, then taken back: a dry run meets every refusal that the merge would.
        if dry_run:
            session.rollback()
    would = "would be " if dry_run else ""
    desk.say(f"{merged.name}: {would}{'on its own again, no longer' if undo else 'merged into'} {merged.into}")
    desk.hint(f"claims that have it: {merged.claims}")
