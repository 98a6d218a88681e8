"""The desk's decisions on speakers and sources: which are the same, and which are different."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from factdb.domain.identities import IdentityJudgement, Owners, ordered_pair
from factdb.errors.people import NotToldApartError, SameAlreadyError, ToldApartError
from factdb.services.ledger import desk_ledger
from factdb.store.models import IdentityDecision, Reviewer, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.people.namebook import NameBook

Owner = Speaker | Source


def merged_uids(session: Session, word: str) -> dict[str, str]:
    """Return for each merged uid the uid that it was merged into at that time."""
    query = select(IdentityDecision.a, IdentityDecision.b)
    is_merge = IdentityDecision.kind == Owners(word), IdentityDecision.decision == IdentityJudgement.SAME
    return {row.a: row.b for row in session.execute(query.where(*is_merge))}


def different_uids(session: Session, word: str, of: Collection[str] | None = None) -> set[tuple[str, str]]:
    """Return the pairs of uids that are marked as different; with `of`, those in which one of these is."""
    query = select(IdentityDecision.a, IdentityDecision.b)
    different = IdentityDecision.kind == Owners(word), IdentityDecision.decision == IdentityJudgement.DIFFERENT
    if of is not None:
        query = query.where(or_(IdentityDecision.a.in_(of), IdentityDecision.b.in_(of)))
    return {(row.a, row.b) for row in session.execute(query.where(*different))}


def tell_apart(
    session: Session, actor: Actor, book: NameBook[Any], typed: str, typed_other: str
) -> tuple[Owner, Owner, bool]:
    """Mark two owners as different; return them, and whether the decision is new."""
    first, second = _pair_to_judge(session, actor, book, typed, typed_other)
    key = _key(book, first, second)
    new = session.get(IdentityDecision, key) is None
    if new:
        decide(session, actor, key, IdentityJudgement.DIFFERENT)
        desk_ledger.record(session, actor, book.events.told_apart, {"uid": key[1], "other": key[2]})
    return first, second, new


def forget_difference(
    session: Session, actor: Actor, book: NameBook[Any], typed: str, typed_other: str
) -> tuple[Owner, Owner]:
    """Remove the decision that two owners are different."""
    first, second = _pair_to_judge(session, actor, book, typed, typed_other)
    key = _key(book, first, second)
    row = session.get(IdentityDecision, key)
    if row is None:
        raise NotToldApartError(shown(first), shown(second))
    # Rows have the current decisions; the desk history keeps the earlier ones.
    session.delete(row)
    desk_ledger.record(session, actor, book.events.told_apart_undone, {"uid": key[1], "other": key[2]})
    return first, second


def require_not_told_apart(
    session: Session, book: NameBook[Any], family: Sequence[Owner], other_family: Sequence[Owner]
) -> None:
    """Raise an error if any members of two families are marked as different."""
    different = different_uids(session, book.word)
    for first, second in product(family, other_family) if different else ():
        key = ordered_pair(first.uid, second.uid)
        if key in different:
            query = select(Reviewer.handle, IdentityDecision.at).join(IdentityDecision.by)
            is_this_pair = (
                IdentityDecision.kind == Owners(book.word),
                IdentityDecision.a == key[0],
                IdentityDecision.b == key[1],
            )
            who, at = session.execute(query.where(*is_this_pair)).one()
            raise ToldApartError(book.word, shown(first), shown(second), who, f"{at:%Y-%m-%d}")


def decide(session: Session, actor: Actor, key: tuple[Owners, str, str], decision: IdentityJudgement) -> None:
    """Store a decision; the caller writes the history."""
    kind, a, b = key
    session.add(IdentityDecision(kind=kind, a=a, b=b, decision=decision, by_id=actor.id, at=actor.now))
    session.flush()


def shown(owner: Speaker | Source) -> str:
    """Return an owner for use in a sentence, with its number, because two owners can have the same name."""
    return f"{owner.name} ({owner.id})"


def _key(book: NameBook[Any], first: Owner, second: Owner) -> tuple[Owners, str, str]:
    return (Owners(book.word), *ordered_pair(first.uid, second.uid))


def _pair_to_judge(
    session: Session, actor: Actor, book: NameBook[Any], typed: str, typed_other: str
) -> tuple[Owner, Owner]:
    """Return the two named owners as they were when they were marked as different, even if merged since."""
    actor.require(f"{book.word}s different")
    desk_ledger.take_turn(session)
    first, second = book.itself(session, typed), book.itself(session, typed_other)
    if book.living_one(session, first) is book.living_one(session, second):
        raise SameAlreadyError(book.word, typed, typed_other)
    for owner in (first, second):
        book.require_known_owner(owner)
    return first, second
