"""Splits a speaker or a source that is really two: moves some of its claims and aliases to another one.

Each claim is edited as usual, with its history; published fields are changed only by `claims correct`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factdb.domain import names
from factdb.domain.enums import SpeakerKind
from factdb.domain.history.events import ClaimEvent
from factdb.errors import AmbiguousNameError
from factdb.errors.people import NothingToSplitError, NotTheirsError, PublicClaimsError
from factdb.services.claims import editing
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.people import identities, name_changes, sources, speakers
from factdb.services.people.identities import Owner, shown
from factdb.store.models import Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.people.namebook import NameBook
    from factdb.store.models import Claim


@dataclass(frozen=True, slots=True)
class SplitResult:
    """The owner that was split, the target, whether the target is new, and the moved claims and aliases."""

    name: str
    into: str
    added: bool
    claims: tuple[int, ...]
    aliases: tuple[str, ...]


def split(
    session: Session,
    actor: Actor,
    book: NameBook[Any],
    typed: str,
    into: str,
    claims: Sequence[int | str],
    aliases: Sequence[str] = (),
) -> SplitResult:
    """Move claims and aliases to another owner, which is added if the name is new; mark the two as different."""
    actor.require(f"{book.word}s split")
    moving = [names.clean_name(alias, "alias") for alias in aliases]
    if not claims and not moving:
        raise NothingToSplitError(book.word)
    locked = claim_ledger.lock(session, claims)
    # After the claims, as in every writer; otherwise two writers could wait for each other.
    desk_ledger.take_turn(session)
    owner: Owner = book.named(session, typed)
    book.require_known_owner(owner)
    _require_owned(session, book, owner, locked, into)
    existing_target = _find_target(session, book, owner, into)
    target = existing_target or _add_target(session, actor, book, owner, into)
    # The new name can be an alias of the old owner; it must be moved, or it would be ambiguous.
    if names.name_key(target.name) in _alias_keys(session, book, owner):
        moving.append(target.name)
    _move_aliases(session, actor, book, (owner, target), moving)
    for claim in locked:
        claim_ledger.record(session, claim, actor, ClaimEvent.EDITED, **_target_columns(session, claim, target))
    # Otherwise `duplicates` would propose to merge the two again.
    identities.tell_apart(session, actor, book, str(owner.id), str(target.id))
    moved = tuple(claim.id for claim in locked)
    return SplitResult(shown(owner), shown(target), existing_target is None, moved, tuple(dict.fromkeys(moving)))


def _require_owned(session: Session, book: NameBook[Any], owner: Owner, claims: Sequence[Claim], into: str) -> None:
    family = {relative.id for relative in book.family(session, owner)}
    foreign_claims = [claim.id for claim in claims if getattr(claim, book.key) not in family]
    if foreign_claims:
        raise NotTheirsError(book.word, shown(owner), foreign_claims)
    public_claims = [claim.id for claim in claims if claim.status not in editing.EDITABLE]
    if public_claims:
        raise PublicClaimsError(book.word, public_claims, into)


def _find_target(session: Session, book: NameBook[Any], owner: Owner, into: str) -> Owner | None:
    """Return the target with this number or name; None if it does not exist."""
    numbered = book.numbered(session, into)
    bearers = [numbered] if numbered else book.bearers(session, names.clean_name(into, book.word))
    candidates = [candidate for candidate in bearers if candidate.id != owner.id]
    if len(candidates) > 1:
        raise AmbiguousNameError(book.word, into, [shown(candidate) for candidate in candidates])
    for candidate in candidates:
        book.require_known_owner(candidate)
    return candidates[0] if candidates else None


def _add_target(session: Session, actor: Actor, book: NameBook[Any], owner: Owner, into: str) -> Owner:
    name = names.clean_name(into, book.word)
    if isinstance(owner, Speaker):
        return speakers.insert(session, actor, name, SpeakerKind(owner.kind))
    return sources.insert(session, actor, name)


def _alias_keys(session: Session, book: NameBook[Any], owner: Owner) -> set[str]:
    """Return the keys of an owner's aliases, without its main name, which always stays."""
    return {names.name_key(name) for name in book.of(session, owner)} - {names.name_key(owner.name)}


def _move_aliases(
    session: Session, actor: Actor, book: NameBook[Any], pair: tuple[Owner, Owner], aliases: Sequence[str]
) -> None:
    """Move the aliases of the first owner, and of those merged into it, to the second."""
    owner, target = pair
    for alias in dict.fromkeys(aliases):
        key = names.name_key(alias)
        family = book.family(session, owner)
        bearer = next(
            (relative for relative in family if key in map(names.name_key, book.of(session, relative))), owner
        )
        name_changes.remove_aliases(session, actor, book, bearer, [alias])
    name_changes.add_aliases(session, actor, book, target, list(dict.fromkeys(aliases)))


def _target_columns(session: Session, claim: Claim, target: Owner) -> dict[str, Any]:
    if isinstance(target, Speaker):
        return editing.speaker_columns(session, target, claim.said_on)
    return {"source_id": target.id}
