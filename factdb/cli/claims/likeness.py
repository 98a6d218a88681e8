"""What is said of claims that look like one that was just added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def numbered(rows: Sequence[dict[str, Any]]) -> str:
    """Return the numbers of claims, each with its verdict on truth."""
    return ", ".join(f"{row['id']} ({row['verdict'] or 'undecided'})" for row in rows)


def look_alike(number: int, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return lines that name the claims that look like another, with their verdicts; none where there are none."""
    if not rows:
        return []
    counted = "1 claim looks" if len(rows) == 1 else f"{len(rows)} claims look"
    named = numbered(rows)
    return [
        f"{counted} like this one: {named}",
        f"say so: factdb claims link {number} {rows[0]['id']} --kind repeats|similar; or that it isn't: with --reject",
    ]
