"""Lists of other publishers' checks: of one claim, and of the claims of a filter."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, select

from factdb.domain import dates
from factdb.store.claims import queries
from factdb.store.tables import CLAIMS
from factdb.store.views import V1_CLAIMS, V1_OTHER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.services.reads.row_types import OtherCheckRow
    from factdb.store.sessions import OpenDatabase

COLUMNS = (
    "id", "claim_id", "claim", "speaker", "said_on", "publisher", "label", "rating", "category", "score", "mapped",
    "reviewed_on", "url", "headline", "scale", "verdict", "quote_verdict", "status",
)  # fmt: skip
_CLAIM_COLUMNS = ("claim", "speaker", "said_on", "said_precision", "verdict", "quote_verdict", "status")


def checks_of(session: OpenDatabase, claim_id: int) -> list[OtherCheckRow]:
    """Return the checks of a claim that count, in order, with what their labels mean."""
    names = ("publisher", "label", "scale", "rating", "category", "score", "headline", "url", "reviewed_on")
    rows = session.execute(_checks(), {"claim": claim_id}).mappings()
    return [
        cast("OtherCheckRow", {"id": f"{claim_id}.{row['n']}", **{name: row[name] for name in names}}) for row in rows
    ]


@cache
def _checks() -> Select[Any]:
    view = V1_OTHER_CHECKS.c
    return select(V1_OTHER_CHECKS).where(view.claim_id == bindparam("claim")).order_by(view.n)


def list_checks(session: OpenDatabase, claim_filter: ClaimFilter, limit: int | None) -> Iterator[dict[str, Any]]:
    """Return the checks that count (the last of each publisher and page) for a filter, newest claims first."""
    view, claim = V1_OTHER_CHECKS.c, V1_CLAIMS.c
    claim_columns = [claim[name] for name in _CLAIM_COLUMNS]
    check_columns = [view[name] for name in COLUMNS if name in view and name != "claim_id"]
    query = (
        select(view.claim_id, view.n, *check_columns, *claim_columns)
        # The table, because no view has sort_on.
        .join(CLAIMS, CLAIMS.c.id == view.claim_id)
        .join(V1_CLAIMS, claim.id == view.claim_id)
        .where(view.newest, *queries.claim_conditions(claim_filter))
        .order_by(CLAIMS.c.sort_on.desc(), view.claim_id, view.n)
        .limit(limit)
    )
    with session.execute(query, execution_options={"yield_per": 1_000}) as rows:
        for row in rows.mappings():
            shown = {
                "id": f"{row['claim_id']}.{row['n']}",
                "said_on": dates.shown(row["said_on"], row["said_precision"]),
            }
            all_columns = {**row, **shown}
            yield {name: all_columns[name] for name in COLUMNS}
