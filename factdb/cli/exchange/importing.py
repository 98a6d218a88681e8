"""`factdb import`: takes files of claims into the ledger."""

from __future__ import annotations

import gc
import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO

import click

from factdb.cli import options
from factdb.cli.terminal import files, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factdb.cli.desk import Desk
    from factdb.errors.exchange import RowRefusedError
    from factdb.services.imports.importing import Taken

_SHOWN = 10  # refused rows that are told one by one
_FORMATS = ("csv", "tsv", "json", "jsonl", "xlsx", "claimreview", "datacommons", "google", "averitec", "liar")


@click.command("import")
@click.argument("name", metavar="FILE|-")
@click.option("--from", "form", type=click.Choice(_FORMATS), help="The file's format, where it doesn't show.")
@click.option(
    "--map", "maps", metavar="COLUMN=FIELD|FILE", multiple=True,
    help="What a column is; COLUMN= leaves it out. A file has one a line.",
)  # fmt: skip
@click.option("--scale", metavar="CODE", help="The scale of labels whose scale the file doesn't say.")
@click.option("--source", metavar="NAME", help="The outlet that carried the claims, where the file doesn't say.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How 1/2/2021 is meant.")
@click.option(
    "--on-error", type=click.Choice(["stop", "skip"]), default="stop", show_default=True,
    help="Import nothing where a row can't be taken, or leave such rows out.",
)  # fmt: skip
@click.option("--errors", type=click.Path(dir_okay=False), help="Keep the rows that can't be taken here, with reasons.")
@options.dry_run_option
@click.pass_obj
def import_(desk: Desk, /, name: str, **given: Any) -> None:
    """Take files of claims into the ledger.

    A file is taken whole, or not at all. Spreadsheets (csv, tsv, xlsx), json, jsonl, ClaimReview (as JSON or in a
    page), the Data Commons feed, answers of Google's Fact Check Tools, AVeriTeC and LIAR, also as .gz or .zip. A
    verdict in the file is its publisher's, kept as an other check. A file that is imported again changes what changed
    in it, and nothing else.

    \b
    Example:
      factdb import claims.csv --map "Who=speaker" --date-order dmy
      factdb import feed.json.gz --on-error skip --errors refused.jsonl
    """
    from factdb.errors.exchange import RowsLeftOutError, RowsRefusedError
    from factdb.formats.files import opening
    from factdb.formats.tables import column_mapping
    from factdb.services.imports import importing

    shown = "standard input" if name == "-" else Path(name).name
    skips, dry_run = given["on_error"] == "skip", given["dry_run"]
    kept_in = given["errors"] or (_beside(shown) if skips else None)
    with ExitStack() as stack:
        stream = stack.enter_context(opening.seekable(stack.enter_context(files.opened(name))))
        refused = stack.enter_context(_Refused.kept(kept_in, goes_on=skips))
        file = _file(stream, shown, given)
        columns = column_mapping.rendered(file.reading.mapping)
        with _few_collections(), desk.writing() as session, _progress(stream, shown) as step:
            taken = importing.take(session, desk.actor(session), file, refused.take, step)
            if dry_run or (taken.refused and not skips):
                session.rollback()
    desk.hint(*([f"columns: {columns}"] if columns else []), *file.reading.said, *refused.told)
    if taken.refused and not skips:
        raise RowsRefusedError(shown, taken.refused, kept_in)
    _say(desk, shown, taken, dry_run=dry_run)
    if taken.refused:
        raise RowsLeftOutError(shown, taken.refused, str(kept_in))


def _say(desk: Desk, shown: str, taken: Taken, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    desk.say(f"{shown}: {would}{taken.added} added, {taken.changed} changed, {taken.same} same")
    if taken.remarks:
        desk.hint(f"{taken.remarks} values that can't be read stay in the rows as they came (origins.raw)")
    if taken.waiting and not dry_run:
        numbers = " ".join(map(str, taken.waiting[:_SHOWN]))
        desk.hint(
            f"{len(taken.waiting)} published claims changed: approve with factdb claims status {numbers} published"
        )


def _file(stream: IO[bytes], shown: str, given: dict[str, Any]) -> Any:
    from factdb.domain.dates_as_written import DateOrder
    from factdb.formats import reading
    from factdb.formats.records.values import Options
    from factdb.formats.tables import column_mapping
    from factdb.services.imports.importing import File

    order = DateOrder(given["date_order"]) if given["date_order"] else None
    how = Options(columns=column_mapping.parsed(_mapped(given["maps"])), date_order=order)
    wanted = reading.ImportFormat(given["form"]) if given["form"] else None
    return File(shown, reading.read(stream, shown, wanted, how), how, given["scale"], given["source"])


def _mapped(maps: tuple[str, ...]) -> Iterator[str]:
    """Yield each mapping that was typed, or stands in a file that was named."""
    from factdb.cli.terminal.files import read_text
    from factdb.formats.tables import column_mapping

    for each in maps:
        if "=" in each:
            yield each
        else:
            yield from column_mapping.lines(read_text(each))


def _beside(shown: str) -> str:
    return f"{Path(shown).stem.replace(' ', '-')}.errors.jsonl"


@dataclass(slots=True)
class _Refused:
    """The rows that can't be taken: the first are told, all are written where somebody can mend them."""

    path: Path | None
    goes_on: bool
    told: list[str]
    out: TextIO | None = None

    @classmethod
    @contextmanager
    def kept(cls, name: str | None, *, goes_on: bool) -> Iterator[_Refused]:
        """Write them to a file of this name, which is there only once there is something to write."""
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

    def take(self, refusal: RowRefusedError) -> bool:
        """Take one; say whether the others should be imported all the same."""
        if len(self.told) < _SHOWN:
            self.told.append(str(refusal))
        if self.path is not None:
            from factdb.errors.database import UnwritableError

            try:
                self.out = self.out or self.path.open("x", encoding="utf-8", newline="\n")
                self.out.write(json.dumps(refusal.as_row(), ensure_ascii=False) + "\n")
            except OSError as error:
                raise UnwritableError(self.path, error) from error
        return self.goes_on


@contextmanager
def _progress(stream: IO[bytes], shown: str) -> Iterator[Callable[[Taken], None]]:
    """Tell people at a terminal how many claims were added, and how much of the file was read for them."""
    begin = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(begin)
    said = ""

    def step(taken: Taken) -> None:
        nonlocal said
        said = f"{shown}: {taken.added:,} added, {stream.tell() * 100 // size} % read"

    with progress.counting(lambda: said):
        yield step


@contextmanager
def _few_collections() -> Iterator[None]:
    """Have Python look for objects in circles only where 100,000 more were made than freed.

    A batch holds more than the usual 700, none in a circle: to look through them took a twentieth of an import.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
