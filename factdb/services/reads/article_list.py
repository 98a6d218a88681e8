"""Lists and pages of articles: the text, the work on its claims, and the passages that no claim covers yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import case, func, or_, select

from factdb.domain import dates
from factdb.domain.enums import OPEN_STATUSES, Status
from factdb.domain.identities import Owners
from factdb.domain.proposals import worth_showing
from factdb.errors import NoSuchError
from factdb.services.documents import captures
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import filter_names
from factdb.store.base import among, count_by
from factdb.store.models import Claim, Document, ProposalDecision, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from factdb.extract.proposal import Proposal

COLUMNS = (
    "id", "uid", "source", "published_on", "title", "author", "url", "language", "claims", "open", "published",
)  # fmt: skip
TABLE_COLUMNS = ("id", "source", "published_on", "claims", "open", "title")


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """The articles of an outlet, with words in the title, and with claims that need work."""

    source: str | None = None
    title: str | None = None
    is_open: bool = False


class ArticlePage(NamedTuple):
    """A page of the list: its rows, and how many proposals of each article were decided."""

    rows: list[dict[str, Any]]
    decided: Mapping[int, int]
    has_more: bool


def list_articles(session: Session, article_filter: ArticleFilter = ArticleFilter()) -> list[dict[str, Any]]:
    """Return the articles, newest first, with the number of their claims, of open claims and of published claims."""
    query = _articles().where(*_conditions(session, article_filter)).order_by(*_NEWEST)
    return [_row(*row) for row in session.execute(query)]


def article_page(session: Session, article_filter: ArticleFilter, after: int | None, limit: int) -> ArticlePage:
    """Return a page of the list that goes on after an article; counts are read for the page alone."""
    numbers = _numbers(session, _conditions(session, article_filter), after, limit + 1)
    shown = numbers[:limit]
    rows = session.execute(_articles(shown).where(Document.id.in_(shown)).order_by(*_NEWEST))
    decided = count_by(ProposalDecision.document_id).where(ProposalDecision.document_id.in_(shown))
    return ArticlePage([_row(*row) for row in rows], dict(session.execute(decided).all()), len(numbers) > limit)


def _conditions(session: Session, article_filter: ArticleFilter) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if article_filter.source:
        tests.append(Document.source_id.in_(filter_names.numbers(session, Owners.SOURCE, article_filter.source)))
    if article_filter.title:
        tests.append(Document.title.icontains(article_filter.title, autoescape=True))
    if article_filter.is_open:
        tests.append(among(Document.id, select(Claim.document_id).where(Claim.status.in_(OPEN_STATUSES))))
    return tests


def _numbers(session: Session, tests: Sequence[ColumnElement[bool]], after: int | None, limit: int) -> list[int]:
    """Return the numbers of a part of the list: first the articles with a day, then those whose day nobody knows.

    Two queries, as no order of both engines has the unknown days last in the same index.
    """
    listed, day = select(Document.id).where(Document.is_article, *tests), Document.published_on
    dated = listed.where(day.is_not(None)).order_by(day.desc(), Document.id)
    undated = listed.where(day.is_(None)).order_by(Document.id)
    last = session.scalar(select(day).where(Document.id == after)) if after is not None else None
    if last is not None:
        dated = dated.where(day <= last, or_(day < last, Document.id > after))
    elif after is not None:
        return list(session.scalars(undated.where(Document.id > after).limit(limit)))
    numbers = list(session.scalars(dated.limit(limit)))
    return [*numbers, *session.scalars(undated.limit(limit - len(numbers)))] if len(numbers) < limit else numbers


_NEWEST = (Document.published_on.is_(None), Document.published_on.desc(), Document.id)


def summary(session: Session, number: int) -> dict[str, Any]:
    """Return an article as a row of the list."""
    return _row(*session.execute(_articles((number,)).where(Document.id == number)).one())


def article_details(session: Session, number: int, proposed: list[Proposal] | None = None) -> dict[str, Any]:
    """Return an article with its text, the spans of its claims, and how far the work on it is.

    `statuses` counts its claims by status. `open_passages` are proposed passages that have no claim and no decision,
    without the minor ones, which `minor_passages` counts; `proposed` has all proposals of the article if they are known
    already. Spans are those of the newest text.
    """
    from factdb.services.claims import proposals  # noqa: PLC0415 - a list of articles does not wait for `extract`

    article = session.execute(_articles((number,)).where(Document.id == number)).one_or_none()
    if article is None:
        raise NoSuchError("article", number, next_step="See all articles: factdb articles list")
    capture = captures.newest_text(session, number)
    read_article = proposals.ReadArticle(article[0], capture) if capture else None
    undecided = proposals.undecided_proposals(session, read_article, proposed) if read_article else []
    waiting, minor = worth_showing(undecided, show_all=False)
    spans = (
        select(Claim.id, Claim.span_start, Claim.span_end)
        .where(Claim.document_id == number, Claim.capture_n == (capture.n if capture else None))
        .where(Claim.span_start.is_not(None))
        .order_by(Claim.span_start, Claim.id)
    )
    return {
        **_row(*article),
        "statuses": claims_by_status(session, number),
        "captured_at": capture.captured_at if capture else None,
        "sha256": capture.sha256 if capture else None,
        "spans": [{"claim": row.id, "start": row.span_start, "end": row.span_end} for row in session.execute(spans)],
        "open_passages": [{"start": passage.start, "end": passage.end, "text": passage.text} for passage in waiting],
        "minor_passages": minor,
        "text": capture.text if capture else None,
    }


def claims_by_status(session: Session, number: int) -> dict[str, int]:
    """Return the number of an article's claims by status, in the order of the statuses."""
    query = select(Claim.status, func.count()).where(Claim.document_id == number).group_by(Claim.status)
    counts = dict(session.execute(query).all())
    return {str(status): counts[status] for status in Status if status in counts}


def _articles(numbers: Sequence[int] | None = None) -> Select[Any]:
    """Select the articles with the counts of their claims, which are read in one pass; `numbers` are all that count."""
    counted = select(Document.id).where(Document.is_article) if numbers is None else numbers
    # One grouped read of their claims: a count for each article would read the index as often as there are articles.
    counts = (
        select(
            Claim.document_id,
            func.count().label("claims"),
            _number_of(*OPEN_STATUSES).label("open"),
            _number_of(Status.PUBLISHED).label("published"),
        )
        .where(Claim.document_id.in_(counted))
        .group_by(Claim.document_id)
        .subquery()
    )
    columns = (func.coalesce(counts.c[name], 0) for name in ("claims", "open", "published"))
    living = SOURCES.living_id_of(Document.source_id)
    query: Select[Any] = select(Document, Source).add_columns(*columns).select_from(Document)
    query = query.join(Source, Source.id == living)
    return query.outerjoin(counts, counts.c.document_id == Document.id).where(Document.is_article)


def _number_of(*statuses: Status) -> Any:  # noqa: ANN401 - a sum, as SQLAlchemy types it
    return func.sum(case((Claim.status.in_(statuses), 1), else_=0))


def _row(document: Document, source: Source, claims: int, is_open: int, published: int) -> dict[str, Any]:
    return {
        "id": document.id,
        "uid": document.uid,
        "source": source.name,
        "published_on": dates.shown(document.published_on, document.published_precision),
        "title": document.title,
        "author": document.author,
        "url": document.url,
        "language": document.language,
        "claims": claims,
        "open": int(is_open),
        "published": int(published),
    }
