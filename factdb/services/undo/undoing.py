"""Takes back the last action of a reviewer, while nobody has built on it; the histories record this too."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import workflow
from factdb.domain.enums import LinkKind, LinkState, PolicyName, Status
from factdb.domain.history import chain
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.errors.desk import AlreadyUndoneError, BuiltOnError, CannotUndoError, NothingToUndoError
from factdb.services.claims import notes_and_links, proposals
from factdb.services.decisions import correcting, withdrawing
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.services.people import merging, name_changes, speakers, topics
from factdb.services.people import sources as sources_service
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.services.undo import counters
from factdb.store.models import Claim, DeskHistory, History, Reviewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.people.namebook import NameBook

    Body = dict[str, Any]

_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LastAction:
    """The rows that one command of a reviewer wrote, and the commands that take them back."""

    at: datetime
    rows: tuple[History | DeskHistory, ...]
    commands: list[str]


def last_action(session: Session, actor: Actor) -> LastAction:
    """Return the last action of a reviewer; refuse one that others built on, and one that nothing takes back."""
    actor.require("undo")
    on_claims, on_desk = _claim_rows(session, actor), _desk_rows(session, actor)
    written: list[History | DeskHistory] = [*on_claims, *on_desk]
    # A note builds on nothing: the action before it can be taken back, and the note stays.
    written = [row for row in written if row.kind != ClaimEvent.NOTED] or written
    at = max((row.at for row in written), default=None)
    if at is None:
        raise NothingToUndoError(actor.handle)
    claim_rows = [row for row in on_claims if row.at == at]
    desk_rows = [row for row in on_desk if row.at == at]
    _require_untouched(session, claim_rows, desk_rows)
    rows: tuple[History | DeskHistory, ...] = (*claim_rows, *desk_rows)
    ways = counters.counters_of(session, rows)
    commands = counters.commands_of(ways)
    actions = [list(action) for _, action in groupby(sorted(written, key=_time), key=_time)]
    if _is_undo(actions):
        # The newest change was undone first, so it is done again last.
        raise AlreadyUndoneError([command for command in reversed(commands) if command != counters.UNDO])
    if not commands:
        raise CannotUndoError([counter.sentence for counter in ways])
    return LastAction(at, rows, commands)


def undo(session: Session, actor: Actor, action: LastAction) -> list[str]:
    """Take the action back, newest row first; return the commands that would have done the same."""
    claims = {row.claim_id for row in action.rows if isinstance(row, History)}
    locked = {claim.id: claim for claim in claim_ledger.lock(session, sorted(claims))}
    # Read again under the locks: somebody may have gone on from it meanwhile.
    current = last_action(session, actor)
    if current.at != action.at:
        raise NothingToUndoError(actor.handle)
    bodies: dict[int, list[Body]] = {}
    for row in current.rows:
        if isinstance(row, History):
            bodies.setdefault(row.claim_id, []).append(chain.read_opened(row.body, row.words))
    for claim_id, events in bodies.items():
        _undo_claim(session, actor, locked[claim_id], events)
    for row in reversed(current.rows):
        if isinstance(row, DeskHistory) and row.kind in _DESK:
            _DESK[DeskEvent(row.kind)](session, actor, chain.read_opened(row.body, row.words))
    return current.commands


def _claim_rows(session: Session, actor: Actor) -> list[History]:
    """Return the reviewer's rows of the last hour, oldest first; an index finds the claims that changed in it."""
    since = actor.now - _WITHIN
    changed = select(Claim.id).where(Claim.changed_at >= since)
    mine = History.actor_id == actor.id, History.at >= since, History.claim_id.in_(changed)
    return list(session.scalars(select(History).where(*mine).order_by(History.at, History.claim_id, History.seq)))


