"""The README cannot lie: its commands are one line each, and its session is what the installed program says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.pasted_sessions import README, Typist, masked, run_page

TEXT = README.read_text(encoding="utf-8") if README.exists() else ""
MOST_LINES, MOST_LINES_OF_SESSION = 250, 62


def blocks(language: str) -> list[str]:
    """Return the README's blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_session_is_what_the_program_says(tmp_path: Path) -> None:
    assert masked(run_page(TEXT, Typist(tmp_path, installed=True))) == masked(TEXT)


def test_the_first_commands_are_one_line_each() -> None:
    first, second, *_ = blocks("sh")
    assert first.count("\n") == second.count("\n") == 1
    assert "factdb init --demo" in first
    assert "pytest" in second


def test_it_is_short() -> None:
    (session,) = blocks("console")
    assert TEXT.count("\n") <= MOST_LINES
    assert session.count("\n") <= MOST_LINES_OF_SESSION


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", TEXT):
        assert target.startswith("https://") or (README.parent / target).exists(), target
