"""`factdb export` in the formats of the field: what is printed, what is refused, and what Datasette is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from sqlalchemy import inspect

from factdb.store import search_index
from factdb.store.engine import Database
from factdb.store.views import PUBLIC_VIEWS
from tests.cli.conftest import ok, refused, rows_of, run

BASE = ("--base-url", "https://desk.example/checks")
REVIEWS = ("export", "claimreview", *BASE)


@pytest.fixture(autouse=True)
def desk(folder: Path) -> None:
    """A desk that says who it is."""
    lines = ["[desk]", 'name = "The Example Desk"', 'url = "https://desk.example"', 'licence = "CC BY 4.0"']
    (folder / "factdb.toml").write_text("\n".join(lines))


def test_one_claim_is_an_object_and_several_are_an_array(shared: Database) -> None:
    one = ok(shared, *REVIEWS, "2")
    assert one.json["@type"] == "ClaimReview"
    assert one.json["author"]["name"] == "The Example Desk"
    assert one.stderr == "1 review\n"
    several = ok(shared, *REVIEWS, "--status", "published", user="rae")
    assert len(several.json) > 2
    assert one.json in several.json
    assert ok(shared, *REVIEWS, "--status", "new").json == []
    feed = ok(shared, *REVIEWS, "2", "--feed")
    assert feed.json["dataFeedElement"][0]["item"] == [one.json]


def test_what_is_left_out_and_what_may_be_better_are_told_apart_from_the_data(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "retract", "7", "--public-note", "We were wrong.")
    before = rows_of(sqlite_demo)
    ran = ok(sqlite_demo, *REVIEWS)
    left_out, *advice, count = ran.stderr.splitlines()
    assert left_out == "left out: 2 in-review, 1 new, 1 retracted (only published claims are exported)"
    assert advice
    assert all("may cut it after 75 (advice)" in line for line in advice)
    assert count == f"{len(ran.json)} reviews"
    assert rows_of(sqlite_demo) == before


def test_strict_writes_nothing_while_a_rule_is_broken(shared: Database, folder: Path) -> None:
    elsewhere = ("export", "claimreview", "2", "4", "--base-url", "https://elsewhere.example")
    ran = run(shared, *elsewhere, "--strict", "-o", "out.json")
    assert (ran.exit_code, ran.stdout) == (6, "")
    assert "claim 2: the url is on elsewhere.example, not on the author's own site desk.example\n" in ran.stderr
    assert "factdb: 2 rules are broken. Nothing was written.\n" in ran.stderr
    assert not (folder / "out.json").exists()
    assert "claim 2: the url" in ok(shared, *elsewhere, "-o", "out.json").stderr
    assert len(json.loads((folder / "out.json").read_text())) == 2
    ok(shared, *REVIEWS, "--strict", "-o", "out.json.gz")
    assert gzip.decompress((folder / "out.json.gz").read_bytes()).startswith(b"[\n  {")


def test_what_is_missing_is_named_with_its_remedy(shared: Database, folder: Path) -> None:
    refused(
        run(shared, "export", "claimreview", "2"), 2, "Claim 2 has no published_url", "--base-url", "--published-url"
    )
    refused(run(shared, "export", "claimreview"), 2, "Claims 1, 2, ", "have no published_url")
    refused(run(shared, *REVIEWS[:2], "--base-url", "desk", "2"), 2, "--base-url", "http")
    refused(run(shared, *REVIEWS, "--other", "NPR"), 2, "--base-url cannot be combined with --other")
    refused(run(shared, "export", "claimreview", "--other", "Nobody"), 3, 'no source "Nobody"')
    (folder / "factdb.toml").write_text("")
    refused(run(shared, *REVIEWS, "2"), 2, "These reviews have no author", "[desk]")
    assert ok(shared, "export", "claimreview", "--other", "NPR").json == []


def test_averitec_counts_what_it_cannot_say(shared: Database) -> None:
    ran = ok(shared, "export", "averitec", "--speaker", "biden")
    assert {claim["speaker"] for claim in ran.json} == {"Joe Biden"}
    left_out, count = ran.stderr.splitlines()
    assert left_out.startswith("left out: ")
    assert "rated as AVeriTeC has no label for" in left_out
    assert count == f"{len(ran.json)} claims"
    assert ok(shared, "export", "averitec", "--other", "NPR").json == []


def test_datasette_is_told_of_every_view_table_and_column(shared: Database) -> None:
    told = ok(shared, "export", "datasette").json
    assert (told["title"], told["license"], told["source"]) == (
        "The Example Desk: fact-checks",
        "CC BY 4.0",
        "The Example Desk",
    )
    assert told["license_url"] == "https://creativecommons.org/licenses/by/4.0/"
    ((name, database),) = told["databases"].items()
    assert name == ("factdb" if shared.is_postgresql else Path(shared.location).stem)
    there = inspect(shared.engine("ro"))
    relations = {*there.get_table_names(), *there.get_view_names()} - {"alembic_version"}
    columns = {
        name: {
            column["name"] for column in there.get_columns(name) if not column["name"].startswith(search_index.PREFIX)
        }
        for name in relations
        if not name.startswith(search_index.PREFIX)
    }
    told = {name: table for name, table in database["tables"].items() if "columns" in table}
    assert {name: set(table["columns"]) for name, table in told.items()} == columns
    for table in told.values():
        assert table["title"]
        assert table["description"]
        assert all(table["columns"].values())


def test_datasette_shows_strangers_the_public_views_alone(shared: Database) -> None:
    ((_, database),) = ok(shared, "export", "datasette").json["databases"].items()
    there = inspect(shared.engine("ro"))
    open_ = {name for name, table in database["tables"].items() if "allow" not in table}
    assert open_ == {view.name for view in PUBLIC_VIEWS}
    closed = {name: table["allow"] for name, table in database["tables"].items() if name not in open_}
    assert {*there.get_table_names(), *there.get_view_names()} <= {*open_, *closed}
    assert database["allow_sql"] == {"id": "root"}
    assert all(allow == {"id": "root"} for allow in closed.values())


def test_without_a_desk_datasette_is_told_what_is_known(shared: Database, folder: Path) -> None:
    (folder / "factdb.toml").write_text("")
    told = ok(shared, "export", "datasette").json
    assert told.keys() == {"title", "description", "databases"}
