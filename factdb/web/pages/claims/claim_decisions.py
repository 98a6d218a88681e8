"""What the forms that decide a claim do: rate, move, assess, correct, retract. Each calls one service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.domain.enums import ChangeKind, Confidence, Stance
from factdb.domain.text import member, whole_number
from factdb.errors import BadValueError
from factdb.services.decisions import (
    approving,
    assessing,
    correcting,
    correction_preview,
    rating,
    statuses,
    withdrawing,
)
from factdb.services.decisions.rating import RatingRequest
from factdb.services.reads import article_text
from factdb.web.pages.claims import claim as claim_page
from factdb.web.pages.claims.claim_forms import changes_of, locked_claim, on_claim
from factdb.web.visits import Done, in_sentences

if TYPE_CHECKING:
    from starlette.responses import Response

    from factdb.store.models import Claim
    from factdb.web.visits import Act

_QUESTION_BEGINS = re.compile(r"^(?=(?:truth|quote):)", re.MULTILINE)


@on_claim
def rate(act: Act) -> Done:
    """Rate the claim, with evidence that is ticked or pasted; then stay, or go to the next open claim."""
    claim = locked_claim(act)
    result = rating.rate(act.session, claim, act.actor, rating_request(act, claim))
    after = f", {result.moves[-1].after}" if result.moves else ""
    notices = in_sentences(result.notices)
    waits = " Another editor must approve it." if result.waits else ""
    sentence = f"Claim {claim.id}: {' and '.join(result.codes)}, version {result.version}{after}.{notices}{waits}"
    return go_on(act, claim, sentence)


@on_claim
def move(act: Act) -> Done:
    """Move the claim to another status, or approve what waits."""
    claim = locked_claim(act)
    status = statuses.find_status(act.session, act.text("status"), claim.id)
    url, version = act.optional("published_url"), act.integer("approved_version")
    change = statuses.set_status(act.session, claim, act.actor, status, act.optional("reason"), url, version)
    return go_on(act, claim, f"Claim {claim.id}: {change.before} → {change.after}.")


@on_claim
def assess(act: Act) -> Done:
    """Record the person's own assessment, before the desk decides."""
    claim = locked_claim(act)
    typed = act.text("confidence")
    confidence = member(Confidence, "confidence", typed) if typed else None
    opinion = assessing.Opinion(_ratings(act), _reasons(act), confidence)
    rows = assessing.assess(act.session, claim, act.actor, opinion)
    return Done(f"Your assessment is stored, round {max(row.round for row in rows)}.")


@on_claim
def correct(act: Act) -> Done | Response:
    """Correct a published claim in public: its verdict, its facts, or both; or show first what readers would see."""
    claim = locked_claim(act)
    kind = member(ChangeKind, "kind of change", act.text("change") or str(ChangeKind.CORRECTION))
    dropped = [(claim.id, n) for typed in act.chosen("drop") if (n := whole_number(typed)) is not None]
    changes = changes_of(act)
    correction = correcting.Correction(act.text("public_note"), rating_request(act, claim), changes, kind, dropped)
    if act.text("then") == "preview":
        preview = correction_preview.preview(act.session, claim, act.actor, correction)
        return claim_page.page(act, None, claim_page.Previewed(preview, act.typed))
    result = correcting.correct(act.session, claim, act.actor, correction)
    after = result.moves[-1].after if result.moves else claim.status
    return Done(f"Claim {claim.id}: {kind}, version {result.version}, {after}.")


@on_claim
def retract(act: Act) -> Done:
    """Retract a published claim in public."""
    claim = locked_claim(act)
    retraction = correcting.retract(act.session, claim, act.actor, act.text("public_note"))
    waits = " Another editor must approve it." if retraction.version else ""
    return Done(f"Claim {claim.id}: {claim.status}.{waits}")


@on_claim
def withdraw_change(act: Act) -> Done:
    """Withdraw the correction or retraction that waits for approval."""
    claim = locked_claim(act)
    change = correcting.withdraw(act.session, claim, act.actor)
    return Done(f"Claim {claim.id}: {change.before} → {change.after}.")


@on_claim
def withdraw_evidence(act: Act) -> Done:
    """Withdraw evidence; it stays visible, marked as withdrawn."""
    claim = locked_claim(act)
    n = act.integer("n")
    if n is None:
        raise BadValueError("evidence", act.text("n"), "is no number", "Choose evidence of this claim.")
    withdrawing.withdraw(act.session, claim, act.actor, n, act.text("reason"))
    return Done(f"Evidence {claim.id}.{n} is withdrawn.")


def rating_request(act: Act, claim: Claim) -> RatingRequest:
    """Return the request of a form with ratings: evidence that is ticked or pasted, and reasons by question."""
    pages = [line.strip() for line in act.text("pages").splitlines() if line.strip()]
    # Ticks of a question that is not rated now say nothing: its verdict keeps its evidence.
    questions = {name for name in ("truth", "quote") if act.text(f"{name}_rating")}
    ticked = [
        f"{claim.id}.{n}"
        for question in sorted(questions)
        for n in act.chosen(f"{question}_evidence")
        if whole_number(n)
    ]
    stance = act.text("stance")
    return RatingRequest(
        ratings=_ratings(act),
        because=_reasons(act),
        evidence=[*ticked, *pages],
        flags=act.chosen("flag"),
        searched=act.optional("searched"),
        although=act.optional("although"),
        stance=member(Stance, "stance", stance) if stance else None,
        publish=act.text("then") in {"publish", "publish-next"},
        url=act.optional("published_url"),
    )


def go_on(act: Act, claim: Claim, sentence: str) -> Done:
    """Stay on the claim, or go on to the next one to rate or to approve, as the form says; say where there is none."""
    then, prefix = act.text("then"), act.site.prefix
    if then == "approve-next":
        number = approving.next_to_approve(act.session, claim, act.actor)
        nothing, otherwise = "No other claim waits for your approval.", f"{prefix}/"
    elif then not in {"next", "publish-next"}:
        return Done(sentence)
    elif claim.document_id is None:
        return Done(sentence, f"{prefix}/claims?status=new")
    else:
        number = article_text.next_to_rate(act.session, claim.document_id, claim.id)
        nothing = "No other claim of the article waits for a rating."
        otherwise = f"{prefix}/articles/{claim.document_id}"
    return Done(sentence, f"{prefix}/claims/{number}") if number else Done(f"{sentence} {nothing}", otherwise)


def _ratings(act: Act) -> list[str]:
    return [code for name in ("truth", "quote") if (code := act.text(f"{name}_rating"))]


def _reasons(act: Act) -> list[str]:
    """Return the reasons: one text, or one for each question whose word begins a line: "quote: Word for word"."""
    pieces = _QUESTION_BEGINS.split(act.text("because"))
    return [piece.strip() for piece in pieces if piece.strip()]
