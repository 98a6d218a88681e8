"""The cited pages of the desk with their states: one row a page, with what is kept of it and what cites it.

A page is cited while evidence that is not withdrawn names its document, and the document has an address. Its state is
that of its newest check; whether that means dead is decided where all checks are: in the view v1_page_checks.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime  # noqa: TC003 - `factdb schema` reads the annotations
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import Text, case, column, exists, func, or_, select, table, text, type_coerce
from sqlalchemy.orm import aliased

from factdb.domain.page_states import PageFilter, PageState
from factdb.services.documents import captures
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import evidence_list
from factdb.store.base import among
from factdb.store.models import Capture, Document, Evidence, PageCheck, Source
from factdb.store.models.pages import NOT_AS_CITED
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from sqlalchemy import ColumnElement, ScalarSelect, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

_CHECKS = table("v1_page_checks", column("document_id"), column("n"), column("page_state", Text))
_FAILURES = [state for state in PageState if state.is_failure and state is not PageState.DEAD]
_AS_CITED = frozenset({PageState.OK, PageState.MOVED})
_AT_ONCE = 500


class CitedPageRow(TypedDict):
    """A page that evidence cites. `state` is None before its first check.

    `files` counts what was kept of it, byte for byte. `evidence` names each row of evidence that cites the page and
    still counts: 7.1.
    """

    id: int
    source: str | None
    title: str | None
    url: str
    state: str | None
    why: str | None
    checked_at: datetime | None
    captures: int
    files: int
    archived_url: str | None
    evidence: list[str]


COLUMNS = tuple(CitedPageRow.__annotations__)


def pages(
    session: Session, state: PageFilter | None = None, after: int | None = None, at_once: int = _AT_ONCE
) -> Generator[CitedPageRow]:
    """Yield the cited pages, newest document first, from those below the number `after`; they are read on demand."""
    while batch := session.execute(_rows(state, after).limit(at_once)).mappings().all():
        numbers = [row["id"] for row in batch]
        cited_by = _evidence(session, numbers)
        for row in batch:
            yield _row(row, cited_by[row["id"]])
        after = numbers[-1]


def count(session: Session, state: PageFilter | None = None, limit: int | None = None) -> int:
    """Count the cited pages, `limit` of them at most: nobody waits for the exact number of many."""

    def read() -> int:
        numbers = _pages(Document.id, state=state)
        if state is None:
            # No check is looked up. And by number: by address, SQLite would read documents from all over the file.
            numbers = select(Document.id).where(is_cited()).order_by(Document.id.desc())
        return session.scalar(select(func.count()).select_from(numbers.limit(limit).subquery())) or 0

    return until_written(session, (count, state, limit), read)


def counts(session: Session) -> Counter[PageFilter]:
    """Return the number of cited pages for every filter."""
    # Named first: an expression with parameters is not the same expression again in GROUP BY.
    labelled = _pages(state_of().label("state"), is_kept().label("is_kept")).subquery()
    query = select(labelled.c.state, labelled.c.is_kept, func.count()).group_by(labelled.c.state, labelled.c.is_kept)
    counted: Counter[PageFilter] = Counter()
    for state, has_file, number in session.execute(query):
        filters = [word for word in PageFilter if state in word.states]
        filters += [PageFilter.NOT_CHECKED] if state is None else []
        filters += [] if has_file else [PageFilter.NOT_KEPT]
        for word in filters:
            counted[word] += number
    return counted


# -- parts of queries over documents -----------------------------------------------------------------------------


def is_cited() -> ColumnElement[bool]:
    """Return the test whether evidence that still counts cites a document by its address."""
    cited = select(Evidence.document_id).where(Evidence.withdrawn_at.is_(None))
    return Document.url.is_not(None) & among(Document.id, cited)


def is_kept() -> ColumnElement[bool]:
    """Return the test whether a file of a document was kept."""
    return exists().where(Capture.document_id == Document.id, captures.has_file())


def with_newest_check(query: Select[Any]) -> Select[Any]:
    """Add the newest check of each document to a query, where there is one."""
    is_newest = (PageCheck.document_id == Document.id) & (PageCheck.n == _newest(Document.id))
    return query.outerjoin(PageCheck, is_newest)


def state_of() -> ColumnElement[str | None]:
    """Return the state of a document by its newest check; only a failure can mean that it is dead."""
    by_all_checks = select(_CHECKS.c.page_state).where(
        _CHECKS.c.document_id == PageCheck.document_id, _CHECKS.c.n == PageCheck.n
    )
    # The database looks into the view only where the newest check failed, which is rare.
    own_state = type_coerce(PageCheck.state, Text)
    return case((PageCheck.state.in_(_FAILURES), by_all_checks.scalar_subquery()), else_=own_state)


def matches(state: PageFilter) -> ColumnElement[bool]:
    """Return the test whether a cited page has a state; the query has its newest check."""
    if state is PageFilter.NOT_CHECKED:
        return is_cited() & PageCheck.n.is_(None)
    if state is PageFilter.NOT_KEPT:
        return is_cited() & ~is_kept()
    return is_cited() & PageCheck.n.is_not(None) & _has_state(state.states)


def _has_state(states: frozenset[PageState]) -> ColumnElement[bool]:
    """Return the test whether the newest check has one of the states; all checks decide only where that matters."""
    dead_too = PageState.DEAD in states
    matching = [state for state in states if dead_too or not state.is_failure]
    unsure = [state for state in _FAILURES if (state in states) != dead_too]
    of_newest = PageCheck.state.in_(sorted(set(matching) - {PageState.DEAD}))
    return or_(of_newest, PageCheck.state.in_(unsure) & state_of().in_(sorted(states))) if unsure else of_newest


def _pages(*columns: Any, state: PageFilter | None = None) -> Select[Any]:  # noqa: ANN401 - columns of a query
    if state is not None and state.states:
        # From the checks: on a desk that checks few of its pages, most documents need not be read. Where a page is not
        # as it was cited, its newest check is one of few, which an index has.
        is_newest = PageCheck.n == _newest(PageCheck.document_id)
        query = select(*columns).select_from(PageCheck).join(Document, Document.id == PageCheck.document_id)
        few = () if state.states & _AS_CITED else (text(f"page_checks.{NOT_AS_CITED}"),)
        return query.where(*few, is_newest, matches(state))
    query = with_newest_check(select(*columns).select_from(Document))
    return query.where(matches(state) if state else is_cited())


def _newest(document_id: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Return the number of the newest check of a document, read from the key's index and not from every check."""
    every = aliased(PageCheck)
    return select(func.max(every.n)).where(every.document_id == document_id).scalar_subquery()


