"""`claims edit`, `link`, `due`, and claims that come through a pipe."""

from __future__ import annotations

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, run


def test_edit_says_what_changed(demo: Database) -> None:
    ran = ok(demo, "claims", "edit", "19", "--priority", "2", "--speaker", "Jane Doe")
    assert ran.stdout == "claim 19: priority: 0 -> 2\nclaim 19: speaker: The Epoch Times -> Jane Doe\n"
    assert ok(demo, "claims", "edit", "19", "--priority", "2").stdout == "claim 19: unchanged\n"


def test_an_empty_day_removes_the_one_that_is_there(demo: Database) -> None:
    ran = ok(demo, "claims", "edit", "19", "--resolves-on", "2027-05")
    assert ran.stdout == "claim 19: resolves_on: none -> 2027-05-31\n"
    ran = ok(demo, "claims", "edit", "19", "--resolves-on", "")
    assert ran.stdout == "claim 19: resolves_on: 2027-05-31 -> none\n"
    ok(demo, "verify")


def test_edit_without_a_terminal_and_without_options_is_refused(shared: Database) -> None:
    refused(run(shared, "claims", "edit", "19"), 2, "You named no field of claim 19 to change")
    refused(run(shared, "claims", "edit", "7", "--claim", "x"), 1, "factdb claims correct 7")


def test_ids_come_through_a_pipe(demo: Database) -> None:
    ids = ok(demo, "claims", "list", "--status", "in-review", "-c", "id").stdout
    assert ok(demo, "claims", "list", "-", "--json", given=ids).ids == [9, 15]
    moved = ok(demo, "claims", "status", "-", "on-hold", "--reason", "a transcript is missing", given=ids)
    assert moved.stdout == "claim 9: in-review -> on-hold\nclaim 15: in-review -> on-hold\n"


@pytest.mark.parametrize("given", ["7\n3\n", "id,claim\n7,x\n3,y\n", "id\tclaim\n7\tx\n3\ty\n", "\n 7 \n\n3"])
def test_any_list_will_do(shared: Database, given: str) -> None:
    assert ok(shared, "claims", "list", "-", "--json", given=given).ids == [3, 7]


def test_an_empty_pipe_names_nothing(shared: Database) -> None:
    assert ok(shared, "claims", "list", "-", "--json", given="").ids == []
    refused(run(shared, "claims", "status", "-", "in-review", given=""), 2, "Standard input does not name any claim.")


def test_a_claim_that_is_not_there_is_named(shared: Database) -> None:
    refused(run(shared, "claims", "list", "7", "99"), 3, "no claim 99")
    refused(run(shared, "claims", "list", "-", given="7\nseven\n"), 2, '"seven" is not a number or a uid')


def test_link_and_its_rejection(demo: Database) -> None:
    assert ok(demo, "claims", "link", "5", "3", "--kind", "repeats").stdout == "claim 5 repeats claim 3: confirmed\n"
    assert claim(demo, 5)["repeats_id"] == 3
    page = ok(demo, "claims", "show", "3").stdout
    assert "2 times since 2021-07-26: Joe Biden 2" in page
    ok(demo, "claims", "link", "5", "3", "--kind", "repeats", "--reject")
    assert claim(demo, 5)["repeats_id"] is None


def test_due_lists_what_waits_for_a_decision(demo: Database) -> None:
    assert ok(demo, "claims", "due", "--json").ids == []
    ok(demo, "claims", "edit", "19", "--resolves-on", "2026-12-20")
    ok(demo, "claims", "edit", "9", "--resolves-on", "2021")
    assert ok(demo, "claims", "due", "--json").ids == [9, 19]
    assert ok(demo, "claims", "due", "--within", "1w", "--json").ids == [9]
    first = ok(demo, "claims", "due", "--limit", "1", "--json")
    assert (first.ids, "--limit N" in first.stderr) == ([9], True)
    refused(run(demo, "claims", "due", "--within", "soon"), 2, "Write 30d or 6w.")


def test_evidence_says_its_question_its_stance_and_its_words(demo: Database) -> None:
    page = "quote:context:https://example.org/a the very words"
    ok(demo, "claims", "rate", "9", "verbatim", "--because", "x", "--evidence", page, "--evidence", "9.1")
    row = ok(demo, "evidence", "show", "9.2", "--json").json
    assert (row["on"], row["stance"], row["excerpt"]) == ("quote", "context", "the very words")
    odd = "qoute:https://example.org/a"
    refused(
        run(demo, "claims", "rate", "9", "verbatim", "--because", "x", "--evidence", odd),
        2,
        "begins with an unknown mark",
    )
