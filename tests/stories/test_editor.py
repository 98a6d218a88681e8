"""`claims edit` on a terminal opens the editor with the claim as it is, and loses nothing that was typed."""

from __future__ import annotations

import os
import pty
import shlex
import sys
from collections.abc import Iterator

import pytest

from tests.stories.conftest import Done, Program, finished


@pytest.fixture
def terminal() -> Iterator[int]:
    """Something to type on, as far as the program can tell."""
    ours, theirs = pty.openpty()
    os.write(ours, b"n\n")  # the answer, should it ask whether to edit again
    yield theirs
    os.close(ours)
    os.close(theirs)


def edit(program: Program, terminal: int, replace: tuple[str, str]) -> Done:
    """Open claim 19 in an editor that replaces some words and saves."""
    old, new = replace
    script = program.folder / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "form = pathlib.Path(sys.argv[1])\n"
        f"form.write_text(form.read_text(encoding='utf-8').replace({old!r}, {new!r}), encoding='utf-8')\n"
    )
    editor = {"EDITOR": shlex.join([sys.executable, str(script)]), "VISUAL": ""}
    return finished(program.start("claims", "edit", "19", stdin=terminal, env=editor))


def test_what_was_changed_in_the_form_is_changed_in_the_claim(on_sqlite_demo: Program, terminal: int) -> None:
    done = edit(on_sqlite_demo, terminal, ('kind = "event"', 'kind = "causal"'))
    assert done.stdout == "claim 19: kind: event -> causal\n"


def test_closing_without_a_change_changes_nothing(on_sqlite_demo: Program, terminal: int) -> None:
    done = edit(on_sqlite_demo, terminal, ("no such words", ""))
    assert (done.stdout, done.returncode) == ("nothing was changed\n", 0)


WRONG = [('kind = "rumour"', '"rumour" is no kind'), ("kind = ", "Invalid value"), ("colour = 1", "no field")]


@pytest.mark.parametrize(("new", "sentence"), WRONG)
def test_what_cannot_be_read_is_asked_again(on_sqlite_demo: Program, terminal: int, new: str, sentence: str) -> None:
    done = edit(on_sqlite_demo, terminal, ('kind = "event"', new))
    assert done.returncode == 130
    assert sentence in done.stderr
    assert "Edit again?" in done.stderr


def test_a_claim_that_changed_meanwhile_is_not_overwritten(on_sqlite_demo: Program, terminal: int) -> None:
    script = on_sqlite_demo.folder / "meanwhile.sh"
    note = shlex.join([sys.executable, "-m", "factdb", "claims", "note", "19", "meanwhile"])
    script.write_text(f"#!/bin/sh\n{note} </dev/null\nsed -i 's/event/causal/' \"$1\"\n")
    script.chmod(0o755)
    editor = {"EDITOR": shlex.quote(str(script)), "VISUAL": ""}
    done = finished(on_sqlite_demo.start("claims", "edit", "19", stdin=terminal, env=editor))
    assert done.returncode == 5
    assert "claim 19 changed meanwhile" in done.stderr
