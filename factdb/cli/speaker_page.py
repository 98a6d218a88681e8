"""Prints a speaker for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.cli import pages

if TYPE_CHECKING:
    from collections.abc import Mapping


def print_page(page: Mapping[str, Any]) -> None:
    """Print a speaker's names, offices and number of claims."""
    facts = {
        "kind": page["kind"],
        "also called": page["aliases"],
        "merged": pages.merged(page),
        "wikidata": page["wikidata"],
        **{_numbered(role): _office(role) for role in page["offices"]},
        "claims": pages.claims(page),
    }
    pages.print_facts(f"speaker {page['id']} · {page['name']}", facts)


def _numbered(role: Mapping[str, Any]) -> str:
    """Return what an office is named by; with whose it is, where that one was merged into the speaker."""
    return f"office {role['of']}.{role['n']}" if role["of"] else f"office {role['n']}"


def _office(role: Mapping[str, Any]) -> str:
    words = ", ".join(role[key] for key in ("title", "organization", "party") if role[key])
    since, until = role["since"], role["until"]
    days = " ".join([f"since {since}" if since else "", f"until {until}" if until else ""]).strip()
    return f"{words} ({days or 'days not known'})"
