"""Pages whose answer may take long, such as reports: it is made before the page's own session opens.

An answer is made on threads of its own: while somebody's question runs, pages still have all of theirs. And no session
waits for it: on SQLite with a rollback journal, nobody can write while somebody reads.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from starlette.concurrency import run_in_threadpool

from factdb.errors import FactdbError
from factdb.errors.reports import TooManyQuestionsError
from factdb.web import signing_in
from factdb.web.safety import MOST_BODY_BYTES
from factdb.web.visits import Sent, Visit, reading, status_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site

    Errand = Callable[["Enquiry"], Any]

_MOST_WAITING = 16  # more are turned away
_MOST_FIELDS = 20
_OF_A_VALUE, _NOT_POSSIBLE = frozenset({400, 404}), 422


@dataclass(frozen=True, kw_only=True)
class Enquiry(Sent):
    """A request for an answer that may take long, with the fields of its form, by a person who is signed in."""

    request: Request
    site: Site
    handle: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: the answer or its refusal, and the seconds that it took."""

    answer: Any = None
    error: FactdbError | None = None
    seconds: float = 0.0

    @property
    def status(self) -> int:
        """The status of the page, which is there: what it cannot answer is the fault of a value."""
        status = status_of(self.error) if self.error else 200
        return _NOT_POSSIBLE if status in _OF_A_VALUE else status

    @property
    def time(self) -> str:
        """The time that it took, for people."""
        return f"{self.seconds * 1000:,.0f} ms" if self.seconds < 1 else f"{self.seconds:,.1f} s"


def answering(
    errand: Errand,
) -> Callable[[Callable[[Visit], Response]], Callable[[Request], Awaitable[Response]]]:
    """Make endpoints of pages; what came of the errand is there as `outcome_of(visit)`."""

    def endpoint_of(show: Callable[[Visit], Response]) -> Callable[[Request], Awaitable[Response]]:
        read = reading(show)

        @wraps(show)
        async def endpoint(request: Request) -> Response:
            site: Site = request.app.state.site
            handle = await run_in_threadpool(signing_in.handle_of, request)
            if handle is not None:
                # A field may be as long as a form: what is too long for a question is said beside it.
                form = request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=MOST_BODY_BYTES)
                async with form as fields:
                    enquiry = Enquiry(fields=fields, request=request, site=site, handle=handle, now=site.now)
                    request.state.enquiry, request.state.outcome = enquiry, await _outcome(errand, enquiry)
            return await run_in_threadpool(read, request)

        return endpoint

    return endpoint_of


def outcome_of(visit: Visit) -> Outcome:
    """Return what came of the errand."""
    outcome: Outcome = visit.request.state.outcome
    return outcome


async def _outcome(errand: Errand, enquiry: Enquiry) -> Outcome:
    limiter = enquiry.site.questioning.limiter
    if limiter.statistics().tasks_waiting >= _MOST_WAITING:
        return Outcome(error=TooManyQuestionsError(_MOST_WAITING))
    return await to_thread.run_sync(_run, errand, enquiry, limiter=limiter)


def _run(errand: Errand, enquiry: Enquiry) -> Outcome:
    start = time.perf_counter()
    try:
        answer = errand(enquiry)
    except FactdbError as error:
        return Outcome(error=error, seconds=time.perf_counter() - start)
    return Outcome(answer, seconds=time.perf_counter() - start)
