"""The commands that export kept pages for other tools: `factdb export warc` and `wacz`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import click

from factdb.cli import options
from factdb.cli.claims.listing import filter_options
from factdb.cli.completion.values import FILE
from factdb.cli.exchange import export as exports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.archive.wacz_writing import PageToWrite
    from factdb.cli.desk import Desk


class _Write(Protocol):
    """Writes pages, and returns their number."""

    def __call__(self, pages: Iterator[PageToWrite], out: IO[bytes], /) -> int: ...


_output_option = click.option("-o", "--output", type=FILE, metavar="FILE|-", required=True, help="Write to this file.")


@click.command()
@options.listed_argument
@filter_options
@_output_option
@click.pass_obj
def warc(desk: Desk, /, claim_names: tuple[int | str, ...] | None, output: str, **filters: Any) -> None:
    """Export the kept pages of claims as one WARC file.

    The file has the pages that evidence and articles cite, byte for byte as they were fetched. A file that somebody
    handed in becomes a record of its own.

    \b
    Example:
      factdb export warc 7 -o claim-7.warc.gz
    """
    from factdb.archive import wacz_writing

    _export(desk, claim_names, filters, output, wacz_writing.write_warc)


@click.command()
@options.listed_argument
@filter_options
@_output_option
@click.pass_obj
def wacz(desk: Desk, /, claim_names: tuple[int | str, ...] | None, output: str, **filters: Any) -> None:
    """Export the kept pages of claims as a WACZ file.

    ReplayWeb.page and other tools show it in a browser. The file has the same pages as factdb export warc, with an
    index and a list of pages.

    \b
    Example:
      factdb export wacz --status published -o desk.wacz
    """
    from importlib import metadata

    from factdb.archive import wacz_writing

    title = desk.settings.desk.name.value if desk.settings.desk.name else "Kept pages"
    software = f"factdb/{metadata.version('factdb')}"
    _export(desk, claim_names, filters, output, lambda pages, out: wacz_writing.write_wacz(pages, out, title, software))


def _export(
    desk: Desk, claim_names: tuple[int | str, ...] | None, filters: dict[str, Any], output: str, write: _Write
) -> None:
    """Write the kept pages of a filter whole, or leave no file."""
    import io

    from factdb import partial_files
    from factdb.cli.terminal import files
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.services.documents import page_fetching
    from factdb.services.exports import kept_pages

    path = files.output_path(desk, output)
    with desk.reading(for_long=True) as session:
        places = kept_pages.numbers_of_captures(session, exports.claim_filter(desk, session, claim_names, filters))
        pages = kept_pages.pages_to_write(session, places, page_fetching.capture_folder(desk.settings))
        if path is None:
            whole = io.BytesIO()  # a zip needs a file in which it can go back
            count = write(pages, whole)
            sys.stdout.buffer.write(whole.getvalue())
        else:
            with partial_files.open_whole(Path(path), packed=False) as out:
                count = write(pages, out)
    desk.hint(count_with_noun(count, "page"))
