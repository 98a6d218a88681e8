"""Assessments to report on: written as rows, so that rounds, days and what could be seen are as a test wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from factdb.domain.enums import Question
from factdb.services.actor import find_actor
from factdb.services.claims import adding
from factdb.services.decisions import scales
from factdb.store.engine import Database
from factdb.store.models import Assessment, Reviewer
from tests.conftest import NOW
from tests.databases import Templates
from tests.distribution.listening import every_statement_distributes as every_statement_distributes  # noqa: PLC0414 - a fixture

SCORES = {"false": 0, "mostly-false": 1, "half-true": 2, "mostly-true": 3, "true": 4}
# What the first and the second of two reviewers say of ten claims.
TEN = [
    ("true", "true"),
    ("true", "mostly-true"),
    ("mostly-true", "mostly-true"),
    ("half-true", "mostly-false"),
    ("false", "false"),
    ("false", "true"),
    ("mostly-false", "mostly-false"),
    ("half-true", "half-true"),
    ("true", "true"),
    ("mostly-false", "false"),
]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_demo(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The worked example on each engine; every test takes back what it wrote."""
    yield from templates.copy(request.param, "demo", tmp_path_factory.mktemp("reports") / "desk.db")


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


def new_claim(session: Session, words: str = "The bridge cost 4 million.") -> int:
    """Add a claim that nobody has decided; return its number."""
    return adding.add(session, find_actor(session, "rita", NOW), adding.ClaimDraft(claim=words)).claim.id


def assess(
    session: Session,
    claim: int,
    given: Mapping[str, str],
    question: Question = Question.TRUTH,
    number: int = 1,
    at: datetime = NOW,
    *,
    saw_others: bool = False,
) -> None:
    """Write an assessment for each handle: the rating that they gave."""
    for handle, word in given.items():
        reviewer = session.scalars(select(Reviewer).where(Reviewer.handle == handle)).one()
        rating, _ = scales.find_rating(session, word)
        session.add(
            Assessment(
                claim_id=claim,
                question=question,
                reviewer_id=reviewer.id,
                round=number,
                rating_id=rating.id,
                rationale="It looks so.",
                confidence=None,
                submitted_at=at,
                saw_others=saw_others,
            )
        )
    session.flush()
