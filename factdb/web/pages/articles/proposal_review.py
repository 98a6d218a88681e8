"""The review of an article's proposals, in its text: one proposal at a time, and one key for each decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import passages
from factdb.domain.enums import Attribution, Kind
from factdb.domain.history import chain
from factdb.domain.history.events import DeskEvent
from factdb.domain.passages import Span
from factdb.domain.proposals import left_out_text, worth_showing
from factdb.domain.text import whole_number
from factdb.errors.claims import NoTextError, ProposalDecidedError
from factdb.errors.desk import CannotUndoError
from factdb.extract.proposal import MEANING_OF_MARK
from factdb.services.claims import proposal_fields, proposals
from factdb.services.reads import article_list, article_text, claim_list, similar
from factdb.services.undo import undoing
from factdb.store.models import DeskHistory
from factdb.web.passages import paragraphs
from factdb.web.visits import Act, Done, Visit, in_sentences, reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from factdb.extract.proposal import Proposal
    from factdb.services.claims.proposals import ReadArticle
    from factdb.web.visits import Refused

_MOVES = {
    "start-earlier": (True, -1),
    "start-later": (True, 1),
    "end-earlier": (False, -1),
    "end-later": (False, 1),
}


class _Review(NamedTuple):
    """An article with all its proposals, those that wait, in the order of the text, and how many are left out."""

    article: ReadArticle
    everything: list[Proposal]
    waiting: list[Proposal]
    left_out: int

    def waits(self, place: Span) -> Proposal | None:
        """Return the waiting proposal at a place."""
        return next((proposal for proposal in self.waiting if _place(proposal) == place), None)

    def after(self, place: Span) -> Proposal | None:
        """Return the first waiting proposal at a place or after it."""
        return next((proposal for proposal in self.waiting if _order(proposal) >= (place.start, place.end)), None)


def _order(proposal: Proposal) -> tuple[int, int]:
    return proposal.start, proposal.end


def _place(proposal: Proposal) -> Span:
    return Span(proposal.start, proposal.end)


def at(place: Span) -> str:
    """Return a place as the address has it: 120-180, or 120 for any passage that starts there or later."""
    return f"{place.start}-{place.end}"


def place_of(typed: str) -> Span:
    """Read a place of the address; the start of the text for one that cannot be read."""
    first, _, last = typed.partition("-")
    return Span(whole_number(first) or 0, whole_number(last) or 0)


def _review(visit: Visit, *, show_all: bool) -> _Review:
    article = proposals.find_article(visit.session, visit.number)
    if article is None:
        article_list.article_details(visit.session, visit.number)  # refuses a number that no article has
        raise NoTextError(visit.number)
    # Not from the service: it would extract again for every decision.
    everything = visit.site.proposals.of(visit.session, article)
    undecided = proposals.undecided_proposals(visit.session, article, everything)
    waiting, left_out = worth_showing(undecided, show_all=show_all)
    return _Review(article, everything, sorted(waiting, key=_order), left_out)


@reading
def show(visit: Visit) -> Response:
    """Show the proposal that the address names, or the next one that waits."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show the current proposal in the text, with its form; after a refusal with every letter that was typed."""
    query = visit.request.query_params
    typed = {name: values[0] for name, values in refused.fields.items()} if refused else dict(query)
    review = _review(visit, show_all=bool(typed.get("all")))
    current = review.after(place_of(typed.get("at", "")))
    if refused and "proposal" in typed:
        # Whoever typed for a proposal that somebody else decided meanwhile still sees it, with what was typed.
        named = place_of(typed["proposal"])
        current = next((other for other in review.everything if _place(other) == named), current)
    is_filled = current is not None and typed.get("proposal") == at(_place(current))
    details = article_list.article_details(visit.session, visit.number, review.everything)
    counts = proposals.decisions(visit.session, review.article)
    span = _passage(review.article.text, current, typed if is_filled else {}) if current else None
    alike = similar.hints_for(visit.session, current.claim) if current else []
    marked = [_place(proposal) for proposal in review.waiting]
    return visit.show(
        "proposals.html",
        refused.status if refused else 200,
        refused=refused,
        article=details,
        first_to_rate=article_text.next_to_rate(visit.session, visit.number),
        paragraphs=paragraphs(details["text"] or "", details["spans"], [*marked, *([span] if span else [])]),
        proposal=current,
        passage=span,
        words=review.article.text[span.start : span.end] if span else "",
        fields=_shown_fields(visit, review.article.text, current, typed if is_filled else {}) if current else {},
        alike=alike,
        languages=claim_list.languages(visit.session, (row["id"] for row in alike)),
        kinds=list(Kind),
        attributions=list(Attribution),
        meaning_of_mark=MEANING_OF_MARK,
        counts={str(judgement): count for judgement, count in counts.items()},
        show_all=bool(typed.get("all")),
        left_out=left_out_text(review.left_out) if review.left_out else None,
        **_steps(review, current, sum(counts.values())),
    )


