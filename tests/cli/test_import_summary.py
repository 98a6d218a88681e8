"""What `factdb import` says before it writes anything, and when it asks."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest
from syrupy.assertion import SnapshotAssertion

from factdb.cli.terminal import asking
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, rows_of, run
from tests.formats.public_layouts import LAYOUTS

SHEET = "claim,Who,verdict given,seen,link\nThe road is wet.,Ann Mayor,False,2026-05-01,https://news.example/road\n"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands find a terminal at both ends; what is typed comes from stdin."""
    monkeypatch.setattr(asking, "is_possible", lambda: True)


def _maps(*maps: str) -> list[str]:
    return [word for mapping in maps for word in ("--map", mapping)]


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_public_layout_has_its_summary(sqlite_demo: Database, snapshot: SnapshotAssertion, name: str) -> None:
    layout = LAYOUTS[name]
    Path(layout.file).write_text(layout.text)
    ran = ok(sqlite_demo, "import", layout.file, *_maps(*layout.maps))
    assert ran.stdout == f"{layout.file}: {layout.rows} added, 0 changed, 0 same\n"
    assert ran.stderr == snapshot
    again = ok(sqlite_demo, "import", layout.file, *_maps(*layout.maps))
    assert again.stdout == f"{layout.file}: 0 added, 0 changed, {layout.rows} same\n"


@pytest.mark.parametrize("name", ["fakenewsnet", "healthfc", "constraint"])
def test_a_file_without_a_claim_column_is_refused_with_all_its_columns(
    sqlite_demo: Database, snapshot: SnapshotAssertion, name: str
) -> None:
    Path(LAYOUTS[name].file).write_text(LAYOUTS[name].text)
    before = rows_of(sqlite_demo)
    ran = run(sqlite_demo, "import", LAYOUTS[name].file)
    refused(ran, 2, "There is no column of claims", "with the first value of each")
    assert ran.stderr == snapshot
    assert rows_of(sqlite_demo) == before


def test_a_pipe_is_warned_and_goes_on(demo: Database) -> None:
    ran = ok(demo, "import", "-", given=SHEET)
    assert ran.stdout == "standard input: 1 added, 0 changed, 0 same\n"
    warnings = [line for line in ran.stderr.splitlines() if line.startswith("warning: ")]
    assert warnings == [
        'warning: "verdict given" looks like a verdict ("False"), and is left out',
        'warning: "seen" looks like a date ("2026-05-01"), and is left out',
        'warning: "link" looks like an address ("https://news.example/road"), and is left out',
    ]
    assert "--map 'verdict given=FIELD'" in ran.stderr


