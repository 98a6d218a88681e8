"""Signing in and out, taking back the last action, and whether the server is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse

from factdb.errors import FactdbError
from factdb.services.desk import accounts
from factdb.services.undo import undoing
from factdb.store import sessions
from factdb.web import rendering, signing_in
from factdb.web.visits import Act, Done, writing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site


@writing(lambda visit, refused: visit.show("refusal.html", refused.status if refused else 200, refused=refused))
def undo(act: Act) -> Done:
    """Take back the person's last action."""
    undoing.undo(act.session, act.actor, undoing.last_action(act.session, act.actor))
    return Done("Taken back.", _own_page(act))


def show_sign_in(request: Request) -> Response:
    """Show the form for handle and password; on a desk without accounts, say how to get in."""
    return _sign_in_page(request, 200)


def _sign_in_page(request: Request, status: int) -> Response:
    site: Site = request.app.state.site
    with sessions.reading(site.database) as session:
        has_accounts = accounts.has_accounts(session)
    after = signing_in.own_address(site, request.query_params.get("next", ""))
    values = {"has_accounts": has_accounts, "typed_handle": "", "refused": None, "after": after}
    return rendering.page(request, site, "sign_in.html", status, **values)


def sign_in(request: Request) -> Response:
    """Turn a one-time key into a session; the address with the key is left at once.

    A browser that only looks ahead, or a program that shows what is behind a link, gets a button and leaves the key.
    """
    site: Site = request.app.state.site
    if _only_looks(request):
        return rendering.page(request, site, "key.html")
    token = site.sign_ins.redeem(request.path_params["key"], site.now)
    if token is None:
        return _sign_in_page(request, 401)
    signing_in.end(request)
    return signing_in.remember(request, RedirectResponse(f"{site.prefix}/", 303), token)


def _only_looks(request: Request) -> bool:
    purpose = f"{request.headers.get('sec-purpose', '')} {request.headers.get('purpose', '')}"
    return request.method == "HEAD" or "prefetch" in purpose


def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    site: Site = request.app.state.site
    signing_in.end(request)
    return signing_in.forget(request, RedirectResponse(f"{site.prefix}/sign-in", 303))


def is_alive(_request: Request) -> Response:
    """Answer as long as the server runs."""
    return PlainTextResponse("alive")


def is_ready(request: Request) -> Response:
    """Answer whether the database can be read, and has the schema of this factdb."""
    try:
        with sessions.reading(request.app.state.site.database):
            return PlainTextResponse("ready")
    except FactdbError:
        return PlainTextResponse("not ready", 503)


def _own_page(act: Act) -> str:
    """Return the page that a form was on, if it is one of ours; the start page otherwise."""
    page = urlsplit(act.request.headers.get("referer", ""))
    is_ours = page.netloc == act.request.headers.get("host") and page.path.startswith(f"{act.site.prefix}/")
    return page.path if is_ours and not page.path.startswith("//") else f"{act.site.prefix}/"
