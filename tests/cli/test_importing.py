"""`factdb import`, `claims list --other` and `claims adopt` as people type them."""

from __future__ import annotations

import gzip
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, Origin
from tests.cli.conftest import ok, refused, rows_of, run

SHEET = "id,claim,speaker,verdict,scale,review url,publisher\n1,The bridge is open.,Ann Mayor,True,politifact,https://p.example/1,PolitiFact\n"
BAD = "id,claim,said_on\n1,One.,2021-01-01\n2,Two.,yesterday\n3,,2021\n4,Four.,\n"


def count(database: Database) -> int:
    with sessions.reading(database) as session:
        return session.scalar(select(func.count()).select_from(Claim)) or 0


def test_a_file_is_taken_and_taken_again(demo: Database) -> None:
    Path("claims.csv").write_text(SHEET)
    ran = ok(demo, "import", "claims.csv")
    assert ran.stdout == "claims.csv: 1 added, 0 changed, 0 same\n"
    assert "\ncolumns: --map id=external_id --map claim=claim --map speaker=speaker" in ran.stderr
    assert ok(demo, "import", "claims.csv").stdout == "claims.csv: 0 added, 0 changed, 1 same\n"
    assert run(demo, "verify").exit_code == 0


def test_other_checks_are_shown_apart_listed_and_adopted(demo: Database) -> None:
    Path("claims.csv").write_text(SHEET)
    ok(demo, "import", "claims.csv")
    assert "checked by others\n  23.1 PolitiFact: True (politifact)" in ok(demo, "claims", "show", "23").stdout
    (row,) = ok(demo, "claims", "list", "--other", "--json").json
    assert (row["id"], row["label"], row["rating"], row["category"], row["verdict"]) == (
        "23.1", "True", "true", "truth", None,
    )  # fmt: skip
    ran = ok(demo, "claims", "adopt", "23", "1")
    assert ran.stdout.splitlines()[0] == "claim 23: true, version 1"
    shown = ok(demo, "claims", "show", "23", "--json").json
    (verdict,) = shown["verdicts"]
    assert (verdict["because"], verdict["decided_by"]) == ("Adopted from PolitiFact: True.", "ana")
    assert [row["url"] for row in shown["evidence"]] == ["https://p.example/1"]
    refused(run(demo, "claims", "list", "--other", "--sort", "id"), 2, "--other cannot be combined with --at")
    assert run(demo, "verify").exit_code == 0


def test_what_nobody_mapped_is_not_adopted(sqlite_demo: Database) -> None:
    Path("claims.csv").write_text(SHEET.replace(",True,", ",Wobbly,"))
    ok(sqlite_demo, "import", "claims.csv")
    refused(run(sqlite_demo, "claims", "adopt", "23", "1"), 1, 'The label "Wobbly" of politifact is not mapped')
    assert run(sqlite_demo, "ratings", "unmapped").exit_code == 6


def test_labels_without_publisher_are_mapped_by_importing_again(demo: Database) -> None:
    Path("claims.csv").write_text("claim,verdict\nThe bridge is open.,Half-True\n")
    ok(demo, "import", "claims.csv")
    ran = run(demo, "ratings", "unmapped")
    assert ran.exit_code == 6
    assert (
        '  For "Half-True", without a publisher: import the file again with --scale CODE, or name the column of '
        "publishers: --map COLUMN=check_publisher. If no scale fits, first add your own: factdb ratings import FILE\n"
    ) in ran.stderr
    refused(run(demo, "claims", "adopt", "23", "1"), 1, "again with --scale CODE", "or rate the claim yourself")
    ok(demo, "import", "claims.csv", "--scale", "politifact")
    assert run(demo, "ratings", "unmapped").exit_code == 0


def test_labels_of_a_publisher_are_mapped_though_other_labels_have_none(demo: Database) -> None:
    rows = "".join(f"{word}.,{word},\n" for word in ("One", "Two"))
    Path("claims.csv").write_text(f"claim,verdict,publisher\n{rows}Three.,Wobbly,River Check\n")
    ok(demo, "import", "claims.csv")
    shown = run(demo, "ratings", "unmapped").stderr
    assert (
        '  Map the label: factdb ratings map --publisher "River Check" "Wobbly" --category CATEGORY --reason "...". '
        'For "One" and 1 more, without a publisher: import the file again with --scale CODE'
    ) in shown


