"""Corrects published claims publicly, withdraws a correction that waits, and retracts claims.

A correction is a new version of every current verdict: named questions are decided again, the others are copied.
Under four eyes, the claim stays in `correcting`, with the version in force visible to readers, until another editor
publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.domain import text
from factdb.domain.enums import PUBLIC_STATUSES, ChangeKind, Flag, Question, Status
from factdb.domain.history.claim_replay import DROPPED, RETRACTION
from factdb.domain.history.events import ClaimEvent
from factdb.errors.decisions import (
    CorrectionWaitsError,
    NothingToCorrectError,
    NothingWaitsForApprovalError,
    NotPublishedError,
)
from factdb.errors.evidence import EvidenceWithdrawnError, OtherClaimsEvidenceError
from factdb.services.claims import claim_evidence, editing
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import approving, deciding, newest_versions, rating, statuses, versions
from factdb.services.decisions.versions import Decision, PublicChange, write
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.store.models import Rating

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim, Verdict


# Changes of only these fields are not public; `claims edit` makes them.
_NOT_PUBLIC = frozenset({"priority", "published_url"})


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction: ratings and evidence as in a rating request, and the claim's own fields."""

    public_note: str
    request: rating.RatingRequest
    changes: ClaimChanges = field(default_factory=ClaimChanges)
    kind: ChangeKind = ChangeKind.CORRECTION
    drop_evidence: Sequence[tuple[int | str, int]] = ()
    """Evidence to withdraw, each by claim and number."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """Other facts for the history: where the correction comes from."""


@dataclass(slots=True)
class CorrectionResult:
    """The result: the new version, the status changes, the changes of the claim, and notices on assumptions."""

    version: int
    moves: list[statuses.StatusChange]
    changed: list[str]
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Retraction:
    """The result: the status changes, and the version of the retraction if it waits.

    `withdrawn` is the version of a correction that waited, and that the retraction took back.
    """

    moves: list[statuses.StatusChange]
    version: int | None = None
    withdrawn: int | None = None


def correct(session: Session, claim: Claim, actor: Actor, correction: Correction) -> CorrectionResult:
    """Correct a locked, published claim and publish it again (not under four eyes); all or nothing."""
    actor.require("claims correct")
    _require_published(claim)
    columns = editing.changed_columns(session, claim, actor, correction.changes)
    return _correct(session, claim, actor, correction, columns, waits=desk_policy.current(session).four_eyes)


def propose(
    session: Session,
    claim: Claim,
    actor: Actor,
    columns: dict[str, Any],
    public_note: str,
    detail: Mapping[str, object] | None = None,
) -> CorrectionResult:
    """Propose changes of a locked, published claim; they wait for approval under any policy.

    `detail` are other facts for the history.
    """
    actor.require("claims correct")
    _require_published(claim)
    no_rating = rating.RatingRequest(ratings=(), because=())
    correction = Correction(public_note, no_rating, detail=detail or {})
    return _correct(session, claim, actor, correction, columns, waits=True)


def _correct(
    session: Session, claim: Claim, actor: Actor, correction: Correction, columns: dict[str, Any], *, waits: bool
) -> CorrectionResult:
    note = text.clean(correction.public_note, "public note")
    changed = editing.describe_changes(session, claim, columns)
    dropped = _droppable(session, claim, correction.drop_evidence)
    decisions, notices = _decisions(session, claim, actor, correction.request, note, dropped)
    is_new = correction.request.although or dropped or _says_something_new(session, claim, decisions)
    if columns.keys() <= _NOT_PUBLIC and not is_new:
        raise NothingToCorrectError(claim.id)
    # Even if it is published again at once: the history shows the correction too.
    moves = [_move(session, claim, actor, Status.CORRECTING)]
    although = text.clean_optional(correction.request.although, "although")
    written = write(session, claim, actor, decisions, PublicChange(correction.kind, note), although, dropped)
    notices += written.notices
    detail = {**correction.detail, **written.detail, "change": str(correction.kind), "public_note": note}
    if waits:
        # Readers still see what is in force: the new columns wait with the version.
        beside = {DROPPED: dropped} if dropped else {}
        detail["proposed"] = versions.store_proposal(session, claim, written.version, columns, beside)
        detail |= approving.proposal(session, claim, columns)
        claim_ledger.record(session, claim, actor, ClaimEvent.CORRECTED, detail)
    else:
        in_force = versions.verdict_columns(newest_versions.newest_verdicts(session, claim.id))
        claim_ledger.record(session, claim, actor, ClaimEvent.CORRECTED, detail, **columns, **in_force)
        for n in dropped:
            claim_evidence.withdraw(session, claim, actor, n, note)
        moves.append(statuses.set_status(session, claim, actor, Status.PUBLISHED))
    return CorrectionResult(written.version, moves, changed, notices)


def _droppable(session: Session, claim: Claim, names: Sequence[tuple[int | str, int]]) -> list[int]:
    """Return the numbers of evidence to withdraw; refuse evidence of another claim, and withdrawn evidence."""
    numbers = []
    for owner, n in names:
        if owner not in {claim.id, claim.uid}:
            raise OtherClaimsEvidenceError(f"{owner}.{n}", claim.id)
        row = claim_evidence.find_evidence(session, claim.id, n)
        if row.withdrawn_at is not None:
            raise EvidenceWithdrawnError(f"{claim.id}.{n}", row.withdrawn_at)
        numbers.append(n)
    return sorted(set(numbers))


def withdraw(session: Session, claim: Claim, actor: Actor, reason: str | None = None) -> statuses.StatusChange:
    """Withdraw the correction of a locked claim that waits for approval; the published state stays."""
    actor.require("claims correct")
    version = versions.withdraw_correction(session, claim, actor)
    if version is None:
        raise NothingWaitsForApprovalError(claim.id, claim.status)
    previous_status = claim.status
    # Not published with `set_status`: nothing new is approved, and published_at must not change.
    detail = {"version": version, **({"reason": reason} if reason else {})}
    claim_ledger.record(session, claim, actor, ClaimEvent.CORRECTION_WITHDRAWN, detail, status=Status.PUBLISHED)
    return statuses.StatusChange(claim.id, previous_status, Status.PUBLISHED)


def retract(session: Session, claim: Claim, actor: Actor, public_note: str) -> Retraction:
    """Retract a locked, published claim; the public note is stored in its history.

    A correction that waits is withdrawn. Under four eyes the retraction waits in `correcting`, until another editor
    sets the status `retracted`.
    """
    actor.require("claims retract")
    note = text.clean(public_note, "public note")
    if claim.status not in PUBLIC_STATUSES:
        raise NotPublishedError(claim.id, claim.status, "retracted")
    moves, withdrawn = [], None
    # `retracted` is final: a correction that waits could never be approved or withdrawn.
    if claim.status is Status.CORRECTING:
        waiting = versions.pending_correction(session, claim.id)
        withdrawn = waiting.version if waiting else None
        moves.append(withdraw(session, claim, actor))
    if not desk_policy.current(session).four_eyes:
        moves.append(_move(session, claim, actor, Status.RETRACTED, {"public_note": note}))
        return Retraction(moves, withdrawn=withdrawn)
    moves.append(_move(session, claim, actor, Status.CORRECTING))
    version = versions.next_version(session, claim.id)
    proposed = versions.store_proposal(session, claim, version, {}, {RETRACTION: note})
    detail = {"version": version, "proposed": proposed, **approving.proposal(session, claim)}
    claim_ledger.record(session, claim, actor, ClaimEvent.RETRACTION_PROPOSED, detail)
    return Retraction(moves, version, withdrawn)


def _require_published(claim: Claim) -> None:
    if claim.status is Status.CORRECTING:
        raise CorrectionWaitsError(claim.id)
    if claim.status is not Status.PUBLISHED:
        raise NotPublishedError(claim.id, claim.status, "corrected")


def _move(
    session: Session, claim: Claim, actor: Actor, status: Status, detail: Mapping[str, object] | None = None
) -> statuses.StatusChange:
    previous_status = claim.status
    claim_ledger.record(session, claim, actor, ClaimEvent.MOVED, detail, status=status)
    return statuses.StatusChange(claim.id, previous_status, status)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a correction says of the verdicts, by question; the evidence is the named, or else the inherited."""

    flags: Mapping[Question, tuple[Flag, ...]]
    reasons: Mapping[Question, str]
    searched: str | None
    as_of: Mapping[Question, date]
    cited: Mapping[Question, list[int] | None]


