"""Invented articles are read as a person reads them: each expected claim with its letters, speaker and day."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from factdb.extract import Proposal, propose

ARTICLES = sorted(Path(__file__).parent.glob("articles/*.txt"))
MOST_MORE = 3  # proposals that nobody expected


def _read(file: Path) -> tuple[list[Proposal], dict[str, Any]]:
    gold = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
    published = gold.get("published")
    text = file.read_text(encoding="utf-8")
    return propose(text, dt.date.fromisoformat(published) if published else None), gold


def _shown(proposal: Proposal, key: str) -> object:
    found = getattr(proposal, key)
    return list(found) if isinstance(found, tuple) else None if found is None else str(found)


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_every_expected_claim_is_proposed_and_right(file: Path) -> None:
    proposals, gold = _read(file)
    by_text = {proposal.text: proposal for proposal in proposals}
    expected = {claim["text"]: claim for claim in gold["claims"]}
    assert set(expected) <= set(by_text)
    wrong = {
        (text, key): (_shown(by_text[text], key), wanted)
        for text, claim in expected.items()
        for key, wanted in claim.items()
        if _shown(by_text[text], key) != wanted
    }
    assert wrong == {}


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_little_else_is_proposed(file: Path) -> None:
    proposals, gold = _read(file)
    assert len(proposals) <= len(gold["claims"]) + MOST_MORE
    assert not [each for each in proposals if each.text.startswith(tuple(gold.get("never", ())) or ("\0",))]


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_what_is_proposed_stands_in_the_text(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for each in propose(text):
        assert text[each.start : each.end] == each.text
        assert all(each.start <= part.start < part.end <= each.end for part in each.parts)
        if each.mention_at is not None:
            assert " ".join(text[each.mention_at.start : each.mention_at.end].split()) == each.mention