def test_only_near_spellings_of_a_scale_are_offered(demo: Database) -> None:
    Path("claims.csv").write_text("claim,verdict\nThe bridge is open.,Half-True\n")
    meaning = ("Wobbly", "--category", "media", "--reason", "x")
    for words, after in (
        (("import", "claims.csv", "--scale"), ()),
        (("ratings", "list", "--scale"), ()),
        (("ratings", "map"), meaning),
    ):
        far = run(demo, *words, "wrongscale", *after)
        refused(far, 3, 'There is no scale "wrongscale"', "See all scales: factdb ratings list")
        assert "Did you mean" not in far.stderr
        near = run(demo, *words, "politifac", *after)
        refused(near, 3, 'There is no scale "politifac"', "Did you mean: politifact")


def test_a_check_on_a_scale_that_the_desk_lacks_is_rated_by_hand(demo: Database) -> None:
    Path("claims.csv").write_text(SHEET.replace(",politifact,", ",politifact-promise,"))
    ok(demo, "import", "claims.csv")
    adopted = run(demo, "claims", "adopt", "23", "1")
    refused(adopted, 1, 'no scale "politifact-promise"', "factdb claims rate 23 RATING", "factdb ratings import FILE")
    assert "ratings map" not in adopted.stderr, "no label of such a scale can be mapped"


def test_a_file_with_a_fault_is_not_taken_at_all(shared: Database) -> None:
    before = rows_of(shared)
    Path("bad.csv").write_text(BAD)
    ran = run(shared, "import", "bad.csv", "--errors", "refused.jsonl")
    assert ran.exit_code == 1
    assert "bad.csv, line 3: said_on" in ran.stderr
    assert "2 rows of bad.csv cannot be imported. Nothing was imported." in ran.stderr
    assert rows_of(shared) == before
    kept = [json.loads(line) for line in Path("refused.jsonl").read_text().splitlines()]
    assert [(row["_error"]["line"], row["_error"]["column"]) for row in kept] == [(3, "said_on"), (4, "claim")]


def test_faulty_rows_are_left_out_mended_and_taken(sqlite_demo: Database) -> None:
    Path("bad.csv").write_text(BAD)
    ran = run(sqlite_demo, "import", "bad.csv", "--on-error", "skip")
    assert (ran.exit_code, ran.stdout) == (6, "bad.csv: 2 added, 0 changed, 0 same\n")
    assert "written to bad.errors.jsonl" in ran.stderr
    mended = (
        Path("bad.errors.jsonl").read_text().replace("yesterday", "2021-01-02").replace('"claim": ""', '"claim": "C"')
    )
    Path("mended.jsonl").write_text(mended)
    assert ok(sqlite_demo, "import", "mended.jsonl").stdout == "mended.jsonl: 2 added, 0 changed, 0 same\n"


def command_in(text: str, before: str) -> list[str]:
    """Return the arguments of the command that a hint names after these words."""
    (line,) = [line for line in text.splitlines() if before in line]
    return shlex.split(line.partition(before)[2])


def test_the_command_for_refused_rows_works_as_typed(demo: Database) -> None:
    Path("bad.csv").write_text("Nr,Was gesagt,Wann\n1,Eins.,1/2/2021\n2,Zwei.,gestern\n")
    maps = ("--map", "Nr=external_id", "--map", "Was gesagt=claim", "--map", "Wann=said_on", "--date-order", "dmy")
    ran = run(demo, "import", "bad.csv", *maps, "--source", "Die Zeit's", "--on-error", "skip")
    assert ran.exit_code == 6
    Path("bad.errors.jsonl").write_text(Path("bad.errors.jsonl").read_text().replace("gestern", "3/2/2021"))
    again = ok(demo, *command_in(ran.stderr, "Correct and import them: factdb "))
    assert again.stdout == "bad.errors.jsonl: 1 added, 0 changed, 0 same\n"
    claim = ok(demo, "claims", "show", "24", "--json").json
    assert (claim["said_on"], claim["source"]) == ("2021-02-03", "Die Zeit's")
    undo = command_in(again.stderr, "To undo the import: factdb ")
    assert "1 declined" in ok(demo, *undo).stdout


def test_where_every_row_is_refused_nothing_is_imported_and_that_is_a_failure(demo: Database) -> None:
    Path("bad.csv").write_text("id,claim,said_on\n2,Two.,yesterday\n")
    before = rows_of(demo)
    ran = run(demo, "import", "bad.csv", "--on-error", "skip")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "Nothing was imported. It was written to bad.errors.jsonl.\n" in ran.stderr
    assert "Correct and import them: factdb import bad.errors.jsonl\n" in ran.stderr
    assert "left out" not in ran.stderr
    assert rows_of(demo) == before


