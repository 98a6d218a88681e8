"""Fact-checks of a claim by other publishers, in the publisher's own words, and their adoption by the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import ratings, text, urls
from factdb.domain.enums import Category, Question, SourceKind, Stance
from factdb.domain.history.events import ClaimEvent
from factdb.errors import NoSuchError
from factdb.errors.people import NoSuchScaleError, UnmappedLabelError
from factdb.services.decisions import publisher_scales, rating, scales
from factdb.services.ledger import claim_ledger
from factdb.services.people import sources
from factdb.services.people.namebook import SOURCES
from factdb.store import counted_checks
from factdb.store.base import select_unknown
from factdb.store.models import OtherCheck, Rating, Scale, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.errors.claims import RuleError
    from factdb.formats.records import claim_record
    from factdb.services.actor import Actor
    from factdb.services.imports.import_run import ImportRun
    from factdb.store.models import Claim


def add(
    session: Session, claim: Claim, actor: Actor, check: claim_record.CheckRecord, run: ImportRun | None = None
) -> bool:
    """Store a publisher's check of a locked claim; return whether it is new. A changed label is a new row.

    Checks come from files, so they keep control characters. `run` is the import that brings it.
    """
    publisher = (
        sources.find_or_add(session, actor, check.publisher, allowed=text.CONTROLS).source
        if check.publisher
        else session.scalars(select_unknown(Source)).one()
    )
    columns = {
        "url": urls.valid_url(check.url, "URL") if check.url else None,
        "headline": text.clean_optional(check.headline, "headline", lines=False, allowed=text.CONTROLS),
        "label": text.clean_optional(check.label, "label", lines=False, allowed=text.CONTROLS),
        "reviewed_on": check.reviewed_on,
        "scale_code": check.scale,
    }
    # SQLAlchemy turns == None into IS NULL: an empty field must be NULL in the row too.
    equal_columns = [getattr(OtherCheck, column) == value for column, value in columns.items()]
    of_this_claim = OtherCheck.claim_id == claim.id
    same = of_this_claim, OtherCheck.source_id == publisher.id, counted_checks.counts(), *equal_columns
    if session.scalar(select(OtherCheck.n).where(*same).limit(1)):
        return False
    n = claim_ledger.next_number(session, OtherCheck.n, of_this_claim)
    label_key = ratings.label_key(str(columns["label"])) if columns["label"] else None
    by_import = {"import_id": run.number} if run else {}
    session.add(OtherCheck(claim_id=claim.id, n=n, source_id=publisher.id, label_key=label_key, **columns, **by_import))
    facts = {**_history_facts(columns), "publisher": publisher.uid, "scale": check.scale}
    detail = {"n": n, "check": {**facts, **({"import": run.uid} if run else {})}}
    claim_ledger.record(session, claim, actor, ClaimEvent.CHECKED, detail)
    return True


def _history_facts(columns: dict[str, Any]) -> dict[str, object]:
    facts = {key: value for key, value in columns.items() if key != "scale_code"}
    return {**facts, "reviewed_on": columns["reviewed_on"].isoformat() if columns["reviewed_on"] else None}


def adopt(
    session: Session,
    claim: Claim,
    actor: Actor,
    n: int,
    because: str | None = None,
    evidence: Sequence[str] = (),
    stance: Stance | None = None,
    as_of: date | None = None,
    although: str | None = None,
) -> rating.RatingResult:
    """Rate a locked claim with the rating of a publisher's check; the page of the check becomes evidence.

    The rating is the desk's own rating with the same category and score, or else the publisher's. Without a reason,
    the publisher's words are the reason. An unmapped label is refused.
    """
    actor.require("claims adopt")
    counted = OtherCheck.claim_id == claim.id, OtherCheck.n == n, counted_checks.counts()
    check = session.scalar(select(OtherCheck).where(*counted))
    if check is None:
        raise NoSuchError("other check", f"{claim.id}.{n}", next_step=f"See all checks: factdb claims show {claim.id}")
    session.flush()  # the view reads the tables
    scale, theirs = publisher_scales.rating_of_check(session, claim.id, n)
    if theirs is None or theirs.category is None:
        raise _refusal(session, check)
    request = rating.RatingRequest(
        ratings=[_own_rating_code(session, theirs) or f"{scale}:{theirs.code}"],
        because=[because or _adoption_reason(session, check)],
        evidence=[*([check.url] if check.url else []), *evidence],
        flags=[str(flag) for flag in theirs.flags],
        as_of=as_of or check.reviewed_on,
        although=although,
        stance=stance or _implied_stance(theirs),
    )
    return rating.rate(session, claim, actor, request)


def _refusal(session: Session, check: OtherCheck) -> RuleError:
    """Return the refusal to adopt a check, with the commands that map its label."""
    if check.label is None:
        return UnmappedLabelError(check.claim_id, None, check.scale_code, "")
    if check.scale_code and not scales.has_scale(session, check.scale_code):
        return NoSuchScaleError(check.label, check.scale_code, check.claim_id)
    publisher = _publisher(session, check)
    name = publisher.name if publisher.kind is not SourceKind.UNKNOWN else None
    place = publisher_scales.LabelPlaces(session).of(check.label, check.scale_code, name, publisher.id)
    return UnmappedLabelError(check.claim_id, check.label, check.scale_code, place.ways)


def _own_rating_code(session: Session, theirs: Rating) -> str | None:
    """Return the code of the desk's own rating with the same category and score; prefer the same code."""
    equal_ratings = [
        row.Rating
        for row in session.execute(scales.newest_ratings())
        if _is_equal_own_rating(row.Scale, row.Rating, theirs)
    ]
    code = ratings.promise_code(theirs.code)
    candidates = [row for row in equal_ratings if row.code == code] or equal_ratings
    return candidates[0].code if len(candidates) == 1 else None


def _is_equal_own_rating(scale: Scale, own: Rating, theirs: Rating) -> bool:
    is_own_scale = scale.publisher is None and scale.question is Question.TRUTH
    return is_own_scale and (own.category, own.score) == (theirs.category, theirs.score)


def _implied_stance(theirs: Rating) -> Stance | None:
    """Return the stance of a page with this rating; None if the user must state it."""
    # Half true, a compromise: such a page can support or refute, and a person must decide.
    undecided = {Category.TRUTH, Category.PROMISE, Category.CONFLICTING_EVIDENCE}
    return scales.direction_of(theirs) or (None if theirs.category in undecided else Stance.CONTEXT)


def _adoption_reason(session: Session, check: OtherCheck) -> str:
    return f"Adopted from {_publisher(session, check).name}: {check.label}."


def _publisher(session: Session, check: OtherCheck) -> Source:
    """Return the publisher of a check, after merges."""
    living = select(SOURCES.living_id).where(Source.id == check.source_id).scalar_subquery()
    return session.scalars(select(Source).where(Source.id == living)).one()
