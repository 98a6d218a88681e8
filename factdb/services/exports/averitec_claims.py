"""Gathers claims as AVeriTeC has them: its own that were imported, and the desk's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from factdb.domain.enums import Question, Status
from factdb.domain.names import name_key
from factdb.formats.averitec import averitec_writer
from factdb.formats.averitec.averitec_writer import PUBLISHER, SCALE, ExportVerdict
from factdb.services.exports import selection
from factdb.services.exports.claimreviews import checks_of
from factdb.services.exports.selection import Exported
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import filter_names
from factdb.store.models import Claim, Rating, Scale, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.domain.enums import Category
    from factdb.formats.records.claim_record import CheckRecord
    from factdb.formats.rows import Json

    Mapped = tuple[Category | None, int | None]

_NO_LABEL = "rated as AVeriTeC has no label for"


def own(session: Session, which: ClaimFilter) -> Exported:
    """Return claims with the desk's verdict on truth, those undecided too; AVeriTeC's own with its label till then.

    Left out are retracted claims, and those with a rating that AVeriTeC has no label for.
    """
    found, wanted = Exported(), []
    for number, status in selection.numbers(session, which):
        if status == Status.RETRACTED:
            found.left_out[status] += 1
        else:
            wanted.append(number)
    theirs = SOURCES.bearers(session, PUBLISHER)
    for page in selection.pages(wanted):
        rows, ours = selection.rows_of_files(session, page, SCALE), _verdicts(session, page)
        checks = checks_of(session, list(rows), _family(session, [each.id for each in theirs]))
        first = {number: _labelled(each) for number in checks for each in checks[number] if each.scale == SCALE}
        _add(
            session,
            found,
            page,
            rows,
            {**first, **{number: _beside(ours[number], first.get(number)) for number in ours}},
        )
    return found


def of_others(session: Session, which: ClaimFilter, publisher: str) -> Exported:
    """Return claims with what another publisher found, its newest label."""
    found = Exported()
    sources = filter_names.numbers(session, SOURCES, publisher)
    meanings = _meanings(session)
    for page in selection.pages([number for number, _ in selection.numbers(session, which)]):
        checks = {number: each[-1] for number, each in checks_of(session, page, sources).items()}
        theirs = {number: _translated(check, meanings) for number, check in checks.items()}
        _add(session, found, list(checks), selection.rows_of_files(session, list(checks), SCALE), theirs)
    return found


def _add(
    session: Session,
    found: Exported,
    ids: Sequence[int],
    rows: Mapping[int, Sequence[Mapping[str, Json]]],
    labels: Mapping[int, ExportVerdict | None],
) -> None:
    """Add claims with what was found of each; None is a rating that can't be said."""
    for number, claim in selection.told(session, ids):
        what = labels.get(number, ExportVerdict())
        if what is None:
            found.left_out[_NO_LABEL] += 1
            continue
        record = replace(claim.record, raw=next(iter(rows.get(number, ())), {}))
        found.items.append((number, averitec_writer.claim_object(replace(claim, record=record), what)))


def _verdicts(session: Session, ids: Sequence[int]) -> dict[int, ExportVerdict | None]:
    """Return the desk's verdicts on truth that are in force."""
    query = (
        select(Claim.id, Claim.published_url, Verdict.rationale, Rating.category, Rating.score)
        .join(
            Verdict,
            (Verdict.claim_id == Claim.id)
            & (Verdict.version == Claim.truth_version)
            & (Verdict.question == Question.TRUTH),
        )
        .join(Verdict.rating)
        .where(Claim.id.in_(ids))
    )
    return {row.id: _found(row.category, row.score, row.published_url, row.rationale) for row in session.execute(query)}


def _found(
    category: Category | None, score: int | None, article: str | None, because: str | None
) -> ExportVerdict | None:
    label = averitec_writer.label_of(category, score)
    return ExportVerdict(label, article, because) if label else None


def _beside(ours: ExportVerdict | None, first: ExportVerdict | None) -> ExportVerdict | None:
    """Return the desk's verdict, at the article that AVeriTeC started from where the desk has published none."""
    return ours._replace(article=ours.article or (first.article if first else None)) if ours else None


def _labelled(check: CheckRecord) -> ExportVerdict:
    return ExportVerdict(check.label, check.url)


def _translated(check: CheckRecord, meanings: Mapping[tuple[str, str], Mapped]) -> ExportVerdict | None:
    """Return what a publisher's label says in AVeriTeC's words: its own as they stand, others by their mapping."""
    if check.scale == SCALE or not check.label:
        return _labelled(check)
    category, score = meanings.get((check.scale or "", name_key(check.label)), (None, None))
    return _found(category, score, check.url, None)


def _meanings(session: Session) -> dict[tuple[str, str], Mapped]:
    """Return what labels mean by their scale, in its newest version."""
    other = aliased(Scale)
    newest = select(func.max(other.version)).where(other.code == Scale.code).scalar_subquery()
    columns = Scale.code, Rating.label, Rating.category, Rating.score
    query = select(*columns).join(Rating.scale).where(Scale.version == newest)
    return {(code, name_key(label)): (category, score) for code, label, category, score in session.execute(query)}


def _family(session: Session, living: Collection[int]) -> Iterator[int]:
    """Yield the numbers of these sources and of those merged into them."""
    owner = SOURCES.owner
    yield from session.scalars(select(owner.id).where(SOURCES.living_id.in_(living)))
