"""Which verdicts count is said once, in the closed lists; the reports repeat it in SQL."""

from __future__ import annotations

import re
from pathlib import Path

from factdb.domain.enums import DECIDED_STATUSES
from factdb.reports import catalogue

SHIPPED = Path(catalogue.__file__).parent / "shipped"


def test_reports_that_name_statuses_of_decided_claims_name_them_all() -> None:
    listed = ", ".join(f"'{status}'" for status in DECIDED_STATUSES)
    files = [path for path in sorted(SHIPPED.rglob("*.sql")) if "'reviewed', 'published'" in path.read_text()]
    named = [lists for path in files for lists in re.findall(r"\(('reviewed'[^)]*)\)", path.read_text())]
    assert {path.name for path in files} >= {"counts-as.sql", "single-source.sql", "balance.sql"}
    assert set(named) == {listed}
