"""Corrects published claims in the open, withdraws a correction that waits, and retracts.

A correction is a new version of every standing verdict: those that it names are decided anew, the others copied. Under
four eyes the claim stays in `correcting`, public with the version last in force, until another editor publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import text
from factdb.domain.enums import ChangeKind, Question, Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors.decisions import (
    CorrectionWaitsError,
    NothingToCorrectError,
    NothingWaitsForApprovalError,
    NotPublishedError,
)
from factdb.services.claims import claim_evidence, editing
from factdb.services.claims.editing import Changes
from factdb.services.decisions import deciding, pending_corrections, rating, statuses, versions
from factdb.services.decisions.versions import Change, Decision, write
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.store.models import Rating, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim


# A change of these alone tells readers nothing: `claims edit` makes it.
_UNTOLD = frozenset({"priority", "published_url"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody corrects: ratings and evidence as in a rating request, and the claim's own fields."""

    public_note: str
    request: rating.RatingRequest
    changes: Changes = field(default_factory=Changes)
    kind: ChangeKind = ChangeKind.CORRECTION


@dataclass(slots=True)
class Corrected:
    """The version that was written, its moves, what changed in the claim, and what was assumed."""

    version: int
    moves: list[statuses.Moved]
    changed: list[str]
    said: list[str] = field(default_factory=list)


def correct(session: Session, claim: Claim, actor: Actor, correction: Correction) -> Corrected:
    """Correct a locked claim that is published, and, but for four eyes, publish it again; all or nothing."""
    actor.require("claims correct")
    _require_published(claim)
    columns = editing.columns(session, claim, actor, correction.changes)
    return _correct(session, claim, actor, correction, columns, waits=desk_policy.current(session).four_eyes)


def propose(session: Session, claim: Claim, actor: Actor, columns: dict[str, Any], public_note: str) -> Corrected:
    """Let changes of a locked claim that is published wait for approval, whatever the desk's policy."""
    actor.require("claims correct")
    _require_published(claim)
    nothing = rating.RatingRequest(ratings=(), because=())
    return _correct(session, claim, actor, Correction(public_note, nothing), columns, waits=True)


def _correct(
    session: Session, claim: Claim, actor: Actor, correction: Correction, columns: dict[str, Any], *, waits: bool
) -> Corrected:
    note = text.clean(correction.public_note, "public note")
    changed = editing.told(session, claim, columns)
    decisions, said = _decisions(session, claim, actor, correction.request, note)
    if columns.keys() <= _UNTOLD and not _differ(session, claim, decisions):
        raise NothingToCorrectError(claim.id)
    moves = [_move(session, claim, actor, Status.CORRECTING)]
    written = write(session, claim, actor, decisions, Change(correction.kind, note))
    detail = {**written.detail, "change": str(correction.kind), "public_note": note}
    if waits:
        detail["proposed"] = pending_corrections.keep(session, claim, written.version, columns)
        claim_ledger.record(session, claim, actor, ClaimEvent.CORRECTED, detail)
    else:
        in_force = versions.verdict_columns(versions.newest_verdicts(session, claim.id))
        claim_ledger.record(session, claim, actor, ClaimEvent.CORRECTED, detail, **columns, **in_force)
        moves.append(statuses.set_status(session, claim, actor, Status.PUBLISHED))
    return Corrected(written.version, moves, changed, said)


def withdraw(session: Session, claim: Claim, actor: Actor) -> statuses.Moved:
    """Take back the correction of a locked claim that waits for approval: what was published stays as it was."""
    actor.require("claims correct")
    version = pending_corrections.withdraw(session, claim, actor)
    if version is None:
        raise NothingWaitsForApprovalError(claim.id, claim.status)
    was = claim.status
    claim_ledger.record(
        session, claim, actor, ClaimEvent.CORRECTION_WITHDRAWN, {"version": version}, status=Status.PUBLISHED
    )
    return statuses.Moved(claim.id, was, Status.PUBLISHED)


