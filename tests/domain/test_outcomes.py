"""In which group a claim counts beside a name."""

from __future__ import annotations

import pytest

from factdb.domain.enums import Status
from factdb.domain.ratings import counts_as, in_order


@pytest.mark.parametrize(
    ("status", "verdict", "quote_verdict", "group"),
    [
        (Status.PUBLISHED, "false", "verbatim", "false"),
        (Status.CORRECTING, "true", None, "true"),
        (Status.REVIEWED, "false", "altered", "disputed words"),
        (Status.REVIEWED, None, "faithful", "quotation only"),
        (Status.REVIEWED, None, None, "undecided"),
        (Status.IN_REVIEW, "true", None, "undecided"),
        (Status.NEW, None, None, "undecided"),
        (Status.DECLINED, None, None, None),
        (Status.RETRACTED, "false", None, None),
    ],
)
def test_a_claim_counts_in_one_group(
    status: Status, verdict: str | None, quote_verdict: str | None, group: str | None
) -> None:
    assert counts_as(status, verdict, quote_verdict) == group


def test_groups_stand_in_the_order_of_the_scale() -> None:
    groups = ("undecided", "flop", "false", "disputed words", "true", "quotation only")
    expected = ["true", "false", "flop", "disputed words", "quotation only", "undecided"]
    assert in_order(groups, ("true", "half-true", "false", "true")) == expected
