"""The tables that repeat histories, their queries, and columns in the form of the history."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Text, cast, func, select, type_coerce

from factdb.domain.history import projections
from factdb.store import models as m
from factdb.store.base import FlagList, UtcDateTime, Word
from factdb.store.models import Claim, Document, Import, Rating, Reviewer, Scale, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, FromClause, Select, Subquery

    from factdb.domain.history.projections import Projection
    from factdb.services.verify.streams import Reader

_NAMED_BY: dict[str, tuple[FromClause, str]] = {
    "speakers": (Speaker.__table__, "uid"),
    "sources": (Source.__table__, "uid"),
    "documents": (Document.__table__, "uid"),
    "reviewers": (Reviewer.__table__, "uid"),
    "imports": (Import.__table__, "uid"),
}
_RFC3339 = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


@cache
def as_history_tells(column: ColumnElement[Any], *, postgresql: bool) -> ColumnElement[Any]:
    """Return a column's value in the form of the history; `told` does it for references to claims."""
    owner = _owner(column)
    if owner in _NAMED_BY:
        return of_row(column, *_NAMED_BY[owner])
    if owner == "ratings":
        return _rating(column)
    if isinstance(column.type, UtcDateTime) and postgresql:
        # An infinite time, which no service writes, has no such text: it is written as the server writes it.
        return func.coalesce(func.to_char(func.timezone("UTC", column), _RFC3339), cast(column, Text))
    if isinstance(column.type, Date) and postgresql:
        return cast(column, Text)
    return type_coerce(column, Text) if isinstance(column.type, Date | UtcDateTime | Word | FlagList) else column


def _owner(column: ColumnElement[Any]) -> str | None:
    return next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None)


def of_row(reference: ColumnElement[Any], table: FromClause, column: str) -> ColumnElement[Any]:
    """Return a column of the row that a reference points to; NULL if there is none."""
    target = table.alias()
    return select(target.c[column]).where(target.c.id == reference).scalar_subquery()


