"""What surrounds the program: pipes that close, terminals of other encodings, folders, settings, servers."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stories.conftest import FACTDB, Program, finished, one_sentence
from tests.stories.forked_program import forked

pytestmark = pytest.mark.long  # each encoding and each pipe

FOREIGN = "Ça coûte 4 €, “vraiment” 💶"
ENCODINGS: list[dict[str, str]] = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
]


# -- pipes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["claims list", "claims list --json", "claims show 7", "--help"])
def test_a_pipe_that_nobody_reads(on_sqlite_demo: Program, words: str) -> None:
    unread, written = os.pipe()
    os.close(unread)
    process = on_sqlite_demo.start(*words.split(), stdout=written)
    os.close(written)
    done = finished(process)
    assert done.stderr in {"", "22 claims\n"}
    assert done.returncode in {0, 1}


def test_head_takes_the_first_line_only(on_sqlite_demo: Program) -> None:
    line = f"{shlex.join(FACTDB)} claims list -f csv -c id,claim | head -1"
    shell = subprocess.run(
        ["/bin/sh", "-c", line], env=on_sqlite_demo.environment, capture_output=True, text=True, check=True
    )
    assert shell.stdout == "id,claim\n"
    assert shell.stderr in {"", "22 claims\n"}


# -- encodings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: " ".join(each.values()))
def test_pages_are_readable_in_every_encoding(on_sqlite_demo: Program, encoding: dict[str, str]) -> None:
    page = on_sqlite_demo.ok("claims", "show", "7", env=encoding, errors="backslashreplace").stdout
    assert "Is the quotation accurate?  Altered (altered)" in page
    assert "re also committed to our security cooperation" in page


@pytest.mark.parametrize(
    ("fmt", "encoding"), [("json", ENCODINGS[0]), ("csv", ENCODINGS[1]), ("jsonl", ENCODINGS[2]), ("tsv", ENCODINGS[0])]
)
def test_data_is_the_same_in_every_encoding(on_sqlite_demo: Program, encoding: dict[str, str], fmt: str) -> None:
    forked(on_sqlite_demo).ok_child("claims", "add", "--claim", FOREIGN)
    words = ("claims", "list", "--after", "22", "--sort", "id", "-c", "claim", "-f", fmt)
    out = on_sqlite_demo.ok(*words, env=encoding).stdout
    if fmt.startswith("json"):
        found = json.loads(out.strip().removeprefix("[").removesuffix("]"))["claim"]
    else:
        found = list(csv.reader(io.StringIO(out), delimiter="," if fmt == "csv" else "\t"))[1][0]
    assert found == FOREIGN


@pytest.mark.parametrize("encoding", ENCODINGS[:2], ids=lambda each: " ".join(each.values()))
def test_refusals_can_be_printed_in_every_encoding(on_sqlite_demo: Program, encoding: dict[str, str]) -> None:
    done = on_sqlite_demo.run("claims", "list", "--speaker", FOREIGN, env=encoding, errors="backslashreplace")
    one_sentence(done, 3, 'no speaker "')


def test_bytes_that_are_no_text_are_refused(on_sqlite_demo: Program) -> None:
    one_sentence(on_sqlite_demo.run("claims", "list", "--speaker", os.fsdecode(b"caf\xe9")), 2)


# -- folders and settings ------------------------------------------------------------------------------------


def test_the_whole_way_in_a_folder_with_a_space_and_a_percent_sign(on_sqlite_demo: Program) -> None:
    program = forked(on_sqlite_demo)
    del program.environment["FACTDB_DATABASE_URL"]
    deeper = program.folder / "a b" / "%s %(here)s"
    deeper.mkdir(parents=True)
    (program.folder / "factdb.toml").write_text('database = "data 50%/desk.db"\nuser = "rita"\n')
    program.folder = deeper
    program.environment.pop("FACTDB_USER")
    assert "rita is the desk's admin" in program.ok_child("init", "--demo").stdout
    assert (deeper.parent.parent / "data 50%" / "desk.db").is_file()
    assert "rita (from " in program.ok_child("db", "status").stdout
    assert "matches this factdb" in program.ok_child("db", "check").stdout
    assert len(json.loads(program.ok_child("claims", "list", "--json").stdout)) == 22
    assert not list(deeper.iterdir())


def test_the_console_script_is_the_same_program(on_sqlite_demo: Program) -> None:
    script = shutil.which("factdb", path=str(Path(FACTDB[0]).parent))
    assert script is not None
    done = subprocess.run(
        [script, "claims", "list", "--json"], env=on_sqlite_demo.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == forked(on_sqlite_demo).ok_child("claims", "list", "--json").stdout


# -- what is shown of an error ---------------------------------------------------------------------------------


def test_only_debug_tells_the_whole_story_and_no_password(on_sqlite_demo: Program) -> None:
    program = forked(on_sqlite_demo)
    program.environment["FACTDB_DATABASE_URL"] = "postgresql://ana:s3cret@127.0.0.1:1/desk"
    one_sentence(program.run_child("claims", "list"), 1, "cannot be reached")
    process = program.start("--debug", "claims", "list")
    with process:
        out, err = process.communicate(timeout=60)
    assert "Traceback" in err
    assert "s3cret" not in out + err


def test_a_list_that_somebody_looks_at_keeps_nobody_waiting(on_sqlite_demo: Program) -> None:
    """A pager that shows the first page must not hold the database: the rollback journal stops writers for readers."""
    unread, written = os.pipe()
    fcntl.fcntl(written, fcntl.F_SETPIPE_SZ, 4096)
    process = on_sqlite_demo.start("claims", "list", "--json", stdout=written)
    os.close(written)
    os.read(unread, 1)  # the first letter is there; most of the rest finds no room in the pipe
    done = forked(on_sqlite_demo).ok_child("claims", "note", "19", "meanwhile")
    assert process.poll() is None
    assert done.stdout == "claim 19: noted, 19.n1\n"
    os.close(unread)
    finished(process)
