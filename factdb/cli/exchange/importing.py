"""The command that imports claims from a file: `factdb import`."""

from __future__ import annotations

import gc
import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO

import click

from factdb.cli import options
from factdb.cli.completion.values import FILE
from factdb.cli.exchange.repair_report import RepairReport, free_name
from factdb.cli.terminal import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factdb.cli.desk import Desk
    from factdb.errors.exchange import RowRefusedError
    from factdb.services.imports.importing import ImportFile, Taken

_SHOWN = 10  # refused rows that are printed one by one
_FORMATS = (
    "csv",
    "tsv",
    "json",
    "jsonl",
    "xlsx",
    "ods",
    "xls",
    "parquet",
    "claimreview",
    "datacommons",
    "google",
    "averitec",
    "liar",
)

_LAYOUTS = ("claimskg", "fever", "liar-plus", "multifc")  # of seeds/layouts.toml


@click.command("import")
@click.argument("name", metavar="FILE|-", type=FILE)
@click.option(
    "--from",
    "file_format",
    type=click.Choice(_FORMATS),
    help="Format of the file, if its name and content do not show it.",
)
@click.option(
    "--map", "mappings", metavar="COLUMN=FIELD|FILE", multiple=True,
    help="Field of a column (repeatable); COLUMN= leaves the column out. A file has one COLUMN=FIELD per line.",
)  # fmt: skip
@click.option(
    "--like", type=click.Choice(_LAYOUTS),
    help="Ready mapping of a public data set: its columns, and what all of its rows share.",
)  # fmt: skip
@click.option("--scale", metavar="CODE", help="Scale of labels for which the file names no scale.")
@click.option("--source", metavar="NAME", help="Outlet that carried the claims, if the file names none.")
@click.option(
    "--undated-as-published",
    is_flag=True,
    help="Date undated claims by the day their article was published (default: they stay undated).",
)
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="Order of day, month and year in dates such as 1/2/2021.",
)
@click.option(
    "--empty", metavar="TEXT", multiple=True,
    help="Text of a table's cells that stands for nothing, such as None (repeatable).",
)  # fmt: skip
@click.option(
    "--encoding", metavar="NAME",
    help="Encoding of a text file, such as windows-1252 (default: utf-8, or as its byte order mark shows).",
)  # fmt: skip
@click.option(
    "--quoting", type=click.Choice(["double", "none"]),
    help="Quotation marks in csv and tsv: around cells (double), or text (none). Default: csv double, tsv as it shows.",
)  # fmt: skip
@click.option(
    "--on-error", type=click.Choice(["stop", "skip", "clean"]), default="stop", show_default=True,
    help="If a row is refused, import nothing (stop), or the other rows (skip); clean repairs texts too (mojibake, "
    "control characters).",
)  # fmt: skip
@click.option(
    "--errors",
    type=click.Path(dir_okay=False),
    help="Write refused rows and reasons to this file (with skip, default NAME.errors.jsonl, or errors-2).",
)
@options.dry_run_option
@click.option("-y", "--yes", is_flag=True, help="Do not ask about columns that are left out.")
@click.pass_obj
def import_(desk: Desk, /, name: str, **details: Any) -> None:
    """Import claims from a file.

    factdb imports the whole file, or nothing. It reads spreadsheets (csv, tsv, xlsx, ods, xls), parquet, json, jsonl,
    ClaimReview (as JSON or in a web page), the Data Commons feed, answers of Google's Fact Check Tools, AVeriTeC and
    LIAR, also as .gz or .zip. A verdict in the file is kept as its publisher's check, not as a verdict of the desk. If
    you import a file again, only the rows that changed in it are changed.

    A summary of the first rows comes first. On a terminal, factdb asks before it leaves out a column that looks like a
    verdict, a speaker, a date or an address; in a pipe it warns.

    \b
    Example:
      factdb import claims.csv --map "Who=speaker" --date-order dmy
      factdb import feed.json.gz --on-error skip --errors refused.jsonl
    """
    from factdb.cli.exchange import import_result
    from factdb.errors.exchange import RowsLeftOutError, RowsRefusedError
    from factdb.errors.import_files import NotImportedError
    from factdb.formats.files import opening

    shown = "standard input" if name == "-" else Path(name).name
    skips, dry_run = details["on_error"] != "stop", details["dry_run"]
    errors_file = details["errors"] or (str(free_name(shown, "errors")) if skips else None)
    with ExitStack() as stack:
        stream = stack.enter_context(opening.seekable(stack.enter_context(files.open_to_read(name))))
        refused = stack.enter_context(_RefusedRows.written_to(errors_file, goes_on=skips))
        repairs = stack.enter_context(RepairReport.of_file(shown))
        opened = _read_file(stream, shown, details, repairs)
        file = _confirm(desk, opened, is_asked=not (details["yes"] or dry_run))
        if file is None:
            raise NotImportedError(shown)
        with _progress(desk, stream, shown) as step:
            imported = _import_rows(desk, file, refused, step, dry_run=dry_run)
    desk.hint(*file.reading.remarks, *repairs.summary(), *refused.sentences)
    again = f"factdb import {errors_file}{import_result.options_as_typed(details)}" if errors_file else None
    if imported.refused and not (skips and imported.added + imported.changed + imported.same):
        raise RowsRefusedError(shown, imported.refused, errors_file, again, is_skipping=skips)
    import_result.say(desk, shown, imported, dry_run=dry_run, is_clean=details["on_error"] == "clean")
    if imported.refused:
        raise RowsLeftOutError(shown, imported.refused, str(errors_file), str(again))


