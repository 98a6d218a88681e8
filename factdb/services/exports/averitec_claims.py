"""Collects claims for an export in AVeriTeC's format: imported AVeriTeC claims, and the desk's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain.enums import DECIDED_STATUSES, Category, Question, Status
from factdb.domain.identities import Owners
from factdb.formats.averitec import averitec_writer
from factdb.formats.averitec.averitec_writer import PUBLISHER, SCALE, ExportVerdict
from factdb.services.exports import selection
from factdb.services.exports.claimreviews import checks_of
from factdb.services.exports.selection import Exported
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import filter_names
from factdb.store.models import Claim, Rating, Verdict
from factdb.store.views import V1_OTHER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.formats.records.claim_record import CheckRecord
    from factdb.formats.rows import Json

    Mapped = tuple[Category | None, int | None]

_NO_LABEL = "rated as AVeriTeC has no label for"


def desk_claims(session: Session, claim_filter: ClaimFilter) -> Exported:
    """Return claims with the desk's truth verdict; undecided claims are included, with AVeriTeC's label if it has one.

    Retracted claims are left out, and claims with a rating that has no label in AVeriTeC.
    """
    export, numbers = Exported(), []
    for number, status in selection.numbers_with_status(session, claim_filter):
        if status == Status.RETRACTED:
            export.left_out[status] += 1
        else:
            numbers.append(number)
    publishers = SOURCES.bearers(session, PUBLISHER)
    for page in selection.pages(numbers):
        rows, verdicts = selection.rows_of_files(session, page, SCALE), _verdicts(session, page)
        checks = checks_of(session, list(rows), _family(session, [publisher.id for publisher in publishers]))
        first = {number: _labelled(check) for number in checks for check in checks[number] if check.scale == SCALE}
        _add(
            session,
            export,
            page,
            rows,
            {**first, **{number: _beside(verdicts[number], first.get(number)) for number in verdicts}},
        )
    return export


def claims_checked_by(session: Session, claim_filter: ClaimFilter, publisher: str) -> Exported:
    """Return claims with the newest label of another publisher."""
    export = Exported()
    sources = filter_names.numbers(session, Owners.SOURCE, publisher)
    for page in selection.pages([number for number, _ in selection.numbers_with_status(session, claim_filter)]):
        # AVeriTeC has one label per claim: if a publisher has several pages, the last counts.
        checks = {number: claim_checks[-1] for number, claim_checks in checks_of(session, page, sources).items()}
        meanings = _meanings(session, page, sources)
        theirs = {number: _translated(check, meanings.get((number, check.url))) for number, check in checks.items()}
        _add(session, export, list(checks), selection.rows_of_files(session, list(checks), SCALE), theirs)
    return export


def _add(
    session: Session,
    export: Exported,
    ids: Sequence[int],
    rows: Mapping[int, Sequence[Mapping[str, Json]]],
    labels: Mapping[int, ExportVerdict | None],
) -> None:
    """Add claims with their verdicts; None means a rating without a label in AVeriTeC."""
    for number, claim in selection.claims_with_names(session, ids):
        label = labels.get(number, ExportVerdict())
        if label is None:
            export.left_out[_NO_LABEL] += 1
            continue
        record = replace(claim.record, raw=next(iter(rows.get(number, ())), {}))
        export.items.append((number, averitec_writer.claim_object(replace(claim, record=record), label)))


def _verdicts(session: Session, ids: Sequence[int]) -> dict[int, ExportVerdict | None]:
    """Return the desk's truth verdicts in force."""
    query = (
        select(Claim.id, Claim.published_url, Verdict.rationale, Rating.category, Rating.score)
        .join(
            Verdict,
            (Verdict.claim_id == Claim.id)
            & (Verdict.version == Claim.truth_version)
            & (Verdict.question == Question.TRUTH),
        )
        .join(Verdict.rating)
        .where(Claim.id.in_(ids), Claim.status.in_(DECIDED_STATUSES))
    )
    return {
        row.id: _labelled_as(row.category, row.score, row.published_url, row.rationale)
        for row in session.execute(query)
    }


def _labelled_as(
    category: Category | None, score: int | None, article: str | None, because: str | None
) -> ExportVerdict | None:
    label = averitec_writer.label_of(category, score)
    return ExportVerdict(label, article, because) if label else None


def _beside(verdict: ExportVerdict | None, first: ExportVerdict | None) -> ExportVerdict | None:
    """Return the desk's verdict; without a published page of the desk, with the article in AVeriTeC."""
    return verdict._replace(article=verdict.article or (first.article if first else None)) if verdict else None


def _labelled(check: CheckRecord) -> ExportVerdict:
    return ExportVerdict(check.label, check.url)


def _translated(check: CheckRecord, meaning: Mapped | None) -> ExportVerdict | None:
    """Return a publisher's verdict with AVeriTeC's label: its own labels unchanged, others by their mapping."""
    if check.scale == SCALE or not check.label:
        return _labelled(check)
    return _labelled_as(*(meaning or (None, None)), check.url, None)


def _meanings(session: Session, ids: Sequence[int], sources: Collection[int]) -> dict[tuple[int, str | None], Mapped]:
    """Return the mapped meaning of the newest check of a publisher for each claim and page."""
    view = V1_OTHER_CHECKS.c
    query = select(view.claim_id, view.url, view.category, view.score)
    query = query.where(view.claim_id.in_(ids), view.publisher_id.in_(sources), view.newest, view.mapped)
    return {(number, url): (Category(category), score) for number, url, category, score in session.execute(query)}


def _family(session: Session, living: Collection[int]) -> Iterator[int]:
    """Yield the numbers of these sources and of those merged into them."""
    owner = SOURCES.owner
    yield from session.scalars(select(owner.id).where(SOURCES.living_id.in_(living)))
