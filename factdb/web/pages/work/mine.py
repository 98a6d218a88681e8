"""My assessments beside what was published, with the reason given; nothing that is not published yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from factdb.domain.enums import Comparison, Question
from factdb.domain.text import member, whole_number
from factdb.formats import rows as plain_rows
from factdb.reports import own_assessments
from factdb.reports.own_assessments import OwnFilter, Place
from factdb.web.rendering import PAGE, next_page
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from factdb.reports.own_assessments import OwnAssessmentRow


@reading
def show(visit: Visit) -> Response:
    """Show which of my assessments agree with the published verdicts, and which differ."""
    typed, chosen = visit.request.query_params, _filter(visit)
    rows = own_assessments.rows(visit.session, chosen, _place(visit), PAGE + 1)
    return visit.show(
        "mine.html",
        rows=rows[:PAGE],
        chosen=chosen,
        counted=own_assessments.counts(visit.session, chosen),
        questions=list(Question),
        next_page=next_page(typed, rows, PAGE, _name),
    )


@reading
def show_json(visit: Visit) -> Response:
    """Show a page of the list as rows, with the keys of `factdb report mine --json`."""
    rows = own_assessments.rows(visit.session, _filter(visit), _place(visit), PAGE)
    return Response(plain_rows.document(rows), media_type="application/json")


def _filter(visit: Visit) -> OwnFilter:
    typed = visit.request.query_params
    question, comparison = typed.get("question"), typed.get("comparison")
    return OwnFilter(
        visit.viewer.reviewer_id,
        member(Question, "question", question) if question else None,
        member(Comparison, "comparison", comparison) if comparison else None,
    )


def _name(row: OwnAssessmentRow) -> str:
    return f"{row['claim']}.{row['on']}.{row['round']}"


def _place(visit: Visit) -> Place | None:
    """Return the assessment that the page continues after: 19.truth.1."""
    claim, question, number = (*visit.request.query_params.get("after", "").split("."), "", "", "")[:3]
    claim_id, round_ = whole_number(claim), whole_number(number)
    if claim_id is None or round_ is None or question not in set(Question):
        return None
    return Place(claim_id, Question(question), round_)
