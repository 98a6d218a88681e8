"""Replays a claim's history: the claim with its evidence, verdicts and other rows, after any row of the history.

The bodies are the record; the tables repeat them. `claims show --at` shows a replay, and `factdb verify` compares the
tables with a replay. Values are written as in the history: by code or uid, and times as RFC 3339 text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.domain import ratings
from factdb.domain.history import sealing
from factdb.domain.history.events import UNDONE_IMPORT, ClaimEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LATER_COLUMNS = frozenset({"attributed_to"})
"""Columns of claims that came after version 0.1: a body has them only for a claim that has a value there.

So a claim without one has the same body, and the same hash, as before.
"""

RETRACTION, DROPPED = "retraction", "drop_evidence"
"""What waits in a proposal beside columns of the claim: the note of a retraction, and the evidence to withdraw."""

Facts = dict[str, Any]
Verdict = tuple[int, str]  # version and question
Opinion = tuple[str, str, int]  # question, reviewer and round


@dataclass(slots=True)
class ClaimReplay:
    """A claim as its history records it; each of its rows also has `by` and `at`."""

    seq: int = 0
    at: str = ""
    number: int = 0
    columns: Facts = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    evidence: dict[int, Facts] = field(default_factory=dict)
    verdicts: dict[Verdict, Facts] = field(default_factory=dict)
    approvals: dict[Verdict, Facts] = field(default_factory=dict)
    assessments: dict[Opinion, Facts] = field(default_factory=dict)
    contacts: dict[int, Facts] = field(default_factory=dict)
    checks: dict[int, Facts] = field(default_factory=dict)
    withdrawn_checks: dict[tuple[int, str], Facts] = field(default_factory=dict)
    """The checks that an import took back, by their number and the uid of that import."""
    origins: dict[int, Facts] = field(default_factory=dict)
    proposed: dict[int, Facts] = field(default_factory=dict)
    links: dict[tuple[str, str, bool], Facts] = field(default_factory=dict)
    notes: list[Facts] = field(default_factory=list)
    retraction: Facts | None = None
    erasures: dict[tuple[int, str], int] = field(default_factory=dict)
    """The number of the erasure that took the words of a part, by seq and part."""

    def apply(self, body: Mapping[str, Any]) -> None:
        """Apply one row; a body that is not from a history raises one of `projections.UNREPLAYABLE`.

        Values are tested here, not when they are compared with a table: here it is known which row holds them.
        """
        self.seq += 1
        self.at = body["at"]
        for column, change in body.get("changed", {}).items():
            self.columns[column] = change["now"]
        applier = REPLAYED.get(body["kind"])
        if applier:
            applier(self, body, {"by": body["actor"], "at": body["at"]})


def without_absent(facts: Mapping[str, Any]) -> Facts:
    """Return the columns of a claim as a body has them: without the later columns in which the claim has no value."""
    return {name: value for name, value in facts.items() if value is not None or name not in LATER_COLUMNS}


def replay(bodies: Iterable[Mapping[str, Any]]) -> ClaimReplay:
    """Replay the bodies of a history, oldest first."""
    state = ClaimReplay()
    for body in bodies:
        state.apply(body)
    return state


def _added(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    """Set the whole claim; an imported claim has evidence, other checks and its origin."""
    state.number = body["number"]
    state.columns.update({**dict.fromkeys(LATER_COLUMNS), **body["claim"]})
    state.topics = _topics(body["topics"])
    for n, evidence in enumerate(body.get("evidence", ()), start=1):
        state.evidence[n] = _evidence(evidence, stamp)
    by_import = {"import": body["origin"].get("import")} if "origin" in body else {}
    for n, check in enumerate(body.get("checks", ()), start=1):
        state.checks[n] = _check({**check, **by_import}, stamp)
    if "origin" in body:
        state.origins[1] = {**stamp, **body["origin"]}


def _topics(topics: Iterable[str]) -> list[str]:
    """Return the names of topics; raise TypeError for a value that cannot be a name."""
    stored = list(topics)
    hash(tuple(stored))  # a list or an object within it raises
    return stored


def _evidence(evidence: Mapping[str, Any], stamp: Facts) -> Facts:
    """Return a row of evidence; raise TypeError or ValueError if its span is not two numbers."""
    start, end = evidence.get("span") or (None, None)
    return {**stamp, **evidence, "span_start": start, "span_end": end, "withdrawn_at": None}


def _check(check: Mapping[str, Any], stamp: Facts) -> Facts:
    """Return a row of another publisher's check, with the key of its label."""
    label = check["label"]
    return {**stamp, **check, "label_key": ratings.label_key(label) if label else None}


