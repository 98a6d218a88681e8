"""`factdb claims list`."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.options import FIRST_DAY, LAST_DAY, MOMENT, Word
from factdb.domain.words import AnswersFor, Attribution, Kind, Status

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk

TABLE_COLUMNS = ("id", "speaker", "said_on", "verdict", "quote_verdict", "status", "claim")
ON_A_TERMINAL = 50
# So many rows are read before any is printed: while somebody looks at them in a pager, nobody waits for the database.
_AT_ONCE = 10_000

filter_options = options.several(
    click.option("--status", "statuses", type=Word(Status), multiple=True, help="Where they stand."),
    click.option("--verdict", "verdicts", multiple=True, metavar="RATING", help="The rating on truth."),
    click.option("--quote-verdict", "quote_verdicts", multiple=True, metavar="RATING", help="That on the quotation."),
    click.option("--answers-for", type=Word(AnswersFor), help="Whom they count for."),
    click.option("--speaker", "speakers", multiple=True, metavar="NAME", help="By name, alias or part of one."),
    click.option("--source", "sources", multiple=True, metavar="NAME", help="By name, alias or part of one."),
    click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="What they are about."),
    click.option("--kind", "kinds", type=Word(Kind), multiple=True, help="event, numerical, causal, position, ..."),
    click.option("--attribution", "attributions", type=Word(Attribution), multiple=True, help="direct-quote, ..."),
    click.option("--assignee", "assignees", multiple=True, metavar="HANDLE", help="Who works on them."),
    click.option("--since", type=FIRST_DAY, metavar="DATE", help="Said on this day or later."),
    click.option("--until", type=LAST_DAY, metavar="DATE", help="Said on this day or earlier."),
    click.option("--changed-since", type=MOMENT, metavar="TIME", help="Changed at this time (UTC) or later."),
    click.option("--due-before", type=FIRST_DAY, metavar="DATE", help="Promises and predictions due before it."),
    click.option("--no-evidence", is_flag=True, help="Without standing evidence."),
    click.option("--undecided", is_flag=True, help="Without a verdict in force on either question."),
)


@click.command("list")
@filter_options
@options.page_options
@options.output_options
@click.pass_obj
def list_(
    desk: Desk, /, sort: str | None, limit: int | None, after: int | str | None, fmt: str | None,
    columns: str | None, output: str | None, **wanted: Any,
) -> None:  # fmt: skip
    """List claims: who said what, when, and where it stands.

    Newest said first. Options that can be given several times mean "one of these"; different options all hold.

    \b
    Example:
      factdb claims list --speaker biden --status published
      factdb claims list --undecided --json
    """
    from factdb.cli.output import Output, is_terminal
    from factdb.services import listing

    out = Output.chosen(listing.COLUMNS, TABLE_COLUMNS, fmt, columns, output)
    most = limit or (ON_A_TERMINAL if is_terminal() and out.path is None else None)
    with desk.reading() as session:
        which = listing.resolve(session, listing.Wanted(**wanted))
        rows = listing.rows(session, which, sort, _number(session, after), most)
        first = list(islice(rows, _AT_ONCE))
        if len(first) == _AT_ONCE:
            count = out.write(chain(first, rows))
    if len(first) < _AT_ONCE:
        count = out.write(first)
    desk.hint(f"{count} claims" if count != 1 else "1 claim")
    if limit is None and count == most:
        desk.hint("there may be more: --limit N, or --after ID")


def _number(session: Session, name: int | str | None) -> int | None:
    if name is None:
        return None
    from factdb.services import dossiers

    return dossiers.number_of(session, name)
