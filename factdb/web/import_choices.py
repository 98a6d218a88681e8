"""How a file is to be read, as the form of an import has it: which column becomes which field, and the options."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from factdb.services.imports.import_request import ImportRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

OPTIONS = ("file_format", "like", "scale", "source", "date_order", "encoding", "quoting")
ON_ERROR = {
    "stop": "import nothing",
    "skip": "import the other rows",
    "clean": "import the other rows, and repair texts",
}
MOST_COLUMNS = 150
"""Columns that the form has a choice for: each is part of the address of a summary."""
LEFT_OUT = "-"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a form. `fields` has only columns for which somebody chose: "" leaves a column out.

    `empty` are texts that stand for nothing, a line each.
    """

    fields: dict[str, str]
    options: dict[str, str]
    on_error: str = "stop"
    undated: bool = False
    empty: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Callable[[str], Sequence[object]]) -> Choices:
        """Read the choices; `values` returns all values of a name, in the order of the form."""

        def text(name: str) -> str:
            return next((value.strip() for value in values(name) if isinstance(value, str)), "")

        pairs = ((text(f"column-{n}"), text(f"field-{n}")) for n in range(MOST_COLUMNS))
        fields = {column: "" if field == LEFT_OUT else field for column, field in pairs if field}
        options = {name: text(name) for name in OPTIONS if text(name)}
        on_error = text("on_error") if text("on_error") in ON_ERROR else "stop"
        empty = tuple(line.strip() for line in text("empty").splitlines() if line.strip())
        return cls(fields, options, on_error, bool(text("undated")), empty)

    @property
    def goes_on(self) -> bool:
        """Whether the other rows are imported if some are refused."""
        return self.on_error != "stop"

    @property
    def digest(self) -> str:
        """A hash of the choices: a form carries that of the summary that somebody saw."""
        stated = json.dumps([self.fields, self.options, self.on_error, self.undated, self.empty])
        return hashlib.sha256(stated.encode("utf-8", "surrogatepass")).hexdigest()

    def request(self) -> ImportRequest:
        """Return what is asked of the import."""
        return ImportRequest(
            mappings=[f"{column}={field}" for column, field in self.fields.items()],
            is_clean=self.on_error == "clean",
            undated_as_published=self.undated,
            empty=self.empty,
            **self.options,
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the fields of a form that makes the same choices."""
        for n, (column, field) in enumerate(self.fields.items()):
            yield f"column-{n}", column
            yield f"field-{n}", field or LEFT_OUT
        yield from self.options.items()
        yield "on_error", self.on_error
        if self.undated:
            yield "undated", "yes"
        if self.empty:
            yield "empty", "\n".join(self.empty)

    @property
    def query(self) -> str:
        """The choices as the query of an address."""
        return urlencode(list(self.pairs()), errors="replace")