def test_an_import_that_names_the_outlet_of_an_article_is_undone_as_an_import(demo: Database) -> None:
    Path("a.csv").write_text("claim,url\nOne.,https://t.example/1\n")
    ok(demo, "import", "a.csv")
    Path("b.csv").write_text("claim,url,source\nTwo.,https://t.example/1,Times\n")
    ran = ok(demo, "import", "b.csv")
    assert ran.stderr.splitlines()[-1] == "To undo the import: factdb imports undo 2"


def test_a_dry_run_says_what_would_be(shared: Database) -> None:
    before = rows_of(shared)
    Path("claims.csv").write_text(SHEET)
    assert ok(shared, "import", "-n", "claims.csv").stdout == "claims.csv: would be 1 added, 0 changed, 0 same\n"
    assert rows_of(shared) == before


def test_columns_are_mapped_by_hand_or_by_a_file(sqlite_demo: Database) -> None:
    Path("odd.csv").write_text("Behauptung,Wer,Tag\nDie Brücke ist offen.,Ann Mayor,1.2.2021\n")
    refused(run(sqlite_demo, "import", "odd.csv"), 2, "There is no column of claims in odd.csv")
    Path("columns.txt").write_text("Behauptung=claim\nWer=speaker\n# days\nTag=said_on\n")
    ok(sqlite_demo, "import", "odd.csv", "--map", "columns.txt", "--date-order", "dmy", "--source", "Die Zeitung")
    row = ok(sqlite_demo, "claims", "show", "23", "--json").json
    assert (row["said_on"], row["speaker"], row["source"]) == ("2021-02-01", "Ann Mayor", "Die Zeitung")


def test_what_is_no_file_of_claims_is_refused_in_a_sentence(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "import", "nothing.csv"), 3, 'no file "nothing.csv"')
    Path("empty.csv").write_bytes(b"")
    assert run(sqlite_demo, "import", "empty.csv").exit_code in {1, 2}
    Path("folder").mkdir()
    refused(run(sqlite_demo, "import", "folder"), 1, "folder")
    before = count(sqlite_demo)
    Path("cut.json").write_text('[{"claim": "One."}, {"claim": "Tw')
    assert run(sqlite_demo, "import", "cut.json").exit_code == 1
    assert count(sqlite_demo) == before