@pytest.mark.usefixtures("terminal")
def test_a_terminal_is_asked_and_no_is_the_default(demo: Database) -> None:
    Path("roads.csv").write_text(SHEET)
    before = rows_of(demo)
    for answer in ("\n", "n\n"):
        ran = run(demo, "import", "roads.csv", given=answer)
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert "factdb: Nothing was imported from roads.csv, as you answered.\n" in ran.stderr
        assert "Import without them? [y/N]: " in ran.stderr
    assert rows_of(demo) == before
    assert ok(demo, "import", "roads.csv", given="y\n").stdout == "roads.csv: 1 added, 0 changed, 0 same\n"


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    "words",
    [
        ("--yes",),
        ("--json",),
        ("--dry-run",),
        _maps("verdict given=check_label", "seen=said_on", "link=url"),
        _maps("verdict given=", "seen=", "link="),
    ],
)
def test_nobody_is_asked_who_said_what_to_do(
    sqlite_demo: Database, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(click, "confirm", lambda *_, **__: pytest.fail("asked"))
    Path("roads.csv").write_text(SHEET)
    assert "1 added" in ok(sqlite_demo, "import", "roads.csv", *words).stdout


@pytest.mark.usefixtures("terminal")
def test_nobody_is_asked_where_nothing_that_a_claim_needs_is_left_out(
    sqlite_demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(click, "confirm", lambda *_, **__: pytest.fail("asked"))
    Path("roads.csv").write_text("claim,remark,price,photo\nOne.,call back,4,https://a.example/p.jpg\n")
    assert "left out: remark" in ok(sqlite_demo, "import", "roads.csv").stderr


def test_an_export_of_the_desk_comes_back_without_a_warning(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "export", "claims", "-o", "own.csv")
    ran = ok(sqlite_demo, "import", "own.csv")
    assert "left out: " in ran.stderr
    assert "warning: " not in ran.stderr


def test_names_labels_and_dates_are_counted(demo: Database) -> None:
    Path("said.csv").write_text(
        "claim,speaker,verdict,scale,publisher,said_on\n"
        "One.,Joe Biden,True,politifact,PolitiFact,3/4/2026\n"
        "Two.,Ann Mayor,Wobbly,politifact,PolitiFact,25/4/2026\n"
    )
    ran = run(demo, "import", "said.csv")
    assert ran.exit_code == 1
    lines = ran.stderr.splitlines()
    assert lines[0] == "said.csv (csv): 2 rows, 1 of them refused"
    assert 'dates: said_on "3/4/2026" is not readable (1 could be two days, and others show day first)' in lines
    ran = ok(demo, "import", "said.csv", "--date-order", "dmy")
    lines = ran.stderr.splitlines()
    assert 'labels: 1 mapped; 1 not mapped: "Wobbly" (PolitiFact)' in lines
    assert (
        'dates, day first: said_on "3/4/2026" is 2026-04-03 (1 could be two days, and others show day first)' in lines
    )
    assert "names: speakers: 1 known, 1 new (Ann Mayor); publishers of checks: 0 known, 1 new (PolitiFact)" in lines


def test_programs_read_the_summary_as_data(sqlite_demo: Database) -> None:
    Path("roads.csv").write_text(SHEET)
    summary = ok(sqlite_demo, "import", "roads.csv", "--json").json["import_summary"]
    assert [(column["column"], column["field"], column["looks_like"]) for column in summary["columns"]] == [
        ("claim", "claim", None),
        ("Who", "speaker", None),
        ("verdict given", None, "a verdict"),
        ("seen", None, "a date"),
        ("link", None, "an address"),
    ]
    assert summary["claims"] == [
        {
            "line": 2, "claim": "The road is wet.", "speaker": "Ann Mayor", "said_on": None, "source": None,
            "url": None, "checks": [],
        }
    ]  # fmt: skip


def test_who_may_not_import_sees_no_summary(demo: Database) -> None:
    Path("roads.csv").write_text(SHEET)
    refused(run(demo, "import", "roads.csv", user="rita"), {1, 4, 5}, "editor")


def test_a_long_file_shows_its_beginning(sqlite_demo: Database) -> None:
    rows = "".join(f"{n},Claim {n}.\n" for n in range(1, 1_501))
    Path("long.csv").write_text(f"id,claim\n{rows}")
    ran = ok(sqlite_demo, "import", "long.csv")
    assert ran.stderr.startswith("long.csv (csv): the first 1,000 rows\n")
    assert ran.stdout == "long.csv: 1500 added, 0 changed, 0 same\n"


def test_no_sentence_lists_2000_columns(sqlite_demo: Database) -> None:
    for heading in ("claim", "words"):
        names = [heading, *(f"verdict{at}" for at in range(1999))]
        Path("wide.csv").write_text(f"{','.join(names)}\nOne.{',false' * 1999}\n")
        ran = run(sqlite_demo, "import", "wide.csv", "--dry-run")
        assert all(len(line) < 1_500 for line in ran.stderr.splitlines())
        said = "and 1,959 more; --json lists all" if heading == "claim" else "and 1,960 more."
        assert said in ran.stderr
        assert ("and 1,989 more such columns" in ran.stderr) == (heading == "claim")
    Path("wide.csv").write_text(f"{','.join(['claim', *names[1:]])}\nOne.{',false' * 1999}\n")
    listed = ok(sqlite_demo, "import", "wide.csv", "--dry-run", "--json").json["import_summary"]["columns"]
    assert len(listed) == 2000


def test_many_columns_that_are_left_out_are_counted(sqlite_demo: Database) -> None:
    more = ",".join(f"c{n}" for n in range(1, 61))
    Path("wide.csv").write_text(f"claim,{more}\nOne.{',x' * 60}\n")
    assert ok(sqlite_demo, "import", "wide.csv").stderr.count('"x"') == 40
    assert "and 20 more" in ok(sqlite_demo, "import", "wide.csv").stderr


MISSING = (
    "claim,speaker,said_on,remark\nOne.,None,2021,None\nTwo.,None,N/A,None\nThree.,Ann None,N/A,\nFour.,null,2021,\n"
)


def test_texts_that_look_like_missing_values_are_named_with_the_option_that_empties_them(demo: Database) -> None:
    Path("m.csv").write_text(MISSING)
    ran = run(demo, "import", "m.csv")
    assert ran.exit_code == 1, "N/A is no date"
    assert 'warning: "None" in 2 rows of speaker, "N/A" in 2 rows of said_on look like missing values\n' in ran.stderr
    (hint,) = [line for line in ran.stderr.splitlines() if line.startswith("To read them as empty: ")]
    options = shlex.split(hint.partition(": ")[2])
    assert options == ["--empty", "None", "--empty", "N/A"]
    summary = ok(demo, "import", "m.csv", *options, "--dry-run", "--json").json["import_summary"]
    assert summary["missing"] == []
    again = ok(demo, "import", "m.csv", *options)
    assert "missing value" not in again.stderr
    claims = ok(demo, "claims", "list", "--limit", "4", "--sort", "-id", "--json").json
    claims = claims[:0:-1]  # in the order of the file, without its last row
    assert [(claim["speaker"], claim["said_on"]) for claim in claims] == [
        (None, "2021"), (None, None), ("Ann None", None),
    ]  # fmt: skip
    (made,) = ok(demo, "imports", "list", "--json").json  # a refused import takes a number on PostgreSQL
    assert "--empty" in ok(demo, "imports", "show", str(made["id"])).stdout
    assert ok(demo, "import", "m.csv", *options).stdout == "m.csv: 0 added, 0 changed, 4 same\n"


def test_one_none_is_not_worth_a_warning(sqlite_demo: Database) -> None:
    Path("m.csv").write_text("claim,speaker\nOne.,None\nNone,Al\nNone at all.,Bo\n")
    assert "missing value" not in ok(sqlite_demo, "import", "m.csv", "--dry-run").stderr


def test_what_is_stored_nowhere_is_shown_as_left_out(sqlite_demo: Database) -> None:
    Path("dated.csv").write_text("claim,article_date,byline\nOne.,2026-05-01,Rita Roe\n")
    ran = ok(sqlite_demo, "import", "dated.csv", "--map", "byline=author")
    lines = ran.stderr.splitlines()
    assert "columns: --map claim=claim" in lines
    assert 'left out: article_date ("2026-05-01"), byline ("Rita Roe")' in lines
    assert 'warning: "article_date" looks like a date ("2026-05-01"), and is left out' in lines
    Path("paged.csv").write_text("claim,article_date,article_title\nOne.,2026-05-01,What it cost\n")
    assert "article_date=document_published" in ok(sqlite_demo, "import", "paged.csv").stderr


def test_keys_of_a_review_that_are_not_kept_are_shown_as_left_out(sqlite_demo: Database) -> None:
    author = '{"name": "Ada Lund", "sameAs": "https://en.wikipedia.org/wiki/Ada"}'
    pages = '"firstAppearance": {"url": "https://a.example/1"}, "appearance": {"url": "https://b.example/2"}'
    claim = f'"itemReviewed": {{"author": {author}, {pages}}}'
    Path("review.json").write_text(f'{{"@type": "ClaimReview", "claimReviewed": "One.", {claim}}}')
    lines = ok(sqlite_demo, "import", "review.json").stderr.splitlines()
    assert lines[1] == (
        "columns: claimReviewed=claim, itemReviewed.author.name=speaker, itemReviewed.firstAppearance.url=url"
    )
    assert lines[2] == (
        'left out: itemReviewed.author.sameAs ("https://en.wikipedia.org/wiki/Ada"), '
        'itemReviewed.appearance.url ("https://b.example/2")'
    )
    assert not [line for line in lines if line.startswith("warning: ")]


def test_spellings_of_one_label_are_counted_once(sqlite_demo: Database) -> None:
    labels = ("Half True", "half-true", "Not far off", "not far off.", "HALF_TRUE")
    rows = "".join(f"Claim {n}.,{label},River Check\n" for n, label in enumerate(labels))
    Path("labels.csv").write_text(f"claim,verdict,publisher\n{rows}")
    ran = ok(sqlite_demo, "import", "labels.csv", "--dry-run", "--json")
    counted = [(label["label"], label["checks"]) for label in ran.json["import_summary"]["labels"]]
    assert counted == [("Half True", 3), ("Not far off", 2)]


def test_days_in_the_future_are_warned_of(sqlite_demo: Database) -> None:
    Path("late.csv").write_text(
        "claim,said_on,check label,check_date\nOne.,2999-01-01,False,2026-01-01\nTwo.,2998-02,True,2999-03-04\n"
    )
    lines = ok(sqlite_demo, "import", "late.csv", "--map", "check label=check_label").stderr.splitlines()
    assert "warning: said_on is in the future in 2 rows: 2999-01-01" in lines
    assert "warning: check_date is in the future in 1 row: 2999-03-04" in lines
    Path("past.csv").write_text("claim,said_on\nOne.,2020-01-01\n")
    assert "in the future" not in ok(sqlite_demo, "import", "past.csv").stderr


def test_all_columns_that_are_left_out_are_named_in_the_options(sqlite_demo: Database) -> None:
    Path("roads.csv").write_text(SHEET)
    lines = ok(sqlite_demo, "import", "roads.csv").stderr.splitlines()
    assert "Name the field of each column: --map 'verdict given=FIELD' --map seen=FIELD --map link=FIELD" in lines
    assert "Leave them out without this warning: --map 'verdict given=' --map seen= --map link=" in lines
    wide = ",".join(f"my date {n}" for n in range(12))
    Path("wide.csv").write_text(f"claim,{wide}\nOne.,{','.join(['2026-01-02'] * 12)}\n")
    (line,) = [text for text in ok(sqlite_demo, "import", "wide.csv").stderr.splitlines() if "Name the field" in text]
    assert line.count("--map") == 10


def test_keys_of_refused_rows_are_shown_with_their_fields(sqlite_demo: Database) -> None:
    Path("answers.json").write_text('{"claims": [{"claimant": "Ada Lund", "claimReview": [{"title": "x"}]}]}')
    lines = run(sqlite_demo, "import", "answers.json").stderr.splitlines()
    assert lines[1] == "columns: claimant=speaker, claimReview.title=check_headline"
