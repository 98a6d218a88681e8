"""Files of claims that tests write, and take into a desk."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from factdb.errors.exchange import RowRefusedError
from factdb.formats import reading
from factdb.formats.reading import ImportFormat
from factdb.formats.records.values import Options
from factdb.services.imports import importing
from factdb.services.imports.importing import Taken
from tests.services.conftest import Desk


def import_file(
    desk: Desk,
    text: str | bytes,
    form: str | None = None,
    refused: list[RowRefusedError] | None = None,
    **how: Any,  # noqa: ANN401 - a file's particulars
) -> Taken:
    """Take a file; rows that can't be taken are raised, or gathered in `refused` while the others are taken."""
    raw = text.encode() if isinstance(text, str) else text
    options = Options(how.pop("columns", {}), how.pop("date_order", None), repair=how.pop("repair", False))
    name = how.pop("name", "claims.file")
    read = reading.read(io.BytesIO(raw), name, ImportFormat(form) if form else None, options)

    def refuse(refusal: RowRefusedError) -> bool:
        if refused is None:
            raise refusal
        refused.append(refusal)
        return True

    taken = importing.take(desk.session, desk.ana, importing.ImportFile(name, read, options, **how), refuse)
    desk.session.flush()
    return taken


def row_counts(taken: Taken) -> Sequence[int]:
    """Return how many rows were added, changed, and the same."""
    return [taken.added, taken.changed, taken.same]
