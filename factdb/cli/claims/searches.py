"""`factdb searches`: the filters of a list under a name, for the person who saved them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.listing import claim_request, filter_options
from factdb.cli.lazy import NounGroup

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.group(cls=NounGroup)
def searches_group() -> None:
    """List, save, rename and delete your saved searches.

    Nobody else sees them. To run one: factdb claims list --saved NAME.

    \b
    Example:
      factdb searches list
    """


@searches_group.command("list")
@options.limit_option("searches")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, limit: int | None, **shape: Any) -> None:
    """List your searches, with the number of claims that match.

    From 10,001 claims on, factdb stops counting. If a topic was renamed since you saved the search, the list says so,
    and the search goes on with the new name.

    \b
    Example:
      factdb searches list
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.domain.search.filter_address import Reader
    from factdb.services.reads import saved_search_list

    columns = (saved_search_list.COLUMNS, saved_search_list.TABLE_COLUMNS)
    reader = Reader(desk.handle, desk.now)
    print_rows(desk, "search", columns, shape, lambda session: saved_search_list.rows(session, reader), limit)


@searches_group.command()
@click.argument("name", metavar="NAME")
@filter_options
@click.option("--sort", metavar="COLUMN", help="Order of the claims: a column, with - before it for descending.")
@click.option("--replace", is_flag=True, help="Replace your search of this name.")
@click.pass_obj
def save(desk: Desk, /, name: str, mine: bool, sort: str | None, replace: bool, **filters: Any) -> None:
    """Save filters under a name.

    The options are those of factdb claims list. The words today and yesterday are saved as the day that they mean now.

    \b
    Example:
      factdb searches save "Biden, open" --speaker biden --open
    """
    from factdb.domain.search import filter_address
    from factdb.services.desk import saved_searches

    pairs = filter_address.pairs_of(claim_request(desk, None, mine, filters), sort)
    with desk.writing() as session:
        search = saved_searches.save(session, desk.actor(session), name, pairs, replace=replace)
        desk.say(f'search "{search.name}": saved')
    desk.hint("To run it: factdb claims list --saved NAME")


@searches_group.command()
@click.argument("name", metavar="NAME")
@click.argument("new_name", metavar="NEW_NAME")
@click.pass_obj
def rename(desk: Desk, name: str, new_name: str) -> None:
    """Rename one of your searches.

    \b
    Example:
      factdb searches rename "Biden, open" Biden
    """
    from factdb.services.desk import saved_searches

    with desk.writing() as session:
        search = saved_searches.rename(session, desk.actor(session), name, new_name)
        desk.say(f'search "{search.name}": renamed')


@searches_group.command()
@click.argument("name", metavar="NAME")
@click.pass_obj
def delete(desk: Desk, name: str) -> None:
    """Delete one of your searches.

    \b
    Example:
      factdb searches delete Biden
    """
    from factdb.services.desk import saved_searches

    with desk.writing() as session:
        deleted = saved_searches.delete(session, desk.actor(session), name)
    desk.say(f'search "{deleted}": deleted')
