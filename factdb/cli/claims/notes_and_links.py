"""The commands that add notes, assignees and topics to claims: `factdb claims note`, `assign` and `tag`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion.values import ASSIGNEE, TOPIC

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

NOBODY = "nobody"


@click.command()
@options.claim_argument
@click.argument("text", metavar="TEXT|-")
@options.if_version_option
@click.pass_obj
def note(desk: Desk, claim_name: int | str, text: str, if_version: int | None) -> None:
    """Add a note to a claim.

    \b
    Example:
      factdb claims note 9 "The transcript has been asked for."
    """
    from factdb.cli.terminal.files import read_text
    from factdb.services.claims import notes_and_links
    from factdb.services.ledger import claim_ledger

    words = read_text("-") if text == "-" else text
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        number = notes_and_links.note(session, claim, actor, words)
    desk.say(f"claim {claim.id}: noted, {claim.id}.n{number}")


@click.command()
@options.claims_argument
@click.argument("handle", type=ASSIGNEE, metavar="HANDLE|nobody")
@options.if_version_option
@click.pass_obj
def assign(desk: Desk, claim_names: tuple[int | str, ...], handle: str, if_version: int | None) -> None:
    """Assign claims to a reviewer.

    `nobody` takes the assignment away.

    \b
    Example:
      factdb claims assign 9 15 nobody
    """
    from factdb.services.decisions import statuses
    from factdb.services.desk import reviewers
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        actor = desk.actor(session)
        reviewer = None if handle == NOBODY else reviewers.find_active_reviewer(session, handle)
        claims = claim_ledger.lock(session, claim_names, if_version)
        changed = [statuses.assign(session, claim, actor, reviewer.id if reviewer else None) for claim in claims]
    for claim, is_new in zip(claims, changed, strict=True):
        desk.say(f"claim {claim.id}: {'' if is_new else 'already '}assigned to {handle}")


@click.command()
@options.claims_argument
@click.option("--topic", "topics", type=TOPIC, multiple=True, help="Topic to add (repeatable).")
@click.option("--remove", "removed", type=TOPIC, multiple=True, help="Topic to remove (repeatable).")
@options.if_version_option
@click.pass_obj
def tag(
    desk: Desk,
    claim_names: tuple[int | str, ...],
    topics: tuple[str, ...],
    removed: tuple[str, ...],
    if_version: int | None,
) -> None:
    """Add topics to claims, or remove topics.

    \b
    Example:
      factdb claims tag 19 22 --topic Syria --topic ISIS
    """
    from factdb.services.ledger import claim_ledger
    from factdb.services.people import topics as on_topics

    if not topics and not removed:
        raise click.UsageError("Name a topic: --topic TOPIC or --remove TOPIC.")
    with desk.writing() as session:
        actor = desk.actor(session)
        claims = claim_ledger.lock(session, claim_names, if_version)
        claim_topics = [on_topics.tag(session, claim, actor, topics, removed) for claim in claims]
    for claim, topic_names in zip(claims, claim_topics, strict=True):
        desk.say(
            f"claim {claim.id}: "
            + ("unchanged" if topic_names is None else f"topics {', '.join(topic_names) or 'none'}")
        )
