"""Reads from a claim's history what four eyes ask for: the proposal that waits, and who changed what since.

Bodies are read as they are stored, with commitments in place of personal words: a digest of commitments holds the words
just as well, and nobody can find erased words by trying.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.sealing import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PUBLISHED_FACTS = (
    "claim", "quote", "attribution", "kind", "speaker", "speaker_title", "speaker_party", "said_on", "said_precision",
    "occasion", "source", "document", "resolves_on", "attributed_to",
)  # fmt: skip
"""The facts of a claim that an editor approves, as history names them; the desk's own fields are not among them."""

_WORDS_OF_A_PROPOSAL = ("passage", "excerpt", "remark")
_PROPOSING = frozenset({ClaimEvent.RATED, ClaimEvent.CORRECTED, ClaimEvent.RETRACTION_PROPOSED})
_APPROVED = frozenset({Status.PUBLISHED, Status.RETRACTED})


class Contribution(NamedTuple):
    """One change of what an editor approves: its place in the history, its kind, who made it and when."""

    seq: int
    kind: str
    actor: str  # uid
    at: str
    evidence: int | None


class Proposal(NamedTuple):
    """What waits for approval: its place in the history, its version, who proposed it, and its digest.

    A proposal of a time when the desk did not require a second editor has no digest.
    """

    seq: int
    version: int
    actor: str  # uid
    digest: str | None


@dataclass(slots=True)
class Contributions:
    """The proposal that waits, the changes since the last approval, and the commitments to the words of the claim."""

    proposal: Proposal | None = None
    changes: list[Contribution] = field(default_factory=list)
    since: str | None = None
    """The time of the last approval."""
    words: dict[str, Any] = field(default_factory=dict)

    def after_proposal(self) -> list[Contribution]:
        """Return the changes that were made after the proposal."""
        return [change for change in self.changes if self.proposal and change.seq > self.proposal.seq]

    def take(self, seq: int, body: Mapping[str, Any]) -> None:
        """Read the next body of the history."""
        kind = body["kind"]
        self._take_words(seq, body)
        if kind in _PROPOSING:
            self.proposal = Proposal(seq, body["version"], body["actor"], body.get("proposal"))
        elif kind == ClaimEvent.CORRECTION_WITHDRAWN:
            self.proposal = None
        elif kind == ClaimEvent.MOVED and body["changed"]["status"]["now"] in _APPROVED:
            self.proposal, self.since = None, body["at"]
            self.changes.clear()
        elif _changes_facts(body):
            self.changes.append(Contribution(seq, kind, body["actor"], body["at"], body.get("n")))

    def _take_words(self, seq: int, body: Mapping[str, Any]) -> None:
        sealed = body.get(KEY, {})
        # The words of a proposal itself: its event is not written yet when its digest is made.
        if "passage" in sealed and "proposal" not in body:
            self.words["passage"] = sealed["passage"]
        if isinstance(body.get("evidence"), list):
            for n in range(1, len(body["evidence"]) + 1):
                self.words[f"evidence {n}"] = [sealed.get(f"excerpt {n}"), sealed.get(f"remark {n}")]
        elif body["kind"] == ClaimEvent.EVIDENCE_ADDED:
            self.words[f"evidence {body['n']}"] = [sealed.get("excerpt"), sealed.get("remark")]
        elif body["kind"] == ClaimEvent.ERASED:
            erased = [part for _, part in body["words"] if part.startswith(_WORDS_OF_A_PROPOSAL)]
            self.words.update({f"erased {seq}": erased} if erased else {})


def contributions(bodies: Iterable[tuple[int, Mapping[str, Any]]]) -> Contributions:
    """Read the bodies of a history as stored, oldest first, each with its seq."""
    state = Contributions()
    for seq, body in bodies:
        state.take(seq, body)
    return state


def _changes_facts(body: Mapping[str, Any]) -> bool:
    if body["kind"] in {ClaimEvent.EVIDENCE_ADDED, ClaimEvent.EVIDENCE_WITHDRAWN}:
        return True
    edits = {ClaimEvent.EDITED, ClaimEvent.IMPORTED}
    return body["kind"] in edits and not set(PUBLISHED_FACTS).isdisjoint(body.get("changed", {}))