def _desk_rows(session: Session, actor: Actor) -> list[DeskHistory]:
    rows: list[DeskHistory] = []
    newest_first = select(DeskHistory).order_by(DeskHistory.seq.desc()).execution_options(yield_per=100)
    with closing(session.scalars(newest_first)) as stored:
        for row in stored:
            if row.at < actor.now - _WITHIN:
                break
            if row.actor_id == actor.id:
                rows.append(row)
    return rows[::-1]


def _require_untouched(session: Session, claim_rows: Sequence[History], desk_rows: Sequence[DeskHistory]) -> None:
    """Refuse an action that somebody built on: a later row of the same claim, person, source, topic or rule."""
    newest = {row.claim_id: row.seq for row in claim_rows}
    for claim_id, seq in newest.items():
        later = select(Reviewer.handle).join(History, History.actor_id == Reviewer.id)
        after = History.claim_id == claim_id, History.seq > seq, History.kind != ClaimEvent.NOTED
        handle = session.scalar(later.where(*after).limit(1))
        if handle:
            raise BuiltOnError(f"Claim {claim_id}", handle)
    subjects = {subject for row in desk_rows if row.kind in _DESK for subject in _subjects(chain.read(row.body))}
    last = max((row.seq for row in desk_rows), default=0)
    later_rows = select(DeskHistory, Reviewer.handle).join(DeskHistory.actor).where(DeskHistory.seq > last)
    for row, handle in session.execute(later_rows) if subjects else ():
        if not subjects.isdisjoint(_subjects(chain.read(row.body))):
            raise BuiltOnError("What you changed", handle)


def _time(row: History | DeskHistory) -> datetime:
    return row.at


def _is_undo(actions: Sequence[Sequence[History | DeskHistory]]) -> bool:
    """Return whether the last action is an undo, or has its effect: it changes back what the one before it changed.

    Whoever does again what was undone has not undone anything: that action can be taken back.
    """
    if any(chain.read_opened(row.body, row.words).get("reason") == workflow.UNDONE for row in actions[-1]):
        return True
    changes = _changes(actions[-1])
    earlier = _changes(actions[-2]) if len(actions) > 1 else {}
    is_reverse = bool(changes) and changes == {subject: (now, was) for subject, (was, now) in earlier.items()}
    return is_reverse and not _is_undo(actions[:-1])


def _changes(rows: Iterable[History | DeskHistory]) -> dict[tuple[object, str], tuple[object, object]]:
    """Return what an action changed: by subject and name, the value before it and the value after it."""
    changes: dict[tuple[object, str], tuple[object, object]] = {}
    for row in rows:
        body = chain.read_opened(row.body, row.words)
        sides = {**body.get("changed", {}), **({"topics": body["topics"]} if "topics" in body else {})}
        if {"was", "now"} <= body.keys():
            sides[str(body.get("name", ""))] = body
        if "link" in body:
            is_linked = body["state"] != LinkState.REJECTED
            sides[f"{body['link']} {body['other']}"] = {"was": not is_linked, "now": is_linked}
        subject = row.claim_id if isinstance(row, History) else body.get("uid")
        for name, side in sides.items():
            if not isinstance(side, dict):  # a new claim's topics, which nothing was before
                continue
            was, _ = changes.get((subject, name), (side["was"], None))
            changes[subject, name] = was, side["now"]
    return changes


def _subjects(body: Body) -> Iterator[str]:
    yield from (str(body[key]) for key in ("uid", "into", "name", "was", "now") if isinstance(body.get(key), str))


def _undo_claim(session: Session, actor: Actor, claim: Claim, events: Sequence[Body]) -> None:
    kinds = {event["kind"] for event in events}
    if kinds & {ClaimEvent.CORRECTED, ClaimEvent.RETRACTION_PROPOSED}:
        correcting.withdraw(session, claim, actor)
    elif ClaimEvent.ADDED in kinds:
        _move_back(session, actor, claim, Status.DECLINED)
    else:
        for event in reversed(events):
            if event["kind"] in _CLAIM:
                _CLAIM[ClaimEvent(event["kind"])](session, actor, claim, event)


