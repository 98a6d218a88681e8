"""An extraction that says of narration that it is hardly worth a check, for tests of what shows proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from factdb import extract
from factdb.domain.enums import Attribution
from factdb.extract.proposal import Proposal
from factdb.services.claims import proposals

ARTICLE = (
    "The bridge opened on Monday.\n\n"
    "“It cost 4 million,” said Ada Lund, the mayor of Lindhaven.\n\n"
    "The harbour opened in 1990.\n"
)


def propose(
    text: str, published: dt.date | None = None, find_speakers: Callable[[str], Sequence[str]] | None = None
) -> list[Proposal]:
    """Propose as the extraction does, with all narration marked."""
    return [
        replace(proposal, is_minor=proposal.attribution is Attribution.NARRATION)
        for proposal in PROPOSE(text, published, find_speakers)
    ]


PROPOSE = extract.propose


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this extraction read the articles of a test."""
    monkeypatch.setattr(extract, "propose", propose)
    monkeypatch.setattr(proposals, "propose", propose)
