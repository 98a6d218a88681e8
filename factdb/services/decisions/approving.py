"""Approves what was proposed. Under four eyes, what the second editor saw is what is published.

A proposal is the newest verdicts of a claim, its facts and its standing evidence. The event that proposes has their
digest; a later change of any of them makes the proposal stale, and it must be made again. Whoever made one of these
changes, or proposed, is not a second person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select

from factdb.domain import ratings
from factdb.domain.enums import WAITING_STATUSES, ChangeKind, Status
from factdb.domain.history import chain, claim_replay, sealing
from factdb.domain.history.contributions import PUBLISHED_FACTS, Contributions, contributions
from factdb.domain.history.events import ClaimEvent
from factdb.errors import NotPermittedError
from factdb.errors.claims import RuleError
from factdb.errors.desk import ChangedItError, FourEyesError, ProposalChangedError, StaleProposalError
from factdb.errors.evidence import VerdictContradictedError
from factdb.services.decisions import newest_versions, pending_work, versions
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.services.ledger.replay import parse_moment
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store import history_names
from factdb.store.models import Approval, Claim, DeskHistory, Document, Evidence, History, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Question
    from factdb.domain.history.contributions import Contribution
    from factdb.services.actor import Actor
    from factdb.services.decisions.pending_work import PendingWork

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
    return {"proposal": _digest(session, claim, changes or {}, _contributions(session, [claim.id])[claim.id])}


def approve(
    session: Session, claim: Claim, actor: Actor, changes: Mapping[str, Any], version: int | None = None
) -> tuple[list[list[object]], dict[str, Any]]:
    """Approve the newest verdicts that are not approved yet, which puts them in force.

    Return [version, question] of each, and the claim's columns. `changes` are columns that were proposed with them, and
    `version` the version that the editor saw.
    """
    (work,) = pending_work.of_claims(session, [claim])
    require_second_person(session, claim, actor, changes, (work.newest, version))
    approved: list[list[object]] = []
    for question in work.unapproved:
        verdict = work.verdicts[question]
        _require_agreement(work, question)
        key = {"claim_id": claim.id, "version": verdict.version, "question": question}
        session.add(Approval(**key, approved_by_id=actor.id, at=actor.now))
        approved.append([verdict.version, str(question)])
    session.flush()
    return approved, versions.verdict_columns(work.verdicts)


def approvable(session: Session, claims: Sequence[Claim], actor: Actor) -> set[int]:
    """Return the claims on which an editor could approve now what waits: verdicts, a correction or a retraction.

    All are read at once: a start page asks for some hundred.
    """
    works = pending_work.of_claims(session, claims)
    histories: dict[int, Contributions] = {}
    renames: list[tuple[datetime, dict[str, Any]]] = []
    has_four_eyes = desk_policy.current(session).four_eyes
    if has_four_eyes:
        histories = _contributions(session, [claim.id for claim in claims])
        since = (_since(claim, histories[claim.id]) for claim in claims)
        renames = _renames(session, actor, min(since, default=actor.now))

    def is_approvable(work: PendingWork) -> bool:
        try:
            if has_four_eyes:
                changes = versions.proposed_columns(session, work.claim)
                _require_other_person(session, work, actor, changes, (histories[work.claim.id], renames))
            if work.unapproved and not versions.proposed_retraction(session, work.claim):
                for question in work.unapproved:
                    _require_agreement(work, question)
        except (NotPermittedError, RuleError):
            return False
        return True

    return {work.claim.id for work in works if work.verdicts and is_approvable(work)}


def next_to_approve(session: Session, claim: Claim, actor: Actor) -> int | None:
    """Return the next claim that an editor can approve: of the same article first, then by number; None if none waits.

    Each is judged by the rules, which takes milliseconds: only the first that wait are.
    """
    in_article = case((Claim.document_id == claim.document_id, 0), else_=1)
    query = select(Claim).where(Claim.status.in_(WAITING_STATUSES), Claim.id != claim.id)
    waiting = session.scalars(query.order_by(in_article, Claim.id <= claim.id, Claim.id).limit(_MOST_JUDGED)).all()
    numbers = approvable(session, waiting, actor)
    return next((other.id for other in waiting if other.id in numbers), None)


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
    (work,) = pending_work.of_claims(session, [claim])
    history = _contributions(session, [claim.id])[claim.id]
    renames = _renames(session, actor, _since(claim, history))
    _require_other_person(session, work, actor, changes, (history, renames))


def _require_other_person(
    session: Session,
    work: PendingWork,
    actor: Actor,
    changes: Mapping[str, Any],
    past: tuple[Contributions, Sequence[tuple[datetime, dict[str, Any]]]],
) -> None:
    """Refuse whoever had a part in what waits, and a stale proposal.

    The past is what others and the actor did to the claim, and the names that the actor changed.
    """
    claim, (history, renames) = work.claim, past
    is_retraction = versions.proposed_retraction(session, claim) is not None
    target = Status.RETRACTED if is_retraction else Status.PUBLISHED
    for question in work.unapproved:
        if (verdict := work.verdicts[question]).proposed_by_id == actor.id:
            raise FourEyesError(claim.id, actor.handle, verdict.version, target)
    waiting = history.proposal
    if waiting and waiting.actor == actor.uid:
        raise FourEyesError(claim.id, actor.handle, waiting.version, target)
    mine = [change for change in history.changes if change.actor == actor.uid]
    if mine:
        raise ChangedItError(claim.id, actor.handle, _in_words(session, claim, mine), target)
    since = _since(claim, history)
    if _is_renamed(session, claim, [body for at, body in renames if at > since]):
        raise ChangedItError(claim.id, actor.handle, ["changed the name that is shown"], target)
    later = history.after_proposal()
    if waiting and (later if waiting.digest is None else waiting.digest != _digest(session, claim, changes, history)):
        verb = "rate" if claim.published_at is None else "retract" if is_retraction else "correct"
        proposer = history_names.handles(session)[waiting.actor]
        raise StaleProposalError(claim.id, waiting.version, proposer, _in_words(session, claim, later), verb)


def _require_agreement(work: PendingWork, question: Question) -> None:
    """Refuse a verdict that newer evidence contradicts; a correction was judged when it was made."""
    verdict, rating = work.verdicts[question], work.ratings[question]
    if verdict.although or verdict.change_kind not in {ChangeKind.FIRST, ChangeKind.REVISION}:
        return
    judged = versions.judgement(work.claim.id, question, rating)
    if contradiction := ratings.contradiction(judged, work.stances[question]):
        raise VerdictContradictedError(work.claim.id, rating.code, contradiction)


def _contributions(session: Session, ids: Sequence[int]) -> dict[int, Contributions]:
    """Read what people contributed to several claims."""
    query = select(History.claim_id, History.seq, History.body).where(History.claim_id.in_(ids))
    bodies: dict[int, list[tuple[int, dict[str, Any]]]] = {claim_id: [] for claim_id in ids}
    for claim_id, seq, body in session.execute(query.order_by(History.claim_id, History.seq)):
        bodies[claim_id].append((seq, chain.read(body)))
    return {claim_id: contributions(rows) for claim_id, rows in bodies.items()}


def _digest(session: Session, claim: Claim, changes: Mapping[str, Any], history: Contributions) -> str:
    """Return the SHA-256 of a proposal: its verdicts, the facts of the claim and the standing evidence."""
    verdicts = newest_versions.standing_verdicts(session, claim.id)
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
    return {**claim_replay.without_absent(facts), "speaker_name": speaker.name, "source_name": source.name}


def _evidence_facts(session: Session, claim: Claim) -> list[list[Any]]:
    query = (
        select(Evidence.n, Evidence.question, Evidence.stance, Evidence.source_class, Document.uid, Document.url)
        .outerjoin(Document, Document.id == Evidence.document_id)
        .where(Evidence.claim_id == claim.id, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.n)
    )
    return [list(row) for row in session.execute(query)]


def _since(claim: Claim, history: Contributions) -> datetime:
    """Return when the claim was approved last; when it was added, if never."""
    return parse_moment(history.since) or claim.added_at


def _renames(session: Session, actor: Actor, since: datetime) -> list[tuple[datetime, dict[str, Any]]]:
    """Return when a person changed a name that is shown, by a merge too, and what the desk history says of it."""
    renames = DeskHistory.actor_id == actor.id, DeskHistory.kind.in_(_RENAMES), DeskHistory.at > since
    rows = session.execute(select(DeskHistory.at, DeskHistory.body).where(*renames))
    changes = ((at, chain.read(body)) for at, body in rows)
    return [
        (at, body) for at, body in changes if "now" not in body or isinstance(body["now"], str) or "name" in body["now"]
    ]


def _is_renamed(session: Session, claim: Claim, renames: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether one of the changes of names is that of the claim's speaker or source."""
    renamed = {uid for body in renames for uid in (body["uid"], body.get("into"), body.get("from"))}
    if not renamed:
        return False
    speaker = SPEAKERS.living_one(session, session.get_one(Speaker, claim.speaker_id))
    source = SOURCES.living_one(session, session.get_one(Source, claim.source_id))
    uids = {member.uid for member in SPEAKERS.family(session, speaker)}
    uids |= {member.uid for member in SOURCES.family(session, source)}
    return not uids.isdisjoint(renamed)


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
