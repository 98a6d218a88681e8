"""`factdb sources`: the outlets that carry claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import SOURCE
from factdb.cli.lazy import NounGroup
from factdb.cli.people import identities
from factdb.cli.people.identities import name_reason_option, say_edit

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

source_argument = click.argument("source", metavar="NAME|ID", type=SOURCE)


@click.group(cls=NounGroup)
def sources_group() -> None:
    """List and edit the outlets that carry claims.

    \b
    Example:
      factdb sources list
    """


@sources_group.command("list")
@click.option("--name", "name_part", metavar="PART", help="Show only sources with this text in a name or alias.")
@options.limit_option("sources")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, name_part: str | None, limit: int | None, **shape: Any) -> None:
    """List sources, those with the most claims first.

    \b
    Example:
      factdb sources list --name times
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.reads import people_list

    columns = (people_list.SOURCE_COLUMNS, ("id", "name", "claims", "documents", "domains"))
    print_rows(desk, "source", columns, shape, lambda session: people_list.source_rows(session, name_part), limit)


@sources_group.command()
@source_argument
@options.form_options
@click.pass_obj
def show(desk: Desk, source: str, form: str) -> None:
    """Show the names, domains, documents and claims of a source.

    \b
    Example:
      factdb sources show "The Epoch Times"
    """
    from factdb.cli.terminal import lists_and_facts, output
    from factdb.services.reads import people_list

    with desk.reading() as session:
        page = people_list.source_page(session, source)
    if form != "text":
        output.print_document(page, form=form)
        return
    names = {"also called": page["aliases"], "merged": lists_and_facts.merged_names(page)}
    facts = {**names, "domains": page["domains"], "documents": page["documents"]}
    lists_and_facts.print_facts(
        f"source {page['id']} · {page['name']}", {**facts, "claims": lists_and_facts.claim_counts(page)}
    )


@sources_group.command()
@click.argument("name", metavar="NAME")
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Alias of the source (repeatable).")
@click.option("--domain", "domains", multiple=True, metavar="HOST", help="Domain of the source (repeatable).")
@click.pass_obj
def add(desk: Desk, name: str, aliases: tuple[str, ...], domains: tuple[str, ...]) -> None:
    """Add a source, with its aliases and domains.

    \b
    Example:
      factdb sources add "The Example Times" --alias "Example Times" --domain example.org
    """
    from factdb.services.people import name_changes, sources
    from factdb.services.people.namebook import SOURCES

    with desk.writing() as session:
        added = sources.add(session, desk.actor(session), name, aliases, domains)
        shared = name_changes.shared_names(session, SOURCES, added.source, aliases)
        shared += sources.shared_domains(session, added.source, domains)
    desk.say(f"source {added.source.id}: added")
    desk.hint(*shared, *(f"similar name: {near}" for near in added.near))


@sources_group.command()
@source_argument
@click.option("--name", required=True, metavar="NAME", help="New name in lists; the old name becomes an alias.")
@name_reason_option
@click.pass_obj
def edit(desk: Desk, source: str, name: str, reason: str | None) -> None:
    """Change the name of a source.

    If the desk requires a second editor ("four eyes") and published claims show the name, the new name waits until
    another editor gives the same command.

    \b
    Example:
      factdb sources edit Rev --name Rev.com
    """
    from factdb.services.people import sources
    from factdb.services.people.namebook import SOURCES

    with desk.writing() as session:
        actor = desk.actor(session)
        record = SOURCES.lock(session, source)
        edited = sources.rename(session, actor, record, name, reason)
    say_edit(desk, f"source {record.id}", edited)


@sources_group.command()
@source_argument
@click.argument("aliases", metavar="ALIAS...", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Remove the aliases instead.")
@click.pass_obj
def alias(desk: Desk, source: str, aliases: tuple[str, ...], remove: bool) -> None:
    """Add or remove aliases of a source.

    \b
    Example:
      factdb sources alias "Associated Press" AP
    """
    from factdb.cli.people.identities import change_aliases
    from factdb.services.people.namebook import SOURCES

    change_aliases(desk, SOURCES, source, aliases, remove=remove)


@sources_group.command()
@source_argument
@click.argument("domains", metavar="HOST...", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Remove the domains instead.")
@click.pass_obj
def domain(desk: Desk, source: str, domains: tuple[str, ...], remove: bool) -> None:
    """Add or remove domains of a source.

    New documents from these domains get the source automatically.

    \b
    Example:
      factdb sources domain "Associated Press" apnews.com
    """
    from factdb.services.people import sources
    from factdb.services.people.namebook import SOURCES

    with desk.writing() as session:
        actor = desk.actor(session)
        record = SOURCES.lock(session, source)
        if remove:
            changed, shared = sources.remove_domains(session, actor, record, domains), []
        else:
            changed = sources.add_domains(session, actor, record, domains)
            shared = sources.shared_domains(session, record, changed)
    outcome = f"{', '.join(changed)} {'removed' if remove else 'added'}" if changed else "unchanged"
    desk.say(f"source {record.id}: {outcome}")
    desk.hint(*shared)


_TWICE, _SPLIT = ("Epoch Times", "The Epoch Times"), '"The Epoch Times" "Epoch Opinion" 19'
identities.add_commands(sources_group, identities.Noun("source", SOURCE, *_TWICE, _SPLIT))
