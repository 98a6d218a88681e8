"""Reads the ends of the histories in an old copy of the ledger: a SQLite file of any schema, or a dump."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from factdb.errors.database import CopyOnServerError, NotACopyError
from factdb.formats.dump.dump_file import DumpReader
from factdb.store.driver_errors import explaining_errors
from factdb.store.engine import Database
from factdb.store.schema import revision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from factdb.formats.dump.dump_file import Row

_SQLITE = b"SQLite format 3\0"
_SECOND_FORMAT = "0016"  # the revision from which histories are in version 2
_CLAIMS = text(
    "SELECT c.id, c.uid, c.history_length, h.hash, h.id FROM claims c "
    "LEFT JOIN history h ON h.claim_id = c.id AND h.seq = c.history_length ORDER BY c.id"
)
_DESK = text("SELECT seq, hash, id FROM desk_history ORDER BY seq DESC LIMIT 1")


class CopyEnd(NamedTuple):
    """The end of a history in a copy: of a claim, or of the desk where `uid` is None.

    Of a claim, a dump does not name the last row.
    """

    number: int | None
    uid: str | None
    length: int | None
    head: str | None
    row_id: str | None = None


class OldCopy(NamedTuple):
    """An old copy: the version of its histories (1 or 2), and their ends."""

    version: int
    ends: Iterator[CopyEnd]


def require_file(name: str) -> None:
    """Refuse the URL of a server."""
    if "://" in name:
        raise CopyOnServerError


@contextmanager
def open_copy(path: Path, stream: IO[bytes], shown: str) -> Iterator[OldCopy]:
    """Open a copy: a SQLite file by its path, anything else as a dump in the stream."""
    if stream.seekable() and stream.read(len(_SQLITE)) == _SQLITE:
        copy = Database(str(path), shown, is_postgresql=False)
        with explaining_errors(copy), copy.engine("ro").connect() as connection:
            schema = revision.current_revision(connection)
            if schema is None:
                raise NotACopyError(shown)
            yield OldCopy(_version(schema), _sqlite_ends(connection))
        return
    if stream.seekable():
        stream.seek(0)
    dump = DumpReader(stream, shown)
    yield OldCopy(_version(dump.schema), _dump_ends(dump))


def _version(schema: str) -> int:
    return 2 if schema >= _SECOND_FORMAT else 1


def _sqlite_ends(connection: Connection) -> Iterator[CopyEnd]:
    for number, uid, length, head, row_id in connection.execute(_CLAIMS):
        yield CopyEnd(number, uid, length, head, row_id)
    for length, head, row_id in connection.execute(_DESK):
        yield CopyEnd(None, None, length, head, row_id)


def _dump_ends(dump: DumpReader) -> Iterator[CopyEnd]:
    for section in dump.sections():
        if section.name == "claims":
            places = [section.columns.index(name) for name in ("id", "uid", "history_length", "history_head")]
            for row in section.rows:
                number, uid, length, head = (row[place] for place in places)
                yield CopyEnd(_int(number), str(uid), _int(length), str(head))
        elif section.name == "desk_history":
            places = [section.columns.index(name) for name in ("seq", "hash", "id")]
            last: Row | None = None
            for last in section.rows:  # noqa: B007 - the last row
                pass
            if last is not None:
                length, head, row_id = (last[place] for place in places)
                yield CopyEnd(None, None, _int(length), str(head), str(row_id))


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None
