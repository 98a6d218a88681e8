"""Collects ClaimReviews: the desk's published verdicts, and other publishers' checks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import ratings, urls
from factdb.domain.enums import PUBLIC_STATUSES, AnswersFor, Question, SpeakerKind
from factdb.domain.identities import Owners
from factdb.errors.exchange import PageNeededError
from factdb.formats.claimreview import claimreview_writer
from factdb.formats.claimreview.claimreview_writer import Review
from factdb.formats.claimreview.review_fields import record as read
from factdb.formats.records import claim_record, compared_with_ledger
from factdb.formats.records.row_errors import FileRow
from factdb.services.exports import selection
from factdb.services.exports.selection import Exported
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import filter_names, recording_times
from factdb.services.reads.evidence_list import archived_url_of
from factdb.store import counted_checks
from factdb.store.models import (
    Approval,
    Capture,
    Claim,
    Document,
    Evidence,
    OtherCheck,
    Rating,
    Scale,
    Source,
    Verdict,
    VerdictEvidence,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.formats.claimreview.claimreview_writer import Publisher
    from factdb.formats.records.claim_record import ClaimRecord

FORMATS = ("claimreview", "datacommons")


@dataclass(slots=True)
class _Published:
    """The published state of a claim: its approved verdicts, and the time of each version."""

    verdicts: dict[tuple[int, Question], tuple[Verdict, Rating]] = field(default_factory=dict)
    days: dict[int, date] = field(default_factory=dict)

    def take(self, verdict: Verdict, rating: Rating, at: datetime) -> None:
        self.verdicts[verdict.version, verdict.question] = verdict, rating
        self.days[verdict.version] = min(self.days.get(verdict.version, at.date()), at.date())

    def corrections(self) -> Iterator[tuple[date, str]]:
        """Yield the day and the public note of each version."""
        notes = {version: verdict.public_note for (version, _), (verdict, _) in self.verdicts.items()}
        return ((self.days[version], note) for version, note in sorted(notes.items()) if note)


# -- the desk's own ------------------------------------------------------------------------------------------


def desk_reviews(session: Session, claim_filter: ClaimFilter, desk: Publisher, base_url: str | None = None) -> Exported:
    """Return the desk's reviews of published claims, with the version in force.

    A claim without its own URL gets the base URL with its uid; without a base URL it is refused.
    """
    base = urls.valid_url(base_url, "--base-url").rstrip("/") if base_url else None
    export, public = Exported(), []
    for number, status in selection.numbers_with_status(session, claim_filter):
        if status in PUBLIC_STATUSES:
            public.append(number)
        else:
            export.left_out[status] += 1
    reviews = [review for page in selection.pages(public) for review in _reviews(session, page, desk, base)]
    if homeless := [number for number, review in reviews if review.record.checks[0].url is None]:
        raise PageNeededError(homeless)
    export.items = [(number, claimreview_writer.own_review(review, desk)) for number, review in reviews]
    return export


def _reviews(session: Session, ids: Sequence[int], desk: Publisher, base: str | None) -> Iterator[tuple[int, Review]]:
    published, cited, again = _published(session, ids), _cited(session, ids), _repeated_at(session, ids)
    query = select(Claim.id, Claim.truth_version, Claim.quote_version).where(Claim.id.in_(ids))
    versions = {number: (truth or 0, quote or 0) for number, truth, quote in session.execute(query)}
    seconds = recording_times.seconds_by_claim(session, ids)
    scales = dict(session.execute(select(Scale.id, Scale.code)).all())
    for number, claim in selection.claims_with_names(session, ids):
        (truth, quote), verdicts, days = versions[number], published[number].verdicts, published[number].days
        # A review has one rating: the quote rating is used only if truth is not decided.
        main = (truth, Question.TRUTH) if truth else (quote, Question.QUOTE)
        verdict, rating = verdicts[main]
        words = verdicts[quote, Question.QUOTE][1].code if quote else None
        record = claim.record if ratings.answers_for(words) is AnswersFor.SPEAKER else _of_source(claim.record)
        _, link = recording_times.time_and_link(seconds.get(number), record.url)
        record = replace(record, url=link or record.url)
        check = claim_record.CheckRecord(
            publisher=desk.name,
            url=record.published_url or (f"{base}/{record.uid}" if base else None),
            headline=record.headline,
            label=rating.label,
            scale=scales[rating.scale_id],
            reviewed_on=min(days.values()),
        )
        yield (
            number,
            Review(
                record=replace(record, checks=(check,), evidence=tuple(cited.get((number, *main), ()))),
                version=max(truth, quote),
                because=verdict.rationale,
                score=rating.score,
                modified_on=max(days.values()),
                corrections=tuple(published[number].corrections()),
                repeated_at=again[number],
            ),
        )


def _of_source(record: ClaimRecord) -> ClaimRecord:
    """Return the claim with its outlet as the speaker, because the outlet changed the words."""
    outlet = replace(record, speaker=record.source, speaker_kind=SpeakerKind.ORGANIZATION)
    return replace(outlet, speaker_title=None, speaker_wikidata=None)


def _published(session: Session, ids: Sequence[int]) -> dict[int, _Published]:
    query = (
        select(Verdict, Rating, Approval.at)
        .join(Verdict.rating)
        .join(
            Approval,
            (Approval.claim_id == Verdict.claim_id)
            & (Approval.version == Verdict.version)
            & (Approval.question == Verdict.question),
        )
        .where(Verdict.claim_id.in_(ids))
        .order_by(Verdict.claim_id, Verdict.version, Verdict.question)
    )
    published: dict[int, _Published] = defaultdict(_Published)
    for verdict, rating, at in session.execute(query):
        published[verdict.claim_id].take(verdict, rating, at)
    return published


def _repeated_at(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the pages of published claims that repeat these claims."""
    columns: tuple[Any, ...] = (Claim.repeats_id, Document.url)
    query = (
        select(*columns)
        .join(Document, Document.id == Claim.document_id)
        .where(Claim.repeats_id.in_(ids), Claim.status.in_(PUBLIC_STATUSES), Document.url.is_not(None))
        .order_by(Claim.id)
    )
    pages: dict[int, list[str]] = defaultdict(list)
    for number, url in session.execute(query):
        if url not in pages[number]:
            pages[number].append(url)
    return pages


