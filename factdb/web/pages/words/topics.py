"""The list and the pages of topics, and the forms that add, rename and merge them."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.responses import Response

from factdb.domain.text import whole_number
from factdb.formats import rows as plain_rows
from factdb.services.people import topics
from factdb.services.reads.people import topic_pages
from factdb.web.pages.words.people import bar_of
from factdb.web.rendering import PAGE, next_page, shown_count
from factdb.web.visits import Act, Done, Visit, reading, writing

if TYPE_CHECKING:
    from factdb.services.reads.people_types import TopicRow
    from factdb.web.visits import Refused


@reading
def show_list(visit: Visit) -> Response:
    """Show a page of the list, most claims first."""
    return list_page(visit, None)


def list_page(visit: Visit, refused: Refused | None) -> Response:
    """Show a page of the list; after a refused form with the refusal."""
    part, rows = _part(visit), _rows(visit, PAGE + 1)
    typed = visit.request.query_params
    return visit.show(
        "people/topics.html",
        refused.status if refused else 200,
        refused=refused,
        rows=rows[:PAGE],
        part=part,
        total=shown_count(topic_pages.count(visit.session, part)),
        query=urlencode({"q": part}) if part else "",
        next_page=next_page(typed, rows, PAGE, itemgetter("id")),
    )


@reading
def show_list_json(visit: Visit) -> Response:
    """Show a page of the list as rows, with the keys of `factdb topics list --json`."""
    return Response(plain_rows.document(_rows(visit, PAGE)), media_type="application/json")


@reading
def show(visit: Visit) -> Response:
    """Show a topic: its claims by verdict, the newest of them, and forms to rename and merge it."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show a topic; after a refused form with the refusal, and with what was typed."""
    topic = topic_pages.view(visit.session, visit.number)
    base = f"{visit.site.prefix}/claims?topic={quote(topic['name'], safe='')}"
    return visit.show(
        "people/topic.html",
        refused.status if refused else 200,
        refused=refused,
        typed={name: values[0] for name, values in refused.fields.items()} if refused else {},
        topic=topic,
        list_of_claims=base,
        bar=bar_of(topic["verdicts"]["shares"], base),
        quotations=bar_of(topic["verdicts"]["quotations"], base, parameter="quote_verdict"),
        counted=topic["verdicts"]["claims"],
        left_out=topic["verdicts"]["left_out"],
    )


@reading
def show_json(visit: Visit) -> Response:
    """Show a topic as data: its names, and the claims by verdict."""
    topic = topic_pages.view(visit.session, visit.number)
    document = {name: value for name, value in topic.items() if name != "claims"}
    return Response(plain_rows.document(document), media_type="application/json")


@writing(list_page)
def add(act: Act) -> Done:
    """Add a topic."""
    topic = topics.add(act.session, act.actor, act.text("name"))
    return Done(f"Topic {topic.id}: {topic.name}, added.", f"{act.site.prefix}/topics/{topic.id}")


@writing(page)
def rename(act: Act) -> Done:
    """Rename a topic."""
    topic = topics.rename(act.session, act.actor, _name(act), act.text("name"))
    return Done(f"The topic is called {topic.name} now.")


@writing(page)
def merge(act: Act) -> Done:
    """Merge a topic into another, whose name is kept."""
    merged = topics.merge(act.session, act.actor, _name(act), act.text("into"))
    target = topics.find_topic(act.session, merged.into)
    return Done(f"{merged.name} is merged into {merged.into}.", f"{act.site.prefix}/topics/{target.id}")


@writing(page)
def separate(act: Act) -> Done:
    """Undo a merge: the topic that was merged into this one is separate again."""
    merged = topics.undo_merge(act.session, act.actor, act.text("member"))
    return Done(f"{merged.name} is separate again.")


def _name(act: Act) -> str:
    return topic_pages.find(act.session, act.number).name


def _part(visit: Visit) -> str | None:
    return visit.request.query_params.get("q", "").strip() or None


def _rows(visit: Visit, limit: int) -> list[TopicRow]:
    after = whole_number(visit.request.query_params.get("after", ""))
    return topic_pages.list_page(visit.session, _part(visit), after, limit)
