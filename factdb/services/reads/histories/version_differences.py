"""Compares two versions of a claim's verdicts, and the claim itself at the time of each version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import dates
from factdb.domain.history import chain
from factdb.domain.history.claim_replay import ClaimReplay
from factdb.domain.history.events import ClaimEvent
from factdb.errors import NoSuchError
from factdb.services import claim_lookup
from factdb.store import history_names
from factdb.store.models import History

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# Columns that every version changes, and derived columns.
_FOLLOW = frozenset({
    "status", "truth_rating", "truth_version", "quote_rating", "quote_version", "flags", "decided_at", "published_at",
    "published_url", "evidence_count", "sort_on", "said_precision", "said_basis", "prefix", "suffix", "span_start",
    "span_end", "assignee", "priority",
})  # fmt: skip


def differences(session: Session, name: int | str, first: int, second: int) -> list[dict[str, Any]]:
    """Return the differences between two versions, as {what, was, now}; raise an error for an unknown version."""
    claim = claim_lookup.claim_named(session, name)
    facts_by_version = _versions_written(session, claim.id)
    for version in (first, second):
        if version not in facts_by_version:
            versions = ", ".join(map(str, facts_by_version)) or "none"
            raise NoSuchError("version", version, next_step=f"Choose a version of claim {claim.id}: {versions}")
    before, after = facts_by_version[first], facts_by_version[second]
    return [
        {"what": column, "was": before.get(column), "now": after.get(column)}
        for column in dict.fromkeys([*before, *after])
        if (before.get(column) or None) != (after.get(column) or None)
    ]


def _versions_written(session: Session, claim_id: int) -> dict[int, dict[str, Any]]:
    """Return, by version, everything that the desk stated about the claim at that time."""
    state, facts_by_version = ClaimReplay(), {}
    bodies = select(History.body, History.words).where(History.claim_id == claim_id).order_by(History.seq)
    for text, words in session.execute(bodies):
        body = chain.read_opened(text, words)
        state.apply(body)
        if body["kind"] in {ClaimEvent.RATED, ClaimEvent.CORRECTED}:
            facts_by_version[int(str(body["version"]))] = _facts(session, state, body)
    return facts_by_version


def _facts(session: Session, state: ClaimReplay, body: dict[str, Any]) -> dict[str, Any]:
    columns = {**state.columns, **body.get("proposed", {})}
    facts = {name: value for name, value in columns.items() if name not in _FOLLOW}
    facts["said_on"] = dates.shown_text(columns["said_on"], columns["said_precision"])
    for name in ("speaker", "source", "document"):
        facts[name] = history_names.named(session, name, facts[name])
    for (version, question), verdict in state.verdicts.items():
        if version <= body["version"]:
            facts |= {f"{question}: {key}": verdict.get(key) for key in _SHOWN}
            facts[f"{question}: rating"] = verdict["rating"].rpartition(":")[2]
    return facts


# A verdict of an older version of factdb has no "although".
_SHOWN = ("rating", "because", "although", "flags", "as_of", "searched", "evidence", "public_note")
