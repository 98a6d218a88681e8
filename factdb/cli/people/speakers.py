"""`factdb speakers`: the people and organisations that make claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import SPEAKER
from factdb.cli.date_values import FIRST_DAY, LAST_DAY
from factdb.cli.lazy import NounGroup
from factdb.cli.options import EnumValue
from factdb.cli.people import identities
from factdb.cli.people.identities import name_reason_option, say_edit
from factdb.cli.terminal import lists_and_facts
from factdb.domain.enums import SpeakerKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factdb.cli.desk import Desk

TABLE_COLUMNS = ("id", "name", "kind", "claims", "title")
_KIND, _KINDS = EnumValue(SpeakerKind), "person|organization"
speaker_argument = click.argument("speaker", metavar="NAME|ID", type=SPEAKER)
office_options = options.combine(
    click.option("--organization", metavar="NAME", help="Organisation of the office."),
    click.option("--party", metavar="NAME", help="Party of the speaker at that time."),
    click.option("--since", type=FIRST_DAY, metavar="DATE", help="First day of the office (default: not known)."),
    click.option(
        "--until", type=LAST_DAY, metavar="DATE", help="Last day of the office (default: not known or not over)."
    ),
)


@click.group(cls=NounGroup)
def speakers_group() -> None:
    """List and edit the people and organisations who make claims.

    \b
    Example:
      factdb speakers list
    """


@speakers_group.command("list")
@click.option("--name", "name_part", metavar="PART", help="Show only speakers with this text in a name or alias.")
@options.limit_option("speakers")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, name_part: str | None, limit: int | None, **shape: Any) -> None:
    """List speakers, those with the most claims first.

    The list shows the office that each speaker holds today.

    \b
    Example:
      factdb speakers list --name burns
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.reads import people_list

    columns = (people_list.SPEAKER_COLUMNS, TABLE_COLUMNS)
    today = desk.now.date()
    print_rows(
        desk, "speaker", columns, shape, lambda session: people_list.speaker_rows(session, today, name_part), limit
    )


@speakers_group.command()
@speaker_argument
@options.form_options
@click.pass_obj
def show(desk: Desk, speaker: str, form: str) -> None:
    """Show the names, offices and claims of a speaker.

    \b
    Example:
      factdb speakers show biden
    """
    from factdb.cli.terminal import output
    from factdb.services.reads import people_list

    with desk.reading() as session:
        page = people_list.speaker_page(session, speaker)
    if form != "text":
        output.print_document(page, form=form)
    else:
        print_page(page)


@speakers_group.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--kind", type=_KIND, metavar=_KINDS, default=SpeakerKind.PERSON, help="Kind of speaker (default: person)."
)
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Alias of the speaker (repeatable).")
@click.option("--wikidata", metavar="ID", help="Wikidata ID, such as Q6279.")
@click.option("--title", metavar="TEXT", help="Title of an office, such as Mayor.")
@office_options
@click.pass_obj
def add(
    desk: Desk, /, name: str, kind: SpeakerKind, aliases: tuple[str, ...], wikidata: str | None, **office: Any
) -> None:
    """Add a speaker, with aliases and an office.

    \b
    Example:
      factdb speakers add "Jane Doe" --alias "Mayor Doe" --title Mayor --organization Springfield --since 2023-05
    """
    from factdb.services.people import name_changes, speakers
    from factdb.services.people.namebook import SPEAKERS
    from factdb.services.people.offices import Office

    with desk.writing() as session:
        actor = desk.actor(session)
        added = speakers.add(session, actor, name, kind, aliases, wikidata, Office(**office))
        shared = name_changes.shared_names(session, SPEAKERS, added.speaker, aliases)
    desk.say(f"speaker {added.speaker.id}: added")
    desk.hint(*shared, *(f"similar name: {near}" for near in added.near))


