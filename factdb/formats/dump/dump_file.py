"""Writes and reads a dump: a head, each table with one line per row, and a last line that proves it complete."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, cast

from factdb.errors import short
from factdb.errors.exchange import DumpRefusedError, NewerDumpError
from factdb.formats.files import strict_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Row = Sequence[int | str | bool | None]

NAME, VERSION = "factdb-dump", 1
LONGEST_LINE = 250_000_000  # bytes: a capture may hold 50 MB, and JSON may write six for one
_AT_ONCE = 200  # rows that are written in one go
_GZIP = b"\x1f\x8b"
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@dataclass(slots=True)
class DumpWriter:
    """Writes a dump, the same bytes for the same rows; it holds no time."""

    write_bytes: Callable[[bytes], object]
    schema: str
    counts: dict[str, int] = field(default_factory=dict)
    _hash: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self._lines([{"format": NAME, "version": VERSION, "schema": self.schema}])

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Row], at_once: int = _AT_ONCE) -> None:
        """Write a table, its rows as they come, so many in one go."""
        self._lines([{"table": name, "columns": list(columns)}])
        self.counts[name] = 0
        rows = iter(rows)
        while page := list(islice(rows, at_once)):
            self._lines(page)
            self.counts[name] += len(page)

    def end(self) -> str:
        """Write the last line: how many rows there are, and the SHA-256 of all lines before it; return that."""
        digest: str = self._hash.hexdigest()
        self._lines([{"rows": self.counts, "sha256": digest}])
        return digest

    def _lines(self, values: Iterable[object]) -> None:
        text = "".join(f"{_encode(list(value) if isinstance(value, tuple) else value)}\n" for value in values).encode()
        self._hash.update(text)
        self.write_bytes(text)


@dataclass(frozen=True, slots=True)
class DumpSection:
    """A table of a dump; its rows are read as they are asked for, once."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


class DumpReader:
    """Reads a dump; a fault is refused at its line, or at the end where only the end shows it."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        """Take a stream, packed or not, and read the first line; `name` is what refusals call the file."""
        self.name = name
        self.line = 0
        self._stream = _unpack(stream)
        self._hash = hashlib.sha256()
        self._counts: dict[str, int] = {}
        self._raw = self._next()
        self.schema = self._read_head()

    def sections(self) -> Iterator[DumpSection]:
        """Yield the tables in the order of the file; rows that the caller does not read are skipped."""
        while (header := self._table_header()) is not None:
            name, columns = header
            section = DumpSection(name, columns, self._rows(name))
            yield section
            # Rows that nobody asked for count for the hash of the whole all the same.
            for _ in section.rows:
                pass

    def refusal(self, why: str, next_step: str = "") -> DumpRefusedError:
        """Return the refusal of the line that was read last."""
        return DumpRefusedError(self.name, self.line, why, next_step)

    def _read_head(self) -> str:
        head = self._object() if self._raw[:1] == b"{" else {}
        if head.get("format") != NAME:
            raise self._no_dump()
        schema = head.get("schema")
        # True is an int to isinstance, and no version.
        if type(head.get("version")) is not int or not isinstance(schema, str):
            raise self.refusal("does not name the version of the dump")
        if head["version"] > VERSION:
            raise NewerDumpError(self.name, f"format {head['version']}", f"format {VERSION}")
        self._step()
        return schema

    def _table_header(self) -> tuple[str, tuple[str, ...]] | None:
        """Read the line that begins a table; None after a last line that is correct."""
        header = self._object()
        if "sha256" in header:
            self._check_end(header)
            return None
        name, columns = header.get("table"), header.get("columns")
        if not isinstance(name, str) or not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
            raise self.refusal("is not a row, the start of a table, or the end of the dump")
        if name in self._counts:
            raise self.refusal(f"begins the table {short(name)} a second time")
        self._step()
        return name, tuple(columns)

    def _rows(self, table: str) -> Iterator[Row]:
        self._counts[table] = 0
        while self._raw[:1] == b"[":
            row = self._row()
            self._counts[table] += 1
            self._step()
            yield row

    def _check_end(self, last_line: dict[str, Any]) -> None:
        if last_line.get("sha256") != self._hash.hexdigest():
            raise self.refusal("has the wrong SHA-256 for the lines before it: one of them was altered")
        if last_line.get("rows") != self._counts:
            raise self.refusal("has the wrong number of rows for the lines before it")
        # Two dumps that were joined into one file would load as the first alone.
        if self._stream.read(1):
            self.line += 1
            raise self.refusal("comes after the end of the dump")

    def _row(self) -> Row:
        try:
            text = self._raw.decode()
            row = cast("list[Any]", json.loads(text))
        except (ValueError, RecursionError) as error:
            raise self._no_json(error) from None
        # Looked at more closely only where something is escaped that may not be in a text.
        if "\\u0000" in text or "\\ud" in text or "\\uD" in text:
            for value in row:
                if isinstance(value, str) and (amiss := strict_json.flaw(value)):
                    raise self.refusal(f"has a text that {amiss.why}")
        return row

    def _object(self) -> dict[str, Any]:
        try:
            decoded = strict_json.decode(self._raw.decode())
        except (ValueError, RecursionError) as error:
            raise self._no_json(error) from None
        if not isinstance(decoded, dict) or strict_json.flaw(decoded):
            raise self.refusal("is not an object")
        return decoded

    def _no_json(self, error: Exception) -> DumpRefusedError:
        why = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "is not valid JSON"
        return self.refusal(f"{why}: the file is damaged")

    def _step(self) -> None:
        """Go to the next line; what was read counts for the hash."""
        self._hash.update(self._raw)
        self._raw = self._next()

    def _next(self) -> bytes:
        try:
            raw = self._stream.readline(LONGEST_LINE)
        except (OSError, EOFError, zlib.error) as error:
            self.line += 1
            raise self.refusal("is where the compressed data breaks off: the file is damaged") from error
        if not raw.endswith(b"\n"):
            raise self._cut_off(raw)
        self.line += 1
        return raw

    def _cut_off(self, raw: bytes) -> DumpRefusedError:
        self.line += 1
        if len(raw) == LONGEST_LINE:
            return self.refusal("is longer than a line of a dump can be")
        if self.line > 1 or raw.startswith(b'{"format"'):
            return self.refusal("is where the file is cut off")
        return self._no_dump()

    def _no_dump(self) -> DumpRefusedError:
        return self.refusal("does not begin a dump of factdb", "Name a file that was written by: factdb db dump")


def _unpack(stream: IO[bytes]) -> IO[bytes]:
    """Return the stream, unpacked where its first bytes say that it is packed."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    packed = buffered.peek(len(_GZIP))[: len(_GZIP)] == _GZIP
    return cast("IO[bytes]", gzip.GzipFile(fileobj=buffered, mode="rb")) if packed else buffered
