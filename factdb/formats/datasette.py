"""Writes what Datasette shows beside a database: its title, licence and source, and what tables and columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.formats import licences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Described = tuple[str, str, str, "Mapping[str, str]"]
"""A view or a table: name, title, what a row is, and what its columns mean."""


def metadata(
    database: str, described: Iterable[Described], *, name: str | None, url: str | None, licence: str | None
) -> dict[str, Any]:
    """Return Datasette's metadata for a database of this name, which is that of its file without the ending."""
    desk = {
        "title": f"{name}: fact-checks" if name else "Fact-checks",
        "description": "Claims that articles made, who made them, and what was found of them, with its evidence.",
        "license": licence,
        "license_url": licences.address(licence) if licence else None,
        "source": name,
        "source_url": url,
    }
    tables = {
        table: {"title": title, "description": _sentence(meaning), "columns": dict(columns)}
        for table, title, meaning, columns in described
    }
    return {**{key: value for key, value in desk.items() if value}, "databases": {database: {"tables": tables}}}


def _sentence(meaning: str) -> str:
    return f"{meaning[:1].upper()}{meaning[1:]}."
