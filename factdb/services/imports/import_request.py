"""What somebody asks of an import, in the words that were typed or chosen, and the opening of the file with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from factdb.domain.dates_as_written import DateOrder
from factdb.domain.text import member
from factdb.formats import reading
from factdb.formats.records.values import Options
from factdb.formats.tables import column_mapping
from factdb.formats.tables.quoting import Quoting
from factdb.services.imports.import_run import ready_layout, ready_layouts
from factdb.services.imports.importing import ImportFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """The options of an import; None where the file itself decides.

    `mappings` are COLUMN=FIELD, as `--map` takes them. `empty` are texts of a table that stand for nothing. `like`
    names a ready mapping, which gives what is left open.
    """

    mappings: Iterable[str] = field(default_factory=tuple)
    file_format: str | None = None
    like: str | None = None
    scale: str | None = None
    source: str | None = None
    date_order: str | None = None
    encoding: str | None = None
    quoting: str | None = None
    empty: Sequence[str] = ()
    is_clean: bool = False
    undated_as_published: bool = False

    def open(self, stream: IO[bytes], name: str) -> ImportFile:
        """Open a file that can be sought in; the caller closes it after the last row."""
        options = self._options()
        fmt = member(reading.ImportFormat, "format", self.file_format) if self.file_format else None
        opened = reading.read(stream, name, fmt, options, self.encoding)
        return ImportFile(
            name, opened, options, self.scale, self.source, undated_as_published=self.undated_as_published
        )

    def _options(self) -> Options:
        layout = ready_layout(self.like) if self.like else None
        marks = self.quoting or (layout.quoting if layout else None)
        return Options(
            column_mapping.parse(self.mappings),
            member(DateOrder, "date order", self.date_order) if self.date_order else None,
            member(Quoting, "quoting", str(marks)) if marks else None,
            layout=layout,
            repair=self.is_clean,
            ready=tuple(ready_layouts().values()),
            empty=tuple(self.empty),
        )
