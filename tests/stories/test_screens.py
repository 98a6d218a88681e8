"""The program on a real terminal: its width, its colours, its pager, and Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.stories.conftest import FACTDB, Program
from tests.stories.forked_program import forked

pytestmark = pytest.mark.long  # terminals that people sit before

# The child takes the terminal as its own, so that Ctrl-C reaches it.
TAKE = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
ESCAPE, CTRL_C = "\x1b[", "\x03"
LIST = ("claims", "list")
LONG = {"PAGER": "tee paged.txt"}
NONE: Mapping[str, str] = {}


class Screen:
    """A terminal with a program on it."""

    def __init__(self, terminal: int, process: subprocess.Popen[bytes] | Running) -> None:
        self.terminal = terminal
        self.process = process
        self.seen = b""

    def wait_for(self, text: str, times: int = 1) -> None:
        """Read until a text is on the screen, or has been drawn so many times."""
        end = time.monotonic() + 30
        while self.seen.count(text.encode()) < times:
            assert time.monotonic() < end, self.text
            assert self.read() or self.seen.count(text.encode()) >= times, self.text

    def read(self) -> bool:
        """Read what there is; false where the program has gone."""
        if not select.select([self.terminal], [], [], 0.2)[0]:
            return self.process.poll() is None
        try:
            found = os.read(self.terminal, 65_536)
        except OSError:  # Linux says so of a terminal that the last program has left
            return False
        self.seen += found
        return bool(found)

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.terminal, text.encode())

    def press(self, key: str, then: str) -> None:
        """Press a key until a text comes: one that is pressed while the prompt is still drawn may be lost."""
        self.seen = b""
        while then.encode() not in self.seen:
            self.type(key)
            end = time.monotonic() + 5
            while then.encode() not in self.seen and time.monotonic() < end and self.read():
                pass

    def end(self, key: str = "") -> int:
        """Read to the end, pressing a key again and again, and return the exit code."""
        end = time.monotonic() + 30
        while self.read():
            assert time.monotonic() < end, self.text
            if key and self.process.poll() is None:
                self.type(key)
        return self.process.wait(30)

    @property
    def text(self) -> str:
        """All that was on the screen."""
        return self.seen.decode().replace("\r\n", "\n")


@contextmanager
def screen(
    program: Program, *words: str, size: tuple[int, int] = (100, 50), env: Mapping[str, str] = NONE
) -> Iterator[Screen]:
    """Start a command (or another program, where the first word is no command) on a terminal of this size."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    environment = {**program.environment, "TERM": "xterm", **env}
    environment.pop("COLUMNS")
    command = list(words) if words[0].startswith("/") else [*FACTDB, *words]
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE, *command],
        cwd=program.folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Screen(ours, process)
    finally:
        process.kill()
        process.wait(30)
        os.close(ours)


class Running:
    """A forked process, asked as one is that was started."""

    def __init__(self, process: BaseProcess) -> None:
        self.process = process

    def poll(self) -> int | None:
        """Return its exit code where it has ended."""
        return self.process.exitcode

    def wait(self, seconds: float) -> int:
        """Wait for it, and return its exit code."""
        self.process.join(seconds)
        assert self.process.exitcode is not None
        return self.process.exitcode


