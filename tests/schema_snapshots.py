"""Writes migrations/schema_*.txt from databases that the revisions made: python -m tests.schema_snapshots [URL]."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from factdb import resources
from factdb.store.engine import Database
from factdb.store.schema import schema, schema_text


def write(database: Database) -> Path:
    """Migrate an empty database and write its schema's text."""
    schema.upgrade(database, datetime.now(UTC))
    with database.engine("ro").connect() as connection:
        path = resources.folder("migrations") / f"schema_{connection.dialect.name}.txt"
        path.write_text("\n".join(schema_text.lines(connection)) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"{write(Database.sqlite(Path(folder) / 'empty.db'))}\n")
    for url in sys.argv[1:]:
        sys.stdout.write(f"{write(Database(url, url, is_postgresql=True))}\n")
