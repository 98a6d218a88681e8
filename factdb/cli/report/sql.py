"""`factdb sql`: query the ledger in SQL, with no way to change it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import VIEW
from factdb.cli.options import PARAMETER, SECONDS
from factdb.cli.report import row_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk


class _QuestionCommand(click.Command):
    """A command whose query may begin with an SQL comment, which is not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; an argument that begins with "-- " gets a space in front."""
        return super().parse_args(ctx, [f" {arg}" if re.match(r"--\s", arg) else arg for arg in args])


@click.command(cls=_QuestionCommand)
@click.argument("query", metavar="QUERY|@FILE|-", required=False)
@click.option(
    "-p", "parameters", type=PARAMETER, multiple=True, help="Set the value of :NAME in the query (repeatable)."
)
@click.option(
    "--timeout", type=SECONDS, default="5s", metavar="5s", help="Stop the query after this time (default: 5s)."
)
@options.limit_option("rows", " (default: 10000)", "--max-rows", default=10_000)
# One option with or without a value: alone it lists the views.
@click.option(
    "--schema",
    is_flag=False,
    flag_value="",
    type=VIEW,
    metavar="[VIEW]",
    help="List the views and who they are for, or the columns of VIEW.",
)
@click.option("--chart", is_flag=True, help="Draw a chart in the terminal: a bar for each row, as long as its numbers.")
@row_output.shape_options
@click.pass_obj
def sql(
    desk: Desk, /, query: str | None, parameters: Sequence[tuple[str, str]], timeout: float, limit: int,
    schema: str | None, chart: bool, **shape: Any,
) -> None:  # fmt: skip
    """Query the ledger with one read-only SQL statement.

    A query can read only the views: v1_claims and others for the desk, public1_claims and others for everybody. List
    the views with --schema. A query cannot change anything, and it is stopped when its time is up. Set values with -p
    and write them as :name in the SQL. Values are text: to compare numbers, write CAST(:n AS INTEGER). Yes and no are 1
    and 0 on SQLite, true and false on PostgreSQL. WHERE in_force and WHERE NOT in_force work on both.

    On PostgreSQL, queries run with a separate login. FACTDB_READER_URL names it and factdb db reader creates it.

    \b
    Example:
      factdb sql "SELECT speaker, count(*) AS claims FROM v1_claims GROUP BY speaker ORDER BY 2 DESC"
      factdb sql "SELECT id, claim FROM v1_claims WHERE said_on >= :since" -p since=2021-07 --json
      factdb sql "SELECT flag, count(*) AS claims FROM v1_claim_flags GROUP BY flag ORDER BY claims DESC" --chart
      factdb sql --schema v1_verdicts
    """
    from factdb.cli.report import answers
    from factdb.errors.reports import ChartIntoFileError

    if chart and (shape["row_format"] or shape["output"]):
        raise ChartIntoFileError(has_picture=False)
    if schema is not None:
        answers.print_schema(desk, schema, shape)
        return
    if query is None:
        raise click.UsageError("There is no query. See the views that you can query: factdb sql --schema")
    from factdb.reports.sql import questions

    question = questions.SqlQuestion(_question_text(query), dict(parameters), timeout, limit)
    questions.require_used(question)
    answers.print_answer(desk, answers.ask(desk, question), limit, shape, as_chart=chart)


def _question_text(query: str) -> str:
    """Return the SQL: the typed text, or the text of a file: @FILE, FILE.sql, or "-" for standard input.

    No other name is opened: an error would print the first word of any file that the user can read.
    """
    from factdb.cli.terminal import files

    is_file = query == "-" or query.startswith("@") or (query.endswith(".sql") and not re.search(r"\s", query))
    return files.read_text(query.removeprefix("@")) if is_file else query
