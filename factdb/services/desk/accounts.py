"""The accounts of the review pages: invitations, passwords and sessions.

An admin invites a reviewer; the link of the invitation sets a password once; handle and password open a session. Links
and sessions are random tokens of 256 bits, of which the database has the hash. The desk history records who invited
whom, who set a password and who ended all sessions, and never a secret or its hash.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, delete, select, update

from factdb.domain import passwords
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError
from factdb.errors.web import NoInvitationError, WrongPasswordError
from factdb.services.actor import find_actor
from factdb.services.desk import reviewers
from factdb.services.ledger import desk_ledger
from factdb.store.models import Invitation, Password, Reviewer, WebSession

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor

INVITATION_LASTS = timedelta(days=7)
IDLE_LASTS = timedelta(hours=12)
SESSION_LASTS = timedelta(days=7)
# A session that is in use is prolonged in steps: most requests write nothing.
_PROLONGED_EVERY = timedelta(minutes=5)
_TOKEN_BYTES = 32
_NAME = 24  # digits


class Account(NamedTuple):
    """A reviewer who gave the right password, and the stored hash that it was compared with."""

    reviewer_id: int
    handle: str
    hash: str


class SignedIn(NamedTuple):
    """A session: whose it is, and whether it is time to prolong it."""

    handle: str
    is_due: bool = False


class OpenSession(NamedTuple):
    """A session as its owner or an admin sees it; `is_this` marks the one of the request.

    `name` is what a form calls it: it opens nothing, and nothing that opens it follows from it.
    """

    created_at: datetime
    expires_at: datetime
    is_this: bool
    handle: str = ""
    name: str = ""


# -- invitations and passwords ---------------------------------------------------------------------------------


def has_accounts(session: Session) -> bool:
    """Return whether anybody who may act has a password."""
    living = select(Password.reviewer_id).join(Password.reviewer).where(Reviewer.disabled_at.is_(None))
    return session.scalar(living.limit(1)) is not None


def invite(session: Session, actor: Actor, handle: str) -> str:
    """Return the token with which a reviewer sets a password once; older invitations of the reviewer become void."""
    actor.require("reviewers invite")
    desk_ledger.take_turn(session)
    reviewer = reviewers.find_active_reviewer(session, handle)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session.execute(delete(Invitation).where(Invitation.reviewer_id == reviewer.id))
    session.add(
        Invitation(
            reviewer_id=reviewer.id,
            token_hash=_hash(token),
            made_by_id=actor.id,
            expires_at=actor.now + INVITATION_LASTS,
            used_at=None,
        )
    )
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_INVITED, {"uid": reviewer.uid})
    return token


def invited_handle(session: Session, token: str, at: datetime) -> str:
    """Return who may set a password with a token; refuse a token that is unknown, used, old or void."""
    return _invitation(session, token, at)[1].handle


def redeem(session: Session, token: str, password: str, at: datetime) -> str:
    """Set the password of an invited reviewer, end the other sessions, and return the token of a new session."""
    desk_ledger.take_turn(session)  # two requests with one link take turns
    invitation, reviewer = _invitation(session, token, at)
    passwords.require_strong(password, reviewer.handle)
    invitation.used_at = at
    actor = find_actor(session, reviewer.handle, at)
    account = _set_password(session, reviewer, password, at)
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_PASSWORD_SET, {"uid": reviewer.uid})
    return open_session(session, account, at)


def change_password(session: Session, actor: Actor, account: Account, password: str) -> str:
    """Change the password of a reviewer who gave the present one; end all sessions, and return the token of a new one.

    An unused invitation becomes void: it could set yet another password.
    """
    desk_ledger.take_turn(session)
    reviewer = session.get_one(Reviewer, account.reviewer_id)
    passwords.require_strong(password, reviewer.handle)
    _require_present(session, account)
    session.execute(delete(Invitation).where(Invitation.reviewer_id == reviewer.id))
    changed = _set_password(session, reviewer, password, actor.now)
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_PASSWORD_CHANGED, {"uid": reviewer.uid})
    return open_session(session, changed, actor.now)


def _invitation(session: Session, token: str, at: datetime) -> tuple[Invitation, Reviewer]:
    valid = Invitation.token_hash == _hash(token), Invitation.used_at.is_(None), Invitation.expires_at > at
    query = select(Invitation, Reviewer).join(Invitation.reviewer).where(*valid, Reviewer.disabled_at.is_(None))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NoInvitationError
    invitation, reviewer = row
    return invitation, reviewer


def _set_password(session: Session, reviewer: Reviewer, password: str, at: datetime) -> Account:
    reviewers.end_sessions(session, reviewer, at)
    stored = passwords.hash_password(password)
    session.merge(Password(reviewer_id=reviewer.id, hash=stored, set_at=at))
    session.flush()
    return Account(reviewer.id, reviewer.handle, stored)


# -- signing in and out ----------------------------------------------------------------------------------------


def check_password(session: Session, handle: str, password: str) -> Account:
    """Return the account of a handle and its password, or refuse them; the refusal is the same for both, and as slow.

    It only reads: on SQLite, nobody could write while a password is hashed within a writing transaction.
    """
    nobodys = _nobodys()
    query = select(Password.reviewer_id, Reviewer.handle, Password.hash).join(Password.reviewer)
    row = session.execute(
        query.where(Reviewer.handle == handle.strip().lower(), Reviewer.disabled_at.is_(None))
    ).one_or_none()
    is_right = passwords.is_password(password, row.hash if row else nobodys)
    if row is None or not is_right:
        raise WrongPasswordError
    return Account(row.reviewer_id, row.handle, row.hash)


def open_session(session: Session, account: Account, at: datetime) -> str:
    """Return the token of a new session; rows of sessions that expired are removed."""
    _require_present(session, account)
    session.execute(delete(WebSession).where(WebSession.expires_at <= at))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session.add(
        WebSession(
            token_hash=_hash(token),
            reviewer_id=account.reviewer_id,
            created_at=at,
            expires_at=at + IDLE_LASTS,
            revoked_at=None,
        )
    )
    session.flush()
    return token


def session_of(session: Session, token: str, at: datetime) -> SignedIn | None:
    """Return the session of a token; None if it expired, was ended, or belongs to a disabled reviewer."""
    row = session.execute(_owner(), {"token_hash": _hash(token), "at": at}).one_or_none()
    if row is None:
        return None
    is_due = _end(row.created_at, at) - row.expires_at >= _PROLONGED_EVERY
    return SignedIn(row.handle, is_due)


@cache
def _owner() -> Select[str, datetime, datetime]:
    """Select the handle of the reviewer of a session that is valid, and when the session began and ends."""
    query = select(Reviewer.handle, WebSession.created_at, WebSession.expires_at).join(WebSession.reviewer)
    return query.where(*_valid(bindparam("token_hash"), bindparam("at")), Reviewer.disabled_at.is_(None))


def is_disabled(session: Session, handle: str) -> bool:
    """Return whether a handle is that of a disabled reviewer."""
    return session.scalar(_disabled(), {"handle": handle}) is not None


@cache
def _disabled() -> Select[int]:
    return select(Reviewer.id).where(Reviewer.handle == bindparam("handle"), Reviewer.disabled_at.is_not(None))


def has_password(session: Session, handle: str) -> bool:
    """Return whether a reviewer has a password."""
    owned = select(Password.reviewer_id).join(Password.reviewer).where(Reviewer.handle == handle)
    return session.scalar(owned) is not None


def prolong(session: Session, token: str, at: datetime) -> None:
    """Move the end of a session that is in use, up to its longest time."""
    if row := session.scalar(select(WebSession).where(*_valid(_hash(token), at))):
        row.expires_at = _end(row.created_at, at)


def sign_out(session: Session, token: str, at: datetime) -> None:
    """End the session of a token."""
    session.execute(update(WebSession).where(*_valid(_hash(token), at)).values(revoked_at=at))


def sign_out_everywhere(session: Session, actor: Actor, handle: str) -> int:
    """End all sessions of a reviewer; return their number. Those of others need an admin."""
    desk_ledger.take_turn(session)
    reviewer = reviewers.find_reviewer(session, handle)
    if reviewer.id != actor.id:
        actor.require("reviewers sign-out")
    count = reviewers.end_sessions(session, reviewer, actor.now)
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_SIGNED_OUT, {"uid": reviewer.uid})
    return count


def end_session(session: Session, actor: Actor, handle: str, name: str) -> None:
    """End one session of a reviewer, which a page called by this name."""
    actor.require("reviewers sign-out")
    desk_ledger.take_turn(session)
    reviewer = reviewers.find_reviewer(session, handle)
    living = WebSession.reviewer_id == reviewer.id, WebSession.revoked_at.is_(None), WebSession.expires_at > actor.now
    named = [row for row in session.scalars(select(WebSession).where(*living)) if _hash(row.token_hash)[:_NAME] == name]
    if not named:
        raise NoSuchError("open session", name, where=f"of {handle}", next_step="It may have ended by itself.")
    for row in named:
        row.revoked_at = actor.now
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_SIGNED_OUT, {"uid": reviewer.uid, "sessions": len(named)})


def open_sessions(session: Session, handle: str, token: str, at: datetime) -> list[OpenSession]:
    """Return the sessions of a reviewer, the newest first."""
    living = Reviewer.handle == handle, WebSession.revoked_at.is_(None), WebSession.expires_at > at
    query = select(WebSession).join(WebSession.reviewer).where(*living).order_by(WebSession.created_at.desc())
    present = _hash(token)
    return [OpenSession(row.created_at, row.expires_at, row.token_hash == present) for row in session.scalars(query)]


def all_open_sessions(session: Session, actor: Actor, token: str, limit: int) -> list[OpenSession]:
    """Return the sessions of all reviewers, the newest first, for those who may end them."""
    actor.require("reviewers sign-out")
    living = WebSession.revoked_at.is_(None), WebSession.expires_at > actor.now
    query = select(WebSession, Reviewer.handle).join(WebSession.reviewer).where(*living)
    rows = session.execute(query.order_by(WebSession.created_at.desc(), WebSession.token_hash).limit(limit))
    present = _hash(token)
    return [
        OpenSession(row.created_at, row.expires_at, row.token_hash == present, handle, _hash(row.token_hash)[:_NAME])
        for row, handle in rows
    ]


def _require_present(session: Session, account: Account) -> None:
    """Refuse a password that was changed, or whose reviewer was disabled, since it was compared."""
    same = Password.reviewer_id == account.reviewer_id, Password.hash == account.hash
    if session.scalar(select(Password.reviewer_id).where(*same).with_for_update()) is None:
        raise WrongPasswordError


def _valid(
    token_hash: str | BindParameter[str], at: datetime | BindParameter[datetime]
) -> tuple[ColumnElement[bool], ...]:
    return WebSession.token_hash == token_hash, WebSession.revoked_at.is_(None), WebSession.expires_at > at


def _end(created_at: datetime, at: datetime) -> datetime:
    return min(at + IDLE_LASTS, created_at + SESSION_LASTS)


@cache
def _nobodys() -> str:
    """Return a hash that no password has, for handles without one: the comparison takes as long."""
    return passwords.hash_password(secrets.token_urlsafe(_TOKEN_BYTES))


def _hash(token: str) -> str:
    # Fast, unlike that of a password: nobody can guess 256 random bits.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