@pytest.mark.parametrize(
    ("name", "raw", "why", "step"),
    [
        ("a.csv", b"", "Cannot read a.csv: it is empty.", "Download or export the file again, and check"),
        ("a.csv", b"\n\n", "Cannot read a.csv: line 1 has no headings", "Put a line with the name of each column"),
        ("a.json", b'[{"claim": }]', "line 1 is not valid JSON", "Correct that line."),
        ("a.json", b'[{"claim": "x"', "line 1 begins a value that never ends", "its end is missing."),
        ("a.zip", b"PK\x03\x04aaaa", "its compressed data is damaged", "Download or export the file again."),
        ("a.xlsx", b"PK\x03\x04aaaa", "its compressed data is damaged", "Download or export the file again."),
        ("a.xls", b"\xd0\xcf\x11\xe0aaaa", "the workbook is damaged", "Save it again, or save it as CSV."),
        ("a.html", b"<html><p>Hello</html>", "it has no ClaimReview.", "name another format: --from FORMAT"),
        (".", b"", "it is a folder.", "Name a file in it."),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "it is a picture (PNG).", "Name a file of claims"),
        (
            "a.gz",
            gzip.compress(b"PK\x03\x04" + bytes(99), mtime=0),
            "it is an archive inside another (zip).",
            "Name a file",
        ),
        ("a.csv", b"claim,b\r\nOne.,x\rTwo.,y\n", "line 2 has a carriage return that ends no line.", "line ends"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_next_step_and_no_summary(
    shared: Database, name: str, raw: bytes, why: str, step: str
) -> None:
    if name != ".":
        Path(name).write_bytes(raw)
    ran = run(shared, "import", name)
    assert (ran.exit_code, ran.stdout) == (1, "")
    sentence, next_step = ran.stderr.splitlines()
    assert why in sentence
    assert step in next_step


def test_the_same_facts_typed_and_imported_are_the_same_claim(demo: Database) -> None:
    words, outlet = "The bridge opened.", "The Epoch Times"
    page = ok(demo, "articles", "show", "1", "--json").json["url"]
    Path("claims.csv").write_text(f"claim,url,attribution\n{words},{page},narration\n{words},{page},\n")
    typed = ("claims", "add", "--url", page, "--claim", words)
    ok(demo, *typed, "--attribution", "narration")
    ok(demo, *typed)
    ok(demo, "import", "claims.csv", "--undated-as-published")
    rows = {row["id"]: row for row in ok(demo, "claims", "list", "--limit", "4", "--sort", "-id", "--json").json}
    own = {"id", "uid", "added_at", "changed_at"}
    one, two, three, four = ({k: v for k, v in rows[n].items() if k not in own} for n in (23, 24, 25, 26))
    assert (one, two) == (three, four)
    assert [(row["speaker"], row["attribution"], row["said_on"]) for row in (one, two)] == [
        (outlet, "narration", "2021-07-26"),
        (None, "paraphrase", "2021-07-26"),
    ]
    assert run(demo, "verify").exit_code == 0


def test_an_import_leaves_claims_undated_unless_it_is_told_otherwise(demo: Database) -> None:
    page = ok(demo, "articles", "show", "1", "--json").json["url"]
    Path("claims.csv").write_text(f"id,claim,url\n1,The bridge opened.,{page}\n")
    ok(demo, "import", "claims.csv")
    assert ok(demo, "claims", "show", "23", "--json").json["said_on"] is None
    again = ok(demo, "import", "claims.csv", "--undated-as-published")
    assert again.stdout == "claims.csv: 0 added, 1 changed, 0 same\n"
    published = ok(demo, "articles", "show", "1", "--json").json["published_on"]
    assert ok(demo, "claims", "show", "23", "--json").json["said_on"] == published
    assert ok(demo, "import", "claims.csv").stdout == "claims.csv: 0 added, 1 changed, 0 same\n"
    assert ok(demo, "claims", "show", "23", "--json").json["said_on"] is None


def test_a_closed_standard_input_ends_in_one_sentence(demo: Database) -> None:
    command = [sys.executable, "-m", "factdb", "--db", demo.location, "--as", "ana", "import", "-"]
    ran = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[0] == "factdb: Standard input is closed."


def test_files_of_refused_rows_are_numbered(demo: Database) -> None:
    Path("my claims.csv").write_text(BAD)
    names = ["my-claims.errors.jsonl", "my-claims.errors-2.jsonl", "my-claims.errors-3.jsonl"]
    for name in names:
        ran = run(demo, "import", "my claims.csv", "--on-error", "skip")
        assert ran.exit_code == 6
        assert f"written to {name}." in ran.stderr
    assert len({Path(name).read_text() for name in names}) == 1
    refused(run(demo, "import", "my claims.csv", "--errors", names[0]), 1, names[0])


def test_a_fresh_export_imported_into_its_own_desk_changes_nothing(demo: Database) -> None:
    Path("own.csv").write_text(
        "claim,url,source,publisher,verdict,topics,speaker,said on,evidence url\n"
        "=1+1 is two,https://n.example/x,Times,PolitiFact,False,Roads; Money,Ann,2021-03,https://e.example/1\n"
        "- so it is,,,,,,UNKNOWN,unknown,\n"
    )
    ok(demo, "import", "own.csv")
    before = rows_of(demo)
    for name in ("all.csv", "all.tsv", "all.json", "all.jsonl", "all.xlsx", "all.csv"):
        ok(demo, "export", "claims", "-o", name, "-f", name.rpartition(".")[2])
        assert ok(demo, "import", name).stdout == f"{name}: 0 added, 0 changed, 24 same\n"
        Path(name).unlink()
    Path("few.csv").write_text(ok(demo, "claims", "list", "-f", "csv", "-c", "uid,claim,speaker").stdout)
    assert ok(demo, "import", "few.csv").stdout == "few.csv: 0 added, 0 changed, 24 same\n"
    assert rows_of(demo) == before
    Path("few.csv").write_text(Path("few.csv").read_text().replace("is two", "is three"))
    assert ok(demo, "import", "few.csv").stdout == "few.csv: 0 added, 1 changed, 23 same\n"


def test_an_export_to_xlsx_takes_no_control_character_from_the_claims(demo: Database) -> None:
    Path("esc.csv").write_text("id,claim,speaker,topics\n1,ESC \x1b[31mred\u009b,Ann \x1bMayor,Ro\x1bads; Money\n")
    ok(demo, "import", "esc.csv")
    before = rows_of(demo)
    ok(demo, "export", "claims", "-o", "esc.xlsx")
    assert ok(demo, "import", "esc.xlsx").stdout == "esc.xlsx: 0 added, 0 changed, 23 same\n"
    assert rows_of(demo) == before
    ok(demo, "claims", "edit", "23", "--occasion", "A debate")
    assert ok(demo, "import", "esc.xlsx").stdout == "esc.xlsx: 0 added, 0 changed, 23 same\n"
    shown = ok(demo, "claims", "show", "23", "--json").json
    assert (shown["claim"], shown["speaker"], shown["occasion"]) == (
        "ESC \x1b[31mred\u009b",
        "Ann \x1bMayor",
        "A debate",
    )


def test_a_refusal_names_the_ready_mapping_that_fits(sqlite_demo: Database) -> None:
    row = "a-1\tThe dam is old.\tfalse\thttps://c.example/1\tNone\tNone\tAnn\tBo\t[]\tDam\t2021-01-02\t2021-01-01\t[]\n"
    Path("multi.tsv").write_text(row)
    refused(run(sqlite_demo, "import", "multi.tsv"), 2, "has no headings", "--like multifc")
    Path("other.tsv").write_text(row.replace("\tNone", ""))
    assert "--like" not in run(sqlite_demo, "import", "other.tsv").stderr
    fever = {
        "id": 1,
        "verifiable": "VERIFIABLE",
        "label": "SUPPORTS",
        "claim": "A dam.",
        "evidence": [[[1, 2, "Dam", 0]]],
    }
    Path("fever.jsonl").write_text(json.dumps(fever) + "\n")
    refused(run(sqlite_demo, "import", "fever.jsonl"), 2, "fever.jsonl has the keys of fever", "--like fever")
    ok(sqlite_demo, "import", "fever.jsonl", "--map", "evidence=")
    ok(sqlite_demo, "import", "fever.jsonl", "--like", "fever")
    Path("own.jsonl").write_text(json.dumps({**fever, "evidence": [{"url": "https://p.example/1"}]}) + "\n")
    ok(sqlite_demo, "import", "own.jsonl")


FLAGSHIP = "id,claim,speaker\n1,\x1b[31mDon\u00e2\u20ac\u2122t.,Jos\x92s\n2,,Al\n3,Sound.,Al\n"


def test_control_characters_stay_are_counted_and_shown_escaped(demo: Database) -> None:
    Path("claims.csv").write_text(FLAGSHIP)
    ran = run(demo, "import", "claims.csv", "--on-error", "skip")
    assert (ran.exit_code, ran.stdout) == (6, "claims.csv: 2 added, 0 changed, 0 same\n")
    assert "1 row has control characters, which stay; they are shown as \\x92\n" in ran.stderr
    assert "--on-error clean" in ran.stderr
    shown = ok(demo, "claims", "list", "-f", "table", "-L", "5").stdout
    assert "\x1b" not in shown
    assert "\x1b[31m" in ok(demo, "claims", "list", "-f", "csv").stdout


def test_clean_repairs_texts_row_by_row(demo: Database) -> None:
    Path("claims.csv").write_text(FLAGSHIP)
    ran = run(demo, "import", "claims.csv", "--on-error", "clean")
    assert (ran.exit_code, ran.stdout) == (6, "claims.csv: 2 added, 0 changed, 0 same\n")
    assert 'claims.csv, line 2: speaker "Jos\\x92s" -> "Jos\u2019s"\n' in ran.stderr
    assert "2 texts were repaired: see claims.repairs.jsonl." in ran.stderr
    lines = [json.loads(line) for line in Path("claims.repairs.jsonl").read_text().splitlines()]
    assert lines[1] == {"line": 2, "field": "speaker", "was": "Jos\x92s", "now": "Jos\u2019s"}
    assert json.loads(Path("claims.errors.jsonl").read_text())["id"] == "2"
    with sessions.reading(demo) as session:
        raw = session.scalars(select(Origin.raw).where(Origin.external_id == "1")).one()
    assert json.loads(raw)["speaker"] == "Jos\x92s"


def test_a_repair_stays_when_the_file_is_imported_again_without_it(sqlite_demo: Database) -> None:
    Path("claims.csv").write_text(FLAGSHIP)
    run(sqlite_demo, "import", "claims.csv", "--on-error", "clean")
    ran = run(sqlite_demo, "import", "claims.csv", "--on-error", "skip")
    assert (ran.exit_code, ran.stdout) == (6, "claims.csv: 0 added, 0 changed, 2 same\n")
    assert "\n1 row stays repaired, as by an earlier import with --on-error clean\n" in ran.stderr
    assert "  line 2: [31mDon\u2019t.\n    Jos\u2019s, undated, no outlet\n" in ran.stderr
    assert "names: speakers: 2 known\n" in ran.stderr
    assert "which stay" not in ran.stderr


def test_data_on_a_terminal_is_escaped_and_in_a_pipe_it_is_not(sqlite_demo: Database) -> None:
    Path("claims.csv").write_text("claim\n\x1b[31mRed.\x9b\n")
    ok(sqlite_demo, "import", "claims.csv")
    for form, shown in (("csv", "\\u001b[31mRed.\\u009b"), ("json", "\\u001b[31mRed.\\u009b")):
        arguments = ["--db", sqlite_demo.location, "claims", "list", "-f", form, "-c", "claim"]
        primary, secondary = os.openpty()
        subprocess.run([sys.executable, "-m", "factdb", *arguments], stdout=secondary, stderr=secondary, check=True)
        os.close(secondary)
        written = os.read(primary, 100_000).decode()
        os.close(primary)
        assert shown in written
        assert not {"\x1b", "\x9b"} & set(written)
    assert "\x1b[31mRed.\x9b" in ok(sqlite_demo, "claims", "list", "-f", "csv").stdout


@pytest.mark.parametrize("words", [("list", "-f", "table"), ("list",), ("list", "-f", "md"), ("show", "23")])
def test_signs_that_turn_the_direction_are_escaped_on_a_terminal_alone(
    sqlite_demo: Database, words: tuple[str, ...]
) -> None:
    Path("claims.csv").write_text("claim,speaker\nThe \u202eder\u202c road.,Ada \u2066Lund\u2069\n")
    ok(sqlite_demo, "import", "claims.csv")
    arguments = ["--db", sqlite_demo.location, "claims", *words]
    primary, secondary = os.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "factdb", *arguments], stdout=secondary, stderr=secondary, check=True,
        env={**os.environ, "PAGER": "cat"},
    )  # fmt: skip
    os.close(secondary)
    written = os.read(primary, 100_000).decode()
    os.close(primary)
    assert ran.returncode == 0
    assert "\\u202e" in written
    assert not set("\u202e\u202c\u2066\u2069") & set(written)
    assert "\u202e" in ok(sqlite_demo, "claims", "list", "-f", "csv").stdout


