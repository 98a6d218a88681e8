"""The commands on speakers, sources, topics, ratings, reviewers and documents, as people type and read them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from factdb.cli.terminal import lists_and_facts
from factdb.store.engine import Database
from tests.cli.conftest import CommandResult, claim, ok, refused, run
from tests.cli.test_pages import HOSTILE, STEERING

LISTS = ["speakers", "sources", "topics", "ratings", "reviewers", "documents"]


def page(ran: CommandResult) -> str:
    """Return what people see of a command, stderr below stdout."""
    return f"{ran.stdout}--\n{ran.stderr}exit {ran.exit_code}\n"


def row(database: Database, *words: str) -> dict[str, Any]:
    """Return the one row that a list gives."""
    (found,) = ok(database, *words, "--json").json
    return dict(found)


# -- what people read -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "speakers list -f table",
        "speakers show biden",
        "sources list --name times -f table",
        "sources show 2",
        "topics list -f table",
        "ratings list --scale factdb-quote -f table",
        "ratings show mostly-false",
        "reviewers list -f table -c handle,role,assigned",
        "documents list --source newsweek -f table",
        "documents show 7",
        "documents show 1",
        "documents show 99",
        "speakers show Bidne",
        "speakers list --name Bidne",
        "ratings show mostlyfalse",
        "ratings list --scale factdb",
        "topics rename Irak Iraq",
        "topics rename ISIS Iraq",
        "topics merge ISIS",
        "reviewers disable ana",
        "reviewers edit ritta --name Rita",
        "speakers add Biden",
        "speakers role biden",
        "sources domain Rev twitter.com",
    ],
)
def test_pages(sqlite_demo: Database, snapshot: SnapshotAssertion, words: str) -> None:
    assert page(run(sqlite_demo, *words.split())) == snapshot


@pytest.mark.parametrize("columns", ["60", "160"])
@pytest.mark.parametrize("words", ["speakers list -f table", "documents show 1", "ratings show mostly-false"])
def test_pages_at_other_widths(
    sqlite_demo: Database, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, words: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert page(run(sqlite_demo, *words.split())) == snapshot


@pytest.mark.parametrize("noun", LISTS)
def test_lists_are_data_in_a_pipe(shared: Database, noun: str) -> None:
    lines = ok(shared, noun, "list").stdout.splitlines()
    rows = ok(shared, noun, "list", "--json").json
    assert lines[0].split("\t") == list(rows[0])
    assert len(lines) == len(rows) + 1
    column = next(iter(rows[0]))
    assert ok(shared, noun, "list", "-c", column).stdout.splitlines()[0] == column
    refused(run(shared, noun, "list", "-c", "nothing"), 2, 'There is no column "nothing"')


def test_a_long_list_of_documents_is_cut(shared: Database) -> None:
    ran = ok(shared, "documents", "list", "--limit", "3", "--json")
    assert (len(ran.json), ran.stderr) == (3, "3 documents\nShow more rows: --limit N\n")
    assert ok(shared, "documents", "list", "--limit", "18", "--json").stderr == "17 documents\n"


def test_rows_beyond_the_first_ten_thousand_are_printed_as_they_are_read(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists_and_facts, "_AT_ONCE", 5)
    assert len(ok(shared, "documents", "list", "--json").json) == 17
    assert len(ok(shared, "documents", "list", "--limit", "7", "--json").json) == 7
    assert len(ok(shared, "documents", "list", "--limit", "5", "--json").json) == 5


# -- stories --------------------------------------------------------------------------------------------------


def test_a_speaker_s_story(demo: Database) -> None:
    office = ("--title", "Mayor", "--organization", "Springfield", "--party", "Unity", "--since", "2023-05")
    ran = ok(demo, "speakers", "add", "Jane Doe", "--alias", "Mayor Doe", *office, "--wikidata", "Q1", user="rita")
    assert ran.stdout == "speaker 6: added\n"
    assert ok(demo, "speakers", "role", "jane doe", "mayor", "--until", "2025").stdout == (
        "speaker 6: office 1 filled in\n"
    )
    assert ok(demo, "speakers", "role", "6", "Senator", "--since", "2026").stdout == "speaker 6: office 2 added\n"
    said = ("--claim", "It cost 4 million.", "--speaker", "Mayor Doe")
    ok(demo, "claims", "add", *said, "--said-on", "2025-12-31")
    ok(demo, "claims", "add", *said, "--said-on", "2026-01-01")
    assert (claim(demo, 23)["speaker_title"], claim(demo, 23)["speaker_party"]) == ("Mayor", "Unity")
    assert (claim(demo, 24)["speaker_title"], claim(demo, 24)["speaker_party"]) == ("Senator", None)
    shown = ok(demo, "speakers", "show", "6", "--json").json
    assert (shown["claims"], shown["published"], shown["wikidata"]) == (2, 0, "Q1")
    assert [each["until"] for each in shown["offices"]] == ["2025-12-31", None]
    assert row(demo, "speakers", "list", "--name", "jane")["title"] == "Senator"
    assert ok(demo, "speakers", "role", "6", "--remove", "2").stdout == "speaker 6: office 2 removed\n"
    assert ok(demo, "speakers", "edit", "6", "--name", "Jane D. Doe").stdout == "speaker 6: name changed\n"
    assert claim(demo, 23)["speaker"] == "Jane D. Doe"


def test_aliases_of_two_are_told(demo: Database) -> None:
    ran = ok(demo, "speakers", "alias", "biden", "POTUS", "Biden", "Burns")
    assert ran.stdout.splitlines() == [
        'speaker 2: "POTUS" is an alias now',
        'speaker 2: "Biden" was an alias already',
        'speaker 2: "Burns" is an alias now',
    ]
    assert ran.stderr.splitlines() == [
        '"Burns" is also a name of William Burns (4): name either speaker by number',
        "Undo: factdb speakers alias 2 POTUS Burns --remove",
    ]
    refused(run(demo, "speakers", "show", "burns"), 2, "Joe Biden (2); William Burns (4)")
    assert (
        ok(demo, "speakers", "alias", "2", "Burns", "--remove").stdout == 'speaker 2: "Burns" is no longer an alias\n'
    )
    assert ok(demo, "speakers", "show", "burns", "--json").json["id"] == 4
    assert ok(demo, "sources", "alias", "Associated Press", "AP").stdout == 'source 11: "AP" is an alias now\n'
    assert ok(demo, "sources", "show", "ap", "--json").json["aliases"] == ["AP"]


def test_a_source_s_story(demo: Database) -> None:
    ran = ok(demo, "sources", "add", "The Example Times", "--domain", "example.org", user="rita")
    assert (ran.stdout, ran.stderr.startswith("similar name: ")) == ("source 15: added\n", True)
    assert ok(demo, "sources", "domain", "15", "example.net").stdout == "source 15: example.net added\n"
    assert ok(demo, "sources", "domain", "15", "example.net").stdout == "source 15: unchanged\n"
    assert (
        "example.net is also a domain of The Example Times"
        in ok(demo, "sources", "domain", "NPR", "example.net").stderr
    )
    assert ok(demo, "sources", "domain", "NPR", "example.net", "--remove").stdout == "source 13: example.net removed\n"
    assert ok(demo, "sources", "edit", "15", "--name", "Example Times").stdout == "source 15: name changed\n"
    ok(demo, "evidence", "add", "9", "https://www.example.net/a", "--supports")
    assert row(demo, "sources", "list", "--name", "example")["documents"] == 1


def test_topics_are_merged_and_the_merge_undone(demo: Database) -> None:
    both = ("claims", "list", "--topic", "ISIS", "--json")
    assert ok(demo, "topics", "merge", "isis", "terrorism", "-n").stdout == "ISIS: would be merged into terrorism\n"
    assert len(ok(demo, *both).ids) == 6
    assert ok(demo, "topics", "merge", "isis", "terrorism", user="ed").stdout == "ISIS: merged into terrorism\n"
    assert len(ok(demo, *both).ids) == 8
    assert claim(demo, 7)["topics"] == ["terrorism"]
    assert ok(demo, "claims", "tag", "19", "--topic", "ISIS").stdout == "claim 19: unchanged\n"
    assert row(demo, "topics", "list", "--name", "isis")["merged"] == ["ISIS"]
    refused(run(demo, "topics", "rename", "ISIS", "Daesh"), 1, 'is merged into "terrorism"', "--undo")
    ok(demo, "topics", "merge", "ISIS", "--undo")
    assert claim(demo, 7)["topics"] == ["ISIS", "terrorism"]
    assert ok(demo, "topics", "add", "Middle East").stdout == "topic 5: Middle East, added\n"
    assert ok(demo, "topics", "rename", "5", "Near East").stdout == "topic 5: Near East\n"


def test_reviewers_come_go_and_come_again(demo: Database) -> None:
    assert ok(demo, "reviewers", "add", "Zoe", "--name", "Zoe Doe", "--role", "admin").stdout == "zoe: added as admin\n"
    ok(demo, "claims", "assign", "19", "zoe")
    gone = ok(demo, "reviewers", "disable", "zoe")
    assert (gone.stdout, "claims list --assignee zoe" in gone.stderr) == ("zoe: may no longer act\n", True)
    refused(run(demo, "claims", "note", "9", "x", user="zoe"), 4, "may no longer act")
    refused(run(demo, "reviewers", "edit", "ana", "--role", "editor"), 1, "last admin", "reviewers edit")
    assert ok(demo, "reviewers", "disable", "zoe", "--undo").stdout == "zoe: may act again\n"
    assert ok(demo, "reviewers", "edit", "ana", "--role", "editor", user="zoe").stdout == "ana: role changed\n"
    refused(run(demo, "reviewers", "add", "max"), 4, "needs the role admin")


# -- hostile text ---------------------------------------------------------------------------------------------


def test_hostile_names_never_reach_the_terminal_as_they_are(sqlite_demo: Database) -> None:
    hostile = HOSTILE.translate(dict.fromkeys([*range(32), *range(127, 160)]))
    ok(sqlite_demo, "speakers", "edit", "2", "--name", hostile)
    ok(sqlite_demo, "speakers", "role", "2", hostile)
    ok(sqlite_demo, "sources", "edit", "2", "--name", hostile)
    ok(sqlite_demo, "topics", "rename", "ISIS", hostile)
    ok(sqlite_demo, "reviewers", "edit", "ana", "--name", hostile)
    for words in (
        *(f"{noun} list -f table" for noun in LISTS),
        "speakers show 2",
        "sources show 2",
        "documents show 1",
    ):
        ran = ok(sqlite_demo, *words.split())
        assert STEERING.findall(ran.stdout + ran.stderr) == [], words
    assert ok(sqlite_demo, "speakers", "show", "2", "--json").json["name"] == " ".join(hostile.split())


# -- who is whom ----------------------------------------------------------------------------------------------


def test_a_group_of_duplicates_is_merged_in_one_command(demo: Database) -> None:
    for name in ("J. Psaki", "Psaki, Jen"):
        ok(demo, "speakers", "add", name)
    assert "3 of them may be one speaker: factdb speakers merge 7 6 3" in ok(demo, "speakers", "duplicates").stderr
    refused(run(demo, "speakers", "merge", "7", "99", "3", user="ed"), 3, "99")
    merged = ok(demo, "speakers", "merge", "7", "6", "3", user="ed")
    assert merged.stdout == "Psaki, Jen (7): merged into Jen Psaki (3)\nJ. Psaki (6): merged into Jen Psaki (3)\n"
    refused(run(demo, "speakers", "merge", "3", user="ed"), 2, "Name the speaker to merge into, or give --undo")
    assert run(demo, "verify").exit_code == 0


def test_the_better_spelling_is_the_main_name_of_the_merge_that_is_offered(demo: Database) -> None:
    spellings = ("Dr. Jonathan Smithers MP", "JONATHAN SMÌTHERS", "Jonathan Smithers", "J. Smithers")
    for name in spellings:
        ok(demo, "speakers", "add", name)
    numbers = [ok(demo, "speakers", "show", name, "--json").json["id"] for name in spellings]
    loudest, best = numbers[1], numbers[2]
    ok(demo, "claims", "edit", "19", "--speaker", spellings[1])
    listed = ok(demo, "speakers", "duplicates", "--name", "smithers", "--json")
    order = [numbers[place] for place in (1, 0, 3, 2)]
    assert {tuple(pair["merge_ids"]) for pair in listed.json} == {tuple(order)}
    assert [pair["other_id"] for pair in listed.json if loudest in {pair["id"], pair["other_id"]}].count(loudest) == 0
    command = ["speakers", "merge", *map(str, order)]
    assert f"4 of them may be one speaker: factdb {' '.join(command)}" in listed.stderr
    ok(demo, *command, user="ed")
    assert ok(demo, "claims", "show", "19", "--json").json["speaker"] == "Jonathan Smithers"
    assert best == order[-1]


def test_speakers_are_merged_told_apart_and_the_merge_undone(demo: Database) -> None:
    ok(demo, "speakers", "add", "J. Psaki")
    assert row(demo, "speakers", "duplicates")["reason"] == "initials"
    dry = ok(demo, "speakers", "merge", "Jen Psaki", "J. Psaki", "-n", user="ed")
    told = "claims: 2\npublished claims that show the name: 10\n"
    assert (dry.stdout, dry.stderr) == ("Jen Psaki (3): would be merged into J. Psaki (6)\n", told)
    assert ok(demo, "speakers", "list", "--name", "J. Psaki", "--json").json[0]["claims"] == 0
    ok(demo, "speakers", "merge", "Jen Psaki", "J. Psaki", user="ed")
    before = ok(demo, "claims", "list", "--speaker", "3", "--json").json
    assert ({each["speaker"] for each in before}, len(before)) == ({"J. Psaki"}, 2)
    then = ok(demo, "claims", "list", "--speaker", "J. Psaki", "--at", "2030-01-01", "--json").json
    assert {each["id"] for each in then} == {each["id"] for each in before}
    assert "merged      Jen Psaki (3)" in ok(demo, "speakers", "show", "psaki").stdout
    assert ok(demo, "speakers", "duplicates", "--json").json == []
    refused(run(demo, "speakers", "different", "3", "6"), 2, "are the same speaker", "factdb speakers list")
    ok(demo, "speakers", "merge", "3", "--undo")
    assert "marked as different" in ok(demo, "speakers", "different", "3", "6").stdout
    assert ok(demo, "speakers", "duplicates", "--json").json == []
    refused(
        run(demo, "speakers", "merge", "3", "6"), 1, "marked them as different", "factdb speakers different 3 6 --undo"
    )
    ok(demo, "speakers", "different", "3", "6", "--undo")
    assert "clean" in ok(demo, "verify").stdout


CIRCLES = (
    "claim,check_publisher,check_label,check_scale\nIt fell.,Full Fact,Not far off,\nIt rose.,PolitiFact,Full Flop,\n"
    "It sank.,Snopes,Who knows,snopes\nIt burst.,PolitiFact,Half-True,\n"
)
PROMISES = """
[[scales]]
code = "politifact-promises"
publisher = "PolitiFact"
question = "truth"
[[scales.ratings]]
code = "half-true"
label = "Half True"
category = "promise"
mapping_reason = "Half of it was kept."
"""


def test_the_command_that_ratings_unmapped_names_maps_a_label_each_time(sqlite_demo: Database, folder: Path) -> None:
    (folder / "circles.csv").write_text(CIRCLES)
    (folder / "promises.toml").write_text(PROMISES)
    ok(sqlite_demo, "import", "circles.csv")
    ok(sqlite_demo, "ratings", "import", "promises.toml")
    unmapped: list[int] = []
    while (ran := run(sqlite_demo, "ratings", "unmapped", "--json")).exit_code:
        assert ran.exit_code == 6
        unmapped.append(len(ran.json))
        assert len(unmapped) <= 4, "the commands go in a circle"
        command = ran.stderr.splitlines()[-1].partition(": factdb ")[2].partition(", or factdb ")[0]
        words = shlex.split(command.replace("CATEGORY", "context"))
        ok(sqlite_demo, *words[words.index("ratings") :])
    assert unmapped == [4, 3, 2, 1]
    # The desk adopts what is mapped now, and the same command maps what was there before.
    assert "not-checkable" not in ok(sqlite_demo, "claims", "list", "--other").stdout
    assert "clean" in ok(sqlite_demo, "verify").stdout


def test_a_label_is_named_with_its_scale_or_with_its_publisher(sqlite_demo: Database) -> None:
    given = ("--category", "context", "--because", "So.")
    for words in (("True",), ("snopes", "True", "--publisher", "Snopes"), ("a", "b", "c")):
        refused(run(sqlite_demo, "ratings", "map", *words, *given), 2, "--publisher NAME LABEL", "")
    refused(run(sqlite_demo, "ratings", "map", "True", "--publisher", "Nobody Wire", *given), 3, "Nobody Wire")
    mapped = ok(sqlite_demo, "ratings", "map", "Odd", "--publisher", "snopes.com", *given)
    assert mapped.stdout == 'scale snopes, version 2: "Odd" is mapped now\n'


def test_labels_that_nobody_mapped_are_told_with_the_exit_code_of_a_check(sqlite_demo: Database, folder: Path) -> None:
    assert ok(sqlite_demo, "ratings", "unmapped").exit_code == 0
    (folder / "one.csv").write_text("claim,check_publisher,check_label,check_scale\nIt fell.,Snopes,Who knows,snopes\n")
    ok(sqlite_demo, "import", "one.csv")
    ran = run(sqlite_demo, "ratings", "unmapped", "--json")
    assert (ran.exit_code, [each["label"] for each in ran.json]) == (6, ["Who knows"])
    assert "1 label is not mapped, in 1 other check" in ran.stderr
    given = ("ratings", "map", "snopes", "who  KNOWS")
    refused(run(sqlite_demo, *given), 2, "--unmapped", "")
    told = ok(sqlite_demo, *given, "--category", "not-enough-evidence", "--because", "It says so.")
    assert told.stdout == 'scale snopes, version 2: "who  KNOWS" is mapped now\n'
    assert ok(sqlite_demo, "ratings", "unmapped").exit_code == 0
