"""The web application: its routes, what every request passes through, and how refusals are answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from factdb.errors import FactdbError
from factdb.web import rendering
from factdb.web.pages import accounts, articles, claim, claim_actions, claims, entry
from factdb.web.safety import OwnForms, OwnHosts, SafeHeaders
from factdb.web.visits import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site

STATIC = Path(__file__).parent / "static"

_ACTIONS = {
    "rate": claim_actions.rate,
    "status": claim_actions.move,
    "assign": claim_actions.assign,
    "tag": claim_actions.tag,
    "note": claim_actions.note,
    "evidence": claim_actions.add_evidence,
}


def create_app(site: Site, hosts: Collection[str]) -> Starlette:
    """Return the application of a site; `hosts` are the names by which browsers may ask for it."""
    routes = [
        Route("/", entry.show_start),
        Route("/claims", claims.show),
        Route("/claims/{number:int}", claim.show, name="claim"),
        *(Route(f"/claims/{{number:int}}/{name}", act, methods=["POST"]) for name, act in _ACTIONS.items()),
        Route("/articles", articles.show_list),
        Route("/articles/{number:int}", articles.show),
        Route("/sign-in", entry.show_sign_in),
        Route("/sign-in", accounts.sign_in, methods=["POST"]),
        Route("/sign-in/{key}", entry.sign_in, methods=["GET", "POST"]),
        Route("/sign-out", entry.sign_out, methods=["POST"]),
        Route("/invitations/{token}", accounts.show_invitation),
        Route("/invitations/{token}", accounts.redeem, methods=["POST"]),
        Route("/account", accounts.show),
        Route("/account/password", accounts.change_password, methods=["POST"]),
        Route("/account/sign-out", accounts.sign_out_everywhere, methods=["POST"]),
        Route("/healthz", entry.is_alive),
        Route("/readyz", entry.is_ready),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    passed_through = [
        Middleware(SafeHeaders),
        Middleware(OwnHosts, hosts=hosts),
        Middleware(OwnForms, read_only=site.read_only, prefix=site.prefix),
    ]
    if site.proxies:
        passed_through.insert(0, Middleware(ProxyHeadersMiddleware, trusted_hosts=list(site.proxies)))
    app = Starlette(
        routes=[Mount(site.prefix, routes=routes)] if site.prefix else routes,
        middleware=passed_through,
        exception_handlers={FactdbError: _answer_refusal, 404: _answer_missing_page},
    )
    app.state.site = site
    return app


def _answer_refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal with its own sentence, its next step and the status of its kind."""
    refused = Refused.of(cast("FactdbError", error))
    answer = rendering.page(request, request.app.state.site, "refusal.html", refused.status, refused=refused)
    answer.headers.update(refused.headers)
    return answer


def _answer_missing_page(request: Request, _error: Exception) -> Response:
    refused = Refused("There is no such page.", "See all claims: follow Claims above.", 404, {})
    return rendering.page(request, request.app.state.site, "refusal.html", 404, refused=refused)
