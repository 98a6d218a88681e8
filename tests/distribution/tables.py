"""The tables of a distributed desk, by the models: parted by claim, or whole on every node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from factdb.store.models import Claim


@dataclass(frozen=True)
class Tables:
    """The columns of all tables, the distribution columns of those that are parted, and the SQL of the views."""

    columns: Mapping[str, frozenset[str]]
    keys: Mapping[str, str]
    views: Mapping[str, str] = field(default_factory=dict)


@cache
def _of_models() -> Tables:
    tables = Claim.metadata.tables.values()
    keys = {"claims": "id"}
    # Where the column may be NULL, the row need not belong to a claim: Citus parts no table by such a column.
    keys |= {table.name: "claim_id" for table in tables if "claim_id" in table.c and not table.c.claim_id.nullable}
    return Tables({table.name: frozenset(table.columns.keys()) for table in tables}, keys)


def of_models(views: Mapping[str, str]) -> Tables:
    """Return the tables of the models, with the SQL of the views as a server prints it."""
    models = _of_models()
    return Tables(models.columns, models.keys, views)
