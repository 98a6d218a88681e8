"""The start page: all open work of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.services.reads import morning
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from starlette.responses import Response


@reading
def show(visit: Visit) -> Response:
    """Show what is mine, what is due, and what waits for somebody."""
    sections = list(morning.sections(visit.session, visit.handle, visit.viewer, visit.now))
    return visit.show("morning.html", sections=sections)
