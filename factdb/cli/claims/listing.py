"""The commands that list claims: `factdb claims list` and `factdb claims due`; and the filters of lists and exports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from factdb.cli import options
from factdb.cli.claims import adopting
from factdb.cli.completion.values import ARTICLE, ASSIGNEE, QUOTE_RATING, SOURCE, SPEAKER, TOPIC, TRUTH_RATING
from factdb.cli.date_values import FIRST_DAY, LAST_DAY, MOMENT
from factdb.cli.options import EnumValue
from factdb.domain.enums import AnswersFor, Approver, Attribution, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.domain.claim_filter import ClaimRequest
    from factdb.services.reads.row_types import ClaimRow
    from factdb.store.sessions import OpenDatabase


TABLE_COLUMNS = ("id", "speaker", "said_on", "verdict", "quote_verdict", "status", "claim")
# People at a terminal read a page at a time; a program in a pipe gets all the rows.
ON_A_TERMINAL = 50

filter_options = options.combine(
    click.option("--q", metavar="WORDS", help='Search words: "a phrase", begin*, -without.'),
    click.option(
        "--status", "statuses", type=EnumValue(Status), multiple=True, help="Status of the claim (repeatable)."
    ),
    click.option(
        "--verdict", "verdicts", type=TRUTH_RATING, multiple=True, help="Rating of the claim's truth (repeatable)."
    ),
    click.option(
        "--quote-verdict",
        "quote_verdicts",
        type=QUOTE_RATING,
        multiple=True,
        help="Rating of the quotation (repeatable).",
    ),
    click.option(
        "--answers-for", type=EnumValue(AnswersFor), help="Party that the claim counts for: its speaker or its source."
    ),
    click.option(
        "--speaker",
        "speakers",
        type=SPEAKER,
        multiple=True,
        help="Speaker, by name, alias or part of a name (repeatable).",
    ),
    click.option(
        "--source", "sources", type=SOURCE, multiple=True, help="Outlet, by name, alias or part of a name (repeatable)."
    ),
    click.option("--topic", "topics", type=TOPIC, multiple=True, help="Topic of the claim (repeatable)."),
    click.option(
        "--kind",
        "kinds",
        type=EnumValue(Kind),
        multiple=True,
        help="Kind of claim (repeatable): event, numerical, causal, position, ...",
    ),
    click.option(
        "--attribution",
        "attributions",
        type=EnumValue(Attribution),
        multiple=True,
        help="Attribution in the article (repeatable): direct-quote, ...",
    ),
    click.option(
        "--assignee",
        "assignees",
        type=ASSIGNEE,
        multiple=True,
        help="Reviewer who works on the claim, or nobody (repeatable).",
    ),
    click.option("--mine", is_flag=True, help="Claims that are assigned to you."),
    click.option(
        "--article",
        "articles",
        type=ARTICLE,
        multiple=True,
        metavar="ID",
        help="Number of the article that makes the claim (repeatable).",
    ),
    click.option(
        "--open",
        "is_open",
        is_flag=True,
        help="Claims that need work: new, in-review, on-hold, reviewed or correcting.",
    ),
    click.option(
        "--waits-for", type=EnumValue(Approver), help="Claims that wait for an approval: yours, or that of others only."
    ),
    click.option("--since", type=FIRST_DAY, metavar="DATE", help="Claims that were said on this day or later."),
    click.option("--until", type=LAST_DAY, metavar="DATE", help="Claims that were said on this day or earlier."),
    click.option(
        "--changed-since", type=MOMENT, metavar="TIME", help="Claims that changed at this time (UTC) or later."
    ),
    click.option("--due-before", type=FIRST_DAY, metavar="DATE", help="Promises and predictions due before this day."),
    click.option("--no-evidence", is_flag=True, help="Claims without evidence (withdrawn evidence does not count)."),
    click.option("--undecided", is_flag=True, help="Claims without a verdict in force on either question."),
    click.option(
        "--checked-by-others", is_flag=True, help="Claims that other publishers checked, and your desk did not decide."
    ),
    click.option(
        "--saved", metavar="NAME", help="Filters of your saved search; other options replace those of the same kind."
    ),
    click.option(
        "--disagree", "disagrees", is_flag=True, help="Claims whose verdict differs from another publisher's check."
    ),
)


@click.command("list")
@options.listed_argument
@filter_options
@click.option("--rank", is_flag=True, help="Sort by relevance (needs --q).")
@click.option(
    "--other", "other_checks", is_flag=True, help="List other publishers' checks of the claims, one per line."
)
@options.at_option
@options.page_options
@options.output_options
@click.pass_obj
def list_(
    desk: Desk, /, claim_names: tuple[int | str, ...] | None, mine: bool, rank: bool, other_checks: bool,
    at: datetime | None, sort: str | None, limit: int | None, after: int | str | None, row_format: str | None,
    columns: str | None, output: str | None, **filters: Any,
) -> None:  # fmt: skip
    """List claims with speaker, date, verdict and status.

    Claims that were said last come first; with --changed-since those that changed last, with --due-before those that
    are due first. Repeat an option to match any of its values. A claim must match all the options. --q searches claims,
    quotations, headlines, excerpts of evidence, and the names of speakers and sources. It ignores case, accents and
    the endings of words.

    \b
    Example:
      factdb claims list --speaker biden --status published
      factdb claims list --undecided --json
      factdb claims list --q '"ground combat" iraq* -isis' --rank
      factdb claims list 3 5 7
      factdb claims list --article 1 --open
      factdb claims list --status published --at 2030-01-31
    """
    request, saved_sort = _opened_request(desk, claim_names, mine, filters)
    shape = {"row_format": row_format, "columns": columns, "output": output}
    _refuse_conflicts(request.q, at, rank, other_checks, sort or after)
    if request.waits_for and at:
        raise click.UsageError("--waits-for shows who can approve now: it cannot be combined with --at.")
    if other_checks:
        adopting.print_other_checks(desk, request, limit, shape)
    else:
        page = _ListPage(sort or (None if rank else saved_sort), after, limit)
        _print_claims(desk, request, page, at, rank, shape)


def claim_request(
    desk: Desk, claim_names: tuple[int | str, ...] | None, mine: bool, filters: dict[str, Any]
) -> ClaimRequest:
    """Return a request for the named claims (None: all) that match the filters; `mine` adds the user as an assignee."""
    return _opened_request(desk, claim_names, mine, filters)[0]


def _opened_request(
    desk: Desk, claim_names: tuple[int | str, ...] | None, mine: bool, filters: dict[str, Any]
) -> tuple[ClaimRequest, str | None]:
    """Return a request, and the order of the saved search that it begins with, if there is one."""
    from factdb.domain.claim_filter import ApprovalRequest, ClaimRequest

    if mine:
        # With --assignee, --mine is one more reviewer: claims of any of these reviewers are listed.
        filters["assignees"] += (desk.handle,)
    if filters["waits_for"]:
        filters["waits_for"] = ApprovalRequest(desk.handle, desk.now, filters["waits_for"])
    name = filters.pop("saved")
    if name is None:
        return ClaimRequest(claims=claim_names, **filters), None
    from factdb.domain.search.filter_address import Reader
    from factdb.services.reads import saved_search_list

    with desk.reading() as session:
        search = saved_search_list.opened(session, name, Reader(desk.handle, desk.now))
    desk.hint(*search.notices)
    typed = {field: value for field, value in filters.items() if value}
    return replace(search.request, claims=claim_names, **typed), search.sort


class _ListPage(NamedTuple):
    """The rows of the list to show: their order, the claim before them, and their greatest number."""

    sort: str | None
    after: int | str | None
    limit: int | None


def _print_claims(
    desk: Desk, request: ClaimRequest, page: _ListPage, at: datetime | None, rank: bool, shape: Mapping[str, Any]
) -> None:
    """Print claims: one page on a terminal, all of them in a pipe or a file."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun, write_rows, write_selected_rows
    from factdb.cli.terminal.output import Output, is_terminal
    from factdb.services.reads import claim_list

    extra_columns = ("snippet",) if request.q is not None else ()
    out = Output.choose((*claim_list.COLUMNS, *extra_columns), _table_columns(TABLE_COLUMNS, extra_columns), **shape)
    by_pages = is_terminal() and out.path is None
    page = page._replace(limit=page.limit or (ON_A_TERMINAL if by_pages else None))
    needs_models = at or request.waits_for  # they replay histories, and ask the rules of approval
    write = write_rows if needs_models else write_selected_rows
    count, first = write(desk, out, lambda session: _claim_rows(session, request, page, at, rank))
    desk.hint(count_with_noun(count, "claim"))
    if by_pages and count == page.limit == len(first):
        desk.hint(f"Show more, if there are more: --after {first[-1]['id']}")


