"""Prints the rows of SQL answers and reports: as a table, data, Markdown, a workbook or Parquet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import HANDLE
from factdb.cli.date_values import FIRST_DAY, LAST_DAY, MOMENT
from factdb.formats import rows as row_formats
from factdb.formats.rows import Format
from factdb.reports.parameters import ParameterKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.formats.rows import Row
    from factdb.reports.desk_reports import DeskReport
    from factdb.reports.parameters import Parameter

BINARY = frozenset({"xlsx", "parquet"})
FORMATS = (*Format, *sorted(BINARY, reverse=True))


def format_option(formats: Sequence[str]) -> options.Decorator:
    """Return the option that chooses one of some formats."""
    help_text = "Set the format (default: a table on a terminal, TSV in a pipe)."
    return options.format_options("row_format", *formats, help_text=help_text)


shape_options = options.combine(format_option(FORMATS), options.columns_option, options.output_option)


def declared_options(report: DeskReport) -> options.Decorator:
    """Return the options of a report's parameters, as the report declares them."""
    return options.combine(*map(_option, report.parameters))


def _option(parameter: Parameter) -> options.Decorator:
    attributes: dict[str, Any] = {"help": parameter.help, "multiple": parameter.is_repeatable}
    if parameter.kind is ParameterKind.NUMBER:
        attributes |= {"type": click.IntRange(parameter.least, parameter.most), "metavar": "N"}
    elif parameter.words:
        attributes["type"] = options.EnumValue(parameter.words)
    else:
        attributes["type"], attributes["metavar"] = _TYPES[parameter.kind]
    if parameter.default:
        attributes["default"] = int(parameter.default)
    return click.option(f"--{parameter.name.replace('_', '-')}", parameter.name, **attributes)


_TYPES: dict[ParameterKind, tuple[click.ParamType[Any], str | None]] = {
    ParameterKind.FIRST_DAY: (FIRST_DAY, "DATE"),
    ParameterKind.LAST_DAY: (LAST_DAY, "DATE"),
    ParameterKind.TIME: (MOMENT, "TIME"),
    ParameterKind.DURATION: (options.DURATION, "7d"),
    ParameterKind.REVIEWER: (HANDLE, None),
}


def chosen_format(row_format: str | None, output: str | None) -> tuple[str | None, Path | None]:
    """Return the format, typed or by the ending of the file, and the file; None where there is none."""
    path = Path(output) if output and output != "-" else None
    ending = row_formats.ending(path) if path else ""
    return row_format or {"markdown": Format.MARKDOWN.value, "htm": "html"}.get(ending, ending) or None, path


def print_rows(
    rows: Sequence[Row], columns: Sequence[str], shape: Mapping[str, Any], for_table: Sequence[str] | None = None
) -> int:
    """Print rows in the format and with the columns that were chosen; return their number."""
    from factdb.cli.terminal import layout
    from factdb.cli.terminal.output import Output

    chosen, path = chosen_format(shape["row_format"], shape["output"])
    if chosen in BINARY:
        out = Output.choose(columns, columns, Format.TSV, shape["columns"], None)
        return write_binary(rows, out.columns, chosen, path)
    out = Output.choose(columns, for_table or columns, **shape)
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
