"""The page of a claim: the article on one side, the decision and its evidence on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import workflow
from factdb.domain.enums import Status
from factdb.services.decisions import scales
from factdb.services.desk import reviewers
from factdb.services.reads import article_list, claim_page
from factdb.web.passages import paragraphs
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from starlette.responses import Response

    from factdb.web.visits import Refused


@reading
def show(visit: Visit) -> Response:
    """Show a claim where it stands in its article, with verdicts, evidence, history and what waits."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show a claim; after a refused form, with the refusal and what was typed."""
    number = visit.request.path_params["number"]
    claim = claim_page.page_of(visit.session, number, viewer=visit.viewer, with_history=True)
    history = claim_page.in_words(visit.session, claim["history"])
    article, text = None, []
    if claim["document_id"] is not None:
        article = article_list.article_details(visit.session, claim["document_id"])
        text = paragraphs(article["text"] or "", article["spans"])
    return visit.show(
        "claim.html",
        refused.status if refused else 200,
        refused=refused,
        typed=refused.fields if refused else {},
        claim=claim,
        history=history,
        article=article,
        paragraphs=text,
        ratings=_ratings(visit),
        moves=workflow.possible_moves(Status(claim["status"])),
        reviewers=[row["handle"] for row in reviewers.list_reviewers(visit.session)],
        done=visit.request.query_params.get("done"),
    )


def _ratings(visit: Visit) -> dict[str, list[tuple[str, str, str]]]:
    """Return the desk's own ratings by question: code, label and definition of each, in the order of the scale."""
    by_question: dict[str, list[tuple[str, str, str]]] = {}
    for row in visit.session.execute(scales.own_ratings()):
        choice = row.Rating.code, row.Rating.label, row.Rating.definition or ""
        by_question.setdefault(str(row.Scale.question), []).append(choice)
    return by_question
