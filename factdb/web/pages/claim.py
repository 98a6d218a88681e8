"""The page of a claim: the article on one side, the decision and its evidence on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.services.reads import article_list, claim_page
from factdb.web.passages import paragraphs
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from starlette.responses import Response


@reading
def show(visit: Visit) -> Response:
    """Show a claim where it stands in its article, with verdicts, evidence, history and what waits."""
    number = visit.request.path_params["number"]
    claim = claim_page.page_of(visit.session, number, viewer=visit.viewer, with_history=True)
    history = claim_page.in_words(visit.session, claim["history"])
    article, text = None, []
    if claim["document_id"] is not None:
        article = article_list.article_details(visit.session, claim["document_id"])
        text = paragraphs(article["text"] or "", article["spans"])
    return visit.show("claim.html", claim=claim, history=history, article=article, paragraphs=text)
