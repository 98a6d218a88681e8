"""Reads the stored row of an earlier import again, and what the history of its claim tells of imports."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.history import chain
from factdb.formats import reading
from factdb.services.decisions.publisher_scales import ScaleDefault
from factdb.services.imports.import_run import read_options
from factdb.store.models import History

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.services.imports.import_run import ImportOptions
    from factdb.services.imports.recognising import RecognisedClaim


def options_of(kept: RecognisedClaim, today: ImportOptions) -> ImportOptions:
    """Return the options of a row's import; those of today for a row of before imports were recorded."""
    return today if kept.options is None else with_repair(kept, read_options(kept.options))


def with_repair(recognised: RecognisedClaim, options: ImportOptions) -> ImportOptions:
    """Return the options with which a row is read: one whose texts an import repaired is always repaired."""
    return replace(options, repair=True) if recognised.is_repaired and not options.repair else options


class StoredRows:
    """Reads rows as an import with these or those options reads them; scales of publishers are read once."""

    def __init__(self, session: Session) -> None:
        """Remember the session."""
        self._session = session
        self._scales: dict[str, ScaleDefault] = {}
        self._read: dict[tuple[object, ...], tuple[ImportOptions, ClaimRecord | None]] = {}

    def completed(self, record: ClaimRecord, options: ImportOptions) -> ClaimRecord:
        """Add the default values to a row: its source, and the scale of its labels."""
        if options.source and not record.source:
            record = replace(record, source=options.source)
        if options.scale and any(check.label and not check.scale for check in record.checks):
            if options.scale not in self._scales:
                self._scales[options.scale] = ScaleDefault(self._session, options.scale)
            of = self._scales[options.scale].of
            checks = (replace(check, scale=check.scale or of(check.publisher)) for check in record.checks)
            record = replace(record, checks=tuple(checks))
        return record

    def read_again(self, kept: RecognisedClaim, options: ImportOptions) -> ClaimRecord | None:
        """Read a stored row with these options; return None where it can no longer be read."""
        # The options stay beside the record: while they are there, no other object has their identity.
        row = kept.claim_id, kept.raw, id(options)
        if row not in self._read:
            form = reading.ImportFormat(kept.format)
            record = reading.read_again(kept.raw, str(kept.file), form, options.for_row(kept.raw, form))
            self._read[row] = options, self.completed(record, options) if record else None
        return self._read[row][1]

    def forget(self) -> None:
        """Forget the rows of a batch, which are asked for several times; others come next."""
        self._read.clear()


def histories_of(session: Session, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the bodies of the histories of claims, by their numbers, oldest first."""
    query = select(History.claim_id, History.body, History.words).where(History.claim_id.in_(numbers))
    bodies: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for claim_id, body, words in session.execute(query.order_by(History.claim_id, History.seq)):
        bodies[claim_id].append(chain.read_opened(body, words))
    return bodies
