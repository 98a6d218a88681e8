"""The start page: all open work of the desk, in the sections of the command line, each with the page that lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.services.reads import morning
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from starlette.responses import Response

# By title, the page whose rows a section counts.
_LISTS = {
    "mine": "claims?open=yes&assignee={handle}",
    "due": "claims?due_by={due_by}",
    "new": "claims?status=new",
    "in review by nobody": "claims?status=in-review&assignee=nobody",
    "waiting for your approval": "claims?waits_for=me",
    "waiting for the approval of others": "claims?waits_for=others",
    "complaints open": "complaints",
    "replies overdue": "replies?kind=reply&state=due",
    morning.PAGES: "evidence?state=needs-look",
}


@reading
def show(visit: Visit) -> Response:
    """Show what is mine, what is due, and what waits for somebody."""
    sections = list(morning.sections(visit.session, visit.handle, visit.viewer, visit.now))
    places = {"handle": visit.handle, "due_by": morning.due_by(visit.now)}
    lists = {section.title: _LISTS[section.title].format(**places) for section in sections}
    return visit.show("morning.html", sections=sections, lists=lists)
