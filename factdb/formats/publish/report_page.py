"""Writes a report as one page of HTML that needs no other file, pages and the log of corrections as Markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from factdb.formats import rows as row_texts
from factdb.formats.publish import svg_chart
from factdb.formats.publish.svg_chart import escape_text
from factdb.formats.rows import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

# On a narrow screen the table and the chart scroll, each in its own frame: squeezed cells could not be read.
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2126; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1, p, li { overflow-wrap: anywhere } table { border-collapse: collapse; font-size: 14px }
th, td { border-bottom: 1px solid #d8dce0; padding: .3rem .6rem; text-align: left; vertical-align: top }
td { min-width: 8rem } th { white-space: nowrap } .wide { overflow-x: auto; margin: 1rem 0 }
td.n, th.n { min-width: 0; text-align: right; font-variant-numeric: tabular-nums }
svg { min-width: 40rem; max-width: 100%; height: auto }
""".strip()
# A frame that scrolls needs a name, and a place among what the Tab key reaches.
_FRAME = '<div class="wide" role="region" tabindex="0" aria-label="{}">'
_CODE = re.compile("`([^`]+)`")
_CODE_ELEMENT = r"<code>\1</code>"


def page(
    title: str,
    about: str,
    columns: Sequence[str],
    records: Sequence[Mapping[str, Any]],
    facts: Iterable[str],
    drawing: svg_chart.Drawing | None,
) -> str:
    """Return the page; nothing in it is markup but our own."""
    numeric = {column for column in columns if all(_is_number(row[column]) for row in records)}
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape_text(title)}</title>',
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>',
        f"<h1>{escape_text(title)}</h1>",
        f"<p>{_CODE.sub(_CODE_ELEMENT, escape_text(about))}</p>" if about else "",
        f"{_FRAME.format('Chart')}{svg_chart.svg(drawing, in_page=True)}</div>" if drawing else "",
        f"{_FRAME.format('Table')}<table><thead>",
        _row("th", columns, columns, numeric),
        "</thead><tbody>",
        *(_row("td", columns, [_cell(row[column]) for column in columns], numeric) for row in records),
        "</tbody></table></div>",
        f"<ul>{''.join(f'<li>{escape_text(fact)}</li>' for fact in facts)}</ul>",
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _row(tag: str, columns: Sequence[str], cells: Sequence[str], numeric: set[str]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    marks = [' class="n"' if column in numeric else "" for column in columns]
    elements = (f"<{tag}{scope}{mark}>{escape_text(cell)}</{tag}>" for mark, cell in zip(marks, cells, strict=True))
    return f"<tr>{''.join(elements)}</tr>"


def _cell(value: object) -> str:
    """Return a value as text, without the apostrophe that guards a spreadsheet against formulas."""
    return row_texts.remove_guard(row_texts.cell(value))


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def corrections_log(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the log, the newest first as the rows come: a heading for each day, an entry for each correction."""
    lines = ["# Corrections"]
    day = ""
    for row in rows:
        if f"{row['date']:%Y-%m-%d}" != day:
            day = f"{row['date']:%Y-%m-%d}"
            lines += ["", f"## {day}"]
        lines += ["", *_entry(row)]
    return "\n".join(lines) + "\n"


def markdown_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as a table."""
    out = io.StringIO()
    row_texts.write(rows, columns, row_texts.Format.MARKDOWN, out)
    return out.getvalue()


def markdown_page(document: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """Return a page, or rows, as Markdown: a table of the facts, and below it each list of rows as a table."""
    if isinstance(document, Sequence):
        return markdown_table(list(dict.fromkeys(key for row in document for key in row)), document)
    details = {name: _rows_in(value) for name, value in document.items()}
    facts = [
        {"": name, " ": value} for name, value in document.items() if not details[name] and value not in (None, [], "")
    ]
    tables = [f"\n## {markdown(name)}\n\n{markdown_page(rows)}" for name, rows in details.items() if rows]
    return "".join([markdown_table(("", " "), facts), *tables])


def _rows_in(value: object) -> Sequence[Mapping[str, Any]]:
    """Return the rows that a fact of a page holds; none where it is one value."""
    if isinstance(value, Mapping):
        return [value]
    return value if isinstance(value, list) and value and isinstance(value[0], Mapping) else ()


def markdown_about(text: str) -> str:
    """Return the description of a report as Markdown: names between backticks stay code, all else is plain text."""
    parts = _CODE.split(text)  # every second part stood between backticks
    return "".join(f"`{part}`" if place % 2 else row_texts.escape_markup(part) for place, part in enumerate(parts))


def _entry(row: Mapping[str, Any]) -> Iterable[str]:
    speaker = f"{markdown(row['speaker'])}: " if row["speaker"] else ""
    link = f" ([our fact-check](<{_address(row['url'])}>))" if row["url"] else ""
    yield f"**{markdown(row['kind']).capitalize()}**, claim {row['claim']}: {speaker}{markdown(row['says'])}{link}"
    yield ""
    yield f"> {markdown(row['note'])}"
    if row["changes"]:
        yield ""
    for change in row["changes"]:
        yield f"- {markdown(change['what'])}: {markdown(change['was'] or 'none')} → {markdown(change['now'] or 'none')}"


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E")
