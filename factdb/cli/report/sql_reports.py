"""One command for each SQL report: `factdb report NAME`, with parameters as -p NAME=VALUE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli.options import PARAMETER, combine, limit_option, output_option
from factdb.cli.report import row_output
from factdb.domain.text import for_terminal
from factdb.reports import catalogue

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.reports.catalogue import Report
    from factdb.reports.running import ReportResult

FORMATS = (*row_output.FORMATS, "svg", "html")
_shape_options = combine(limit_option("rows"), row_output.format_option(FORMATS), output_option)


def __getattr__(name: str) -> click.Command:
    """Return the command of a report of factdb; `LazyGroup` asks for it by name."""
    report = next((shipped for shipped in catalogue.shipped() if shipped.name == name), None)
    if report is None:
        raise AttributeError(name)
    return command(report)


def command(report: Report) -> click.Command:
    """Return the command of a report; its help is the comment at the top of its file."""

    @click.pass_obj
    def run_report(
        desk: Desk, /, parameters: tuple[tuple[str, str], ...], chart: bool, limit: int | None, row_format: str | None,
        output: str | None,
    ) -> None:  # fmt: skip
        from factdb.cli.report import sql_page

        finished = _run(desk, report, dict(parameters)).first_rows(limit)
        sql_page.print_report(finished, row_format, output, as_chart=chart)

    decorated: Any = _shape_options(run_report)
    if report.chart:
        decorated = click.option("--chart", is_flag=True, help="Draw a chart in the terminal.")(decorated)
    else:
        # Accepted, but hidden: the error is that this report has no chart, not that there is no such option.
        decorated = click.option("--chart", is_flag=True, hidden=True, help="Not available: this report has no chart.")(
            decorated
        )
    names = for_terminal(
        ", ".join(f"{parameter.name} ({parameter.help.rstrip('.').lower()})" for parameter in report.parameters)
    )
    parameter_help = f"Set a parameter: {names}." if names else "Set a parameter (this report has none)."
    decorated = click.option("-p", "parameters", type=PARAMETER, multiple=True, help=parameter_help)(decorated)
    return click.command(report.name, help=_help(report))(decorated)


def _help(report: Report) -> str:
    about = f"{for_terminal(report.about)}\n\n" if report.about else ""
    return f"{for_terminal(report.title)}.\n\n{about}\b\nExample:\n  factdb report {report.name}\n"


def _run(desk: Desk, report: Report, parameters: dict[str, str]) -> ReportResult:
    """Run a report of factdb on the ledger itself, and a desk's own report like a query of `factdb sql`."""
    from factdb.cli.report import answers
    from factdb.reports import running
    from factdb.reports.sql.questions import SqlQuestion

    if report.is_own:
        return running.run(
            report,
            parameters,
            lambda sql, values: answers.ask_for_rows(
                desk, SqlQuestion(sql, values, running.OWN_SECONDS, running.OWN_ROWS)
            ),
            desk.now,
        )
    with desk.reading() as session:
        return running.run(report, parameters, running.in_session(session), desk.now)
