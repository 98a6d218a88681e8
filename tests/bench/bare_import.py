"""A peer of `factdb import`: the rows of a filled desk go into a new one by the engine's own way, and are timed.

bare_import.py sqlite|loader|core|copy FILLED NEW prints the seconds of CPU and on the clock as JSON. Reading isn't
timed. The loader is the import's own: what it takes is what the import spends on SQLite.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, insert

from factdb.store import sessions
from factdb.store.bulk.loader import COLUMNS, Loader
from factdb.store.engine import Database
from factdb.store.models import Claim

# What an import of flat rows writes; foreign keys point upwards. The rows that `factdb init` makes are there already.
_TABLES = (
    "desk_history",
    "sources",
    "source_names",
    "speakers",
    "speaker_names",
    "claims",
    "history",
    "imports",
    "origins",
)
_KEYS = {"desk_history": (0,), "source_names": (0, 1), "speaker_names": (0, 1), "history": (0, 1), "origins": (0, 1)}
# Columns in the loader's order: a table that a revision has altered holds them in another.
_QUERIES = {table: f"SELECT {', '.join(COLUMNS[table])} FROM {table}" for table in _TABLES}  # noqa: S608 - ours
# The search index is dropped like the others, with the triggers by which it follows, and made anew at the end.
_INDICES = """
SELECT type || ' ' || name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'
OR type = 'trigger' AND name GLOB 'search_*' AND tbl_name IN ('claims', 'evidence')
"""
_AT_ONCE = 1_000
Rows = dict[str, list[tuple[Any, ...]]]


def main() -> None:
    """Copy, and tell how long it took."""
    how, filled, new = sys.argv[1:]
    sys.stdout.write(json.dumps({"sqlite": _sqlite, "loader": _loader, "core": _core, "copy": _copy}[how](filled, new)))


def _timed(work: Callable[[], None]) -> dict[str, float]:
    cpu, wall = time.process_time(), time.monotonic()
    work()
    return {"cpu": time.process_time() - cpu, "wall": time.monotonic() - wall}


def _missing(filled: Rows, new: Rows) -> Rows:
    found: Rows = {}
    for table in _TABLES:
        key = _KEYS.get(table, (0,))
        there = {tuple(row[at] for at in key) for row in new[table]}
        found[table] = [row for row in filled[table] if tuple(row[at] for at in key) not in there]
    return found


def _sqlite(filled: str, new: str) -> dict[str, float]:
    with closing(sqlite3.connect(filled)) as source, closing(sqlite3.connect(new, isolation_level=None)) as target:
        both = [_from_sqlite(side) for side in (source, target)]
        rows = _missing(*both)
        target.execute("PRAGMA foreign_keys = ON")
        target.execute("PRAGMA cache_size = -64000")

        def work() -> None:
            target.execute("BEGIN IMMEDIATE")
            indices = target.execute(_INDICES).fetchall()
            for name, _ in indices:
                target.execute(f"DROP {name}")
            for table, found in rows.items():
                target.executemany(_insertion(table), found)
            for _, sql in indices:
                target.execute(sql)
            target.execute("INSERT INTO search_claims (search_claims) VALUES ('rebuild')")
            target.execute("COMMIT")

        return _timed(work)


def _insertion(table: str) -> str:
    columns = COLUMNS[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - ours


def _loader(filled: str, new: str) -> dict[str, float]:
    with closing(sqlite3.connect(filled)) as source, closing(sqlite3.connect(new)) as target:
        rows = _missing(*(_from_sqlite(side) for side in (source, target)))

    def work() -> None:
        with sessions.writing(Database.sqlite(Path(new))) as session:
            loader = Loader(session)
            loader.drop_indices(_TABLES)
            loader.write(rows)
            loader.finish()

    return _timed(work)


def _from_sqlite(connection: sqlite3.Connection) -> Rows:
    return {table: connection.execute(query).fetchall() for table, query in _QUERIES.items()}


def _from_postgresql(filled: str, new: str) -> Rows:
    """Read what isn't in both, but for what the server makes itself: the words of claims."""
    both = []
    for url in (filled, new):
        with psycopg.connect(url) as connection:
            both.append({table: connection.execute(query).fetchall() for table, query in _QUERIES.items()})
    return _missing(*both)


def _core(filled: str, new: str) -> dict[str, float]:
    rows = _from_postgresql(filled, new)
    tables = Claim.metadata.tables
    named = {name: [dict(zip(tables[name].columns.keys(), row, strict=True)) for row in rows[name]] for name in _TABLES}
    for row in named["claims"]:
        row["flags"] = ()
    engine = create_engine(new.replace("postgresql://", "postgresql+psycopg://"))

    def work() -> None:
        with engine.begin() as connection:
            for name, found in named.items():
                for start in range(0, len(found), _AT_ONCE):
                    connection.execute(insert(tables[name]), found[start : start + _AT_ONCE])

    return _timed(work)


def _copy(filled: str, new: str) -> dict[str, float]:
    rows = _from_postgresql(filled, new)

    def work() -> None:
        with psycopg.connect(new) as connection, connection.cursor() as cursor:
            for name, found in rows.items():
                with cursor.copy(f"COPY {name} ({', '.join(COLUMNS[name])}) FROM STDIN") as copy:
                    for row in found:
                        copy.write_row(row)

    return _timed(work)


if __name__ == "__main__":
    main()
