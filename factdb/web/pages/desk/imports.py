"""The list of imports, one import with its options and claims, and the undoing of one: first what it would do."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from factdb.domain.text import whole_number
from factdb.services.imports import import_list, import_undoing
from factdb.web.rendering import PAGE
from factdb.web.visits import Done, Refused, Visit, reading, writing

if TYPE_CHECKING:
    from starlette.responses import Response

    from factdb.services.imports.import_undoing import UndoneImport
    from factdb.web.visits import Act

_MOST_CLAIMS = 5_000


@reading
def show_list(visit: Visit) -> Response:
    """Show the imports, newest first."""
    after = whole_number(visit.request.query_params.get("after", ""))
    rows = list(import_list.import_rows(visit.session, after, PAGE + 1))
    next_page = f"?after={rows[PAGE - 1]['id']}" if len(rows) > PAGE else None
    return visit.show("import/list.html", rows=rows[:PAGE], next_page=next_page, is_first=after is None)


@reading
def show(visit: Visit) -> Response:
    """Show an import: its file, its options and its claims."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None, undone: UndoneImport | None = None) -> Response:
    """Show an import; with what undoing it would do, the button that undoes it."""
    details = import_list.import_page(visit.session, visit.number, _MOST_CLAIMS + 1)
    numbers = details["claims"][:_MOST_CLAIMS]
    return visit.show(
        "import/details.html",
        refused.status if refused else 200,
        refused=refused,
        details=details,
        claims=import_list.ranges(numbers),
        first_claims=list(islice(numbers, 10)),
        has_more=len(details["claims"]) > _MOST_CLAIMS,
        undone=undone,
        seen=_counts(undone) if undone else "",
    )


@writing(page)
def undo(act: Act) -> Done | Response:
    """Show what undoing an import would do; with `seen`, undo it, unless it would now do something else."""
    undone = import_undoing.undo(act.session, act.actor, act.number)
    if act.text("seen") == _counts(undone):
        counts = f"{undone.declined} declined, {undone.restored} restored, {len(undone.left)} left as they are"
        return Done(f"Import {undone.number} was undone: {counts}.", f"{act.site.prefix}/imports/{act.number}")
    act.session.rollback()
    return page(act, None, undone)


def _counts(undone: UndoneImport) -> str:
    """Return what somebody saw before the confirmation."""
    numbers = undone.declined, undone.restored, undone.checks, undone.documents
    lists = undone.left, undone.withdrawn, undone.waiting, undone.documents_left
    return "-".join(map(str, [*numbers, *(len(listed) for listed in lists)]))
