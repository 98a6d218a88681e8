"""Changes claims whose rows say something else than at their last import: the rows changed, or the options did.

Rows are changed together, in one savepoint. What only services can do, which write at once, is done row by row, and so
is what is refused: a refused row takes back only its own writes.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.errors import FactdbError
from factdb.errors.decisions import CorrectionWaitsError
from factdb.errors.exchange import RowRefusedError
from factdb.services.imports.changed_documents import ChangedDocuments
from factdb.services.imports.changed_part import ChangedPart, ChangeLists, RowsRefusedTogetherError
from factdb.services.imports.row_sides import RowReader
from factdb.store.models import Import

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factdb.services.imports.new_claims import Adding
    from factdb.services.imports.recognising import RecognisedClaim, Row
    from factdb.services.imports.stored_rows import StoredRows

    Pair = tuple[Row, RecognisedClaim]
    Outcome = bool | RowRefusedError


class Changing:
    """Changes the claims of one file."""

    def __init__(self, adding: Adding, stored: StoredRows) -> None:
        """Share the look-up of people and pages with `adding`."""
        self.lists = ChangeLists()
        self._adding = adding
        self._session = adding.session
        self._reader = RowReader(adding.run, stored)
        self._documents = ChangedDocuments(adding)

    def is_same(self, row: Row, recognised: RecognisedClaim) -> bool:
        """Return whether a row says what it said at its last import."""
        return self._reader.is_same(row, recognised)

    def change(self, pairs: Sequence[Pair]) -> Iterator[Outcome]:
        """Change claims to the new states of their rows; yield for each whether anything changed, or the refusal."""
        for part in _parts(pairs):
            for pair, outcome in zip(part, self._change_together(part), strict=True):
                yield self._change_alone(pair) if outcome is None else outcome

    def _change_together(self, pairs: Sequence[Pair]) -> list[bool | None]:
        """Return for each row whether it changed anything; None: it must be changed alone."""
        outcomes: list[bool | None] = [None] * len(pairs)
        # A row alone takes the same way only once.
        places = list(range(len(pairs))) if len(pairs) > 1 else []
        while places:
            part = self._part(is_alone=False)
            try:
                with self._session.begin_nested():
                    changed = part.change([pairs[place] for place in places])
            except RowsRefusedTogetherError as refused:
                self._forget()
                places = [place for at, place in enumerate(places) if at not in refused.places]
            except FactdbError:
                self._forget()
                break
            else:
                self._finish(part)
                for place, outcome in zip(places, changed, strict=True):
                    outcomes[place] = outcome
                break
        return outcomes

    def _change_alone(self, pair: Pair) -> Outcome:
        row, recognised = pair
        part = self._part(is_alone=True)
        try:
            # A savepoint, so that a refused row rolls back only its own writes.
            with self._session.begin_nested():
                outcome = part.change([pair])[0]
        except FactdbError as error:
            self._forget()
            if isinstance(error, RowRefusedError):
                return error
            way = f" {error.next_step}" if isinstance(error, CorrectionWaitsError) else ""
            return self._refused(row, f"cannot change claim {recognised.claim_id}: {error}{way}")
        self._finish(part)
        return bool(outcome)

    def _part(self, *, is_alone: bool) -> ChangedPart:
        return ChangedPart(self._adding, self._reader, self._documents, self._undone, is_alone=is_alone)

    def _forget(self) -> None:
        """Look everything up again: people and pages of the rows were rolled back too."""
        self._adding.forget()
        self._documents.forget()

    def _finish(self, part: ChangedPart) -> None:
        """Take over what a part did, once its savepoint stands."""
        self.lists.extend(part.lists)
        part.batch.collect()
        self._documents.finish()

    @cached_property
    def _undone(self) -> frozenset[str]:
        """The uids of imports that were undone: nobody undoes one while this one runs."""
        return frozenset(self._session.scalars(select(Import.uid).where(Import.undone_at.is_not(None))))

    def _refused(self, row: Row, reason: str) -> RowRefusedError:
        return RowRefusedError(self._adding.run.file, row.record.line, reason).of(dict(row.record.raw))


def _parts(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Yield the rows in parts in which a claim stands once: its second row needs what the first changed."""
    part: list[Pair] = []
    numbers: set[int] = set()
    for pair in pairs:
        if pair[1].claim_id in numbers:
            yield part
            part, numbers = [], set()
        part.append(pair)
        numbers.add(pair[1].claim_id)
    if part:
        yield part
