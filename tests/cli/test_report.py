"""`factdb report`: the list of reports, and how far reviewers agree."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import krippendorff
import pytest
from nltk.metrics.agreement import AnnotationTask
from rich.cells import cell_len
from sqlalchemy import text
from syrupy.assertion import SnapshotAssertion

from factdb.domain.enums import Question
from factdb.reports.agreement import PAIR_COLUMNS
from factdb.services.actor import find_actor
from factdb.services.decisions import assessing
from factdb.services.ledger import claim_ledger
from factdb.store import sessions
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, rows_of, run
from tests.cli.test_pages import HOSTILE, STEERING
from tests.conftest import NOW
from tests.reports.conftest import SCORES, TEN, assess, new_claim

TRUTH = {
    4: {"ana": "kept", "ed": "kept", "rita": "in-the-works"},
    9: {"ana": "true", "ed": "mostly-true"},
    15: {"ana": "half-true", "ed": "half-true", "rita": "unproven"},
    19: {"ana": "false", "ed": "true", "rita": "mostly-true"},
    1: {"ana": "true", "ed": "true", "rita": "true"},
    2: {"ed": "unproven"},
}
QUOTE = {7: {"ana": "altered", "ed": "altered"}, 10: {"ana": "verbatim", "ed": "faithful"}}
AGREEMENT = ("report", "agreement")


def given(database: Database, question: Question, claims: dict[int, dict[str, str]]) -> None:
    with sessions.writing(database) as session:
        for claim, row in claims.items():
            assess(session, claim, row, question, at=NOW)


@pytest.fixture
def assessed(sqlite_demo: Database) -> Database:
    """A desk on which three reviewers have assessed."""
    given(sqlite_demo, Question.TRUTH, TRUTH)
    given(sqlite_demo, Question.QUOTE, QUOTE)
    return sqlite_demo


# -- the list ------------------------------------------------------------------------------------------------


def test_without_a_name_the_reports_are_listed(sqlite_demo: Database) -> None:
    ran = ok(sqlite_demo, "report")
    lines = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    assert lines[0] == "agreement Show how far the assessments of reviewers agree."
    assert "verdicts-by-speaker Verdicts by speaker." in lines
    assert ran.stderr == "Show a report: factdb report NAME\n"


def test_a_report_that_there_is_not(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "report", "agrement"), 2, "agrement", "factdb report --help")


# -- pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 100, 160])
def test_the_page_fits_the_terminal(
    assessed: Database, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    ran = ok(assessed, *AGREEMENT, "-f", "table")
    assert max(map(cell_len, ran.stdout.splitlines())) <= columns
    assert f"{ran.stdout}--\n{ran.stderr}" == snapshot


@pytest.mark.parametrize(
    ("words", "user"),
    [
        ("--question quote", "ana"),
        ("--reviewer ed --reviewer rita", "ana"),
        ("--round 2", "ana"),
        ("--since 2026-11-23", "ana"),
        ("--reviewer ed", "ana"),
        ("", "zoe"),
        ("--question quote", "zoe"),
    ],
)
def test_pages(assessed: Database, snapshot: SnapshotAssertion, words: str, user: str) -> None:
    ran = ok(assessed, *AGREEMENT, "-f", "table", *words.split(), user=user)
    assert f"{ran.stdout}--\n{ran.stderr}" == snapshot


def test_nothing_assessed_is_one_sentence(sqlite_demo: Database) -> None:
    ran = ok(sqlite_demo, *AGREEMENT, "-f", "table")
    assert ran.stdout == "No claim has two assessments on truth in round 1 that you may compare.\n"
    assert ran.stderr == ""


def test_who_could_see_others_is_said(assessed: Database) -> None:
    with sessions.writing(assessed) as session:
        assess(session, 9, {"rita": "true"}, saw_others=True)
    shown = " ".join(ok(assessed, *AGREEMENT, "-f", "table").stdout.split())
    assert "1 of 15 assessments were made when others were visible: not independent" in shown


def test_hostile_words_are_harmless(assessed: Database) -> None:
    with assessed.engine("rw").connect() as connection, connection.begin():
        connection.execute(text("UPDATE claims SET claim = :it"), {"it": HOSTILE})
    assert STEERING.findall(ok(assessed, *AGREEMENT, "-f", "table").stdout) == []
    assert ok(assessed, *AGREEMENT, "--json").json["disputed"][0]["claim"] == HOSTILE


# -- data ----------------------------------------------------------------------------------------------------


def test_json_is_the_whole_report(assessed: Database) -> None:
    made = ok(assessed, *AGREEMENT, "--json").json
    assert list(made) == [
        "question", "round", "since", "reviewers", "units", "assessments", "raters", "left_out", "saw_others",
        "percent", "kappa", "alpha", "alphas", "confused", "differing", "disputed", "at",
    ]  # fmt: skip
    assert (made["question"], made["units"], made["assessments"]) == ("truth", 5, 14)
    assert made["raters"] == [
        {"reviewer": name, "assessments": count} for name, count in [("ana", 5), ("ed", 6), ("rita", 4)]
    ]
    assert made["left_out"] == {"alone": 1, "hidden": 0}
    assert list(made["kappa"][0]) == ["a", "b", "units", "percent", "kappa", "why"]
    assert list(made["alpha"]) == ["level", "value", "units", "assessments", "left_out", "why"]
    assert made["alpha"] == made["alphas"][0]
    assert list(made["confused"][0]) == ["ratings", "times", "units"]
    assert list(made["disputed"][0]) == ["id", "claim", "distance", "ratings"]
    assert made["at"].startswith("2026-11-22T09:31")


def test_rows_are_the_pairs(assessed: Database, folder: Path) -> None:
    ran = ok(assessed, *AGREEMENT)
    assert ran.stdout.splitlines()[0] == "\t".join(PAIR_COLUMNS)
    assert "the whole report: -f json" in ran.stderr
    ok(assessed, *AGREEMENT, "-o", "pairs.csv")
    rows = list(csv.DictReader(io.StringIO((folder / "pairs.csv").read_text(encoding="utf-8"))))
    assert [(row["a"], row["b"], row["units"]) for row in rows] == [
        ("ana", "ed", "5"),
        ("ana", "rita", "4"),
        ("ed", "rita", "4"),
    ]
    lines = [json.loads(line) for line in ok(assessed, *AGREEMENT, "-f", "jsonl").stdout.splitlines()]
    assert [str(line["kappa"]) for line in lines] == [row["kappa"] for row in rows]


def test_a_document_goes_into_a_file(assessed: Database, folder: Path) -> None:
    ran = ok(assessed, *AGREEMENT, "-o", "agreement.json")
    assert ran.stdout == ""
    assert json.loads((folder / "agreement.json").read_text(encoding="utf-8"))["units"] == 5
    refused(run(assessed, *AGREEMENT, "-f", "table", "-o", "page.txt"), 2, "A table is for a terminal")


def test_both_engines_say_the_same(demo: Database) -> None:
    given(demo, Question.TRUTH, TRUTH)
    made = ok(demo, *AGREEMENT, "--json").json
    assert {(each["a"], each["b"]): round(each["kappa"], 3) for each in made["kappa"]} == {
        ("ana", "ed"): 0.474,
        ("ana", "rita"): 0.2,
        ("ed", "rita"): 0.143,
    }
    assert [(each["level"], round(each["value"], 3)) for each in made["alphas"]] == [
        ("nominal", 0.25),
        ("ordinal", 0.383),
    ]
    assert [each["id"] for each in made["disputed"]] == [4, 15, 19, 9]


def test_two_reviewers_assess_ten_claims_and_the_report_equals_the_established_implementations(demo: Database) -> None:
    with sessions.writing(demo) as session:
        claims = [new_claim(session, f"The bridge cost {number} million.") for number in range(len(TEN))]

    def submit(handle: str, place: int) -> None:
        for claim, words in zip(claims, TEN, strict=True):
            with sessions.writing(demo) as session:
                opinion = assessing.Opinion([words[place]], ["It looks so."])
                assessing.assess(
                    session, claim_ledger.lock_one(session, claim), find_actor(session, handle, NOW), opinion
                )

    def made(handle: str) -> Any:  # noqa: ANN401 - a document
        return ok(demo, *AGREEMENT, "--json", user=handle).json

    submit("ana", 0)
    assert (made("ed")["units"], made("ed")["left_out"]) == (0, {"alone": 0, "hidden": 10})
    submit("ed", 1)
    assert (made("rita")["units"], made("rita")["left_out"]) == (0, {"alone": 0, "hidden": 10})
    theirs = AnnotationTask([(who, n, row[who]) for n, row in enumerate(TEN) for who in (0, 1)])
    scores = [[SCORES[row[who]] for row in TEN] for who in (0, 1)]
    for found in (made("ana"), made("ed")):
        assert (found["units"], found["saw_others"], found["left_out"]["hidden"]) == (10, 0, 0)
        assert found["percent"] == pytest.approx(100 * theirs.avg_Ao(), abs=1e-9)
        assert [each["kappa"] for each in found["kappa"]] == [pytest.approx(theirs.kappa_pairwise(0, 1), abs=1e-9)]
        assert {each["level"]: each["value"] for each in found["alphas"]} == {
            level: pytest.approx(krippendorff.alpha(reliability_data=scores, level_of_measurement=level), abs=1e-9)
            for level in ("ordinal", "nominal")
        }


# -- who and what --------------------------------------------------------------------------------------------


def test_the_viewer_is_whoever_acts(assessed: Database) -> None:
    def units(user: str) -> tuple[int, int]:
        made = ok(assessed, *AGREEMENT, "--json", user=user).json
        return made["units"], made["left_out"]["hidden"]

    assert units("ed") == (5, 0)
    assert units("rita") == (4, 1)
    assert units("nobody-here") == (1, 4)


def test_a_reviewer_whom_nobody_knows(assessed: Database) -> None:
    refused(run(assessed, *AGREEMENT, "--reviewer", "rit"), 3, 'no reviewer "rit"', "Did you mean: rita")


def test_the_other_question_is_named(assessed: Database) -> None:
    said = "See the assessments on quote (4): factdb report agreement --question quote"
    assert said in ok(assessed, *AGREEMENT, "--json").stderr
    assert said not in ok(assessed, *AGREEMENT, "--json", "--question", "truth").stderr


def test_a_report_writes_nothing(assessed: Database) -> None:
    before = rows_of(assessed)
    ok(assessed, *AGREEMENT, user="rae")
    assert rows_of(assessed) == before


def test_a_new_claim_is_hidden_until_it_is_assessed(sqlite_demo: Database) -> None:
    with sessions.writing(sqlite_demo) as session:
        number = new_claim(session)
        assess(session, number, {"ana": "true", "ed": "false"})
    shown = ok(sqlite_demo, *AGREEMENT, "-f", "table", user="rita").stdout
    assert "1 claim hidden until you assess them" in " ".join(shown.split())
    assert "false" not in shown
