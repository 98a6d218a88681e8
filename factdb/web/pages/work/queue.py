"""The start page with all open work of the desk, and the queue: take the next claim, give it back, who has what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from factdb.domain.claim_filter import ClaimFilter
from factdb.formats import rows as plain_rows
from factdb.services.claims import queue
from factdb.services.reads import claim_list, saved_search_list
from factdb.services.reads.people import waiting_names
from factdb.services.reads.work import morning
from factdb.web.rendering import MOST_COUNTED, MOST_WITH_COUNTS, PAGE, shown_count
from factdb.web.visits import Act, Done, Visit, reading, writing

if TYPE_CHECKING:
    from typing import Any

    from factdb.services.reads.row_types import BriefRow
    from factdb.web.visits import Refused

_SHOWN = 20
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
def show_start(visit: Visit) -> Response:
    """Show what is mine, what is due, and what waits for somebody."""
    sections = list(morning.sections(visit.session, visit.handle, visit.viewer, visit.now, MOST_COUNTED))
    places = {"handle": visit.handle, "due_by": morning.due_by(visit.now)}
    lists = {section.title: _LISTS[section.title].format(**places) for section in sections}
    searches = list(saved_search_list.rows(visit.session, visit.reader, MOST_WITH_COUNTS))
    renames = waiting_names.waiting(visit.session)
    return visit.show("morning.html", sections=sections, lists=lists, searches=searches, renames=renames)


@reading
def show(visit: Visit) -> Response:
    """Show the claims that wait, in the order in which they are handed out, and who has taken which."""
    return page(visit, None)


@reading
def show_json(visit: Visit) -> Response:
    """Show who has taken what, and the numbers of the first claims that wait."""
    waiting = queue.first_in_line(visit.session, visit.actor, limit=_SHOWN)
    return Response(plain_rows.document({"held": _leases(visit), "waiting": waiting}), media_type="application/json")


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show the queue; after a refused form, with the refusal."""
    return visit.show(
        "queue.html",
        refused.status if refused else 200,
        refused=refused,
        typed=refused.fields if refused else {},
        waiting=_waiting(visit),
        count=shown_count(queue.count_waiting(visit.session, visit.now, MOST_COUNTED + 1)),
        leases=_leases(visit),
    )


@writing(page)
def take(act: Act) -> Done:
    """Take the most urgent claim that nobody works on, and go to it."""
    leased = queue.lease_next(act.session, act.actor, act.optional("topic"))
    until = f" until {leased.until:%H:%M} UTC" if leased.until else ""
    return Done(f"Claim {leased.claim_id} is yours{until}.", f"{act.site.prefix}/claims/{leased.claim_id}")


@writing(page)
def release(act: Act) -> Done:
    """Give back a claim, or all claims that the person has taken."""
    number = act.integer("claim")
    released = queue.release(act.session, act.actor, [] if number is None else [number])
    names = ", ".join(f"claim {number}" for number in released)
    return Done(f"Given back: {names}." if released else "You have taken no claim.", f"{act.site.prefix}/queue")


@writing(page)
def take_back(act: Act) -> Done:
    """Take back a claim that somebody has taken."""
    number = act.integer("claim")
    holders = queue.take_back(act.session, act.actor, [] if number is None else [number])
    back = ", ".join(f"claim {number} from {handle}" for number, handle in holders)
    return Done(f"Taken back: {back or 'nothing'}.", f"{act.site.prefix}/queue")


def _waiting(visit: Visit) -> list[BriefRow]:
    numbers = queue.first_in_line(visit.session, visit.actor, limit=_SHOWN)
    rows = claim_list.brief(visit.session, ClaimFilter(ids=numbers), limit=_SHOWN)
    return sorted(rows, key=lambda row: numbers.index(row["id"]))


def _leases(visit: Visit) -> list[dict[str, Any]]:
    leases = visit.session.execute(queue.held_claims(visit.now).limit(PAGE))
    return [
        {"claim": row.id, "says": row.claim, "language": row.language, "reviewer": row.handle, "until": row.until}
        for row in leases
    ]
