"""Writes the rows of planned articles at once: documents, captures, speakers, claims, decisions and their histories."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.domain.history.events import DeskEvent
from factdb.domain.proposals import Judgement
from factdb.services.claims import proposals
from factdb.services.documents import captures, documents
from factdb.services.documents.document_filling import document_facts
from factdb.services.imports.file_documents import Pages
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.ledger.history_values import HistoryValues
from factdb.store.bulk.loader import COLUMNS, Loader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.documents.article_plans import ArticlePlanner, PlannedArticle, PlannedClaim
    from factdb.services.imports.file_people import Bearer
    from factdb.store.bulk.loader import Row

_AT_ONCE = 10  # articles; on PostgreSQL, the server writes them while the next are made
# Each table comes after the tables that it refers to.
_ORDER = (
    "desk_history", "sources", "source_names", "source_domains", "speakers", "speaker_names", "documents", "captures",
    "claims", "history", "proposal_decisions",
)  # fmt: skip


class ArticleRows:
    """The rows of the articles that are written at once, in the order in which one article after another adds them."""

    def __init__(self, session: Session, actor: Actor, planner: ArticlePlanner, loader: Loader) -> None:
        """Continue from the end of the desk history, whose turn the session has."""
        self._session = session
        self._actor = actor
        self._planner = planner
        self._loader = loader
        self._speakers, self._sources = planner.speakers, planner.sources
        self._pages = Pages(session, actor, planner.sources, self._loader)
        self._desk = desk_ledger.DeskBatch(session, actor)
        self._values = HistoryValues(session)
        self._rows: dict[str, list[Row]] = defaultdict(list)

    def write(self, planned: Sequence[PlannedArticle]) -> None:
        """Number and write the articles; afterwards each has the numbers of its claims."""
        self._begin_rows()
        numbers = self._loader.numbers
        self._speakers.numbers = numbers("speakers", len(self._planner.new_speakers))
        self._sources.numbers = numbers("sources", len(self._planner.new_sources))
        document_numbers = numbers("documents", len(planned))
        claim_numbers = numbers("claims", sum(len(article.claims) for article in planned))
        for at, article in enumerate(planned, start=1):
            article.document.id = next(document_numbers)
            self._add_document(article)
            for claim in article.claims:
                claim.claim.id = next(claim_numbers)
                self._add_claim(article, claim)
                article.claim_numbers.append(claim.claim.id)
            if at % _AT_ONCE == 0 or at == len(planned):
                self._write_rows()
        self._desk.move_end()
        self._planner.written()

    def _add_document(self, article: PlannedArticle) -> None:
        document, capture = article.document, article.capture
        source = self._pages.source_of(self._desk, article.draft)
        document.source_id = source.id
        capture.document_id, capture.n = document.id, 1
        facts = documents.addition_facts(document, document_facts(document, source.uid))
        self._desk.add(DeskEvent.DOCUMENT_ADDED, facts)
        self._desk.add(DeskEvent.DOCUMENT_CAPTURED, captures.history_facts(document, capture))
        self._rows["documents"].append(_row(document))
        self._rows["captures"].append(_row(capture))
        self._values.learn_pair("source_id", source.id, source.uid)
        self._values.learn_pair("document_id", document.id, document.uid)

    def _add_claim(self, article: PlannedArticle, planned: PlannedClaim) -> None:
        claim, document, capture = planned.claim, article.document, article.capture
        speaker = self._speaker(planned)
        claim.speaker_id, claim.source_id = speaker.id, document.source_id
        claim.document_id, claim.capture_n = document.id, capture.n
        self._values.learn_pair("speaker_id", speaker.id, speaker.uid)
        entry = claim_ledger.first_entry(self._values, claim, self._actor, [])
        at = dates.rfc3339(entry.at)
        columns = entry.seq, entry.id, entry.kind, self._actor.id, at, entry.body, entry.prev, entry.hash, entry.words
        self._rows["claims"].append(_row(claim))
        self._rows["history"].append((claim.id, *columns))
        read = proposals.ReadArticle(document, capture)
        decided = proposals.decision_of(self._actor, read, planned.proposal, Judgement.ACCEPTED)
        self._rows["proposal_decisions"].append(_row(decided))
        facts = proposals.decision_facts(read, planned.proposal, Judgement.ACCEPTED)
        self._desk.add(DeskEvent.DOCUMENT_PROPOSAL_DECIDED, facts)

    def _speaker(self, planned: PlannedClaim) -> Bearer:
        """Return the speaker of a claim, and add them if an article before has not."""
        if planned.speaker is None:
            return self._speakers.unknown
        match = self._speakers.resolve(planned.speaker, planned.new.said_on.day)
        return match or self._speakers.add(self._desk, planned.speaker, planned.new.speaker_kind, None)

    def _begin_rows(self) -> None:
        """Make new lists of rows: those that were written may still be on their way."""
        self._rows = defaultdict(list)
        for names in (self._speakers, self._sources, self._pages):
            names.look_up(())

    def _write_rows(self) -> None:
        self._rows |= {
            "desk_history": self._desk.take_rows(),
            "sources": self._sources.rows,
            "source_names": self._sources.name_rows,
            "source_domains": self._pages.domain_rows,
            "speakers": self._speakers.rows,
            "speaker_names": self._speakers.name_rows,
        }
        self._loader.write({table: self._rows[table] for table in _ORDER if table in self._rows})
        self._begin_rows()


def _row(stored: Any) -> Row:  # noqa: ANN401 - an object of any model
    """Return the row of an object that is in no session, as the bulk loader takes it."""
    return tuple(_columns(stored))


def _columns(stored: Any) -> Iterator[object]:  # noqa: ANN401 - as above
    values = vars(stored)  # an object that nobody has stored holds all that was set, and its attributes are slow
    for column in COLUMNS[stored.__tablename__]:
        value = values.get(column)
        if isinstance(value, datetime):
            yield dates.rfc3339(value)
        elif isinstance(value, date):
            yield value.isoformat()
        elif isinstance(value, tuple):  # flags, and a new claim has none
            yield ", ".join(value)
        else:
            yield str(value) if isinstance(value, str) else value