def _steps(review: _Review, current: Proposal | None, decided: int) -> dict[str, object]:
    """Return where the current proposal stands among all, and the addresses of those beside it."""
    index = review.waiting.index(current) if current in review.waiting else len(review.waiting)
    before = review.waiting[index - 1] if index else None
    beyond = review.waiting[index + 1 : index + 2]
    end = Span(len(review.article.text), 0)
    return {
        "position": decided + index + 1,
        "total": decided + len(review.waiting),
        "left": len(review.waiting),
        "back": at(_place(before)) if before else None,
        "skip": at(_place(beyond[0]) if beyond else end),
    }


def _passage(article: str, proposal: Proposal, typed: Mapping[str, str]) -> Span:
    """Return the passage that the form has: as proposed, as typed, or with an end moved by a button of the page."""
    span = _place(proposal)
    start, end = whole_number(typed.get("start", "")), whole_number(typed.get("end", ""))
    if start is not None and end is not None and start < end <= len(article):
        span = Span(start, end)
    if typed.get("move") in _MOVES:
        at_start, step = _MOVES[typed["move"]]
        span = passages.move_edge(article, span, at_start=at_start, step=step)
    return span


def _shown_fields(visit: Visit, article: str, proposal: Proposal, typed: Mapping[str, str]) -> dict[str, str]:
    today = visit.now.astimezone().date()
    fields = proposal_fields.fields(proposal, article, today)
    return {name: typed.get(name, field.shown) for name, field in fields.items()}


@writing(page)
def accept(act: Act) -> Done:
    """Add the claim, with the changes that were typed, and go on with the next proposal."""
    review, proposal = _decidable(act)
    typed = {name: value for name, value in act.fields.items() if isinstance(value, str)}
    if not typed.get("speaker", "").strip() and act.text("speaker_choice"):
        typed["speaker"] = act.text("speaker_choice")
    text = review.article.text
    edit = proposal_fields.edit_of(proposal, text, act.now.astimezone().date(), typed)
    start, end = act.integer("start"), act.integer("end")
    # Only a passage that was changed is checked: a proposal may end in space that the check would cut off.
    if start is not None and end is not None and Span(start, end) != _place(proposal):
        edit = replace(edit, span=passages.require_span(text, start, end))
    added = proposals.accept(act.session, act.actor, review.article, proposal, edit)
    return _done(act, proposal, f"Claim {added.claim.id} added.{in_sentences(added.notices)}")


@writing(page)
def reject(act: Act) -> Done:
    """Record that the passage is no claim to check, and go on with the next proposal."""
    review, proposal = _decidable(act)
    proposals.reject(act.session, act.actor, review.article, proposal)
    return _done(act, proposal, "Proposal rejected.")


@writing(page)
def undo(act: Act) -> Done:
    """Take back the last decision on a proposal of this article; nothing else that the person did."""
    article = proposals.find_article(act.session, act.number)
    action = undoing.last_action(act.session, act.actor)
    decided = [
        row for row in action.rows if isinstance(row, DeskHistory) and row.kind == DeskEvent.DOCUMENT_PROPOSAL_DECIDED
    ]
    if not article or not any(article.document.uid in row.body for row in decided):
        raise CannotUndoError(["Your last action was not a decision on a proposal of this article: factdb undo"])
    # Accepting several proposals on the command line is one action, and is taken back as one.
    undoing.undo(act.session, act.actor, action)
    return Done("Your last decision is taken back.", f"{_address(act)}{_reopened(decided)}{_with_all(act)}")


def _reopened(decided: list[DeskHistory]) -> str:
    body = chain.read_opened(decided[0].body, decided[0].words)
    return f"?at={body['span_start']}-{body['span_end']}"


def _decidable(act: Act) -> tuple[_Review, Proposal]:
    """Return the proposal that the form decides; refuse one that waits no longer."""
    act.actor.require("articles add")
    # A minor one too: the page may have shown all.
    review = _review(act, show_all=True)
    place = place_of(act.text("proposal"))
    proposal = review.waits(place)
    if proposal is None:
        # It says who decided, and when, where a person did; a claim that was typed by hand is no decision.
        proposals.require_undecided(act.session, review.article, place)
        raise ProposalDecidedError("the article has a claim on these words, or a new text")
    return review, proposal


def _done(act: Act, proposal: Proposal, sentence: str) -> Done:
    return Done(sentence, f"{_address(act)}?at={at(_place(proposal))}{_with_all(act)}")


def _with_all(act: Act) -> str:
    """Return the end of the address that goes on showing the minor proposals too."""
    return "&all=1" if act.text("all") else ""


def _address(act: Act) -> str:
    return f"{act.site.prefix}/articles/{act.number}/proposals"
