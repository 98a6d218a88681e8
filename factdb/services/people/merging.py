"""Merges speakers or sources that are the same, and undoes merges; claims are never rewritten.

Each merge is recorded in identity_decisions. merged_into_id always has the final target, which is not merged itself, so
that lists and views need only one step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain.identities import IdentityJudgement, Owners, followers
from factdb.errors.people import MergedAwayError, NotMergedAwayError, SameAlreadyError
from factdb.services.ledger import desk_ledger
from factdb.services.people import identities, public_names
from factdb.services.people.identities import shown
from factdb.store.models import Claim, IdentityDecision, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.people.namebook import NameBook
    from factdb.services.people.public_names import PublicClaims

Owner = Speaker | Source


@dataclass(frozen=True, slots=True)
class MergedOwner:
    """The merged owner and its target, the number of earlier merges that follow, and the number of claims.

    `public` are the published claims whose shown name changes. If the merge waits for a second editor, nothing changed.
    """

    name: str
    into: str
    along: int
    claims: int
    public: PublicClaims
    waits: bool = False


def merge(
    session: Session, actor: Actor, book: NameBook[Any], typed: str, into: str, reason: str | None = None
) -> MergedOwner:
    """Merge an owner into another: lists and searches then show the target for the claims of both.

    Owners that were merged into the first follow.
    """
    actor.require(f"{book.word}s merge")
    desk_ledger.take_turn(session)
    # The first name means exactly this owner: if it is merged already, it is refused. The target is the current owner.
    owner, target = book.itself(session, typed), book.named(session, into)
    _require_two(session, book, owner, target, (typed, into))
    # Whole families are compared, because owners marked as different may have been merged since.
    family = book.family(session, owner)
    identities.require_not_told_apart(session, book, family, book.family(session, target))
    change = public_names.consider(session, actor, book, owner, {"merge_into": target.uid}, reason)
    if change.waits:
        return MergedOwner(shown(owner), shown(target), 0, 0, change.claims, waits=True)
    owner.merged_into_id = target.id
    identities.decide(session, actor, (Owners(book.word), owner.uid, target.uid), IdentityJudgement.SAME)
    desk_ledger.record(session, actor, book.events.merged, {"uid": owner.uid, "into": target.uid, **change.detail})
    along = [member for member in family if member is not owner]
    _follow(session, actor, book, along, target)
    return MergedOwner(shown(owner), shown(target), len(along), _claims(session, book, family), change.claims)


def merge_all(
    session: Session, actor: Actor, book: NameBook[Any], typed: Sequence[str], into: str, reason: str | None = None
) -> list[MergedOwner]:
    """Merge several owners into one, in this order; if one of them is refused, the caller rolls all of them back."""
    return [merge(session, actor, book, name, into, reason) for name in typed]


def undo(session: Session, actor: Actor, book: NameBook[Any], typed: str, reason: str | None = None) -> MergedOwner:
    """Undo the merge of an owner; owners that were merged into it before follow."""
    actor.require(f"{book.word}s merge")
    desk_ledger.take_turn(session)
    owner = book.itself(session, typed, merged=True)
    if owner.merged_into_id is None:
        theirs = [shown(member) for member in book.family(session, owner) if member is not owner]
        raise NotMergedAwayError(book.word, owner.id, owner.name, theirs)
    merged_into = identities.merged_uids(session, book.word)
    target, uids = merged_into[owner.uid], followers(owner.uid, merged_into)
    change = public_names.consider(session, actor, book, owner, {"unmerge_from": target}, reason)
    if change.waits:
        return MergedOwner(shown(owner), shown(book.living_one(session, owner)), 0, 0, change.claims, waits=True)
    session.delete(session.get_one(IdentityDecision, (Owners(book.word), owner.uid, target)))
    # Before it is cleared, because the target may have been merged itself since.
    former_target = book.living_one(session, owner)
    owner.merged_into_id = None
    desk_ledger.record(session, actor, book.events.unmerged, {"uid": owner.uid, "from": target, **change.detail})
    query = select(book.owner).where(book.owner.uid.in_(uids)).order_by(book.owner.id)
    along: list[Owner] = list(session.scalars(query))
    _follow(session, actor, book, along, owner)
    family: list[Owner] = [owner, *along]
    count = _claims(session, book, family)
    return MergedOwner(shown(owner), shown(former_target), len(along), count, change.claims)


def _require_two(session: Session, book: NameBook[Any], owner: Owner, target: Owner, typed: tuple[str, str]) -> None:
    """Refuse the same owner twice (merges must not form a circle), a merged owner, and the unknown one."""
    living = book.living_one(session, owner)
    if living is target:
        raise SameAlreadyError(book.word, *typed)
    if living is not owner:
        raise MergedAwayError(book.word, owner.id, owner.name, shown(living))
    for bearer in (owner, target):
        book.require_known_owner(bearer)


def _follow(session: Session, actor: Actor, book: NameBook[Any], along: Sequence[Owner], target: Owner) -> None:
    for follower in along:
        follower.merged_into_id = target.id
        desk_ledger.record(session, actor, book.events.followed, {"uid": follower.uid, "into": target.uid})


def _claims(session: Session, book: NameBook[Any], family: Sequence[Owner]) -> int:
    theirs = getattr(Claim, book.key).in_([member.id for member in family])
    return session.scalar(select(func.count()).select_from(Claim).where(theirs)) or 0
