"""Signing in with a password, setting one by an invitation, and the page of one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from factdb.errors import FactdbError
from factdb.errors.database import DatabaseError
from factdb.errors.web import PasswordsDifferError, UnwritableSessionError
from factdb.services.actor import find_actor
from factdb.services.desk import accounts
from factdb.store import sessions
from factdb.web import rendering, signing_in
from factdb.web.visits import Refused, Visit, reading, say_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.services.desk.accounts import Account
    from factdb.web.site import Site

    Fields = Mapping[str, str]

_MOST_FIELDS = 10


async def sign_in(request: Request) -> Response:
    """Open a session for a handle and its password."""
    return await _with_fields(request, _sign_in)


def _sign_in(request: Request, fields: Fields) -> Response:
    site: Site = request.app.state.site
    after = signing_in.own_address(site, fields.get("next", ""))
    try:
        account = _compare(request, fields.get("handle", ""), fields.get("password", ""))
        try:
            with sessions.writing(site.database) as session:
                signing_in.end(request, session)
                token = accounts.open_session(session, account, site.now)
        except DatabaseError as error:
            # Not in memory instead: "sign out everywhere" and `factdb reviewers sign-out` could not end such a session.
            raise UnwritableSessionError(str(error)) from error
    except FactdbError as error:
        values = {"typed_handle": fields.get("handle", ""), "after": after}
        return _refuse(request, "sign_in.html", error, has_accounts=True, **values)
    return signing_in.remember(request, RedirectResponse(after or f"{site.prefix}/", 303), token)


def show_invitation(request: Request) -> Response:
    """Show the form in which an invited reviewer chooses a password; to look at it does not use the link up."""
    site: Site = request.app.state.site
    with sessions.reading(site.database) as session:
        handle = accounts.invited_handle(session, request.path_params["token"], site.now)
    return rendering.page(request, site, "invitation.html", invited=handle, refused=None)


async def redeem(request: Request) -> Response:
    """Set the password of an invited reviewer, who is then signed in."""
    return await _with_fields(request, _redeem)


def _redeem(request: Request, fields: Fields) -> Response:
    site: Site = request.app.state.site
    secret = request.path_params["token"]
    with sessions.reading(site.database) as session:
        handle = accounts.invited_handle(session, secret, site.now)
    try:
        password = _typed_twice(fields)
        with sessions.writing(site.database) as session:
            signing_in.end(request, session)
            token = accounts.redeem(session, secret, password, site.now)
    except FactdbError as error:
        return _refuse(request, "invitation.html", error, invited=handle)
    return signing_in.remember(request, RedirectResponse(f"{site.prefix}/", 303), token)


@reading
def show(visit: Visit) -> Response:
    """Show the sessions of the person, and the form for another password."""
    return _account_page(visit, None)


def _account_page(visit: Visit, refused: Refused | None) -> Response:
    token = signing_in.token_of(visit.request)
    answer = visit.show(
        "account.html",
        refused.status if refused else 200,
        refused=refused,
        has_password=accounts.has_password(visit.session, visit.handle),
        sessions=accounts.open_sessions(visit.session, visit.handle, token, visit.now),
    )
    answer.headers.update(refused.headers if refused else {})
    return answer


async def change_password(request: Request) -> Response:
    """Change the password of the person, who gives the present one; every other session ends."""
    return await _with_fields(request, _change_password)


def _change_password(request: Request, fields: Fields) -> Response:
    site: Site = request.app.state.site
    handle = signing_in.handle_of(request)
    if handle is None:
        return signing_in.send_to_sign_in(request)
    try:
        password = _typed_twice(fields)
        account = _compare(request, handle, fields.get("present", ""))
        with sessions.writing(site.database) as session:
            actor = find_actor(session, handle, site.now)
            token = accounts.change_password(session, actor, account, password)
    except FactdbError as error:
        with sessions.reading(site.database) as session:
            return _account_page(Visit(request, site, handle, site.now, session), Refused.of(error))
    site.sign_ins.sign_out_everywhere(handle)
    answer = RedirectResponse(f"{site.prefix}/account", 303)
    say_once(site, answer, "password", "Password changed. All other sessions were ended.")
    return signing_in.remember(request, answer, token)


def sign_out_everywhere(request: Request) -> Response:
    """End all sessions of the person, this one too."""
    site: Site = request.app.state.site
    answer = RedirectResponse(f"{site.prefix}/sign-in", 303)
    handle = signing_in.handle_of(request)
    if handle is None:
        return answer
    with sessions.writing(site.database) as session:
        accounts.sign_out_everywhere(session, find_actor(session, handle, site.now), handle)
    site.sign_ins.sign_out_everywhere(handle)
    return signing_in.forget(request, answer)


def _compare(request: Request, handle: str, password: str) -> Account:
    """Return the account of a handle and its password; wrong ones slow down the next attempt."""
    site: Site = request.app.state.site
    address = request.client.host if request.client else None
    with site.attempts.comparing(handle, address, site.now), sessions.reading(site.database) as session:
        return accounts.check_password(session, handle, password)


def _typed_twice(fields: Fields) -> str:
    password = fields.get("password", "")
    if password != fields.get("again", ""):
        raise PasswordsDifferError
    return password


def _refuse(request: Request, template: str, error: FactdbError, **values: object) -> Response:
    """Answer with the form again; a password that was typed is never sent back."""
    refused = Refused.of(error)
    answer = rendering.page(request, request.app.state.site, template, refused.status, refused=refused, **values)
    answer.headers.update(refused.headers)
    return answer


async def _with_fields(request: Request, act: Callable[[Request, Fields], Response]) -> Response:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return await run_in_threadpool(act, request, fields)
