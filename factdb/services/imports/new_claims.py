"""Adds new claims: all rows of a batch are written at once."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from factdb.domain import ids
from factdb.errors import AmbiguousNameError
from factdb.errors.exchange import RowRefusedError
from factdb.services.imports import import_rows
from factdb.services.imports.batch_history import Firsts
from factdb.services.imports.file_documents import Pages
from factdb.services.imports.file_people import Sources, Speakers
from factdb.services.imports.file_topics import FileTopics
from factdb.services.imports.import_rows import Places
from factdb.services.ledger import desk_ledger
from factdb.store.bulk.loader import COLUMNS, Loader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.services.actor import Actor
    from factdb.services.imports.import_run import ImportRun
    from factdb.services.imports.recognising import Row as FileRow
    from factdb.store.bulk.loader import Row

_CLAIM = itemgetter(*COLUMNS["claims"])
_HASH = COLUMNS["history"].index("hash") - 1  # in a row without the claim's number
# Each table comes after the tables that it refers to.
_REFERENCES = (
    "desk_history", "sources", "source_names", "source_domains", "speakers", "speaker_names", "documents", "captures",
    "topics",
)  # fmt: skip
_OF_CLAIMS = ("claims", "history", "origins", "claim_topics", "other_checks", "evidence")


class Adding:
    """Adds the batches of one file, and remembers names between batches."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        loader: Loader,
        run: ImportRun,
    ) -> None:
        """Remember the import, whose file and uid stand in the histories."""
        self.session = session
        self.actor = actor
        self.loader = loader
        self.run = run
        self.speakers = Speakers(session, actor)
        self.sources = Sources(session, actor)
        self.pages = Pages(session, actor, self.sources, loader)
        self.topics = FileTopics(session)
        self._uids = ids.uuids_in_order(actor.now)
        self._firsts = Firsts(actor, run, self.places().fresh_told, self._uids)

    def add(self, found: Sequence[FileRow]) -> list[RowRefusedError]:
        """Add a claim for each row, in order; return the refusals of the other rows."""
        with self.loader.ahead():  # none of it looks at the claims of the batch before
            self.look_up([row.record for row in found])
            # Checked before anything is added: a refused row must not add a speaker or a page.
            judged = [(row, self.refusal(row.record)) for row in found]
            rows = [row for row, refusal in judged if refusal is None]
            places = self.places()
            numbers = self.loader.numbers("claims", len(rows))
        batch: dict[str, list[Row]] = defaultdict(list)
        for row, number in zip(rows, numbers, strict=False):
            self._add(batch, places, number, row)
        self.write(batch, places)
        return [refusal for _, refusal in judged if refusal is not None]

    def look_up(self, found: Sequence[ClaimRecord]) -> None:
        """Look up all references of rows before anything is added."""
        pages = [page for record in found for page in import_rows.pages_of(record)]
        topics = self.topics.look_up(topic for record in found for topic in record.topics)
        documents = self.pages.look_up(pages)  # before names, because a page can bring the name of a source
        outlets = {record.source for record in found} | {check.publisher for record in found for check in record.checks}
        sources = self.sources.look_up(outlets)
        speakers = self.speakers.look_up(
            record.speaker or (record.source if import_rows.is_by_outlet(record) else None) for record in found
        )
        self.sources.numbers = self.loader.numbers("sources", sources)
        self.speakers.numbers = self.loader.numbers("speakers", speakers)
        self.pages.numbers = self.loader.numbers("documents", documents)
        self.topics.numbers = self.loader.numbers("topics", topics)

    def forget(self) -> None:
        """Forget all look-ups, because a rollback may have removed some of the rows."""
        for each in (self.speakers, self.sources, self.pages, self.topics):
            each.forget()
        self.run.check()

    def places(self) -> Places:
        """Return the references of rows; from here on, only the batch writes the desk history."""
        desk = desk_ledger.DeskBatch(self.session, self.actor)
        undated = self.run.options.undated_as_published
        return Places(self.actor, self.speakers, self.sources, self.pages, desk, self._uids, undated)

    def refusal(self, record: ClaimRecord) -> RowRefusedError | None:
        """Return the reason why a correctly read row cannot become a claim; None if it can."""
        for at, evidence in enumerate(record.evidence):
            if not (evidence.answer_type or evidence.url or evidence.archived_url or evidence.title):
                column = f"evidence[{at}]"
                return self._refused(record, column, "does not name a page: it needs url, title or answer_type")
        is_certain = self.speakers.are_certain and self.sources.are_certain
        if is_certain and (record.speaker or not import_rows.is_by_outlet(record)):
            return None
        try:
            speaker = record.speaker or (self._outlet(record) if import_rows.is_by_outlet(record) else None)
            if speaker:
                self.speakers.resolve(speaker, record.said_on.day if record.said_on else None)
            for name in (record.source, *(check.publisher for check in record.checks)):
                if name:
                    self.sources.one(name)
        except AmbiguousNameError as error:
            return self._refused(record, "", f"has an ambiguous name: {error}")
        return None

    def _outlet(self, record: ClaimRecord) -> str | None:
        """Return the name of the outlet that carried a claim, before the claim or its page is added."""
        if record.source:
            return self.sources.outlet(self.sources.one(record.source), record.source)
        page = import_rows.carrying_document(record)
        return self.pages.outlet(page) if page else None

    def write(self, batch: dict[str, list[Row]], places: Places) -> None:
        """Write a batch with its new people and pages."""
        batch |= {
            "desk_history": places.events.rows,
            "sources": self.sources.rows,
            "source_names": self.sources.name_rows,
            "source_domains": self.pages.domain_rows,
            "speakers": self.speakers.rows,
            "speaker_names": self.speakers.name_rows,
            "documents": self.pages.rows,
            "captures": self.pages.capture_rows,
            "topics": self.topics.rows,
        }
        self.loader.write({table: batch[table] for table in _REFERENCES if table in batch})
        places.events.move_end()
        self.loader.write_later({table: batch[table] for table in _OF_CLAIMS if table in batch})

    def _add(self, batch: dict[str, list[Row]], places: Places, number: int, row: FileRow) -> None:
        record = row.record
        columns, uids = places.columns(record)
        tags = self.topics.of(places.events, record.topics) if record.topics else []
        lists: dict[str, list[Any]] = {"topics": [topic.name for topic in tags]}
        origin = record.external_id, row.fingerprint, row.nth
        run = self.run
        batch["origins"].append((number, 1, run.form, run.file, *origin, row.raw, places.at, run.number))
        if record.checks:
            lists["checks"] = list(_checks(batch["other_checks"], places, (number, run.number), record))
        if record.evidence:
            lists["evidence"] = list(_evidence(batch["evidence"], places, number, record))
        columns |= uids
        columns["id"] = number
        first = self._firsts.row(columns, origin, lists)
        columns["history_head"] = first[_HASH]
        batch["claims"].append(_CLAIM(columns))
        batch["history"].append((number, *first))
        batch["claim_topics"].extend((number, topic.id, columns["sort_on"]) for topic in tags)

    def _refused(self, record: ClaimRecord, column: str, reason: str) -> RowRefusedError:
        return RowRefusedError(self.run.file, record.line, reason, column=column).of(dict(record.raw))


def _checks(
    rows: list[Row], places: Places, numbers: tuple[int, int], record: ClaimRecord
) -> Iterator[import_rows.Facts]:
    """Collect the rows of checks; `numbers` are those of the claim and of the import."""
    claim_id, import_id = numbers
    for n, check in enumerate(record.checks, start=1):
        publisher, told = places.check(check)
        rows.append(import_rows.check_row((claim_id, n, import_id), publisher, told))
        yield told


def _evidence(rows: list[Row], places: Places, number: int, record: ClaimRecord) -> Iterator[import_rows.Facts]:
    for n, evidence in enumerate(record.evidence, start=1):
        where, told = places.evidence(evidence)
        row = {"claim_id": number, "n": n, "added_by_id": places.actor.id, "added_at": places.at}
        rows.append(_EVIDENCE({**_NO_EVIDENCE, **told, **where, **row}))
        yield told


_EVIDENCE = itemgetter(*COLUMNS["evidence"])
_NO_EVIDENCE = dict.fromkeys(COLUMNS["evidence"])
