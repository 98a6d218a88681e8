"""Reads a ledger for Python programs: claims, evidence and quotation checks as typed rows, answers to SQL, exports."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

from factdb import partial_files
from factdb.domain import dates
from factdb.domain.claim_filter import ClaimFilter, ClaimRequest
from factdb.domain.identities import Owners
from factdb.domain.search.filter_address import Reader
from factdb.errors import UnknownWordError
from factdb.errors.reports import LongAnswerError
from factdb.extract import propose
from factdb.formats.tables import table_writer
from factdb.python import rows
from factdb.reports.sql import questions
from factdb.services import claim_lookup
from factdb.services.actor import Viewer, find_viewer
from factdb.services.claims import proposals
from factdb.services.exports.rows import EXPORTS
from factdb.services.imports import import_list
from factdb.services.people import duplicates as people_duplicates
from factdb.services.people.namebook import BOOKS
from factdb.services.reads import (
    claim_list,
    claim_list_at,
    claim_page,
    claim_page_at,
    evidence_list,
    quotation_checks,
    saved_search_list,
)
from factdb.services.reads import similar as similar_claims
from factdb.store import sessions, standby
from factdb.store.engine import Database

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.extract.proposal import Proposal
    from factdb.services.reads.list_types import ImportRow, QuotationCheckRow, SearchRow, SimilarRow
    from factdb.services.reads.people_types import DuplicateRow
    from factdb.services.reads.row_types import ClaimPage, ClaimRow, EvidenceRow
    from factdb.settings import Settings

ClaimName = int | str
"""A claim's number or its uid."""


