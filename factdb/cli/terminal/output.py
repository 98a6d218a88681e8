"""Prints rows as a table, JSON, JSON lines, CSV, TSV or Markdown: on a terminal, to a pipe or to a file."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from factdb.cli.terminal import files
from factdb.domain.text import escape_as_json
from factdb.errors import OtherFormatError, TableIntoFileError, UnknownWordError
from factdb.formats import rows as row_formats
from factdb.formats.rows import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factdb.formats.rows import Row


_OF_OTHERS = frozenset({"parquet", "xlsx", "xls", "ods", "html", "htm", "svg", "png", "pdf", "db", "sqlite"})


@dataclass(frozen=True, slots=True)
class Output:
    """Where rows go, in which format, and with which columns."""

    row_format: Format
    columns: tuple[str, ...]
    path: Path | None = None

    @classmethod
    def choose(
        cls,
        all_columns: Sequence[str],
        table_columns: Sequence[str],
        row_format: str | None,
        columns: str | None,
        output: str | None,
    ) -> Output:
        """Return the output for the options; the default is a table of few columns on a terminal, else all columns."""
        path = Path(output) if output and output != "-" else None
        file_format = Format(row_format) if row_format else _format_of(path)
        chosen_columns = tuple(name.strip() for name in columns.split(",")) if columns else ()
        for name in chosen_columns:
            if name not in all_columns:
                raise UnknownWordError("column", name, all_columns)
        if file_format is Format.TABLE and path is not None:
            raise TableIntoFileError
        # People read Markdown too: a page with forty columns would be too wide.
        for_people = file_format in {Format.TABLE, Format.MARKDOWN}
        return cls(file_format, chosen_columns or tuple(table_columns if for_people else all_columns), path)

    def write(self, rows: Iterable[Row]) -> int:
        """Write the rows as they come; return their number."""
        try:
            return _print_table(rows, self.columns) if self.row_format is Format.TABLE else self._write_data(rows)
        finally:
            if isinstance(rows, Generator):
                rows.close()  # now, while the database is open; a closed pipe stops the rows midway

    def _write_data(self, rows: Iterable[Row]) -> int:
        with _open(self.path) as out:
            count = row_formats.write(rows, self.columns, self.row_format, out)
            out.flush()
        return count


def is_terminal() -> bool:
    """Return whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def print_document(value: Any, path: Path | None = None, *, form: str = Format.JSON) -> None:
    """Print one document as JSON or Markdown, or write it to a file."""
    if form == Format.MARKDOWN:
        from factdb.formats.publish import report_page

        print_text(report_page.markdown_page(value), path)
    else:
        print_text(row_formats.document(value) + "\n", path)


def print_text(text: str, path: Path | None = None) -> None:
    """Print a text of whole lines, or write it to a file."""
    with _open(path) as out:
        out.write(text)
        out.flush()


def _format_of(path: Path | None) -> Format:
    if path is None:
        return Format.TABLE if is_terminal() else Format.TSV
    ending = row_formats.ending(path)
    if ending == "markdown":
        return Format.MARKDOWN
    if ending in _OF_OTHERS:  # no program opens rows of text with such a name
        raise OtherFormatError(path, "csv, tsv, json, jsonl or md")
    return Format(ending) if ending in set(Format) else Format.TSV


@contextmanager
def _open(path: Path | None) -> Iterator[TextIO]:
    """Open stdout, or a file that appears only when it is complete."""
    if path is None:
        # A control character that a file brought would move the cursor, or worse; in a pipe data stays as it is.
        yield cast("TextIO", _Escaped(_stdout())) if is_terminal() else _stdout()
        return
    with files.open_to_write(path) as raw:
        out = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        yield out
        out.flush()
        out.detach()


@dataclass(frozen=True, slots=True)
class _Escaped:
    """Writes data to a terminal: what would control it is shown as JSON escapes it."""

    out: TextIO

    def write(self, text: str) -> int:
        return self.out.write(escape_as_json(text))

    def flush(self) -> None:
        self.out.flush()


def _stdout() -> TextIO:
    """Return stdout; in a pipe or file, data is UTF-8 with LF whatever the encoding of the terminal.

    A letter that the terminal lacks is printed as its code: a plain quotation mark for a curly one would end a string.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        if is_terminal():
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout or io.StringIO()  # whoever started the program may have closed it


def _print_table(rows: Iterable[Row], columns: Sequence[str]) -> int:
    from factdb.cli.terminal import pager, table

    table_rows = list(rows)
    pager.show(table.lines(table_rows, columns))
    return len(table_rows)
