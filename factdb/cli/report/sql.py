"""`factdb sql`: questions to the ledger in SQL, by whoever writes them; they can do no harm."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.options import PARAMETER, SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk


class _QuestionCommand(click.Command):
    """A question may begin with a comment, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed; before what begins with -- and a space, put a space of its own."""
        return super().parse_args(ctx, [f" {arg}" if re.match(r"--\s", arg) else arg for arg in args])


@click.command(cls=_QuestionCommand)
@click.argument("query", metavar="QUERY|FILE|-", required=False)
@click.option("-p", "parameters", type=PARAMETER, multiple=True, help="NAME=VALUE: the text that :NAME stands for.")
@click.option("--timeout", type=SECONDS, default="5s", metavar="5s", help="How long it may take; default: 5s.")
@click.option(
    "--max-rows", type=click.IntRange(min=1), default=10_000, metavar="N", help="At most so many; default: 10000."
)
# One option with or without a value: alone it lists the views.
@click.option("--schema", is_flag=False, flag_value="", metavar="[VIEW]", help="Tell what there is to ask.")
@options.markdown_options
@click.pass_obj
def sql(
    desk: Desk, /, query: str | None, parameters: Sequence[tuple[str, str]], timeout: float, max_rows: int,
    schema: str | None, **shape: Any,
) -> None:  # fmt: skip
    """Ask the ledger in SQL, in one statement that only reads.

    The public views answer, v1_claims and others, and nothing else: --schema tells of them. What is asked may come
    from anybody; it is stopped when its time is up. Values are given with -p and stand in the SQL as :name, as text;
    write CAST(:n AS INTEGER) where a number is compared. Yes and no are 1 and 0 on SQLite, true and false on
    PostgreSQL: both read WHERE in_force, and WHERE NOT in_force.

    On PostgreSQL a login of its own asks, which FACTDB_READER_URL names and factdb db reader makes.

    \b
    Example:
      factdb sql "SELECT speaker, count(*) AS claims FROM v1_claims GROUP BY speaker ORDER BY 2 DESC"
      factdb sql "SELECT id, claim FROM v1_claims WHERE said_on >= :since" -p since=2021-07 --json
      factdb sql --schema v1_verdicts
    """
    from factdb.cli.report import answers

    if schema is not None:
        answers.print_schema(desk, schema, shape)
        return
    if query is None:
        raise click.UsageError("a question is missing; what there is to ask: factdb sql --schema")
    from factdb.reports.sql import questions

    question = questions.SqlQuestion(_question_text(query), dict(parameters), timeout, max_rows)
    questions.require_used(question)
    answers.print_answer(desk, answers.ask(desk, question), max_rows, shape)


def _question_text(query: str) -> str:
    """Return the SQL: what was typed, or what stands in the file of that name, or on standard input."""
    from factdb.cli.terminal import files

    return files.read_text(query) if query == "-" or _is_file(query) else query


def _is_file(query: str) -> bool:
    with contextlib.suppress(OSError, ValueError):  # longer than a file's name may be, or no name: a question
        if Path(query).is_file():
            return True
    return query.endswith(".sql") and " " not in query