def _decisions(
    session: Session,
    claim: Claim,
    actor: Actor,
    request: rating.RatingRequest,
    note: str,
    dropped: Collection[int] = (),
) -> tuple[dict[Question, Decision], list[str]]:
    """Return the decisions of the new version: the given ratings, and the current verdicts on other questions.

    Without named evidence, the evidence is inherited. A new rating without reasons takes the public note as reasons.
    """
    before = newest_versions.newest_verdicts(session, claim.id)
    typed_ratings = rating.chosen_ratings(session, request.ratings) if request.ratings else {}
    deciding.require_assessments(session, claim, typed_ratings.keys() - before.keys())
    # The current rating given again is not a new rating: everything that is not named stays the same.
    new_ratings = {
        question: typed
        for question, typed in typed_ratings.items()
        if question not in before or before[question].rating_id != typed.id
    }
    standing_ratings = {question: session.get_one(Rating, verdict.rating_id) for question, verdict in before.items()}
    chosen = {**standing_ratings, **new_ratings}
    main = rating.main_question(typed_ratings or chosen)
    citing = rating.context_of(request, main, chosen)
    cited, notices = rating.cite_documents(session, claim, actor, request.evidence, citing)
    typed = _Typed(
        flags=rating.flags_for(request.flags, main, chosen),
        reasons=rating.reasons_for(request.because, typed_ratings or chosen),
        searched=text.clean_optional(request.searched, "searched"),
        as_of={main: request.as_of} if request.as_of else {},
        cited={on: cited.get(on) or _inherited(session, before.get(on), dropped) for on in chosen},
    )
    decisions = {
        question: _decided_anew(new, question, typed, note, actor.now.date() if question is main else None)
        for question, new in new_ratings.items()
    }
    for question in standing_ratings.keys() - new_ratings.keys():
        old = before[question]
        decisions[question] = _repeated(
            old,
            standing_ratings[question],
            typed,
            # Where only words change, an older verdict that breaks the rules on evidence is not decided again.
            judged=question in typed_ratings or question in cited or not _keeps_evidence(session, old, dropped),
            searched=typed.searched if question in typed_ratings or not typed_ratings else None,
        )
    return decisions, notices


