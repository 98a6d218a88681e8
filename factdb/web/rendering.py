"""Renders the pages from their templates: every value is escaped, and a missing one is an error."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from factdb.web import words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.web.site import Site


@cache
def environment() -> Environment:
    """Return the environment of the templates, which is made once."""
    made = Environment(
        loader=PackageLoader("factdb.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": words.day, "moment": words.moment, "chip": words.chip, "direction": words.direction}
    return made


def page(request: Request, site: Site, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    """Answer with a page; each template has the site, the path of the page and the person beside its own values."""
    text = environment().get_template(template)
    shared = {"site": site, "path": request.url.path, "handle": None}
    return HTMLResponse(text.render(**shared | values), status)
