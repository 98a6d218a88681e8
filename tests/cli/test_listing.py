"""`factdb claims list`: the seed article's claims, filtered, sorted, cut into pages, in every format."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from factdb.resources import folder as resource_folder
from factdb.store.engine import Database
from tests.cli.conftest import CommandResult, claim, ok, refused, run

COLUMNS = (
    "id, uid, claim, quote, attribution, kind, speaker, speaker_title, speaker_party, said_on, said_precision, "
    "occasion, source, document_title, document_url, status, assignee, verdict, verdict_category, verdict_score, "
    "quote_verdict, answers_for, flags, verdict_version, decided_at, published_at, published_url, evidence_count, "
    "other_checks, repeats_id, topics, resolves_on, language, speaker_id, source_id, document_id, added_at, changed_at,"
    " priority, headline, attributed_to"
)
NEWEST_FIRST = [*range(1, 14), *range(17, 23), 14, 15, 16]
DISPUTED = [1, 7, 14]
IN_FILES = {"csv": ",", "tsv": "\t"}


def seeds() -> list[dict[str, Any]]:
    given: list[dict[str, Any]] = tomllib.loads((resource_folder("seeds") / "demo/desk.toml").read_text())["claims"]
    return given


def listed(database: Database, *args: str) -> list[int]:
    """Return the numbers of the claims that the options leave."""
    return ok(database, "claims", "list", "--json", *args).ids


def separated(ran: CommandResult, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(ran.stdout, newline=""), delimiter=delimiter, strict=True))


# -- what is listed ------------------------------------------------------------------------------------------


def test_json_has_the_columns_of_the_view_in_their_order(shared: Database) -> None:
    rows = ok(shared, "claims", "list", "--json").json
    assert len(rows) == 22
    assert {", ".join(row) for row in rows} == {COLUMNS}


def test_rows_say_what_the_seeds_say(shared: Database) -> None:
    rows = {row["id"]: row for row in ok(shared, "claims", "list", "--json").json}
    for seed in seeds():
        row = rows[seed["n"]]
        verdicts = seed["verdicts"]
        rated = {question: verdict["rating"] for question, verdict in verdicts.items()}
        flags = [flag for verdict in verdicts.values() for flag in verdict.get("flags", [])]
        assert (row["verdict"], row["quote_verdict"]) == (rated.get("truth"), rated.get("quote"))
        assert row["evidence_count"] == len(seed["evidence"])
        assert row["answers_for"] == ("source" if seed["n"] in DISPUTED else "speaker")
        assert (row["source"], row["language"]) == ("The Epoch Times", "en")
        assert (row["quote"], row["resolves_on"]) == (seed["text"], seed.get("resolves_on"))
        assert (row["occasion"], row["other_checks"]) == (seed.get("occasion"), 0)
        assert sorted(row["flags"]) == sorted(flags)
        assert sorted(row["topics"]) == sorted(seed["topics"])
        for same in ("claim", "attribution", "kind", "speaker", "said_on", "status"):
            assert row[same] == seed[same]


def test_the_newest_said_come_first_and_a_day_in_order_of_number(shared: Database) -> None:
    ran = ok(shared, "claims", "list", "--json")
    assert ran.ids == NEWEST_FIRST
    assert ran.stderr == "22 claims\n"


def test_who_said_it_has_the_office_of_that_day(shared: Database) -> None:
    rows = {row["id"]: row["speaker_title"] for row in ok(shared, "claims", "list", "--json").json}
    assert rows[7] == "President of the United States"
    assert rows[14] == "Director of the Central Intelligence Agency"
    assert rows[2] is None


def test_a_desk_without_claims_lists_none(database: Database) -> None:
    ran = ok(database, "claims", "list", "--json")
    assert (ran.json, ran.stderr) == ([], "0 claims\n")
    assert ok(database, "claims", "list", "-f", "table").stdout == ""


# -- filters -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--verdict", "false"], [18]),
        (["--verdict", "half-true", "--verdict", "mostly-true"], [20, 21]),
        (["--verdict", "Half True", "--verdict", "MOSTLY_TRUE"], [20, 21]),
        (["--quote-verdict", "altered"], DISPUTED),
        (["--quote-verdict", "Altered"], DISPUTED),
        (["--undecided"], [9, 15, 19]),
        (["--no-evidence"], [19]),
        (["--answers-for", "source"], DISPUTED),
        (["--speaker", "burns"], [14, 15, 16]),
        (["--speaker", "BURNS", "--verdict", "false"], []),
        (["--speaker", "Biden", "--speaker", "William Burns"], [1, 3, 4, 5, 6, 7, 14, 15, 16]),
        (["--speaker", "psaki"], [9, 10]),
        (["--speaker", "President Joe Biden", "--kind", "opinion"], [6]),
        (["--source", "epoch", "--verdict", "false"], [18]),
        (["--source", "Reuters"], []),
        (["--topic", "syria", "--topic", "isis"], None),
        (["--topic", "terrorism"], [6, 7, 12]),
        (["--topic", "TERRORISM", "--topic", "isis", "--kind", "promise"], [3, 5, 7]),
        (["--kind", "numerical", "--kind", "causal"], [18, 21]),
        (["--attribution", "partial-quote"], [5, 14]),
        (["--status", "new", "--status", "in-review"], [9, 15, 19]),
        (["--status", "retracted"], []),
        (["--since", "2021-07-23", "--kind", "promise"], [1, 3, 4, 5, 7]),
        (["--until", "2021-07-22"], [14, 15, 16]),
        (["--until", "2021-07", "--kind", "opinion"], [6, 16]),
        (["--since", "2021-08"], []),
        (["--since", "2021", "--until", "2021", "--kind", "causal"], [18]),
        (["--due-before", "2022"], [1, 4]),
        (["--due-before", "2021-12-31"], []),
        (["--due-before", "2022", "--undecided"], []),
        (["--changed-since", "2026-11-22"], sorted(NEWEST_FIRST)),
        (["--changed-since", "2026-11-22T09:30:01Z"], []),
        (["--assignee", "rita"], []),
    ],
)
def test_filters(shared: Database, options: list[str], wanted: list[int] | None) -> None:
    if wanted is None:
        refused(run(shared, "claims", "list", "--json", *options), 3, 'no topic "syria"')
    else:
        assert sorted(listed(shared, *options)) == wanted


def test_the_assignees_claims(demo: Database) -> None:
    ok(demo, "claims", "assign", "9", "15", "rita")
    ok(demo, "claims", "assign", "19", "ed")
    assert listed(demo, "--assignee", "rita") == [9, 15]
    assert listed(demo, "--assignee", "rita", "--assignee", "ed") == [9, 19, 15]
    assert listed(demo, "--assignee", "rita", "--speaker", "psaki") == [9]


def test_changed_since_finds_what_was_just_done(demo: Database) -> None:
    ok(demo, "claims", "note", "15", "asked CIA press office")
    changed_at = claim(demo, 15)["changed_at"]
    assert listed(demo, "--changed-since", changed_at) == [15]


def test_no_match_of_known_names_is_no_error(shared: Database) -> None:
    ran = ok(shared, "claims", "list", "--speaker", "burns", "--verdict", "false", "-f", "table")
    assert (ran.stdout, ran.stderr) == ("", "0 claims\n")


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--speaker", "nobody"], ['no speaker "nobody"']),
        (["--speaker", "Bidne"], ['no speaker "Bidne"', "Did you mean: ", "Biden"]),
        (["--source", "Epcoh Times"], ['no source "Epcoh Times"', "Did you mean: ", "The Epoch Times"]),
        (["--topic", "Irak"], ['no topic "Irak"', "Did you mean: ", "Iraq"]),
        (["--assignee", "rite"], ['no reviewer "rite"', "Did you mean: ", "rita"]),
        (["--after", "23"], ["no claim 23"]),
    ],
)
def test_names_that_nobody_bears_are_not_found(shared: Database, options: list[str], parts: list[str]) -> None:
    refused(run(shared, "claims", "list", *options), 3, *parts)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--verdict", "falsch"], '"falsch"'),
        (["--verdict", "altered"], '"altered"'),
        (["--quote-verdict", "true"], '"true"'),
        (["--status", "false"], '"false"'),
        (["--kind", "rumour"], '"rumour"'),
        (["--attribution", "DIRECT+QUOTE"], '"DIRECT+QUOTE"'),
        (["--sort", "truth"], '"truth"'),
        (["-c", "id,nonsense"], '"nonsense"'),
        (["-f", "xml"], "xml"),
        (["--limit", "0"], "0"),
        (["--since", "03/04/2021"], '"03/04/2021"'),
        (["--since", "2021-02-30"], '"2021-02-30"'),
        (["--until", "unknown"], '"unknown"'),
        (["--changed-since", "10:00"], '"10:00"'),
        (["--after", "seven"], '"seven"'),
    ],
)
def test_words_that_mean_nothing_are_a_slip_of_usage(shared: Database, options: list[str], part: str) -> None:
    refused(run(shared, "claims", "list", *options), 2, part)


# -- order and pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sort", [None, "id", "-id", "speaker", "-said_on", "verdict_score", "-verdict_score", "status"]
)
def test_pages_join_to_the_whole(shared: Database, sort: str | None) -> None:
    order = [f"--sort={sort}"] if sort else []
    whole = listed(shared, *order)
    assert sorted(whole) == list(range(1, 23))
    joined: list[int] = []
    while page := listed(shared, *order, "--limit", "5", *(["--after", str(joined[-1])] if joined else [])):
        joined += page
        assert len(joined) <= 22
    assert joined == whole


def test_sorting_by_a_column_puts_the_empty_last_both_ways(shared: Database) -> None:
    rows = ok(shared, "claims", "list", "--json", "--sort", "verdict_score").json
    falling = ok(shared, "claims", "list", "--json", "--sort", "-verdict_score").json
    scores = [row["verdict_score"] for row in rows]
    known = [score for score in scores if score is not None]
    assert known == sorted(known)
    assert scores[len(known) :] == [None] * (22 - len(known))
    assert [row["verdict_score"] for row in falling] == [*reversed(known), *scores[len(known) :]]


def test_a_limit_with_a_filter(shared: Database) -> None:
    assert listed(shared, "--kind", "promise", "--limit", "2", "--after", "3") == [4, 5]


def test_a_page_may_go_on_after_a_uid(shared: Database) -> None:
    assert listed(shared, "--after", claim(shared, 14)["uid"]) == [15, 16]


# -- formats and files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("fmt", ["csv", "tsv"])
def test_separated_values_read_back_as_they_were(shared: Database, fmt: str) -> None:
    rows = ok(shared, "claims", "list", "--json").json
    head, *lines = separated(ok(shared, "claims", "list", "-f", fmt), IN_FILES[fmt])
    assert ", ".join(head) == COLUMNS
    for row, line in zip(rows, lines, strict=True):
        joined = {name: ", ".join(value) if isinstance(value, list) else value for name, value in row.items()}
        assert line == ["" if value is None else str(value) for value in joined.values()]


def test_a_pipe_gets_tsv_with_every_column_and_nothing_cut(shared: Database) -> None:
    assert ok(shared, "claims", "list").stdout == ok(shared, "claims", "list", "-f", "tsv").stdout


def test_json_lines_are_the_same_objects(shared: Database) -> None:
    lines = ok(shared, "claims", "list", "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == ok(shared, "claims", "list", "--json").json


@pytest.mark.parametrize("fmt", ["json", "jsonl"])
def test_columns_come_as_they_were_asked_for(shared: Database, fmt: str) -> None:
    ran = ok(shared, "claims", "list", "-f", fmt, "-c", "verdict, id", "--verdict", "false")
    assert json.loads(ran.stdout.strip().removeprefix("[").removesuffix("]")) == {"verdict": "false", "id": 18}


def test_what_a_spreadsheet_would_run_is_guarded_in_csv_and_tsv_alone(demo: Database) -> None:
    added = ['--claim==HYPERLINK("https://evil.example","x")', "--occasion", "+1", "--source", "@cmd", "--topic=-2+3"]
    ok(demo, "claims", "add", *added, "--said-on", "2026-01-02")
    for fmt, delimiter in IN_FILES.items():
        head, line = separated(ok(demo, "claims", "list", "-f", fmt, "--after=22", "--sort=id"), delimiter)
        row = dict(zip(head, line, strict=True))
        assert row["claim"] == '\'=HYPERLINK("https://evil.example","x")'
        assert (row["occasion"], row["source"], row["topics"]) == ("'+1", "'@cmd", "'-2+3")
    (row,) = ok(demo, "claims", "list", "--json", "--after=22", "--sort=id").json
    assert (row["claim"], row["topics"]) == ('=HYPERLINK("https://evil.example","x")', ["-2+3"])


@pytest.mark.parametrize("name", ["claims.csv", "claims.tsv", "claims.jsonl", "claims.json", "claims.JSON", "claims"])
def test_a_file_gets_the_format_of_its_ending(shared: Database, folder: Path, name: str) -> None:
    fmt = Path(name).suffix.removeprefix(".").lower() or "tsv"
    ran = ok(shared, "claims", "list", "-o", name)
    assert ran.stdout == ""
    assert (folder / name).read_bytes().decode() == ok(shared, "claims", "list", "-f", fmt).stdout
    assert [each.name for each in folder.iterdir()] == [name]


def test_a_format_that_is_typed_wins_over_the_ending(shared: Database, folder: Path) -> None:
    ok(shared, "claims", "list", "-o", "claims.csv", "-f", "json", "-c", "id", "--verdict", "false")
    assert json.loads((folder / "claims.csv").read_text()) == [{"id": 18}]


def test_a_dash_is_stdout(shared: Database) -> None:
    assert ok(shared, "claims", "list", "-o", "-", "--json").ids == NEWEST_FIRST


def test_a_file_is_replaced_only_when_the_new_one_is_whole(shared: Database, folder: Path) -> None:
    (folder / "claims.csv").write_text("what stood there before")
    refused(run(shared, "claims", "list", "-o", "claims.csv", "--sort", "nothing"), 2, '"nothing"')
    refused(run(shared, "claims", "list", "-o", "claims.csv", "--speaker", "nobody"), 3, '"nobody"')
    assert (folder / "claims.csv").read_text() == "what stood there before"
    assert [each.name for each in folder.iterdir()] == ["claims.csv"]


@pytest.mark.parametrize("name", ["no/such/folder/claims.csv", "taken"])
def test_a_file_that_cannot_be_written_is_one_sentence(shared: Database, folder: Path, name: str) -> None:
    (folder / "taken").mkdir()
    refused(run(shared, "claims", "list", "-o", name), 1, f"Cannot write {name}: ")
    assert [each.name for each in folder.rglob("*")] == ["taken"]


def test_rows_are_not_written_under_another_formats_ending(shared: Database, folder: Path) -> None:
    refused(
        run(shared, "claims", "list", "-o", "claims.xlsx"), 2, "csv, tsv, json, jsonl or md", "factdb export claims"
    )
    assert not list(folder.glob("claims*"))


def test_a_table_is_no_file(shared: Database, folder: Path) -> None:
    refused(run(shared, "claims", "list", "-f", "table", "-o", "claims.txt"), 2, "A table is for a terminal")
    assert not list(folder.iterdir())


def test_a_table_has_the_columns_that_people_read_first(shared: Database) -> None:
    head = ok(shared, "claims", "list", "-f", "table", "--verdict", "false").stdout.splitlines()[0]
    assert head.split() == ["id", "speaker", "said_on", "verdict", "quote_verdict", "status"]


# -- the morning view ----------------------------------------------------------------------------------------


SECTIONS = {
    "mine": 1, "due": 7, "new": 7, "in review by nobody": 1, "waiting for your approval": 1,
    "waiting for the approval of others": 1, "complaints open": 2, "replies overdue": 1,
    "cited pages to look at": 0,
}  # fmt: skip


def test_what_the_morning_view_counts_is_what_its_command_lists(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    for number in range(7):
        ok(demo, "claims", "add", "--claim", f"Promise {number}.", "--resolves-on", "2021", "--kind", "promise")
    ok(demo, "policy", "set", "four-eyes", "on")
    ok(demo, "claims", "assign", "9", "ed")
    ok(demo, "claims", "status", "19", "in-review")
    ok(demo, "claims", "assign", "7", "ed")  # published: no longer work
    ok(demo, "claims", "rate", "15", "not-checkable", "--because", "A forecast.", user="rita")
    ok(demo, "claims", "correct", "4", "--because", "Our reasons.", "--public-note", "We added them.", user="ed")
    for words in ("Wrong day.", "Wrong name."):
        ok(demo, "claims", "complain", "7", words, "--from", "A reader")
    ok(demo, "claims", "ask", "7", "--to", "The newsroom", "--on", "2026-11-01")
    ok(demo, "claims", "ask", "7", "--to", "The spokeswoman")
    ran = ok(demo, "claims", user="ed")
    assert "\n2 more: factdb claims due\n" in ran.stdout
    heads = {
        line.partition(":")[0]: line.partition(": ")[2].rstrip(")").split("  (factdb ")
        for line in ran.stdout.splitlines()
        if "  (factdb " in line
    }
    assert {title: int(count) for title, (count, _) in heads.items()} == SECTIONS
    for count, command in heads.values():
        assert len(ok(demo, *command.split(), "--json", user="ed").json) == int(count), command
    assert "Take the next claim: factdb claims next" in ran.stderr


def test_the_morning_of_somebody_who_may_not_approve(demo: Database) -> None:
    ok(demo, "claims", "rate", "15", "not-checkable", "--because", "A forecast.")
    ok(demo, "claims", "complain", "7", "Wrong day.", "--from", "Jane Doe")
    of_reader = ok(demo, "claims", user="rae").stdout
    assert "waiting for your approval: 0" in of_reader
    assert "waiting for the approval of others: 1" in of_reader
    assert "complaint open" in of_reader
    assert "Jane Doe" not in of_reader
    assert "Jane Doe" in ok(demo, "claims", user="rita").stdout


def test_the_claims_of_an_article_and_open_work(shared: Database) -> None:
    assert len(ok(shared, "claims", "list", "--article", "1", "--json").ids) == 22
    open_claims = ok(shared, "claims", "list", "--article", "1", "--open", "--json").json
    assert {claim["status"] for claim in open_claims} <= {"new", "in-review", "on-hold", "reviewed", "correcting"}
    at = ("--at", "2030-01-31", "--json")
    assert ok(shared, "claims", "list", "--open", "--assignee", "nobody", *at).ids == [row["id"] for row in open_claims]
    refused(run(shared, "claims", "list", "--article", "99"), 3, "There is no article 99")
    refused(run(shared, "claims", "list", "--waits-for", "me", *at), 2, "--waits-for", "--at")
