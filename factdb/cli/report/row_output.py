"""Prints the rows of SQL answers and reports: as a table, data, Markdown, a workbook or Parquet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import FILE
from factdb.formats import rows as row_formats
from factdb.formats.rows import Format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.formats.rows import Row

MARKDOWN = "md"
BINARY = frozenset({"xlsx", "parquet"})
FORMATS = ("table", MARKDOWN, "json", "jsonl", "csv", "tsv", "xlsx", "parquet")
_OTHER_NAMES = {"markdown": MARKDOWN, "htm": "html"}


class FormatValue(click.Choice[str]):
    """One of the formats; Markdown has a long name too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the format; refuse any other word."""
        return super().convert(_OTHER_NAMES.get(value, value), param, ctx)


def format_option(formats: Sequence[str]) -> options.Decorator:
    """Return the option that chooses one of some formats."""
    # Both options give one value, and click converts it by the type of the last: it is the same type.
    value = FormatValue(formats)
    return options.combine(
        click.option(
            "-f",
            "--format",
            "row_format",
            type=value,
            help="Set the format (default: a table on a terminal, TSV in a pipe).",
        ),
        click.option("--json", "row_format", flag_value="json", type=value, help="Print JSON, the same as -f json."),
    )


file_option = click.option(
    "-o", "--output", type=FILE, metavar="FILE|-", help="Write to a file; its ending sets the format."
)
shape_options = options.combine(format_option(FORMATS), options.columns_option, file_option)


def chosen_format(row_format: str | None, output: str | None) -> tuple[str | None, Path | None]:
    """Return the format, typed or by the ending of the file, and the file; None where there is none."""
    path = Path(output) if output and output != "-" else None
    ending = row_formats.ending(path) if path else ""
    return row_format or _OTHER_NAMES.get(ending, ending) or None, path


def print_rows(
    rows: Sequence[Row], columns: Sequence[str], shape: Mapping[str, Any], for_table: Sequence[str] | None = None
) -> int:
    """Print rows in the format and with the columns that were chosen; return their number."""
    from factdb.cli.terminal import layout
    from factdb.cli.terminal.output import Output, print_text
    from factdb.formats.publish import report_page

    chosen, path = chosen_format(shape["row_format"], shape["output"])
    is_other = chosen == MARKDOWN or chosen in BINARY
    out = Output.choose(columns, for_table or columns, **{**shape, **({"row_format": Format.TSV} if is_other else {})})
    if chosen == MARKDOWN:
        print_text(report_page.markdown_table(out.columns, rows), path)
        return len(rows)
    if chosen is not None and chosen in BINARY:
        return write_binary(rows, out.columns, chosen, path)
    if out.row_format is Format.TABLE:  # the query names its columns, with any letters
        names = {column: layout.printable(column) for column in out.columns}
        rows = [{names[column]: row[column] for column in out.columns} for row in rows]
        out = replace(out, columns=tuple(names.values()))
    return out.write(rows)


def write_binary(rows: Sequence[Row], columns: Sequence[str], fmt: str, path: Path | None) -> int:
    """Write rows as a workbook or as Parquet; return their number. What a column holds is seen from its values."""
    from factdb.cli.terminal import files
    from factdb.cli.terminal.output import is_terminal
    from factdb.errors.exchange import BinaryOnTerminalError
    from factdb.formats.tables import table_writer

    if path is None and is_terminal():  # its bytes would control the terminal
        raise BinaryOnTerminalError(fmt)
    with files.open_to_write(path) as out:
        return table_writer.write(rows, table_writer.kinds_of(rows, columns), table_writer.ExportFormat(fmt), out)
