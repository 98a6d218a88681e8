"""Shows what an import will do before it writes anything, and asks where it leaves out what a claim needs."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from factdb.cli.terminal import asking
from factdb.errors import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.cli.desk import Desk
    from factdb.services.imports.summary_types import (
        CheckSummary,
        ColumnSummary,
        DateSummary,
        ImportSummary,
        NameSummary,
        SampleClaim,
    )


_LONGEST_VALUE, _LONGEST_CLAIM = 40, 100
_MOST_COLUMNS, _MOST_LABELS = 40, 10
_ORDERS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


def show(desk: Desk, summary: ImportSummary, *, is_table: bool) -> None:
    """Show a summary; the fields of a table are shown as `--map` takes them."""
    desk.hint(*_lines(summary, is_table=is_table))
    desk.collect_summary(summary)


def goes_on(desk: Desk, doubtful: Sequence[ColumnSummary], *, is_asked: bool) -> bool:
    """Warn of the columns that are left out, though they look like something that a claim needs.

    At a terminal, ask whether to import without them.
    """
    if not doubtful:
        return True
    desk.hint(*(_warning(column) for column in doubtful[:_MOST_LABELS]))
    if len(doubtful) > _MOST_LABELS:
        desk.hint(f"and {len(doubtful) - _MOST_LABELS:,} more such columns")
    names = [column["column"] for column in doubtful[:_MOST_LABELS]]
    named, emptied = (" ".join(f"--map {shlex.quote(f'{name}={field}')}" for name in names) for field in ("FIELD", ""))
    columns = "the column" if len(doubtful) == 1 else "each column"
    them = "it" if len(doubtful) == 1 else "them"
    desk.hint(f"Name the field of {columns}: {named}", f"Leave {them} out without this warning: {emptied}")
    is_asked = is_asked and not desk.is_collecting and asking.is_possible()
    return not is_asked or click.confirm("Import without them?", err=True)


def _warning(column: ColumnSummary) -> str:
    value = f" ({short(column['first_value'], _LONGEST_VALUE)})" if column["first_value"] else ""
    return f"warning: {short(column['column'])} looks like {column['looks_like']}{value}, and is left out"


def _lines(summary: ImportSummary, *, is_table: bool) -> Iterator[str]:
    rows = f"{summary['rows']:,} {'row' if summary['rows'] == 1 else 'rows'}"
    refused = f", {summary['refused']:,} of them refused" if summary["refused"] else ""
    yield f"{summary['file']} ({summary['format']}): {'' if summary['is_whole'] else 'the first '}{rows}{refused}"
    yield f"columns: {_mapping(summary['columns']) if is_table else _fields(summary['columns'])}"
    left_out = [column for column in summary["columns"] if not column["field"]]
    if left_out:
        yield f"left out: {_left_out(left_out)}"
    if summary["claims"]:
        yield "claims as they would be:"
    for claim in summary["claims"]:
        yield from _claim(claim)
    yield from _labels(summary)
    if summary["dates"]:
        yield f"dates{_order(summary)}: {'; '.join(map(_date, summary['dates']))}"
    named = [part for part in map(_names, summary["names"]) if part]
    if named:
        yield f"names: {'; '.join(named)}"
    yield from _missing(summary)
    for days in summary["future"]:
        rows = "1 row" if days["rows"] == 1 else f"{days['rows']:,} rows"
        yield f"warning: {days['field']} is in the future in {rows}: {days['first_value']}"


def _mapping(columns: Sequence[ColumnSummary]) -> str:
    from factdb.formats.tables import column_mapping

    return column_mapping.render({column["column"]: column["field"] for column in columns if column["field"]})


def _fields(columns: Sequence[ColumnSummary]) -> str:
    """Return the fields of keys whose format factdb knows: nobody can map them."""
    read = [f"{short(column['column'])[1:-1]}={column['field']}" for column in columns if column["field"]]
    return ", ".join(read) or "none"


def _left_out(columns: Sequence[ColumnSummary]) -> str:
    shown = (
        short(column["column"])[1:-1]
        + (f" ({short(column['first_value'], _LONGEST_VALUE)})" if column["first_value"] else " (empty)")
        for column in columns[:_MOST_COLUMNS]
    )
    more = len(columns) - _MOST_COLUMNS
    return ", ".join(shown) + (f" and {more:,} more; --json lists all" if more > 0 else "")


def _claim(claim: SampleClaim) -> Iterator[str]:
    text = claim["claim"] if len(claim["claim"]) <= _LONGEST_CLAIM else f"{claim['claim'][:_LONGEST_CLAIM]}…"
    yield f"  line {claim['line']}: {text}"
    source = f"in {claim['source']}" if claim["source"] else "no outlet"
    speaker = claim["speaker"] or "speaker unknown"
    yield "    " + "; ".join(
        [f"{speaker}, {claim['said_on'] or 'undated'}, {source}", *([claim["url"]] if claim["url"] else [])]
    )
    for check in claim["checks"]:
        yield f"    {_check(check)}"


def _check(check: CheckSummary) -> str:
    label = f"{check['label']} ({check['category'] or 'not mapped'})" if check["label"] else "no label"
    address = f", {check['url']}" if check["url"] else ""
    return f"checked by {check['publisher'] or 'an unknown publisher'}: {label}{address}"


def _labels(summary: ImportSummary) -> Iterator[str]:
    labels = summary["labels"]
    if not labels:
        return
    unmapped = [label for label in labels if not label["category"]]
    shown = ", ".join(
        f"{short(label['label'], _LONGEST_VALUE)} ({label['publisher'] or label['scale'] or 'no publisher'})"
        for label in unmapped[:_MOST_LABELS]
    )
    more = f" and {len(unmapped) - _MOST_LABELS:,} more" if len(unmapped) > _MOST_LABELS else ""
    missing = f"; {len(unmapped):,} not mapped: {shown}{more}" if unmapped else ""
    yield f"labels: {len(labels) - len(unmapped):,} mapped{missing}"


def _missing(summary: ImportSummary) -> Iterator[str]:
    texts = list(dict.fromkeys(part["text"] for part in summary["missing"]))
    if not texts:
        return
    places = [
        f"{short(part['text'])} in {part['rows']:,} rows of {short(part['column'])[1:-1]}"
        for part in summary["missing"][:_MOST_LABELS]
    ]
    are = "looks like a missing value" if len(texts) == 1 else "look like missing values"
    yield f"warning: {', '.join(places)} {are}"
    options = " ".join(f"--empty {shlex.quote(text)}" for text in texts)
    yield f"To read {'it' if len(texts) == 1 else 'them'} as empty: {options}"


def _order(summary: ImportSummary) -> str:
    return f", {_ORDERS[summary['date_order']]}" if summary["date_order"] else ""


def _date(date: DateSummary) -> str:
    if date["written"] is None:
        return f"{date['column']} is empty"
    told = f"{date['column']} {short(date['written'], _LONGEST_VALUE)} is {date['read'] or 'not readable'}"
    if not date["two_days"]:
        return told
    certain = f", and others show {_ORDERS[date['shows_order']]}" if date["shows_order"] else ""
    return f"{told} ({date['two_days']:,} could be two days{certain})"


def _names(named: NameSummary) -> str:
    if not named["known"] + named["new"]:
        return ""
    more = ", ..." if named["new"] > len(named["first_new"]) else ""
    new = f", {named['new']:,} new ({', '.join(named['first_new'])}{more})" if named["new"] else ""
    return f"{named['kind']}: {named['known']:,} known{new}"
