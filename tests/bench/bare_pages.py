"""The peer of the list page: Starlette, sqlite3 and the same template, with no sign-in, no facets and no counts."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import uvicorn
from jinja2 import Undefined
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from factdb.store.driver import sqlite3
from factdb.web import rendering
from tests.bench.bare_list import QUERY


def application(path: str) -> Starlette:
    """Return an application with one page: the newest 50 claims of a SQLite file."""
    file = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
    file.row_factory = sqlite3.Row
    template = rendering.environment().overlay(undefined=Undefined).get_template("claims.html")
    site = SimpleNamespace(prefix="", read_only=False)

    def show(_: Request) -> Response:
        rows = file.execute(QUERY.format(limit=51)).fetchall()
        text = template.render(
            site=site, path="/claims", handle="ana", may=lambda _: True, rows=rows[:50], facets={}, counted="10,000+",
            more="?after=1", typed=QueryParams(), query="", reviewers=[], statuses=[],
        )  # fmt: skip
        return HTMLResponse(text)

    return Starlette(routes=[Route("/claims", show)])


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[1]), port=int(sys.argv[2]), log_level="error", access_log=False)