class DeskReader:
    """A ledger that is open to read; `Desk` adds the methods that write."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database.of(settings)
        self._standby = Database.standby(settings)
        self._position: str | None = None  # of the server's log, after the last change
        self._session: Session | None = None

    @property
    def handle(self) -> str:
        """The handle of the reviewer who acts."""
        return self.settings.handle

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """Yield the transaction's session, or one that reads the ledger as it is at one moment."""
        if self._session is not None:
            yield self._session
            return
        choice = standby.choose(self.database, self._standby, self._position)
        with sessions.reading(choice.database) as session:
            yield session

    def _viewer(self, session: Session) -> Viewer:
        return find_viewer(session, self.handle, datetime.now(UTC))

    def claims(
        self,
        claims: ClaimName | Sequence[ClaimName] | None = None,
        *,
        sort: str | None = None,
        after: ClaimName | None = None,
        limit: int | None = None,
        at: str | date | None = None,
        **filters: Unpack[rows.ClaimFilters],
    ) -> list[ClaimRow]:
        """Return claims, newest said first; `sort` names a column, with - before it for the reverse order.

        `at` shows the claims as they were at a day's end or at a moment in UTC.
        """
        with self._reading() as session:
            claim_filter = self._claim_filter(session, claims, filters)
            start = None if after is None else claim_lookup.claim_number(session, after)
            if at is None:
                return list(claim_list.rows(session, claim_filter, sort, start, limit))
            return list(claim_list_at.rows(session, claim_filter, rows.moment(at, "at"), sort, start, limit))

    def claim(self, claim: ClaimName, *, at: str | date | None = None, history: bool = False) -> ClaimPage:
        """Return all of one claim: passage, verdicts, evidence, links, notes, and with `history` every event."""
        with self._reading() as session:
            viewer = self._viewer(session)
            if at is None:
                return claim_page.page_of(session, claim, viewer=viewer, with_history=history)
            return claim_page_at.page_of(session, claim, rows.moment(at, "at"), viewer=viewer, with_history=history)

    def evidence(self, claim: ClaimName) -> list[EvidenceRow]:
        """Return the evidence on a claim, with the rows that were withdrawn."""
        with self._reading() as session:
            return evidence_list.evidence_of(session, claim_lookup.claim_number(session, claim))

    def similar(self, text: str | int, *, limit: int = 10, decided: bool = False) -> list[SimilarRow]:
        """Return claims that are like a text, or like the claim of that number; the most alike come first."""
        with self._reading() as session:
            if isinstance(text, int):
                return similar_claims.to_claim(
                    session, claim_lookup.claim_number(session, text), limit, decided=decided
                )
            return similar_claims.to_text(session, text, limit, decided=decided)

    def proposals(self, text: str, *, published: rows.Day | None = None, source: str | None = None) -> list[Proposal]:
        """Return the claims that the text of an article may make. Nothing is written.

        `published` resolves words such as "yesterday"; `source` is the speaker of what the article asserts itself.
        """
        with self._reading() as session:
            known = proposals.known_speakers(session)
            outlet = proposals.outlet_name(session, source) if source else None
        partial = dates.UNKNOWN if published is None else rows.day(published, "published")
        return proposals.with_narrator(propose(text, proposals.exact_day(partial), known), outlet)

    def check_quotation(self, claim: ClaimName, *, against: str | None = None) -> QuotationCheckRow:
        """Compare a claim's quotation with the evidence on it, or with the text `against`, word by word.

        The keys are those of `claims check-quote --json`: result, changes, coverage (0 to 1), suggested, place.
        """
        source = None if against is None else quotation_checks.SourceFile("the text", against)
        with self._reading() as session:
            return quotation_checks.Checker(session, source).check(claim).row()

    def imports(self) -> list[ImportRow]:
        """Return the imports of files, newest first."""
        with self._reading() as session:
            return list(import_list.import_rows(session))

    def duplicates(
        self, kind: Literal["speaker", "source"] = "speaker", *, name: str | None = None
    ) -> list[DuplicateRow]:
        """Return pairs of speakers or sources that may be the same, the most likely first; `name` is part of a name.

        Of a pair `other` has the better name. `merge_ids` are the pair, or all of a group; the last one is to be kept.
        """
        book = BOOKS[rows.word(Owners, kind)]
        with self._reading() as session:
            return people_duplicates.duplicate_pairs(session, book, name)

    def searches(self) -> list[SearchRow]:
        """Return the saved searches of the reviewer who acts, with counts; `claims(saved=NAME)` runs one."""
        with self._reading() as session:
            return list(saved_search_list.rows(session, Reader(self.handle, datetime.now(UTC))))

    def sql(
        self,
        query: str,
        parameters: Mapping[str, object] | None = None,
        *,
        seconds: float = 5.0,
        max_rows: int = 10_000,
    ) -> list[dict[str, Any]]:
        """Query the views (v1_claims, public1_claims and others) in SQL, outside of any open transaction.

        Values stand in the query as :name and are sent as text: write CAST(:n AS INTEGER) to compare numbers. More
        than `max_rows` rows are an error, never a part of the answer.
        """
        values = {name: str(value) for name, value in (parameters or {}).items()}
        question = questions.SqlQuestion(query, values, seconds, max_rows)
        questions.require_used(question)
        answer = questions.ask(self.database, Database.reader(self.settings), question)
        if answer.has_more:
            raise LongAnswerError(len(answer.rows))
        return list(answer.mappings())

    def export(
        self,
        path: str | Path,
        export: Literal["claims", "evidence", "verdicts", "history", "speakers"] = "claims",
        *,
        claims: ClaimName | Sequence[ClaimName] | None = None,
        **filters: Unpack[rows.ClaimFilters],
    ) -> int:
        """Write an export to a file, and return the number of rows.

        The file's ending names the format: csv, tsv, jsonl, json, parquet, xlsx, each also with .gz.
        """
        path = Path(path)
        export_format = table_writer.format_of(path)
        if export not in EXPORTS:
            raise UnknownWordError("export", export, list(EXPORTS))
        chosen = EXPORTS[export]
        with self._reading() as session:
            claim_filter = self._claim_filter(session, claims, filters)
            exported = chosen.rows(session, claim_filter, self._viewer(session))
            with partial_files.open_whole(path) as out:
                return table_writer.write(exported, chosen.columns, export_format, out)

    def _claim_filter(
        self, session: Session, claims: ClaimName | Sequence[ClaimName] | None, filters: rows.ClaimFilters
    ) -> ClaimFilter:
        request = ClaimRequest()
        if "saved" in filters:
            reader = Reader(self.handle, datetime.now(UTC))
            request = saved_search_list.opened(session, filters.pop("saved"), reader).request
        request = replace(request, claims=rows.names(claims), **rows.claim_criteria(filters))
        return claim_list.resolve(session, request)
