"""Ready mappings of public data sets (seeds/layouts.toml): which column is which field, and what all rows share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from factdb.errors import BadValueError
from factdb.errors.exchange import FileRefusedError
from factdb.errors.import_files import LayoutColumnsError
from factdb.formats import liar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.formats.records.fields import Fields
    from factdb.formats.records.row_errors import FileRow
    from factdb.formats.tables.tables import Cells

_CLAIM = frozenset({"claim", "quote"})  # without these a row says nothing, so they are never left out


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a data set. `columns_from` says where its columns are public; `keys` are those of its JSON."""

    name: str
    columns_from: str
    fields: Mapping[str, str]
    quoting: str | None = None
    headings: Sequence[Sequence[str]] = ()
    missing: Sequence[str] = ()
    slugs: Sequence[str] = ()
    keys: Sequence[str] = ()
    all: Mapping[str, str] = field(default_factory=dict)

    def mapping(self, columns: Iterable[str], typed: Mapping[str, str]) -> dict[str, str]:
        """Return the field of each column, "" for the others: nothing is guessed. What `--map` says comes first."""
        taken = set(typed.values())
        own = {column: self.fields.get(column, "") for column in columns}
        return {column: "" if name in taken else name for column, name in own.items()} | dict(typed)

    def headings_of(self, file: str, first: Cells) -> Sequence[str] | None:
        """Return the headings of a file without any; None if its first row has them."""
        if not self.headings or "claim" in (self.fields.get(cell) for cell in first.cells):
            return None
        fitting = next((names for names in self.headings if len(names) == len(first.cells)), None)
        if fitting is None:
            widths = " or ".join(str(len(names)) for names in self.headings)
            why = f"has {len(first.cells)} cells, but {self.name} has {widths}"
            raise FileRefusedError(file, first.line, why, "Check the name after --like, or leave out --like.")
        return fitting

    def require_columns(self, file: str, columns: Collection[str], typed: Mapping[str, str]) -> None:
        """Refuse a file without the claims of this data set, or with less than half of its columns.

        Its files may lack some, such as the labels of a test set. A field that `--map` names needs no other column.
        """
        settled = set(typed.values())
        missing = [column for column, name in self.fields.items() if column not in columns and name not in settled]
        has_claims = not any(self.fields[column] in _CLAIM for column in missing)
        if not has_claims or len(missing) * 2 > len(self.fields):
            raise LayoutColumnsError(file, self.name, missing, is_none_there=len(missing) == len(self.fields))

    def has_rows_like(self, rows: Sequence[Mapping[str, object]]) -> bool:
        """Return whether all these objects have its keys, and evidence that is no object of an export of factdb."""
        return bool(self.keys and rows) and all(
            set(self.keys) <= row.keys() and _holds_lists(row.get("evidence")) for row in rows
        )

    def record(self, fields: Fields, row: FileRow, cells: Iterable[tuple[str, str, object]]) -> ClaimRecord:
        """Make a record of a row: what cannot be read, such as a date, is left out with a remark."""
        remarks: list[str] = []
        readable = list(self._readable(fields, cells, remarks))
        if any(name == "check_label" for name, _, _ in readable):
            readable += [(name, name, value) for name, value in self.all.items()]
        return replace(fields.record(row.line, row.raw, readable), remarks=tuple(remarks))

    def _readable(
        self, fields: Fields, cells: Iterable[tuple[str, str, object]], remarks: list[str]
    ) -> Iterator[tuple[str, str, object]]:
        for name, column, value in cells:
            if value in self.missing:
                continue
            cell = liar.name_of_slug(value) if name in self.slugs and isinstance(value, str) else value
            try:
                fields.read[name](cell, column, fields.options)
            except BadValueError as error:
                if name in _CLAIM:
                    raise
                remarks.append(f"{error} The value is kept only in the raw row.")
            else:
                yield name, column, cell


def of_width(ready: Iterable[Layout], cells: int) -> str | None:
    """Return the name of the layout without headings that has rows of so many cells."""
    fitting = (layout.name for layout in ready for names in layout.headings if len(names) == cells)
    return next(fitting, None)


def _holds_lists(evidence: object) -> bool:
    return isinstance(evidence, list) and all(isinstance(part, list) for part in evidence)


def load(file: bytes) -> dict[str, Layout]:
    """Return the layouts in a file in the form of seeds/layouts.toml, by name."""
    tables = tomllib.loads(file.decode("utf-8"))["layouts"]
    return {table["name"]: Layout(**table) for table in tables}
