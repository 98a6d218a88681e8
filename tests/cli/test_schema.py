"""`factdb schema`: every JSON output of a command is what its schema says, down to the last key."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from factdb.cli.exchange.schema import SCHEMAS, SETTINGS_FILE, WRITTEN, schema, settings_schema
from factdb.cli.main import factdb
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run, run_bare
from tests.cli.test_help import walk

# How each command is given; the others need no more than their name.
ARGUMENTS = {
    "claims note": ["19", "A note."],
    "claims due": ["--within", "99w"],
    "claims list --q WORDS": ["--q", "combat"],
    "claims show": ["7", "--history"],
    "claims history": ["19"],
    "claims assessments": ["19"],
    "claims similar": ["4"],
    "claims check-quote": ["7"],
    "evidence list": ["7"],
    "evidence show": ["7.1"],
    "evidence show --captures": ["7.1"],
    "evidence diff": ["7.1", "1", "2"],
    "articles propose": ["article.txt"],
    "articles show": ["1"],
    "documents show": ["1"],
    "speakers show": ["biden"],
    "sources show": ["Associated Press"],
    "ratings show": ["true"],
    "imports show": ["1"],
}
# What `factdb sql` and reports in SQL return depends on the question; these print what other programs define.
WITHOUT_SCHEMA = {"sql", "version", "config show", "report agreement", "report views"}
EXPORTS_AND_REPORTS = ("export ", "report ")
FORMATS = Draft202012Validator.FORMAT_CHECKER


def prepare(database: Database, folder: Path) -> None:
    """Give each list at least one row."""
    (folder / "article.txt").write_text('The bridge opened. "It cost 4 million," Jane Doe said on Monday.\n')
    ok(database, "claims", "assess", "19", "true", "--because", "The war began in 2011.")
    ok(database, "claims", "edit", "19", "--resolves-on", "2027-01-31", "--kind", "prediction")
    ok(database, "claims", "add", "--source", "The Example Times", "--claim", "The bridge cost 4 million in all.")
    ok(database, "claims", "add", "--source", "The Example Times", "--claim", "The bridge cost 4 million, in all.")
    ok(database, "claims", "ask", "7", "--who", "The newsroom")
    reasons = ("--because", "Troops stayed.", "--public-note", "We had this promise as kept.")
    ok(database, "claims", "correct", "4", "stalled", *reasons)
    ok(database, "claims", "note", "8", "A note.")
    ok(database, "searches", "save", "Open", "--open")
    ok(database, "erase", "note", "8.n1", "--ground", "asked")
    ok(database, "speakers", "add", "J. Biden")
    ok(database, "sources", "add", "Epoch Times")
    for price in (4, 9):
        (folder / "page.txt").write_text(f"The bridge cost {price} million.")
        ok(database, "evidence", "fetch", "7.1", "--file", "page.txt")
    (folder / "checked.csv").write_text(
        "claim,label,scale,publisher,said on\nThe bridge leans.,Hmm,politifact,PolitiFact,\n"
    )
    ok(database, "import", "checked.csv")


def test_every_output_is_what_its_schema_says(demo: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTDB_EVIDENCE_FOLDER", str(folder / "captures"))
    prepare(demo, folder)
    empty = set()
    for name, entry in SCHEMAS.items():
        validator = Draft202012Validator(schema(name), format_checker=FORMATS)
        validator.check_schema(schema(name))
        for command in entry.commands:
            words = command.removesuffix(" --q WORDS").split()
            document = run(demo, *words, *ARGUMENTS.get(command, []), "--json").json
            problems = [f"{command}: {error.json_path}: {error.message}" for error in validator.iter_errors(document)]
            assert problems == []
            if document == []:
                empty.add(command)
    assert empty <= {"sources duplicates", "claims duplicates"}


def test_every_command_with_json_has_a_schema() -> None:
    described = {
        command.partition(" --")[0] for name, entry in SCHEMAS.items() if name != WRITTEN for command in entry.commands
    }
    with_json = {
        " ".join(entry.words)
        for entry in walk(factdb)
        if any({"as_json", "form", "row_format"} & {parameter.name} for parameter in entry.command.params)
    }
    rows = {command for command in with_json if command.startswith(EXPORTS_AND_REPORTS)} - described
    assert with_json - rows - WITHOUT_SCHEMA == described


def test_the_settings_file_has_a_schema() -> None:
    validator = Draft202012Validator(settings_schema())
    good = 'database = "desk.db"\nuser = "ana"\nreports = "reports"\n[desk]\nname = "x"\nurl = "y"\nlicence = "z"\n'
    good += '[web]\nurl = "https://example.org"\nproxies = ["127.0.0.1"]\n'
    assert list(validator.iter_errors(tomllib.loads(good))) == []
    assert list(validator.iter_errors(tomllib.loads("databse = 'x'")))
    assert list(validator.iter_errors(tomllib.loads("user = 3")))
    assert list(validator.iter_errors(tomllib.loads("[web]\nproxies = '127.0.0.1'")))


def test_schemas_are_listed_and_printed() -> None:
    listed = run_bare("schema").stdout
    assert all(name in listed for name in (*SCHEMAS, SETTINGS_FILE))
    assert json.loads(run_bare("schema", "claims").stdout) == schema("claims")
    assert json.loads(run_bare("schema", SETTINGS_FILE).stdout) == settings_schema()
    refused(run_bare("schema", "claimz"), 3, "claims")