@contextmanager
def forked_screen(
    program: Program, *words: str, size: tuple[int, int] = (100, 50), env: Mapping[str, str] = NONE
) -> Iterator[Screen]:
    """Start a command on a terminal in a process that has imported the program already."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    child = forked(program)
    child.environment.pop("COLUMNS")
    process = child.on_terminal(os.ttyname(theirs), *words, **{"TERM": "xterm", **env})
    try:
        yield Screen(ours, Running(process))
    finally:
        process.kill()
        process.join(30)
        os.close(theirs)
        os.close(ours)


def shown(program: Program, *words: str, size: tuple[int, int] = (100, 50), env: Mapping[str, str] = NONE) -> str:
    """Return all that a command that succeeds shows on a terminal: forked, but where Python itself heeds a variable."""
    start = screen if "PYTHONIOENCODING" in env else forked_screen
    with start(program, *words, size=size, env=env) as on:
        assert on.end() == 0, on.text
        assert "Traceback" not in on.text
        return on.text


# -- width and colours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 100, 160])
def test_the_terminal_says_how_wide_it_is(on_sqlite_demo: Program, columns: int) -> None:
    lines = shown(on_sqlite_demo, "--color", "never", *LIST, size=(columns, 60)).splitlines()
    assert columns - 12 <= max(map(cell_len, lines)) <= columns
    assert lines[-1] == "22 claims"


def test_colours_are_on_where_people_look(on_sqlite_demo: Program) -> None:
    text = shown(on_sqlite_demo, *LIST)
    assert "\x1b[32mpublished\x1b[0m" in text
    assert "\x1b[31maltered\x1b[0m" in text
    assert "\x1b[31m\x1b[1mAltered (altered)" in shown(on_sqlite_demo, "claims", "show", "7", size=(100, 90))


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_colours_are_off_where_they_are_not_wanted(on_sqlite_demo: Program, variables: dict[str, str]) -> None:
    assert ESCAPE not in shown(on_sqlite_demo, *LIST, env=variables)
    assert ESCAPE in shown(on_sqlite_demo, "--color", "always", *LIST, env=variables)


def test_the_flag_wins_in_a_pipe_too(on_sqlite_demo: Program) -> None:
    words = ("claims", "list", "-f", "table")
    program = forked(on_sqlite_demo)
    assert ESCAPE in program.ok_child("--color", "always", *words).stdout
    assert ESCAPE not in program.ok_child(*words).stdout
    program.environment["FORCE_COLOR"] = "1"
    assert ESCAPE in program.ok_child(*words).stdout
    assert ESCAPE not in program.ok_child("--color=never", *words).stdout


def test_the_next_page_is_named_to_the_number(on_sqlite_demo: Program) -> None:
    last = "Show more, if there are more: --after "
    first = shown(on_sqlite_demo, "claims", "list", "--limit", "20", "--sort", "id").splitlines()[-1]
    assert first == f"{last}20"
    assert last not in shown(on_sqlite_demo, "claims", "list", "--limit", "20", "--sort", "id", "--after", "20")
    assert last not in forked(on_sqlite_demo).ok_child("claims", "list", "--limit", "20").stderr


# -- the question before an import ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "exit_code", "last"),
    [
        (CTRL_C, 130, "factdb: Interrupted."),
        ("\n", 1, "Nothing was imported from roads.csv"),
        ("y\n", 0, "1 added, 0 changed, 0 same"),
    ],
)
def test_an_import_asks_before_it_leaves_a_verdict_out(
    on_sqlite_demo: Program, key: str, exit_code: int, last: str
) -> None:
    file = on_sqlite_demo.folder / "roads.csv"
    file.write_text("claim,verdict given\nThe road is wet.,False\n")
    with screen(on_sqlite_demo, "import", str(file)) as terminal:
        terminal.wait_for("Import without them? [y/N]: ")
        time.sleep(0.5)  # a key that is pressed while the prompt is still drawn may be lost
        terminal.type(key)
        assert terminal.end() == exit_code
        assert last in terminal.text
    count = on_sqlite_demo.ok("sql", "SELECT count(*) AS n FROM v1_claims", "-f", "csv").stdout
    assert count.split() == ["n", "23" if key.startswith("y") else "22"]


# -- the pager -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["claims show 7", "claims history 7", "articles show 1", "claims list"])
def test_a_long_page_goes_through_the_pager(on_sqlite_demo: Program, words: str) -> None:
    paged = on_sqlite_demo.folder / "paged.txt"
    text = shown(on_sqlite_demo, *words.split(), size=(80, 3), env=LONG)
    assert paged.read_text("utf-8").rstrip() in text.replace("\r", "")
    assert ESCAPE in paged.read_text("utf-8") or "history" in words
    paged.unlink()
    shown(on_sqlite_demo, *words.split(), size=(80, 200), env=LONG)
    assert not paged.exists(), "what fits needs no pager"


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("--no-pager", *LIST), LONG),
        (LIST, {**LONG, "FACTDB_PAGER": ""}),
        (LIST, {**LONG, "FACTDB_PAGER": "cat"}),
        (LIST, {**LONG, "TERM": "dumb"}),
        (LIST, {"PAGER": "no-such-pager-anywhere"}),
        (LIST, {"PAGER": 'an "open quotation'}),
    ],
)
def test_no_pager_where_none_is_wanted(
    on_sqlite_demo: Program, words: tuple[str, ...], variables: dict[str, str]
) -> None:
    text = shown(on_sqlite_demo, *words, size=(80, 5), env=variables)
    assert "22 claims" in text
    assert not (on_sqlite_demo.folder / "paged.txt").exists()


def test_our_own_pager_comes_before_everybodys(on_sqlite_demo: Program) -> None:
    shown(on_sqlite_demo, *LIST, size=(80, 5), env={"PAGER": "tee other.txt", "FACTDB_PAGER": "tee paged.txt"})
    assert (on_sqlite_demo.folder / "paged.txt").exists()
    assert not (on_sqlite_demo.folder / "other.txt").exists()


def test_a_pipe_has_no_pager(on_sqlite_demo: Program) -> None:
    program = forked(on_sqlite_demo)
    program.environment.update(LONG)
    program.ok_child("claims", "show", "7")
    assert not (on_sqlite_demo.folder / "paged.txt").exists()


def test_less_is_told_to_show_colours_and_to_leave_the_page(on_sqlite_demo: Program) -> None:
    script = on_sqlite_demo.folder / "less"
    script.write_text('#!/bin/sh\necho "LESS=$LESS"; cat\n')
    script.chmod(0o755)
    pager = {"PAGER": f"'{script}'"}
    assert "LESS=FRX" in shown(on_sqlite_demo, *LIST, size=(80, 5), env=pager)
    theirs = shown(on_sqlite_demo, *LIST, size=(80, 5), env={"LESS": "S", **pager})
    assert "LESS=S" in theirs
    assert ESCAPE not in theirs, "without -R less would show the codes"


def test_a_pager_that_is_left_early(on_sqlite_demo: Program) -> None:
    text = shown(on_sqlite_demo, *LIST, size=(80, 5), env={"PAGER": "head -1"})
    assert "speaker" in text
    assert "Barack" not in text
    assert text.splitlines()[-1] == "22 claims"


@pytest.mark.skipif(not Path("/usr/bin/less").exists(), reason="there is no less here")
def test_less_itself_and_a_ctrl_c_in_it(on_sqlite_demo: Program) -> None:
    with screen(on_sqlite_demo, *LIST, size=(80, 8)) as on:
        on.wait_for("speaker")
        on.type(CTRL_C)
        time.sleep(0.3)
        assert on.process.poll() is None
        assert on.end("q") == 0, on.text
        assert "Interrupted" not in on.text


# -- keys ----------------------------------------------------------------------------------------------------


def test_ctrl_c_ends_with_130_and_a_sentence(on_sqlite_demo: Program) -> None:
    with screen(on_sqlite_demo, "claims", "note", "7", "-") as on:
        time.sleep(2)  # by then it waits for the note
        on.type(CTRL_C)
        assert on.end() == 130, on.text
        assert "factdb: Interrupted. Nothing was left half done." in on.text
    assert "noted" not in forked(on_sqlite_demo).ok_child("claims", "history", "7").stdout


def test_the_tab_key_in_a_real_bash(on_sqlite_demo: Program) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with screen(on_sqlite_demo, "/bin/bash", "--norc", "--noprofile", "-i", env={"PATH": path, "PS1": "> "}) as on:
        on.type("eval \"$(factdb completion bash 2>/dev/null)\"; factdb() { printf '<%s>' \"$@\"; }; echo rea''dy\n")
        on.wait_for("ready")
        on.type("factdb claims list --speaker presid\t\n")
        on.wait_for("<President Joe Biden>")
        on.type('factdb claims list --source "the epoch\t\n')
        on.wait_for("<The Epoch Times>")
        on.type("factdb claims status 19 on\t\n")
        on.wait_for("<19><on-hold>")
        on.type("exit\n")
        assert on.end() == 0


# -- encodings of terminals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_of_another_encoding_stays_readable(on_sqlite_demo: Program, encoding: str) -> None:
    program = forked(on_sqlite_demo)
    program.ok_child("claims", "add", "--claim", "橋 cost “4 €” …", "--speaker", "Ünal")
    words = ("claims", "show", "23")
    with screen(on_sqlite_demo, *words, env={"PYTHONIOENCODING": encoding, "NO_COLOR": "1"}) as on:
        assert on.end() == 0
        page = on.seen.decode(encoding)
    expected = "\\u6a4b cost “4 €” …" if encoding == "cp1252" else '\\u6a4b cost "4 \\u20ac" ...'
    assert expected in page
    assert ("claim 23 · new" if encoding == "cp1252" else "claim 23 - new") in page
    data = program.ok_child("claims", "list", "-f", "tsv", "--after", "22", "--sort", "id", "-c", "claim")
    assert data.stdout == "claim\n橋 cost “4 €” …\n"


def test_json_on_a_poor_terminal_is_still_json(on_sqlite_demo: Program) -> None:
    forked(on_sqlite_demo).ok_child("claims", "add", "--claim", "He said “no”.")
    words = ("claims", "list", "--json", "-c", "claim", "--after", "22", "--sort", "id")
    text = shown(on_sqlite_demo, *words, env={"PYTHONIOENCODING": "ascii"})
    assert '{"claim": "He said \\u201cno\\u201d."}' in text


# -- going through proposals ---------------------------------------------------------------------------------


def test_proposals_are_gone_through_and_what_was_decided_is_kept(on_sqlite_demo: Program) -> None:
    said = (
        "“The harbour is open,” Ada Lund said.",
        "“It cost 4 million,” Lund said.",
        "“It is deep,” Boris Novak said.",
    )
    (on_sqlite_demo.folder / "said.txt").write_text("\n\n".join(said), "utf-8")
    add = ("articles", "add", "said.txt", "--source", "Example Post", "--published", "2026-11-18")
    with forked_screen(on_sqlite_demo, *add, "--review") as on:
        on.wait_for("1 of 3")
        for key, then in (("r", "2 of 3"), ("b", "1 of 3"), ("a", "2 of 3"), ("q", "1 accepted, 0 rejected, 2 left")):
            on.press(key, then)
        assert on.end() == 0
    (number, *_) = shown(on_sqlite_demo, "articles", "list", "-c", "id", "--format", "tsv").split()[1:]
    with forked_screen(on_sqlite_demo, "articles", "review", number) as on:
        on.wait_for("1 of 2")
        on.press("r", "2 of 2")
        on.press("r", "0 accepted, 2 rejected, 0 left")
        assert on.end() == 0
    assert "no proposals to review" in shown(on_sqlite_demo, "articles", "review", number)


def test_a_proposal_is_edited_field_by_field(on_sqlite_demo: Program) -> None:
    (on_sqlite_demo.folder / "said.txt").write_text("“The harbour is open,” Ada Lund said.", "utf-8")
    add = ("articles", "add", "said.txt", "--source", "Example Post", "--published", "2026-11-18")
    end, clear = "\x05", "\x15"
    with forked_screen(on_sqlite_demo, *add, "--review") as on:
        on.wait_for("1 of 1")
        on.press("?", "take back the last decision")
        on.press("e", "claim: ")
        on.type(f"{end} Indeed.\n")
        for key, then in (
            ("\n", "passage: "), (CTRL_C, "speaker: "), (f"{clear}Bo Lund\n", "said on: "),
            (f"{clear}03/04/2026\n", "could be 3 April"), (f"{clear}4 May 2026\n", "occasion: "),
            ("a briefing\n", "attribution: "), ("\n", "kind: "), (f"{clear}Numerical\n", "topics: "),
            ("Harbours\n", "falls due on: "), ("\n", "1 accepted"),
        ):  # fmt: skip
            if key == "\n" and then == "passage: ":
                on.wait_for(then)
                continue
            time.sleep(0.3 * (key == CTRL_C))  # not while the prompt is still drawn
            on.type(key)
            on.wait_for(then)
            # After an error, the field is drawn again with what was typed.
            on.wait_for("said on: ", times=2 if then == "could be 3 April" else 0)
        assert on.end() == 0, on.text
    page = forked(on_sqlite_demo).ok_child("claims", "list", "--source", "Example Post", "--json").stdout
    (row,) = json.loads(page)
    assert row["claim"].endswith("Indeed.")
    assert (row["speaker"], row["said_on"], row["occasion"]) == ("Bo Lund", "2026-05-04", "a briefing")
    assert (row["kind"], row["topics"], row["attribution"]) == ("numerical", ["Harbours"], "direct-quote")


def test_an_edit_is_left_without_adding_the_claim(on_sqlite_demo: Program) -> None:
    (on_sqlite_demo.folder / "said.txt").write_text("“The harbour is open,” Ada Lund said.", "utf-8")
    add = ("articles", "add", "said.txt", "--source", "Example Post", "--published", "2026-11-18")
    with forked_screen(on_sqlite_demo, *add, "--review") as on:
        on.wait_for("1 of 1")
        on.press("?", "ends the edit")
        on.press("e", "claim: ")
        for key, then in (("\x15Something else.\n", "passage: "), (CTRL_C, "speaker: "), (CTRL_C, "[a]ccept")):
            on.seen = b""
            time.sleep(0.3)  # not while the prompt is still drawn
            on.type(key)
            on.wait_for(then)
        assert "Something else." not in on.text
        on.press("e", "claim: ")
        fields = ("passage", "speaker", "said on", "occasion", "attribution", "kind", "topics", "falls due on")
        for key, then in (*(("\n", f"{field}: ") for field in fields), (CTRL_C, "[a]ccept")):
            time.sleep(0.3)
            on.type(key)
            on.wait_for(then)
        on.press("q", "0 accepted, 0 rejected, 1 left")
        assert on.end() == 0, on.text
    assert forked(on_sqlite_demo).ok_child("claims", "list", "--source", "Example Post", "--json").stdout == "[]\n"


# -- missing arguments ---------------------------------------------------------------------------------------


def test_a_verdict_is_asked_for_question_by_question(on_sqlite_demo: Program) -> None:
    with forked_screen(on_sqlite_demo, "claims", "rate", "9", size=(120, 60)) as on:
        for then, key in (
            ("3 both", "7\n"), ("Type a number from 1 to 3.", "\x152\n"), ("rating on the quote", "1\n"),
            ("evidence (numbers that count", "1\n"), ("reasons", "Word for word.\n"),
            ("claim 9: verbatim, version 1", ""),
        ):  # fmt: skip
            on.wait_for(then)
            on.wait_for("question: ", times=2 if key == "\x152\n" else 0)
            on.type(key)
        assert on.end() == 0, on.text
    verdicts = json.loads(forked(on_sqlite_demo).ok_child("claims", "show", "9", "--json").stdout)["verdicts"]
    assert [(row["rating"], row["because"], row["evidence"]) for row in verdicts] == [
        ("verbatim", "Word for word.", ["9.1"])
    ]


def test_reasons_are_not_asked_for_a_verdict_that_lacks_evidence(on_sqlite_demo: Program) -> None:
    forked(on_sqlite_demo).ok_child("claims", "add", "--claim", "The bridge is open.")
    with forked_screen(on_sqlite_demo, "claims", "rate", "23", "true") as on:
        on.wait_for("needs evidence on the truth")
        assert on.end() == 1, on.text
    assert "reasons: " not in on.text
    with forked_screen(on_sqlite_demo, "claims", "rate", "23", "true", "--evidence", "https://example.org/a") as on:
        on.wait_for("reasons: ")
        on.type("Everybody saw it.\n")
        on.wait_for("claim 23: true, version 1")
        assert on.end() == 0, on.text


def test_whoever_asks_for_help_is_not_asked(on_sqlite_demo: Program) -> None:
    for words in (("claims", "tag"), ("claims", "rate"), ("articles", "review"), ("claims", "note", "17")):
        with forked_screen(on_sqlite_demo, *words, "--help") as on:
            on.wait_for("Usage: ")
            assert on.end() == 0, on.text


def test_other_commands_ask_too(on_sqlite_demo: Program) -> None:
    with forked_screen(on_sqlite_demo, "claims", "status", "19") as on:
        on.wait_for("status (new, in-review")
        on.type("in-review\n")
        on.wait_for("claim 19: new -> in-review")
        assert on.end() == 0
    with forked_screen(on_sqlite_demo, "evidence", "withdraw", "9.1") as on:
        on.wait_for("--reason: ")
        on.type("- gone\n")
        on.wait_for("evidence 9.1: withdrawn")
        assert on.end() == 0
    with forked_screen(on_sqlite_demo, "claims", "show") as on:
        on.wait_for("claim (number): ")
        time.sleep(0.5)  # a key that is pressed while the prompt is still drawn may be lost
        on.type(CTRL_C)
        assert on.end() == 130, on.text


def test_a_pipe_is_asked_nothing(on_sqlite_demo: Program) -> None:
    for words in (("claims", "rate", "9"), ("claims", "status", "19"), ("claims", "show")):
        done = forked(on_sqlite_demo).run_child(*words)
        assert (done.returncode, done.stdout) == (2, ""), words
