"""Revision 0024: scales get the names of their publishers, and labels the keys by which half-true is Half True."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factdb.domain import ratings
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

BEFORE = "0022"
LABELS = [
    "Half-True.",
    "pants-fire",
    "Pants on Fire!",
    "FALSE",
    "\u201cTrue\u201d",
    "C+",
    "-1",
    "Rating: Mostly_False",
    "?",
]
PUBLISHERS = "SELECT s.code, p.name_key, p.name FROM scale_publishers p JOIN scales s ON s.id = p.scale_id"
ADD_CHECK = (
    "INSERT INTO other_checks (claim_id, n, source_id, label, label_key)"
    " VALUES (7, {n}, (SELECT min(source_id) FROM source_names WHERE name_key = 'npr'), '{label}', 'old key')"
)
ADD_TWIN = (
    "INSERT INTO ratings (scale_id, code, label, position, category, score, flags, label_key)"
    " SELECT id, '{code}', '{label}', {n}, 'truth', {n}, '', '{key}' FROM scales WHERE code = 'npr'"
)
TWINS = (
    "INSERT INTO scales (code, version, publisher, question) VALUES ('npr', 1, 'NPR', 'truth')",
    ADD_TWIN.format(code="a", label="half-true", n=2, key="half-true"),
    ADD_TWIN.format(code="b", label="Half True", n=3, key="half true"),
)


def test_scales_find_their_publishers_and_labels_their_keys(demo: Database) -> None:
    with shell(demo) as sql:
        publishers = sql(PUBLISHERS)
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        assert "scale_publishers" not in sql.tables()
        for statement in TWINS:
            sql(statement)
        for n, label in enumerate(LABELS, start=1):
            sql(ADD_CHECK.format(n=n, label=label))
        tables = sorted(set(sql.tables()) - {"alembic_version", "ratings", "other_checks"})
        content = sql.content(tables)
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
    with shell(demo) as sql:
        assert sql.content(tables) == content
        names = sql(PUBLISHERS)
        # No event made the scale of NPR. The history of the others says what a desk of now has beside `publisher`.
        assert sorted(names) == sorted([*publishers, ("npr", "npr", "NPR")])
        assert ("politifact", "politifact.com", "PolitiFact.com") in publishers
        # As a desk writes them now.
        assert sql("SELECT label_key FROM other_checks ORDER BY n") == [(ratings.label_key(each),) for each in LABELS]
        # The first of two labels that are one now has the key.
        twins = "SELECT code, label_key FROM ratings WHERE scale_id = (SELECT id FROM scales WHERE code = 'npr')"
        assert sorted(sql(twins)) == [("a", "half true"), ("b", None)]
        assert sql("SELECT rating, score FROM v1_other_checks WHERE n = 1") == [("a", 2)]
        assert "append-only" in sql.refusal("UPDATE other_checks SET label_key = 'x'")
        keys = sql("SELECT label, label_key FROM ratings WHERE code <> 'b'")
        assert [key for label, key in keys if key != ratings.label_key(str(label))] == []


def test_the_way_back_restores_keys_and_views(demo: Database) -> None:
    before = "SELECT label, label_key FROM ratings WHERE label LIKE '%alf%' OR label LIKE 'pants%' ORDER BY id"
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        keys = sql(before)
        assert ("pants-fire", "pants-fire") in keys
    schema.upgrade(demo, NOW + timedelta(days=1))
    with shell(demo) as sql:
        assert ("pants-fire", "pants on fire") in sql(before)
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        assert sql(before) == keys
        assert "scale_publishers" not in sql.tables()
        sql("SELECT * FROM public1_sources")
        sql("SELECT * FROM public1_other_checks")


def test_a_login_that_reads_the_views_still_does(demo: Database) -> None:
    if not demo.is_postgresql:
        pytest.skip("SQLite has no logins")
    migrate(demo, BEFORE)
    views = ("v1_other_checks", "public1_other_checks", "public1_sources")
    granted = "SELECT relname, grantee::regrole::text FROM pg_class, aclexplode(relacl)"
    barriers = "SELECT relname FROM pg_class WHERE reloptions @> '{security_barrier=true}'"
    with shell(demo) as sql:
        sql(f"GRANT SELECT ON {', '.join(views)} TO pg_monitor")
        before = set(sql(barriers))
    schema.upgrade(demo, NOW)
    with shell(demo) as sql:
        assert {(name, "pg_monitor") for name in views} <= set(sql(granted))
        assert set(sql(barriers)) == before
