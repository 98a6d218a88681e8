"""Approves what was proposed. Under four eyes, what the second editor saw is what is published.

A proposal is the newest verdicts of a claim, its facts and its standing evidence. The event that proposes has their
digest; a later change of any of them makes the proposal stale, and it must be made again. Whoever made one of these
changes, or proposed, is not a second person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select

from factdb.domain.enums import WAITING_STATUSES, ChangeKind, Status
from factdb.domain.history import chain, sealing
from factdb.domain.history.contributions import PUBLISHED_FACTS, Contributions, contributions
from factdb.domain.history.events import ClaimEvent
from factdb.errors import NotPermittedError
from factdb.errors.claims import RuleError
from factdb.errors.desk import ChangedItError, FourEyesError, ProposalChangedError, StaleProposalError
from factdb.errors.evidence import VerdictContradictedError
from factdb.services.decisions import versions
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.services.ledger.replay import parse_moment
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store import history_names
from factdb.store.models import Approval, Claim, DeskHistory, Document, Evidence, History, Rating, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from factdb.domain.history.contributions import Contribution
    from factdb.services.actor import Actor
    from factdb.store.models import Verdict

_MOST_JUDGED = 50
_TAG = "factdb2 proposal"
_RENAMES = tuple(
    event
    for events in (SPEAKERS.events, SOURCES.events)
    for event in (events.edited, events.merged, events.unmerged, events.followed)
)


def proposal(session: Session, claim: Claim, changes: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return the digest of a locked claim as it is proposed, for its event; nothing if the desk needs no second editor.

    `changes` are the columns that wait with the proposal.
    """
    if not desk_policy.current(session).four_eyes:
        return {}
    return {"proposal": _digest(session, claim, changes or {}, _contributions(session, claim))}


def approve(
    session: Session, claim: Claim, actor: Actor, changes: Mapping[str, Any], version: int | None = None
) -> tuple[list[list[object]], dict[str, Any]]:
    """Approve the newest verdicts that are not approved yet, which puts them in force.

    Return [version, question] of each, and the claim's columns. `changes` are columns that were proposed with them, and
    `version` the version that the editor saw.
    """
    verdicts = versions.standing_verdicts(session, claim.id)
    newest = max((verdict.version for verdict in verdicts.values()), default=0)
    require_second_person(session, claim, actor, changes, (newest, version))
    approved: list[list[object]] = []
    for question, verdict in verdicts.items():
        if _waits(session, verdict):
            _require_agreement(session, claim, verdict)
            key = {"claim_id": claim.id, "version": verdict.version, "question": question}
            session.add(Approval(**key, approved_by_id=actor.id, at=actor.now))
            approved.append([verdict.version, str(question)])
    session.flush()
    return approved, versions.verdict_columns(verdicts)


def can_approve(session: Session, claim: Claim, actor: Actor) -> bool:
    """Return whether an editor could approve what waits on a claim now: its verdicts, a correction or a retraction."""
    verdicts = versions.standing_verdicts(session, claim.id)
    newest = max((verdict.version for verdict in verdicts.values()), default=0)
    try:
        require_second_person(session, claim, actor, versions.proposed_columns(session, claim), (newest, None))
        for verdict in verdicts.values():
            if _waits(session, verdict) and not versions.proposed_retraction(session, claim):
                _require_agreement(session, claim, verdict)
    except (NotPermittedError, RuleError):
        return False
    return bool(verdicts)


def next_to_approve(session: Session, claim: Claim, actor: Actor) -> int | None:
    """Return the next claim that an editor can approve: of the same article first, then by number; None if none waits.

    Each is judged by the rules, which takes milliseconds: only the first that wait are.
    """
    in_article = case((Claim.document_id == claim.document_id, 0), else_=1)
    query = select(Claim).where(Claim.status.in_(WAITING_STATUSES), Claim.id != claim.id)
    waiting = session.scalars(query.order_by(in_article, Claim.id <= claim.id, Claim.id).limit(_MOST_JUDGED))
    return next((other.id for other in waiting if can_approve(session, other, actor)), None)


def needs_other_editor(session: Session, claim: Claim, actor: Actor) -> bool:
    """Return whether what waits on a claim is somebody's own work, which four eyes leave to another editor."""
    try:
        require_second_person(session, claim, actor, versions.proposed_columns(session, claim), (0, None))
    except NotPermittedError:
        return True
    except RuleError:  # what waits is stale: approving it says so
        return False
    return False


