"""A person's saved searches: the list of them, and the forms that save, rename and delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.search import filter_address
from factdb.services.desk import saved_searches
from factdb.services.reads import saved_search_list
from factdb.web.visits import Act, Done, Refused, Visit, reading, writing

if TYPE_CHECKING:
    from starlette.responses import Response


def _page(visit: Visit, refused: Refused | None) -> Response:
    return visit.show(
        "searches.html",
        refused.status if refused else 200,
        refused=refused,
        searches=list(saved_search_list.rows(visit.session, visit.reader)),
    )


@reading
def show(visit: Visit) -> Response:
    """Show the searches of the person, with counts also on a large ledger."""
    return _page(visit, None)


@writing(_page)
def save(act: Act) -> Done:
    """Save the filters of a list under a name, and go back to the list."""
    query = act.text("query")
    pairs = filter_address.of_page(query)
    search = saved_searches.save(act.session, act.actor, act.text("name"), pairs, replace=bool(act.text("replace")))
    return Done(f"Saved as “{search.name}”.", f"{act.site.prefix}/claims?{search.query}")


@writing(_page)
def rename(act: Act) -> Done:
    """Give a search another name."""
    search = saved_searches.rename(act.session, act.actor, act.text("name"), act.text("new_name"))
    return Done(f"Renamed to “{search.name}”.")


@writing(_page)
def delete(act: Act) -> Done:
    """Delete a search."""
    name = saved_searches.delete(act.session, act.actor, act.text("name"))
    return Done(f"“{name}” deleted.")