def _rating(reference: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a rating as scale@version:code."""
    rating, scale = Rating.__table__.alias(), Scale.__table__.alias()
    name = scale.c.code + "@" + cast(scale.c.version, Text) + ":" + rating.c.code
    return select(name).where(rating.c.id == reference, scale.c.id == rating.c.scale_id).scalar_subquery()


Columns = tuple[Any, ...]

_evidence, _verdicts, _cited = m.Evidence.__table__.c, m.Verdict.__table__.c, m.VerdictEvidence.__table__.c
_approvals, _assessments, _proposed = m.Approval.__table__.c, m.Assessment.__table__.c, m.ProposedChange.__table__.c
_contacts, _links, _captures = m.Contact.__table__.c, m.ClaimLink.__table__.c, m.Capture.__table__.c
_checks, _origins = m.OtherCheck.__table__.c, m.Origin.__table__.c
_withdrawn = m.WithdrawnCheck.__table__.c

_CAPTURED = (
    select(_captures.sha256)
    .where(_captures.document_id == _evidence.document_id, _captures.n == _evidence.capture_n)
    .scalar_subquery()
)

# The tables with rows of a claim, by their column with the claim.
ON_CLAIMS: tuple[tuple[Projection, Columns], ...] = (
    (
        projections.EVIDENCE,
        (
            _evidence.claim_id, _evidence.n, _evidence.question, _evidence.stance, _evidence.document_id,
            of_row(_evidence.document_id, m.Document.__table__, "url"), _evidence.capture_n, _CAPTURED,
            _evidence.excerpt, _evidence.span_start, _evidence.span_end, _evidence.note, _evidence.source_class,
            _evidence.asked, _evidence.answer_type, _evidence.added_by_id, _evidence.added_at, _evidence.withdrawn_at,
        ),
    ),
    (
        projections.VERDICTS,
        (
            _verdicts.claim_id, _verdicts.version, _verdicts.question, _verdicts.rating_id, _verdicts.rationale,
            _verdicts.flags, _verdicts.as_of, _verdicts.searched, _verdicts.change_kind, _verdicts.public_note,
            _verdicts.although, _verdicts.proposed_by_id, _verdicts.proposed_at,
        ),
    ),
    (projections.CITED, (_cited.claim_id, _cited.version, _cited.question, _cited.n)),
    (
        projections.APPROVALS,
        (_approvals.claim_id, _approvals.version, _approvals.question, _approvals.approved_by_id, _approvals.at),
    ),
    (
        projections.ASSESSMENTS,
        (
            _assessments.claim_id, _assessments.question, _assessments.reviewer_id, _assessments.round,
            _assessments.rating_id, _assessments.rationale, _assessments.confidence, _assessments.saw_others,
            _assessments.submitted_at,
        ),
    ),
    (projections.PROPOSED, (_proposed.claim_id, _proposed.version, _proposed.fields, _proposed.withdrawn_at)),
    (
        projections.CONTACTS,
        (
            _contacts.claim_id, _contacts.n, _contacts.kind, _contacts.who, _contacts.how, _contacts.made_on,
            _contacts.text, _contacts.answer, _contacts.outcome, _contacts.added_by_id, _contacts.added_at,
            _contacts.answered_at,
        ),
    ),
    (
        projections.CHECKS,
        (
            _checks.claim_id, _checks.n, _checks.source_id, _checks.url, _checks.headline, _checks.scale_code,
            _checks.label, _checks.reviewed_on, _checks.label_key, _checks.import_id,
        ),
    ),
    (projections.WITHDRAWN_CHECKS, (_withdrawn.claim_id, _withdrawn.n, _withdrawn.import_id)),
    (
        projections.ORIGINS,
        (
            _origins.claim_id, _origins.n, _origins.format, _origins.file, _origins.external_id, _origins.fingerprint,
            _origins.nth, _origins.imported_at, _origins.import_id,
        ),
    ),
    (projections.LINKS, (_links.claim_id, _links.kind, _links.other_id, _links.state, _links.by_id, _links.at)),
    (projections.LINKS_FROM, (_links.other_id, _links.kind, _links.claim_id, _links.state, _links.by_id, _links.at)),
)  # fmt: skip


def hanging(columns: Columns, reader: Reader, owner: int | None = None) -> Select[Any]:
    """Select the rows of all owners, in order, or of one owner, with columns in the form of the history."""
    return told(columns[0], columns[1:], reader, owner)


def told(first: Any, columns: Sequence[Any], reader: Reader, owner: int | None) -> Select[Any]:  # noqa: ANN401 - a column
    """Select the owners of rows, with other columns of the rows in the form of the history.

    The uids of other claims are joined, and not looked up for each row: on a distributed desk, a claim and the claim
    that it refers to can be on different workers.
    """
    selected, source = [first], None
    for column in columns:
        if column is first or _owner(column) != Claim.__tablename__:
            selected.append(as_history_tells(column, postgresql=reader.is_postgresql))
            continue
        named = _claims_of(column, first, owner)
        source = (column.table if source is None else source).outerjoin(named, named.c.id == column)
        selected.append(named.c.uid)
    query = select(*selected) if source is None else select(*selected).select_from(source)
    return query.order_by(first) if owner is None else query.where(first == owner)


def _claims_of(column: Any, first: Any, owner: int | None) -> Subquery:  # noqa: ANN401 - columns of a table
    """Select number and uid of the claims that a column refers to: of all rows, or of the rows of one owner."""
    claim, row = Claim.__table__.alias(), column.table.alias()
    numbers = select(row.c[column.name]).where(row.c[column.name].is_not(None))
    if owner is not None:
        numbers = numbers.where(row.c[first.name] == owner)
    return select(claim.c.id, claim.c.uid).where(claim.c.id.in_(numbers)).subquery()
