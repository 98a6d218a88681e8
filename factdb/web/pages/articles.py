"""The list of articles, and an article with the passages of its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.services.reads import article_list
from factdb.web.passages import paragraphs
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from starlette.responses import Response


@reading
def show_list(visit: Visit) -> Response:
    """Show the articles, newest first."""
    return visit.show("articles.html", articles=article_list.list_articles(visit.session))


@reading
def show(visit: Visit) -> Response:
    """Show an article's text with its claims marked, and how far the work on it is."""
    details = article_list.article_details(visit.session, visit.request.path_params["number"])
    return visit.show("article.html", article=details, paragraphs=paragraphs(details["text"] or "", details["spans"]))
