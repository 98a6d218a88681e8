"""Lists the imports of files, and shows one: its file, its options, and the claims that it added or changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from factdb.errors.exchange import NoSuchImportError
from factdb.store.models import Import, Origin, Reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.services.reads.list_types import ImportDetails, ImportRow

COLUMNS = (
    "id", "at", "by", "file", "format", "added", "changed", "same", "refused", "undone_at", "undone_by",
)  # fmt: skip
TABLE_COLUMNS = ("id", "at", "by", "file", "added", "changed", "undone_at")


def import_rows(session: Session, after: int | None = None, limit: int | None = None) -> Iterator[ImportRow]:
    """Yield imports, newest first: all, or those before the number `after`, at most `limit`."""
    query = _rows().order_by(Import.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Import.id < after)
    for row in session.execute(query).mappings():
        yield _row(row)


def import_page(session: Session, number: int, most_claims: int | None = None) -> ImportDetails:
    """Return an import with its options and the numbers of its claims: all, or the first of them."""
    query = _rows().add_columns(Import.sha256, Import.options).where(Import.id == number)
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchImportError(number, are_unrecorded=unrecorded_claims(session) > 0)
    claims = select(Origin.claim_id).where(Origin.import_id == number).order_by(Origin.claim_id).limit(most_claims)
    options: dict[str, Any] = json.loads(row["options"])
    return {**_row(row), "sha256": row["sha256"], "options": options, "claims": list(session.scalars(claims))}


def unrecorded_claims(session: Session) -> int:
    """Return the number of claims that were only imported before imports were recorded: they cannot be undone."""
    any_recorded = aliased(Origin)
    is_recorded = exists().where(any_recorded.claim_id == Origin.claim_id, any_recorded.import_id.is_not(None))
    query = select(func.count(Origin.claim_id.distinct())).where(Origin.import_id.is_(None), ~is_recorded)
    return session.scalar(query) or 0


def ranges(numbers: Sequence[int]) -> str:
    """Return numbers in order as people write them: 3-7, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def _rows() -> Select[Any]:
    undoer = aliased(Reviewer)
    columns = [getattr(Import, name) for name in COLUMNS if name not in {"by", "undone_by"}]
    query = select(*columns, Reviewer.handle.label("by"), undoer.handle.label("undone_by"))
    return query.join(Reviewer, Reviewer.id == Import.by_id).outerjoin(undoer, undoer.id == Import.undone_by_id)


def _row(row: Any) -> ImportRow:  # noqa: ANN401 - a row of any query
    known: Any = {name: row[name] for name in COLUMNS}
    typed: ImportRow = known
    return typed
