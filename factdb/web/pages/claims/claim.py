"""The page of a claim: the article on one side, the decision and its evidence on the other; and its smaller pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response

from factdb.domain import workflow
from factdb.domain.enums import (
    WAITING_STATUSES,
    Attribution,
    Channel,
    Confidence,
    ContactKind,
    Flag,
    Kind,
    LinkKind,
    Question,
    Status,
)
from factdb.domain.history.sentences import event_text
from factdb.domain.text import whole_number
from factdb.formats import rows as plain_rows
from factdb.services import claim_lookup
from factdb.services.claims import contacts
from factdb.services.decisions import approving, scales
from factdb.services.desk import desk_policy, reviewers
from factdb.services.reads import article_text, claim_list, claim_page, quotation_checks, similar, verdict_list
from factdb.services.reads.histories import event_words, version_differences
from factdb.web.passages import aligned, paragraphs
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factdb.services.decisions.correction_preview import CorrectionPreview
    from factdb.services.reads.list_types import SimilarRow
    from factdb.services.reads.row_types import ClaimPage
    from factdb.web.visits import Refused

_QUOTED = frozenset({Attribution.DIRECT_QUOTE, Attribution.PARTIAL_QUOTE})
_REPORTED = _QUOTED | {Attribution.PARAPHRASE}  # a paraphrase has the meaning of what was said, or another
_PROMISES = frozenset({Kind.PROMISE, Kind.PREDICTION})
_PROMISE_SCALE = "factdb-promise"
_LAST_EVENTS = 5


class RatingGroup(NamedTuple):
    """Ratings that are shown together: their question, how the page puts it, the name of their key, and the ratings.

    Of each rating: code, label and definition. A promise has two groups on one question: what was done, what is true.
    """

    question: str
    words: str
    key: str
    ratings: list[tuple[str, str, str]]


class Previewed(NamedTuple):
    """What a correction would do to the published page, and the form as it was typed."""

    correction: CorrectionPreview
    typed: Mapping[str, list[str]]


_WORDS_AND_KEY = {
    (Question.QUOTE, False): ("Is the quotation accurate?", "quotation"),
    (Question.TRUTH, False): ("Is the claim true?", "truth"),
    (Question.TRUTH, True): ("Was the promise kept?", "promise"),
}


@reading
def show(visit: Visit) -> Response:
    """Show a claim where it stands in its article, with verdicts, evidence, history and what waits."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None, previewed: Previewed | None = None) -> Response:
    """Show a claim; after a refused form, or with what a form would do, with the form as it was typed."""
    claim = claim_page.page_of(visit.session, visit.number, viewer=visit.viewer, with_history=True)
    text = article_text.text_around(visit.session, visit.number)
    original = claim["repeats_id"]
    alike = [] if original or not visit.may("claims link") else _checked_before(visit)
    beside = [*(row["id"] for row in alike), *(link["claim"] for link in claim["links"])]
    return visit.show(
        "claim.html",
        refused.status if refused else 200,
        refused=refused,
        preview=previewed.correction if previewed else None,
        typed=refused.fields if refused else previewed.typed if previewed else {},
        typed_form=refused.form if refused else "correct" if previewed else None,
        claim=claim,
        events=_sentences(visit, claim["history"][-_LAST_EVENTS:]),
        text=text,
        paragraphs=paragraphs(text.text, text.spans) if text else [],
        before=text.neighbour(visit.number, -1) if text else None,
        after=text.neighbour(visit.number, +1) if text else None,
        original=claim_page.page_of(visit.session, original, viewer=visit.viewer) if original else None,
        alike=alike,
        languages=claim_list.languages(visit.session, beside),
        **_choices(visit, claim),
    )


def _choices(visit: Visit, claim: ClaimPage) -> dict[str, Any]:
    """Return what the forms offer: only what the rules, and the person's role, allow."""
    role = visit.viewer.role
    moves = [move for move in workflow.MOVES[Status(claim["status"])] if role and role.covers(move.role)]
    return {
        "rating_groups": _rating_groups(visit, claim),
        "moves": [] if visit.site.read_only else moves,
        "needs_other_editor": _needs_other_editor(visit, claim),
        "policy": desk_policy.current(visit.session),
        "reviewers": [handle for handle, is_active in reviewers.handles(visit.session) if is_active],
        "flags": list(Flag),
        "channels": list(Channel),
        "confidences": list(Confidence),
        "kinds": list(Kind),
        "attributions": list(Attribution),
        "link_kinds": list(LinkKind),
        "contact_kinds": list(ContactKind),
        "outcomes": {str(kind): outcomes for kind, outcomes in contacts.OUTCOMES.items()},
        "is_quoted": claim["attribution"] in _QUOTED,
        "is_reported": claim["attribution"] in _REPORTED,
    }


