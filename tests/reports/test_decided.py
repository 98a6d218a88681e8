"""Which verdicts count is said once, in the workflow; the reports repeat it in SQL."""

from __future__ import annotations

import re
from pathlib import Path

from factdb.domain.workflow import DECIDED
from factdb.reports import catalogue

SHIPPED = Path(catalogue.__file__).parent / "shipped"


def test_reports_that_name_statuses_of_decided_claims_name_those_of_the_workflow() -> None:
    listed = ", ".join(f"'{status}'" for status in DECIDED)
    files = [path for path in sorted(SHIPPED.rglob("*.sql")) if "'reviewed', 'published'" in path.read_text()]
    named = [lists for path in files for lists in re.findall(r"\(('reviewed'[^)]*)\)", path.read_text())]
    assert {path.name for path in files} >= {"counts-as.sql", "single-source.sql", "balance.sql"}
    assert set(named) == {listed}