def _noted(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.notes.append({**stamp, "note": body["note"]})


def _tagged(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:  # noqa: ARG001
    state.topics = _topics(body["topics"]["now"])


def _linked(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.links[body["other"], body["link"], bool(body.get("from"))] = {**stamp, "state": body["state"]}


def _evidence_added(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.evidence[body["n"]] = _evidence(body["evidence"], stamp)


def _evidence_withdrawn(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.evidence[body["n"]]["withdrawn_at"] = stamp["at"]


def _decided(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    for question, facts in body["verdicts"].items():
        hash(tuple(facts["evidence"]))  # the numbers that become rows of their own; anything else raises
        state.verdicts[body["version"], question] = {**stamp, **facts}
    if "proposed" in body:
        _proposed(state, body, stamp)


def _moved(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    for version, question in body.get("approved", ()):
        state.approvals[version, question] = dict(stamp)
    if "public_note" in body:
        state.retraction = {**stamp, "public_note": body["public_note"]}


def _proposed(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.proposed[body["version"]] = {**stamp, "fields": {**body["proposed"]}, "withdrawn_at": None}


def _correction_withdrawn(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.proposed[body["version"]]["withdrawn_at"] = stamp["at"]


def _assessed(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    for question, facts in body["assessments"].items():
        state.assessments[question, stamp["by"], facts["round"]] = {**stamp, **facts}


def _contacted(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.contacts[body["n"]] = {**stamp, **body["contact"], "answer": None, "outcome": None, "answered_at": None}


def _checked(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.checks[body["n"]] = _check(body["check"], stamp)


def _check_withdrawn(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    # The undoing of an import only tells of the check: whether it counts is decided by `imports.undone_at`.
    if UNDONE_IMPORT not in body:
        state.withdrawn_checks[body["n"], body["import"]] = dict(stamp)


def _imported(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    state.origins[body["n"]] = {**stamp, **body["origin"]}


def _contact_answered(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:
    answered = {"answer": body["answer"], "outcome": body["outcome"], "answered_at": stamp["at"]}
    state.contacts[body["n"]].update(answered)


def _erased(state: ClaimReplay, body: Mapping[str, Any], stamp: Facts) -> None:  # noqa: ARG001
    state.erasures.update(sealing.erased_parts(body))


REPLAYED: dict[ClaimEvent, Callable[[ClaimReplay, Mapping[str, Any], Facts], None]] = {
    ClaimEvent.ADDED: _added,
    ClaimEvent.NOTED: _noted,
    ClaimEvent.TAGGED: _tagged,
    ClaimEvent.LINKED: _linked,
    ClaimEvent.EVIDENCE_ADDED: _evidence_added,
    ClaimEvent.EVIDENCE_WITHDRAWN: _evidence_withdrawn,
    ClaimEvent.RATED: _decided,
    ClaimEvent.CORRECTED: _decided,
    ClaimEvent.MOVED: _moved,
    ClaimEvent.CORRECTION_WITHDRAWN: _correction_withdrawn,
    ClaimEvent.RETRACTION_PROPOSED: _proposed,
    ClaimEvent.ASSESSED: _assessed,
    ClaimEvent.CONTACTED: _contacted,
    ClaimEvent.CONTACT_ANSWERED: _contact_answered,
    ClaimEvent.CHECKED: _checked,
    ClaimEvent.CHECK_WITHDRAWN: _check_withdrawn,
    ClaimEvent.IMPORTED: _imported,
    ClaimEvent.ERASED: _erased,
}

COLUMNS_ONLY = frozenset({ClaimEvent.EDITED, ClaimEvent.ASSIGNED})
"""Events that change columns of the claim and nothing beside it: `take` reads the columns of every event."""
