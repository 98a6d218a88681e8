"""Traps for days: a date says when somebody spoke only where it belongs to the verb of saying."""

from __future__ import annotations

import datetime as dt

import pytest

from factdb.domain.dates import PartialDate, shown
from factdb.domain.enums import Basis, Precision
from factdb.extract import propose

PUBLISHED = dt.date(2026, 5, 24)  # a Sunday


def _day_and_basis(text: str, passage: str) -> tuple[str | None, Basis]:
    """Return the day of the proposal with this passage, as people read it."""
    (proposal,) = [proposal for proposal in propose(text, PUBLISHED) if proposal.text == passage]
    return shown(proposal.said_on, proposal.said_precision), proposal.said_basis


@pytest.mark.parametrize(
    ("text", "passage", "day", "basis"),
    [
        # In what is said, in a relative clause, or of a thing: no day of speaking.
        ("The bill, which the house votes on Wednesday, is bad, Ann Lee said.", None, "2026-05-24", Basis.PUBLISHED),
        ("Ann Lee, who faces an election in November, said it leaked.", "it leaked", "2026-05-24", Basis.PUBLISHED),
        ("Ann Lee, first elected in 2018, said it leaked.", "it leaked", "2026-05-24", Basis.PUBLISHED),
        ("The Orr Bank, founded in 1985, said it leaked.", "it leaked", "2026-05-24", Basis.PUBLISHED),
        ("Ann Lee, keeper since 2018, said it leaked.", "it leaked", "2026-05-24", Basis.PUBLISHED),
        ("After the 7 March flood Ann Lee said it leaked.", "it leaked", "2026-05-24", Basis.PUBLISHED),
        # After publication nobody has spoken.
        ("Ann Lee said on 3 June 2026 it would close.", "it would close", "2026-05-24", Basis.PUBLISHED),
        # A day, a month or a year with the verb.
        ("On Tuesday, Ann Lee said it leaked.", "it leaked", "2026-05-19", Basis.EXPLICIT),
        ("Ann Lee said in January last year that it leaked.", "it leaked", "2025-01", Basis.EXPLICIT),
        ("Ann Lee said in December that it leaked.", "it leaked", "2025-12", Basis.EXPLICIT),
        ("In 2019, Ann Lee said it leaked.", "it leaked", "2019", Basis.EXPLICIT),
        ("In her 2019 statement, Ann Lee said it leaked.", "it leaked", "2019", Basis.EXPLICIT),
        # It carries on, also from the day that was named before.
        (
            "Ann Lee met the mayor on 3 May. The day after, she said it leaked.",
            "it leaked",
            "2026-05-04",
            Basis.INFERRED,
        ),
        ("In 2019, the lock broke. The following year, Ann Lee said it leaked.", "it leaked", "2020", Basis.INFERRED),
        ("Ann Lee on Friday denounced the plan. She said it leaked.", "it leaked", "2026-05-22", Basis.INFERRED),
        ("Ann Lee issued a statement on Friday. She said it leaked.", "it leaked", "2026-05-22", Basis.INFERRED),
        ("Ann Lee bought a boat on Friday. She said it leaked.", "it leaked", "2026-05-24", Basis.PUBLISHED),
        (
            "On Tuesday, Ann Lee told the court that it was old.\n\nTom Ross, a keeper, argued that it leaked.",
            "it leaked",
            "2026-05-19",
            Basis.INFERRED,
        ),
        # But not to who speaks elsewhere, or as the article appears.
        (
            "On Tuesday, Ann Lee told the court that it was old.\n\nTom Ross, a keeper, told Radio Orr that it leaked.",
            "it leaked",
            "2026-05-24",
            Basis.PUBLISHED,
        ),
        (
            "On Tuesday, Ann Lee said it was old.\n\nTom Ross says it leaked.",
            "it leaked",
            "2026-05-24",
            Basis.PUBLISHED,
        ),
    ],
)
def test_the_day_is_that_of_the_verb(text: str, passage: str | None, day: str, basis: Basis) -> None:
    passage = passage or next(proposal.text for proposal in propose(text, PUBLISHED) if proposal.mention)
    assert _day_and_basis(text, passage) == (day, basis)


def test_a_year_alone_is_no_day() -> None:
    (proposal,) = propose("In 2019, Ann Lee said it leaked.", PUBLISHED)
    assert PartialDate(proposal.said_on, proposal.said_precision) == PartialDate(dt.date(2019, 1, 1), Precision.YEAR)


def test_a_text_may_end_with_its_date() -> None:
    (proposal,) = propose("“It leaked for years,” Ann Lee said of Friday", PUBLISHED)
    assert proposal.speaker == "Ann Lee"
