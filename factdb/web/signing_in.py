"""Who is signed in: the cookie of a request, the session behind it, and how both begin and end.

The token of a session is new at each sign-in, and the session that a browser had before is ended: nobody can prepare a
session for somebody else.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.responses import RedirectResponse

from factdb.errors import FactdbError
from factdb.errors.database import DatabaseError
from factdb.services.desk import accounts
from factdb.services.desk.accounts import SESSION_LASTS, SignedIn
from factdb.store import sessions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site

_NAME = "factdb"
_LONGEST_ADDRESS = 2000  # a longer one is forgotten, and the person starts at the first page


def who(request: Request, session: Session) -> SignedIn | None:
    """Return the person whose session the request carries; None for everybody else."""
    site: Site = request.app.state.site
    token = token_of(request)
    if not token:
        return None
    if by_key := site.sign_ins.session(token, site.now):
        # A session by a one-time key is in memory; that the reviewer may act is not.
        return None if accounts.is_disabled(session, by_key.handle) else SignedIn(by_key.handle)
    return accounts.session_of(session, token, site.now)


def visitor(request: Request) -> SignedIn | None:
    """Return the person whose session the request carries; a standby is asked only while the primary is gone."""
    site: Site = request.app.state.site
    if not token_of(request):
        return None
    try:
        with sessions.reading(site.database) as session:
            return who(request, session)
    except DatabaseError:
        if site.standby is None:
            raise
    with sessions.reading(site.standby) as session:
        return who(request, session)


def handle_of(request: Request) -> str | None:
    """Return the handle of the person whose session the request carries."""
    signed_in = visitor(request)
    return signed_in.handle if signed_in else None


def prolong(request: Request) -> None:
    """Move the end of the request's session; a database that cannot be written now does it another time."""
    site: Site = request.app.state.site
    with suppress(FactdbError), sessions.writing(site.database) as session:
        accounts.prolong(session, token_of(request), site.now)


def end(request: Request, session: Session | None = None) -> None:
    """End the session that the request carries, if any."""
    site: Site = request.app.state.site
    token = token_of(request)
    if not token:
        return
    if site.sign_ins.session(token, site.now):
        site.sign_ins.sign_out(token)
    elif session is not None:
        accounts.sign_out(session, token, site.now)
    else:
        with sessions.writing(site.database) as writing:
            accounts.sign_out(writing, token, site.now)


# -- the page that somebody wanted ----------------------------------------------------------------------------


def send_to_sign_in(request: Request) -> Response:
    """Send somebody to the form for handle and password, from where they come back to the page that they asked for.

    A form that was sent is not sent again by itself, so whoever sent it starts at the first page.
    """
    site: Site = request.app.state.site
    address = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    is_page = request.method in {"GET", "HEAD"} and address != f"{site.prefix}/" and own_address(site, address)
    after = f"?{urlencode({'next': address})}" if is_page else ""
    return RedirectResponse(f"{site.prefix}/sign-in{after}", 303)


def own_address(site: Site, address: str) -> str:
    """Return an address of this site as it is, and nothing in place of any other.

    Anybody may write the address of a link to the sign-in form: "//elsewhere.example" would lead away from the desk,
    and so would what browsers read as such, with a backslash or a tab between.
    """
    if not address.startswith(f"{site.prefix}/") or len(address) > _LONGEST_ADDRESS:
        return ""
    leads_away = address[1:2] in {"/", "\\"} or any(letter <= " " or letter == "\\" for letter in address)
    return "" if leads_away else address


# -- the cookie ------------------------------------------------------------------------------------------------


def token_of(request: Request) -> str:
    """Return the token of the request's session; empty without one."""
    return request.cookies.get(_cookie_name(request), "")


def remember(request: Request, answer: Response, token: str) -> Response:
    """Let the browser keep the token of a session, out of the reach of scripts and of other sites."""
    answer.set_cookie(
        _cookie_name(request),
        token,
        max_age=int(SESSION_LASTS.total_seconds()),
        path=_path(request),
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return answer


def forget(request: Request, answer: Response) -> Response:
    """Let the browser forget the token."""
    answer.delete_cookie(
        _cookie_name(request), path=_path(request), secure=_is_secure(request), httponly=True, samesite="lax"
    )
    return answer


def _cookie_name(request: Request) -> str:
    """Return the name of the cookie.

    A browser takes a cookie `__Host-...` from this very host alone, by https: no neighbour under the same domain can
    plant one. It must hold for all paths, so it is not for pages under a prefix.
    """
    site: Site = request.app.state.site
    return f"__Host-{_NAME}" if _is_secure(request) and not site.prefix else _NAME


def _path(request: Request) -> str:
    site: Site = request.app.state.site
    return site.prefix or "/"


def _is_secure(request: Request) -> bool:
    """Return whether the browser speaks https: as a believed proxy says, or because the public name is asked for."""
    site: Site = request.app.state.site
    if request.url.scheme == "https":
        return True
    public = urlsplit(site.url or "")
    return public.scheme == "https" and request.url.hostname == public.hostname