@speakers_group.command()
@speaker_argument
@click.option("--name", metavar="NAME", help="New name in lists; the old name becomes an alias.")
@click.option("--kind", type=_KIND, metavar=_KINDS, help="New kind of speaker.")
@click.option("--wikidata", metavar="ID", help="Wikidata ID, such as Q6279.")
@name_reason_option
@click.pass_obj
def edit(
    desk: Desk, speaker: str, name: str | None, kind: SpeakerKind | None, wikidata: str | None, reason: str | None
) -> None:
    """Change the name, kind or Wikidata ID of a speaker.

    If the desk requires a second editor ("four eyes") and published claims show the name, a new name waits until
    another editor gives the same command.

    \b
    Example:
      factdb speakers edit burns --name "William J. Burns" --wikidata Q2580309
    """
    from factdb.services.people import speakers
    from factdb.services.people.namebook import SPEAKERS

    with desk.writing() as session:
        actor = desk.actor(session)
        record = SPEAKERS.lock(session, speaker)
        edited = speakers.edit(session, actor, record, name, kind, wikidata, reason)
    say_edit(desk, f"speaker {record.id}", edited)


@speakers_group.command()
@speaker_argument
@click.argument("aliases", metavar="ALIAS...", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Remove the aliases instead.")
@click.pass_obj
def alias(desk: Desk, speaker: str, aliases: tuple[str, ...], remove: bool) -> None:
    """Add or remove aliases of a speaker.

    Claims may name the speaker by an alias.

    \b
    Example:
      factdb speakers alias "Jen Psaki" "Jennifer Psaki" "J. Psaki"
    """
    from factdb.cli.people.identities import change_aliases
    from factdb.services.people.namebook import SPEAKERS

    change_aliases(desk, SPEAKERS, speaker, aliases, remove=remove)


@speakers_group.command()
@speaker_argument
@click.argument("title", required=False)
@office_options
@click.option("--remove", type=int, metavar="N", help="Remove office N, which the speaker never held.")
@click.pass_obj
def role(desk: Desk, /, speaker: str, remove: int | None, **office: Any) -> None:
    """Add, complete or remove an office of a speaker.

    New claims show the office that the speaker held on the day of the claim. To complete an office, give it again with
    its organisation, party or days.

    \b
    Example:
      factdb speakers role biden "President of the United States" --party Democratic --since 2021-01-20
    """
    from factdb.services.people import offices
    from factdb.services.people.namebook import SPEAKERS

    with desk.writing() as session:
        actor = desk.actor(session)
        record = SPEAKERS.lock(session, speaker)
        if remove is None:
            changed = offices.add_or_fill(session, actor, record, offices.Office(**office))
        else:
            changed = offices.remove(session, actor, record, remove)
    desk.say(f"speaker {record.id}: office {changed.n} {changed.what}")


_TWICE, _SPLIT = ("Jennifer Psaki", "Jen Psaki"), '"The Epoch Times" "Times staff" 19'
identities.add_commands(speakers_group, identities.Noun("speaker", SPEAKER, *_TWICE, _SPLIT))


def print_page(page: Mapping[str, Any]) -> None:
    """Print the names, offices and claims of a speaker."""
    facts = {
        "kind": page["kind"],
        "also called": page["aliases"],
        "merged": lists_and_facts.merged_names(page),
        "wikidata": page["wikidata"],
        **{_office_name(role): _office_line(role) for role in page["offices"]},
        "claims": lists_and_facts.claim_counts(page),
    }
    lists_and_facts.print_facts(f"speaker {page['id']} · {page['name']}", facts)


def _office_name(role: Mapping[str, Any]) -> str:
    """Return the label of an office; with the number of its speaker, if that speaker was merged into this one."""
    return f"office {role['of']}.{role['n']}" if role["of"] else f"office {role['n']}"


def _office_line(role: Mapping[str, Any]) -> str:
    words = ", ".join(role[key] for key in ("title", "organization", "party") if role[key])
    since, until = role["since"], role["until"]
    days = " ".join([f"since {since}" if since else "", f"until {until}" if until else ""]).strip()
    return f"{words} ({days or 'days not known'})"
