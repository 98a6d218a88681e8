"""The commands that export rows, with the filters of `claims list`: `factdb export claims`, `evidence` and others."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.listing import filter_options
from factdb.cli.exchange import export as exports
from factdb.formats.tables.table_writer import BINARY, ExportFormat

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

_export_options = options.combine(
    options.listed_argument,
    filter_options,
    click.option(
        "-f",
        "--format",
        "row_format",
        type=options.EnumValue(ExportFormat),
        help="Format of the rows (default: by the ending of FILE, else tsv).",
    ),
    exports.output_option,
)


@click.command()
@_export_options
@click.pass_obj
def claims(desk: Desk, /, **details: Any) -> None:
    """Export claims in a form that factdb import reads.

    The first columns are the claim itself, its evidence and other publishers' checks; then come status, verdicts and
    flags. Claims are in the order of their numbers. Formats: csv, tsv, jsonl, json, parquet, xlsx.

    \b
    Example:
      factdb export claims -o claims.csv
      factdb export claims --status published -o claims.jsonl.gz
      factdb export claims --speaker biden -f json
    """
    _export(desk, "claims", **details)


@click.command()
@_export_options
@click.pass_obj
def evidence(desk: Desk, /, **details: Any) -> None:
    """Export the evidence of claims.

    Withdrawn evidence is included, with the time of its withdrawal. The filters choose the claims.

    \b
    Example:
      factdb export evidence --verdict false -o evidence.csv
    """
    _export(desk, "evidence", **details)


@click.command()
@_export_options
@click.pass_obj
def verdicts(desk: Desk, /, **details: Any) -> None:
    """Export every version of every verdict.

    Each row says whether the version is in force, and whether it is a correction that was withdrawn.

    \b
    Example:
      factdb export verdicts --status published -o verdicts.csv
    """
    _export(desk, "verdicts", **details)


@click.command()
@_export_options
@click.pass_obj
def history(desk: Desk, /, **details: Any) -> None:
    """Export the history: who did what to claims, when and why.

    Assessments that you may not see yet are listed without their content.

    \b
    Example:
      factdb export history 7 -o history.jsonl
    """
    _export(desk, "history", **details)


@click.command()
@_export_options
@click.pass_obj
def speakers(desk: Desk, /, **details: Any) -> None:
    """Export the speakers of claims.

    Each row has the speaker's other names and offices. With filters, only the speakers of matching claims are exported.

    \b
    Example:
      factdb export speakers -o speakers.csv
    """
    _export(desk, "speakers", **details)


def _export(
    desk: Desk, name: str, claim_names: tuple[int | str, ...] | None, row_format: ExportFormat | None,
    output: str | None, **filters: Any,
) -> None:  # fmt: skip
    from factdb.cli.terminal import files
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.cli.terminal.output import is_terminal
    from factdb.errors.exchange import BinaryOnTerminalError
    from factdb.formats.tables import table_writer
    from factdb.services.exports.rows import EXPORTS

    path = files.output_path(desk, output)
    row_format = row_format or table_writer.format_of(path)
    # Binary bytes would control the terminal.
    if path is None and row_format in BINARY and is_terminal():
        raise BinaryOnTerminalError(row_format)
    export = EXPORTS[name]
    with desk.reading(for_long=True) as session:
        claim_filter = exports.claim_filter(desk, session, claim_names, filters)
        with (
            # Closed while its session is open, even if the reader of the pipe has gone.
            closing(export.rows(session, claim_filter, desk.viewer(session))) as rows,
            files.open_to_write(path) as out,
        ):
            count = table_writer.write(rows, export.columns, row_format, out)
    desk.hint(count_with_noun(count, export.word))