def retract(session: Session, claim: Claim, actor: Actor, public_note: str) -> statuses.Moved:
    """Retract a locked claim that was published; what readers are told of it stands in its history."""
    actor.require("claims retract")
    note = text.clean(public_note, "public note")
    if claim.status not in {Status.PUBLISHED, Status.CORRECTING}:
        raise NotPublishedError(claim.id, claim.status, "retracted")
    if claim.status is Status.CORRECTING:
        withdraw(session, claim, actor)
    return _move(session, claim, actor, Status.RETRACTED, {"public_note": note})


def _require_published(claim: Claim) -> None:
    if claim.status is Status.CORRECTING:
        raise CorrectionWaitsError(claim.id)
    if claim.status is not Status.PUBLISHED:
        raise NotPublishedError(claim.id, claim.status, "corrected")


def _move(
    session: Session, claim: Claim, actor: Actor, status: Status, detail: Mapping[str, object] | None = None
) -> statuses.Moved:
    was = claim.status
    claim_ledger.record(session, claim, actor, ClaimEvent.MOVED, detail, status=status)
    return statuses.Moved(claim.id, was, status)


def _decisions(
    session: Session, claim: Claim, actor: Actor, request: rating.RatingRequest, note: str
) -> tuple[dict[Question, Decision], list[str]]:
    """Return what the new version decides: the ratings that were given, and the standing verdicts of other questions.

    Evidence that isn't named is inherited; a new rating without reasons has those that readers are told.
    """
    before = versions.newest_verdicts(session, claim.id)
    typed = rating.chosen_ratings(session, request.ratings) if request.ratings else {}
    deciding.require_assessments(session, claim, typed.keys() - before.keys())
    # A rating that stands already is no new one: what isn't named beside it is as it was.
    given = {q: its for q, its in typed.items() if q not in before or before[q].rating_id != its.id}
    kept = {question: session.get_one(Rating, verdict.rating_id) for question, verdict in before.items()}
    chosen = {**kept, **given}
    main = rating.main_question(typed or chosen)
    flags = rating.flags_for(request.flags, main, chosen)
    reasons = rating.reasons_for(request.because, typed or chosen)
    searched = text.clean_optional(request.searched, "searched")
    cited, said = rating.cite_documents(
        session, claim, actor, request.evidence, rating.Citing(main, chosen, request.stance)
    )
    decisions = {
        question: Decision(
            rating=given[question],
            because=reasons.get(question, note),
            flags=(*given[question].flags, *flags.get(question, ())),
            as_of=(request.as_of or actor.now.date()) if question is main else None,
            searched=searched,
            cited=cited.get(question) or _inherited(session, before.get(question)),
        )
        for question in given
    }
    for question in kept.keys() - given.keys():
        old = before[question]
        decisions[question] = Decision(
            rating=kept[question],
            because=reasons.get(question, old.rationale),
            flags=flags.get(question, old.flags),
            as_of=request.as_of if request.as_of and question is main else old.as_of,
            searched=(searched if question in typed or not typed else None) or old.searched,
            cited=cited.get(question) or _inherited(session, old),
        )
    return decisions, said


def _differ(session: Session, claim: Claim, decisions: Mapping[Question, Decision]) -> bool:
    """Tell whether a version would say anything that the standing one doesn't."""
    before = versions.newest_verdicts(session, claim.id)
    if before.keys() != decisions.keys():
        return True
    return any(
        (old.rating_id, old.rationale, set(old.flags), old.as_of, old.searched, _inherited(session, old))
        != (new.rating.id, new.because, set(new.flags), new.as_of, new.searched, sorted(new.cited or ()))
        for old, new in ((before[question], decisions[question]) for question in decisions)
    )


def _inherited(session: Session, old: Verdict | None) -> list[int] | None:
    """Return the numbers of the evidence that a verdict stood on and that still stands; None: there was no verdict."""
    if old is None:
        return None
    same = VerdictEvidence.version == old.version, VerdictEvidence.question == old.question
    stood_on = session.scalars(select(VerdictEvidence.n).where(VerdictEvidence.claim_id == old.claim_id, *same))
    stands = {row.n for row in claim_evidence.active_evidence(session, old.claim_id, old.question)}
    return sorted(stands & set(stood_on))