def _cited(session: Session, ids: Sequence[int]) -> dict[tuple[int, int, Question], list[claim_record.EvidenceRecord]]:
    """Return the pages of evidence of each verdict."""
    stood_on = VerdictEvidence
    query = (
        select(
            stood_on.claim_id, stood_on.version, stood_on.question,
            func.coalesce(Document.typed_url, Document.url).label("url"), Document.title,
            func.coalesce(Capture.archived_url, archived_url_of(Evidence.document_id)),
        )
        .join(Evidence, (Evidence.claim_id == stood_on.claim_id) & (Evidence.n == stood_on.n))
        .join(Document, Document.id == Evidence.document_id)
        .outerjoin(Capture, (Capture.document_id == Evidence.document_id) & (Capture.n == Evidence.capture_n))
        .where(stood_on.claim_id.in_(ids))
        .order_by(stood_on.claim_id, stood_on.version, stood_on.question, stood_on.n)
    )  # fmt: skip
    pages: dict[tuple[int, int, Question], list[claim_record.EvidenceRecord]] = defaultdict(list)
    for claim_id, version, question, url, title, archived_url in session.execute(query):
        page = claim_record.EvidenceRecord(url=url, title=title, archived_url=archived_url)
        pages[claim_id, version, question].append(page)
    return pages


# -- other publishers' ---------------------------------------------------------------------------------------


def reviews_by(session: Session, claim_filter: ClaimFilter, publisher: str) -> Exported:
    """Return another publisher's reviews of claims: the newest label of each page."""
    export = Exported()
    sources = filter_names.numbers(session, Owners.SOURCE, publisher)
    names = frozenset().union(*selection.keys(session, SOURCES, sources).values())
    for page in selection.pages([number for number, _ in selection.numbers_with_status(session, claim_filter)]):
        checks = checks_of(session, page, sources)
        rows = selection.rows_of_files(session, list(checks), *FORMATS)
        for number, claim in selection.claims_with_names(session, list(checks)):
            for check in checks[number]:
                raw = next((row for row in rows.get(number, ()) if _is_of(row, check, names)), {})
                claim_then = replace(claim, record=replace(claim.record, raw=raw))
                export.items.append((number, claimreview_writer.other_review(claim_then, check, names)))
    return export


def checks_of(
    session: Session, ids: Sequence[int], sources: Iterable[int]
) -> dict[int, list[claim_record.CheckRecord]]:
    """Return the newest check of these publishers for each page, by claim."""
    query = (
        select(OtherCheck, Source.name)
        .join(OtherCheck.source)
        .where(OtherCheck.claim_id.in_(ids), OtherCheck.source_id.in_(list(sources)), counted_checks.counts())
        .order_by(OtherCheck.claim_id, OtherCheck.n)
    )
    newest: dict[int, dict[str | None, claim_record.CheckRecord]] = defaultdict(dict)
    for row, name in session.execute(query):
        newest[row.claim_id][row.url] = claim_record.CheckRecord(
            publisher=name,
            url=row.url,
            headline=row.headline,
            label=row.label,
            scale=row.scale_code,
            reviewed_on=row.reviewed_on,
        )
    return {number: list(checks.values()) for number, checks in newest.items()}


def _is_of(raw: Any, check: claim_record.CheckRecord, names: frozenset[str]) -> bool:  # noqa: ANN401 - a row of JSON
    """Return whether an imported row is the publisher's review at this page."""
    imported_check = read(FileRow(0, raw)).checks[0]
    return not {"check.url", "check.publisher"} & compared_with_ledger.changed_check_parts(imported_check, check, names)
