"""The desk at work through its commands: four eyes, corrections in the open, blind assessments, replies, and `next`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from factdb.store.engine import Database
from tests.cli.conftest import claim, event_kinds, ok, refused, rows_of, run

EVIDENCE = ("--because", "Both are well documented.", "--evidence", "https://example.org/a")
NOTE = ("--public-note", "Troops stayed on; we had it as kept.")
BEFORE = "2026-11-22T09:30:30Z"  # the worked example was loaded at 09:30, the first command of a test runs at 09:31


def test_four_eyes_decide(demo: Database) -> None:
    ok(demo, "policy", "set", "four-eyes", "on")
    ok(demo, "claims", "rate", "19", "true", *EVIDENCE, user="ed")
    refused(run(demo, "claims", "status", "19", "published", user="ed"), 4, "ed proposed version 1", "--as HANDLE")
    assert claim(demo, 19)["verdict"] is None
    ok(demo, "claims", "status", "19", "published", user="ana")
    shown = claim(demo, 19)
    assert (shown["status"], shown["verdict"], shown["verdicts"][0]["approved_by"]) == ("published", "true", "ana")
    assert shown["history"][-1]["body"]["approved"] == [[1, "truth"]]


def test_rating_with_publish_is_refused_under_four_eyes_and_leaves_nothing(demo: Database) -> None:
    ok(demo, "policy", "set", "four-eyes", "on")
    before = rows_of(demo)
    refused(run(demo, "claims", "rate", "19", "true", *EVIDENCE, "--publish"), 4, "four eyes")
    assert rows_of(demo) == before


def test_a_correction_leaves_the_version_before_readable(demo: Database) -> None:
    ran = ok(demo, "claims", "correct", "4", "stalled", *NOTE, user="ed")
    assert ran.stdout.splitlines() == [
        "claim 4: version 2",
        "claim 4: published -> correcting",
        "claim 4: correcting -> published",
    ]
    now = ok(demo, "claims", "show", "4", "--json").json
    assert {(row["version"], row["rating"]) for row in now["verdicts"]} == {(2, "verbatim"), (2, "stalled")}
    assert {(row["version"], row["rating"]) for row in now["earlier_verdicts"]} == {(1, "verbatim"), (1, "kept")}
    then = ok(demo, "claims", "show", "4", "--json", "--at", BEFORE).json
    assert {(row["version"], row["rating"]) for row in then["verdicts"]} == {(1, "verbatim"), (1, "kept")}
    listed = ok(demo, "claims", "list", "--verdict", "kept", "--at", BEFORE, "--json")
    assert 4 in listed.ids
    assert 4 not in ok(demo, "claims", "list", "--verdict", "kept", "--json").ids
    assert 4 in ok(demo, "claims", "list", "--verdict", "stalled", "--json", "--at", "2026-11-22").ids
    assert event_kinds(demo, 4)[-3:] == ["moved", "corrected", "moved"]


def test_before_the_desk_began_it_said_nothing(shared: Database) -> None:
    assert ok(shared, "claims", "list", "--at", "2020-01-31", "--json").json == []
    refused(
        run(shared, "claims", "show", "4", "--at", "2020-01-31"), 3, "no claim 4", "There is no claim 4 at that time"
    )


@pytest.mark.parametrize(
    "words", [["--limit", "3"], ["--sort", "-id"], ["--after", "7"], ["--sort", "claim", "--limit", "2"]]
)
def test_lists_of_then_are_cut_and_sorted_as_those_of_now(demo: Database, words: list[str]) -> None:
    now = ok(demo, "claims", "list", "--json", *words).json
    ok(demo, "claims", "edit", "19", "--claim", "AAA", "--said-on", "2023-01-01")
    ok(demo, "claims", "correct", "4", "stalled", *NOTE)
    assert ok(demo, "claims", "list", "--json", "--at", BEFORE, *words).json == now


def test_the_log_of_corrections_is_ready_for_a_page(
    sqlite_demo: Database, folder: Path, snapshot: SnapshotAssertion
) -> None:
    assert ok(sqlite_demo, "report", "corrections", "-f", "markdown").stdout == "# Corrections\n"
    ok(sqlite_demo, "claims", "correct", "4", "stalled", *NOTE)
    ok(
        sqlite_demo,
        "claims",
        "correct",
        "18",
        "--claim",
        "He <b>said</b> *so*.",
        "--public-note",
        "- [x](y)",
        "--clarification",
    )
    ok(sqlite_demo, "claims", "retract", "20", "--public-note", "It should not have run.")
    rows = ok(sqlite_demo, "report", "corrections", "--json").json
    assert [(row["claim"], row["kind"], row["version"]) for row in rows] == [
        (20, "retraction", None),
        (18, "clarification", 2),
        (4, "correction", 2),
    ]
    assert rows[2]["changes"][0] == {"what": "verdict", "was": "kept", "now": "stalled"}
    assert ok(sqlite_demo, "report", "corrections", "-f", "markdown").stdout == snapshot
    ok(sqlite_demo, "report", "corrections", "-o", "log.md")
    assert (folder / "log.md").read_text().startswith("# Corrections\n")
    assert ok(sqlite_demo, "report", "corrections", "--since", "2027-01-01", "--json").json == []


def test_corrections_say_what_they_lack(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "claims", "correct", "4", "stalled"), 2, "Readers must be told", "--public-note")
    refused(run(sqlite_demo, "claims", "retract", "4"), 2, "Readers must be told", "retract 4 --public-note")
    refused(run(sqlite_demo, "claims", "correct", "4", *NOTE), 2, "nothing to correct")
    refused(run(sqlite_demo, "claims", "correct", "19", "true", *NOTE), 1, "Claim 19 is new")
    refused(run(sqlite_demo, "claims", "correct", "4", "--withdraw"), 1, "It has no correction that waits")
    refused(
        run(sqlite_demo, "claims", "history", "4", "--diff", "1", "7"),
        3,
        "no version 7",
        "Choose a version of claim 4: 1",
    )


def test_two_people_get_two_claims_and_the_third_none_too_many(demo: Database) -> None:
    taken = [ok(demo, "claims", "next", "--json", user=who).json for who in ("rita", "ed", "ana")]
    assert [each["id"] for each in taken] == [9, 15, 19]
    assert taken[0]["leased_to"]["reviewer"] == "rita"
    refused(run(demo, "claims", "next", user="rita"), 3, "No claim waits")
    assert ok(demo, "claims", "next", "--mine", "--json", user="ed").json["id"] == 15
    assert ok(demo, "claims", "release", "15", user="ed").stdout == "claim 15: released\n"
    assert ok(demo, "claims", "next", "--json", user="rita").json["id"] == 15
    assert ok(demo, "claims", "release", user="rita").stdout == "claim 9: released\nclaim 15: released\n"
    assert "taken by" in ok(demo, "claims", "show", "19").stdout


def test_an_assessment_is_told_to_those_who_gave_theirs(sqlite_demo: Database, snapshot: SnapshotAssertion) -> None:
    reasons = ("--because", "The minutes have it.")
    ok(sqlite_demo, "claims", "assess", "19", "true", *reasons, "--confidence", "high", user="rita")
    for words in (
        ["claims", "assessments", "19", "-f", "table"],
        ["claims", "show", "19"],
        ["claims", "history", "19"],
    ):
        page = ok(sqlite_demo, *words, user="ed").stdout
        assert "assessed, hidden" in page
        assert "The minutes" not in page
    ok(sqlite_demo, "claims", "assess", "19", "false", "--because", "They don't.", user="ed")
    assert ok(sqlite_demo, "claims", "assessments", "19", "-f", "table", user="ed").stdout == snapshot
    page = ok(sqlite_demo, "claims", "show", "19", user="ed").stdout
    assert "rita on the truth, round 1: true (high confidence): The minutes have it." in page


def test_topics_of_then_have_their_names_of_today(demo: Database) -> None:
    ok(demo, "topics", "rename", "ISIS", "Daesh")
    ok(demo, "topics", "merge", "Daesh", "terrorism")
    now = ok(demo, "claims", "list", "--topic", "terrorism", "--json").json
    then = "2026-11-22T09:32:30Z"
    for number in (7, 19):
        ok(demo, "claims", "note", str(number), "Later.")
    assert ok(demo, "claims", "list", "--topic", "terrorism", "--json", "--at", then).json == now


@pytest.mark.parametrize(
    "words",
    [
        ["correct", "4", "--withdraw", "stalled", *NOTE],
        ["correct", "4", "stalled", *NOTE, "--update", "--clarification"],
        ["reply", "7.1", "--corrected", "--refused", "x"],
        ["reply", "7.1", "--none", "x"],
    ],
    ids=" ".join,
)
def test_what_excludes_one_another_is_refused(sqlite_demo: Database, words: list[str]) -> None:
    ok(sqlite_demo, "claims", "ask", "7", "--to", "The newsroom")
    refused(run(sqlite_demo, "claims", *words), 2)


def test_contacts_have_a_page_and_a_report(demo: Database) -> None:
    ok(demo, "claims", "ask", "7", "Did he say so?", "--to", "The newsroom", "--by", "phone", "--on", "2026-11-20")
    ok(demo, "claims", "complain", "7", "-", "--from", "A reader", given="It is wrong.\n")
    ok(demo, "claims", "outreach", "7", "--to", "The newsroom")
    assert ok(demo, "report", "replies", "--json").json[0]["what"] == "complaint open"
    ok(demo, "claims", "reply", "7.1", "--none")
    ok(demo, "claims", "reply", "7.2", "--refused", "The transcript has it.")
    ok(demo, "claims", "reply", "7.3", "--corrected")
    shown = claim(demo, 7)["contacts"]
    assert [(row["kind"], row["text"], row["outcome"]) for row in shown] == [
        ("reply", "Did he say so?", "no-answer"),
        ("complaint", "It is wrong.", "refused"),
        ("outreach", None, "corrected"),
    ]
    assert {row["what"] for row in ok(demo, "report", "replies", "--json").json} == {"published without asking"}
    refused(run(demo, "claims", "reply", "7.1", "--none"), 1, "already has the outcome")


def test_the_policy_is_shown_and_set(demo: Database) -> None:
    shown = {row["name"]: row["value"] for row in ok(demo, "policy", "show", "--json").json}
    assert shown == {"four-eyes": "off", "assessments": "0", "blind": "on", "desk-name": ""}
    assert ok(demo, "policy", "set", "assessments", "2").stdout == "assessments: 0 -> 2\n"
    assert ok(demo, "policy", "set", "assessments", "2").stdout == "assessments: 2, unchanged\n"
    refused(run(demo, "policy", "set", "assessments", "two"), 2, "is not a number")
    refused(run(demo, "policy", "set", "six-eyes", "on"), 2, "six-eyes")
    refused(run(demo, "claims", "rate", "19", "true", *EVIDENCE), 1, "on the truth before it is rated. It has 0.")


# -- the log -------------------------------------------------------------------------------------------------------


def test_the_log_tells_the_day_in_plain_words(demo: Database) -> None:
    ok(demo, "claims", "note", "7", "Called the newsroom.", user="rita")
    ok(demo, "sources", "edit", "The Epoch Times", "--name", "Epoch Times", user="ed")
    ok(demo, "policy", "set", "four-eyes", "on")
    shown = ok(demo, "log", "-L", "3", "-f", "table").stdout.splitlines()
    assert shown[0].split() == ["at", "by", "claim", "what"]
    assert [" ".join(line.split()[2:]) for line in shown[1:]] == [
        "ana policy four-eyes: off -> on",
        "ed edited source Epoch Times: The Epoch Times ->…",
        "rita 7 noted: Called the newsroom.",
    ]
    rows = ok(demo, "log", "--by", "rita", "--json").json
    assert [(row["claim"], row["kind"], row["what"]) for row in rows] == [(7, "noted", "noted: Called the newsroom.")]
    assert {row["claim"] for row in ok(demo, "log", "--claim", "7", "--json").json} == {7}
    assert len(ok(demo, "log", "--since", "2026-11-22T09:31:30Z", "--json").json) == 2
    refused(run(demo, "log", "--claim", "99"), 3, "99")
    refused(run(demo, "log", "--by", "nobody-here"), 3, "no reviewer")


def test_the_log_of_a_whole_desk_in_every_format(shared: Database) -> None:
    rows = ok(shared, "log", "--json").json
    assert all(row["what"] and "{" not in row["what"] for row in rows)
    assert not [row for row in rows if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7", row["what"])]
    for row_format in ("jsonl", "csv", "tsv"):
        lines = ok(shared, "log", "-f", row_format).stdout.splitlines()
        assert len(lines) == len(rows) + (row_format != "jsonl")


def test_my_assessments_beside_what_was_published(demo: Database) -> None:
    ok(demo, "claims", "assess", "19", "true", "--because", "As I read it.", user="rita")
    ok(demo, "claims", "assess", "15", "true", "--because", "As I read it.", user="rita")
    ok(demo, "claims", "rate", "19", "half-true", "--because", "Half of it.", "--evidence", "supports:https://e.org/p")
    before = ok(demo, "report", "mine", "--json", user="rita").json
    assert {(row["claim"], row["verdict"], row["comparison"]) for row in before} == {
        (19, None, "not-published"), (15, None, "not-published"),
    }  # fmt: skip
    ok(demo, "claims", "status", "19", "published")
    (row,) = ok(demo, "report", "mine", "--comparison", "differs", "--json", user="rita").json
    assert (row["rating"], row["verdict"], row["reason"]) == ("true", "half-true", "Half of it.")
    ran = ok(demo, "report", "mine", "-f", "table", "-L", "1", user="rita")
    assert ran.stdout.splitlines()[0].split() == ["claim", "on", "rating", "verdict", "comparison", "reason"]
    assert "0 agrees, 1 differs, 1 not published" in ran.stderr
    assert ok(demo, "report", "mine", "--json", user="rae").json == []
