"""Prints a rating for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.cli import pages

if TYPE_CHECKING:
    from collections.abc import Mapping


def print_page(page: Mapping[str, Any]) -> None:
    """Print what a rating says, and where it stands across scales."""
    publisher = page["publisher"] or "the desk's own"
    score = "" if page["score"] is None else f"{page['score']}, of 0 (false) to 4 (true)"
    facts = {
        "says": page["definition"],
        "answers": pages.question(page["question"]),
        "category": page["category"] or "not mapped yet",
        "score": score,
        "flags": page["flags"],
        "mapped so": page["mapping_reason"],
        "scale": f"{page['scale']}, version {page['version']}, {publisher}",
        "note": page["scale_note"],
        "claims": page["claims"],
    }
    pages.print_facts(f"rating {page['code']} · {page['label']}", facts)
