"""Turns functions of pages into endpoints: opens the ledger, knows who visits, and gives refusals their HTTP status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from factdb.errors import FactdbError
from factdb.errors.database import DatabaseError
from factdb.errors.web import TooManyAttemptsError
from factdb.services.actor import Actor, Viewer, find_actor, find_viewer
from factdb.store import sessions
from factdb.web import rendering, signing_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime
    from typing import Any

    from sqlalchemy.orm import Session
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from factdb.web.site import Site

    Page = Callable[["Visit", "Refused | None"], Response]

# By exit code: every refusal says itself what kind it is.
_STATUS_BY_EXIT_CODE = {2: 400, 3: 404, 4: 403, 5: 409}
_NOT_POSSIBLE, _TOO_OFTEN, _NOT_NOW = 422, 429, 503
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused form: what is wrong, what to do next, the status of the answer, and every letter that was typed."""

    sentence: str
    next_step: str
    status: int
    fields: Mapping[str, str]
    retry_after: int = RETRY_SECONDS

    @classmethod
    def of(cls, error: FactdbError, fields: Mapping[str, str] | None = None) -> Refused:
        """Return the answer to a refusal."""
        retry_after = error.seconds if isinstance(error, TooManyAttemptsError) else RETRY_SECONDS
        return cls(str(error), error.next_step, status_of(error), fields or {}, retry_after)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer: when to try again, if the ledger was not to be reached, or it was too soon."""
        return {"retry-after": str(self.retry_after)} if self.status in {_NOT_NOW, _TOO_OFTEN} else {}


def status_of(error: FactdbError) -> int:
    """Return the HTTP status of a refusal."""
    if isinstance(error, DatabaseError):
        return _NOT_NOW
    if isinstance(error, TooManyAttemptsError):
        return _TOO_OFTEN
    return _STATUS_BY_EXIT_CODE.get(error.exit_code, _NOT_POSSIBLE)


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
        site: Site = request.app.state.site
        with sessions.reading(site.database) as session:
            signed_in = signing_in.who(request, session)
            if signed_in is None:
                return RedirectResponse(f"{site.prefix}/sign-in", 303)
            answer = show(Visit(request, site, signed_in.handle, site.now, session))
        if signed_in.is_due:  # after the answer: nobody waits for it
            answer.background = BackgroundTask(signing_in.prolong, request)
        return answer

    return endpoint


@dataclass(frozen=True, slots=True)
class Act(Visit):
    """A request that changes the ledger, with the fields of its form."""

    fields: FormData

    def text(self, name: str) -> str:
        """Return a field; empty where the form has none."""
        value = self.fields.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def chosen(self, name: str) -> list[str]:
        """Return the values that were ticked."""
        return [value for value in self.fields.getlist(name) if isinstance(value, str) and value]

    def number(self, name: str) -> int | None:
        """Return a field that is a number; None where it is none."""
        typed = self.text(name)
        return int(typed) if typed.isdecimal() else None


def writing(page: Page) -> Callable[[Callable[[Act], str]], Callable[[Request], Awaitable[Response]]]:
    """Make endpoints of functions that change the ledger in one transaction, and say what they did.

    Afterwards the browser is back on the page, whose reload changes nothing again. A refusal is answered by `page` with
    every letter that was typed.
    """

    def endpoint_of(change: Callable[[Act], str]) -> Callable[[Request], Awaitable[Response]]:
        @wraps(change)
        async def endpoint(request: Request) -> Response:
            site: Site = request.app.state.site
            handle = await run_in_threadpool(signing_in.handle_of, request)
            if handle is None:
                return RedirectResponse(f"{site.prefix}/sign-in", 303)
            async with request.form(max_files=0, max_fields=100) as fields:
                return await run_in_threadpool(_write, request, site, handle, fields, change, page)

        return endpoint

    return endpoint_of


def _write(
    request: Request, site: Site, handle: str, fields: FormData, change: Callable[[Act], str], page: Page
) -> Response:
    try:
        with sessions.writing(site.database) as session:
            message = change(Act(request, site, handle, site.now, session, fields))
    except FactdbError as error:
        typed = {name: value for name, value in fields.multi_items() if isinstance(value, str)}
        with sessions.reading(site.database) as session:
            return page(Visit(request, site, handle, site.now, session), Refused.of(error, typed))
    return RedirectResponse(f"{request.url.path.rpartition('/')[0]}?done={quote(message)}", 303)
