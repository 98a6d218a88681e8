"""Searching as it is typed: `claims list --q`, `claims similar`, `claims duplicates`, and the hint at `claims add`."""

from __future__ import annotations

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run
from tests.store.raw_sql import shell


def test_a_search_shows_what_it_found(shared: Database) -> None:
    (row,) = ok(shared, "claims", "list", "--q", "counterterrorism", "--json").json
    assert row["id"] == 7
    assert "**counterterrorism**" in row["snippet"]
    ran = ok(shared, "claims", "list", "--q", "counterterrorism", "-f", "table", "-c", "id,snippet")
    assert "counterterrorism" in ran.stdout
    assert ok(shared, "claims", "list", "--q", '"', "--rank", "--json").json == []


def test_ranks_and_moments_say_what_they_go_with(shared: Database) -> None:
    refused(run(shared, "claims", "list", "--rank"), 2)
    refused(run(shared, "claims", "list", "--q", "iraq", "--rank", "--sort", "id"), 2)
    refused(run(shared, "claims", "list", "--q", "iraq", "--at", "2030-01-01"), 2)


COLUMNS = ["id", "claim", "speaker", "said_on", "verdict", "likeness", "quote_verdict", "status"]


def test_similar_has_its_keys_and_knows_a_claim_by_its_number(shared: Database) -> None:
    rows = ok(shared, "claims", "similar", "combat troops leave Iraq", "--limit", "2", "--json").json
    assert [list(row) for row in rows] == [COLUMNS] * 2
    assert 4 not in ok(shared, "claims", "similar", "4", "--json").ids
    refused(run(shared, "claims", "similar", "4711"), 3)


def test_who_adds_a_claim_is_told_of_those_like_it(demo: Database) -> None:
    words = "The United States will not be in a combat mission in Iraq by the end of 2021"
    ran = ok(demo, "claims", "add", "--claim", words)
    assert "like this one: 4 (verbatim and kept, published)" in ran.stderr
    assert ok(demo, "claims", "duplicates", "--json").ids == [4, 23]
    ok(demo, "claims", "link", "23", "4", "--kind", "repeats", "--reject")
    assert ok(demo, "claims", "duplicates", "--json").json == []
    assert 4 not in ok(demo, "claims", "similar", "23", "--json").ids
    assert "like this one" not in ok(demo, "claims", "add", "--claim", "Xyzzy.").stderr
    ok(demo, "verify")


def test_a_text_comes_from_a_pipe_too_and_must_be_one(shared: Database) -> None:
    assert ok(shared, "claims", "similar", "-", "--json", given="combat troops leave Iraq").ids[0] == 1
    refused = run(shared, "claims", "similar", " ")
    assert (refused.exit_code, refused.stderr.splitlines()[0]) == (2, "factdb: Give a text to compare with.")


def test_a_claim_that_was_hidden_from_searches_is_a_finding(sqlite_demo: Database) -> None:
    with shell(sqlite_demo) as sql:
        sql(
            "INSERT INTO search_claims (search_claims, rowid, claim, headline, quote)"
            " SELECT 'delete', id, claim, headline, quote FROM claims WHERE id = 7"
        )
    assert ok(sqlite_demo, "claims", "list", "--q", "counterterrorism", "--json").json == []
    ran = run(sqlite_demo, "verify")
    assert ran.exit_code == 6
    assert "the search index has 21 texts of 22, claims" in ran.stdout + ran.stderr
    ok(sqlite_demo, "db", "reindex")
    ok(sqlite_demo, "verify")
    assert ok(sqlite_demo, "claims", "list", "--q", "counterterrorism", "--json").ids == [7]


def test_an_index_that_is_made_anew_finds_what_it_found(demo: Database) -> None:
    words = ["counterterrorism", "biden", '"Epoch Times"']
    before = [ok(demo, "claims", "list", "--q", each, "--json").ids for each in words]
    assert all(before)
    ok(demo, "db", "reindex")
    assert [ok(demo, "claims", "list", "--q", each, "--json").ids for each in words] == before
