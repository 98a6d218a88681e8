"""Describes the correction or retraction that waits on a claim, so that a second editor sees what they approve.

The history is read, not the tables: the page of an earlier time shows what waited then in the same words.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.domain.enums import Question, Status
from factdb.domain.history.claim_replay import DROPPED, RETRACTION
from factdb.store import history_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from factdb.domain.history.claim_replay import ClaimReplay
    from factdb.services.reads.row_types import DifferenceRow, PendingChangeRow
    from factdb.store.sessions import OpenDatabase

# They follow from other columns: the date is shown with its precision, and the passage by its words.
_DERIVED = frozenset({"sort_on", "said_precision", "prefix", "suffix", "span_start", "span_end"})
_NAMED = frozenset({"speaker", "source", "document"})
_OF_VERDICTS = ("rating", "because", "although", "flags", "as_of", "searched", "evidence")


def pending_of(session: OpenDatabase, claim_id: int, state: ClaimReplay) -> PendingChangeRow | None:
    """Return what waits for approval on a claim in correction, with the commands that end it; None if nothing does.

    `state` is the replayed claim, with reviewers by handle.
    """
    waiting = [version for version, change in state.proposed.items() if change["withdrawn_at"] is None]
    if state.columns.get("status") != Status.CORRECTING or not waiting:
        return None
    version = max(waiting)
    proposed = state.proposed[version]
    is_retraction = RETRACTION in proposed["fields"]
    verdict: Mapping[str, Any] = next((facts for key, facts in state.verdicts.items() if key[0] == version), {})
    target = Status.RETRACTED if is_retraction else Status.PUBLISHED
    return {
        "kind": RETRACTION if is_retraction else verdict.get("change", "correction"),
        "version": version,
        "proposed_by": proposed["by"],
        "proposed_at": datetime.fromisoformat(proposed["at"]),
        "public_note": proposed["fields"][RETRACTION] if is_retraction else verdict.get("public_note"),
        "changes": [_change("status", str(Status.PUBLISHED), str(target))]
        if is_retraction
        else [
            *_column_changes(session, state, proposed["fields"]),
            *_verdict_changes(claim_id, state, version),
            *_dropped(claim_id, proposed["fields"]),
        ],
        "approve": f"factdb claims status {claim_id} {target} --version {version}",
        "withdraw": f"factdb claims correct {claim_id} --withdraw",
    }


def _change(subject: str, earlier: Any, later: Any) -> DifferenceRow:  # noqa: ANN401 - values as the history has them
    return {"what": subject, "was": earlier, "now": later}


def _column_changes(session: OpenDatabase, state: ClaimReplay, fields: Mapping[str, Any]) -> Iterator[DifferenceRow]:
    before, after = state.columns, {**state.columns, **fields}
    for name in fields:
        if name in {DROPPED, "said_on", *_DERIVED}:
            continue
        if name in _NAMED:
            earlier, later = (history_names.named(session, name, columns[name]) for columns in (before, after))
            yield _change(name, earlier, later)
        else:
            yield _change(name, before[name], after[name])
    if {"said_on", "said_precision"} & fields.keys():
        earlier, later = (
            dates.shown_text(columns["said_on"], columns["said_precision"]) for columns in (before, after)
        )
        yield _change("said_on", earlier, later)


def _verdict_changes(claim_id: int, state: ClaimReplay, version: int) -> Iterator[DifferenceRow]:
    for question in Question:
        after = state.verdicts.get((version, question))
        if after is None:
            continue
        before = state.verdicts.get((state.columns[f"{question}_version"], question), {})
        for key in _OF_VERDICTS:
            earlier, later = (_fact(claim_id, key, facts.get(key)) for facts in (before, after))
            if (earlier or None) != (later or None):
                yield _change(f"{question}: {key}", earlier, later)


def _fact(claim_id: int, key: str, value: Any) -> Any:  # noqa: ANN401 - a value of the history
    if key == "rating" and value:
        return value.rpartition(":")[2]
    return [f"{claim_id}.{n}" for n in value] if key == "evidence" and value else value


def _dropped(claim_id: int, fields: Mapping[str, Any]) -> Iterator[DifferenceRow]:
    if DROPPED in fields:
        yield _change("evidence to withdraw", None, [f"{claim_id}.{n}" for n in fields[DROPPED]])
