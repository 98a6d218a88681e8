"""Checks the schema against this program's schema, and lets the engine check its pages, keys and indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from factdb.domain.history.chain import HistoryFinding
from factdb.store.distribution import is_distributed
from factdb.store.schema import expected_views, schema_state, schema_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factdb.services.verify.streams import Checked, Reader, Row

_SHOWN = 200  # characters of a difference; its subject is at the beginning

# A claim removed from SQLite's search index cannot be found; PostgreSQL maintains its indexes itself.
_INDEXED = """
SELECT 'claims', (SELECT count(*) FROM search_claims_docsize), (SELECT count(*) FROM claims)
UNION ALL
SELECT 'evidence', (SELECT count(*) FROM search_evidence_docsize), (SELECT count(*) FROM search_excerpts)
"""


def findings(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:
    """Check the schema, by its exact text if the engine keeps it, and by the server's own words if it does not."""
    lines = schema_text.differences(reader.connection) + schema_state.differences(reader.connection)
    views = expected_views.compare(reader.connection)
    checked.not_checked += schema_state.not_checked(reader.connection)
    if views.not_checked:
        checked.not_checked.append(views.not_checked)
    if not (lines or reader.is_postgresql):
        yield from _unindexed(reader)
    for line in lines + views.lines:
        yield HistoryFinding(f"the schema differs: {line if len(line) <= _SHOWN else f'{line[:_SHOWN]}…'}")


def _unindexed(reader: Reader) -> Iterator[HistoryFinding]:
    for table, indexed, there in reader.connection.execute(text(_INDEXED)):
        if indexed != there:
            yield HistoryFinding(
                f"the search index has {indexed} texts of {there}, {table}; build it again: factdb db reindex"
            )


_MOST = 1000  # problems that SQLite reports; its default is 100
_AMCHECK = """
SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'amcheck' AND NOT EXISTS (
    SELECT 1 FROM pg_proc p WHERE p.pronamespace = n.oid AND p.proname IN ('verify_heapam', 'bt_index_check')
      AND NOT has_function_privilege(p.oid, 'EXECUTE')
)
"""
_TABLES = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname
"""
_INDICES = """
SELECT i.indexrelid::regclass::text FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
WHERE c.relnamespace = current_schema()::regnamespace AND a.amname = 'btree' ORDER BY c.relname
"""


def checks(reader: Reader, checked: Checked) -> dict[str, Callable[[Reader, Checked], Iterator[HistoryFinding]]]:
    """Return the checks that this engine can do."""
    if not reader.is_postgresql:
        return {"references": _references, "pages": _pages}
    if reader.connection.scalar(text(_AMCHECK)) is not None:
        if is_distributed(reader.connection):
            checked.not_checked.append("the pages of the workers: amcheck reads those of the coordinator")
        return {"pages": _amcheck}
    checked.not_checked.append("the server's pages: the extension amcheck is not available to this user")
    return {}


def _references(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:  # noqa: ARG001 - one shape for all checks
    """Check every foreign key on SQLite, because a writer can switch foreign keys off."""
    for table, row, parent, _ in _pragma_rows(reader, "PRAGMA foreign_key_check"):
        yield HistoryFinding(f"table {table}, row {row}: it refers to a missing row of {parent}")


def _pages(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:  # noqa: ARG001
    """Check the pages, and every index against its table."""
    for (line,) in _pragma_rows(reader, f"PRAGMA integrity_check({_MOST})"):
        if line != "ok":
            yield HistoryFinding(f"the file is damaged: {' '.join(str(line).split())}")


def _pragma_rows(reader: Reader, pragma: str) -> Iterator[Row]:
    """Yield rows one by one, so that findings are kept even if the check itself then fails on a page."""
    yield from reader.connection.exec_driver_sql(pragma, execution_options={"yield_per": 1})


def _amcheck(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:  # noqa: ARG001
    """Check the pages of every table, and every index against its table."""
    extension_schema = reader.connection.scalar(text(_AMCHECK))
    for table in reader.connection.scalars(text(_TABLES)).all():
        # Names of indexes and tables come quoted from the server, which reads them as names.
        query = f"SELECT blkno, msg FROM {extension_schema}.verify_heapam(:name)"  # noqa: S608 - a name from the catalogue
        problems = reader.connection.execute(text(query), {"name": table})
        for block, message in problems:
            yield HistoryFinding(f"table {table} is damaged, page {block}: {message}")
    for index in reader.connection.scalars(text(_INDICES)).all():
        reader.connection.execute(text(f"SELECT {extension_schema}.bt_index_check(:name, true)"), {"name": index})
