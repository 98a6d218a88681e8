"""`factdb claims list` and `factdb claims due`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from factdb.cli import options
from factdb.cli.claims import adopting
from factdb.cli.completion.values import HANDLE, QUOTE_RATING, SOURCE, SPEAKER, TOPIC, TRUTH_RATING
from factdb.cli.options import FIRST_DAY, LAST_DAY, MOMENT, EnumValue
from factdb.domain.enums import AnswersFor, Attribution, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.domain.claim_filter import ClaimRequest
    from factdb.services.reads.row_types import ClaimRow


TABLE_COLUMNS = ("id", "speaker", "said_on", "verdict", "quote_verdict", "status", "claim")
# People read a page at a time; a program in a pipe gets all rows.
ON_A_TERMINAL = 50

filter_options = options.combine(
    click.option("--q", metavar="WORDS", help='With these words: "a phrase", begin*, -without.'),
    click.option("--status", "statuses", type=EnumValue(Status), multiple=True, help="Where they stand."),
    click.option("--verdict", "verdicts", type=TRUTH_RATING, multiple=True, help="The rating on truth."),
    click.option("--quote-verdict", "quote_verdicts", type=QUOTE_RATING, multiple=True, help="That on the quotation."),
    click.option("--answers-for", type=EnumValue(AnswersFor), help="Whom they count for."),
    click.option("--speaker", "speakers", type=SPEAKER, multiple=True, help="By name, alias or part of one."),
    click.option("--source", "sources", type=SOURCE, multiple=True, help="By name, alias or part of one."),
    click.option("--topic", "topics", type=TOPIC, multiple=True, help="What they are about."),
    click.option(
        "--kind", "kinds", type=EnumValue(Kind), multiple=True, help="event, numerical, causal, position, ..."
    ),
    click.option("--attribution", "attributions", type=EnumValue(Attribution), multiple=True, help="direct-quote, ..."),
    click.option("--assignee", "assignees", type=HANDLE, multiple=True, help="Who works on them."),
    click.option("--mine", is_flag=True, help="Assigned to you."),
    click.option("--since", type=FIRST_DAY, metavar="DATE", help="Said on this day or later."),
    click.option("--until", type=LAST_DAY, metavar="DATE", help="Said on this day or earlier."),
    click.option("--changed-since", type=MOMENT, metavar="TIME", help="Changed at this time (UTC) or later."),
    click.option("--due-before", type=FIRST_DAY, metavar="DATE", help="Promises and predictions due before it."),
    click.option("--no-evidence", is_flag=True, help="Without standing evidence."),
    click.option("--undecided", is_flag=True, help="Without a verdict in force on either question."),
)


@click.command("list")
@options.listed_argument
@filter_options
@click.option("--rank", is_flag=True, help="What fits --q best first.")
@click.option("--other", "other_checks", is_flag=True, help="Other publishers' checks of them, each on its own line.")
@options.at_option
@options.page_options
@options.output_options
@click.pass_obj
def list_(
    desk: Desk, /, claim_names: tuple[int | str, ...] | None, mine: bool, rank: bool, other_checks: bool,
    at: datetime | None, sort: str | None, limit: int | None, after: int | str | None, fmt: str | None,
    columns: str | None, output: str | None, **filters: Any,
) -> None:  # fmt: skip
    """List claims: who said what, when, and where it stands.

    Newest said first; with --changed-since newest change first, with --due-before soonest due first. Options that
    can be given several times mean "one of these"; different options all hold. --q searches claims, quotations,
    headlines, excerpts of evidence, and the names of speakers and sources; endings, case and diacritics don't count.

    \b
    Example:
      factdb claims list --speaker biden --status published
      factdb claims list --undecided --json
      factdb claims list --q '"ground combat" iraq* -isis' --rank
      factdb claims list 3 5 7
      factdb claims list --status published --at 2030-01-31
    """
    request = claim_request(desk, claim_names, mine, filters)
    shape = {"fmt": fmt, "columns": columns, "output": output}
    _refuse_conflicts(request.q, at, rank, other_checks, sort or after)
    if other_checks:
        adopting.print_other_checks(desk, request, limit, shape)
    else:
        _print_claims(desk, request, _ListPage(sort, after, limit), at, rank, shape)


def claim_request(
    desk: Desk, claim_names: tuple[int | str, ...] | None, mine: bool, filters: dict[str, Any]
) -> ClaimRequest:
    """Return which claims are meant: those named, of these what the filters keep, and with --mine one's own."""
    from factdb.domain.claim_filter import ClaimRequest

    if mine:
        # Beside --assignee, --mine is one more of several: claims of either are listed.
        filters["assignees"] += (desk.handle,)
    return ClaimRequest(claims=claim_names, **filters)


