"""Rates a claim: assigns each typed rating, reason, flag and evidence to its question."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import ids, ratings, text, typed_evidence, urls
from factdb.domain.enums import Flag, Question, Stance, Status
from factdb.domain.typed_evidence import EvidenceKind
from factdb.errors import UnknownWordError
from factdb.errors.decisions import NoRatingError, NoReasonsError, NotRatedHereError, TwoRatingsError, TwoReasonsError
from factdb.errors.desk import PublishApartError
from factdb.errors.evidence import OtherClaimsEvidenceError, OtherStanceError, StanceNeededError
from factdb.services.claims import claim_evidence
from factdb.services.claims.evidence_request import EvidenceRequest, draft_of
from factdb.services.decisions import deciding, newest_versions, scales, statuses, versions
from factdb.services.desk import desk_policy
from factdb.store.models import Capture, Document, Evidence, Rating

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.archive.capture_files import CaptureFolder
    from factdb.domain.typed_evidence import TypedEvidence
    from factdb.services.actor import Actor
    from factdb.store.models import Claim, Verdict


@dataclass(frozen=True, slots=True)
class CitationContext:
    """The context of typed evidence: the default question, the given ratings, and the stance of new pages."""

    main: Question
    chosen: Mapping[Question, Rating]
    stance: Stance | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    folder: CaptureFolder | None = None


def cite_documents(
    session: Session, claim: Claim, actor: Actor, typed: Sequence[str], citing: CitationContext
) -> tuple[dict[Question, list[int]], list[str]]:
    """Return the numbers of the evidence for each question, after adding new pages, and notices on assumptions."""
    cited: dict[Question, list[int]] = {}
    notices: list[str] = []
    for reference in typed:
        evidence = typed_evidence.read(reference, citing.files.__contains__)
        if evidence.kind is EvidenceKind.ITEM:
            question, numbers = _existing_evidence(session, claim, evidence.value, citing)
        else:
            page = _requested_evidence(evidence, citing)
            question, numbers = page.question, _evidence_numbers(session, claim, actor, page, citing, notices)
        cited.setdefault(question, []).extend(numbers)
    return cited, notices


def require_rating(question: Question, chosen: Container[Question], subject: str) -> None:
    """Raise an error for a value on a question without a rating in this request."""
    if question not in chosen:
        raise NotRatedHereError(subject, question)


def _requested_evidence(typed: TypedEvidence, citing: CitationContext) -> EvidenceRequest:
    """Return the request for a typed page, file or interview; its stance is None where the marks name none."""
    question = typed.question or citing.main
    if citing.chosen:
        require_rating(question, citing.chosen, "evidence")
    is_file = typed.kind is EvidenceKind.FILE
    return EvidenceRequest(
        url=typed.value if typed.kind is EvidenceKind.URL else None,
        file=(PurePath(typed.value).name, citing.files[typed.value]) if is_file else None,
        folder=citing.folder,
        interview=typed.value if typed.kind is EvidenceKind.INTERVIEW else None,
        stance=typed.stance or citing.stance,
        question=question,
        excerpt=text.clean_optional(typed.excerpt, "excerpt"),
        published=typed.published,
    )


def _existing_evidence(
    session: Session, claim: Claim, typed: str, citing: CitationContext
) -> tuple[Question, list[int]]:
    # A mark before a number is allowed but has no effect: the evidence has its own question.
    owner, n = ids.item_name(typed)
    if owner not in {claim.id, claim.uid}:
        raise OtherClaimsEvidenceError(typed, claim.id)
    question = claim_evidence.find_evidence(session, claim.id, n).question
    require_rating(question, citing.chosen, f"evidence {typed}")
    return question, [n]


def _evidence_numbers(
    session: Session, claim: Claim, actor: Actor, page: EvidenceRequest, citing: CitationContext, notices: list[str]
) -> list[int]:
    """Return the numbers of the evidence with this page on this question; add evidence if there is none."""
    linked_rows = _rows_of_page(session, claim, page)
    if linked_rows:
        rows = [row for row in linked_rows if page.stance in {None, row.stance}]
        # A stance that was typed is never dropped in silence: the verdict would rest on the opposite.
        if page.stance and not rows:
            raise OtherStanceError(claim.id, linked_rows[0].n, linked_rows[0].stance, page.stance)
        return [row.n for row in rows]
    rating = citing.chosen.get(page.question)
    stance = page.stance or (scales.direction_of(rating) if rating else None)
    if stance is None:
        if rating is None:
            raise StanceNeededError
        raise StanceNeededError(f'The rating "{rating.code}" does not imply a stance for the evidence {page.name}.')
    added = claim_evidence.add(session, claim, actor, draft_of(replace(page, stance=stance)))
    assumed = "" if page.stance or not rating else f', as "{rating.code}" implies'
    notices.append(f"evidence {claim.id}.{added.evidence.n}: {ratings.stance_text(stance, page.question)}{assumed}")
    notices.extend(added.notices)
    return [added.evidence.n]


def _rows_of_page(session: Session, claim: Claim, page: EvidenceRequest) -> list[Evidence]:
    if page.url:  # canonical, because one page can be typed in many ways
        page_documents = select(Document.id).where(Document.url == urls.canonical(page.url))
    elif page.file:
        page_documents = select(Capture.document_id).where(Capture.sha256 == hashlib.sha256(page.file[1]).hexdigest())
    else:  # two interviews with one person are two documents
        return []
    query = select(Evidence).where(
        Evidence.claim_id == claim.id,
        Evidence.question == page.question,
        Evidence.withdrawn_at.is_(None),
        Evidence.document_id.in_(page_documents),
    )
    if page.excerpt:
        query = query.where(Evidence.excerpt == page.excerpt)
    return list(session.scalars(query.order_by(Evidence.n)))


_PREFIXES = {f"{question}:": question for question in Question}


@dataclass(frozen=True, slots=True)
class RatingRequest:
    """A request to rate a claim.

    `truth:` or `quote:` before a reason, flag or evidence names its question. Without it, a reason is for every given
    rating; flags and evidence are for truth if truth is rated, otherwise for the quotation. `files` has the bytes of
    the files that `evidence` names: only who typed them may read them. They are kept in `folder`, if there is one.
    """

    ratings: Sequence[str]
    because: Sequence[str]
    evidence: Sequence[str] = ()
    flags: Sequence[str] = ()
    as_of: date | None = None
    searched: str | None = None
    although: str | None = None
    stance: Stance | None = None
    publish: bool = False
    url: str | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    folder: CaptureFolder | None = None
    again: bool = False
    """Propose the newest verdicts anew, without other ratings."""


@dataclass(slots=True)
class RatingResult:
    """The new version, the status changes, notices on assumptions, and whether somebody else must approve it."""

    version: int
    codes: list[str]
    moves: list[statuses.StatusChange]
    notices: list[str] = field(default_factory=list)
    waits: bool = False


def context_of(request: RatingRequest, main: Question, chosen: Mapping[Question, Rating]) -> CitationContext:
    """Return the context in which the evidence of a request was typed."""
    return CitationContext(main, chosen, request.stance, request.files, request.folder)


def rate(session: Session, claim: Claim, actor: Actor, request: RatingRequest) -> RatingResult:
    """Rate a locked claim, and publish it if requested; all or nothing."""
    actor.require("claims rate")
    four_eyes = desk_policy.current(session).four_eyes
    # Refused before anything is written: under four eyes, somebody else must publish.
    if request.publish and four_eyes:
        raise PublishApartError
    before = newest_versions.standing_verdicts(session, claim.id) if request.again else {}
    chosen = _ratings_again(session, before) if request.again else chosen_ratings(session, request.ratings)
    main = main_question(chosen)
    reasons = reasons_for(request.because, chosen)
    for question in chosen:
        if question not in reasons:
            raise NoReasonsError(question, f"{question}:..." if request.because else "...")
    flags = flags_for(request.flags, main, chosen)
    citing = context_of(request, main, chosen)
    cited, notices = cite_documents(session, claim, actor, request.evidence, citing)
    searched = text.clean_optional(request.searched, "searched")
    decisions = {
        question: versions.Decision(
            rating=rating,
            because=reasons[question],
            flags=(*rating.flags, *flags.get(question, before[question].flags if question in before else ())),
            as_of=(request.as_of or actor.now.date()) if question is main else None,
            searched=searched or (before[question].searched if question in before else None),
            cited=cited.get(question),
            although=before[question].although if question in before else None,
        )
        for question, rating in chosen.items()
    }
    although = text.clean_optional(request.although, "although")
    decided = deciding.decide(session, claim, actor, decisions, although)
    notices += decided.notices
    if request.publish:
        decided.moves.append(statuses.set_status(session, claim, actor, Status.PUBLISHED, url=request.url))
    return RatingResult(
        decided.version, [rating.code for rating in chosen.values()], decided.moves, notices, waits=four_eyes
    )


def _ratings_again(session: Session, before: Mapping[Question, Verdict]) -> dict[Question, Rating]:
    if not before:
        raise NoRatingError(scales.own_codes(session))
    return {question: session.get_one(Rating, verdict.rating_id) for question, verdict in before.items()}


def add_evidence(session: Session, claim: Claim, actor: Actor, request: RatingRequest) -> list[str]:
    """Add the evidence of a request without ratings; refuse values that need a rating. Return notices."""
    # Each of these belongs to a verdict, and this request writes none.
    for name in ("because", "flags", "as_of", "searched", "although", "publish"):
        if getattr(request, name):
            raise NoRatingError(scales.own_codes(session))
    _, notices = cite_documents(
        session,
        claim,
        actor,
        request.evidence,
        CitationContext(Question.TRUTH, {}, request.stance, request.files, request.folder),
    )
    return notices


def chosen_ratings(session: Session, typed: Sequence[str]) -> dict[Question, Rating]:
    """Return the typed rating for each question; raise an error if there is none."""
    chosen: dict[Question, Rating] = {}
    for word in typed:
        rating, question = scales.find_rating(session, word)
        if question in chosen:
            raise TwoRatingsError(chosen[question].code, word, question)
        chosen[question] = rating
    if not chosen:
        raise NoRatingError(scales.own_codes(session))
    return chosen


def main_question(chosen: Container[Question]) -> Question:
    """Return the question for unmarked flags and evidence."""
    return Question.TRUTH if Question.TRUTH in chosen else Question.QUOTE


def reasons_for(because: Sequence[str], chosen: Collection[Question]) -> dict[Question, str]:
    """Return the reasons by question; an unmarked reason is for the questions without their own."""
    # None: a reason without a mark, for every rating without its own reason.
    reasons: dict[Question | None, str] = {}
    for typed in because:
        marked = typed.startswith(tuple(_PREFIXES))
        question, reason = _split_question(typed, Question.TRUTH)
        if marked:
            require_rating(question, chosen, "a reason")
        key = question if marked else None
        if key in reasons:
            raise TwoReasonsError
        reasons[key] = text.clean(reason, "reason")
    reasons_by_question = {question: reasons.get(question) or reasons.get(None) for question in chosen}
    return {question: reason for question, reason in reasons_by_question.items() if reason}


def flags_for(typed: Sequence[str], main: Question, chosen: Container[Question]) -> dict[Question, tuple[Flag, ...]]:
    """Return the typed flags by question."""
    flags: dict[Question, tuple[Flag, ...]] = {}
    for word in typed:
        question, flag = _split_question(word, main)
        if flag not in set(Flag):
            raise UnknownWordError("flag", flag, list(Flag))
        require_rating(question, chosen, f'the flag "{flag}"')
        flags[question] = (*flags.get(question, ()), Flag(flag))
    return flags


def _split_question(typed: str, default: Question) -> tuple[Question, str]:
    """Split a value into its marked question (or the default) and the rest."""
    for prefix, question in _PREFIXES.items():
        if typed.startswith(prefix):
            return question, typed.removeprefix(prefix).strip()
    return default, typed
