"""`factdb topics`: the topics of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import TOPIC
from factdb.cli.lazy import NounGroup

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.group(cls=NounGroup)
def topics_group() -> None:
    """List, add, rename and merge topics.

    \b
    Example:
      factdb topics list
    """


@topics_group.command("list")
@click.option(
    "--name",
    "name_part",
    metavar="PART",
    help="Show only topics with this text in a name; names of merged topics count too.",
)
@options.limit_option("topics")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, name_part: str | None, limit: int | None, **shape: Any) -> None:
    """List topics, those with the most claims first.

    A merged topic is shown in the row of the topic that it was merged into.

    \b
    Example:
      factdb topics list
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.people import topics

    columns = (topics.COLUMNS, ("id", "name", "claims", "merged"))
    print_rows(desk, "topic", columns, shape, lambda session: topics.topic_rows(session, name_part), limit)


@topics_group.command()
@click.argument("name", metavar="NAME")
@click.pass_obj
def add(desk: Desk, name: str) -> None:
    """Add a topic.

    The command factdb claims tag adds topics automatically.

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
    """Rename a topic.

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
@click.option("--undo", is_flag=True, help="Undo an earlier merge.")
@options.dry_run_option
@click.pass_obj
def merge(desk: Desk, topic: str, into: str | None, undo: bool, dry_run: bool) -> None:
    """Merge a topic into another.

    Claims of both are listed under the second topic. No claim is rewritten, so --undo restores the first topic.

    \b
    Example:
      factdb topics merge ISIS terrorism
    """
    from factdb.services.people import topics

    if undo == bool(into):
        raise click.UsageError("Name the topic to merge into, or give --undo.")
    with desk.writing() as session:
        actor = desk.actor(session)
        merged = topics.merge(session, actor, topic, into) if into else topics.undo_merge(session, actor, topic)
        # Merge, then roll back: a dry run meets every error that the merge would meet.
        if dry_run:
            session.rollback()
    would = "would be " if dry_run else ""
    desk.say(
        f"{merged.name}: {would}{'separate again, no longer merged into' if undo else 'merged into'} {merged.into}"
    )
    desk.hint(f"claims with this topic: {merged.claims}")
