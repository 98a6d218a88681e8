"""`claims edit` on a terminal opens the editor with the claim as it is, and loses nothing that was typed."""

from __future__ import annotations

import os
import pty
import shlex
import sys
from collections.abc import Iterator
from functools import partial

import pytest

from tests.stories.conftest import Done, Program
from tests.stories.forked_program import forked


@pytest.fixture
def terminal() -> Iterator[str]:
    """Something to type on, as far as the program can tell."""
    ours, theirs = pty.openpty()
    os.write(ours, b"n\n")  # the answer, should it ask whether to edit again
    yield os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def sit_at(terminal: str) -> None:
    """Read what is typed on a terminal."""
    keyboard = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
    os.dup2(keyboard, 0)
    os.close(keyboard)
    sys.stdin = os.fdopen(0, encoding="utf-8")


def edit(program: Program, terminal: str, replace: tuple[str, str]) -> Done:
    """Open claim 19 in an editor that replaces some words and saves."""
    old, new = replace
    script = program.folder / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "form = pathlib.Path(sys.argv[1])\n"
        f"form.write_text(form.read_text(encoding='utf-8').replace({old!r}, {new!r}), encoding='utf-8')\n"
    )
    return edit_with(shlex.join([sys.executable, str(script)]), program, terminal)


def edit_with(editor: str, program: Program, terminal: str) -> Done:
    """Open claim 19 in an editor."""
    child = forked(program)
    child.environment.update({"EDITOR": editor, "VISUAL": ""})
    return child.run_child("claims", "edit", "19", before=partial(sit_at, terminal))


def test_what_was_changed_in_the_form_is_changed_in_the_claim(on_sqlite_demo: Program, terminal: str) -> None:
    done = edit(on_sqlite_demo, terminal, ('kind = "event"', 'kind = "causal"'))
    assert done.stdout == "claim 19: kind: event -> causal\n"


def test_an_unnamed_source_is_typed_in_the_form(on_sqlite_demo: Program, terminal: str) -> None:
    done = edit(on_sqlite_demo, terminal, ('attributed_to = ""', 'attributed_to = "some officials"'))
    assert done.stdout == "claim 19: attributed_to: none -> some officials\n"


def test_closing_without_a_change_changes_nothing(on_sqlite_demo: Program, terminal: str) -> None:
    done = edit(on_sqlite_demo, terminal, ("no such words", ""))
    assert (done.stdout, done.returncode) == ("nothing was changed\n", 0)


WRONG = [('kind = "rumour"', 'There is no kind "rumour"'), ("kind = ", "Invalid value"), ("colour = 1", "no field")]


@pytest.mark.parametrize(("new", "sentence"), WRONG)
def test_what_cannot_be_read_is_asked_again(on_sqlite_demo: Program, terminal: str, new: str, sentence: str) -> None:
    done = edit(on_sqlite_demo, terminal, ('kind = "event"', new))
    assert done.returncode == 130
    assert sentence in done.stderr
    assert "Edit again?" in done.stderr


def test_a_claim_that_changed_meanwhile_is_not_overwritten(on_sqlite_demo: Program, terminal: str) -> None:
    script = on_sqlite_demo.folder / "meanwhile.sh"
    note = shlex.join([sys.executable, "-m", "factdb", "claims", "note", "19", "meanwhile"])
    script.write_text(f"#!/bin/sh\n{note} </dev/null\nsed -i 's/event/causal/' \"$1\"\n")
    script.chmod(0o755)
    done = edit_with(shlex.quote(str(script)), on_sqlite_demo, terminal)
    assert done.returncode == 5
    assert "Claim 19 has changed since you read it" in done.stderr
