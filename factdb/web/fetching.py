"""Forms that fetch a page: the fetch ends before the transaction begins, and runs on threads of its own."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from starlette.concurrency import run_in_threadpool

from factdb.errors import FactdbError
from factdb.store import sessions
from factdb.web import signing_in
from factdb.web.visits import Act, writing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site
    from factdb.web.visits import Done, Page

    Errand = Callable[[], Any]

_MOST_FIELDS = 400


def fetching(
    page: Page, prepare: Callable[[Act], Errand]
) -> Callable[[Callable[[Act], Done]], Callable[[Request], Awaitable[Response]]]:
    """Make endpoints of forms as `writing` does; what the errand of `prepare` brings is there as `brought(act)`.

    `prepare` reads what it needs, and refuses what is not allowed: nothing is fetched for those who may not record it.
    The errand that it returns runs when the ledger is closed again.
    """

    def endpoint_of(change: Callable[[Act], Done]) -> Callable[[Request], Awaitable[Response]]:
        write = writing(page)(change)

        @wraps(change)
        async def endpoint(request: Request) -> Response:
            site: Site = request.app.state.site
            handle = await run_in_threadpool(signing_in.handle_of, request)
            if handle is not None:
                fields = await request.form(max_files=0, max_fields=_MOST_FIELDS)  # which `write` gets once more
                request.state.brought = await to_thread.run_sync(
                    _bring, request, site, handle, fields, prepare, limiter=site.fetchers.limiter
                )
            return await write(request)

        return endpoint

    return endpoint_of


def brought(act: Act) -> Any:  # noqa: ANN401 - what the errand of the form returns
    """Return what the errand brought; raise its refusal, so that the form is answered as any other that is refused."""
    result = act.request.state.brought
    if isinstance(result, FactdbError):
        raise result
    return result


def _bring(request: Request, site: Site, handle: str, fields: FormData, prepare: Callable[[Act], Errand]) -> object:
    try:
        with sessions.reading(site.database) as session:
            errand = prepare(Act(request, site, handle, site.now, session, fields=fields))
        return errand()
    except FactdbError as error:
        return error
