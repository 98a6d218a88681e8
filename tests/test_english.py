"""Plain English: phrases that people stumbled over stand nowhere in what they read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Revisions are left out: released ones are never edited, and 0014 holds the old words to put them back.
FILES = sorted(
    path
    for pattern in ("factdb/**/*.py", "factdb/**/*.md", "factdb/**/*.sql", "migrations/*.py", "seeds/*.toml", "*.md")
    for path in ROOT.glob(pattern)
)
# STYLE.md's left column, and its kin.
STUMBLED_OVER = [
    r"was it said so\b", r"is it so\b", r"those that there are", r"\bwhat there is to\b", r"what fits --q",
    r"\bthat on the quotation\b", r'help="Where they stand', r'help="Of what', r"\bat most so many\b", r"\bso many; \d",
    r"\bhangs? (?:on|together)\b", r"\bcount no longer\b", r"different options all hold", r'mean "one of these"',
    r"four eyes decide", r"changes in the open alone", r"only ever corrected in the open", r'" is no date',
    r"\bhold (?:it|them) against\b", r"\b[Tt]hey act with\b", r"\b[Ll]ook round\b", r"\b[Mm]ind that\b",
    r"\b[Ww]hoever and whatever\b", r"\bTells of claims\b", r"\bTell whether\b", r"\bbears? the name\b",
    r"\bso wanted\b", r"\bas it was said\b", r"\bnear it:", r"\bto the letter\b", r"\bgive(?:s|n)? them out\b",
]  # fmt: skip


@pytest.mark.parametrize("phrase", STUMBLED_OVER)
def test_a_phrase_that_people_stumbled_over_is_gone(phrase: str) -> None:
    pattern = re.compile(phrase)
    places = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert places == []


def test_files_were_read() -> None:
    assert {"README.md", "main.py", "reviewing.md"} <= {path.name for path in FILES}
