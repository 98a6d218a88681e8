"""Lists and pages of documents: their captures, and the claims that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import dates, ids, names, urls
from factdb.errors import NoSuchError
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import cited_page_list
from factdb.store.base import count_by
from factdb.store.distribution import is_distributed
from factdb.store.models import Capture, Claim, Document, Evidence, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Label, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from factdb.domain.enums import Medium
    from factdb.domain.page_states import PageFilter

Row = dict[str, Any]

_PAGE = 1_000
_SPARSE = 4
_OWN = ("id", "uid", "published_on", "title", "author", "medium", "url", "typed_url", "language", "is_article")
COLUMNS = (
    "id", "uid", "source", "published_on", "title", "author", "medium", "url", "typed_url", "language",
    "is_article", "captures", "claims", "evidence", "state",
)  # fmt: skip


def listed(
    session: Session,
    title: str | None = None,
    source: str | None = None,
    medium: Medium | None = None,
    state: PageFilter | None = None,
) -> Iterator[Row]:
    """Return the documents, newest first, filtered by a part of the title, by source, by medium and by state.

    A state is asked of cited pages alone: withdrawn evidence cites nothing. The rows are read on demand, in the order
    of their key, because a large desk has hundreds of thousands.
    """
    by_page = is_distributed(session.connection())
    query = _documents().add_columns(*(() if by_page else _counts())).order_by(Document.id.desc())
    if source is not None:
        query = query.where(SOURCES.living_id.in_(SOURCES.holding(session, source)))
    if medium is not None:
        query = query.where(Document.medium == medium)
    if state is not None:
        query = query.where(cited_page_list.matches(state))
    return _read(session, query, names.name_key(title or ""), by_page=by_page)


def document_page(session: Session, typed: str) -> Row:
    """Return the details of a document, named by number or URL, with its captures and its evidence."""
    row = session.execute(_documents().where(_named(typed))).mappings().one_or_none()
    if row is None:
        raise NoSuchError("document", typed, next_step="See all documents: factdb documents list")
    number = row["id"]
    claims = dict(session.execute(count_by(Claim.document_id, Claim.document_id == number)).all())
    return {
        **_row(dict(row)),
        "claims": claims.get(number, 0),
        "captures": _captures(session, number),
        "evidence": _evidence(session, number),
    }


def _read(session: Session, query: Select[Any], part: str, *, by_page: bool) -> Iterator[Row]:
    with session.execute(query, execution_options={"yield_per": _PAGE}) as result:
        columns = tuple(result.keys())
        for page in result.partitions():
            rows = [dict(zip(columns, row, strict=True)) for row in page if part in names.name_key(row.title or "")]
            counts = _counts_of(session, [row["id"] for row in rows]) if by_page else {}
            for row in rows:
                for name, by_number in counts.items():
                    row[name] = by_number.get(row["id"], 0)
                yield _row(row)


def _named(typed: str) -> Any:  # noqa: ANN401 - a test on one of two columns
    number = ids.number(typed.strip())
    return Document.id == number if number is not None else Document.url == urls.canonical(typed, "document")


def _documents() -> Select[Any]:
    """Select the columns of documents, with the name of the current source, NULL for the unknown source."""
    living = Source.__table__.alias("living")
    own = [getattr(Document, name) for name in _OWN]
    state = cited_page_list.state_of().label("state")
    columns = (*own, Document.published_precision, living.c.name.label("source"), state)
    query = cited_page_list.with_newest_check(select(*columns).join(Document.source))
    return query.outerjoin(living, (living.c.id == SOURCES.living_id) & (living.c.kind != "unknown"))


def _counts() -> list[Label[int]]:
    """Return columns that count the captures, claims and evidence (not withdrawn) of each document."""
    counted = {
        "captures": Capture.document_id == Document.id,
        "claims": Claim.document_id == Document.id,
        "evidence": (Evidence.document_id == Document.id) & Evidence.withdrawn_at.is_(None),
    }
    return [select(func.count()).where(test).scalar_subquery().label(name) for name, test in counted.items()]


def _counts_of(session: Session, numbers: Sequence[int]) -> dict[str, dict[int, int]]:
    """Count the same of some documents, each in one grouped read.

    For a distributed desk, which cannot count for each document; on one server it would take a fifth longer.
    """
    if not numbers:
        return {}
    counted = {
        "captures": count_by(Capture.document_id, _is_of(Capture.document_id, numbers)),
        "claims": count_by(Claim.document_id, _is_of(Claim.document_id, numbers)),
        "evidence": count_by(
            Evidence.document_id, _is_of(Evidence.document_id, numbers), Evidence.withdrawn_at.is_(None)
        ),
    }
    connection = session.connection()  # some thousand rows of numbers, which a session would handle one by one
    return {name: dict(connection.execute(query).all()) for name, query in counted.items()}


def _is_of(column: InstrumentedAttribute[Any], numbers: Sequence[int]) -> ColumnElement[bool]:
    """Return the test for the rows of some documents; a range with little else is read faster than a long list."""
    first, last = min(numbers), max(numbers)
    return column.in_(numbers) if last - first > _SPARSE * len(numbers) else column.between(first, last)


def _row(stored: Row) -> Row:
    """Return a document as a row for output, with its columns in order."""
    stored["published_on"] = dates.shown(stored["published_on"], stored["published_precision"])
    stored["medium"] = str(stored["medium"])
    return {name: stored[name] for name in COLUMNS if name in stored}


def _captures(session: Session, number: int) -> list[Row]:
    columns = (Capture.n, Capture.captured_at, Capture.sha256, Capture.file_name, Capture.archived_url)
    query = select(*columns, func.length(Capture.text).label("characters")).where(Capture.document_id == number)
    return [dict(row) for row in session.execute(query.order_by(Capture.n)).mappings()]


def _evidence(session: Session, number: int) -> list[Row]:
    query = select(Evidence).where(Evidence.document_id == number).order_by(Evidence.claim_id, Evidence.n)
    return [
        {
            "id": f"{row.claim_id}.{row.n}",
            "on": str(row.question),
            "stance": str(row.stance),
            "withdrawn_at": row.withdrawn_at,
        }
        for row in session.scalars(query)
    ]
