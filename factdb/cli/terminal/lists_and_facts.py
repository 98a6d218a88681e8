"""Lists and pages of facts, shared by many commands."""

from __future__ import annotations

import sys
from contextlib import closing
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from factdb.cli.terminal import display, output
from factdb.cli.terminal.layout import wrap
from factdb.domain import text
from factdb.formats.rows import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.formats.rows import Row

_NAMES = 12
# So many rows are read before the first is printed: a person in a pager must not hold up the database.
# More rows are written as they come: a million rows in memory would be too much.
_AT_ONCE = 10_000
_QUESTIONS = {"truth": "Is the claim true?", "quote": "Is the quotation accurate?"}


count_with_noun = text.count_with_noun


def print_rows(
    desk: Desk,
    word: str,
    columns: tuple[Sequence[str], Sequence[str]],
    shape: Mapping[str, Any],
    read: Callable[[Session], Iterable[Row]],
    limit: int | None = None,
) -> None:
    """Print the rows that `read` returns; `columns` is (all columns, table columns), `shape` the output options."""
    all_columns, table_columns = columns
    out = output.Output.choose(all_columns, table_columns, **shape)
    count, _ = write_rows(desk, out, read, limit)
    say_count(desk, count, word, limit)


def say_count(desk: Desk, count: int, word: str, limit: int | None) -> None:
    """Say how many rows were printed; at the limit, also how to see more."""
    desk.hint(count_with_noun(count, word))
    if count == limit:
        desk.hint("Show more rows: --limit N")


def write_rows(
    desk: Desk, out: output.Output, read: Callable[[Session], Iterable[Row]], limit: int | None = None
) -> tuple[int, list[Row]]:
    """Write at most `limit` of the rows that `read` returns; return their number, and the rows read at first."""
    return _write_rows(desk, desk.reading, out, read, limit)


def write_selected_rows(
    desk: Desk, out: output.Output, select: Callable[[Connection], Iterable[Row]], limit: int | None = None
) -> tuple[int, list[Row]]:
    """Write rows that are selected from tables and views alone; a list that needs no models starts quicker."""
    return _write_rows(desk, desk.selecting, out, select, limit)


def _write_rows(
    desk: Desk,
    open_database: Callable[..., AbstractContextManager[Any]],
    out: output.Output,
    read: Callable[[Any], Iterable[Row]],
    limit: int | None,
) -> tuple[int, list[Row]]:
    # The layout of a table needs its widest cells, so a table holds all its rows anyway.
    at_once = sys.maxsize if out.row_format is Format.TABLE else _AT_ONCE
    with open_database() as session, closing(_pass_on(read(session))) as rows:
        first = list(islice(rows, min(limit or at_once, at_once)))
        is_long = len(first) == at_once
        if is_long and not desk.database.readers_block_writers:
            return out.write(islice(chain(first, rows), limit)), first
    if not is_long:
        return out.write(first), first
    with open_database(for_long=True) as session, closing(_pass_on(read(session))) as rows:
        return out.write(islice(rows, limit)), first


def print_facts(title: str, facts: Mapping[str, object]) -> None:
    """Print a page: a title, and below it each known fact; lists are joined by semicolons."""
    from factdb.cli.terminal import pager

    heading = [display.heading(line) for line in wrap(title, "", "  ")]
    pager.show([*heading, *_lines(facts)])


def question_text(word: str) -> str:
    """Return a question with its name, as in "truth: Is the claim true?"."""
    return f"{word}: {_QUESTIONS[word]}"


def claim_counts(page: Mapping[str, Any]) -> str:
    """Return the number of claims on a page, and how many of them are published."""
    return f"{page['claims']} ({page['published']} published)"


def merged_names(page: Mapping[str, Any]) -> list[str]:
    """Return the names and numbers of the merged speakers or sources on a page."""
    return [f"{owner['name']} ({owner['id']})" for owner in page["merged"]]


def _pass_on(rows: Iterable[Row]) -> Generator[Row]:
    """Yield the rows; closing this closes their iterator while the database is still open."""
    yield from rows


def _lines(facts: Mapping[str, object]) -> Iterator[str]:
    for name, value in facts.items():
        words = "; ".join(map(str, value)) if isinstance(value, list) else value
        if words not in {None, ""}:
            yield from wrap(str(words), f"  {name:<{_NAMES}}", " " * (_NAMES + 2))
