"""Writes Markdown that is ready for a page, tables and the public log of corrections: what a claim says stays words."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from factdb.formats import rows as rows_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&!])")
# What begins a list, a heading or a rule where a line begins with it.
_OPENING = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))")


def corrections(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the log, the newest first as the rows come: a heading for each day, an entry for each correction."""
    lines = ["# Corrections"]
    day = ""
    for row in rows:
        if f"{row['date']:%Y-%m-%d}" != day:
            day = f"{row['date']:%Y-%m-%d}"
            lines += ["", f"## {day}"]
        lines += ["", *_entry(row)]
    return "\n".join(lines) + "\n"


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as a table, each cell on one line."""
    head = [*map(words, columns)], ["---"] * len(columns)
    body = ([words(rows_as.unguarded(rows_as.cell(row[column]))) for column in columns] for row in rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in chain(head, body))


def words(text: object) -> str:
    """Return a text as one line of Markdown that says just this: no markup, no HTML, no line of its own."""
    return _OPENING.sub(r"\1\\", _SPECIAL.sub(r"\\\1", " ".join(str(text).split())))


def _entry(row: Mapping[str, Any]) -> Iterable[str]:
    said = f"{words(row['speaker'])}: " if row["speaker"] else ""
    link = f" ([our fact-check](<{_address(row['url'])}>))" if row["url"] else ""
    yield f"**{words(row['kind']).capitalize()}**, claim {row['claim']}: {said}{words(row['says'])}{link}"
    yield ""
    yield f"> {words(row['note'])}"
    if row["changes"]:
        yield ""
    for change in row["changes"]:
        yield f"- {words(change['what'])}: {words(change['was'] or 'none')} → {words(change['now'] or 'none')}"


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E")
