"""Writes a report as a page in HTML that needs nothing beside itself: the picture, the table and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.formats import charts, rows
from factdb.formats.charts import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2126; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; font-size: 14px } .wide { overflow-x: auto }
th, td { border-bottom: 1px solid #d8dce0; padding: .3rem .6rem; text-align: left; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } svg { max-width: 100%; height: auto }
""".strip()


def page(
    title: str,
    about: str,
    columns: Sequence[str],
    found: Sequence[Mapping[str, Any]],
    facts: Iterable[str],
    drawing: charts.Drawing | None,
) -> str:
    """Return the page; nothing in it is markup but our own."""
    numeric = {column for column in columns if all(_is_number(row[column]) for row in found)}
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{as_text(title)}</title>',
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>',
        f"<h1>{as_text(title)}</h1>",
        f"<p>{as_text(about)}</p>" if about else "",
        charts.svg(drawing) if drawing else "",
        '<div class="wide"><table><thead>',
        _row("th", columns, columns, numeric),
        "</thead><tbody>",
        *(_row("td", columns, [rows.cell(row[column]) for column in columns], numeric) for row in found),
        "</tbody></table></div>",
        f"<ul>{''.join(f'<li>{as_text(fact)}</li>' for fact in facts)}</ul>",
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _row(tag: str, columns: Sequence[str], cells: Sequence[str], numeric: set[str]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    marks = [' class="n"' if column in numeric else "" for column in columns]
    made = (f"<{tag}{scope}{mark}>{as_text(cell)}</{tag}>" for mark, cell in zip(marks, cells, strict=True))
    return f"<tr>{''.join(made)}</tr>"


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
