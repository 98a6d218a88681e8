"""Dumps the whole desk with its history as text, and loads a dump into an empty database, on either engine.

Rows are copied unchanged, and no history gets a new row, so all hashes stay valid.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Text, delete, func, inspect, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from factdb import resources
from factdb.domain import dates
from factdb.errors.archive import CaptureDamagedError, CaptureMissingError, NoCaptureFolderError
from factdb.errors.exchange import NewerDumpError, UndumpableError
from factdb.formats.dump import dump_columns, dump_file
from factdb.formats.dump.dump_columns import ColumnKind, RowShape
from factdb.services.documents import captures
from factdb.store import search_index
from factdb.store.base import FlagList, UtcDateTime
from factdb.store.bulk.loader import Loader
from factdb.store.models import Capture, indices
from factdb.store.models.accounts import SECRET_TABLES
from factdb.store.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, Table
    from sqlalchemy.types import TypeEngine

    from factdb.formats.dump.dump_file import DumpReader, DumpSection, Row
    from factdb.services.actor import Actor

# A lease ends by itself within an hour, is not in the history, and says nothing about a claim. Secrets, even as hashes,
# stay where they are: a copy of the desk signs nobody in.
LEFT_OUT = frozenset({"leases", "alembic_version", *SECRET_TABLES})
FILES = "capture_files"
_FILE_COLUMNS = ("sha256", "base64")
ReadFile = Callable[[str], bytes]
WriteFile = Callable[[bytes], object]
_AT_ONCE = 500
_MOST_CHARACTERS = 4_000_000  # to collect before writing; a single capture can have more
_KINDS: tuple[tuple[type[Any], ColumnKind], ...] = (
    (UtcDateTime, ColumnKind.TIME),
    (FlagList, ColumnKind.FLAGS),
    (Boolean, ColumnKind.BOOL),
    (Integer, ColumnKind.INT),
    (Date, ColumnKind.DAY),
    (DateTime, ColumnKind.TIME),
)


def writer(write_piece: Callable[[bytes], object]) -> dump_file.DumpWriter:
    """Start a dump with this program's schema, which calls `write_piece` for each piece."""
    return dump_file.DumpWriter(write_piece, resources.newest_revision())


def dump(session: Session, actor: Actor, out: dump_file.DumpWriter, read_file: ReadFile | None = None) -> list[str]:
    """Write the desk at one moment, with the rows of every table in the order of its key.

    `read_file` returns the file of a capture by its SHA-256: the files come last, each as a row with its bytes in
    base64. Without it they are left out. Return the files that are missing or damaged.
    """
    actor.require("db dump")
    left_out: list[str] = []
    connection = session.connection()
    # Parents first, so that a load reads a row after the rows that it refers to.
    for table in indices.METADATA.sorted_tables:
        if table.name not in LEFT_OUT:
            shape = _shape(table.name, {column.name: (column.type, bool(column.nullable)) for column in table.columns})
            out.table(table.name, shape.names, _checked(table.name, shape, _rows(connection, table, shape)))
    if read_file is not None and (names := _file_names(session)):
        # One at a time: each may have fifty megabytes.
        out.table(FILES, _FILE_COLUMNS, _file_rows(names, read_file, left_out), at_once=1)
    out.end()
    return left_out


def _file_rows(names: Iterable[str], read_file: ReadFile, left_out: list[str]) -> Iterator[Row]:
    """Yield the files; one that is missing or damaged is left out, so that the rest of the desk can be saved."""
    for sha256 in names:
        try:
            content = read_file(sha256)
        except (CaptureMissingError, CaptureDamagedError):
            left_out.append(sha256)
        else:
            yield sha256, base64.b64encode(content).decode()


def _file_names(session: Session) -> list[str]:
    """Return the SHA-256 of every file of a capture, in order; those of erased captures are gone."""
    named = select(Capture.file_sha256).where(captures.has_file())
    return sorted({sha256 for sha256 in session.scalars(named.distinct()) if sha256})


