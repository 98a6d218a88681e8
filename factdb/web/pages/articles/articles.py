"""The list of articles, adding one, and an article's page: its text with its claims, and a form for one more."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile

from factdb.domain import dates_as_written, passages, text
from factdb.domain.enums import Attribution, Kind
from factdb.domain.text import whole_number
from factdb.errors import BadValueError
from factdb.errors.claims import ArticleFactsNeededError, NoTextError, SimilarClaimsError
from factdb.extract.tokens import split_sentences
from factdb.services.claims import adding, proposals
from factdb.services.documents import article_reading, articles
from factdb.services.people import topics
from factdb.services.reads import article_list, claim_list, similar
from factdb.web.passages import paragraphs
from factdb.web.rendering import PAGE, link_with
from factdb.web.visits import Act, Done, Preparation, Sent, Visit, in_sentences, reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from factdb.web.site import Site
    from factdb.web.visits import Refused

_FACTS = ("title", "source", "url", "author", "language")
_LABELS = {"source": "the outlet", "published": "the day of publication"}


@reading
def show_list(visit: Visit) -> Response:
    """Show a page of the articles, newest first, that match the filters of the address."""
    typed = visit.request.query_params
    source, title = (typed.get(name, "").strip() or None for name in ("source", "title"))
    wanted = article_list.ArticleFilter(source, title, bool(typed.get("open")))
    listed = article_list.article_page(visit.session, wanted, whole_number(typed.get("after", "")), PAGE)
    more = link_with(typed, "after", str(listed.rows[-1]["id"]), alone=True) if listed.has_more else None
    return visit.show(
        "articles.html", articles=listed.rows, decided=listed.decided, more=more, typed=typed, filtered=any(typed)
    )


@reading
def show_new(visit: Visit) -> Response:
    """Show the form for an article."""
    return new_page(visit, None)


def new_page(visit: Visit, refused: Refused | None) -> Response:
    """Show the form for an article; after a refusal with what was typed, and with the text of the file."""
    return visit.show("article_new.html", refused.status if refused else 200, refused=refused, typed=_typed(refused))


def _typed(refused: Refused | None) -> defaultdict[str, str]:
    """Return what a refused form had; a template reads empty fields from it where there was none."""
    fields = refused.fields if refused else {}
    return defaultdict(str, {name: values[0] for name, values in fields.items()})


def _read_article(site: Site, sent: Sent, now: datetime) -> article_reading.NewArticle:
    """Read the article that a form brings: pasted, a file, or an address to fetch; it may take seconds."""
    details: dict[str, Any] = {name: sent.optional(name) for name in _FACTS}
    published = sent.text("published")
    details["published"] = dates_as_written.typed(published, now.astimezone().date()) if published else None
    if details["url"] and not _has_text(sent):
        with site.fetchers.turn() as fetcher:
            return article_reading.fetch_article(fetcher, details.pop("url"), details)
    raw, file_name = _handed_in(sent)
    article = article_reading.read_article(raw, details, file_name or "the pasted text", file_name)
    if file_name:
        sent.kept.update(_form_fields(article, file_name))
    return article


@writing(new_page, files=1, preparation=Preparation("articles add", _read_article))
def add(act: Act) -> Done:
    """Add an article that was pasted or uploaded, and go to its proposals."""
    act.actor.require("articles add")
    today = act.now.astimezone().date()
    article: article_reading.NewArticle = act.prepared
    missing = article.missing_facts(act.session)
    if missing:
        raise ArticleFactsNeededError(article.file_name or "The text", [_LABELS[fact] for fact in missing])
    stored = articles.add(act.session, act.actor, article.draft, article.reading)
    number = stored.document.id
    notices = [*stored.notices, *(article.doubts if stored.newly_read else ())]
    day = article.draft.published.first()
    published = act.text("published")
    notices += [f"the day {published} is in the future"] if published and day and day > today else []
    sentence = f"Article {number}: {article_reading.outcome(stored, article.text)}.{in_sentences(notices)}"
    tail = "/proposals" if stored.newly_read else ""
    return Done(sentence, f"{act.site.prefix}/articles/{number}{tail}")


def _has_text(sent: Sent) -> bool:
    file = sent.fields.get("file")
    return bool(sent.text("text")) or (isinstance(file, UploadFile) and bool(file.filename))


def _handed_in(sent: Sent) -> tuple[bytes, str | None]:
    """Return the bytes of a form's text, and the name of its file."""
    file = sent.fields.get("file")
    pasted = sent.fields.get("text")
    words = pasted if isinstance(pasted, str) and pasted.strip() else ""
    file_name = sent.optional("file_name")
    if isinstance(file, UploadFile) and file.filename:
        if words:
            raise BadValueError("file", file.filename, "and a pasted text are two articles", "Hand in one of them.")
        return file.file.read(), file.filename
    if not words:
        raise BadValueError(
            "text", "", "is empty", "Paste the text of the article, choose its file, or give its address."
        )
    # Browsers send every line end as two characters; the text of a file is stored as it is.
    return words.replace("\r\n", "\n").encode("utf-8", "surrogatepass"), file_name


