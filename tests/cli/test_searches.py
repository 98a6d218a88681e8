"""`factdb searches` and `claims list --saved`: a person's filters under a name."""

from __future__ import annotations

import json
from pathlib import Path

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run


def ids(database: Database, *words: str, user: str = "ana") -> list[int]:
    return [row["id"] for row in json.loads(ok(database, "claims", "list", *words, "--json", user=user).stdout)]


def test_a_search_is_saved_run_renamed_and_deleted(sqlite_demo: Database) -> None:
    saved = ok(sqlite_demo, "searches", "save", "Biden, open", "--speaker", "biden", "--status", "published")
    assert saved.stdout == 'search "Biden, open": saved\n'
    expected = ids(sqlite_demo, "--speaker", "biden", "--status", "published")
    assert expected
    assert ids(sqlite_demo, "--saved", "biden, OPEN") == expected
    rows = json.loads(ok(sqlite_demo, "searches", "list", "--json").stdout)
    assert [(row["name"], row["claims"], row["query"]) for row in rows] == [
        ("Biden, open", len(expected), "status=published&speaker=biden")
    ]
    ok(sqlite_demo, "searches", "rename", "biden, open", "Biden")
    assert ids(sqlite_demo, "--saved", "Biden") == expected
    assert ok(sqlite_demo, "searches", "delete", "biden").stdout == 'search "Biden": deleted\n'
    refused(run(sqlite_demo, "claims", "list", "--saved", "Biden"), 3, 'There is no saved search "Biden".')


def test_other_options_replace_those_of_the_search(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "searches", "save", "S", "--speaker", "biden", "--status", "published", "--sort", "-id")
    assert ids(sqlite_demo, "--saved", "S", "--status", "new") == ids(
        sqlite_demo, "--speaker", "biden", "--status", "new"
    )
    by_number = ids(sqlite_demo, "--saved", "S")
    assert by_number == sorted(by_number, reverse=True)
    assert ids(sqlite_demo, "--saved", "S", "--sort", "id") == sorted(by_number)
    assert len(ids(sqlite_demo, str(by_number[0]), "--saved", "S")) == 1


def test_an_export_takes_a_search(sqlite_demo: Database, folder: Path) -> None:
    ok(sqlite_demo, "searches", "save", "New", "--status", "new")
    ok(sqlite_demo, "export", "claims", "--saved", "New", "-o", "new.jsonl")
    rows = [json.loads(line) for line in (folder / "new.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ids(sqlite_demo, "--status", "new")


def test_a_search_belongs_to_one_person(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "searches", "save", "New", "--status", "new", user="rita")
    assert json.loads(ok(sqlite_demo, "searches", "list", "--json", user="ana").stdout) == []
    refused(run(sqlite_demo, "claims", "list", "--saved", "New", user="ana"), 3, 'There is no saved search "New".')


def test_a_taken_name_is_refused_without_replace(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "searches", "save", "New", "--status", "new")
    refused(run(sqlite_demo, "searches", "save", "new", "--open"), 1, 'You have a saved search "New" already.')
    ok(sqlite_demo, "searches", "save", "new", "--open", "--replace")
    assert ids(sqlite_demo, "--saved", "New") == ids(sqlite_demo, "--open")


def test_what_the_list_refuses_is_not_saved(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "searches", "save", "X", "--topic", "no such"), 3, 'There is no topic "no such".')
    refused(run(sqlite_demo, "searches", "save", "X"), 2, "A search without a filter cannot be saved")
    refused(run(sqlite_demo, "searches", "save", "X", "--open", "--sort", "colour"), 2, 'There is no column "colour".')


def test_a_renamed_topic_is_said(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "tag", "19", "--topic", "ports")
    ok(sqlite_demo, "searches", "save", "Ports", "--topic", "ports")
    ok(sqlite_demo, "topics", "rename", "ports", "harbours")
    ran = ok(sqlite_demo, "claims", "list", "--saved", "Ports", "--json")
    assert [row["id"] for row in json.loads(ran.stdout)] == [19]
    assert 'The topic "ports" is now called "harbours".' in ran.stderr
