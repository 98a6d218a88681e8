"""The start page with all open work of the desk, signing in and out, and whether the server is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse

from factdb.errors import FactdbError
from factdb.services.reads import morning
from factdb.services.undo import undoing
from factdb.store import sessions
from factdb.web import rendering
from factdb.web.site import SESSION_HOURS
from factdb.web.visits import COOKIE, Act, Done, Visit, reading, writing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site


_LISTS = {
    "mine": "open=yes&assignee={handle}",
    "new": "status=new",
    "in review by nobody": "status=in-review&assignee=nobody",
    "waiting for your approval": "waits_for=me",
    "waiting for the approval of others": "waits_for=others",
}


@reading
def show_start(visit: Visit) -> Response:
    """Show what is mine, what is due, and what waits for somebody."""
    sections = list(morning.sections(visit.session, visit.handle, visit.viewer, visit.now))
    lists = {section.title: _LISTS.get(section.title, "").format(handle=visit.handle) for section in sections}
    return visit.show("morning.html", sections=sections, lists=lists)


@writing(lambda visit, refused: visit.show("refusal.html", refused.status if refused else 200, refused=refused))
def undo(act: Act) -> Done:
    """Take back the person's last action."""
    undoing.undo(act.session, act.actor, undoing.last_action(act.session, act.actor))
    return Done("Taken back.", _own_page(act))


def show_sign_in(request: Request) -> Response:
    """Say how to sign in."""
    return rendering.page(request, request.app.state.site, "sign_in.html", 401)


def sign_in(request: Request) -> Response:
    """Turn a one-time key into a session; the address with the key is left at once."""
    site: Site = request.app.state.site
    token = site.sign_ins.redeem(request.path_params["key"], site.now)
    if token is None:
        return rendering.page(request, site, "sign_in.html", 401)
    answer = RedirectResponse(f"{site.prefix}/", 303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=SESSION_HOURS * 3600,
        path=site.prefix or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    site: Site = request.app.state.site
    site.sign_ins.sign_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse(f"{site.prefix}/sign-in", 303)
    answer.delete_cookie(COOKIE, path=site.prefix or "/")
    return answer


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
