"""The web application: what every request passes through, and how refusals are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Mount
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from factdb.errors import FactdbError
from factdb.web import rendering
from factdb.web.routes import LARGER_FORMS, all_routes
from factdb.web.safety import OwnForms, OwnHosts, SafeHeaders
from factdb.web.visits import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request

    from factdb.web.site import Site


def create_app(site: Site, hosts: Collection[str]) -> Starlette:
    """Return the application of a site; `hosts` are the names by which browsers may ask for it."""
    routes = all_routes()
    passed_through = [
        Middleware(SafeHeaders),
        Middleware(OwnHosts, hosts=hosts),
        Middleware(
            OwnForms, read_only=site.read_only, prefix=site.prefix, too_large=_answer_large_form, larger=LARGER_FORMS
        ),
    ]
    if site.proxies:
        passed_through.insert(0, Middleware(ProxyHeadersMiddleware, trusted_hosts=list(site.proxies)))
    app = Starlette(
        routes=[Mount(site.prefix, routes=routes)] if site.prefix else routes,
        middleware=passed_through,
        exception_handlers={FactdbError: _answer_refusal, 404: _answer_missing_page, ClientDisconnect: _answer_nobody},
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
    refused = Refused("There is no such page.", "", 404, {})
    return rendering.page(request, request.app.state.site, "refusal.html", 404, refused=refused)


def _answer_large_form(request: Request, sentence: str) -> Response:
    # Nothing of the form was read, and so no page can have what was typed: the browser has it.
    refused = Refused(sentence, "Go back in your browser: most browsers still have what you typed.", 413, {})
    return rendering.page(request, request.app.state.site, "refusal.html", refused.status, refused=refused)


def _answer_nobody(_request: Request, _error: Exception) -> Response:
    """Answer a browser that went away before its form was complete: no failure of the server, and nobody reads it."""
    return Response(status_code=400)
