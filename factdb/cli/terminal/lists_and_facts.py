"""Lists and pages that many nouns share: rows as somebody wants them, and facts one below the other."""

from __future__ import annotations

import sys
from contextlib import closing
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from factdb.cli.terminal import display, output
from factdb.cli.terminal.layout import wrap
from factdb.formats.rows import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.formats.rows import Row

_NAMES = 12
# So many rows are read before any is printed: nobody who looks at them in a pager keeps the database waiting.
# More are written as they come: a million of them in memory would be too much.
_AT_ONCE = 10_000
_QUESTIONS = {"truth": "Is the claim true?", "quote": "Is the quotation accurate?"}
_SUBJECTS = {"truth": "the claim", "quote": "the quotation"}


def print_rows(
    desk: Desk,
    word: str,
    columns: tuple[Sequence[str], Sequence[str]],
    shape: Mapping[str, Any],
    read: Callable[[Session], Iterable[Row]],
    limit: int | None = None,
) -> None:
    """Print what `read` finds; `columns` are all that there are and those for a table, `shape` the output options."""
    all_columns, table_columns = columns
    out = output.Output.choose(all_columns, table_columns, **shape)
    count, _ = write_rows(desk, out, read, limit)
    desk.hint(count_with_noun(count, word))
    if count == limit:
        desk.hint("there may be more: --limit N")


def write_rows(
    desk: Desk, out: output.Output, read: Callable[[Session], Iterable[Row]], limit: int | None = None
) -> tuple[int, list[Row]]:
    """Write what `read` returns, at most `limit` rows of it; return how many there were, and those read at once."""
    # A table is laid out by its widest cells, so it holds all its rows anyway.
    at_once = sys.maxsize if out.row_format is Format.TABLE else _AT_ONCE
    with desk.reading() as session, closing(_pass_on(read(session))) as rows:
        first = list(islice(rows, min(limit or at_once, at_once)))
        if len(first) == at_once:
            return out.write(islice(chain(first, rows), limit)), first
    return out.write(first), first


def print_facts(title: str, facts: Mapping[str, object]) -> None:
    """Print a page: a title, and below it each fact that is known, lists joined by semicolons."""
    from factdb.cli.terminal import pager

    heading = [display.heading(line) for line in wrap(title, "", "  ")]
    pager.show([*heading, *_lines(facts)])


def question_text(word: str) -> str:
    """Return a question's word with the question itself."""
    return f"{word}: {_QUESTIONS[word]}"


def stance_text(stance: str, question: str) -> str:
    """Return what evidence says of a question: "supports the claim", "context on the quotation"."""
    return f"{'context on' if stance == 'context' else stance} {_SUBJECTS[question]}"


def claim_counts(page: Mapping[str, Any]) -> str:
    """Return how many claims somebody has, and how many of them are public."""
    return f"{page['claims']}, of them {page['published']} published"


def merged_names(page: Mapping[str, Any]) -> list[str]:
    """Return who was merged into somebody, by name and number."""
    return [f"{owner['name']} ({owner['id']})" for owner in page["merged"]]


def count_with_noun(count: int, word: str) -> str:
    """Return a number with its noun."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _pass_on(rows: Iterable[Row]) -> Generator[Row]:
    """Pass rows on; closed, it closes what they come from, while its database is open."""
    yield from rows


def _lines(facts: Mapping[str, object]) -> Iterator[str]:
    for name, value in facts.items():
        words = "; ".join(map(str, value)) if isinstance(value, list) else value
        if words not in {None, ""}:
            yield from wrap(str(words), f"  {name:<{_NAMES}}", " " * (_NAMES + 2))
