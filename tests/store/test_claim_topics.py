"""A topic's claims have the claims' own sort_on beside them, whoever changes that, and by whatever program."""

from __future__ import annotations

from sqlalchemy import text

from factdb.domain import dates
from factdb.services.actor import find_actor
from factdb.services.claims import adding, editing
from factdb.services.ledger import claim_ledger
from factdb.services.people import topics
from factdb.store import sessions
from factdb.store.engine import Database
from tests.conftest import NOW
from tests.store.raw_sql import shell

DIFFERENT = """
SELECT count(*) FROM claim_topics ct JOIN claims c ON c.id = ct.claim_id WHERE ct.sort_on <> c.sort_on
"""


def test_a_changed_date_is_followed_under_every_topic(demo: Database) -> None:
    with shell(demo) as sql:
        sql("UPDATE claims SET sort_on = '1999-12-31' WHERE id IN (7, 8)")
        assert sql(DIFFERENT) == [(0,)]
        assert sql("SELECT count(*) FROM claim_topics WHERE sort_on = '1999-12-31'")[0][0] >= 2


def test_services_give_and_keep_it(demo: Database) -> None:
    with sessions.writing(demo) as session:
        actor = find_actor(session, "ana", NOW)
        draft = adding.ClaimDraft(claim="The bridge fell.", said_on=dates.parse("2021-07"), topics=["Bridges"])
        claim = adding.add(session, actor, draft).claim
        editing.edit(session, claim, actor, editing.ClaimChanges(said_on=dates.parse("2019-02-03")))
        topics.tag(session, claim_ledger.lock_one(session, claim.id), actor, ["Rivers"], [])
        session.flush()
        found = session.scalars(text(f"SELECT sort_on FROM claim_topics WHERE claim_id = {claim.id}"))  # noqa: S608
        assert {str(day) for day in found} == {"2019-02-03"}
        assert session.scalar(text(DIFFERENT)) == 0