def test_the_encoding_of_a_file_is_named_and_never_guessed(sqlite_demo: Database) -> None:
    Path("wells.csv").write_text("id,claim,speaker\n1,Brønnene er tørre.,Åse Lund\n", encoding="windows-1252")
    ran = run(sqlite_demo, "import", "wells.csv")
    refused(ran, 1, "line 2 is not UTF-8 or UTF-16: byte 0xf8")
    assert "Name its encoding, such as: --encoding windows-1252" in ran.stderr
    ok(sqlite_demo, "import", "wells.csv", "--encoding", "windows-1252")
    row = ok(sqlite_demo, "claims", "show", "23", "--json").json
    assert (row["claim"], row["speaker"]) == ("Brønnene er tørre.", "Åse Lund")
    refused(run(sqlite_demo, "import", "wells.csv", "--encoding", "klingon"), 2, 'There is no encoding "klingon"')


def test_a_public_data_set_is_imported_by_its_ready_mapping(demo: Database) -> None:
    row = '9.json\thalf-true\tWe "doubled" it.\twater\tada-lund\tMayor\tNowhere\tnone\t1\t0\t2\t1\t0\ta rally\tWhy.\n'
    Path("train.tsv").write_text(row)
    ran = ok(demo, "import", "train.tsv", "--like", "liar-plus")
    assert ran.stdout == "train.tsv: 1 added, 0 changed, 0 same\n"
    (check,) = ok(demo, "claims", "list", "--other", "--json").json
    assert (check["publisher"], check["label"], check["category"], check["score"]) == (
        "PolitiFact", "half-true", "truth", 2,
    )  # fmt: skip
    assert ok(demo, "import", "train.tsv", "--like", "liar-plus").stdout == "train.tsv: 0 added, 0 changed, 1 same\n"
    refused(run(demo, "import", "train.tsv", "--like", "lair"), 2, "claimskg")
    refused(run(demo, "import", "train.tsv"), 2, "has no headings", "If it is a file of liar-plus: --like liar-plus.")
    assert run(demo, "verify").exit_code == 0
