"""Refusals of the quotation check: what a strict one found, and what can't be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


class QuotationsDifferError(CheckFailedError):
    """Quotations that their sources don't bear out."""

    def __init__(self, results: Sequence[tuple[int, str]]) -> None:
        """Name the claims, at most ten of them, each with its result."""
        named = ", ".join(f"{claim_id} {result}" for claim_id, result in results[:10])
        more = f" and {len(results) - 10} more" if len(results) > 10 else ""  # noqa: PLR2004 - what one reads at a glance
        count = "1 quotation doesn't" if len(results) == 1 else f"{len(results)} quotations don't"
        super().__init__(
            f"{count} hold against the source: {named}{more}",
            f'decide: factdb claims rate {results[0][0]} RATING --because "..."' if results else "",
        )


class WhichClaimsError(UsageError):
    """Claims named together with --all, or neither."""

    def __init__(self) -> None:
        """Name both ways."""
        super().__init__(
            "name the claims whose quotations to check, or give --all, not both", "as in: factdb claims check-quote 7"
        )
