"""Changes of names that readers see: where the desk requires it, a second editor makes the same change again.

The first editor's command records the change in the desk history, and the second editor's command makes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import names, text
from factdb.domain.enums import PUBLIC_STATUSES, Role
from factdb.domain.history import chain
from factdb.errors.people import NameReasonNeededError, OtherPersonError
from factdb.services.desk import desk_policy
from factdb.services.ledger import desk_ledger
from factdb.store.models import Claim, DeskHistory, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.people.namebook import NameBook

    Owner = Speaker | Source

_SHOWN = 10  # claims that a message lists


@dataclass(frozen=True, slots=True)
class PublicClaims:
    """The published claims that show a name: how many there are, and the numbers of the first of them."""

    total: int = 0
    first: tuple[int, ...] = ()

    def __str__(self) -> str:
        more = f" and {self.total - len(self.first)} more" if self.total > len(self.first) else ""
        return f"published claims that show the name: {', '.join(map(str, self.first))}{more}"


@dataclass(frozen=True, slots=True)
class NameChange:
    """A change of a name that readers see: whether it waits for a second editor, and what its event records."""

    claims: PublicClaims
    waits: bool = False
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnerEdit:
    """What was changed of a speaker or source; if the change waits, nothing was."""

    changed: list[str]
    claims: PublicClaims = field(default_factory=PublicClaims)
    waits: bool = False


def consider(
    session: Session,
    actor: Actor,
    book: NameBook[Any],
    owner: Owner,
    change: Mapping[str, object],
    reason: str | None,
    new_name: str | None = None,
) -> NameChange:
    """Return whether a change may be made now; if it needs a second editor first, record it as proposed.

    `change` says what will change, the same for both editors. A `new_name` must share a word with a name of the owner.
    The caller has taken the desk's turn.
    """
    claims = public_claims(session, book, owner)
    reason = text.clean_optional(reason, "reason")
    detail: dict[str, object] = {"reason": reason} if reason else {}
    if not claims.total or not desk_policy.current(session).four_eyes:
        return NameChange(claims, detail=detail)
    if new_name is not None:
        _require_kin(session, book, owner, new_name, claims)
    actor.require_role(Role.EDITOR, f"{book.word}s, a name in published claims")
    proposed = _open_proposal(session, book, owner, change)
    if proposed is not None and proposed["actor"] != actor.uid:
        return NameChange(claims, detail={"reason": proposed["reason"], **detail, "proposed_by": proposed["actor"]})
    if proposed is None:
        if reason is None:
            raise NameReasonNeededError(book.word, owner.name, claims.total)
        body = {"uid": owner.uid, "change": dict(change), "reason": reason}
        desk_ledger.record(session, actor, book.events.change_proposed, body)
    return NameChange(claims, waits=True)


def _require_kin(session: Session, book: NameBook[Any], owner: Owner, name: str, claims: PublicClaims) -> None:
    """Refuse a new name that shares no word with a name of the owner: readers would see the name of somebody else."""
    borne = {word for known in book.of(session, owner) for word in names.plain_name(known).split()}
    if borne.isdisjoint(names.plain_name(name).split()):
        raise OtherPersonError(book.word, name, owner.name, claims.first[0])


def public_claims(session: Session, book: NameBook[Any], owner: Owner) -> PublicClaims:
    """Return the published claims whose speaker or source is this one, or is merged into it."""
    family = [member.id for member in book.family(session, owner)]
    public = getattr(Claim, book.key).in_(family), Claim.status.in_(PUBLIC_STATUSES)
    first = session.scalars(select(Claim.id).where(*public).order_by(Claim.id).limit(_SHOWN)).all()
    total = len(first) if len(first) < _SHOWN else session.scalar(select(func.count()).where(*public)) or 0
    return PublicClaims(total, tuple(first))


def _open_proposal(
    session: Session, book: NameBook[Any], owner: Owner, change: Mapping[str, object]
) -> dict[str, Any] | None:
    """Return the newest proposal of this change, unless the name was changed since."""
    events = book.events
    kinds = (events.change_proposed, events.edited, events.merged, events.unmerged, events.followed)
    query = select(DeskHistory.body).where(DeskHistory.kind.in_(kinds), DeskHistory.body.contains(owner.uid))
    for stored in session.scalars(query.order_by(DeskHistory.seq.desc())):
        body = chain.read(stored)
        if body["kind"] != events.change_proposed:
            return None
        if body["uid"] == owner.uid and body["change"] == change:
            return body
    return None