def _decided_anew(new: Rating, question: Question, typed: _Typed, note: str, today: date | None) -> Decision:
    return Decision(
        rating=new,
        because=typed.reasons.get(question, note),
        flags=(*new.flags, *typed.flags.get(question, ())),
        as_of=typed.as_of.get(question, today),
        searched=typed.searched,
        cited=typed.cited[question],
    )


def _repeated(old: Verdict, standing: Rating, typed: _Typed, *, judged: bool, searched: str | None) -> Decision:
    question = old.question
    return Decision(
        rating=standing,
        because=typed.reasons.get(question, old.rationale),
        flags=typed.flags.get(question, old.flags),
        as_of=typed.as_of.get(question, old.as_of),
        searched=searched or old.searched,
        cited=typed.cited[question],
        judged=judged,
        although=old.although,
    )


def _says_something_new(session: Session, claim: Claim, decisions: Mapping[Question, Decision]) -> bool:
    """Return whether a new version would differ from the current one."""
    before = newest_versions.newest_verdicts(session, claim.id)
    if before.keys() != decisions.keys():
        return True
    return any(
        (old.rating_id, old.rationale, set(old.flags), old.as_of, old.searched, _inherited(session, old))
        != (new.rating.id, new.because, set(new.flags), new.as_of, new.searched, sorted(new.cited or ()))
        for old, new in ((before[question], decisions[question]) for question in decisions)
    )


def _inherited(session: Session, old: Verdict | None, dropped: Collection[int] = ()) -> list[int] | None:
    """Return the numbers of a verdict's evidence that is not withdrawn; None if there was no verdict."""
    if old is None:
        return None
    stands = {row.n for row in claim_evidence.active_evidence(session, old.claim_id, old.question)}
    return sorted(stands & versions.cited_numbers(session, old) - set(dropped))


def _keeps_evidence(session: Session, verdict: Verdict, dropped: Collection[int]) -> bool:
    return versions.cited_numbers(session, verdict).isdisjoint(dropped)