def _claim_rows(
    session: OpenDatabase, request: ClaimRequest, page: _ListPage, at: datetime | None, rank: bool
) -> Iterator[ClaimRow]:
    from factdb.services import claim_lookup
    from factdb.services.reads import claim_list

    claim_filter = claim_list.resolve(session, request)
    start = claim_lookup.claim_number(session, page.after) if page.after else None
    if at:
        from factdb.services.reads import claim_list_at  # slow to import, as it replays histories

        return claim_list_at.rows(cast("Session", session), claim_filter, at, page.sort, start, page.limit)
    rows = (
        claim_list.ranked(session, claim_filter, page.limit)
        if rank
        else claim_list.rows(session, claim_filter, page.sort, start, page.limit)
    )
    return rows if request.q is None else claim_list.searched(session, claim_filter, rows)


def _refuse_conflicts(words: str | None, at: datetime | None, rank: bool, other_checks: bool, order: object) -> None:
    if other_checks and (at or order):
        raise click.UsageError("--other cannot be combined with --at, --sort or --after.")
    if rank and (words is None or order):
        raise click.UsageError("--rank needs --q, and cannot be combined with --sort or --after.")
    if words is not None and at:
        raise click.UsageError("--q searches the present claims: it cannot be combined with --at.")


def _table_columns(columns: tuple[str, ...], extra_columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of the table; after a search, the words that were found replace the claim."""
    return (*columns[:-1], *extra_columns) if extra_columns else columns


DUE_COLUMNS = ("id", "resolves_on", "speaker", "verdict", "status", "claim")


@click.command()
@click.option(
    "--within",
    type=options.DURATION,
    default="30d",
    metavar="30d",
    help="Days (30d) or weeks (6w) ahead (default 30d).",
)
@options.claims_limit_option
@options.output_options
@click.pass_obj
def due(
    desk: Desk, within: timedelta, limit: int | None, row_format: str | None, columns: str | None, output: str | None
) -> None:
    """List promises and predictions due soon or overdue.

    The list shows claims without a verdict, and promises that are rated stalled or in the works. The earliest date
    comes first.

    \b
    Example:
      factdb claims due --within 6w
    """
    from factdb.cli.terminal.lists_and_facts import write_selected_rows
    from factdb.cli.terminal.output import Output, is_terminal
    from factdb.domain.claim_filter import ClaimFilter
    from factdb.services.reads import claim_list

    out = Output.choose(claim_list.COLUMNS, DUE_COLUMNS, row_format, columns, output)
    limit = limit or (ON_A_TERMINAL if is_terminal() and out.path is None else None)
    by = (desk.now + within).date()
    due_by = ClaimFilter(due_by=by)
    count, _ = write_selected_rows(desk, out, lambda connection: claim_list.rows(connection, due_by, limit=limit))
    desk.hint(f"{count} due by {by}")
    if count == limit:
        desk.hint("Show more, if there are more: --limit N")