def _import_rows(
    desk: Desk, file: ImportFile, refused: _RefusedRows, step: Callable[[Taken], None], *, dry_run: bool
) -> Taken:
    """Import the rows of a file in one transaction; import none if a row is refused and such rows are not skipped."""
    from factdb.services.imports import importing

    with _rare_garbage_collection(), desk.writing() as session:
        imported = importing.take(session, desk.actor(session), file, refused.add, step)
        # A dry run does everything that an import does, so it refuses the same rows; then it rolls everything back.
        if dry_run or (imported.refused and not refused.goes_on):
            session.rollback()
    return imported


def _confirm(desk: Desk, file: ImportFile, *, is_asked: bool) -> ImportFile | None:
    """Show what the import will do, and ask where it leaves out what a claim needs; None if it is not to be done."""
    from factdb.cli.exchange import import_summary as summary_page
    from factdb.services.imports import import_summary

    with desk.reading(before_writing=True) as session:
        summary, file = import_summary.summarise(session, desk.actor(session), file)
    # Nothing is locked while somebody thinks about the question.
    summary_page.show(desk, summary, is_table=bool(file.reading.mapping or file.reading.first_fields))
    return file if summary_page.goes_on(desk, import_summary.doubtful(summary), is_asked=is_asked) else None


def _read_file(stream: IO[bytes], shown: str, details: dict[str, Any], repairs: RepairReport) -> ImportFile:
    from factdb.services.imports.import_request import ImportRequest

    request = ImportRequest(
        mappings=tuple(_read_mappings(details["mappings"])),
        file_format=details["file_format"],
        like=details["like"],
        scale=details["scale"],
        source=details["source"],
        date_order=details["date_order"],
        encoding=details["encoding"],
        quoting=details["quoting"],
        empty=details["empty"],
        is_clean=details["on_error"] == "clean",
        undated_as_published=details["undated_as_published"],
    )
    file = request.open(stream, shown)
    return replace(file, reading=repairs.watch(file.reading))


def _read_mappings(mappings: tuple[str, ...]) -> Iterator[str]:
    """Yield each mapping that was typed, and each line of a mapping file that was named."""
    from factdb.cli.terminal.files import read_text
    from factdb.formats.tables import column_mapping

    for mapping in mappings:
        if "=" in mapping:
            yield mapping
        else:
            yield from column_mapping.lines(read_text(mapping))


@dataclass(slots=True)
class _RefusedRows:
    """The refused rows: the first are printed, and all are written to a file where somebody can correct them."""

    path: Path | None
    goes_on: bool
    sentences: list[str]
    out: TextIO | None = None

    @classmethod
    @contextmanager
    def written_to(cls, name: str | None, *, goes_on: bool) -> Iterator[_RefusedRows]:
        """Write the rows to a file of this name (None: to no file); the first refused row creates the file."""
        from factdb.errors.database import TakenFileError

        path = Path(name) if name else None
        if path is not None and path.exists():
            raise TakenFileError(path)
        refused = cls(path, goes_on, [])
        try:
            yield refused
        finally:
            if refused.out is not None:
                refused.out.close()

    def add(self, refusal: RowRefusedError) -> bool:
        """Add a refused row; return whether the import goes on with the other rows."""
        if len(self.sentences) < _SHOWN:
            self.sentences.append(str(refusal))
        if self.path is not None:
            from factdb.errors.database import UnwritableError

            try:
                # Opened with the first row; "x" never overwrites a file that somebody made meanwhile.
                self.out = self.out or self.path.open("x", encoding="utf-8", newline="\n")
                self.out.write(json.dumps(refusal.as_row(), ensure_ascii=False) + "\n")
            except OSError as error:
                raise UnwritableError(self.path, error) from error
        return self.goes_on


@contextmanager
def _progress(desk: Desk, stream: IO[bytes], shown: str) -> Iterator[Callable[[Taken], None]]:
    """Show people at a terminal how many claims were added, and how much of the file was read."""
    begin = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(begin)
    message = ""

    def step(imported: Taken) -> None:
        nonlocal message
        message = f"{shown}: {imported.added:,} added, {stream.tell() * 100 // size} % read"

    with desk.show_progress(lambda: message):
        yield step


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Run Python's garbage collector only after 100,000 new objects instead of 700.

    A batch has many objects and no reference cycles: the usual collections took a twentieth of an import.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
