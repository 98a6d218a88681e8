"""The worked example loads once, on an empty desk, with the numbers of its article."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from factdb.errors.claims import RuleError
from factdb.services.actor import find_actor
from factdb.services.claims import adding
from factdb.services.desk import setup
from factdb.services.desk import setup as worked_example
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim
from factdb.store.views import V1_CLAIMS
from tests.conftest import NOW


def test_the_claims_keep_their_numbers_and_the_next_one_follows(demo: Database) -> None:
    with sessions.writing(demo) as session:
        added = adding.add(session, find_actor(session, "ana", NOW), adding.ClaimDraft(claim="The sky is blue."))
        assert list(session.scalars(select(Claim.id).order_by(Claim.id))) == list(range(1, 24))
        assert added.claim.id == 23


def test_loading_twice_changes_nothing(demo: Database) -> None:
    with sessions.reading(demo) as session:
        before = session.execute(select(V1_CLAIMS)).all()
    with sessions.writing(demo) as session:
        assert worked_example.load_demo(session, find_actor(session, "ana", NOW)) == 0
        assert session.execute(select(V1_CLAIMS)).all() == before


def test_a_desk_with_claims_of_its_own_is_left_alone(database: Database) -> None:
    with sessions.writing(database) as session:
        actor = setup.prepare(session, "ana", NOW).actor
        adding.add(session, actor, adding.ClaimDraft(claim="The sky is blue."))
        with pytest.raises(RuleError, match="already has claims"):
            worked_example.load_demo(session, actor)