def _form_fields(article: article_reading.NewArticle, file_name: str) -> dict[str, list[str]]:
    """Return the fields that show a file again after a refusal: a browser does not choose it again by itself."""
    published = article.draft.published
    facts = {name: getattr(article.draft, name) or "" for name in _FACTS}
    facts["published"] = str(published) if published.day else ""
    return {name: [value] for name, value in {**facts, "text": article.text, "file_name": file_name}.items()}


@reading
def show(visit: Visit) -> Response:
    """Show an article's text with its claims marked, and how far the work on it is."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show an article; after a refused claim, with what was typed and with the claims that are like it."""
    read_article = proposals.find_article(visit.session, visit.number)
    proposed = visit.site.proposals.of(visit.session, read_article) if read_article else None
    details = article_list.article_details(visit.session, visit.number, proposed)
    typed = _typed(refused)
    alike = similar.hints_for(visit.session, _words(typed)) if _words(typed) else []
    return visit.show(
        "article.html",
        refused.status if refused else 200,
        refused=refused,
        typed=typed,
        alike=alike,
        languages=claim_list.languages(visit.session, (row["id"] for row in alike)),
        article=details,
        paragraphs=paragraphs(details["text"] or "", details["spans"]),
        sentences=split_sentences(details["text"] or "") if visit.may("claims add") else [],
        kinds=list(Kind),
        attributions=list(Attribution),
    )


@writing(page)
def add_claim(act: Act) -> Done:
    """Add a claim at a passage of the article; first show the claims that are like it."""
    act.actor.require("claims add")
    # Before the claim is added, or it would be like itself.
    alike = similar.hints_for(act.session, _words({name: act.text(name) for name in ("claim", "quote")}))
    draft = _draft(act)
    if alike and not act.text("anyway"):
        raise SimilarClaimsError([row["id"] for row in alike])
    added = adding.add(act.session, act.actor, draft)
    return Done(
        f"Claim {added.claim.id} added.{in_sentences(added.notices)}",
        f"{act.site.prefix}/articles/{act.number}#claim-{added.claim.id}",
    )


def _words(typed: dict[str, str]) -> str:
    """Return the words by which similar claims are looked up: those of the claim, else of the passage."""
    return typed.get("claim") or typed.get("quote") or ""


def _draft(act: Act) -> adding.ClaimDraft:
    today = act.now.astimezone().date()
    read_article = proposals.find_article(act.session, act.number)
    if read_article is None:
        raise NoTextError(act.number)
    start, end = act.integer("start"), act.integer("end")
    if start is not None and end is not None:
        span = passages.require_span(read_article.text, start, end)
    elif quote := act.text("quote"):
        span = passages.locate(read_article.text, quote, act.integer("place"))
    else:
        raise BadValueError("passage", "", "is empty", "Select it in the text, or paste its words.")
    said_on, resolves_on = act.text("said_on"), act.text("resolves_on")
    kind, attribution = act.text("kind"), act.text("attribution")
    return adding.ClaimDraft(
        article=act.number,
        claim=act.optional("claim"),
        span=span,
        speaker=act.optional("speaker"),
        attributed_to=act.optional("attributed_to"),
        said_on=dates_as_written.typed(said_on, today) if said_on else None,
        occasion=act.optional("occasion"),
        kind=text.member(Kind, "kind", kind) if kind else None,
        attribution=text.member(Attribution, "attribution", attribution) if attribution else None,
        topics=topics.split_names(act.text("topics")),
        resolves_on=dates_as_written.last_day(resolves_on, today) if resolves_on else None,
    )
