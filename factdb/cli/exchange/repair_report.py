"""The report of `factdb import --on-error clean`: each text that was repaired, as it was and as it is."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.formats.reading import FileReading
    from factdb.formats.records.claim_record import Repair
    from factdb.formats.records.row_errors import Records

_SHOWN = 10


@dataclass(slots=True)
class RepairReport:
    """Writes the repairs of a file to a file of their own, and has sentences about the first ones."""

    file: str
    sentences: list[str] = field(default_factory=list)
    count: int = 0
    path: Path | None = None
    out: TextIO | None = None

    @classmethod
    @contextmanager
    def of_file(cls, file: str) -> Iterator[RepairReport]:
        """Yield the report of a file; the first repair creates its own."""
        report = cls(file)
        try:
            yield report
        finally:
            if report.out is not None:
                report.out.close()

    def watch(self, reading: FileReading) -> FileReading:
        """Return the reading of a file whose repairs are reported as its records are taken."""
        return replace(reading, records=self._watched(reading.records))

    def _watched(self, records: Records) -> Records:
        for record in records:
            for repair in () if isinstance(record, Exception) else record.repairs:
                self._add(record.line, repair)
            yield record

    def _add(self, line: int, repair: Repair) -> None:
        from factdb.errors import short
        from factdb.errors.database import UnwritableError

        self.count += 1
        if len(self.sentences) < _SHOWN:
            change = f"{short(repair.was)} -> {short(repair.now)}"
            self.sentences.append(f"{self.file}, line {line}: {repair.field} {change}")
        path = self.path = self.path or free_name(self.file, "repairs")
        try:
            self.out = self.out or path.open("x", encoding="utf-8", newline="\n")
            self.out.write(json.dumps({"line": line, **repair._asdict()}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise UnwritableError(path, error) from error

    def summary(self) -> list[str]:
        """Return the sentences, and where the rest is; [] if nothing was repaired."""
        if not self.count:
            return []
        texts = "1 text was" if self.count == 1 else f"{self.count} texts were"
        return [*self.sentences, f"{texts} repaired: see {self.path}. The rows as they were stay in origins.raw."]


def free_name(file: str, kind: str) -> Path:
    """Return a name beside nothing of that name yet: claims.errors.jsonl, then claims.errors-2.jsonl.

    So a weekly import leaves one file each week.
    """
    stem = Path(file).stem.replace(" ", "-")
    numbered = (Path(f"{stem}.{kind}{number}.jsonl") for number in chain([""], (f"-{n}" for n in count(2))))
    return next(path for path in numbered if not path.exists())
