"""The form that corrects the facts of an article, with the claims that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import dates_as_written
from factdb.services.documents import articles
from factdb.services.reads import article_list
from factdb.web.visits import Act, Done, Refused, Visit, reading, writing

if TYPE_CHECKING:
    from starlette.responses import Response

# Of each field: the fact as rows of articles name it.
_FACTS = {
    "title": "title",
    "source": "source",
    "published": "published_on",
    "url": "url",
    "author": "author",
    "language": "language",
}


_CHANGED_MEANWHILE = 409


@reading
def show(visit: Visit) -> Response:
    """Show the facts of an article in a form."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None, planned: articles.ArticleEdit | None = None) -> Response:
    """Show the form; after a refusal or a preview with what was typed, and what would change."""
    article = article_list.article_details(visit.session, visit.number, [])
    stored = {name: article[fact] or "" for name, fact in _FACTS.items()}
    fields = {name: values[0] for name, values in refused.fields.items()} if refused else {}
    shown = {name: fields.get(f"was_{name}", value) for name, value in stored.items()}
    if refused and refused.status == _CHANGED_MEANWHILE:
        # What the person left as it was is shown as it is now: the next save must not take it back.
        fields = {name: value for name, value in fields.items() if value != shown.get(name)}
        shown = stored
    return visit.show(
        "article_edit.html",
        refused.status if refused else 200,
        refused=refused,
        article=article,
        seen=shown,
        typed={"public_note": "", **stored, **fields},
        planned=planned,
    )


@writing(page)
def edit(act: Act) -> Done | Response:
    """Change the facts that were typed anew; with `preview`, only show what would change."""
    changes = _changes(act)
    shown = {fact: act.optional(f"was_{name}") for name, fact in _FACTS.items() if f"was_{name}" in act.fields}
    if act.text("preview"):
        planned = articles.plan(act.session, act.actor, act.number, changes, shown)
        act.session.rollback()
        kept = {name: [act.text(name)] for name in (*_FACTS, "public_note")}
        return page(act, Refused("", "", 200, kept), planned)
    edited = articles.edit(act.session, act.actor, act.number, changes, act.optional("public_note"), shown)
    return Done(_sentence(edited), f"{act.site.prefix}/articles/{act.number}")


def _changes(act: Act) -> articles.ArticleChanges:
    """Return the facts that differ from those that the form was opened with."""
    typed = {name: act.text(name) for name in _FACTS if act.text(name) != act.text(f"was_{name}")}
    published = typed.pop("published", None)
    day = None if published is None else dates_as_written.typed(published, act.now.astimezone().date(), "day")
    return articles.ArticleChanges(published=day, **typed)


def _sentence(edited: articles.ArticleEdit) -> str:
    parts = [f"Article {edited.number}: {'; '.join(edited.lines) or 'unchanged'}."]
    for before, numbers in (
        ("Claims that follow:", [follower.number for follower in edited.followers]),
        ("Corrections that wait for another editor:", edited.waiting),
        ("Retracted claims do not change:", edited.retracted),
    ):
        parts += [f"{before} {', '.join(map(str, numbers))}."] if numbers else []
    return " ".join(parts)
