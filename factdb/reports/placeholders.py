"""Finds the parameters of a statement, `:name`, as SQLite does, and numbers them as PostgreSQL wants them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Comments, texts (with backslashes, in marks, in dollars), names in marks and casts: what looks like a parameter there
# is none. What nobody closed goes to the end: else each of its beginnings would be looked for an end of again.
_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|(?<!\w)[eE]'(?:[^'\\]|\\.|'')*+(?:'|\\?\Z)|'(?:[^']|'')*+(?:'|\Z)"""
    r"""|"(?:[^"]|"")*+(?:"|\Z)|(?<!\w)\$(\w*)\$.*?(?:\$\1\$|\Z)"""
    r"""|::|:(?P<name>[A-Za-z_]\w*)""",
    re.DOTALL,
)


def names(sql: str) -> list[str]:
    """Return the names that look like parameters, in their order."""
    return list(dict.fromkeys(token["name"] for token in _TOKEN.finditer(sql) if token["name"]))


def numbered(sql: str, given: Mapping[str, str]) -> tuple[str, list[str]]:
    """Write `:name` as `$1`, `$2`, ... for the names given, and return their values in that order."""
    names: list[str] = []

    def number(token: re.Match[str]) -> str:
        name = token["name"]
        if name not in given:
            return token[0]
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    written = _TOKEN.sub(number, sql)
    return written, [given[name] for name in names]
