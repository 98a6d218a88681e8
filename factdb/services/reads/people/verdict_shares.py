"""Counts the verdicts of a list of claims, for the bar beside a speaker, a source or a topic.

Only verdicts in force are counted: a proposed verdict, or an assessment, is nobody's to see in a count.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import select

from factdb.domain import ratings
from factdb.domain.enums import Status
from factdb.services.decisions import scales
from factdb.store.claims import queries
from factdb.store.reading_cache import until_written
from factdb.store.tables import RATINGS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter

_COLUMNS = ("status", "truth_rating_id", "quote_rating_id")


class Share(TypedDict):
    """A group of claims: a rating, or one of `ratings.WITHOUT_VERDICT`; and how many claims it has."""

    group: str
    claims: int


class VerdictShares(TypedDict):
    """The claims of a list by verdict; `left_out` are declined or retracted, and in no share.

    `quotations` are the same claims by the verdict on their quotation, as far as they have one.
    """

    claims: int
    left_out: int
    shares: list[Share]
    quotations: list[Share]


def of_claims(session: Session, claim_filter: ClaimFilter) -> VerdictShares:
    """Return how many claims of a list have which verdict; one read of an index, remembered until somebody writes."""

    def read() -> VerdictShares:
        return _count(session, claim_filter)

    return until_written(session, (of_claims, repr(claim_filter)), read)


def _count(session: Session, claim_filter: ClaimFilter) -> VerdictShares:
    codes: dict[int | None, str] = dict(list(session.execute(select(RATINGS.c.id, RATINGS.c.code))))
    groups: Counter[str | None] = Counter()
    quotations: Counter[str] = Counter()
    for status, truth_id, quote_id, size in session.execute(queries.group_sizes(claim_filter, _COLUMNS)):
        truth, quote = codes.get(truth_id), codes.get(quote_id)
        group = ratings.counts_as(Status(status), truth, quote)
        groups[group] += size
        if quote is not None and group not in {None, ratings.UNDECIDED}:
            quotations[quote] += size
    left_out = groups.pop(None, 0)
    own = scales.own_codes(session)
    return {
        "claims": groups.total(),
        "left_out": left_out,
        "shares": _shares({group: size for group, size in groups.items() if group is not None}, own),
        "quotations": _shares(quotations, own),
    }


def _shares(sizes: dict[str, int], codes: list[str]) -> list[Share]:
    return [{"group": group, "claims": sizes[group]} for group in ratings.in_order(sizes, codes)]
