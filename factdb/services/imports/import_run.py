"""Records an import: its file, its options and its numbers, in the table `imports` and in the desk history.

The options say how a row became a claim: with them, a row that is stored is read again as the import read it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from factdb import resources
from factdb.domain import ids, names
from factdb.domain.dates_as_written import DateOrder
from factdb.domain.history import chain
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError
from factdb.formats import reading
from factdb.formats.records.values import Options
from factdb.formats.tables import layouts
from factdb.services.ledger import desk_ledger
from factdb.store.bulk import numbers
from factdb.store.models import Import

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.formats.reading import FileReading
    from factdb.formats.tables.layouts import Layout
    from factdb.services.actor import Actor


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options that decide what a row says.

    With `has_headings`, `columns` has also the fields that the file's headings mean; `like` names a ready layout.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    scale: str | None = None
    source: str | None = None
    undated_as_published: bool = False
    repair: bool = False
    like: str | None = None
    has_headings: bool = False
    empty: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The options as JSON, the same text for the same options; only those that were set."""
        stated = {
            "columns": dict(self.columns),
            "date_order": str(self.date_order) if self.date_order else None,
            "scale": self.scale,
            "source": self.source,
            "undated_as_published": self.undated_as_published,
            "repair": self.repair,
            "like": self.like,
            "has_headings": self.has_headings,
            "empty": list(self.empty),
        }
        return chain.canonical({name: value for name, value in stated.items() if value})

    @classmethod
    def from_text(cls, text: str) -> ImportOptions:
        """Read the options of an import from its row; options of a later version of factdb are passed over."""
        stated: dict[str, Any] = json.loads(text)
        order = stated.get("date_order")
        return cls(
            stated.get("columns", {}),
            DateOrder(order) if order else None,
            stated.get("scale"),
            stated.get("source"),
            bool(stated.get("undated_as_published")),
            bool(stated.get("repair")),
            stated.get("like"),
            bool(stated.get("has_headings")),
            tuple(stated.get("empty", ())),
        )

    def for_row(self, raw: str, form: reading.ImportFormat) -> Options:
        """Return the options for reading a stored row again.

        A heading that meant nothing to the version of factdb that imported the row may mean a field today: such a
        column is left out, so that the row says again what it said then.
        """
        columns = dict(self.columns)
        if form in reading.SHEETS and self.has_headings:
            columns = {**dict.fromkeys(json.loads(raw), ""), **columns}
        layout = ready_layout(self.like) if self.like else None
        return Options(columns, self.date_order, repair=self.repair, layout=layout, empty=self.empty)


read_options = lru_cache(maxsize=100)(ImportOptions.from_text)
"""Reads the options of an import from its row; those of a batch of claims are often of one import."""


def options_of(
    file_reading: FileReading, options: Options, scale: str | None, source: str | None, *, undated_as_published: bool
) -> ImportOptions:
    """Return the options of an import; what its headings mean counts as if it had been typed."""
    return ImportOptions(
        {**options.columns, **file_reading.mapping},
        options.date_order,
        scale,
        source,
        undated_as_published,
        options.repair,
        options.layout.name if options.layout else None,
        bool(file_reading.mapping),
        tuple(sorted(set(options.empty))),
    )


@cache
def ready_layouts() -> dict[str, Layout]:
    """Return the layouts of public data sets that ship with factdb, by name."""
    return layouts.load((resources.folder("seeds") / "layouts.toml").read_bytes())


def ready_layout(name: str) -> Layout:
    """Return the layout of a public data set, of those that ship with factdb."""
    shipped = ready_layouts()
    if name not in shipped:
        raise NoSuchError("layout", name, names.nearest_names(name, shipped) or sorted(shipped))
    return shipped[name]


@dataclass(slots=True)
class Numbers:
    """How many rows of a file did what."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0


@dataclass
class ImportRun:
    """One import. It is stored with its first change: a file that changes nothing leaves no import behind."""

    session: Session
    actor: Actor
    file: str
    form: reading.ImportFormat
    sha256: str | None
    options: ImportOptions
    stored: int | None = None

    @cached_property
    def uid(self) -> str:
        """The uid of the import, which histories name."""
        return ids.uuid7(self.actor.now)

    @cached_property
    def options_text(self) -> str:
        """The options as the table has them."""
        return self.options.text

    @property
    def number(self) -> int:
        """The number of the import; asking for it stores the import."""
        if self.stored is None:
            self.stored = numbers.next_id(self.session, Import)
            who = {"by_id": self.actor.id, "at": self.actor.now}
            none_yet = {"added": 0, "changed": 0, "same": 0, "refused": 0}
            self.session.execute(insert(Import).values(id=self.stored, **self._facts(), **who, **none_yet))
        return self.stored

    def check(self) -> None:
        """Look whether the import is still stored, after a rollback that may have removed it."""
        if self.stored is not None and self.session.scalar(select(Import.id).where(Import.uid == self.uid)) is None:
            self.stored = None

    def finish(self, rows: Numbers) -> None:
        """Store the numbers, and tell the desk history of the import; nothing if the import changed nothing."""
        if self.stored is None:
            return
        counts = {"added": rows.added, "changed": rows.changed, "same": rows.same, "refused": rows.refused}
        self.session.execute(update(Import).where(Import.id == self.stored).values(**counts))
        facts = {"number": self.stored, **self._facts(), "rows": counts}
        desk_ledger.record(self.session, self.actor, DeskEvent.FILE_IMPORTED, facts)

    def _facts(self) -> dict[str, Any]:
        return {
            "uid": self.uid,
            "format": str(self.form),
            "file": self.file,
            "sha256": self.sha256,
            "options": self.options_text,
        }