def require_second_person(
    session: Session, claim: Claim, actor: Actor, changes: Mapping[str, Any], versions_seen: tuple[int, int | None]
) -> None:
    """Refuse an approval of another version than the one that was seen, a stale proposal, and whoever made it.

    `versions_seen` are the version that waits and the one that the editor named, if any.
    """
    newest, version = versions_seen
    if version not in {None, newest}:
        raise ProposalChangedError(claim.id, version, newest)
    if not desk_policy.current(session).four_eyes:
        return
    history = _contributions(session, claim)
    is_retraction = versions.proposed_retraction(session, claim) is not None
    target = Status.RETRACTED if is_retraction else Status.PUBLISHED
    for verdict in versions.standing_verdicts(session, claim.id).values():
        if verdict.proposed_by_id == actor.id and _waits(session, verdict):
            raise FourEyesError(claim.id, actor.handle, verdict.version, target)
    waiting = history.proposal
    if waiting and waiting.actor == actor.uid:
        raise FourEyesError(claim.id, actor.handle, waiting.version, target)
    mine = [change for change in history.changes if change.actor == actor.uid]
    if mine:
        raise ChangedItError(claim.id, actor.handle, _in_words(session, claim, mine), target)
    if _renamed(session, claim, actor, history.since):
        raise ChangedItError(claim.id, actor.handle, ["changed the name that is shown"], target)
    later = history.after_proposal()
    if waiting and (later if waiting.digest is None else waiting.digest != _digest(session, claim, changes, history)):
        verb = "rate" if claim.published_at is None else "retract" if is_retraction else "correct"
        proposer = history_names.handles(session)[waiting.actor]
        raise StaleProposalError(claim.id, waiting.version, proposer, _in_words(session, claim, later), verb)


def _waits(session: Session, verdict: Verdict) -> bool:
    return session.get(Approval, (verdict.claim_id, verdict.version, verdict.question)) is None


def _require_agreement(session: Session, claim: Claim, verdict: Verdict) -> None:
    """Refuse a verdict that newer evidence contradicts; a correction was judged when it was made."""
    if verdict.although or verdict.change_kind not in {ChangeKind.FIRST, ChangeKind.REVISION}:
        return
    rating = session.get_one(Rating, verdict.rating_id)
    contradiction = versions.contradiction_of(session, versions.judgement(claim.id, verdict.question, rating))
    if contradiction:
        raise VerdictContradictedError(claim.id, rating.code, contradiction)


def _contributions(session: Session, claim: Claim) -> Contributions:
    query = select(History.seq, History.body).where(History.claim_id == claim.id).order_by(History.seq)
    return contributions((seq, chain.read(body)) for seq, body in session.execute(query))


def _digest(session: Session, claim: Claim, changes: Mapping[str, Any], history: Contributions) -> str:
    """Return the SHA-256 of a proposal: its verdicts, the facts of the claim and the standing evidence."""
    verdicts = versions.standing_verdicts(session, claim.id)
    content = {
        "claim": _claim_facts(session, claim, changes),
        "evidence": _evidence_facts(session, claim),
        "verdicts": {str(question): versions.facts_of(session, verdict) for question, verdict in verdicts.items()},
        "words": history.words,
    }
    return sealing.hash_of((_TAG, chain.canonical(content)))


def _claim_facts(session: Session, claim: Claim, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a claim with the proposed changes, and the names that readers see.

    Its passage is left out: the commitments stand for it.
    """
    columns = {column: changes.get(column, getattr(claim, column)) for column in claim_ledger.RECORDED}
    named = {claim_ledger.history_key(column): column for column in columns}
    facts = {
        name: claim_ledger.to_history(session, named[name], columns[named[name]])
        for name in PUBLISHED_FACTS
        if name != "quote"
    }
    speaker = SPEAKERS.living_one(session, session.get_one(Speaker, columns["speaker_id"]))
    source = SOURCES.living_one(session, session.get_one(Source, columns["source_id"]))
    return {**facts, "speaker_name": speaker.name, "source_name": source.name}


def _evidence_facts(session: Session, claim: Claim) -> list[list[Any]]:
    query = (
        select(Evidence.n, Evidence.question, Evidence.stance, Evidence.source_class, Document.uid, Document.url)
        .outerjoin(Document, Document.id == Evidence.document_id)
        .where(Evidence.claim_id == claim.id, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.n)
    )
    return [list(row) for row in session.execute(query)]


def _renamed(session: Session, claim: Claim, actor: Actor, since: str | None) -> bool:
    """Return whether somebody changed the name of the claim's speaker or source since the last approval."""
    speaker = SPEAKERS.living_one(session, session.get_one(Speaker, claim.speaker_id))
    source = SOURCES.living_one(session, session.get_one(Source, claim.source_id))
    uids = {member.uid for member in SPEAKERS.family(session, speaker)}
    uids |= {member.uid for member in SOURCES.family(session, source)}
    made = DeskHistory.actor_id == actor.id, DeskHistory.kind.in_(_RENAMES)
    after = DeskHistory.at > (parse_moment(since) or claim.added_at)
    bodies = map(chain.read, session.scalars(select(DeskHistory.body).where(*made, after)))
    return any(
        not uids.isdisjoint({body["uid"], body.get("into"), body.get("from")})
        and ("now" not in body or isinstance(body["now"], str) or "name" in body["now"])
        for body in bodies
    )


def _in_words(session: Session, claim: Claim, changes: Iterable[Contribution]) -> list[str]:
    """Return changes as the end of a sentence: "evidence 7.2 added by ada"."""
    handle_by_uid = history_names.handles(session)
    return [
        f"{_WORDS[change.kind].format(f'{claim.id}.{change.evidence}')} by {handle_by_uid[change.actor]}"
        for change in changes
    ]


_WORDS: dict[str, str] = {
    ClaimEvent.EDITED: "claim edited",
    ClaimEvent.IMPORTED: "claim changed by an import",
    ClaimEvent.EVIDENCE_ADDED: "evidence {} added",
    ClaimEvent.EVIDENCE_WITHDRAWN: "evidence {} withdrawn",
}
