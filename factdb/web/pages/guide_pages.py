"""The guide in the browser: its topics, a page of it, and a search through all pages."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from starlette.responses import FileResponse

from factdb import guide
from factdb.errors import NoSuchError
from factdb.web.markdown import HEADING, rendered
from factdb.web.visits import reading

if TYPE_CHECKING:
    from starlette.responses import Response

    from factdb.guide import GuideMatch
    from factdb.web.visits import Visit

_MOST_MATCHES = 200


@reading
def show_topics(visit: Visit) -> Response:
    """Show the topics, or the lines that have the words of a search."""
    words = visit.request.query_params.get("q", "").strip()
    matches = list(guide.search(words)) if words else []
    return visit.show(
        "guide/topics.html",
        words=words,
        heading=HEADING,
        pages=[guide.page(topic) for topic in guide.topics()],
        places=[(match, list(lines)) for match, lines in groupby(matches[:_MOST_MATCHES], _without_line)],
        more=max(len(matches) - _MOST_MATCHES, 0),
    )


def _without_line(match: GuideMatch) -> GuideMatch:
    return match._replace(line="")


@reading
def show_page(visit: Visit) -> Response:
    """Show a page of the guide."""
    page = guide.page(visit.request.path_params["topic"])
    return visit.show("guide/page.html", page=page, topics=guide.topics(), text=rendered(page.topic, visit.site.prefix))


@reading
def show_picture(visit: Visit) -> Response:
    """Send a picture of a page."""
    name = visit.request.path_params["name"]
    if (file := guide.pictures().get(name)) is None:
        raise NoSuchError("picture of the guide", name, next_step="See all topics: factdb guide")
    return FileResponse(file, headers={"cache-control": "private, max-age=3600"})
