"""A desk at work: services never commit, so the tests share a database and each one takes back what it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from factdb.domain.enums import Question, Stance
from factdb.domain.history import chain
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import adding, claim_evidence
from factdb.services.decisions import rating
from factdb.services.documents import documents
from factdb.services.ledger import claim_ledger
from factdb.store.engine import Database
from factdb.store.models import Claim, DeskHistory, History
from tests.conftest import NOW
from tests.databases import Templates
from tests.distribution.listening import every_statement_distributes as every_statement_distributes  # noqa: PLC0414 - a fixture

PAGE = "https://example.org/page"


@dataclass(frozen=True)
class Desk:
    """The worked example on an open session, with the four reviewers of `prepare`."""

    session: Session
    ana: Actor
    ed: Actor
    rita: Actor
    rae: Actor

    def claim(self, number: int) -> Claim:
        """Lock a claim."""
        return claim_ledger.lock_one(self.session, number)

    def added(self, actor: Actor | None = None, **given: Any) -> adding.AddedClaim:  # noqa: ANN401 - a draft's fields
        """Add a claim and tell what was said."""
        return adding.add(self.session, actor or self.rita, adding.ClaimDraft(**given))

    def new(self, words: str = "The bridge cost 4 million.", **given: Any) -> Claim:  # noqa: ANN401 - a draft's fields
        """Add a claim."""
        return self.added(claim=words, **given).claim

    def cite(
        self,
        claim: Claim,
        url: str = PAGE,
        stance: Stance = Stance.SUPPORTS,
        question: Question = Question.TRUTH,
        **given: Any,  # noqa: ANN401 - a draft's fields
    ) -> claim_evidence.AddedEvidence:
        """Add evidence to a claim."""
        draft = claim_evidence.EvidenceDraft(documents.DocumentDraft(url=url), stance, question, **given)
        return claim_evidence.add(self.session, claim, self.rita, draft)

    def rate(self, claim: Claim, *ratings: str, actor: Actor | None = None, **given: Any) -> rating.RatingResult:  # noqa: ANN401 - fields of RatingRequest
        """Rate a claim; the reason is told only where it matters."""
        given.setdefault("because", ["It is so."])
        return rating.rate(self.session, claim, actor or self.rita, rating.RatingRequest(ratings=ratings, **given))

    def events(self, claim: Claim) -> list[dict[str, Any]]:
        """Return the bodies of a claim's history, oldest first, with personal words in their places."""
        query = select(History.body, History.words).where(History.claim_id == claim.id).order_by(History.seq)
        return [chain.read_opened(*row) for row in self.session.execute(query)]

    def kinds(self, claim: Claim) -> list[str]:
        """Return what was done to a claim, oldest first."""
        return [str(event["kind"]) for event in self.events(claim)]

    def desk_events(self, kind: str) -> Sequence[dict[str, Any]]:
        """Return the bodies of one kind in the desk's own history."""
        query = select(DeskHistory.body, DeskHistory.words).where(DeskHistory.kind == kind).order_by(DeskHistory.seq)
        return [chain.read_opened(*row) for row in self.session.execute(query)]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_demo(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The worked example on each engine, for tests that take back what they do."""
    yield from templates.copy(request.param, "demo", tmp_path_factory.mktemp("shared") / "desk.db")


@pytest.fixture(scope="session")
def shared_engine(shared_demo: Database) -> Engine:
    """One engine for all tests: it compiles each statement once."""
    return shared_demo.engine("rw")


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """An open session that writes, and is rolled back at the end."""
    with Session(shared_engine, expire_on_commit=False) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def desk(session: Session) -> Desk:
    """The worked example, and who works on it."""
    return desk_on(session)


def desk_on(session: Session, now: datetime = NOW) -> Desk:
    """Return the desk on another session, or at another time."""
    ana, ed, rita, rae = (find_actor(session, handle, now) for handle in ("ana", "ed", "rita", "rae"))
    return Desk(session, ana, ed, rita, rae)
