"""Accounts: invitations, passwords and sessions, when each ends, and that no secret leaves the desk."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from factdb.errors.claims import ReviewerDisabledError, RoleNeededError
from factdb.errors.web import NoInvitationError, WeakPasswordError, WrongPasswordError
from factdb.services.actor import find_actor
from factdb.services.desk import accounts, reviewers
from factdb.services.exports import desk_dump
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import DeskHistory, Invitation, Password, Reviewer, WebSession
from factdb.store.schema import schema
from factdb.store.views import VIEWS
from tests.conftest import NOW
from tests.services.conftest import Desk
from tests.services.test_desk_dump import dumped, load

PASSWORD = "four random words here"  # noqa: S105 - of nobody
OTHER = "five other random words here"
pytestmark = pytest.mark.usefixtures("cheap_passwords")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def member(desk: Desk, handle: str = "rita") -> str:
    """Give a reviewer a password; return the token of the session that this opens."""
    return accounts.redeem(desk.session, accounts.invite(desk.session, desk.ana, handle), PASSWORD, NOW)


def handle_of(desk: Desk, token: str, after: timedelta = timedelta()) -> str | None:
    signed_in = accounts.session_of(desk.session, token, NOW + after)
    return signed_in.handle if signed_in else None


def events(desk: Desk, count: int) -> list[tuple[str, str]]:
    rows = desk.session.scalars(select(DeskHistory).order_by(DeskHistory.seq.desc()).limit(count)).all()
    return [(row.kind, json.loads(row.body)["uid"]) for row in reversed(rows)]


# -- invitations ----------------------------------------------------------------------------------------------


def test_an_invitation_sets_a_password_and_opens_a_session(desk: Desk) -> None:
    assert not accounts.has_accounts(desk.session)
    token = accounts.invite(desk.session, desk.ana, "rita")
    assert accounts.invited_handle(desk.session, token, NOW) == "rita"
    assert handle_of(desk, accounts.redeem(desk.session, token, PASSWORD, NOW)) == "rita"
    assert accounts.has_accounts(desk.session)
    assert accounts.check_password(desk.session, " Rita ", PASSWORD).handle == "rita"
    assert events(desk, 2) == [("reviewer-invited", desk.rita.uid), ("reviewer-password-set", desk.rita.uid)]


@pytest.mark.parametrize("who", ["rae", "rita", "ed"])
def test_only_admins_invite_and_end_the_sessions_of_others(desk: Desk, who: str) -> None:
    actor = getattr(desk, who)
    with pytest.raises(RoleNeededError):
        accounts.invite(desk.session, actor, "ana")
    with pytest.raises(RoleNeededError):
        accounts.sign_out_everywhere(desk.session, actor, "ana")
    assert accounts.sign_out_everywhere(desk.session, actor, who) == 0


def test_an_invitation_is_used_once(desk: Desk) -> None:
    token = accounts.invite(desk.session, desk.ana, "rita")
    accounts.redeem(desk.session, token, PASSWORD, NOW)
    with pytest.raises(NoInvitationError):
        accounts.redeem(desk.session, token, OTHER, NOW)
    accounts.check_password(desk.session, "rita", PASSWORD)


def test_a_refused_password_leaves_the_invitation(desk: Desk) -> None:
    token = accounts.invite(desk.session, desk.ana, "rita")
    with pytest.raises(WeakPasswordError):
        accounts.redeem(desk.session, token, "rita", NOW)
    accounts.redeem(desk.session, token, PASSWORD, NOW)


def test_invitations_that_are_old_void_or_made_up_set_nothing(desk: Desk) -> None:
    void = accounts.invite(desk.session, desk.ana, "rita")
    token = accounts.invite(desk.session, desk.ana, "rita")
    for secret, at in ((void, NOW), (token, NOW + 7 * DAY), ("", NOW), ("x" * 5000, NOW), ("\ud800", NOW)):
        with pytest.raises(NoInvitationError):
            accounts.redeem(desk.session, secret, PASSWORD, at)
    accounts.redeem(desk.session, token, PASSWORD, NOW + 7 * DAY - HOUR)


def test_disabled_reviewers_are_not_invited_and_their_invitations_are_void(desk: Desk) -> None:
    token = accounts.invite(desk.session, desk.ana, "rita")
    reviewers.disable(desk.session, desk.ana, "rita")
    with pytest.raises(NoInvitationError):
        accounts.redeem(desk.session, token, PASSWORD, NOW)
    with pytest.raises(ReviewerDisabledError):
        accounts.invite(desk.session, desk.ana, "rita")
    reviewers.enable(desk.session, desk.ana, "rita")
    with pytest.raises(NoInvitationError):
        accounts.redeem(desk.session, token, PASSWORD, NOW)


# -- sessions -------------------------------------------------------------------------------------------------


def test_a_session_ends_when_it_is_not_used_and_after_a_week(desk: Desk) -> None:
    token = member(desk)
    assert handle_of(desk, token, 12 * HOUR - timedelta(seconds=1)) == "rita"
    assert handle_of(desk, token, 12 * HOUR) is None
    for hours in range(0, 7 * 24, 8):
        assert handle_of(desk, token, hours * HOUR) == "rita"
        accounts.prolong(desk.session, token, NOW + hours * HOUR)
    assert handle_of(desk, token, 7 * DAY) is None
    accounts.prolong(desk.session, token, NOW + 7 * DAY)
    assert handle_of(desk, token, 7 * DAY) is None, "nothing brings an ended session back"


def test_a_session_is_prolonged_every_few_minutes_only(desk: Desk) -> None:
    token = member(desk)
    due = [accounts.session_of(desk.session, token, NOW + timedelta(minutes=minutes)) for minutes in (0, 4, 5)]
    assert [signed_in.is_due for signed_in in due if signed_in] == [False, False, True]


def test_sessions_end_by_signing_out_here_or_everywhere(desk: Desk) -> None:
    first = member(desk)
    account = accounts.check_password(desk.session, "rita", PASSWORD)
    second, third = (accounts.open_session(desk.session, account, NOW) for _ in range(2))
    assert len({first, second, third}) == 3
    accounts.sign_out(desk.session, first, NOW)
    assert [handle_of(desk, token) for token in (first, second, third)] == [None, "rita", "rita"]
    assert [row.is_this for row in accounts.open_sessions(desk.session, "rita", third, NOW)].count(True) == 1
    assert accounts.sign_out_everywhere(desk.session, desk.ana, "rita") == 2
    assert [handle_of(desk, token) for token in (first, second, third)] == [None, None, None]
    assert events(desk, 1) == [("reviewer-signed-out", desk.rita.uid)]


def test_a_disabled_reviewer_has_no_session_nor_password(desk: Desk) -> None:
    token = member(desk)
    account = accounts.check_password(desk.session, "rita", PASSWORD)
    reviewers.disable(desk.session, desk.ana, "rita")
    assert handle_of(desk, token) is None
    assert not accounts.has_accounts(desk.session)
    with pytest.raises(WrongPasswordError):
        accounts.open_session(desk.session, account, NOW)
    reviewers.enable(desk.session, desk.ana, "rita")
    assert handle_of(desk, token) is None
    with pytest.raises(WrongPasswordError):
        accounts.check_password(desk.session, "rita", PASSWORD)


def test_a_reviewer_who_is_disabled_by_other_means_has_no_session(desk: Desk) -> None:
    token = member(desk)
    desk.session.execute(update(Reviewer).where(Reviewer.handle == "rita").values(disabled_at=NOW))
    assert handle_of(desk, token) is None


def test_a_new_password_ends_the_other_sessions(desk: Desk) -> None:
    old = member(desk)
    account = accounts.check_password(desk.session, "rita", PASSWORD)
    void = accounts.invite(desk.session, desk.ana, "rita")
    new = accounts.change_password(desk.session, desk.rita, account, OTHER)
    assert (handle_of(desk, old), handle_of(desk, new)) == (None, "rita")
    with pytest.raises(NoInvitationError):
        accounts.redeem(desk.session, void, PASSWORD, NOW)
    with pytest.raises(WrongPasswordError):
        accounts.check_password(desk.session, "rita", PASSWORD)
    with pytest.raises(WrongPasswordError):  # it was compared before the change
        accounts.open_session(desk.session, account, NOW)
    assert events(desk, 1) == [("reviewer-password-changed", desk.rita.uid)]
    invited = accounts.redeem(desk.session, accounts.invite(desk.session, desk.ana, "rita"), PASSWORD, NOW)
    assert (handle_of(desk, new), handle_of(desk, invited)) == (None, "rita")


@pytest.mark.parametrize(("handle", "password"), [("rita", OTHER), ("ed", PASSWORD), ("nobody", PASSWORD), ("", "")])
def test_what_is_wrong_is_not_told(desk: Desk, handle: str, password: str) -> None:
    member(desk)
    with pytest.raises(WrongPasswordError, match="This handle and this password do not belong together"):
        accounts.check_password(desk.session, handle, password)


def test_rows_of_expired_sessions_go(desk: Desk) -> None:
    member(desk)
    account = accounts.check_password(desk.session, "rita", PASSWORD)
    accounts.open_session(desk.session, account, NOW + DAY)
    assert desk.session.query(WebSession).count() == 1


# -- no secret leaves the desk --------------------------------------------------------------------------------


@pytest.fixture
def secrets(database: Database) -> list[str]:
    """What signs somebody in on this desk: a password, tokens, and all that is stored of them."""
    with sessions.writing(database) as session:
        ana = find_actor(session, "ana", NOW)
        invitation = accounts.invite(session, ana, "rita")
        token = accounts.redeem(session, invitation, PASSWORD, NOW)
        waiting = accounts.invite(session, ana, "ed")
        accounts.sign_out_everywhere(session, ana, "ana")
        columns = (Password.hash, Invitation.token_hash, WebSession.token_hash)
        stored = [value for column in columns for value in session.scalars(select(column))]
    assert len(stored) == 4
    return [PASSWORD, invitation, token, waiting, *stored]


def findings(database: Database) -> list[str]:
    with sessions.reading(database) as session:
        return [str(finding) for finding in verify.findings(session, Checked(), now=NOW)]


def test_no_secret_is_in_a_dump_and_a_copy_signs_nobody_in(
    database: Database, secrets: list[str], tmp_path: Path
) -> None:
    raw = dumped(database)
    assert [secret for secret in secrets if secret.encode() in raw] == []
    copy = Database.sqlite(tmp_path / "copy.db")
    load(copy, raw)
    with sessions.reading(copy) as session:
        assert not accounts.has_accounts(session)
        assert session.query(Invitation).count() == session.query(WebSession).count() == 0
    assert findings(copy) == findings(database) == []
    assert {"passwords", "invitations", "web_sessions"} <= desk_dump.LEFT_OUT


def test_no_secret_is_in_a_view_or_history(database: Database, secrets: list[str]) -> None:
    with sessions.reading(database) as session:
        relations = ["history", "desk_history", *(view.name for view in VIEWS)]
        rows = str([session.execute(text(f"SELECT * FROM {name}")).all() for name in relations])  # noqa: S608 - our names
    assert [secret for secret in secrets if secret in rows] == []


def test_a_password_that_somebody_planted_is_a_finding(database: Database, secrets: list[str]) -> None:
    assert len(secrets) == 8
    with sessions.writing(database) as session:
        session.execute(update(Password).values(reviewer_id=1))
    assert findings(database) == [
        "the password of ana was set at 2026-11-22T09:30:00.123456Z, and the history does not record it"
    ]


def test_the_schema_is_that_of_the_models(database: Database) -> None:
    with database.engine("ro").connect() as connection:
        assert schema.differences(connection) == []
