"""A story: two reviewers and two editors try ten ways round four eyes, and nobody publishes what nobody else saw."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factdb.cli.desk import Desk
from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, run
from tests.conftest import NOW
from tests.databases import Templates

PAGE, OTHER = "https://example.org/accounts", "https://example.org/other"
BECAUSE = ("--because", "The accounts say so.")
NOTE = ("--public-note", "We mixed up two bridges.")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def strict_template(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """What `strict` is copied from."""
    for desk in templates.copy(request.param, "demo", tmp_path_factory.mktemp("strict") / "desk.db"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Desk, "now", NOW)
            ok(desk, "reviewers", "add", "rob", "--role", "reviewer")
            ok(desk, "reviewers", "add", "eve", "--role", "editor")
            ok(desk, "policy", "set", "four-eyes", "on")
            words = ("--claim", "The bridge cost 4 million.", "--speaker", "Jim Example")
            ok(desk, "claims", "add", *words, "--source", "The Daily Example", user="rita")
            ok(desk, "claims", "rate", "23", "true", *BECAUSE, "--evidence", PAGE, user="rita")
        yield desk


@pytest.fixture
def strict(strict_template: Database, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """The worked example with four eyes; claim 23 waits: rita rated it "true" on her page."""
    yield from templates.copy_of(strict_template, tmp_path / "desk.db")


def published(desk: Database) -> Database:
    ok(desk, "claims", "status", "23", "published", "--version", "1", user="ed")
    return desk


def edit_after_the_rating(desk: Database) -> None:
    ok(desk, "claims", "edit", "23", "--claim", "The bridge cost 9 million.", user="rob")


def add_evidence(desk: Database) -> None:
    ok(desk, "evidence", "add", "23", OTHER, "--context", user="rob")


def rename_the_speaker(desk: Database) -> None:
    ok(desk, "speakers", "edit", "Jim Example", "--name", "James Example", user="rob")


def merge_the_source(desk: Database) -> None:
    ok(desk, "sources", "add", "The Example Times", user="rob")
    ok(desk, "sources", "merge", "The Daily Example", "The Example Times", user="eve")


def import_other_words(desk: Database) -> None:
    uid = claim(desk, 23)["uid"]
    Path("words.csv").write_text(f"uid,claim\n{uid},The bridge cost 9 million.\n")
    ok(desk, "import", "words.csv", user="eve")


@pytest.mark.parametrize(
    "change", [edit_after_the_rating, add_evidence, rename_the_speaker, merge_the_source, import_other_words]
)
def test_what_changed_after_the_proposal_is_not_published(
    strict: Database, folder: Path, change: Callable[[Database], None]
) -> None:
    assert folder
    change(strict)
    stale = run(strict, "claims", "status", "23", "published", user="ed")
    refused(stale, 1, "was changed after version 1 was proposed", "factdb --as rita claims rate 23 --again")
    assert claim(strict, 23)["verdict"] is None
    ok(strict, "claims", "rate", "23", "--again", *BECAUSE, user="rita")
    ok(strict, "claims", "status", "23", "published", "--version", "2", user="ed")
    assert claim(strict, 23)["status"] == "published"


@pytest.mark.parametrize("change", [merge_the_source, import_other_words])
def test_an_editor_who_changed_the_claim_does_not_approve_it(
    strict: Database, folder: Path, change: Callable[[Database], None]
) -> None:
    assert folder
    change(strict)
    ok(strict, "claims", "rate", "23", "--again", *BECAUSE, user="rita")
    refused(run(strict, "claims", "status", "23", "published", user="eve"), 4, "eve changed claim 23")
    ok(strict, "claims", "status", "23", "published", user="ed")


def test_a_verdict_that_was_rated_again_unseen_is_not_approved(strict: Database) -> None:
    ok(strict, "claims", "rate", "23", "half-true", *BECAUSE, user="rob")
    unseen = run(strict, "claims", "status", "23", "published", "--version", "1", user="ed")
    refused(unseen, 5, "the newest version is 2", "claims show 23")


def test_a_verdict_without_its_evidence_is_not_approved(strict: Database) -> None:
    ok(strict, "evidence", "withdraw", "23.1", "--reason", "Forged.", user="rob")
    assert claim(strict, 23)["status"] == "in-review"
    refused(run(strict, "claims", "status", "23", "published", user="ed"), 1, "in-review", "cannot become published")


def test_a_check_that_an_editor_adopts_is_a_proposal(strict: Database, folder: Path) -> None:
    uid = claim(strict, 23)["uid"]
    rows = f"uid,claim,label,scale,review url,publisher\n{uid},The bridge cost 4 million.,True,politifact,https://check.example/1,PolitiFact\n"
    (folder / "checked.csv").write_text(rows)
    ok(strict, "import", "checked.csv", user="ed")
    ok(strict, "claims", "adopt", "23", "1", user="eve")
    refused(run(strict, "claims", "status", "23", "published", user="eve"), 4, "eve proposed version 2")


def test_nobody_retracts_alone(strict: Database) -> None:
    published(strict)
    ok(strict, "claims", "retract", "23", *NOTE, user="ed")
    assert claim(strict, 23)["status"] == "correcting"
    refused(
        run(strict, "claims", "status", "23", "retracted", user="ed"), 4, "ed proposed version 2", "status 23 retracted"
    )
    refused(run(strict, "claims", "status", "23", "published", user="eve"), 1, "retraction that waits", "--withdraw")
    ok(strict, "claims", "status", "23", "retracted", user="eve")
    assert claim(strict, 23)["retraction"]["public_note"] == NOTE[1]
    assert ok(strict, "verify").exit_code == 0


def test_nobody_renames_whom_readers_see_alone(strict: Database) -> None:
    published(strict)
    rename = ("speakers", "edit", "Jim Example", "--name", "James Example")
    refused(run(strict, *rename, user="rob"), 4, "needs the role editor")
    refused(run(strict, *rename, user="ed"), 2, "Readers see the speaker Jim Example", "--reason")
    waiting = ok(strict, *rename, "--reason", "His full name.", user="ed")
    assert "waits for a second editor" in waiting.stdout
    assert "published claims that show the name: 23" in waiting.stderr
    assert claim(strict, 23)["speaker"] == "Jim Example"
    done = ok(strict, *rename, user="eve")
    assert "published claims that show the name: 23" in done.stderr
    assert claim(strict, 23)["speaker"] == "James Example"
    other = ("speakers", "edit", "James Example", "--name", "George Bush", "--reason", "It was him.")
    refused(run(strict, *other, user="ed"), 1, "shares no word", "claims correct 23 --speaker")


def test_the_way_back_from_a_new_name_is_not_refused(strict: Database) -> None:
    published(strict)
    rename = ("speakers", "edit", "Jim Example", "--name", "James Example")
    ok(strict, *rename, "--reason", "His full name.", user="ed")
    done = ok(strict, *rename, user="eve")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Undo: ")]
    words = shlex.split(line.removeprefix("Undo: factdb "))
    assert "waits for a second editor" in ok(strict, *words, user="eve").stdout


def test_nobody_takes_evidence_from_a_published_verdict_alone(strict: Database) -> None:
    published(strict)
    refused(run(strict, "evidence", "withdraw", "23.1", "--reason", "Old.", user="ed"), 1, "--drop-evidence 23.1")
    new = ("--evidence", f"supports:{OTHER}", *BECAUSE)
    ok(strict, "claims", "correct", "23", "--drop-evidence", "23.1", *new, *NOTE, user="ed")
    assert [row["withdrawn_at"] for row in claim(strict, 23)["evidence"]] == [None, None]
    ok(strict, "claims", "status", "23", "published", "--version", "2", user="eve")
    assert [row["withdrawn_at"] is None for row in claim(strict, 23)["evidence"]] == [False, True]
    assert ok(strict, "verify").exit_code == 0


def test_a_dump_that_was_changed_is_not_loaded(strict: Database, folder: Path) -> None:
    ok(strict, "db", "dump", "desk.jsonl")
    dump = (folder / "desk.jsonl").read_text()
    (folder / "other.jsonl").write_text(dump.replace("The bridge cost 4 million.", "The bridge cost 5 million."))
    loaded = run(Database.sqlite(folder / "copy.db"), "db", "load", "other.jsonl", user="ed")
    assert loaded.exit_code != 0
    assert "Traceback" not in loaded.stderr


def test_a_retraction_names_its_version_and_the_correction_that_it_withdraws(strict: Database) -> None:
    published(strict)
    ok(strict, "claims", "correct", "23", "--claim", "The bridge cost 5 million.", *NOTE, user="ed")
    retraction = ok(strict, "claims", "retract", "23", *NOTE, user="ed")
    assert retraction.stdout.splitlines() == [
        "claim 23: the correction that waited, version 2, is withdrawn",
        "claim 23: correcting -> published",
        "claim 23: published -> correcting",
        "claim 23: the retraction is version 3",
    ]
    assert "factdb --as HANDLE claims status 23 retracted --version 3" in retraction.stderr
    assert claim(strict, 23)["pending"]["version"] == 3
    wrong = run(strict, "claims", "status", "23", "retracted", "--version", "1", user="eve")
    refused(wrong, 5, "the newest version is 3", "claims show 23")
    ok(strict, "claims", "status", "23", "retracted", "--version", "3", user="eve")


def test_the_second_editor_sees_on_the_page_what_waits_for_approval(strict: Database) -> None:
    published(strict)
    ok(strict, "claims", "correct", "23", "--claim", "The bridge cost 5 million.", *NOTE, user="ed")
    page = " ".join(ok(strict, "claims", "show", "23", user="eve").stdout.split())
    for words in (
        "waits for approval version 2: ed proposed this correction on",
        f"public note: {NOTE[1]}",
        "claim: The bridge cost 4 million. -> The bridge cost 5 million.",
        "approve it: factdb claims status 23 published --version 2",
        "withdraw it: factdb claims correct 23 --withdraw",
    ):
        assert words in page
    assert claim(strict, 23)["pending"]["proposed_by"] == "ed"
