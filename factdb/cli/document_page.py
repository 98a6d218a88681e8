"""Prints a document for people: what it is, each time it was read, and what it bears on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.cli import pages

if TYPE_CHECKING:
    from collections.abc import Mapping


def print_page(page: Mapping[str, Any]) -> None:
    """Print a document's facts, captures and evidence."""
    typed = page["typed_url"] if page["typed_url"] != page["url"] else None
    facts = {
        "source": page["source"] or "not known",
        "author": page["author"],
        "published": page["published_on"] or "not known",
        "medium": ", ".join(word for word in (page["medium"], page["language"]) if word),
        "url": page["url"],
        "as typed": typed,
        **{f"read {capture['n']}": _capture(capture) for capture in page["captures"]},
        "claims": f"{page['claims']}, see factdb articles show {page['id']}" if page["claims"] else None,
        "evidence": [_evidence(row) for row in page["evidence"]],
    }
    pages.print_facts(f"document {page['id']} · {page['title'] or 'untitled'}", facts)


def _capture(capture: Mapping[str, Any]) -> str:
    parts = (
        f"{capture['captured_at']:%Y-%m-%d}",
        capture["file_name"],
        f"{capture['characters']} characters" if capture["characters"] else None,
        f"SHA-256 {capture['sha256']}" if capture["sha256"] else None,
        capture["archived_url"],
    )
    return ", ".join(part for part in parts if part)


def _evidence(row: Mapping[str, Any]) -> str:
    withdrawn = " (withdrawn)" if row["withdrawn_at"] else ""
    return f"{row['id']} {row['stance']} the {row['on']}{withdrawn}"