def _checked(table: str, shape: RowShape, rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        if amiss := shape.flaw(row):
            raise UndumpableError(table, amiss)
        yield row


def _rows(connection: Connection, table: Table, shape: RowShape) -> Iterator[Row]:
    """Yield the rows of a table as JSON values, read in small parts from the server."""
    is_postgresql = connection.dialect.name == "postgresql"
    plain: dict[ColumnKind, Callable[[Any], str]] = {}
    if is_postgresql:
        plain = {ColumnKind.DAY: date.isoformat, ColumnKind.TIME: dates.rfc3339}
    turned = [(at, plain[column.kind]) for at, column in enumerate(shape.columns) if column.kind in plain]
    order = [_in_order(column, is_postgresql=is_postgresql) for column in table.primary_key]
    query = select(*(_as_stored(column, is_postgresql=is_postgresql) for column in table.columns)).order_by(*order)
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as result:
        for row in result:
            if not turned:
                yield tuple(row)
                continue
            values = list(row)
            for at, turn in turned:
                if values[at] is not None:
                    values[at] = turn(values[at])
            yield values


def _as_stored(column: Column[Any], *, is_postgresql: bool) -> ColumnElement[Any]:
    """Read a column in its stored form, to avoid a conversion to enum members and back to text."""
    if isinstance(column.type, Boolean | Integer) or (is_postgresql and isinstance(column.type, Date)):
        return column
    if is_postgresql and isinstance(column.type, UtcDateTime):
        return column
    return type_coerce(column, Text())


def _in_order(column: Column[Any], *, is_postgresql: bool) -> ColumnElement[Any]:
    """Sort text by its code points on both engines, independent of the server's language."""
    return column.collate("C") if is_postgresql and _kind(column.type) is ColumnKind.TEXT else column


def require_known_schema(dump: DumpReader) -> None:
    """Raise an error if this program does not know the schema of a dump."""
    if dump.schema not in resources.revisions():
        if dump.schema.isdecimal() and dump.schema > resources.newest_revision():
            raise NewerDumpError(dump.name, f"schema {dump.schema}", resources.newest_revision())
        raise dump.refusal("names a schema that never existed")


def load(connection: Connection, dump: DumpReader, write_file: WriteFile | None = None) -> dict[str, int]:
    """Write the rows of a dump into a database that `schema.filling` opened; return their number by table.

    `write_file` stores the file of a capture; without it a dump with files is refused, so that none is lost unseen.
    """
    shapes = _shapes(connection)
    # A new schema contains the unknown speaker and source; the dump has its own rows for them.
    for name in (name for name in schema.MADE_WITH_ROWS if name in shapes):
        connection.execute(delete(indices.METADATA.tables[name]))
    loader = Loader(Session(connection))
    loader.drop_indices(shapes)
    counts = {
        section.name: _files(dump, section, write_file)
        if section.name == FILES
        else _section(connection, dump, section, shapes)
        for section in dump.sections()
    }
    loader.finish()
    if missing := [name for name in shapes if name not in counts]:
        raise dump.refusal(f"ends the dump, but the table {missing[0]} is missing")
    if connection.dialect.name == "postgresql":
        _number_on(connection, shapes)
    return counts


def _files(dump: DumpReader, section: DumpSection, write_file: WriteFile | None) -> int:
    """Store the files of captures; return their number."""
    if section.columns != _FILE_COLUMNS:
        raise dump.refusal("begins the files of captures with other columns than theirs")
    count = 0
    for row in section.rows:
        if write_file is None:
            raise NoCaptureFolderError
        try:
            sha256, content = row
            raw = base64.b64decode(str(content), validate=True)
        except ValueError as error:
            raise dump.refusal("is no file of a capture") from error
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise dump.refusal("has the wrong SHA-256 for the file of a capture")
        write_file(raw)
        count += 1
    return count


def _section(connection: Connection, dump: DumpReader, section: DumpSection, shapes: Mapping[str, RowShape]) -> int:
    """Write the rows of a table; return their number."""
    shape = shapes.get(section.name)
    if shape is None or set(section.columns) != set(shape.names) or len(section.columns) != len(shape.names):
        raise dump.refusal("begins a table that does not belong to this schema")
    columns_by_name = {column.name: column for column in shape.columns}
    shape = RowShape([columns_by_name[name] for name in section.columns])
    try:
        return _write(connection, section, _fitting(dump, shape, section))
    except OverflowError as error:
        raise dump.refusal("is near a number that is too large for its column") from error


def _shapes(connection: Connection) -> dict[str, RowShape]:
    """Return the shapes of the existing tables, which can be tables of an older schema.

    Columns that the database computes itself are left out.
    """
    columns_by_table = inspect(connection).get_multi_columns()
    stored = {
        name: [column for column in columns if "computed" not in column]
        for (_, name), columns in columns_by_table.items()
    }
    return {
        name: _shape(name, {column["name"]: (column["type"], column["nullable"]) for column in columns})
        for name, columns in stored.items()
        if name not in LEFT_OUT and not name.startswith(search_index.PREFIX)
    }


def _shape(table: str, columns: dict[str, tuple[TypeEngine[Any], bool]]) -> RowShape:
    """Return the shape of a table; if the models know a column, its type comes from the models."""
    model_table = indices.METADATA.tables.get(table)
    model: Mapping[str, Column[Any]] = {} if model_table is None else dict(model_table.c)
    return RowShape(
        [
            dump_columns.TableColumn(name, _kind(model[name].type if name in model else own), nullable)
            for name, (own, nullable) in columns.items()
        ]
    )


def _kind(of: TypeEngine[Any]) -> ColumnKind:
    return next((kind for types, kind in _KINDS if isinstance(of, types)), ColumnKind.TEXT)


def _fitting(dump: DumpReader, shape: RowShape, section: DumpSection) -> Iterator[Row]:
    for row in section.rows:
        if amiss := shape.flaw(row):
            raise dump.refusal(amiss)
        yield row


def _write(connection: Connection, section: DumpSection, rows: Iterator[Row]) -> int:
    """Write rows as fast as the driver can; return their number."""
    names = ", ".join(section.columns)
    if connection.dialect.name == "postgresql":
        return _copied(connection, f"COPY {section.name} ({names}) FROM STDIN", rows)
    marks = ", ".join("?" * len(section.columns))
    count = 0
    for page in _pages(rows):
        connection.exec_driver_sql(f"INSERT INTO {section.name} ({names}) VALUES ({marks})", page)  # noqa: S608 - names from the schema
        count += len(page)
    return count


def _pages(rows: Iterator[Row]) -> Iterator[list[tuple[Any, ...]]]:
    page: list[tuple[Any, ...]] = []
    waiting = 0
    for row in rows:
        page.append(tuple(row))
        waiting += sum(len(value) for value in row if isinstance(value, str))
        if len(page) == _AT_ONCE or waiting > _MOST_CHARACTERS:
            yield page
            page, waiting = [], 0
    if page:
        yield page


def _copied(connection: Connection, statement: str, rows: Iterator[Row]) -> int:
    driver: Any = connection.connection.driver_connection
    count = 0
    with _as_sqlalchemy_raises(connection), driver.cursor() as cursor, cursor.copy(statement) as copy:
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the number of rows
            copy.write_row(row)
    return count


@contextmanager
def _as_sqlalchemy_raises(connection: Connection) -> Iterator[None]:
    """Raise errors of the driver as SQLAlchemy's errors, because one place turns those into sentences."""
    driver: Any = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(None, None, error, driver.Error) from error


def _number_on(connection: Connection, tables: dict[str, RowShape]) -> None:
    """Make PostgreSQL continue numbering after the loaded rows."""
    for name, shape in tables.items():
        if any(column.name == "id" and column.kind is ColumnKind.INT for column in shape.columns):
            ids = indices.METADATA.tables[name].c.id
            newest = func.max(ids)
            sequence = func.pg_get_serial_sequence(name, "id")
            connection.execute(select(func.setval(sequence, newest)).having(newest.is_not(None)))