def _columns_back(session: Session, actor: Actor, claim: Claim, body: Body) -> None:
    columns = dict(
        claim_ledger.from_history(session, name, change["was"])
        for name, change in body["changed"].items()
        if name != "evidence_count"
    )
    claim_ledger.record(session, claim, actor, ClaimEvent(body["kind"]), **columns)


def _moved_back(session: Session, actor: Actor, claim: Claim, body: Body) -> None:
    _move_back(session, actor, claim, Status(body["changed"]["status"]["was"]))


def _move_back(session: Session, actor: Actor, claim: Claim, target: Status) -> None:
    for status in workflow.way_back(claim.status, target):
        claim_ledger.record(session, claim, actor, ClaimEvent.MOVED, {"reason": workflow.UNDONE}, status=status)


def _tagged_back(session: Session, actor: Actor, claim: Claim, body: Body) -> None:
    was, now = body["topics"]["was"], body["topics"]["now"]
    topics.tag(session, claim, actor, [n for n in was if n not in now], [n for n in now if n not in was])


def _unlinked(session: Session, actor: Actor, claim: Claim, body: Body) -> None:
    if "from" in body:
        return
    other = claim_ledger.lock_one(session, body["other"])
    state = LinkState.CONFIRMED if body["state"] == LinkState.REJECTED else LinkState.REJECTED
    notes_and_links.link(session, (claim, other), actor, LinkKind(body["link"]), state)


_CLAIM: dict[ClaimEvent, Callable[[Session, Actor, Claim, Body], object]] = {
    ClaimEvent.EDITED: _columns_back,
    ClaimEvent.ASSIGNED: _columns_back,
    ClaimEvent.MOVED: _moved_back,
    ClaimEvent.TAGGED: _tagged_back,
    ClaimEvent.LINKED: _unlinked,
    ClaimEvent.EVIDENCE_ADDED: lambda session, actor, claim, body: withdrawing.withdraw(
        session, claim, actor, body["n"], workflow.UNDONE
    ),
}


def _owner(session: Session, book: NameBook[Any], body: Body) -> Any:  # noqa: ANN401 - a speaker or a source
    return session.scalars(select(book.owner).where(book.owner.uid == body["uid"])).one()


def _name_back(session: Session, actor: Actor, body: Body, book: NameBook[Any]) -> None:
    owner = _owner(session, book, body)
    if book is SOURCES:
        sources_service.rename(session, actor, owner, body["was"], workflow.UNDONE)
    elif body["was"].get("name"):
        speakers.edit(session, actor, owner, body["was"]["name"], None, None, workflow.UNDONE)


def _of_people(book: NameBook[Any]) -> dict[DeskEvent, Callable[[Session, Actor, Body], object]]:
    return {
        book.events.merged: lambda session, actor, body: merging.undo(
            session, actor, book, str(_owner(session, book, body).id), workflow.UNDONE
        ),
        book.events.alias_added: lambda session, actor, body: name_changes.remove_aliases(
            session, actor, book, _owner(session, book, body), body["aliases"]
        ),
        book.events.alias_removed: lambda session, actor, body: name_changes.add_aliases(
            session, actor, book, _owner(session, book, body), body["aliases"]
        ),
        book.events.edited: lambda session, actor, body: _name_back(session, actor, body, book),
    }


_DESK: dict[DeskEvent, Callable[[Session, Actor, Body], object]] = {
    **_of_people(SPEAKERS),
    **_of_people(SOURCES),
    DeskEvent.TOPIC_RENAMED: lambda session, actor, body: topics.rename(session, actor, body["now"], body["was"]),
    DeskEvent.TOPIC_MERGED: lambda session, actor, body: topics.undo_merge(session, actor, body["name"]),
    DeskEvent.DOCUMENT_PROPOSAL_DECIDED: proposals.reopen,
    DeskEvent.POLICY_SET: lambda session, actor, body: desk_policy.change(
        session, actor, PolicyName(body["name"]), body["was"]
    ),
}
