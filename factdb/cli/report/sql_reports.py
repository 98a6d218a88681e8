"""A command for each report in SQL: `factdb report NAME`, asked for by -p NAME=VALUE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli.options import PARAMETER, several
from factdb.domain.text import for_terminal
from factdb.reports import catalogue

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.reports.catalogue import Report
    from factdb.reports.running import ReportResult

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "markdown", "svg", "html")
# A desk's own reports may take their time; they were written by people of the desk.
_SECONDS, _MOST = 120.0, 100_000
_shape_options = several(
    click.option("-f", "--format", "fmt", type=click.Choice(FORMATS), help="Default: a table on a terminal, TSV else."),
    click.option("--json", "fmt", flag_value="json", help="The same as -f json."),
    click.option("-o", "--output", metavar="FILE|-", help="Write into a file; its ending says the format."),
)


def __getattr__(name: str) -> click.Command:
    """Return the command of a report that ships: `LazyGroup` asks for it by its name."""
    found = next((each for each in catalogue.shipped() if each.name == name), None)
    if found is None:
        raise AttributeError(name)
    return command(found)


def command(report: Report) -> click.Command:
    """Make the command of a report; its help is the comment on top of its file."""

    @click.pass_obj
    def made(
        desk: Desk, /, parameters: tuple[tuple[str, str], ...], chart: bool, fmt: str | None, output: str | None
    ) -> None:
        from factdb.cli.report import sql_page

        sql_page.print_report(_make(desk, report, dict(parameters)), fmt, output, as_chart=chart)

    found: Any = _shape_options(made)
    if report.chart:
        found = click.option("--chart", is_flag=True, help="Draw it in the terminal.")(found)
    else:
        found = click.option("--chart", is_flag=True, hidden=True, help="It has none.")(found)
    names = for_terminal(", ".join(f"{each.name} ({each.help.rstrip('.').lower()})" for each in report.parameters))
    what = f"NAME=VALUE: {names}." if names else "NAME=VALUE; this report has none."
    found = click.option("-p", "parameters", type=PARAMETER, multiple=True, help=what)(found)
    return click.command(report.name, help=_help(report))(found)


def _help(report: Report) -> str:
    about = f"{for_terminal(report.about)}\n\n" if report.about else ""
    return f"{for_terminal(report.title)}.\n\n{about}\b\nExample:\n  factdb report {report.name}\n"


def _make(desk: Desk, report: Report, given: dict[str, str]) -> ReportResult:
    """Run what ships on the ledger itself, and a desk's own as `factdb sql` asks."""
    from factdb.cli.report import answers
    from factdb.reports import running
    from factdb.reports.sql.questions import Question

    if report.is_own:
        return running.run(
            report, given, lambda sql, values: answers.found(desk, Question(sql, values, _SECONDS, _MOST)), desk.now
        )
    with desk.reading() as session:
        return running.run(report, given, running.in_session(session), desk.now)
