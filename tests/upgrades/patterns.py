"""What a copy of a desk replaces in the rows of a dump: patterns with holes, and what fills them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# What a copy replaces within texts: times, uids, hashes, the path of a URL, the ids of rows of the imported file.
_TOKEN = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\.example/|winter-(?=\d))"
)
_CHAINED = {"prev", "hash", "history_head"}  # computed anew in every copy
_OWNERS = {"claims": "id", "documents": "id", "captures": "document_id", "proposal_decisions": "document_id"}
_BY_CLAIM = {("claims", "id"), ("claims", "repeats_id"), ("claim_links", "other_id")}

Row = list[Any]


@dataclass(frozen=True)
class Table:
    """The rows of a table in a dump."""

    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)

    def at(self, column: str) -> int:
        return self.columns.index(column)

    def values(self, column: str) -> list[Any]:
        return [row[self.at(column)] for row in self.rows]


def is_copied(name: str, table: Table) -> bool:
    return name in _OWNERS or "claim_id" in table.columns


def patterns(tables: dict[str, Table], claims: int) -> list[Pattern]:
    """Return the copies to make: the whole desk as often as it fits, then claims without links one by one."""
    numbers, documents = tables["claims"].values("id"), tables["documents"].values("id")
    if claims < len(numbers):
        raise ValueError(f"a desk with every kind of event has at least {len(numbers)} claims, not {claims}")
    links = tables["claim_links"]
    linked = {*links.values("claim_id"), *links.values("other_id"), *tables["claims"].values("repeats_id")}
    free = [number for number in numbers if number not in linked]
    whole, single = Pattern(tables, numbers, documents), [_single(tables, number) for number in free]
    full, rest = divmod(claims, len(numbers))
    return [whole] * full + [single[place % len(single)] for place in range(rest)]


def _single(tables: dict[str, Table], number: int) -> Pattern:
    """Return the pattern of one claim with its documents."""
    evidence = zip(tables["evidence"].values("claim_id"), tables["evidence"].values("document_id"), strict=True)
    pages = zip(tables["claims"].values("id"), tables["claims"].values("document_id"), strict=True)
    documents = {document for claim, document in (*evidence, *pages) if claim == number and document is not None}
    return Pattern(tables, [number], sorted(documents))


@dataclass(slots=True)
class RowPattern:
    """A row with holes: texts in pieces of which every second is a token, and numbers of claims and documents."""

    values: Row
    texts: list[tuple[int, list[str]]]
    claims: list[int]
    documents: list[int]

    def filled(self, copy: Copy) -> Row:
        values, words = self.values.copy(), copy.words
        for at, pieces in self.texts:
            turned = pieces.copy()
            turned[1::2] = [words[token] for token in pieces[1::2]]
            values[at] = "".join(turned)
        for places, numbers in ((self.claims, copy.claims), (self.documents, copy.documents)):
            for at in places:
                if values[at] is not None:
                    values[at] = numbers[values[at]]
        return values


@dataclass(frozen=True)
class Pattern:
    """Some claims and documents of the dump with all their rows, to be copied."""

    tables: dict[str, Table]
    claims: Sequence[int]
    documents: Sequence[int]

    @cached_property
    def rows(self) -> dict[str, list[RowPattern]]:
        copied = {name: table for name, table in self.tables.items() if is_copied(name, table)}
        return {name: [_row_pattern(name, table, row) for row in self._own(name)] for name, table in copied.items()}

    @cached_property
    def desk_rows(self) -> list[RowPattern]:
        """The rows of the desk history on the documents."""
        table = self.tables["desk_history"]
        kind, body = table.at("kind"), table.at("body")
        events = (row for row in table.rows if row[kind].startswith("document-"))
        return [
            _row_pattern("desk_history", table, row) for row in events if json.loads(row[body])["uid"] in self._uids
        ]

    @cached_property
    def tokens(self) -> set[str]:
        rows = [*self.desk_rows, *(row for rows in self.rows.values() for row in rows)]
        return {token for row in rows for _, pieces in row.texts for token in pieces[1::2]}

    @cached_property
    def own_uids(self) -> set[str]:
        """The uids of the claims, the documents and their events; others are of people, who are not copied."""
        events = [row.values[2] for row in self.rows["history"]] + [row.values[1] for row in self.desk_rows]
        return {*self._uids, *events}

    @cached_property
    def _uids(self) -> set[str]:
        return {row[1] for name in ("claims", "documents") for row in self._own(name)}

    def _own(self, name: str) -> list[Row]:
        table = self.tables[name]
        column = _OWNERS.get(name, "claim_id")
        owners = self.documents if name == "documents" or column == "document_id" else self.claims
        return [row for row in table.rows if row[table.at(column)] in owners]


def _row_pattern(name: str, table: Table, row: Row) -> RowPattern:
    texts, claims, documents = [], [], []
    for at, (column, value) in enumerate(zip(table.columns, row, strict=True)):
        if column == "claim_id" or (name, column) in _BY_CLAIM:
            claims.append(at)
        elif column == "document_id" or (name, column) == ("documents", "id"):
            documents.append(at)
        elif isinstance(value, str) and column not in _CHAINED and _TOKEN.search(value):
            texts.append((at, _TOKEN.split(value)))
    return RowPattern(row, texts, claims, documents)


@dataclass(slots=True)
class Copy:
    """The new numbers of claims and documents, and the new words for tokens."""

    claims: dict[int, int]
    documents: dict[int, int]
    words: dict[str, str]