def _needs_other_editor(visit: Visit, claim: ClaimPage) -> bool:
    if claim["status"] not in WAITING_STATUSES or not visit.viewer.role:
        return False
    return approving.needs_other_editor(
        visit.session, claim_lookup.claim_named(visit.session, visit.number), visit.actor
    )


def _rating_groups(visit: Visit, claim: ClaimPage) -> list[RatingGroup]:
    """Return the desk's own ratings that fit the claim; first whether a promise was kept.

    Digits choose in one group, so each has its own: no group has more than nine ratings.
    """
    groups: dict[tuple[Question, bool], RatingGroup] = {}
    choices = scales.own_choices(visit.session)
    for choice in sorted(choices, key=lambda choice: choice.scale != _PROMISE_SCALE):
        kind = choice.question, choice.scale == _PROMISE_SCALE
        if kind[1] and claim["kind"] not in _PROMISES:
            continue
        if choice.question is Question.QUOTE and claim["attribution"] not in _REPORTED:
            continue
        words, key = _WORDS_AND_KEY[kind]
        words = "Did it come about?" if kind[1] and claim["kind"] == Kind.PREDICTION else words
        group = groups.setdefault(kind, RatingGroup(str(choice.question), words, key, []))
        group.ratings.append((choice.code, choice.label, choice.definition or ""))
    return list(groups.values())


def _checked_before(visit: Visit) -> list[SimilarRow]:
    """Return the claims with a verdict that say nearly the same: the claim may repeat one of them."""
    return [row for row in similar.hints(visit.session, visit.number) if row["verdict"] or row["quote_verdict"]]


def _sentences(visit: Visit, events: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - rows of the history
    """Return events in the words of people, newest first."""
    return [
        {"seq": event["seq"], "at": event["at"], "actor": event["actor"], "what": event_text(event)}
        for event in reversed(event_words.in_words(visit.session, visit.number, events))
    ]


@reading
def show_history(visit: Visit) -> Response:
    """Show the whole history of a claim, and two versions of its verdicts side by side."""
    claim = claim_lookup.claim_named(visit.session, visit.number)
    events = claim_page.history_of(visit.session, claim.id, visit.viewer)
    query = visit.request.query_params
    first, second = whole_number(query.get("a", "")), whole_number(query.get("b", ""))
    return visit.show(
        "claim_history.html",
        claim=claim,
        events=_sentences(visit, events),
        versions=sorted({verdict["version"] for verdict in verdict_list.every(visit.session, claim.id)}),
        compared=(first, second) if first and second else None,
        differences=version_differences.differences(visit.session, visit.number, first, second)
        if first and second
        else [],
    )


@reading
def show_quotation(visit: Visit) -> Response:
    """Show the quotation beside the words of its source, as two aligned lines."""
    claim = claim_lookup.claim_named(visit.session, visit.number)
    check = quotation_checks.Checker(visit.session).check(claim.id).row()
    return visit.show("claim_quotation.html", claim=claim, check=check, lines=aligned(claim.quote or "", check))


@reading
def show_similar(visit: Visit) -> Response:
    """Show the claims that are most like this one, with the way to link each."""
    claim = claim_lookup.claim_named(visit.session, visit.number)
    rows = similar.to_claim(visit.session, claim.id)
    return visit.show(
        "claim_similar.html",
        claim=claim,
        rows=rows,
        languages=claim_list.languages(visit.session, (row["id"] for row in rows)),
        link_kinds=list(LinkKind),
    )


@reading
def show_json(visit: Visit) -> Response:
    """Show what `factdb claims show --json` prints."""
    claim = claim_page.page_of(visit.session, visit.number, viewer=visit.viewer, with_history=True)
    return Response(plain_rows.document(claim), media_type="application/json")


@reading
def show_news(visit: Visit) -> Response:
    """Answer which version the claim has and who made it, for a page that is open; 304 where nothing is new."""
    claim = claim_lookup.claim_named(visit.session, visit.number)
    tag = f'"{claim.row_version}"'
    if visit.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    event = claim_page.history_of(visit.session, claim.id, visit.viewer)[-1]
    news = {
        "version": claim.row_version,
        "by": event["actor"],
        "at": f"{event['at']:%H:%M} UTC",
        "what": event_text(event_words.in_words(visit.session, claim.id, [event])[0]),
    }
    return Response(json.dumps(news), media_type="application/json", headers={"etag": tag})