def _rows(state: PageFilter | None, after: int | None) -> Select[Any]:
    """Select the cited pages with the name of the current source, NULL for the unknown source."""
    capture_count, file_count = (
        select(counted).where(Capture.document_id == Document.id).scalar_subquery()
        for counted in (func.count(Capture.n), func.count(Capture.file_sha256))
    )
    query = _pages(
        Document.id,
        type_coerce(Source.name, Text).label("source"),
        Document.title,
        func.coalesce(Document.typed_url, Document.url).label("url"),
        state_of().label("state"),
        PageCheck.why,
        PageCheck.at.label("checked_at"),
        capture_count.label("captures"),
        file_count.label("files"),
        evidence_list.archived_url_of(Document.id).label("archived_url"),
        state=state,
    )
    is_source = (Source.id == SOURCES.living_id_of(Document.source_id)) & (Source.kind != "unknown")
    # The number of a check's document is that of the document: in this order, the few checks can be read alone.
    number = PageCheck.document_id if state is not None and state.states else Document.id
    query = query.outerjoin(Source, is_source).order_by(number.desc())
    return query.where(number < after) if after is not None else query


def _evidence(session: Session, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the evidence that cites each document and still counts."""
    query = select(Evidence.document_id, Evidence.claim_id, Evidence.n).where(
        Evidence.document_id.in_(numbers), Evidence.withdrawn_at.is_(None)
    )
    cited_by: dict[int, list[str]] = {number: [] for number in numbers}
    for number, claim, n in session.execute(query.order_by(Evidence.claim_id, Evidence.n)):
        cited_by[number or 0].append(f"{claim}.{n}")
    return cited_by


def _row(stored: Any, evidence: list[str]) -> CitedPageRow:  # noqa: ANN401 - of `_rows`
    return {
        "id": stored["id"],
        "source": stored["source"],
        "title": stored["title"],
        "url": stored["url"],
        "state": stored["state"],
        "why": stored["why"],
        "checked_at": stored["checked_at"],
        "captures": stored["captures"],
        "files": stored["files"],
        "archived_url": stored["archived_url"],
        "evidence": evidence,
    }