class _ListPage(NamedTuple):
    """Which rows of the list: in which order, after which claim, and at most how many."""

    sort: str | None
    after: int | str | None
    limit: int | None


def _print_claims(
    desk: Desk, request: ClaimRequest, page: _ListPage, at: datetime | None, rank: bool, shape: Mapping[str, Any]
) -> None:
    """Print claims: on a terminal a page of them, in a pipe or a file all."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun, write_rows
    from factdb.cli.terminal.output import Output, is_terminal
    from factdb.services.reads import claim_list

    extra_columns = ("snippet",) if request.q is not None else ()
    out = Output.choose((*claim_list.COLUMNS, *extra_columns), _table_columns(TABLE_COLUMNS, extra_columns), **shape)
    by_pages = is_terminal() and out.path is None
    page = page._replace(limit=page.limit or (ON_A_TERMINAL if by_pages else None))
    count, first = write_rows(desk, out, lambda session: _claim_rows(session, request, page, at, rank))
    desk.hint(count_with_noun(count, "claim"))
    if by_pages and count == page.limit == len(first):
        desk.hint(f"there may be more: --after {first[-1]['id']}")


def _claim_rows(
    session: Session, request: ClaimRequest, page: _ListPage, at: datetime | None, rank: bool
) -> Iterator[ClaimRow]:
    from factdb.services import claim_lookup
    from factdb.services.reads import claim_list

    claim_filter = claim_list.resolve(session, request)
    start = claim_lookup.claim_number(session, page.after) if page.after else None
    if at:
        from factdb.services.reads import claim_list_at  # what replays histories costs its import

        return claim_list_at.rows(session, claim_filter, at, page.sort, start, page.limit)
    rows = (
        claim_list.ranked(session, claim_filter, page.limit)
        if rank
        else claim_list.rows(session, claim_filter, page.sort, start, page.limit)
    )
    return rows if request.q is None else claim_list.searched(session, claim_filter, rows)


def _refuse_conflicts(words: str | None, at: datetime | None, rank: bool, other_checks: bool, order: object) -> None:
    if other_checks and (at or order):
        raise click.UsageError("--other goes without --at, --sort and --after")
    if rank and (words is None or order):
        raise click.UsageError("--rank goes with --q, and without --sort and --after")
    if words is not None and at:
        raise click.UsageError("--q searches what is: it goes without --at")


def _table_columns(columns: tuple[str, ...], extra_columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of the table; where was searched, with what was found instead of the claim."""
    return (*columns[:-1], *extra_columns) if extra_columns else columns


DUE_COLUMNS = ("id", "resolves_on", "speaker", "verdict", "status", "claim")


@click.command()
@click.option("--within", type=options.DURATION, default="30d", metavar="30d", help="Days (30d) or weeks (6w) ahead.")
@options.output_options
@click.pass_obj
def due(desk: Desk, within: timedelta, fmt: str | None, columns: str | None, output: str | None) -> None:
    """List promises and predictions that fall due.

    Overdue ones too, soonest first: those without a verdict, and promises whose verdict says that they are
    stalled or in the works.

    \b
    Example:
      factdb claims due --within 6w
    """
    from factdb.cli.terminal.output import Output
    from factdb.domain.claim_filter import ClaimFilter
    from factdb.services.reads import claim_list

    out = Output.choose(claim_list.COLUMNS, DUE_COLUMNS, fmt, columns, output)
    by = (desk.now + within).date()
    with desk.reading() as session:
        count = out.write(list(claim_list.rows(session, ClaimFilter(due_by=by))))
    desk.hint(f"{count} due by {by}")
