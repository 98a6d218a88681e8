"""Writes Datasette's metadata: title, licence and source of a database, and what its tables and columns mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-(?:NC|SA|ND))*)[ -]([0-9]\.[0-9])", re.IGNORECASE)
_PUBLIC_DOMAIN = re.compile(r"CC0(?:[ -]1\.0)?", re.IGNORECASE)


def licence_url(licence: str) -> str | None:
    """Return where a licence is read: itself, if it is an address; else that of Creative Commons' own."""
    text = licence.strip()
    if re.match(r"https?://", text):
        return text
    if _PUBLIC_DOMAIN.fullmatch(text):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CREATIVE_COMMONS.fullmatch(text)
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/" if match else None


# Whoever starts Datasette with --root and follows the link that it prints; nobody else is called so.
_OWNER = {"id": "root"}


class DescribedTable(NamedTuple):
    """A view or a table: name, title, what a row is, what its columns mean, and whether everybody may see it."""

    name: str
    title: str
    meaning: str
    columns: Mapping[str, str]
    is_open: bool


def metadata(
    database: str,
    described: Iterable[DescribedTable],
    works: Iterable[str],
    searched: Mapping[str, str],
    *,
    name: str | None,
    url: str | None,
    licence: str | None,
) -> dict[str, Any]:
    """Return Datasette's metadata for a database of this name, which is that of its file without the ending.

    `works` are tables that hold nothing for people; `searched` has the search index of a view, by the view's name. Open
    views are for everybody who reaches Datasette; other views, tables, and questions in SQL, which could name tables,
    are refused to all but its owner: tables hold what views leave out, and Datasette would show every one of them.
    """
    desk = {
        "title": f"{name}: fact-checks" if name else "Fact-checks",
        "description": "Claims that articles made, who made them, and what was found of them, with its evidence.",
        "license": licence,
        "license_url": licence_url(licence) if licence else None,
        "source": name,
        "source_url": url,
    }
    tables = {table.name: _table(table, searched.get(table.name)) for table in described}
    tables |= {table: {"hidden": True, "allow": _OWNER} for table in works}
    shown = {"allow_sql": _OWNER, "tables": tables}
    return {**{key: value for key, value in desk.items() if value}, "databases": {database: shown}}


def _table(described: DescribedTable, index: str | None) -> dict[str, Any]:
    texts = {
        "title": described.title,
        "description": _sentence(described.meaning),
        "columns": dict(described.columns),
    }
    # Datasette joins a search index by rowid, which a view has none of: its id stands for it.
    search = {"fts_table": index, "fts_pk": "id"} if index else {}
    return {**texts, **search, **({} if described.is_open else {"allow": _OWNER})}


def _sentence(meaning: str) -> str:
    return f"{meaning[:1].upper()}{meaning[1:]}."
