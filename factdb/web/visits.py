"""Turns functions of pages into endpoints: opens the ledger, knows who visits, and answers refusals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from factdb.services.actor import Actor, Viewer, find_actor, find_viewer
from factdb.store import sessions
from factdb.web import rendering

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from factdb.web.site import Site

COOKIE = "factdb"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a person who is signed in."""

    request: Request
    site: Site
    handle: str
    now: datetime
    session: Session

    @property
    def viewer(self) -> Viewer:
        """The person who reads."""
        return find_viewer(self.session, self.handle, self.now)

    @property
    def actor(self) -> Actor:
        """The reviewer who acts; refuses somebody who is none."""
        return find_actor(self.session, self.handle, self.now)

    def show(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what the page needs
        """Answer with a page."""
        return rendering.page(self.request, self.site, template, status, handle=self.handle, **values)


def reading(show: Callable[[Visit], Response]) -> Callable[[Request], Response]:
    """Make an endpoint of a page that only reads."""

    @wraps(show)
    def endpoint(request: Request) -> Response:
        site, signed_in = _signed_in(request)
        if signed_in is None:
            return RedirectResponse(f"{site.prefix}/sign-in", 303)
        with sessions.reading(site.database) as session:
            return show(Visit(request, site, signed_in, site.now, session))

    return endpoint


def _signed_in(request: Request) -> tuple[Site, str | None]:
    site: Site = request.app.state.site
    token = request.cookies.get(COOKIE)
    signed_in = site.sign_ins.session(token, site.now) if token else None
    return site, signed_in.handle if signed_in else None
